"""Give the day to be seen by to those who were told one before it was stored."""

from datetime import timedelta

from django.db import migrations, models
from django.utils import timezone

from intake import crypto

SLICE = 500


def fill(apps, schema_editor):
    """Open the decisions that lead to a visit in slices; one no key opens says no day."""
    rows = apps.get_model("intake", "Submission").objects.using(schema_editor.connection.alias)
    sealed = models.ExpressionWrapper(models.F("decision"), output_field=models.TextField())
    told = rows.filter(route="booking", completed_at__isnull=False).order_by("pk")
    last = 0
    while found := list(told.filter(pk__gt=last).values_list("pk", "completed_at", sealed)[:SLICE]):
        last = found[-1][0]
        for pk, completed_at, decision in found:
            if days := _days(decision):
                answered = timezone.localdate(completed_at)
                rows.filter(pk=pk).update(see_by=answered + timedelta(days=days))


def _days(decision):
    try:
        return crypto.decrypt_json(decision).get("see_within_days")
    except crypto.UnreadableError:
        return None


class Migration(migrations.Migration):
    dependencies = [("intake", "0010_worklist_by_due_day")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop, elidable=True)]
