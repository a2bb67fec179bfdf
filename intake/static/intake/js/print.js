// The "Print" button: shown only where a script can print.
for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => {
    // Folded lists would print folded.
    for (const folded of document.querySelectorAll("main details:not([open])")) folded.open = true;
    window.print();
  });
}
