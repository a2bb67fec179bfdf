"""What two sides have in common is told by its place, and in the words of one of them."""

from dataclasses import replace

from intake.engine.compare import Change, compare, score_differences
from intake.engine.language import NumberIs
from intake.engine.safety import Hazard, Safety
from intake.engine.types import Kind, Limits, Questionnaire, Route, Rule, Step, Total, TotalKind
from tests.engine.test_compare import AGE, FORM, FRONT, NONE, PAIN, REAR, WHERE, options


def test_translations_differ_in_words_alone() -> None:
    wo = replace(
        WHERE, text="Wo?", short="Wo", options=tuple(replace(o, text="x") for o in WHERE.options)
    )
    first = replace(FORM.steps[0], title="Erstens", questions=(wo, PAIN))
    german = replace(FORM, title="Formular", language="de", steps=(first, FORM.steps[1]))
    assert score_differences(FORM, german) == ()
    wrong = replace(wo, options=(replace(wo.options[0], points=()), *wo.options[1:]))
    german = replace(german, steps=(replace(first, questions=(wrong, PAIN)), FORM.steps[1]))
    assert score_differences(FORM, german) == (Change("where", "Where", "“Front”: Hip 1 → 0"),)


def test_whether_not_sure_can_be_said_decides_but_not_its_words() -> None:
    def with_words(text: str) -> Questionnaire:
        questions = (WHERE, replace(PAIN, not_sure_label=text))
        return replace(FORM, steps=(replace(FORM.steps[0], questions=questions), FORM.steps[1]))

    assert score_differences(with_words("Not sure"), with_words("Weiß nicht")) == ()
    [change] = score_differences(with_words("Not sure"), with_words(""))
    assert change.words == "“Pain”: words for “not sure” “Not sure” removed"


def test_a_change_names_its_place_and_what_is_there() -> None:
    first, last = FORM.steps
    mild, _strong = FORM.rules
    hip, care = FORM.totals
    [young] = FORM.red_flag_rules
    changed = replace(
        FORM,
        title="Other",
        steps=(replace(first, title="Begin"), last, Step("more", "More", ())),
        totals=(hip, replace(care, title="Need")),
        rules=(replace(mild, service="visit"),),
        red_flag_rules=(young, replace(young, key="old", reason="Old.")),
        limits=Limits(before_emergency=4),
    )
    assert compare(FORM, changed) == (
        Change("form", "Other", "Title “Form” → “Other”"),
        Change("more", "More", "Step “More” added"),
        Change("first", "Begin", "Step “Begin”: title “First” → “Begin”"),
        Change("care", "Need", "Total “Need”: title “Care” → “Need”"),
        Change("old", "Red flag “Old.”", "Red flag “Old.” added: “Age” is under 18 years"),
        Change(
            "strong", "Rule “It is strong.”",
            "Rule “It is strong.” removed: “Care” is 2 points or more",
        ),
        Change(
            "mild", "Rule “It is mild.”", "Rule “It is mild.”: service to book “visit” added"
        ),
        Change("form", "Other", "Limits: most questions before an emergency shows 6 → 4"),
    )  # fmt: skip


def test_what_came_to_a_question_or_went_names_the_question() -> None:
    first, last = FORM.steps
    other = replace(FORM, steps=(first, replace(last, questions=(replace(AGE, key="years"),))))
    assert compare(FORM, other) == (
        Change("age", "Age", "“Age” removed"),
        Change("years", "Age", "“Age” added to “Last”"),
    )
    turned = replace(
        FORM, steps=(replace(first, questions=(PAIN, replace(WHERE, short="Wo"))), last)
    )
    assert Change("pain", "Pain", "“Pain” moved to the front") in compare(FORM, turned)
    turned = replace(
        FORM, steps=(replace(first, questions=(replace(PAIN, text="Weh"), WHERE)), last)
    )
    assert score_differences(FORM, turned) == (Change("pain", "Pain", "“Pain” moved to the front"),)


