/* The list of problems above the form: fresh after every save, each leading to its place. */
(() => {
  const editor = window.intakeEditor;
  // Wagtail begins its own scroll 100 ms after the page is there, before every block is.
  const AFTER_WAGTAIL = 600;

  const panel = () => document.getElementById("intake-problems");

  async function refresh() {
    if (!panel() || !editor.given().problems_url) return;
    const answer = await fetch(editor.given().problems_url, { headers: { Accept: "text/html" } });
    if (!answer.ok) return;
    const unfolded = Boolean(panel().querySelector("details[open]"));
    panel().innerHTML = await answer.text();
    panel().querySelector("details")?.toggleAttribute("open", unfolded);
  }

  function openTab(element) {
    const tab = element.closest('[role="tabpanel"]');
    if (tab?.hidden) document.getElementById(tab.getAttribute("aria-labelledby"))?.click();
  }

  /** Unfold everything an element is folded into, from the outside in, and the element itself. */
  function unfold(element) {
    const panels = [];
    for (let each = element; each; each = each.parentElement.closest("[data-panel]")) {
      panels.unshift(each);
    }
    for (const each of panels) {
      const toggle = each.querySelector(":scope > .w-panel__header [data-panel-toggle]");
      if (toggle?.getAttribute("aria-expanded") === "false") toggle.click();
    }
  }

  /** Open and show the block that a link names; false where the form has it no more. */
  function jump(id) {
    const element = document.getElementById(id);
    if (!element) return false;
    openTab(element);
    unfold(element);
    // A smooth scroll is given up half-way when what was just unfolded is drawn.
    requestAnimationFrame(() => {
      element.scrollIntoView({ block: "start", behavior: "instant" });
      element.querySelector("[data-panel-toggle]").focus({ preventScroll: true });
    });
    return true;
  }

  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("[data-intake-jump]");
    if (link && jump(link.hash.slice(1))) event.preventDefault();
  });
  document.addEventListener("w-autosave:success", refresh);
  window.addEventListener("load", () => {
    const id = window.location.hash.slice(1);
    if (id.startsWith("block-")) window.setTimeout(jump, AFTER_WAGTAIL, id);
  });
})();
