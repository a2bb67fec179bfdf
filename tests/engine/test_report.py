"""A decision in the words of the form."""

from dataclasses import replace

from intake.engine import report
from intake.engine.routing import decide
from intake.engine.types import NOT_SURE, Answer, Cite, Kind, Question, Reason, ReasonKind
from tests.engine.default import default_questionnaire, mild_but
from tests.engine.test_cases import FORM


def test_a_reason_tells_what_was_answered() -> None:
    reason = mild_but(average_0_10=8).reasons[0]
    said = report.reason_words(default_questionnaire(), reason)
    assert said == (
        "Your pain is 8 or more out of 10, so someone should look at it with you. (Average pain: 8)"
    )


def test_a_cause_is_never_named_as_a_diagnosis() -> None:
    reason = mild_but().reasons[-1]
    said = report.reason_words(default_questionnaire(), reason)
    assert said.startswith("Answers like these are often seen with Piriformis syndrome.")
    assert "What makes it worse: Sitting for a long time, Crossing one leg over the other" in said


def test_a_number_has_its_unit_and_an_unknown_question_its_key() -> None:
    questionnaire = default_questionnaire()
    assert report.cite_words(questionnaire, Cite("age", (), 40)) == "Age: 40 years"
    assert report.cite_words(questionnaire, Cite("gone")) == "gone"
    bare = Reason(ReasonKind.SAFE_DEFAULT, "nothing", "")
    assert report.reason_words(questionnaire, bare) == "nothing"


def test_reasons_are_said_with_all_answers_behind_them_or_what_there_is() -> None:
    questionnaire = default_questionnaire()
    cites = (Cite("age", (), 40), Cite("onset", ("after_fall",)))

    def said(kind: ReasonKind, key: str, text: str, *cited: Cite) -> str:
        return report.reason_words(questionnaire, Reason(kind, key, text, cited))

    assert said(ReasonKind.RULE, "r", "Because.", *cites) == (
        "Because. (Age: 40 years; How it began: After a fall)"
    )
    assert said(ReasonKind.RULE, "r", "", *cites[:1]) == "Age: 40 years"
    assert said(ReasonKind.RULE, "r", "Because.") == "Because."
    assert said(ReasonKind.CAUSE, "gone", "") == "Answers like these are often seen with gone."


def test_other_software_reads_the_decision_by_these_names() -> None:
    plain = report.to_json(FORM, decide(FORM, {"where": Answer(options=("hip",))}))
    assert plain == {
        "route": "self_help",
        "urgency": "none",
        "top_cause": "hip",
        "causes": [{"key": "hip", "points": 4}],
        "reasons": [
            "It is the hip. (Where?: Hip)",
            "Answers like these are often seen with Hip. (Where?: Hip)",
        ],
    }


def test_a_cause_with_too_few_points_is_only_said_to_come_closest() -> None:
    strict = replace(FORM, naming=replace(FORM.naming, minimum=5))
    decision = decide(strict, {"where": Answer(options=("hip",))})
    assert decision.top_cause is None
    said = "No cause stands out; Hip comes closest. (Where?: Hip)"
    assert report.decision_reasons(strict, decision)[-1] == said
    assert report.to_json(strict, decision)["reasons"][-1] == said


def test_a_record_is_kept_under_these_names() -> None:
    decision = decide(FORM, {"where": Answer(options=("hip",))})
    record = report.to_record(FORM, decision)
    assert record == {
        **report.to_json(FORM, decision),
        "closest_cause": "hip",
        "rule": "hip",
        "service": "",
        "review_after_days": 14,
        "see_within_days": None,
        "totals": {"hip": 4},
        "ledger": [["where", "hip", "hip", 4]],
        "path": ["ill", "where"],
        "ended_early": False,
    }


def test_the_record_holds_the_whole_account() -> None:
    record = report.to_record(default_questionnaire(), mild_but())
    assert record["route"] == "self_help"
    assert record["top_cause"] == record["closest_cause"] == "piriformis-syndrome"
    assert ["positions_worse", "sitting_long", "piriformis-syndrome", 2] in [
        entry[:4] for entry in record["ledger"]
    ]
    assert record["path"][0] == "red_flags_bladder"


def test_not_sure_about_a_number_is_said_in_the_words_of_its_question() -> None:
    plain = Question(key="q", kind=Kind.NUMBER, text="?", unit="weeks")
    assert report.answer_words(plain, (NOT_SURE,), None) == [NOT_SURE]
    worded = Question(key="q", kind=Kind.NUMBER, text="?", not_sure_label="I can't say")
    assert report.answer_words(worded, (NOT_SURE, "gone"), None) == ["I can't say"]
    assert report.answer_words(plain, (), 0) == ["0 weeks"]
