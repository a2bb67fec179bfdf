"""Let the database refuse overlaps in a room and of one client, too."""

from django.db import migrations

from intake.booking.operations import InstallGuard


class Migration(migrations.Migration):
    dependencies = [("intake_booking", "0003_availability_changes_and_follow_ups")]

    operations = [InstallGuard()]
