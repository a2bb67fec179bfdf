/* Points as one row of labelled numbers, a column for every total there is right now. */
(() => {
  const editor = window.intakeEditor;
  const { make, read, say, write } = editor;
  const POINT = /^\s*([\w.-]+)\s*[: ]\s*([+\-−]?\d{1,4})\s*$/;

  /** Total key → points of a written text; null when it cannot be read. */
  function parse(text) {
    const points = new Map();
    for (const part of text.split(",").filter((each) => each.trim())) {
      const match = part.match(POINT);
      if (!match) return null;
      points.set(match[1], match[2].replace("−", "-").replace("+", ""));
    }
    return points;
  }

  class Points extends window.StimulusModule.Controller {
    connect() {
      const label = this.element.labels[0];
      if (label && !label.id) label.id = `${this.element.id}-label`;
      this.row = make("div", { class: "intake-points", role: "group" });
      if (label) this.row.setAttribute("aria-labelledby", label.id);
      this.element.after(this.row);
      this.onChange = () => this.refresh();
      this.onType = () => this.store();
      document.addEventListener("intake:change", this.onChange);
      this.row.addEventListener("input", this.onType);
      this.refresh();
    }

    disconnect() {
      document.removeEventListener("intake:change", this.onChange);
      this.row.remove();
    }

    columns(points) {
      const totals = read().totals.filter((total) => total.key);
      const known = new Set(totals.map((total) => total.key));
      const gone = [...points.keys()].filter((key) => !known.has(key))
        .map((key) => ({ key, label: say("missing", { key }), missing: true }));
      return [...totals, ...gone];
    }

    refresh() {
      const points = parse(this.element.value);
      this.element.hidden = points !== null;
      this.row.hidden = points === null;
      if (!points) return;
      const columns = this.columns(points);
      const drawn = JSON.stringify([columns, this.element.value]);
      if (drawn === this.drawn || this.row.contains(document.activeElement)) return;
      this.drawn = drawn;
      const cells = columns.map((column) => this.cell(column, points.get(column.key)));
      const empty = make("p", { class: "help" }, say("no_totals"));
      this.row.replaceChildren(...(cells.length ? cells : [empty]));
    }

    cell({ key, label, missing }, points) {
      const input = make("input", {
        type: "number", step: "1", min: "-9999", max: "9999", inputmode: "numeric",
        "data-key": key, value: points ?? "", "aria-invalid": missing ? "true" : null,
      });
      const name = make("span", { title: label }, label || say("blank"));
      return make("label", { class: "intake-points__cell" }, name, input);
    }

    store() {
      const given = [...this.row.querySelectorAll("input")]
        .map((input) => [input.dataset.key, Math.trunc(Number(input.value))])
        .filter(([, points]) => points)
        .sort(([one], [other]) => (one < other ? -1 : 1));
      write(this.element, given.map(([key, points]) => `${key} ${points}`).join(", "));
    }
  }

  window.wagtail.app.register("intake-points", Points);
})();
