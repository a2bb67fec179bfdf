"""Addresses of the diary, under the admin."""

from django.urls import URLPattern, path

from intake.booking.admin.diary.book import BookView
from intake.booking.admin.diary.live import CheckMoveView, CheckView, NewsView
from intake.booking.admin.diary.move import MoveView
from intake.booking.admin.diary.notes import NoteAddView, NoteEditView, NoteRemoveView
from intake.booking.admin.diary.page import DiaryView
from intake.booking.admin.diary.visit import (
    ArriveView,
    CancelView,
    MissView,
    UndoView,
    VisitView,
)

app_name = "intake_diary"
urlpatterns: list[URLPattern] = [
    path("", DiaryView.as_view(), name="diary"),
    path("news/", NewsView.as_view(), name="news"),
    path("check/", CheckView.as_view(), name="check"),
    path("book/", BookView.as_view(), name="book"),
    path("visits/<int:pk>/", VisitView.as_view(), name="visit"),
    path("visits/<int:pk>/arrived/", ArriveView.as_view(), name="arrive"),
    path("visits/<int:pk>/missed/", MissView.as_view(), name="miss"),
    path("visits/<int:pk>/undo/", UndoView.as_view(), name="undo"),
    path("visits/<int:pk>/move/", MoveView.as_view(), name="move"),
    path("visits/<int:pk>/move/check/", CheckMoveView.as_view(), name="check_move"),
    path("visits/<int:pk>/cancel/", CancelView.as_view(), name="cancel"),
    path("notes/add/", NoteAddView.as_view(), name="note_add"),
    path("notes/<int:pk>/", NoteEditView.as_view(), name="note_edit"),
    path("notes/<int:pk>/remove/", NoteRemoveView.as_view(), name="note_remove"),
]
