// The scoring sheet as a spreadsheet: moving, typing, undoing, copying, marking what changed.
// Without this file the sheet is a plain form.
(() => {
  const table = document.querySelector("[data-scores]");
  if (!table) return;
  const form = table.closest("form");
  const status = document.querySelector("[data-scores-status]");
  const readOnly = table.hasAttribute("data-read-only");
  const rows = [...table.tBodies]
    .flatMap((body) => [...body.rows])
    .filter((row) => row.querySelector("input, select"));
  const grid = rows.map((row) =>
    [...row.cells].slice(1).map((cell) => cell.querySelector("input, select")),
  );
  const places = new Map();
  grid.forEach((line, r) => line.forEach((control, c) => control && places.set(control, [r, c])));
  const width = Math.max(...grid.map((line) => line.length));
  const done = [];
  const undone = [];
  let entered = ""; // what the cell held when it was entered
  let editing = false; // F2 or a double click: keys belong to the text
  let corner = null; // the far corner of a selection of several cells

  // --- values ---------------------------------------------------------------------------------

  const stored = new Map();
  for (const control of places.keys()) {
    const first = control.options
      ? [...control.options].find((option) => option.defaultSelected)?.value ?? ""
      : control.defaultValue;
    stored.set(control, control.dataset.was ?? first);
  }

  function tidy(text) {
    const plain = text.trim().replace("\u2212", "-");
    if (!/^[+-]?\d{1,6}$/.test(plain)) return plain;
    return Number(plain) ? String(Number(plain)) : "";
  }
  function isNumber(text) {
    return text === "" || (/^-?\d+$/.test(text) && Math.abs(Number(text)) <= 9999);
  }
  function isChanged(control) {
    const value = control.options ? control.value : tidy(control.value);
    return value !== stored.get(control);
  }
  function mark(control) {
    const changed = isChanged(control);
    const was = stored.get(control);
    const words = control.options
      ? [...control.options].find((option) => option.value === was)?.text
      : was;
    control.parentElement.classList.toggle("is-changed", changed);
    if (changed) control.title = table.dataset.was.replace("%s", words || table.dataset.empty);
    else control.removeAttribute("title");
    if (control.options) return;
    if (isNumber(tidy(control.value))) control.removeAttribute("aria-invalid");
    else control.setAttribute("aria-invalid", "true");
  }
  function announceChange() {
    const count = [...places.keys()].filter(isChanged).length;
    table.dispatchEvent(new CustomEvent("scores:changed", { bubbles: true, detail: { count } }));
  }
  function put(changes, side) {
    for (const change of changes) change.control.value = change[side];
    for (const change of changes) mark(change.control);
    entered = document.activeElement?.value ?? "";
    announceChange();
  }
  // Write several cells at once: one thing to undo.
  function write(changes) {
    const real = changes.filter((change) => change.from !== change.to);
    if (!real.length || readOnly) return;
    done.push(real);
    undone.length = 0;
    put(real, "to");
  }
  // Keep what was typed in the cell as one thing to undo.
  function keep(control) {
    if (!places.has(control)) return;
    const to = control.options ? control.value : tidy(control.value);
    if (to !== entered) write([{ control, from: entered, to }]);
    else if (control.value !== to) put([{ control, to }], "to");
  }
  function travel(from, to, side, words) {
    const changes = from.pop();
    if (!changes) return;
    to.push(changes);
    put(changes, side);
    select(null);
    goTo(changes[0].control);
    say(words);
  }
  function say(words) {
    if (status) status.textContent = words;
  }

  // --- moving ---------------------------------------------------------------------------------

  const at = (r, c) => grid[r]?.[c];
  const isShown = (control) => control && !control.disabled && !control.closest("[hidden]");

  // The nearest cell in a direction; with `far` the last one there.
  function next(control, dr, dc, far) {
    let [r, c] = places.get(control);
    let found = null;
    for (;;) {
      r += dr;
      c += dc;
      if (r < 0 || c < 0 || r >= grid.length || c >= width) return found;
      if (isShown(at(r, c))) {
        found = at(r, c);
        if (!far) return found;
      }
    }
  }
  function rowEnd(r, last) {
    const line = grid[r].filter(isShown);
    return last ? line.at(-1) : line[0];
  }
  function sheetEnd(last) {
    const numbers = grid.map((_, r) => r).filter((r) => rowEnd(r, last));
    return numbers.length ? rowEnd(last ? numbers.at(-1) : numbers[0], last) : null;
  }
  function goTo(control) {
    if (!control) return;
    control.focus({ preventScroll: true });
    show(control);
  }
  // Keep a cell clear of the headings and sums that stay in view.
  function show(control) {
    const box = table.closest("[data-scores-box]");
    const cell = control.getBoundingClientRect();
    const frame = box.getBoundingClientRect();
    const top = frame.top + table.tHead.offsetHeight;
    const bottom = frame.top + box.clientHeight - table.tFoot.offsetHeight;
    const left = frame.left + table.tHead.rows[0].cells[0].offsetWidth;
    const right = frame.left + box.clientWidth;
    if (cell.top < top + 4) box.scrollTop -= top + 4 - cell.top;
    else if (cell.bottom > bottom - 4) box.scrollTop += cell.bottom - bottom + 4;
    if (cell.left < left + 4) box.scrollLeft -= left + 4 - cell.left;
    else if (cell.right > right - 4) box.scrollLeft += cell.right - right + 4;
    control.scrollIntoView({ block: "nearest", inline: "nearest" });
  }

  // --- several cells --------------------------------------------------------------------------

  // The cells between the one in focus and the far corner, as rows of cells in view.
  function selection() {
    const [r, c] = places.get(document.activeElement) ?? [];
    if (r === undefined) return [];
    const [r2, c2] = corner ? places.get(corner) : [r, c];
    const lines = [];
    for (let i = Math.min(r, r2); i <= Math.max(r, r2); i += 1) {
      const line = grid[i].slice(Math.min(c, c2), Math.max(c, c2) + 1);
      if (line.some(isShown)) lines.push(line.filter((one) => !one || isShown(one)));
    }
    return lines;
  }
  function select(control) {
    for (const cell of table.querySelectorAll(".is-selected")) cell.classList.remove("is-selected");
    corner = control === document.activeElement ? null : control;
    if (!corner) return;
    const lines = selection();
    for (const one of lines.flat()) one?.parentElement.classList.add("is-selected");
    show(corner);
    say(
      status?.dataset.selected
        .replace("%r", lines.length)
        .replace("%c", Math.max(...lines.map((line) => line.length))) ?? "",
    );
  }
  function clear() {
    const filled = selection().flat().filter(Boolean);
    write(filled.map((control) => ({ control, from: control.value, to: "" })));
  }

  // --- copy and paste -------------------------------------------------------------------------

  const text = (control) =>
    control?.options ? control.selectedOptions[0]?.text ?? "" : control?.value ?? "";
  // Undefined where the pasted text is none of the levels.
  function pasted(control, words) {
    if (!control.options) return tidy(words);
    const wanted = words.trim().toLowerCase();
    return [...control.options].find(
      (option) => option.text.toLowerCase() === wanted || option.value === wanted,
    )?.value;
  }
  function paste(words) {
    const lines = words.replace(/\r\n?/g, "\n").replace(/\n$/, "").split("\n");
    const block = lines.map((line) => line.split("\t").map((part) => part.replace(/^"(.*)"$/s, "$1")));
    const chosen = selection();
    const fill = block.length === 1 && block[0].length === 1;
    const targets = fill ? chosen : targetsOf(block, chosen[0].find(Boolean));
    const changes = [];
    let lost = 0;
    block.forEach((line, r) => line.forEach((part, c) => (lost += !fill && part && !targets[r]?.[c])));
    targets.forEach((line, r) =>
      line.forEach((control, c) => {
        const part = fill ? block[0][0] : block[r][c];
        if (!control || part === undefined) return;
        const to = pasted(control, part);
        if (to === undefined) lost += 1;
        else changes.push({ control, from: control.value, to });
      }),
    );
    write(changes);
    say(
      status.dataset.pasted.replace("%s", changes.length) +
        (lost ? `. ${status.dataset.leftOut.replace("%s", lost)}` : ""),
    );
  }
  // The cells in view that a block of values covers from its first cell on.
  function targetsOf(block, first) {
    const [r, c] = places.get(first);
    const inView = grid.slice(r).filter((line) => line.some(isShown));
    return block.map((parts, i) => {
      const line = (inView[i] ?? []).slice(c).filter((one) => !one || isShown(one));
      return parts.map((_, j) => line[j] ?? null);
    });
  }

  function onCopy(event) {
    if (!places.has(document.activeElement) || editing) return;
    event.preventDefault();
    const lines = selection().map((line) => line.map(text).join("\t"));
    event.clipboardData.setData("text/plain", lines.join("\r\n"));
    if (event.type === "cut" && !readOnly) clear();
  }
  function onPaste(event) {
    if (!places.has(document.activeElement) || editing || readOnly) return;
    event.preventDefault();
    keep(document.activeElement);
    paste(event.clipboardData.getData("text/plain"));
  }

  // --- keys -----------------------------------------------------------------------------------

  const ARROWS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };
  const FAR = 10;

  function target(event, from) {
    const mod = event.ctrlKey || event.metaKey;
    if (ARROWS[event.key]) return next(from, ...ARROWS[event.key], mod);
    if (event.key === "Home" || event.key === "End") {
      const last = event.key === "End";
      return mod ? sheetEnd(last) : rowEnd(places.get(from)[0], last);
    }
    let control = from;
    const direction = event.key === "PageUp" ? -1 : 1;
    for (let i = 0; i < FAR; i += 1) control = next(control, direction, 0) ?? control;
    return control;
  }
  function edit(control) {
    editing = !readOnly;
    if (control.options) control.showPicker?.();
    else control.setSelectionRange(control.value.length, control.value.length);
  }
  function restore(control) {
    control.value = entered;
    editing = false;
    mark(control);
    select(null);
    control.select?.();
    announceChange();
  }
  function onKey(event) {
    const control = event.target;
    if (!places.has(control) || event.isComposing) return;
    if (keyDone(event, control, event.key, event.ctrlKey || event.metaKey)) event.preventDefault();
  }
  // Do what a key asks for; false leaves it to the browser.
  function keyDone(event, control, key, mod) {
    if (key === "Enter" && !mod) {
      keep(control);
      editing = false;
      select(null);
      goTo(next(control, event.shiftKey ? -1 : 1, 0));
      return true;
    }
    if (key === "Escape") {
      restore(control);
      return true;
    }
    if (mod && !event.altKey && "zy".includes(key.toLowerCase())) {
      keep(control);
      const redo = key.toLowerCase() === "y" || event.shiftKey;
      if (redo) travel(undone, done, "to", status?.dataset.redone);
      else travel(done, undone, "from", status?.dataset.undone);
      return true;
    }
    if (editing || event.altKey) return false;
    if (mod && key.toLowerCase() === "a") {
      goTo(sheetEnd(false));
      select(sheetEnd(true));
      return true;
    }
    if (key === "F2") {
      edit(control);
      return true;
    }
    if (key === "Delete" || (key === "Backspace" && (corner || control.options))) {
      clear();
      return true;
    }
    if (!ARROWS[key] && !["Home", "End", "PageUp", "PageDown"].includes(key)) return false;
    keep(control);
    if (event.shiftKey) {
      select(target(event, corner ?? control) ?? corner);
      return true;
    }
    select(null);
    goTo(target(event, control));
    return true;
  }

  // --- pointer --------------------------------------------------------------------------------

  function onPress(event) {
    const control = event.target.closest("input, select") ?? event.target.querySelector?.("input");
    if (event.button || !places.has(control)) return;
    if (event.shiftKey && places.has(document.activeElement)) {
      event.preventDefault();
      select(control);
      return;
    }
    if (control.options) {
      editing = true;
      return;
    }
    // The first press selects the cell, the next one sets the cursor.
    if (document.activeElement !== control) {
      event.preventDefault();
      control.focus();
    } else editing = true;
    select(null);
  }
  function onDrag(event) {
    if (event.buttons !== 1 || editing || !places.has(document.activeElement)) return;
    const control = event.target.closest("td")?.querySelector("input, select");
    if (places.has(control) && control !== (corner ?? document.activeElement)) select(control);
  }

  table.addEventListener("keydown", onKey);
  table.addEventListener("mousedown", onPress);
  table.addEventListener("mouseover", onDrag);
  table.addEventListener("dblclick", (event) => places.has(event.target) && edit(event.target));
  table.addEventListener("focusin", (event) => {
    if (!places.has(event.target)) return;
    entered = event.target.value;
    editing = editing && Boolean(event.target.options);
    event.target.select?.();
  });
  table.addEventListener("focusout", (event) => {
    keep(event.target);
    editing = false;
    select(null);
  });
  table.addEventListener("input", (event) => {
    if (!places.has(event.target)) return;
    mark(event.target);
    announceChange();
  });
  table.addEventListener("change", (event) => {
    if (!event.target.options) return;
    keep(event.target);
    editing = false;
  });
  document.addEventListener("copy", onCopy);
  document.addEventListener("cut", onCopy);
  document.addEventListener("paste", onPaste);

  // --- the form -------------------------------------------------------------------------------

  let leaving = false;
  form.addEventListener("submit", () => {
    keep(document.activeElement);
    leaving = true;
  });
  form.addEventListener("formdata", (event) => {
    for (const control of places.keys()) {
      if (!isChanged(control)) event.formData.delete(control.name);
    }
  });
  form.addEventListener("reset", (event) => {
    event.preventDefault();
    const changed = [...places.keys()].filter(isChanged);
    write(changed.map((control) => ({ control, from: control.value, to: stored.get(control) })));
  });
  // Also after going back to the sheet, when the browser has kept what was typed.
  window.addEventListener("pageshow", () => {
    leaving = false;
    for (const control of places.keys()) mark(control);
    announceChange();
  });
  window.addEventListener("beforeunload", (event) => {
    if (!leaving && [...places.keys()].some(isChanged)) event.preventDefault();
  });
  document.querySelector("#errors")?.focus();
})();
