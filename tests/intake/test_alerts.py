"""Urgent results call the people on duty, one after the other, until somebody sees to them."""

import datetime
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Site

from intake import alert_actions, desk_actions, privacy_actions, tasks
from intake.admin.timeline import timeline
from intake.models import (
    AccessEntry,
    Alert,
    AlertNotice,
    DeskSettings,
    DutyPerson,
    PrivacyRequest,
    Submission,
    SubmissionEvent,
)
from intake.stages import ClosedBecause, Stage
from intake.subject import SubmissionSubject
from tests.factories import intake as factory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("version")]

VIEW, WORK, ALL = "intake.view_submission", "intake.work_submission", "intake.see_all_submissions"
HOME = reverse("wagtailadmin_home")
MINUTE = datetime.timedelta(minutes=1)
SOON = factory.SELF_HELP | {"red_flags": ["cancer"], "night_pain": "yes"}


class DownBackend(EmailBackend):
    """A mail server that refuses, and quotes whom it refused."""

    def send_messages(self, messages: Any) -> int:
        raise ConnectionError(f"no mailbox {messages[0].to}")


def on_duty(order: int, **changes: Any) -> User:
    user = factory.staff(VIEW, WORK, ALL)
    user.email = f"duty{order}@example.com"
    user.save()
    DutyPerson.objects.create(user=user, order=order, **changes)
    return user


def urgent(answers: Any = factory.EMERGENCY, *, capture: Any) -> Submission:
    with capture(execute=True):
        submission, _token = factory.started(answers)
        if not submission.is_complete:
            factory.actions.complete_submission(submission=submission)
    return submission


def told() -> list[str]:
    return [message.to[0] for message in mail.outbox]


def later(minutes: int) -> datetime.datetime:
    return timezone.now() + minutes * MINUTE


@pytest.fixture
def capture(django_capture_on_commit_callbacks: Any) -> Any:
    return django_capture_on_commit_callbacks


@pytest.fixture
def alert(capture: Any) -> Alert:
    on_duty(1)
    on_duty(2)
    return urgent(capture=capture).alert


@pytest.mark.parametrize(
    ("answers", "alarms"),
    [(factory.EMERGENCY, 1), (factory.SAME_DAY, 1), (SOON, 0), (factory.SELF_HELP, 0)],
)
def test_emergencies_and_same_day_results_alert_and_nothing_less_does(
    answers: Any, alarms: int, capture: Any
) -> None:
    on_duty(1)
    urgent(answers, capture=capture)
    assert Alert.objects.count() == AlertNotice.objects.count() == len(mail.outbox) == alarms


def test_a_clinic_may_leave_out_same_day_results_but_not_emergencies(capture: Any) -> None:
    DeskSettings.objects.create(site=Site.objects.get(), alert_same_day=False)
    urgent(factory.SAME_DAY, capture=capture)
    assert not Alert.objects.exists()
    urgent(capture=capture)
    assert Alert.objects.count() == 1


