"""What the desk does with a visit: who may, and what comes of it."""

from datetime import date, timedelta

import pytest
from django.contrib.auth.models import Permission, User
from django.core import mail
from django.urls import reverse
from django.utils.html import escape

from intake.booking.availability import Diaries
from intake.booking.models import Appointment, Practitioner, TimeOff
from intake.booking.states import State
from tests.factories import booking as make
from tests.factories.booking import CONTACT, FIRST

HOUR = timedelta(hours=1)
VIEW = "view_appointment"
CALLER = {
    "name": "Sam  Caller",
    "phone": "(212) 555-0177",
    "email": "",
    "consent": "on",
    "day": "2027-03-02",
    "clock": "11:00",
}


def staff(*codenames):
    user = User.objects.create_user(f"staff-{'-'.join(codenames) or 'none'}", password="x")
    found = Permission.objects.filter(
        codename__in=["access_admin", "see_all_appointments", *codenames]
    )
    user.user_permissions.set(found)
    return user


@pytest.fixture
def desk(db, clock, client):
    client.force_login(staff(VIEW, "change_appointment", "add_appointment"))
    return client


@pytest.fixture
def booked(clinic):
    found = make.book(clinic)
    mail.outbox.clear()
    return found


def address(name, visit):
    return reverse(f"intake_diary:{name}", args=[visit.pk])


def choice(clinic, start):
    return f"{start.isoformat()}/{clinic.practitioner.pk}"


def state_of(visit):
    return Appointment.objects.get(pk=visit.pk).status


def content(response):
    return " ".join(response.content.decode().split())


@pytest.mark.parametrize("name", ["arrive", "miss", "undo", "move", "cancel"])
def test_those_who_may_only_look_change_nothing(client, clinic, booked, name):
    client.force_login(staff(VIEW))
    response = client.post(address(name, booked), {"time": choice(clinic, FIRST + HOUR)})
    assert response.status_code in (302, 403)
    booked.refresh_from_db()
    assert (booked.status.is_booked, booked.starts_at) == (True, FIRST)
    assert not mail.outbox


@pytest.mark.parametrize("name", ["visit", "move", "cancel"])
def test_without_permission_no_visit_can_be_read(client, booked, name):
    client.force_login(staff("add_appointment", "change_appointment"))
    response = client.get(address(name, booked))
    assert response.status_code in (302, 403)
    assert CONTACT.name not in response.content.decode()


@pytest.mark.parametrize("name", ["arrive", "miss", "undo", "cancel", "move"])
def test_following_a_link_changes_nothing(desk, booked, name):
    desk.get(address(name, booked))
    assert state_of(booked).is_booked


def test_the_page_of_a_visit_says_how_to_reach_the_client_and_what_can_be_done(desk, booked):
    page = content(desk.get(address("visit", booked)))
    for fact in (CONTACT.name, CONTACT.email, CONTACT.phone, "Tue 2 March, 09:00 (New York time)"):
        assert fact in page
    for action in ("Arrived", "Did not come", "Move", "Cancel this visit"):
        assert action in page
    assert "Take back" not in page
    title = page[page.index("<title>") : page.index("</title>")]
    assert booked.reference in title
    assert CONTACT.name not in title


def test_an_arrival_is_noted_and_taken_back(desk, booked):
    response = desk.post(address("arrive", booked))
    assert (
        response.url == f"{reverse('intake_diary:diary')}?day=2027-03-02&place={booked.location_id}"
    )
    assert state_of(booked).is_arrived
    assert "Take back the arrival" in content(desk.get(address("visit", booked)))
    desk.post(address("undo", booked))
    assert state_of(booked).is_booked


def test_a_no_show_is_taken_back_unless_its_time_belongs_to_somebody_else(desk, clinic, booked):
    desk.post(address("miss", booked))
    assert state_of(booked).is_missed
    make.insert(clinic, FIRST, 60)
    page = content(desk.post(address("undo", booked), follow=True))
    assert "Its time belongs to another visit now." in page
    assert state_of(booked).is_missed


