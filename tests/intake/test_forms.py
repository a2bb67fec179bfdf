"""What a client may type, and what is said when it cannot be read."""

from typing import Any

import pytest
from django.http import QueryDict

from intake import texts
from intake.engine.answers import read_answer
from intake.engine.types import Question
from intake.forms import ConsentForm, StepForm
from tests.factories import intake as factory

DEFINITION = factory.small_definition()
FORBIDDEN = ("please", "invalid", "required", "oops", "this field")


def question(of: str, /, **changes: Any) -> Question:
    found = DEFINITION.question(of)
    assert found is not None
    values = {name: getattr(found, name) for name in Question.__dataclass_fields__}
    return Question(**{**values, **changes})


def send(asked: Question, *values: str) -> StepForm:
    data = QueryDict(mutable=True)
    data.setlist(f"q-{asked.key}", list(values))
    form = StepForm([asked], data)
    form.is_valid()
    return form


def answer(asked: Question, *values: str) -> Any:
    form = send(asked, *values)
    assert form.is_valid(), form.error(asked)
    return form.answers[asked.key]


def error(asked: Question, *values: str) -> str:
    form = send(asked, *values)
    assert not form.is_valid()
    return form.error(asked)


WEEKS = question("duration_weeks")
SCALE = question("average")
FLAGS = question("red_flags")
REGIONS = question("pain_regions")
SITTING = question("sitting")
NIGHT = question("night_pain")
WORK = question("work")
STORY = question("story")
AGE = question("duration_weeks", key="age", unit="years", maximum=120, not_sure_label="")


# --- options ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("asked", "values", "cleaned"),
    [
        (SITTING, ["worse"], "worse"),
        (NIGHT, ["not_sure"], "not_sure"),
        (FLAGS, ["fever"], ["fever"]),
        (FLAGS, ["cancer", "fever"], ["cancer", "fever"]),
        (FLAGS, ["fever", "fever"], ["fever"]),
        (FLAGS, ["not_sure"], ["not_sure"]),
        (REGIONS, ["buttock", "foot"], ["buttock", "foot"]),
    ],
)
def test_options_are_kept_by_their_keys(asked: Question, values: list[str], cleaned: Any) -> None:
    assert answer(asked, *values) == cleaned


@pytest.mark.parametrize("asked", [SITTING, NIGHT, FLAGS, REGIONS])
@pytest.mark.parametrize("value", ["unknown", "", "\x00", "a" * 10_000, "🦓", "Buttock"])
def test_an_option_that_was_not_offered_is_refused(asked: Question, value: str) -> None:
    assert error(asked, value) == texts.SELECT_LISTED


def test_a_radio_takes_one_answer() -> None:
    assert error(SITTING, "worse", "same") == texts.SELECT_ONE


def test_none_of_these_goes_with_nothing_else() -> None:
    assert error(FLAGS, "fever", "none_of_these") == (
        "Select either “None of these” or the other answers, not both"
    )
    assert "I am not sure" in error(FLAGS, "not_sure", "fever")
    assert error(FLAGS, "none_of_these", "not_sure")


def test_an_empty_choice_says_what_to_select() -> None:
    assert error(FLAGS) == "Select what you have noticed, or “None of these”"
    assert error(SITTING) == texts.SELECT_ONE
    assert error(question("pain_regions", error="")) == texts.SELECT_SOME


def test_what_needs_no_answer_may_stay_empty() -> None:
    for asked in (SITTING, FLAGS, WEEKS, SCALE, WORK, STORY):
        optional = question(asked.key, required=False)
        assert answer(optional) is None


# --- numbers ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "weeks"),
    [
        ("6", 6),
        ("0", 0),
        (" 6 weeks ", 6),
        ("1 week", 1),
        ("6 months", 26),
        ("1 month", 4),
        ("5 months", 22),
        ("1,5 years", 78),
        ("1.5 Years", 78),
        ("about 2 weeks", 2),
        ("About 2 weeks", 2),
        ("around 3 months", 13),
        ("10 days", 1.4),
        ("2.5", 2.5),
        ("100 years", 5200),
        ("6weeks", 6),
        ("6 weeks.", 6),
        ("3  months", 13),
        ("a week", 1),
        ("one year", 52),
        ("half a year", 26),
        ("2 wks", 2),
        ("2 yrs", 104),
        ("3 months ago", 13),
        ("over 2 years", 104),
    ],
)
def test_a_length_of_time_is_read_as_people_type_it(typed: str, weeks: float) -> None:
    assert answer(WEEKS, typed) == weeks


@pytest.mark.parametrize(
    "typed",
    ["ages", "-3", "six months or so", "6 6", "1e3", "6 lightyears", "6s", "½", "NaN", "inf",
     "6;DROP", "6 weeks 3 days", "9" * 10_000, "🦓", "\x00", "6\x00", "1.2.3", ","],
)  # fmt: skip
def test_what_is_no_length_of_time_is_answered_with_an_example(typed: str) -> None:
    assert error(WEEKS, typed) == texts.ENTER_LENGTH_OF_TIME


