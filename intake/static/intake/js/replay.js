// Watches a replay: asks how far it is each second, and shows the result when it has ended.

const WAIT = 1000;
const MOST_FAILURES = 5;

const watched = document.querySelector("[data-replay]");
const bar = watched?.querySelector("progress");
const words = watched?.querySelector("[data-replay-words]");
const advice = watched?.querySelector("[data-replay-advice]");
let failures = 0;

function show(state) {
  bar.max = state.total || 1;
  bar.value = state.done;
  words.textContent = state.words;
  advice.textContent = state.advice;
}

async function ask() {
  const answer = await fetch(watched.dataset.replay, { headers: { Accept: "application/json" } });
  if (!answer.ok || answer.redirected) throw new Error(answer.status);
  return answer.json();
}

async function look() {
  try {
    const state = await ask();
    failures = 0;
    show(state);
    if (!state.under_way) return window.location.reload();
  } catch {
    // Signed out, or no network: “Look again” on the page still works.
    failures += 1;
  }
  if (failures < MOST_FAILURES) window.setTimeout(look, WAIT);
}

if (watched) window.setTimeout(look, WAIT);
