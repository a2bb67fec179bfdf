from django.db import migrations, models

import intake.fields
from intake import crypto

WRITTEN = (("appointment", "overbooked_reason"), ("appointmentevent", "reason"), ("daynote", "text"))


def encrypt(apps, schema_editor):
    change(apps, crypto.encrypt)


def decrypt(apps, schema_editor):
    change(apps, crypto.decrypt)


def change(apps, how):
    for name, field in WRITTEN:
        rows = apps.get_model("intake_booking", name).objects.exclude(**{field: ""})
        for pk, text in rows.values_list("pk", field).iterator():
            rows.filter(pk=pk).update(**{field: how(text)})


class Migration(migrations.Migration):
    """What staff write may name a client: why, and notes, are encrypted from now on."""

    dependencies = [("intake_booking", "0009_export_appointments")]

    operations = [
        migrations.AlterField("appointment", "overbooked_reason", models.TextField("why on top of something else", blank=True, default="", max_length=200)),
        migrations.AlterField("appointmentevent", "reason", models.TextField("reason", blank=True, default="", max_length=200)),
        migrations.AlterField("daynote", "text", models.TextField("note", help_text="Never about a client.", max_length=300)),
        migrations.RunPython(encrypt, decrypt, elidable=False),
        migrations.AlterField("appointment", "overbooked_reason", intake.fields.EncryptedTextField("why on top of something else", blank=True, default="", max_length=200)),
        migrations.AlterField("appointmentevent", "reason", intake.fields.EncryptedTextField("reason", blank=True, default="", max_length=200)),
        migrations.AlterField("daynote", "text", intake.fields.EncryptedTextField("note", help_text="Never about a client.", max_length=300)),
    ]
