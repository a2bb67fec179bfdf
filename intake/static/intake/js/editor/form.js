/* What the questionnaire's form holds right now: questions, answers and totals, read from its
   inputs by name. Everything else the editor draws asks here, and listens for `intake:change`. */
(() => {
  const PAUSE_MS = 150;
  let data = null;
  let state = null;
  let timer = null;
  let signature = "";

  const form = () => document.getElementById("w-editor-form");

  /** What the server gives the scripts; it stands in the page below them. */
  function given() {
    data ??= JSON.parse(document.getElementById("intake-editor-data").textContent);
    return data;
  }

  /** The sentence of that name, with its %(places)s filled. */
  function say(name, values = {}) {
    return given().words[name].replace(/%\((\w+)\)s/g, (_, key) => values[key] ?? "");
  }

  function valueOf(input) {
    if (!input) return "";
    return input.type === "checkbox" ? (input.checked ? "on" : "") : input.value;
  }

  function value(name) {
    return valueOf(read().inputs.get(name));
  }

  /** The prefixes of a stream's or list's blocks, in order, without the deleted ones. */
  function children(prefix) {
    const { inputs } = read();
    const found = [];
    const count = Number(inputs.get(`${prefix}-count`)?.value || 0);
    for (let number = 0; number < count; number += 1) {
      const child = `${prefix}-${number}`;
      const deleted = inputs.get(`${child}-deleted`);
      if (deleted && !deleted.value) found.push([Number(value(`${child}-order`)), child]);
    }
    return found.sort((one, other) => one[0] - other[0]).map(([, child]) => child);
  }

  function optionsOf(prefix) {
    const options = children(`${prefix}-options`).map((child) => ({
      prefix: `${child}-value`,
      key: value(`${child}-value-key`),
      label: value(`${child}-value-text`),
    }));
    const notSure = value(`${prefix}-not_sure_label`);
    if (notSure) options.push({ prefix: "", key: "not_sure", label: notSure });
    return options.filter((option) => option.label);
  }

  function question(child) {
    const prefix = `${child}-value`;
    const label = value(`${prefix}-short`) || value(`${prefix}-text`);
    const type = value(`${child}-type`);
    const key = value(`${prefix}-key`);
    const unit = value(`${prefix}-unit`);
    return { prefix, key, type, label, unit, options: optionsOf(prefix) };
  }

  function readQuestions() {
    return children("steps").flatMap((step) => children(`${step}-value-questions`).map(question));
  }

  function readTotals() {
    return children("totals").map((child) => ({
      prefix: `${child}-value`,
      key: value(`${child}-value-key`),
      label: value(`${child}-value-title`),
      type: value(`${child}-value-kind`),
    }));
  }

  /** All inputs by name, and the questions and totals they make. */
  function read() {
    if (state) return state;
    const inputs = new Map();
    for (const input of form()?.elements || []) {
      if (input.name && !inputs.has(input.name)) inputs.set(input.name, input);
    }
    state = { inputs, questions: [], totals: [] };
    state.questions = readQuestions();
    state.totals = readTotals();
    return state;
  }

  /** Tell everybody, once the form has come to rest, that something in it changed. */
  function changed() {
    state = null;
    clearTimeout(timer);
    timer = setTimeout(() => {
      const { questions, totals } = read();
      const before = signature;
      signature = JSON.stringify([questions, totals]);
      const detail = { lists: before !== signature };
      document.dispatchEvent(new CustomEvent("intake:change", { detail }));
    }, PAUSE_MS);
  }

  /** Put a value into an input as if it had been typed, so that Wagtail saves it. */
  function write(input, text) {
    if (input.value === text) return;
    input.value = text;
    input.dispatchEvent(new Event("input", { bubbles: true }));
    input.dispatchEvent(new Event("change", { bubbles: true }));
  }

  /** The questions asked before the block that an input belongs to; all of them for rules. */
  function questionsFor(name) {
    const { questions } = read();
    const own = questions.findIndex((each) => name.startsWith(`${each.prefix}-`));
    return own < 0 ? questions : questions.slice(0, own);
  }

  /** A new element with attributes and children. */
  function make(tag, attributes = {}, ...kids) {
    const element = document.createElement(tag);
    for (const [name, text] of Object.entries(attributes)) {
      if (text !== null && text !== false) element.setAttribute(name, text === true ? "" : text);
    }
    element.append(...kids);
    return element;
  }

  for (const type of ["input", "change", "click", "drop", "pointerup", "keyup"]) {
    document.addEventListener(type, (event) => {
      if (event.target.closest?.("#w-editor-form, [data-tippy-root]")) changed();
    });
  }

  window.intakeEditor = {
    forget: () => { state = null; },
    changed, children, form, given, make, questionsFor, read, say, value, write,
  };
})();
