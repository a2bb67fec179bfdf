"""Two definitions side by side: every difference is told, in the words of the form."""

from dataclasses import replace
from typing import Any

from intake.engine.compare import Change, compare
from intake.engine.fields import excerpts
from intake.engine.language import AllOf, Answered, Includes, NumberIs, TotalIs
from intake.engine.safety import Hazard, Progress, Safety, SecondLook
from intake.engine.types import (
    Band,
    Kind,
    Limits,
    Naming,
    Option,
    PointRule,
    Question,
    Questionnaire,
    RedFlagRule,
    Route,
    Rule,
    Step,
    Total,
    TotalKind,
    Urgency,
)

WHERE = Question(
    key="where",
    kind=Kind.MULTIPLE,
    text="Where does it hurt?",
    short="Where",
    options=(
        Option("front", "Front", points=(("hip", 1),)),
        Option("rear", "Rear", flag=Urgency.SAME_DAY),
        Option("none", "None of these", exclusive=True),
    ),
)
PAIN = Question(
    key="pain",
    kind=Kind.SCALE,
    text="Pain",
    minimum=0,
    maximum=10,
    bands=(Band(below=4), Band(at_least=4, points=(("care", 2),))),
)
AGE = Question(key="age", kind=Kind.NUMBER, text="Age", unit="years")
FORM = Questionnaire(
    key="form",
    title="Form",
    steps=(Step("first", "First", (WHERE, PAIN)), Step("last", "Last", (AGE,))),
    totals=(Total("hip", "Hip", TotalKind.CAUSE), Total("care", "Care", TotalKind.CARE)),
    point_rules=(PointRule("both", Answered("pain"), (("care", 1),), "It hurts."),),
    red_flag_rules=(RedFlagRule("young", NumberIs("age", below=18), Urgency.SAME_DAY, "Young."),),
    rules=(
        Rule("mild", TotalIs("care", below=2), Route.SELF_HELP, "It is mild.", 14),
        Rule("strong", TotalIs("care", 2), Route.BOOKING, "It is strong."),
    ),
    naming=Naming(unclear_points=(("care", 1),)),
    self_help_needs=(("pain", "where"), ("age",)),
    default_reason="Ask us.",
)


# --- words -----------------------------------------------------------------------------------


def words(**parts: Any) -> list[str]:
    """Return the words for what differs when parts of the small form are replaced."""
    return [change.words for change in compare(FORM, replace(FORM, **parts))]


def first_question(**parts: Any) -> list[str]:
    step = FORM.steps[0]
    changed = replace(step, questions=(replace(WHERE, **parts), *step.questions[1:]))
    return words(steps=(changed, *FORM.steps[1:]))


def options(*changed: Option) -> list[str]:
    return first_question(options=changed)


FRONT, REAR, NONE = WHERE.options


def test_points_are_told_per_total() -> None:
    assert options(replace(FRONT, points=(("hip", 2),)), REAR, NONE) == ["“Front”: Hip 1 → 2"]
    assert options(replace(FRONT, points=()), REAR, NONE) == ["“Front”: Hip 1 → 0"]
    moved = options(replace(FRONT, points=(("care", 1),)), REAR, NONE)
    assert moved == ["“Front”: Hip 1 → 0", "“Front”: Care 0 → 1"]


def test_a_change_of_an_option_stands_at_its_question() -> None:
    where = replace(WHERE, options=(replace(FRONT, points=()), REAR, NONE))
    changed = replace(FORM, steps=(replace(FORM.steps[0], questions=(where, PAIN)), FORM.steps[1]))
    assert compare(FORM, changed) == (Change("where", "Where", "“Front”: Hip 1 → 0"),)


def test_what_an_option_does_is_told() -> None:
    flagged = replace(FRONT, flag=Urgency.EMERGENCY_NOW)
    assert options(flagged, REAR, NONE) == ["“Front”: red flag none → emergency now"]
    freed = replace(NONE, exclusive=False)
    assert options(FRONT, REAR, freed) == [
        "“None of these”: excludes the other options yes → no"
    ]  # fmt: skip
    assert options(FRONT, replace(REAR, text="Back"), NONE) == ["“Back”: text “Rear” → “Back”"]


