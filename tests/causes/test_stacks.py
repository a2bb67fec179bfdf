"""The gaps of stacks within stacks, as a browser draws them."""

from pathlib import Path

from playwright.sync_api import Browser

import causes

STYLES = Path(causes.__file__).parent / "static" / "causes" / "css"
NESTED = """
<div class="c-stack c-stack--large"><p>a</p>
  <section class="c-stack" id="plain"><p>b</p><p class="measured">c</p></section>
  <section class="c-stack c-stack--small" id="small"><p>d</p><p class="measured">e</p></section>
</div>
"""
TOP = "element => parseFloat(getComputedStyle(element).marginBlockStart)"


def test_a_stack_within_a_stack_keeps_both_gaps(chromium: Browser) -> None:
    page = chromium.new_page()
    sheets = "".join((STYLES / name).read_text() for name in ("tokens.css", "components.css"))
    page.set_content(f"<style>{sheets}</style>{NESTED}")
    gaps = {
        place: page.eval_on_selector(place, TOP)
        for place in ("#plain", "#plain .measured", "#small", "#small .measured")
    }
    page.close()
    assert gaps == {"#plain": 32, "#plain .measured": 16, "#small": 32, "#small .measured": 8}
