// Drags a visit to another time: asks, then sends the form of the page that moves it. The rules,
// and the answer when the time is not free, are the server's.

const ROWS_AN_HOUR = 12;
const MINUTE = 60_000;

const dialog = document.querySelector("[data-diary-drop]");
const words = dialog?.querySelector("[data-words]");
const target = document.createElement("li");
target.className = "diary-target";
target.setAttribute("aria-hidden", "true");
let dragged = null;
let wanted = null;

// What the clock on the wall shows some minutes after a full hour of the grid.
const clockAfter = (clock, past) => {
  const [hours, minutes] = clock.split(":").map(Number);
  const total = hours * 60 + minutes + past;
  return [Math.floor(total / 60), total % 60].map((part) => String(part).padStart(2, "0")).join(":");
};

// The start under the pointer: the hour's own instant, and the nearest step within the hour.
const startAt = (column, pointer, step) => {
  const hours = [...column.querySelectorAll("[data-at]")];
  const index = hours.findLastIndex((each) => each.getBoundingClientRect().top <= pointer);
  if (index < 0) return null;
  const box = hours[index].getBoundingClientRect();
  const minutes = ((pointer - box.top) / box.height) * 60;
  const past = Math.min(Math.floor(minutes / step) * step, 60 - step);
  return {
    instant: new Date(Date.parse(hours[index].dataset.at) + past * MINUTE).toISOString(),
    clock: clockAfter(hours[index].dataset.clock, past),
    row: index * ROWS_AN_HOUR + Math.floor(past / 5) + 1,
  };
};

const ask = (column) => {
  const said = { from: dragged.dataset.clock, to: wanted.clock, who: column.dataset.name };
  words.textContent = words.dataset.words.replace(/%\((\w+)\)s/g, (_all, name) => said[name]);
  const form = dialog.querySelector("form");
  form.action = dragged.dataset.url;
  form.querySelector("[data-diary-time]").value = `${wanted.instant}/${column.dataset.who}`;
  dialog.showModal();
};

document.addEventListener("dragstart", (event) => {
  dragged = event.target.closest?.("[data-diary-visit]");
  if (!dragged) return;
  event.dataTransfer.effectAllowed = "move";
  event.dataTransfer.setData("text/plain", "");
  dragged.classList.add("is-dragged");
});

document.addEventListener("dragend", () => {
  dragged?.classList.remove("is-dragged");
  target.remove();
});

for (const column of document.querySelectorAll("[data-diary-column]")) {
  column.addEventListener("dragover", (event) => {
    if (!dragged) return;
    const step = Number(dragged.dataset.step);
    wanted = startAt(column, event.clientY, 60 % step === 0 && step < 60 ? step : 15);
    if (!wanted) return;
    event.preventDefault();
    target.style.gridRow = `${wanted.row} / span 3`;
    target.textContent = wanted.clock;
    if (target.parentElement !== column) column.append(target);
  });
  column.addEventListener("drop", (event) => {
    if (!dragged || !wanted) return;
    event.preventDefault();
    target.remove();
    ask(column);
  });
}

dialog?.querySelector("[data-diary-keep]").addEventListener("click", () => dialog.close());
