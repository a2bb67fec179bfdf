from django.conf import settings
from django.db import migrations

from intake.upgrading import keep_seeing_all


def keep(apps, schema_editor):
    keep_seeing_all(
        apps,
        schema_editor.connection.alias,
        app="intake",
        model="submission",
        views=("view_submission",),
        see_all=("see_all_submissions", "Can see every submission, not only their own"),
    )


class Migration(migrations.Migration):
    """Who saw submissions before there was a permission to see all of them goes on seeing all."""

    dependencies = [
        ("intake", "0008_whose_work_in_lists"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [migrations.RunPython(keep, migrations.RunPython.noop, elidable=True)]
