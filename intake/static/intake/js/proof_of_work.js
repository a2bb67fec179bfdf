// Solves the puzzle of a form while it is filled in, and lets the form wait for the solution.

const encoder = new TextEncoder();

function hex(bytes) {
  return Array.from(new Uint8Array(bytes), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

async function solve(puzzle) {
  for (let number = 0; number <= puzzle.maxNumber; number += 1) {
    const digest = await crypto.subtle.digest("SHA-256", encoder.encode(puzzle.salt + number));
    if (hex(digest) === puzzle.challenge) {
      const { algorithm, challenge, salt, signature } = puzzle;
      return btoa(JSON.stringify({ algorithm, challenge, number, salt, signature }));
    }
  }
  return "";
}

for (const field of document.querySelectorAll("input[data-puzzle]")) {
  const solved = solve(JSON.parse(field.dataset.puzzle)).then((solution) => {
    field.value = solution;
  });
  let isSent = false;
  field.form.addEventListener("submit", (event) => {
    if (field.value || isSent) return;
    event.preventDefault();
    const button = event.submitter;
    solved.finally(() => {
      if (isSent) return;
      isSent = true;
      field.form.requestSubmit(button);
    });
  });
}
