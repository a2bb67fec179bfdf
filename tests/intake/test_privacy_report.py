"""The report of what is kept about people."""

from django.core.management import call_command

from intake.privacy_types import Personal, whole_inventory


def report(capsys, **options: object) -> str:
    call_command("privacy_report", **options)
    return str(capsys.readouterr().out)


def test_every_personal_field_stands_in_the_report_with_its_purpose(capsys) -> None:
    said = report(capsys)
    for label, fields in whole_inventory().items():
        for name, field in fields.items():
            if isinstance(field, Personal):
                assert f"({label})" in said
                assert f"| {name} | {field.purpose} | {field.retention} | {field.erase} |" in said


def test_fields_that_are_not_personal_are_listed_on_demand(capsys) -> None:
    assert "length_minutes" not in report(capsys)
    assert "length_minutes" in report(capsys, all=True)
