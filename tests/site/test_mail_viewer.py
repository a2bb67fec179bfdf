from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from django.core.mail import EmailMultiAlternatives, get_connection
from django.test import Client
from pytest_django import Settings

from clinic_site.demo.mailbox import stored_mails
from clinic_site.home.models import HomePage

CALENDAR = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nEND:VCALENDAR\r\n"
HTML = "<html><head><title>x</title></head><body><p>Your visit is booked</p></body></html>"


@pytest.fixture
def outbox(settings: Settings, tmp_path: Path) -> Path:
    settings.EMAIL_FILE_PATH = str(tmp_path / "mail")
    return tmp_path / "mail"


def send(outbox: Path, *subjects: str) -> None:
    """Send one mail per subject over one connection, which makes one file."""
    connection = get_connection(
        "django.core.mail.backends.filebased.EmailBackend", file_path=str(outbox)
    )
    mails = []
    for subject in subjects:
        mail = EmailMultiAlternatives(
            subject, "See you on Tuesday.\nhttps://example.com/x", to=["ana@example.com"]
        )
        mail.attach_alternative(HTML, "text/html")
        mail.attach("visit.ics", CALENDAR, "text/calendar")
        mails.append(mail)
    connection.send_messages(mails)


def test_an_absent_folder_holds_no_mail(outbox: Path) -> None:
    assert stored_mails(outbox) == []


def test_mails_are_read_back_whole_and_newest_first(outbox: Path) -> None:
    send(outbox, "First", "Second – with a dash")
    second, first = stored_mails(outbox)
    assert (second.subject, first.subject) == ("Second – with a dash", "First")
    assert first.to == "ana@example.com"
    assert first.text.startswith("See you on Tuesday.")
    assert "Your visit is booked" in first.html
    assert first.sent is not None
    assert first.sent.tzinfo is not None
    assert [(file.name, file.media_type) for file in first.attachments] == [
        ("visit.ics", "text/calendar")
    ]


def test_an_empty_outbox_says_what_will_appear(
    home: HomePage, outbox: Path, client: Client
) -> None:
    assert "its confirmation appears here" in client.get("/demo/mail/").content.decode()


def test_a_mail_is_listed_opened_and_its_calendar_file_downloaded(
    home: HomePage, outbox: Path, client: Client
) -> None:
    send(outbox, "Your visit")
    listed = BeautifulSoup(client.get("/demo/mail/").content, "html.parser")
    address = listed.select_one("main ol a")["href"]
    opened = BeautifulSoup(client.get(address).content, "html.parser")
    assert "See you on Tuesday." in opened.select_one(".demo-mail-text").get_text()
    assert opened.select_one(".demo-mail-text a")["href"] == "https://example.com/x"
    attachment = client.get(opened.select_one("a[download]")["href"])
    assert attachment["Content-Disposition"] == 'attachment; filename="visit.ics"'
    assert attachment.content.decode().splitlines() == CALENDAR.splitlines()


def test_the_html_part_runs_no_script_and_opens_links_in_a_new_tab(
    home: HomePage, outbox: Path, client: Client
) -> None:
    send(outbox, "Your visit")
    response = client.get(f"/demo/mail/{stored_mails(outbox)[0].key}/html/")
    policy = response["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "sandbox allow-popups" in policy
    assert "allow-scripts" not in policy
    assert '<base target="_blank">' in response.content.decode()


@pytest.mark.parametrize("key", ["..", "nothing-1", "%2e%2e%2fdb-1"])
def test_a_key_never_becomes_a_path(home: HomePage, outbox: Path, client: Client, key: str) -> None:
    send(outbox, "Your visit")
    assert client.get(f"/demo/mail/{key}/").status_code == 404


@pytest.mark.parametrize("number", [0, 2])
def test_an_attachment_that_is_not_there_is_404(
    home: HomePage, outbox: Path, client: Client, number: int
) -> None:
    send(outbox, "Your visit")
    key = stored_mails(outbox)[0].key
    assert client.get(f"/demo/mail/{key}/attachment/{number}/").status_code == 404
