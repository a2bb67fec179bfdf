"""The privacy inventory of `causes` and `intake`: every field, personal or not."""

from intake.privacy_types import Inventory, NotPersonal, Personal

_OPEN = NotPersonal()
_ANSWERS = "until the clinic deletes it; unfinished answers cannot be opened after 7 days"
_ERASE = "deleting the submission"
_STAFF = "as long as the person works here"
_STAFF_ERASE = "emptied or deleted when the staff account is"

INVENTORY: Inventory = {
    "causes.PainRegion": dict.fromkeys(
        ("id", "translation_key", "locale", "key", "label", "description", "sort_order"), _OPEN
    ),
    "causes.Callout": dict.fromkeys(
        ("id", "translation_key", "locale", "key", "title", "text", "button", "url"), _OPEN
    ),
    "causes.Author": dict.fromkeys(
        ("id", "translation_key", "locale", "name_label", "role", "text"), _OPEN
    ),
    "causes.CauseIndexPage": dict.fromkeys(
        ("page_ptr", "summary", "body", "intake_page", "author"), _OPEN
    ),
    "causes.HubRegion": dict.fromkeys(("id", "sort_order", "page", "region"), _OPEN),
    "causes.CausePage": dict.fromkeys(
        (
            "page_ptr", "cause_key", "summary", "teaser", "regions", "regions_note", "body",
            "sources", "last_reviewed", "next_review", "image_credit", "rendering",
            "rendered_by", "topics",
        ),
        _OPEN,
    ),
    "causes.RelatedCause": dict.fromkeys(("id", "sort_order", "page", "related"), _OPEN),
    "intake.IntakePage": dict.fromkeys(
        ("page_ptr", "questionnaire", "intro", "minutes", "kept", "consent_text"), _OPEN
    ),
    "intake.ClinicSettings": dict.fromkeys(
        (
            "id", "site", "clinic_name", "phone", "emergency_number", "urgent_care_phone",
            "urgent_care_text", "time_zone", "consent_text", "direct_booking",
        ),
        _OPEN,
    ),
    "intake.Questionnaire": dict.fromkeys(
        (
            "id", "key", "title", "totals", "steps", "point_rules", "red_flag_rules", "rules",
            "self_help_needs", "naming_minimum", "naming_margin", "naming_floor",
            "unclear_points", "longest_path", "before_emergency", "default_reason",
            "translation_key", "locale", "live", "has_unpublished_changes",
            "first_published_at", "last_published_at", "live_revision", "go_live_at",
            "expire_at", "expired", "latest_revision", "locked", "locked_at", "locked_by",
            "second_look_days", "second_look_person_when", "second_look_reason",
            "second_look_service", "intended_use", "not_for", "hazards", "change_note",
        ),
        _OPEN,
    ),
    "intake.QuestionnaireVersion": dict.fromkeys(
        (
            "id", "questionnaire", "number", "key", "title", "language", "schema_version",
            "sha256", "content", "note", "proof", "published_at", "published_by",
        ),
        _OPEN,
    ),
    "intake.WorkedCase": dict.fromkeys(
        (
            "id", "questionnaire", "name", "story", "answers", "route", "urgency", "top_cause",
            "acceptable_routes", "acceptable_causes",
        ),
        _OPEN,
    ),
    "intake.SignOff": dict.fromkeys(
        (
            "id", "questionnaire", "case_name", "case_sha256", "expected", "route", "urgency",
            "top_cause", "reason", "signed_by", "signed_name", "signed_at",
        ),
        _OPEN,
    ),
    "intake.Replay": dict.fromkeys(
        (
            "id", "questionnaire", "sha256", "content", "state", "most", "total", "done",
            "changed", "counts", "requested_by", "requested_at", "finished_at",
        ),
        _OPEN,
    ),
    "intake.ReplayChange": {
        "id": _OPEN,
        "replay": _OPEN,
        "submission": Personal("to open both decisions side by side", _ANSWERS, _ERASE),
        "route": Personal("to say where the draft would send the client", _ANSWERS, _ERASE),
        "urgency": Personal("to say how urgent the draft would find it", _ANSWERS, _ERASE),
        "top_cause": Personal("to say which cause the draft would name", _ANSWERS, _ERASE),
    },
    "intake.SecondLook": {
        "id": _OPEN,
        "submission": Personal("to know which advice did not help", _ANSWERS, _ERASE),
        "progress": Personal("to decide who should look at it now", _ANSWERS, _ERASE),
        "route": Personal("to show and to account for the decision", _ANSWERS, _ERASE),
        "looked_at": Personal("to know when the client came back", _ANSWERS, _ERASE),
    },
    "intake.Submission": {
        "id": _OPEN,
        "reference": Personal("to name the submission on the telephone", _ANSWERS, _ERASE),
        "token_digest": Personal("to let its client open it again", _ANSWERS, _ERASE),
        "version": _OPEN,
        "page": _OPEN,
        "answers": Personal("to decide what the client can do next", _ANSWERS, _ERASE),
        "decision": Personal("to show and to account for the decision", _ANSWERS, _ERASE),
        "route": Personal("to order the work of the staff", _ANSWERS, _ERASE),
        "urgency": Personal("to order the work of the staff", _ANSWERS, _ERASE),
        "top_cause": Personal("to show the matching article", _ANSWERS, _ERASE),
        "review_on": Personal("to say when to look again", _ANSWERS, _ERASE),
        "consent_text": Personal("to prove what was agreed to", _ANSWERS, _ERASE),
        "consent_at": Personal("to prove when it was agreed", _ANSWERS, _ERASE),
        "revision": _OPEN,
        "last_step": Personal("to see where people leave the form", _ANSWERS, _ERASE),
        "came_from": Personal("to see which articles lead to the form", _ANSWERS, _ERASE),
        "stage": Personal("to order the work of the staff", _ANSWERS, _ERASE),
        "closed_because": Personal("to know why nothing is left to do", _ANSWERS, _ERASE),
        "assigned_to": Personal("to know who looks after the client", _ANSWERS, _ERASE),
        "rank": Personal("to order the work of the staff", _ANSWERS, _ERASE),
        "see_by": Personal("to order the work of the staff", _ANSWERS, _ERASE),
        "legal_hold": Personal("to keep what a complaint needs", _ANSWERS, _ERASE),
        "started_at": Personal("to order the work of the staff", _ANSWERS, _ERASE),
        "updated_at": Personal("to know when it may be deleted", _ANSWERS, _ERASE),
        "completed_at": Personal("to order the work of the staff", _ANSWERS, _ERASE),
    },
    "intake.SubmissionEvent": {
        "id": _OPEN,
        "submission": Personal("history of the staff's work", _ANSWERS, _ERASE),
        "kind": Personal("history of the staff's work", _ANSWERS, _ERASE),
        "at": Personal("history of the staff's work", _ANSWERS, _ERASE),
        "by": Personal("which member of staff did it", _STAFF, _STAFF_ERASE),
        "stage": Personal("history of the staff's work", _ANSWERS, _ERASE),
        "route": Personal("where a member of staff sent the client", _ANSWERS, _ERASE),
        "assigned_to": Personal("who looked after the client", _STAFF, _STAFF_ERASE),
        "text": Personal("why, or what the next one should know; encrypted", _ANSWERS, _ERASE),
    },
    "intake.DutyPerson": {
        "id": _OPEN,
        "user": Personal("who is told of urgent results", _STAFF, _STAFF_ERASE),
        "order": _OPEN,
        "on_duty": Personal("who is told of urgent results", _STAFF, _STAFF_ERASE),
    },
    "intake.Alert": {
        "id": _OPEN,
        "submission": Personal("which urgent result waits", _ANSWERS, _ERASE),
        "raised_at": Personal("proves that the staff was told", _ANSWERS, _ERASE),
        "acknowledged_at": Personal("proves that somebody saw to it", _ANSWERS, _ERASE),
        "acknowledged_by": Personal("who saw to it", _STAFF, _STAFF_ERASE),
    },
    "intake.AlertNotice": {
        "id": _OPEN,
        "alert": Personal("proves that the staff was told", _ANSWERS, _ERASE),
        "person": Personal("who was told", _STAFF, _STAFF_ERASE),
        "due_at": Personal("proves that the staff was told", _ANSWERS, _ERASE),
        "mailed_at": Personal("proves that the staff was told", _ANSWERS, _ERASE),
    },
    "intake.SavedFilter": {
        "id": _OPEN,
        "user": Personal("whose filter it is", _STAFF, _STAFF_ERASE),
        "name": _OPEN,
        "query": _OPEN,
    },
    "intake.DeskSettings": dict.fromkeys(
        (
            "id", "site", "alert_same_day", "escalate_minutes", "keep_unfinished_days",
            "keep_without_contact_days", "keep_clients_months", "keep_log_months",
        ),
        _OPEN,
    ),
    "intake.AccessEntry": {
        "id": _OPEN,
        **dict.fromkeys(
            ("at", "user_id", "username", "action", "kind", "reference", "count", "keep_until"),
            Personal(
                "to account for who looked at what",
                "until `keep_until`, by the clinic's setting",
                "pruned after that day; before, the database refuses",
            ),
        ),
    },
    "intake.DeletionRecord": {
        **dict.fromkeys(("id", "kind", "at", "counts", "left", "sha256"), _OPEN),
        "by_name": Personal("who deleted it", _STAFF, "emptied by hand; it names no client"),
    },
    "intake.PrivacyRequest": {
        **dict.fromkeys(
            ("id", "kind", "kind_of_record", "reference", "asked_at", "decision", "decided_at"),
            Personal("proves what a client asked for", _ANSWERS, "emptied when it is carried out"),
        ),
        "decided_by": Personal("who decided", _STAFF, _STAFF_ERASE),
        "reason": Personal("why; encrypted", _ANSWERS, "emptied when it is carried out"),
    },
    "intake.DailyCount": dict.fromkeys(("id", "day", "kind", "key", "count"), _OPEN),
}  # fmt: skip
