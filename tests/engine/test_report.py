"""A decision in the words of the form."""

from intake.engine import report
from intake.engine.types import Cite, Reason, ReasonKind
from tests.engine.default import default_questionnaire, mild_but


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


def test_the_record_holds_the_whole_account() -> None:
    record = report.to_record(default_questionnaire(), mild_but())
    assert record["route"] == "self_help"
    assert record["top_cause"] == record["closest_cause"] == "piriformis-syndrome"
    assert ["positions_worse", "sitting_long", "piriformis-syndrome", 2] in [
        entry[:4] for entry in record["ledger"]
    ]
    assert record["path"][0] == "red_flags_bladder"