def test_translations_are_compared_in_the_words_of_the_first() -> None:
    first, last = FORM.steps
    hip, care = FORM.totals
    mild, strong = FORM.rules
    german = replace(
        FORM,
        title="Formular",
        language="de",
        default_reason="Fragen",
        steps=(
            replace(first, title="Erstens", ask_at_most=1, questions=(
                replace(WHERE, short="Wo", kind=Kind.BODY_MAP), replace(PAIN, text="Schmerz"),
            )),
            last,
        ),
        totals=(replace(hip, title="Hüfte"), replace(care, title="Hilfe", kind=TotalKind.SCORE)),
        rules=(replace(mild, reason="Mild", route=Route.BOOKING), strong),
        point_rules=(replace(FORM.point_rules[0], reason="Weh", points=(("care", 2),)),),
        safety=Safety(hazards=(Hazard("Spät"),)),
        self_help_needs=FORM.self_help_needs[::-1],
    )  # fmt: skip
    assert score_differences(FORM, german) == (
        Change("first", "First", "Step “First”: most questions asked none → 1"),
        Change("where", "Where", "“Where”: kind several choices → body map"),
        Change("care", "Care", "Total “Care”: kind need for care → score"),
        Change("both", "Points for a combination “It hurts.”",
               "Points for a combination “It hurts.”: Care 1 → 2"),
        Change("mild", "Rule “It is mild.”",
               "Rule “It is mild.”: leads to self-help → appointment"),
    )  # fmt: skip


def test_a_question_moves_to_a_step_by_the_name_of_the_new_form() -> None:
    first, last = FORM.steps
    moved = replace(
        FORM, steps=(replace(first, questions=(WHERE,)), replace(last, questions=(AGE, PAIN)))
    )
    assert score_differences(FORM, moved) == (Change("pain", "Pain", "“Pain” moved to “Last”"),)
    german = replace(moved, steps=(moved.steps[0], replace(moved.steps[1], title="Zuletzt")))
    assert score_differences(FORM, german) == (Change("pain", "Pain", "“Pain” moved to “Last”"),)
    fresh = replace(FORM, steps=(replace(first, questions=(WHERE,)), last,
                                 Step("new", "New", (PAIN,))))  # fmt: skip
    assert Change("pain", "Pain", "“Pain” moved to “New”") in score_differences(FORM, fresh)


def test_points_of_a_total_that_came_or_went_are_told_by_its_title() -> None:
    back = Total("back", "Back", TotalKind.CAUSE)
    front = replace(FRONT, points=(("back", 2),))
    step = replace(FORM.steps[0], questions=(replace(WHERE, options=(front, REAR, NONE)), PAIN))
    new = replace(FORM, totals=(back, FORM.totals[1]), steps=(step, FORM.steps[1]))
    told = [change.words for change in compare(FORM, new)]
    assert "“Front”: Hip 1 → 0" in told
    assert "“Front”: Back 0 → 2" in told
    assert "“Front”: Back 0 → 2" in [change.words for change in score_differences(FORM, new)]
    gone = replace(FRONT, points=(("gone", 2),))
    assert "“Front”: gone 0 → 2" in options(gone, REAR, NONE)


def test_a_rule_that_came_is_told_in_the_words_of_the_new_form() -> None:
    first, last = FORM.steps
    renamed = replace(FORM, steps=(first, replace(last, questions=(replace(AGE, text="Years"),))))
    old = Rule("old", NumberIs("age", 65), Route.BOOKING, "Old.")
    told = [change.words for change in compare(FORM, replace(renamed, rules=(*FORM.rules, old)))]
    assert "Rule “Old.” added: “Years” is 65 years or more" in told
    gone = [change.words for change in compare(replace(FORM, rules=(*FORM.rules, old)), renamed)]
    assert "Rule “Old.” removed: “Age” is 65 years or more" in gone


def test_a_rule_with_another_reason_is_called_by_the_new_one() -> None:
    mild, strong = FORM.rules
    [change] = compare(FORM, replace(FORM, rules=(replace(mild, reason="Light."), strong)))
    assert change.label == "Rule “Light.”"
    assert change.words == "Rule “Light.”: reason “It is mild.” → “Light.”"


def test_points_given_twice_to_one_total_are_added_up() -> None:
    twice = replace(FRONT, points=(("hip", 1), ("hip", 2)))
    assert options(twice, REAR, NONE) == ["“Front”: Hip 1 → 3"]
