"""Public addresses of booking."""

from django.urls import path, register_converter

from intake.booking import (
    change_views,
    data_link_views,
    feed_views,
    follow_up_views,
    free_views,
    safety_views,
    views,
    waitlist_views,
)
from intake.booking.tokens import TOKEN_LENGTH


class TokenConverter:
    """Secrets of links; anything else is no address of ours and reaches no database."""

    regex = f"[0-9a-f]{{{TOKEN_LENGTH}}}"

    def to_python(self, value: str) -> str:
        """Return the token as it stands in the address."""
        return value

    def to_url(self, value: str) -> str:
        """Return the token as it stands in the address."""
        return value


register_converter(TokenConverter, "booking_token")

app_name = "intake_booking"
urlpatterns = [
    path("", views.times, name="times"),
    path("free.json", free_views.free, name="free"),
    path("hold/<booking_token:token>/", views.details, name="details"),
    path("hold/<booking_token:token>/release/", views.release, name="release"),
    path("a/<booking_token:token>/", views.appointment, name="appointment"),
    path("a/<booking_token:token>/move/", change_views.move, name="move"),
    path("a/<booking_token:token>/cancel/", change_views.cancel, name="cancel"),
    path("a/<booking_token:token>/your-data/", data_link_views.data_link, name="data_link"),
    path("a/<booking_token:token>/your-data/sent/", data_link_views.sent, name="data_link_sent"),
    path("your-data/", data_link_views.ask, name="ask_data_link"),
    path("your-data/sent/", data_link_views.asked, name="data_link_asked"),
    path("feed/<booking_token:token>/diary.ics", feed_views.diary, name="feed"),
    path("a/<booking_token:token>/before/", safety_views.before, name="before"),
    path("a/<booking_token:token>/before/done/", safety_views.done, name="before_done"),
    path("a/<booking_token:token>/follow-up/", follow_up_views.follow_up, name="follow_up"),
    path("call/", follow_up_views.call, name="call"),
    path("a/<booking_token:token>/visit.ics", views.calendar, name="ics"),
    path("waitlist/", waitlist_views.join, name="waitlist"),
    path("waitlist/<booking_token:token>/", waitlist_views.waiting, name="waiting"),
    path("waitlist/<booking_token:token>/change/", waitlist_views.change, name="change_wishes"),
    path("waitlist/<booking_token:token>/leave/", waitlist_views.leave, name="leave_waitlist"),
    path("offer/<booking_token:token>/", waitlist_views.offer, name="offer"),
    path("offer/<booking_token:token>/decline/", waitlist_views.decline, name="decline_offer"),
]