def test_options_come_go_and_move() -> None:
    assert options(FRONT, NONE) == ["“Where”: option “Rear” removed"]
    assert options(REAR, FRONT, NONE) == ["“Where”: option “Rear” moved to the front"]
    assert options(REAR, NONE, FRONT) == [
        "“Where”: option “Front” moved after option “None of these”"
    ]
    side = Option("side", "Side", (("hip", 2), ("care", -1)), Urgency.SAME_DAY)
    assert options(FRONT, REAR, NONE, side) == [
        "“Where”: option “Side” added (Hip 2, Care -1, red flag same day)"
    ]


def test_the_words_and_the_manner_of_a_question_are_told() -> None:
    assert first_question(short="Place") == ["“Place”: short name “Where” → “Place”"]
    assert first_question(hint="Pick all.") == ["“Where”: hint “Pick all.” added"]
    assert first_question(text="Where?") == ["“Where”: text “Where does it hurt?” → “Where?”"]
    assert first_question(short="") == ["“Where does it hurt?”: short name “Where” removed"]
    assert first_question(required=False) == ["“Where”: needs an answer yes → no"]
    assert first_question(kind=Kind.BODY_MAP) == ["“Where”: kind several choices → body map"]
    assert first_question(minimum=1) == ["“Where”: lowest number none → 1"]


def test_when_a_question_is_asked_is_told_as_a_sentence() -> None:
    asked = first_question(show_if=Answered("age"))
    assert asked == ["“Where”: asked always → when “Age” is answered"]


def test_questions_come_go_and_move() -> None:
    first, last = FORM.steps
    assert words(steps=(first, replace(last, questions=()))) == ["“Age” removed"]
    assert words(steps=(replace(first, questions=(PAIN, WHERE)), last)) == [
        "“Pain” moved to the front"
    ]
    three = replace(FORM, steps=(replace(first, questions=(WHERE, PAIN, AGE)),))
    turned = replace(FORM, steps=(replace(first, questions=(PAIN, AGE, WHERE)),))
    [change] = compare(three, turned)
    assert change.words == "“Where” moved after “Age”"
    swapped = (replace(first, questions=(PAIN,)), replace(last, questions=(WHERE, AGE)))
    assert words(steps=swapped) == ["“Where” moved to “Last”"]
    more = replace(AGE, key="height", text="Height", show_if=Answered("age"))
    assert words(steps=(first, replace(last, questions=(AGE, more)))) == [
        "“Height” added to “Last”, asked when “Age” is answered"
    ]
    plain = replace(more, show_if=None)
    assert words(steps=(first, replace(last, questions=(plain, AGE)))) == [
        "“Height” added to “Last”"
    ]


def test_ranges_of_numbers_are_told_by_their_ends() -> None:
    def bands(*changed: Band) -> list[str]:
        questions = (WHERE, replace(PAIN, bands=changed))
        return words(steps=(replace(FORM.steps[0], questions=questions), FORM.steps[1]))

    low, high = PAIN.bands
    assert bands(low, replace(high, points=(("care", 3),))) == ["“Pain”, 4 or more: Care 2 → 3"]
    assert bands(replace(low, below=5), replace(high, at_least=5)) == [
        "“Pain”, range 1: end 4 → 5",
        "“Pain”, range 2: begin 4 → 5",
    ]
    assert bands(low) == ["“Pain”, 4 or more removed"]
    assert bands(low, replace(high, below=7), Band(7, None, (("care", 3),))) == [
        "“Pain”, 4 or more removed",
        "“Pain”, from 4 to under 7 added (Care 2)",
        "“Pain”, 7 or more added (Care 3)",
    ]
    flagged = replace(high, flag=Urgency.SAME_DAY)
    assert bands(low, flagged) == ["“Pain”, 4 or more: red flag none → same day"]
    assert bands(flagged) == [
        "“Pain”, under 4 removed",
        "“Pain”, 4 or more: red flag none → same day",
    ]
    assert bands(low, high, Band()) == ["“Pain”, any number added"]


