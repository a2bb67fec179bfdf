"""Tests of what keeps attackers out share the seeded site of the tests of the site."""

from tests.site.conftest import home

__all__ = ["home"]