def test_a_number_must_lie_in_its_range() -> None:
    assert error(WEEKS, "101 years") == "Enter a number that is 5200 or less"
    assert error(question("duration_weeks", minimum=2), "1") == "Enter a number that is 2 or more"
    assert error(AGE, "121") == "Enter a number that is 120 or less"


def test_a_number_in_another_unit_takes_no_length_of_time() -> None:
    assert answer(AGE, "44") == answer(AGE, "44 years") == answer(AGE, "about 44") == 44
    assert error(AGE, "6 months") == "Enter a number, for example 60"


def test_a_number_stays_a_number_after_it_was_stored() -> None:
    for typed in ("6 months", "1 month", "0"):
        value = answer(WEEKS, typed)
        read, unknown = read_answer(WEEKS, value)
        assert read is not None
        assert (read.number, unknown) == (value, [])


def test_not_sure_stands_in_for_a_number_where_it_is_offered() -> None:
    assert answer(WEEKS, "", "not_sure") == "not_sure"
    assert error(WEEKS, "6", "not_sure") == ("Enter a number or select “I am not sure”, not both")
    assert error(AGE, "not_sure").startswith("Enter a number, for example")


@pytest.mark.parametrize("picked", range(11))
def test_every_point_of_the_scale_can_be_picked(picked: int) -> None:
    assert answer(SCALE, str(picked)) == picked


@pytest.mark.parametrize("sent", ["11", "-1", "4.5", "4,5", "about 5", "five", "9" * 500, "\x00"])
@pytest.mark.parametrize("bounds", [{}, {"minimum": None, "maximum": None}])
def test_what_is_not_on_the_scale_is_refused(sent: str, bounds: dict[str, Any]) -> None:
    assert error(question("average", **bounds), sent)


def test_an_empty_number_says_what_to_enter() -> None:
    assert error(WEEKS) == texts.ENTER_LENGTH_OF_TIME
    assert error(SCALE) == texts.SELECT_ONE
    assert error(AGE) == "Enter a number, for example 60"


# --- words -----------------------------------------------------------------------------------


def test_words_are_kept_as_they_are() -> None:
    assert answer(WORK, "  Gärtner 🌱 ") == "Gärtner 🌱"
    assert answer(STORY, "One.\r\nTwo.\n<b>Three</b>") == "One.\nTwo.\n<b>Three</b>"


def test_null_bytes_are_dropped() -> None:
    assert answer(WORK, "Ba\x00ker") == "Baker"
    assert answer(WORK, "\x00") is None


def test_a_long_text_says_how_far_to_shorten_it() -> None:
    assert answer(WORK, "x" * 200) == "x" * 200
    assert error(WORK, "x" * 201) == "Shorten your answer to 200 characters or fewer"
    assert error(STORY, "x" * 10_000) == "Shorten your answer to 2000 characters or fewer"


def test_a_line_break_counts_as_one_character_as_it_does_in_the_browser() -> None:
    assert answer(STORY, "x\r\n" * 1000)


def test_an_empty_text_says_what_to_do() -> None:
    assert error(question("work", required=True)) == texts.ENTER_TEXT
    assert error(question("work", required=True), " \n ") == texts.ENTER_TEXT


# --- the sentences ---------------------------------------------------------------------------


def test_every_sentence_starts_with_a_verb_and_blames_nobody() -> None:
    sentences = [str(value) for name, value in vars(texts).items() if name.isupper()]
    assert len(sentences) > 8
    for sentence in sentences:
        assert sentence.split()[0] in {"Select", "Enter", "Shorten"}, sentence
        assert not sentence.endswith(".")
        assert not [word for word in FORBIDDEN if word in sentence.lower()]


def test_no_field_falls_back_to_djangos_own_words() -> None:
    for asked in (SITTING, FLAGS, REGIONS, WEEKS, SCALE, AGE, question("work", required=True)):
        for values in ([], [""], ["\x00"], ["🦓"], ["x" * 10_000]):
            form = send(asked, *values)
            said = form.error(asked)
            assert not [word for word in FORBIDDEN if word in said.lower()], said
    form = ConsentForm("I agree.", {})
    assert form.errors["agree"] == [texts.AGREE_FIRST]


def test_a_consent_to_words_that_were_changed_meanwhile_is_asked_again() -> None:
    shown = ConsentForm("I agree to A.").fingerprint
    assert ConsentForm("I agree to A.", {"agree": "1", "shown": shown}).is_valid()
    changed = ConsentForm("I agree to B.", {"agree": "1", "shown": shown})
    assert changed.errors["agree"] == [texts.READ_AGAIN]


def test_what_was_typed_can_be_shown_again() -> None:
    form = send(FLAGS, "fever", "none_of_these")
    assert form.typed(FLAGS) == ["fever", "none_of_these"]


def test_a_form_reads_plain_values_as_well() -> None:
    form = StepForm([FLAGS], {"q-red_flags": ["fever"]})
    assert form.is_valid()
    assert form.answers == {"red_flags": ["fever"]}