def test_a_visit_is_cancelled_with_a_reason_and_the_client_is_told(
    desk, booked, django_capture_on_commit_callbacks
):
    assert "will be cancelled" in content(desk.get(address("cancel", booked)))
    with django_capture_on_commit_callbacks(execute=True):
        page = content(desk.post(address("cancel", booked), {"reason": "Power cut"}, follow=True))
    assert "The client is told by e-mail." in page
    assert state_of(booked).is_cancelled
    assert [message.to for message in mail.outbox] == [[CONTACT.email]]
    assert "Power cut" not in mail.outbox[0].body
    assert "Power cut" in content(desk.get(address("visit", booked)))


def test_a_reason_that_is_too_long_is_sent_back_and_nothing_is_cancelled(desk, booked):
    page = content(desk.post(address("cancel", booked), {"reason": "x" * 201}))
    assert "Shorten the reason to 200 characters" in page
    assert state_of(booked).is_booked


def test_the_desk_moves_a_visit_to_a_free_time_whatever_the_notice(
    db, clock, client, django_capture_on_commit_callbacks
):
    clinic = make.make_clinic(minimum_notice_hours=48)
    client.force_login(staff(VIEW, "change_appointment"))
    visit = make.book(clinic, FIRST + 48 * HOUR)
    mail.outbox.clear()
    page = content(client.get(address("move", visit), {"day": "2027-03-02"}))
    assert choice(clinic, FIRST) in page
    with django_capture_on_commit_callbacks(execute=True):
        data = {"time": choice(clinic, FIRST), "reason": "Asked for it"}
        page = content(client.post(address("move", visit), data, follow=True))
    assert "is moved to Tue 2 March, 09:00 (New York time). The client is told by e-mail." in page
    visit.refresh_from_db()
    assert visit.starts_at == FIRST
    assert len(mail.outbox) == 1


def test_a_lost_race_names_who_was_faster_and_keeps_what_was_typed(desk, clinic, booked):
    make.insert(clinic, FIRST + HOUR, 60, client_name="Quick Client")
    data = {"time": choice(clinic, FIRST + HOUR), "reason": "Train is late"}
    response = desk.post(address("move", booked), data)
    page = content(response)
    assert response.status_code == 409
    assert "Tue 2 March, 10:00 (New York time) is taken by Quick Client" in page
    assert "Train is late" in page
    assert choice(clinic, FIRST + 2 * HOUR) in page
    booked.refresh_from_db()
    assert booked.starts_at == FIRST


@pytest.mark.parametrize(
    "time", ["", "soon", "2027-03-02T14:00:00+00:00", "2027-03-02T14:00/1", "/1"]
)
def test_a_move_to_no_time_asks_for_one(desk, booked, time):
    assert "Select a time" in content(desk.post(address("move", booked), {"time": time}))


def test_a_visit_that_was_cancelled_meanwhile_is_not_moved(desk, clinic, booked):
    Appointment.objects.filter(pk=booked.pk).update(state=State.CANCELLED, cancelled_at=make.NOW)
    data = {"time": choice(clinic, FIRST + HOUR)}
    page = content(desk.post(address("move", booked), data, follow=True))
    assert "changed meanwhile" in page


def test_a_visit_on_top_of_another_is_an_ordinary_one_once_it_has_a_free_time(desk, clinic, booked):
    over = make.insert(clinic, FIRST, 60, overbooked=True, overbooked_reason="Emergency")
    desk.post(address("move", over), {"time": choice(clinic, FIRST + HOUR)})
    over.refresh_from_db()
    assert (over.overbooked, over.starts_at) == (False, FIRST + HOUR)


def booking(clinic, **changes):
    return CALLER | {"service": clinic.service.pk, "practitioner": clinic.practitioner.pk} | changes


def test_a_client_on_the_phone_is_booked_from_an_empty_slot(desk, clinic):
    book = reverse("intake_diary:book")
    slot = {"start": (FIRST + 2 * HOUR).isoformat(), "who": clinic.practitioner.pk}
    page = content(desk.get(book, slot))
    assert 'value="11:00"' in page
    assert 'value="2027-03-02"' in page
    assert desk.post(book, booking(clinic)).status_code == 302
    made = Appointment.objects.get()
    assert (made.client_name, made.starts_at) == ("Sam Caller", FIRST + 2 * HOUR)
    assert made.created_by is not None
    assert "By phone" in made.consent_text


