// Crosses out the times that can no longer be booked when a client comes back to the page after a while,
// from another tab or a locked phone. Without it, the server says so when the form is sent.

const OLD = 30_000;
const form = document.querySelector("[data-free]");
let looked = Date.now();

const crossOut = (radio, isTaken) => {
  radio.disabled = isTaken;
  if (isTaken) radio.checked = false;
  radio.closest("label").classList.toggle("booking-time--taken", isTaken);
};

const bringUpToDate = async () => {
  if (document.hidden || Date.now() - looked < OLD) return;
  looked = Date.now();
  try {
    const answer = await fetch(form.dataset.free);
    if (!answer.ok) return;
    const { days, yours } = await answer.json();
    const free = new Set([...days.flatMap((day) => day.starts), ...yours]);
    const radios = [...form.querySelectorAll('input[name="start"]')];
    // The answer has as many days as the page; of what lies behind them it says nothing.
    const end = days.length ? `day-${days.at(-1).day}` : "day-9";
    for (const radio of radios) {
      const isKnown = radio.closest("fieldset").id <= end;
      crossOut(radio, isKnown && !free.has(radio.value));
    }
    const said = form.querySelector("[data-taken-meanwhile]");
    said.textContent = radios.some((radio) => radio.disabled) ? said.dataset.takenMeanwhile : "";
  } catch {
    // The server says it when the form is sent.
  }
};

if (form) document.addEventListener("visibilitychange", bringUpToDate);
