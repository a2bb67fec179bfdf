// Counts that an article was read, after it was in view for some seconds. It sends no cookie and
// says nothing about the reader. Staff who are signed in see Wagtail's bar and are not counted.

const SECONDS = 5;
const script = document.querySelector("script[data-read]");
const isStaff = document.querySelector("wagtail-userbar") !== null;
let seen = 0;

const timer = setInterval(() => {
  if (document.visibilityState !== "visible") return;
  seen += 1;
  if (seen < SECONDS) return;
  clearInterval(timer);
  const options = { method: "POST", credentials: "omit", keepalive: true };
  fetch(script.dataset.read, options).catch(() => {});
}, 1000);

if (isStaff || !script?.dataset.read) clearInterval(timer);
