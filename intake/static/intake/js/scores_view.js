// What stands around the scoring sheet: sums, the number of changes, finding rows, hiding columns.
(() => {
  const table = document.querySelector("[data-scores]");
  if (!table) return;
  const bodies = [...table.tBodies];
  const points = (control) => Number(control?.value.replace("\u2212", "-")) || 0;

  // --- the most a client can collect ----------------------------------------------------------

  const questions = bodies.map((body) => ({
    body,
    several: body.hasAttribute("data-several"),
    together: body.hasAttribute("data-combinations"),
    most: [...body.querySelectorAll("[data-most]")],
    rows: [...body.rows].slice(1).map((row) => ({
      alone: row.hasAttribute("data-exclusive"),
      cells: [...row.cells].slice(1).map((cell) => cell.querySelector("input")),
    })),
  }));
  const sums = [...table.querySelectorAll("[data-sum]")];

  function mostOf(question, column) {
    let together = 0;
    let alone = 0;
    for (const row of question.rows) {
      const value = points(row.cells[column]);
      if (question.together || (question.several && !row.alone)) together += Math.max(value, 0);
      else alone = Math.max(alone, value);
    }
    return Math.max(together, alone);
  }
  function total(column) {
    const steps = new Map();
    for (const question of questions) {
      const { step = "", atMost } = question.body.dataset;
      const most = mostOf(question, column);
      if (question.most[column]) question.most[column].textContent = most || "";
      if (!steps.has(step)) steps.set(step, { most: [], limit: Number(atMost) || Infinity });
      steps.get(step).most.push(most);
    }
    let sum = 0;
    for (const { most, limit } of steps.values()) {
      for (const one of most.sort((a, b) => b - a).slice(0, limit)) sum += one;
    }
    return sum;
  }

  // --- how many changes are not saved ---------------------------------------------------------

  const count = document.querySelector("[data-scores-count]");
  const discard = document.querySelector("[data-scores-discard]");
  function showCount(number) {
    if (!count) return;
    const words = number === 1 ? count.dataset.one : count.dataset.many.replace("%s", number);
    count.textContent = number ? words : "";
    count.hidden = !number;
    discard.disabled = !number;
  }
  let waiting = false;
  table.addEventListener("scores:changed", (event) => {
    showCount(event.detail.count);
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(() => {
      waiting = false;
      sums.forEach((cell, column) => {
        cell.textContent = total(column);
      });
    });
  });

  // --- finding rows and hiding columns --------------------------------------------------------

  const find = document.querySelector("[data-scores-find]");
  const nothing = document.createElement("p");
  nothing.className = "scores-quiet";
  nothing.setAttribute("role", "status");
  find.after(nothing);
  find.addEventListener("input", () => {
    const wanted = find.value.trim().toLowerCase();
    let found = 0;
    for (const body of bodies) {
      const [heading, ...rows] = body.rows;
      const whole = heading.textContent.toLowerCase().includes(wanted);
      for (const row of rows) {
        row.hidden = !whole && !row.cells[0].textContent.toLowerCase().includes(wanted);
      }
      body.hidden = rows.every((row) => row.hidden);
      found += body.hidden ? 0 : 1;
    }
    nothing.textContent = found ? "" : find.dataset.none;
  });
  find.addEventListener("keydown", (event) => {
    // Enter would send the form of another field in some browsers, and nothing is sent from here.
    if (event.key === "Enter") event.preventDefault();
  });
  for (const box of document.querySelectorAll("[data-scores-column]")) {
    box.addEventListener("change", () => {
      for (const row of table.rows) {
        const cell = row.cells[Number(box.dataset.scoresColumn)];
        if (cell) cell.hidden = !box.checked;
      }
    });
  }
  for (const drop of document.querySelectorAll(".scores-drop")) {
    drop.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      drop.open = false;
      drop.querySelector("summary").focus();
    });
  }
  document.addEventListener("click", (event) => {
    for (const drop of document.querySelectorAll(".scores-drop[open]")) {
      if (!drop.contains(event.target)) drop.open = false;
    }
  });
  for (const part of document.querySelectorAll("[data-scores-only]")) part.hidden = false;
})();
