"""Let the database refuse overlapping appointments."""

from django.db import migrations

from intake.booking.operations import InstallGuard


class Migration(migrations.Migration):
    dependencies = [("intake_booking", "0001_initial")]

    operations = [InstallGuard()]
