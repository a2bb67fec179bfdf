from django.conf import settings
from django.db import migrations

from intake.upgrading import keep_seeing_all


def keep(apps, schema_editor):
    keep_seeing_all(
        apps,
        schema_editor.connection.alias,
        app="intake_booking",
        model="appointment",
        views=("view_appointment", "view_followup", "view_waitlistentry"),
        see_all=("see_all_appointments", "Can see every client's booking, not only their own"),
    )


class Migration(migrations.Migration):
    """Who saw bookings before there was a permission to see all of them goes on seeing all."""

    dependencies = [
        ("intake_booking", "0012_when_an_email_is_in_doubt"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [migrations.RunPython(keep, migrations.RunPython.noop, elidable=True)]
