"""The demo's settings for races: all clients come from one network address here."""

from clinic_site.settings.demo import *  # noqa: F403

CLINIC_INTAKE_HOLDS_PER_ADDRESS = 1000
