"""The questionnaire's editor in a browser: keys, points, sentences, copies, missing things."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser.editor import Editor
from tests.support.browser import let_axe_look

SHIPPED = "/admin/snippets/intake/questionnaire/edit/1/"
EVERYTHING_SENT = """() => [...new FormData(document.getElementById("w-editor-form"))]
  .filter(([name]) => name !== "csrfmiddlewaretoken")"""
SEVERAL_KINDS = (
    "steps-5", "steps-5-value-questions-0", "steps-6", "steps-6-value-questions-0",
    "steps-10", "steps-10-value-questions-0", "steps-12", "steps-12-value-questions-3",
)  # fmt: skip
OURS = ".intake-points, .intake-picks, .intake-sentence, #intake-problems, select[id$='-pick']"


@pytest.fixture
def editor(open_page: Callable[..., Page]) -> Iterator[Editor]:
    """The owner at a desk, in the editor of a new questionnaire."""
    editor = Editor(open_page({"width": 1280, "height": 900}))
    editor.signs_in()
    yield editor
    # What was typed is not meant to be kept, so leaving must not be asked about.
    editor.page.close(run_before_unload=False)


@pytest.fixture
def question(editor: Editor) -> str:
    """A question with two totals to give points to; the prefix of its fields."""
    editor.turns_to("Causes and points")
    for title in ("Burden", "Worries"):
        editor.types(f"{editor.adds('totals')}-title", title)
    editor.turns_to("Questions")
    step = editor.adds("steps")
    editor.types(f"{step}-title", "First")
    prefix = editor.adds(f"{step}-questions", "Several answers")
    editor.types(f"{prefix}-text", "What do you notice?")
    return prefix


def texts(editor: Editor, prefix: str) -> list[str]:
    inputs = editor.page.locator(f'[name^="{prefix}-options-"][name$="-text"]')
    return [box.input_value() for box in inputs.all()]


def test_a_key_is_made_from_the_first_words_and_stays(editor: Editor, question: str) -> None:
    assert editor.field(f"{question}-key").input_value() == "what_do_you_notice"
    editor.types(f"{question}-text", "Something else?")
    assert editor.field(f"{question}-key").input_value() == "what_do_you_notice"


def test_a_copy_gets_a_key_of_its_own(editor: Editor, question: str) -> None:
    block = editor.block(question)
    block.locator("[data-streamfield-action=DUPLICATE]").first.click()
    copy = question.replace("questions-0", "questions-1")
    expect(editor.field(f"{copy}-key")).to_have_value("what_do_you_notice_2")
    assert editor.field(f"{question}-key").input_value() == "what_do_you_notice"


def test_an_answer_is_added_above_the_one_that_excludes_the_others(
    editor: Editor, question: str
) -> None:
    editor.types(f"{question}-options-0-value-text", "Numbness")
    added = editor.adds_item(f"{question}-options")
    editor.types(f"{added}-text", "Tingling")
    assert texts(editor, question) == ["Numbness", "Tingling", "None of these"]


def test_the_columns_of_points_follow_the_totals(editor: Editor, question: str) -> None:
    option = f"{question}-options-0-value"
    editor.gives(option, Burden=2, Worries=-1)
    assert editor.field(f"{option}-points").input_value() == "burden 2, worries -1"
    editor.turns_to("Causes and points")
    editor.types("totals-0-value-title", "Load")
    editor.block("totals-1-value").locator("[data-streamfield-action=DELETE]").click()
    editor.turns_to("Questions")
    row = editor.points(option)
    expect(row.get_by_label("Load", exact=True)).to_have_value("2")
    expect(row.get_by_label("worries (missing)")).to_have_value("-1")
    row.get_by_label("worries (missing)").fill("")
    assert editor.field(f"{option}-points").input_value() == "burden 2"


def test_a_condition_offers_only_earlier_questions_and_reads_as_a_sentence(
    editor: Editor, question: str
) -> None:
    editor.types(f"{question}-options-0-value-text", "Numbness")
    later = editor.adds("steps-0-value-questions", "Short text")
    editor.types(f"{later}-text", "Since when?")
    editor.unfolds_condition(later)
    expect(editor.sentence(f"{later}-show_if")).to_have_text("Always asked.")
    part = editor.adds(f"{later}-show_if-parts", "An answer was picked")
    assert editor.offered(f"{part}-question") == ["Choose a question", "1. What do you notice?"]
    editor.picks(f"{part}-question", "What do you notice?")
    editor.ticks(f"{part}-options", "Numbness")
    expect(editor.sentence(f"{later}-show_if")).to_have_text(
        "Ask this when “What do you notice?” includes “Numbness”."
    )
    editor.types(f"{question}-options-0-value-text", "Feels numb")
    expect(editor.sentence(f"{later}-show_if")).to_contain_text("“Feels numb”")
    editor.block(question).locator("[data-streamfield-action=DELETE]").first.click()
    expect(editor.sentence(f"{later}-show_if")).to_contain_text("(missing)")
    assert editor.field(f"{part}-question").input_value() == "what_do_you_notice"


def unfold(editor: Editor, *blocks: str) -> None:
    """Unfold blocks and scroll until what is in them is drawn."""
    for block in blocks:
        editor.block(block).locator("[data-panel-toggle]").first.click()
        undrawn = editor.block(block).locator(".intake-late:visible")
        while undrawn.count():
            undrawn.first.evaluate("late => late.scrollIntoView({behavior: 'instant'})")
            editor.page.wait_for_timeout(50)


def test_looking_at_questions_and_rules_changes_nothing_that_is_sent(editor: Editor) -> None:
    editor.opens(SHIPPED)
    before = editor.page.evaluate(EVERYTHING_SENT)
    assert 5_000 < len(before) < 10_000
    unfold(editor, *SEVERAL_KINDS)
    editor.turns_to("Red flags and routing")
    unfold(editor, "rules-0")
    assert editor.page.evaluate(EVERYTHING_SENT) == before


def test_what_we_draw_in_the_editor_has_no_finding_of_axe(editor: Editor) -> None:
    editor.opens(SHIPPED)
    unfold(editor, "steps-12", "steps-12-value-questions-3")
    editor.unfolds_condition("steps-12-value-questions-3-value")
    check(editor.page)
    editor.turns_to("Red flags and routing")
    unfold(editor, "rules-0")
    check(editor.page)


def check(page: Page) -> None:
    """Let axe look at what is ours; Wagtail's own findings are Wagtail's."""
    let_axe_look(page, OURS)


def test_a_problem_of_the_saved_draft_leads_to_its_block(editor: Editor, question: str) -> None:
    editor.types(f"{question}-options-0-value-text", "Numbness")
    editor.field(f"{question}-options-0-value-flag").select_option(label="Emergency, now")
    editor.turns_to("Questions")
    editor.types("title", "A draft with a problem")
    editor.saves()
    editor.turns_to("Settings")
    problems = editor.page.locator("#intake-problems li", has_text="nobody can say “not sure”")
    problems.get_by_role("link").click()
    expect(editor.field(f"{question}-text")).to_be_in_viewport()
    # Wagtail saves what differs from the form as it was some seconds after it opened.
    editor.page.wait_for_timeout(3_000)
    editor.field(f"{question}-options-0-value-flag").select_option(label="No red flag")
    expect(problems).to_have_count(0, timeout=20_000)
