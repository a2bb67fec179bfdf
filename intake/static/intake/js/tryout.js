// Brings what follows up to date while answers are given, in a trial or in the form of a worked
// case. Without it, the buttons of the page do.

const WAIT = 250;

const client = document.querySelector("[data-client-page]")?.shadowRoot;
const form =
  client?.querySelector("[data-intake-step]") ?? document.querySelector("[data-case-form]");
const account = document.querySelector("[data-try-account]");
const status = document.querySelector("[data-try-status]");

let waiting;
let asking;

const bringUpToDate = async () => {
  asking?.abort();
  asking = new AbortController();
  const body = new FormData(form);
  body.set("live", "yes");
  try {
    const answer = await fetch(form.action, { method: "POST", body, signal: asking.signal });
    if (!answer.ok || answer.redirected) throw new Error(answer.status);
    show(await answer.text());
  } catch (error) {
    if (error.name !== "AbortError") status.textContent = account.dataset.failed;
  }
};

const show = (markup) => {
  const closed = [...account.querySelectorAll("details:not([open])")].map((part) => part.id);
  account.innerHTML = markup;
  for (const id of closed) document.getElementById(id)?.removeAttribute("open");
  const now = account.querySelector("[data-try-now]").dataset.tryNow;
  if (status.textContent !== now) status.textContent = now;
};

const soon = () => {
  clearTimeout(waiting);
  waiting = setTimeout(bringUpToDate, WAIT);
};

if (form && account) {
  form.addEventListener("change", soon);
  form.addEventListener("input", soon);
  form.addEventListener("submit", () => {
    clearTimeout(waiting);
    asking?.abort();
  });
}

// An address within the page does not reach into a shadow root by itself.
client?.addEventListener("click", (event) => {
  const target = event.target.closest('a[href^="#"]')?.getAttribute("href").slice(1);
  const field = target && client.getElementById(target);
  if (!field) return;
  event.preventDefault();
  field.closest("details")?.setAttribute("open", "");
  field.focus();
});
