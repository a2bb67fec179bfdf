// Makes a step nicer; nothing here is needed. Rules are only on the server.

// The editor's trial draws the page inside a shadow root.
const page = document.querySelector("[data-client-page]")?.shadowRoot ?? document;
const form = page.querySelector("[data-intake-step]");

// The page of a refused form is the answer to a POST: without this, going back to it later shows
// the browser's own error page. The trial keeps its answers in such a page.
if (page === document) history.replaceState(null, "", location.href);

// "None of these" and "not sure" clear the others, and the others clear them.
form?.addEventListener("change", ({ target }) => {
  if (target.type !== "checkbox" || !target.checked) return;
  const same = form.querySelectorAll(`input[type="checkbox"][name="${CSS.escape(target.name)}"]`);
  for (const box of same) {
    if (box !== target && (target.dataset.alone !== undefined || box.dataset.alone !== undefined)) {
      box.checked = false;
    }
  }
});

// A second tap while the first is on its way does nothing.
form?.addEventListener("submit", (event) => {
  if (form.dataset.sent) event.preventDefault();
  form.dataset.sent = "yes";
});
window.addEventListener("pageshow", () => form && delete form.dataset.sent);

page.getElementById("errors")?.focus();

// A folded group says how many of its tiles are selected.
form?.addEventListener("change", () => {
  for (const fold of form.querySelectorAll(".intake-fold")) {
    const picked = fold.querySelectorAll("input:checked").length;
    const count = fold.querySelector(".intake-fold__count");
    if (String(picked) !== count.dataset.picked) {
      count.dataset.picked = picked;
      count.textContent = picked ? `${picked} ✓` : "";
    }
  }
});
