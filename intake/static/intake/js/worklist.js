// Keyboard moves through the worklist, and one box that selects all. The page works without.
const table = document.querySelector("[data-worklist]");
const help = document.querySelector("[data-keys]");

function links() {
  return [...table.querySelectorAll("tbody .title a")];
}

function move(step) {
  const all = links();
  const row = document.activeElement?.closest("tr");
  const now = all.findIndex((link) => link.closest("tr") === row);
  const next = now < 0 ? (step > 0 ? 0 : all.length - 1) : now + step;
  all[Math.min(Math.max(next, 0), all.length - 1)]?.focus();
}

function pick() {
  const row = document.activeElement?.closest("tbody tr");
  row?.querySelector("input[name=pks]")?.click();
}

const KEYS = {
  j: () => move(1),
  k: () => move(-1),
  x: pick,
  "?": () => {
    help.hidden = !help.hidden;
  },
};

function isTyping(target) {
  const box = target.closest("input, select, textarea, [contenteditable]");
  return Boolean(box) && box.type !== "checkbox";
}

if (table) {
  help.hidden = false;
  document.addEventListener("keydown", (event) => {
    const does = KEYS[event.key];
    if (!does || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
    event.preventDefault();
    does();
  });
  const all = table.querySelector("[data-pick-all]");
  if (all) {
    all.hidden = false;
    all.addEventListener("change", () => {
      for (const box of table.querySelectorAll("input[name=pks]")) box.checked = all.checked;
    });
  }
}
