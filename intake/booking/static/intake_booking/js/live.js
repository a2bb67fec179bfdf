// Keeps the live parts of a page of the diary up to date: what is new, and whether the time in an
// open form is still free. Asks every 20 seconds, and at once when the form changes; never while
// nobody looks. Without it, the server says the same when the form is sent.

const EVERY = 20_000;
const SOON = 300;

const addressOf = (part) => {
  const [path, query] = part.dataset.live.split("?");
  const asked = new URLSearchParams(query);
  const form = part.closest("form");
  for (const name of part.dataset.liveFields?.split(" ") ?? []) {
    const field = form.elements.namedItem(name);
    if (field?.value) asked.set(name, field.value);
  }
  return `${path}?${asked}`;
};

const bringUpToDate = async (part) => {
  try {
    const answer = await fetch(addressOf(part));
    if (!answer.ok || answer.redirected) return;
    const markup = (await answer.text()).trim();
    // Writing the same again would make a screen reader say it again.
    if (part.dataset.said !== markup) part.innerHTML = markup;
    part.dataset.said = markup;
  } catch {
    // The next round asks again.
  }
};

const parts = [...document.querySelectorAll("[data-live]")];
const all = () => {
  if (!document.hidden) parts.forEach(bringUpToDate);
};

if (parts.length) {
  setInterval(all, EVERY);
  document.addEventListener("visibilitychange", all);
}

for (const part of parts.filter((each) => each.dataset.liveFields)) {
  let waiting;
  const soon = () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => bringUpToDate(part), SOON);
  };
  part.closest("form").addEventListener("change", soon);
  soon();
}
