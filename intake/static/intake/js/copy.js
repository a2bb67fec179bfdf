// Copies or prints what a client should keep. Without it the link stands there to be selected.

for (const place of document.querySelectorAll("[data-copy]")) {
  const field = document.getElementById(place.dataset.copy);
  const status = place.querySelector("[role=status]");

  place.hidden = false;
  place.querySelector("[data-copy-button]").addEventListener("click", async () => {
    field.focus();
    field.select();
    try {
      await navigator.clipboard.writeText(field.value);
      status.textContent = status.dataset.copied;
    } catch {
      status.textContent = status.dataset.select;
    }
  });
  place.querySelector("[data-print-button]").addEventListener("click", () => window.print());
}