def test_steps_come_go_move_and_change() -> None:
    first, last = FORM.steps
    assert words(steps=(last, first)) == ["Step “Last” moved to the front"]
    assert words(steps=(first, last, Step("more", "More", ()))) == ["Step “More” added"]
    assert words(steps=(first,)) == ["Step “Last” removed", "“Age” removed"]
    assert words(steps=(first, replace(last, ask_at_most=1))) == [
        "Step “Last”: most questions asked none → 1"
    ]
    assert words(steps=(first, replace(last, exit_at=Urgency.SAME_DAY))) == [
        "Step “Last”: ends the questions from emergency now → same day"
    ]
    assert words(steps=(first, replace(last, exit_at=Urgency.NONE))) == [
        "Step “Last”: ends the questions from emergency now → never"
    ]


def test_totals_come_go_move_and_change() -> None:
    hip, care = FORM.totals
    assert words(totals=(care, hip)) == ["Total “Care” moved to the front"]
    ache = Total("ache", "Ache", TotalKind.SCORE)
    more = replace(FORM, totals=(hip, care, ache))
    [change] = compare(more, replace(FORM, totals=(care, ache, hip)))
    assert change == Change("hip", "Hip", "Total “Hip” moved after total “Ache”")
    assert words(totals=(hip, replace(care, kind=TotalKind.SCORE))) == [
        "Total “Care”: kind need for care → score"
    ]
    assert words(totals=(hip, replace(care, title="Need"))) == [
        "Total “Need”: title “Care” → “Need”"
    ]


def test_rules_are_called_by_their_reason_and_read_as_sentences() -> None:
    mild, strong = FORM.rules
    assert words(rules=(replace(mild, when=TotalIs("care", below=3)), strong)) == [
        "Rule “It is mild.”: holds when “Care” is under 2 points → “Care” is under 3 points"
    ]
    assert words(rules=(mild,)) == ["Rule “It is strong.” removed: “Care” is 2 points or more"]
    assert words(rules=(replace(mild, review_after_days=None), strong)) == [
        "Rule “It is mild.”: days until a second look 14 → none"
    ]
    assert words(rules=(replace(mild, route=Route.BOOKING), strong)) == [
        "Rule “It is mild.”: leads to self-help → appointment"
    ]
    assert words(rules=(replace(mild, article="hip"), strong)) == [
        "Rule “It is mild.”: article to read “hip” added"
    ]
    [young] = FORM.red_flag_rules
    assert words(red_flag_rules=(replace(young, urgency=Urgency.EMERGENCY_NOW),)) == [
        "Red flag “Young.”: level same day → emergency now"
    ]
    [both] = FORM.point_rules
    assert words(point_rules=(replace(both, points=(("care", 2),)),)) == [
        "Points for a combination “It hurts.”: Care 1 → 2"
    ]


def test_a_condition_that_only_looks_different_is_told_as_such() -> None:
    mild, strong = FORM.rules
    assert words(rules=(replace(mild, when=AllOf((mild.when,))), strong)) == [
        "Rule “It is mild.”: holds when “Care” is under 2 points, put together differently"
    ]


def test_a_long_condition_is_cut_down_to_what_changed() -> None:
    [young] = FORM.red_flag_rules
    parts = (Includes("where", ("front", "rear")), NumberIs("pain", 4), NumberIs("age", 65))
    old = replace(FORM, red_flag_rules=(replace(young, when=AllOf(parts)),))
    other = (*parts[:2], NumberIs("age", 70))
    new = replace(FORM, red_flag_rules=(replace(young, when=AllOf(other)),))
    [change] = compare(old, new)
    assert change.words == (
        "Red flag “Young.”: holds when … and “Age” is 65 years or more → "
        "… and “Age” is 70 years or more"
    )


def test_thresholds_and_limits_are_told() -> None:
    assert words(naming=replace(FORM.naming, minimum=5)) == [
        "Points from which a cause is named 4 → 5"
    ]
    assert words(naming=Naming()) == ["When no cause is named: Care 1 → 0"]
    assert words(limits=Limits(longest_path=30)) == ["Limits: most questions of a path 20 → 30"]
    assert words(self_help_needs=(("age",),)) == [
        "Self-help no longer needs an answer to “Pain” or “Where”"
    ]
    assert words(self_help_needs=(*FORM.self_help_needs, ("gone",))) == [
        "Self-help needs an answer to “gone” (missing)"
    ]
    assert words(self_help_needs=FORM.self_help_needs[::-1]) == [
        "The answers that self-help needs are in another order"
    ]
    assert words(default_reason="Call us.") == [
        "What is said when no rule holds “Ask us.” → “Call us.”"
    ]


