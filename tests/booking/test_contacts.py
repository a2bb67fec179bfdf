"""How a client is reached."""

from intake.booking.models import Appointment


def test_a_phone_number_is_written_as_people_read_it_aloud():
    assert Appointment(client_phone="+12125550134").readable_phone == "+1 212-555-0134"
    assert Appointment(client_phone="ask at the desk").readable_phone == "ask at the desk"
    assert Appointment().readable_phone == ""