def test_nobody_books_without_the_permission(client, clinic):
    client.force_login(staff(VIEW, "change_appointment"))
    client.post(reverse("intake_diary:book"), booking(clinic))
    assert not Appointment.objects.exists()


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("name", "", "Enter the client’s name"),
        ("phone", "12", "Enter a phone number with its area code"),
        ("email", "sam@", "Enter an e-mail address such as"),
        ("consent", "", "Select the box once the client has agreed"),
        ("day", "", "Enter a day"),
        ("day", "2031-03-02", "Enter a day that is not over, within the next three years"),
        ("clock", "late", "Enter a time such as 09:30"),
    ],
)
def test_what_is_missing_is_asked_for_and_the_rest_stays(desk, clinic, field, value, sentence):
    page = content(desk.post(reverse("intake_diary:book"), booking(clinic, **{field: value})))
    assert sentence in page
    kept = "Sam Caller" if field == "consent" else CALLER["phone" if field == "name" else "name"]
    assert kept.replace("  ", " ") in page
    assert not Appointment.objects.exists()


def test_a_wall_time_the_clocks_skip_is_said_to_be_skipped(desk, clinic):
    data = booking(clinic, day="2027-03-14", clock="02:30")
    page = content(desk.post(reverse("intake_diary:book"), data))
    assert "the clocks go forward over this one" in page


def test_free_times_are_shown_on_request_and_what_was_typed_stays(desk, clinic, booked):
    data = booking(clinic, show="1", consent="")
    page = content(desk.post(reverse("intake_diary:book"), data))
    assert choice(clinic, FIRST + HOUR) in page
    assert choice(clinic, FIRST) not in page
    assert "Sam Caller" in page
    data = booking(clinic, time=choice(clinic, FIRST + HOUR), day="", clock="")
    assert desk.post(reverse("intake_diary:book"), data).status_code == 302
    assert Appointment.objects.filter(starts_at=FIRST + HOUR).exists()


def test_a_time_that_was_lost_on_the_phone_names_the_rule_and_the_next_ones(desk, clinic, booked):
    response = desk.post(reverse("intake_diary:book"), booking(clinic, clock="09:00"))
    page = content(response)
    assert response.status_code == 409
    assert f"is taken by {CONTACT.name}" in page
    assert choice(clinic, FIRST + HOUR) in page
    assert "Sam Caller" in page


def test_a_refused_time_leads_those_who_see_the_hours_to_every_rule_that_closes_it(
    client, clinic, booked
):
    book, taken = reverse("intake_diary:book"), booking(clinic, clock="09:00")
    asked = escape(f"practitioner={clinic.practitioner.pk}&day=2027-03-02&at=09%3A00")
    client.force_login(staff(VIEW, "add_appointment"))
    assert asked not in content(client.post(book, taken))
    client.force_login(staff(VIEW, "add_appointment", "view_weeklyhours"))
    assert asked in content(client.post(book, taken))


def test_only_with_the_permission_and_a_reason_does_a_visit_go_on_top_of_another(
    client, clinic, booked
):
    book = reverse("intake_diary:book")
    over = booking(clinic, clock="09:00", overbook="on", reason="Acute, agreed with Alex")
    client.force_login(staff(VIEW, "add_appointment"))
    assert "Overbook" not in content(client.get(book))
    assert client.post(book, over).status_code == 409
    client.force_login(staff(VIEW, "add_appointment", "overbook"))
    page = content(client.post(book, over | {"reason": " "}))
    assert "Write why the visit is booked on top of something else" in page
    page = content(client.post(book, over | {"overbook": ""}))
    assert "Select the box to overbook, or remove the reason" in page
    assert Appointment.objects.count() == 1
    assert client.post(book, over).status_code == 302
    made = Appointment.objects.get(overbooked=True)
    assert made.overbooked_reason == "Acute, agreed with Alex"
    diary = client.get(reverse("intake_diary:diary"), {"day": "2027-03-02"})
    assert "is-overbooked" in content(diary)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"clock": "11:00"}, "Tue 2 March, 11:00 (New York time) is free."),
        ({"clock": "09:30"}, f"is taken by {CONTACT.name}"),
        ({"clock": "20:00"}, "outside the opening hours"),
        ({"clock": "11:10"}, "30 minutes apart"),
        ({"clock": "16:30"}, "would end after closing"),
        ({"clock": "14:00"}, "time off"),
        ({"day": "2027-03-01", "clock": "06:00"}, "is over"),
        ({"day": "2029-12-01"}, "too far ahead"),
        ({"clock": ""}, ""),
    ],
)
def test_an_open_form_hears_whether_its_time_is_free(desk, clinic, booked, changes, sentence):
    day = date(2027, 3, 2)
    TimeOff.objects.create(first_day=day, last_day=day, start="14:00", end="15:00")
    asked = {"service": clinic.service.pk, "practitioner": clinic.practitioner.pk}
    asked |= {"day": CALLER["day"], "clock": CALLER["clock"]} | changes
    page = content(desk.get(reverse("intake_diary:check"), asked))
    assert sentence in page
    assert bool(page) is bool(sentence)