def test_the_second_look_and_the_safety_file_are_told() -> None:
    look = SecondLook(within_days=20, person_when=(Progress.WORSE,))
    assert words(second_look=look) == [
        "Second look: days in which the second look is open 30 → 20",
        "Second look: answers that lead to a person the same, worse, not sure → worse",
    ]
    assert words(safety=Safety(intended_use="Backs")) == ["Safety file: intended use “Backs” added"]
    old = replace(FORM, safety=Safety(hazards=(Hazard("Too late"), Hazard("Wrong"))))
    new = replace(FORM, safety=Safety(hazards=(Hazard("Too late", control="Ask"), Hazard("Lost"))))
    assert [change.words for change in compare(old, new)] == [
        "Hazard “Wrong” removed",
        "Hazard “Lost” added",
        "Hazard “Too late”: what is done against it “Ask” added",
    ]


def test_long_texts_are_cut_down_to_what_changed() -> None:
    old = f"{'One two three four five. ' * 4}Here it was. {'Six seven eight nine ten. ' * 4}"
    assert excerpts(old, old.replace("was", "is")) == (
        "“… five. Here it was. Six seven eight …”", "“… five. Here it is. Six seven eight …”",
    )  # fmt: skip
    assert excerpts(old, "Short") == (f"“{old.strip()}”", "“Short”")
    assert words(default_reason="Ask  us.") == [
        "What is said when no rule holds “Ask  us.”: spaces changed"
    ]


def test_a_long_text_keeps_three_words_around_what_changed() -> None:
    words = [f"word{number}" for number in range(20)]
    old = " ".join(words)

    def told(at: int) -> tuple[str, str]:
        return excerpts(old, " ".join([*words[:at], "NEW", *words[at + 1 :]]))

    assert told(0) == ("“word0 word1 word2 word3 …”", "“NEW word1 word2 word3 …”")
    assert told(3) == (
        "“word0 word1 word2 word3 word4 word5 word6 …”",
        "“word0 word1 word2 NEW word4 word5 word6 …”",
    )
    assert told(4) == (
        "“… word1 word2 word3 word4 word5 word6 word7 …”",
        "“… word1 word2 word3 NEW word5 word6 word7 …”",
    )
    assert told(16) == (
        "“… word13 word14 word15 word16 word17 word18 word19”",
        "“… word13 word14 word15 NEW word17 word18 word19”",
    )
    assert told(19) == ("“… word16 word17 word18 word19”", "“… word16 word17 word18 NEW”")
    assert excerpts(old, f"{old} more") == (
        "“… word17 word18 word19”", "“… word17 word18 word19 more”",
    )  # fmt: skip
    assert excerpts("x" * 60, "y") == (f"“{'x' * 60}”", "“y”")
    just_short = f"{'ten words. ' * 5}sixty"
    assert excerpts(just_short, f"{just_short[:-5]}fifty")[0] == f"“{just_short}”"
    assert excerpts(just_short, f"{just_short[:-5]}fiftyy")[0] == "“… words. ten words. sixty”"
    assert excerpts("a b", "a c") == ("“a b”", "“a c”")


def test_every_value_has_words() -> None:
    assert first_question(minimum=1.5, maximum=None) == ["“Where”: lowest number none → 1.5"]
    first, last = FORM.steps
    changed = replace(last, exit_at=Urgency.SEE_PHYSICIAN_SOON, ask_at_most=2)
    assert words(steps=(first, changed)) == [
        "Step “Last”: most questions asked none → 2",
        "Step “Last”: ends the questions from emergency now → see a physician soon",
    ]
    nobody = SecondLook(person_when=())
    assert words(second_look=nobody) == [
        "Second look: answers that lead to a person the same, worse, not sure → none"
    ]
    anybody = SecondLook(person_when=(Progress.BETTER, Progress.SAME))
    assert words(second_look=anybody) == [
        "Second look: answers that lead to a person the same, worse, not sure → better, the same"
    ]
    kinds = [first_question(kind=kind) for kind in (Kind.SINGLE, Kind.YES_NO, Kind.LONG_TEXT)]
    assert kinds == [
        ["“Where”: kind several choices → one choice"],
        ["“Where”: kind several choices → yes or no"],
        ["“Where”: kind several choices → long text"],
    ]
