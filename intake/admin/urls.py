"""Addresses of the pages around one questionnaire, under the admin."""

from django.urls import URLPattern, path

from intake.admin.case_edit import CaseAddView, CaseEditView
from intake.admin.cases import CaseDeleteView, CasesView
from intake.admin.editor import ProblemsView
from intake.admin.flow import FlowView
from intake.admin.proof import ProofView
from intake.admin.replays import (
    ReplayCancelView,
    ReplayChangeView,
    ReplayProgressView,
    ReplaysView,
    ReplayView,
)
from intake.admin.safety import DraftSafetyView, SafetyView
from intake.admin.scores import ScoresView
from intake.admin.transfer import CopyView, ExportView
from intake.admin.tryout import TryView
from intake.admin.versions import CompareView, RestoreView, VersionsView

app_name = "intake_admin"
urlpatterns: list[URLPattern] = [
    path("problems/", ProblemsView.as_view(), name="problems"),
    path("proof/", ProofView.as_view(), name="proof"),
    path("scores/", ScoresView.as_view(), name="scores"),
    path("try/", TryView.as_view(), name="try"),
    path("cases/", CasesView.as_view(), name="cases"),
    path("cases/new/", CaseAddView.as_view(), name="case_add"),
    path("cases/<int:case>/", CaseEditView.as_view(), name="case_edit"),
    path("cases/<int:case>/delete/", CaseDeleteView.as_view(), name="case_delete"),
    path("flow/", FlowView.as_view(), name="flow"),
    path("versions/", VersionsView.as_view(), name="versions"),
    path("versions/compare/", CompareView.as_view(), name="compare"),
    path("versions/<int:number>/restore/", RestoreView.as_view(), name="restore"),
    path("versions/<int:number>/safety/", SafetyView.as_view(), name="safety"),
    path("versions/<int:number>/export/", ExportView.as_view(), name="export_version"),
    path("safety/", DraftSafetyView.as_view(), name="draft_safety"),
    path("export/", ExportView.as_view(), name="export"),
    path("copy/", CopyView.as_view(), name="copy"),
    path("replays/", ReplaysView.as_view(), name="replays"),
    path("replays/<int:replay>/", ReplayView.as_view(), name="replay"),
    path("replays/<int:replay>/progress/", ReplayProgressView.as_view(), name="replay_progress"),
    path("replays/<int:replay>/cancel/", ReplayCancelView.as_view(), name="replay_cancel"),
    path(
        "replays/<int:replay>/submissions/<int:submission>/",
        ReplayChangeView.as_view(),
        name="replay_change",
    ),
]
