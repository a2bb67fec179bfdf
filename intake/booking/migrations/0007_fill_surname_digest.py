"""Find the clients who are stored already by their surname, too."""

from django.db import migrations, models

from intake import crypto
from intake.booking import tokens

SLICE = 500
MODELS = ("Appointment", "WaitlistEntry", "FollowUp")


def fill(apps, schema_editor):
    """Open the names in slices; a name no key opens stays without."""
    for name in MODELS:
        rows = apps.get_model("intake_booking", name).objects.using(schema_editor.connection.alias)
        sealed = models.ExpressionWrapper(
            models.F("client_name"), output_field=models.TextField()
        )
        named = rows.filter(surname_digest="").exclude(name_digest="").order_by("pk")
        last = 0
        while found := list(named.filter(pk__gt=last).values_list("pk", sealed)[:SLICE]):
            last = found[-1][0]
            for pk, client_name in found:
                if digest := _digest(client_name):
                    rows.filter(pk=pk).update(surname_digest=digest)


def _digest(client_name):
    try:
        return tokens.surname_digest(crypto.decrypt(client_name))
    except crypto.UnreadableError:
        return ""


class Migration(migrations.Migration):
    dependencies = [("intake_booking", "0006_surname_digest")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