def test_an_open_move_hears_that_its_time_is_gone(desk, clinic, booked):
    asked = {"time": choice(clinic, FIRST + HOUR)}
    check = address("check_move", booked)
    assert "is free" in content(desk.get(check, asked))
    make.insert(clinic, FIRST + HOUR, 60, client_name="Quick Client")
    assert "is taken by Quick Client" in content(desk.get(check, asked))
    assert content(desk.get(check)) == ""


def test_an_open_page_hears_of_new_and_changed_visits_and_of_nothing_else(desk, clinic, clock):
    asked = {"day": "2027-03-02", "since": (make.NOW - timedelta(minutes=1)).isoformat()}
    news = reverse("intake_diary:news")
    assert content(desk.get(news, asked)) == ""
    visits = [make.book(clinic, FIRST + number * HOUR) for number in (0, 1)]
    assert "2 new visits since you opened this page" in content(desk.get(news, asked))
    assert content(desk.get(news, asked | {"day": "2027-03-03"})) == ""
    asked["since"] = clock.now.isoformat()
    clock.now += timedelta(minutes=1)
    desk.post(address("cancel", visits[0]), {"reason": ""})
    assert "1 visit was changed since" in content(desk.get(news, asked))
    assert content(desk.get(news, asked | {"since": "yesterday"})) == ""


@pytest.mark.parametrize("name", ["news", "check"])
def test_live_parts_are_for_those_who_may_see_the_diary(client, clinic, name):
    client.force_login(staff("change_appointment"))
    assert client.get(reverse(f"intake_diary:{name}")).status_code in (302, 403)


def test_pages_of_the_diary_are_kept_by_no_browser(desk, booked):
    for name in ("visit", "move"):
        assert "no-store" in desk.get(address(name, booked))["Cache-Control"]


def test_the_desk_books_with_somebody_clients_are_not_offered_but_only_by_name(desk, clinic):
    hidden = make.make_practitioner(clinic.service, clinic.location, name="Sid Ondemand")
    Practitioner.objects.filter(pk=hidden.pk).update(active=False)
    book = reverse("intake_diary:book")
    assert "Sid Ondemand (not offered to clients)" in content(desk.get(book, {"who": hidden.pk}))
    wanted = booking(clinic, practitioner=hidden.pk)
    assert "11:00" in content(desk.post(book, wanted | {"show": "1"}))
    assert desk.post(book, booking(clinic, name="Kim Other")).status_code == 302
    whoever = booking(clinic, name="Lee Other", practitioner="")
    assert desk.post(book, whoever).status_code == 409
    assert desk.post(book, wanted).status_code == 302
    assert Appointment.objects.get(practitioner=hidden).client_name == "Sam Caller"
    lost = content(desk.post(book, wanted | {"name": "Third Caller"}))
    assert "is taken by Sam Caller" in lost
    assert hidden.pk not in {each.pk for each in public_offer(clinic, hidden)}


def public_offer(clinic, asked):
    """Return who is offered to a client who asks for somebody by an address."""
    times = {"service": clinic.service, "location": clinic.location, "now": make.NOW}
    diaries = Diaries(**times, practitioner_id=asked.pk)
    return [*diaries.offering, *diaries.practitioners]