def test_the_result_and_its_alert_are_stored_together_or_not_at_all(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def refuse(**kwargs: Any) -> None:
        raise RuntimeError

    submission, _token = factory.started()
    monkeypatch.setattr(Alert.objects, "get_or_create", refuse)
    with pytest.raises(RuntimeError):
        factory.actions.record_answers(submission=submission, answers=factory.EMERGENCY)
    submission.refresh_from_db()
    assert not submission.is_complete


def test_the_first_on_duty_is_told_where_to_look_and_nothing_else(alert: Alert) -> None:
    (message,) = mail.outbox
    assert message.to == ["duty1@example.com"]
    link = reverse("submission:inspect", args=[alert.submission_id])
    assert f"{link}\n" in message.body
    said = f"{message.subject} {message.body}".lower()
    for hidden in (alert.submission.reference, "emergency", "same day", "bladder"):
        assert hidden.lower() not in said


def test_the_next_is_told_when_nobody_sees_to_it_and_each_person_once(
    alert: Alert, capture: Any
) -> None:
    def escalate(minutes: int) -> int:
        with capture(execute=True):
            return alert_actions.escalate_all(now=later(minutes))

    assert [escalate(29), escalate(31), escalate(40), escalate(62), escalate(500)] == [
        0, 1, 0, 0, 0,
    ]  # fmt: skip
    assert told() == ["duty1@example.com", "duty2@example.com"]


def test_an_alert_somebody_sees_to_goes_no_further(alert: Alert, capture: Any) -> None:
    by = User.objects.get(email="duty1@example.com")
    assert alert_actions.acknowledge(alert=alert, by=by)
    assert not alert_actions.acknowledge(alert=alert, by=by)
    assert alert_actions.escalate(alert=alert, now=later(60)) == 0
    event = SubmissionEvent.objects.get(kind=SubmissionEvent.Kind.ALERT)
    assert (event.submission_id, event.by) == (alert.submission_id, by)
    assert AccessEntry.objects.get().reference == alert.submission.reference


def test_who_is_off_duty_gone_or_without_address_is_passed_over(capture: Any) -> None:
    on_duty(1, on_duty=False)
    for order, changes in ((2, {"is_active": False}), (3, {"email": ""})):
        User.objects.filter(pk=on_duty(order).pk).update(**changes)
    on_duty(4)
    urgent(capture=capture)
    assert told() == ["duty4@example.com"]


def test_with_nobody_on_duty_the_owners_are_told_once(owner: User, capture: Any) -> None:
    owner.email = "owner@example.com"
    owner.save()
    alert = urgent(capture=capture).alert
    with capture(execute=True):
        assert alert_actions.escalate(alert=alert, now=later(60)) == 0
    assert told() == ["owner@example.com"]


def test_who_comes_on_duty_later_is_told_at_once_of_what_nobody_was_told(capture: Any) -> None:
    alert = urgent(capture=capture).alert
    on_duty(1)
    with capture(execute=True):
        assert alert_actions.escalate(alert=alert, now=later(0)) == 1
    assert told() == ["duty1@example.com"]


def test_a_notice_is_sent_once_however_many_workers_have_it(alert: Alert) -> None:
    notice = alert.notices.get()
    assert tasks.send_notice(notice.pk) is False
    assert len(mail.outbox) == 1


def test_a_notice_taken_by_another_worker_meanwhile_is_not_sent(alert: Alert) -> None:
    alert.notices.update(mailed_at=None)
    notice = AlertNotice.objects.filter(alert=alert)
    assert notice.claim(timezone.now())
    assert not notice.claim(timezone.now())


def test_what_the_mail_server_refused_is_sent_by_the_command(
    alert: Alert, settings: Any, capsys: Any
) -> None:
    alert.notices.update(mailed_at=None)
    mail.outbox.clear()
    good = settings.EMAIL_BACKEND
    settings.EMAIL_BACKEND = f"{__name__}.DownBackend"
    with pytest.raises(CommandError) as refused:
        call_command("escalate_alerts")
    assert "duty1" not in str(refused.value)
    settings.EMAIL_BACKEND = good
    call_command("escalate_alerts")
    assert told() == ["duty1@example.com"]
    assert capsys.readouterr().out.endswith("Told the next person: 0. Sent late: 1.\n")


def test_a_task_escalates_too(alert: Alert, capture: Any) -> None:
    AlertNotice.objects.update(due_at=later(-31))
    with capture(execute=True):
        tasks.escalate_alerts.enqueue()
    assert told() == ["duty1@example.com", "duty2@example.com"]


@pytest.mark.parametrize(
    ("stage", "because"),
    [(Stage.CLOSED, ClosedBecause.IN_CARE), (Stage.CONTACTED, ""), (Stage.BOOKED, "")],
)
def test_who_reaches_the_client_books_or_closes_sees_to_the_alert(
    alert: Alert, stage: Stage, because: str
) -> None:
    by = factory.staff(VIEW, WORK, ALL)
    about = alert.submission
    desk_actions.change_stage(submission=about, stage=Stage.IN_REVIEW, by=by)
    alert.refresh_from_db()
    assert alert.acknowledged_at is None
    desk_actions.change_stage(submission=about, stage=stage, by=by, because=because)
    alert.refresh_from_db()
    assert alert.acknowledged_by == by
    assert alert_actions.escalate(alert=alert, now=later(60)) == 0
    kinds = list(about.events.order_by("pk").values_list("kind", flat=True))
    assert kinds == ["stage", "stage", "alert"]


def test_who_sees_to_an_alert_first_stays_noted_when_another_closes(alert: Alert) -> None:
    first = factory.staff(VIEW, WORK, ALL)
    alert_actions.acknowledge(alert=alert, by=first)
    desk_actions.change_stage(
        submission=alert.submission,
        stage=Stage.CLOSED,
        by=factory.staff(WORK),
        because=ClosedBecause.IN_CARE,
    )
    alert.refresh_from_db()
    assert alert.acknowledged_by == first


def test_a_visit_staff_book_sees_to_the_alert_and_one_the_client_books_does_not(
    alert: Alert,
) -> None:
    now, staff = later(1), factory.staff(WORK)
    about = alert.submission_id
    desk_actions.visit_booked(submission_id=about, now=now)
    alert.refresh_from_db()
    assert alert.acknowledged_at is None
    desk_actions.visit_booked(submission_id=about, now=now, by=staff)
    alert.refresh_from_db()
    assert (alert.acknowledged_by, alert.acknowledged_at) == (staff, now)


def test_a_call_that_reaches_the_client_sees_to_the_alert_however_far_the_work_is(
    alert: Alert,
) -> None:
    about, by = alert.submission, factory.staff(WORK)
    desk_actions.visit_booked(submission_id=about.pk, now=later(1))
    about.refresh_from_db()
    desk_actions.log_call(submission=about, by=by, reached=False, text="Busy", now=later(2))
    alert.refresh_from_db()
    assert alert.acknowledged_at is None
    desk_actions.log_call(submission=about, by=by, reached=True, text="Spoke", now=later(5))
    alert.refresh_from_db()
    about.refresh_from_db()
    assert (alert.acknowledged_by, about.stage) == (by, Stage.BOOKED)


def test_who_ends_an_alert_unseen_by_a_withdrawal_is_told_before_and_the_file_says_so(
    alert: Alert, owner: User, client: Client
) -> None:
    kind, reference = PrivacyRequest.Kind.WITHDRAW, alert.submission.reference
    asked = privacy_actions.ask(
        kind=kind, kind_of_record="submission", reference=reference, now=later(0)
    )
    client.force_login(owner)
    warning = "nobody has seen to its alert yet"
    assert warning in client.get(reverse("intake_request", args=[asked.pk])).content.decode()
    privacy_actions.carry_out(request=asked, by=owner, now=later(1))
    (ended,) = [each for each in timeline(alert.submission, owner) if "Alert" in each.what]
    assert (ended.what, ended.text) == (
        "Alert ended",
        "Consent withdrawn before anybody saw to it",
    )


def test_of_a_client_who_wants_to_hear_nothing_more_nobody_else_is_told(alert: Alert) -> None:
    SubmissionSubject().withdraw(alert.submission, by=None, now=later(1))
    assert alert_actions.escalate(alert=alert, now=later(60)) == 0
    alert.refresh_from_db()
    assert (alert.acknowledged_by, alert.acknowledged_at is None) == (None, False)


def test_the_home_page_shows_an_alert_until_somebody_sees_to_it(
    alert: Alert, client: Client
) -> None:
    user = User.objects.get(email="duty2@example.com")
    client.force_login(user)
    url = reverse("intake_see_to_alert", args=[alert.pk])
    assert url in client.get(HOME).content.decode()
    assert client.get(url).status_code == 405
    response = client.post(url)
    assert response["Location"] == reverse("submission:inspect", args=[alert.submission_id])
    alert.refresh_from_db()
    assert alert.acknowledged_by == user
    assert url not in client.get(HOME).content.decode()
    assert "already" in client.post(url, follow=True).content.decode()


def test_who_may_not_see_a_submission_sees_no_alert_of_it(alert: Alert, client: Client) -> None:
    url = reverse("intake_see_to_alert", args=[alert.pk])
    for permissions, status in (((), 403), ((VIEW, WORK), 404), ((VIEW, ALL), 403)):
        client.force_login(factory.staff(*permissions))
        if status == 404 or not permissions:
            assert alert.submission.reference not in client.get(HOME).content.decode()
        assert client.post(url).status_code == status
    alert.refresh_from_db()
    assert alert.acknowledged_at is None


def test_who_is_called_may_open_what_they_are_called_to_until_another_sees_to_it(
    capture: Any,
) -> None:
    user = factory.staff(VIEW)
    user.email = "therapist@example.com"
    user.save()
    DutyPerson.objects.create(user=user)
    alert = urgent(capture=capture).alert
    assert Submission.objects.visible_to(user).get() == alert.submission
    alert_actions.acknowledge(alert=alert, by=factory.staff(WORK))
    assert not Submission.objects.visible_to(user).exists()


def test_the_panel_costs_the_same_however_many_wait(client: Client) -> None:
    def queries(number: int) -> int:
        for _ in range(number):
            factory.started(factory.EMERGENCY)
        with CaptureQueriesContext(connection) as captured:
            client.get(HOME)
        return len(captured)

    client.force_login(factory.staff(VIEW, ALL))
    client.get(HOME)
    assert queries(3) == queries(27)


def test_the_clinic_says_who_is_on_duty_and_offers_only_who_may_look(
    owner: User, client: Client
) -> None:
    owner.email = "owner@example.com"
    owner.save()
    factory.staff()
    client.force_login(owner)
    empty = client.get(reverse("dutyperson:index")).content.decode()
    assert "Nobody is on duty" in empty
    form = client.get(reverse("dutyperson:add")).context["form"]
    assert list(form.fields["user"].queryset) == [owner]
    data = {"user": owner.pk, "order": 1, "on_duty": "on"}
    assert client.post(reverse("dutyperson:add"), data).status_code == 302
    assert "owner" in client.get(reverse("dutyperson:index")).content.decode()


def test_the_worklist_shows_alerts_on_top(alert: Alert, client: Client) -> None:
    client.force_login(User.objects.get(email="duty1@example.com"))
    page = client.get(reverse("submission:index")).content.decode()
    assert page.index("intake-alerts") < page.index("data-worklist")
    assert reverse("intake_see_to_alert", args=[alert.pk]) in page


def test_the_page_the_mail_leads_to_offers_to_see_to_the_alert(
    alert: Alert, client: Client
) -> None:
    client.force_login(User.objects.get(email="duty2@example.com"))
    page = reverse("submission:inspect", args=[alert.submission_id])
    url = reverse("intake_see_to_alert", args=[alert.pk])
    shown = client.get(page).content.decode()
    assert f'action="{url}"><input type="hidden" name="csrfmiddlewaretoken"' in shown
    client.post(url)
    assert url not in client.get(page).content.decode()
