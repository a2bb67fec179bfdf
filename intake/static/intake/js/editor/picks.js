/* Picking from lists of what there is: questions, their answers, totals, articles, visits.
   A key that no longer exists stays, marked, until somebody picks another. */
(() => {
  const editor = window.intakeEditor;
  const { make, questionsFor, read, say, value, write } = editor;
  const CHOICES = ["single_choice", "multiple_choice", "yes_no", "body_map"];
  const NUMBERS = ["number", "scale"];

  function numbered(list, keep) {
    const all = read().questions;
    return list.filter((question) => question.key && keep(question)).map((question) => ({
      key: question.key,
      label: `${all.indexOf(question) + 1}. ${question.label}`,
    }));
  }

  function servicesInUse() {
    const names = [...read().inputs].filter(([name]) => /(^|-|_)service$/.test(name));
    return [...new Set(names.map(([, input]) => input.value).filter(Boolean))];
  }

  function services() {
    const known = new Set(editor.given().services.map(([key]) => key));
    const more = known.size ? [] : servicesInUse().map((key) => [key, key]);
    return pairs([...editor.given().services, ...more]);
  }

  function pairs(list) {
    return list.map(([key, label]) => ({ key, label }));
  }

  /** What can be picked, by kind; `name` is the input's name. */
  const lists = {
    question: (name) => numbered(questionsFor(name), () => true),
    choice: (name) => numbered(questionsFor(name), (each) =>
      CHOICES.includes(each.type) || each.options.length > 0),
    number: (name) => numbered(questionsFor(name), (each) => NUMBERS.includes(each.type)),
    total: () => read().totals.filter((total) => total.key),
    cause: () => read().totals.filter((total) => total.key && total.type === "cause"),
    article: () => pairs(editor.given().articles),
    service: services,
    option: (name) => {
      const key = value(name.replace(/-options$/, "-question"));
      const question = read().questions.find((each) => each.key === key);
      return (question?.options || []).filter((option) => option.key);
    },
  };

  /** What both kinds of pick share: a text in the form, and controls drawn after it. */
  class Drawn extends window.StimulusModule.Controller {
    static values = { kind: String };

    connect() {
      this.element.hidden = true;
      this.label = this.element.labels[0];
      this.box = this.draw();
      this.element.after(this.box);
      this.onChange = () => this.refresh();
      document.addEventListener("intake:change", this.onChange);
      this.refresh();
    }

    disconnect() {
      document.removeEventListener("intake:change", this.onChange);
      this.box.remove();
      this.element.hidden = false;
    }

    refresh() {
      const items = lists[this.kindValue](this.element.name);
      const known = new Set(items.map((item) => item.key));
      const gone = this.picked.filter((key) => !known.has(key))
        .map((key) => ({ key, label: say("missing", { key: this.nameOf(key) }), missing: true }));
      const all = [...items, ...gone];
      const drawn = JSON.stringify([all, this.picked]);
      if (drawn === this.drawn) return;
      this.drawn = drawn;
      this.show(all);
    }

    /** The best name of a key that cannot be picked here: a later question has one. */
    nameOf(key) {
      const found = read().questions.find((question) => question.key === key);
      return found && this.kindValue !== "option" ? found.label : key;
    }
  }

  class Pick extends Drawn {
    get picked() {
      return this.element.value ? [this.element.value] : [];
    }

    draw() {
      const select = make("select", { id: `${this.element.id}-pick` });
      if (this.label) this.label.htmlFor = select.id;
      select.addEventListener("change", () => this.pick(select.value));
      select.addEventListener("focus", () => this.refresh());
      return select;
    }

    show(items) {
      const isEmpty = items.length === 0;
      const blank = say(isEmpty ? `no_${this.kindValue}` : `choose_${this.kindValue}`);
      const options = [{ key: "", label: blank }, ...items];
      this.box.replaceChildren(...options.map(({ key, label }) =>
        make("option", { value: key, selected: key === this.element.value }, label)));
      const missing = items.some((item) => item.missing);
      this.box.toggleAttribute("aria-invalid", missing);
    }

    pick(key) {
      write(this.element, key);
      const options = read().inputs.get(this.element.name.replace(/-question$/, "-options"));
      if (options && options !== this.element) write(options, "");
    }
  }

  class Picks extends Drawn {
    get picked() {
      return this.element.value.split(",").map((key) => key.trim()).filter(Boolean);
    }

    draw() {
      const box = make("div", { class: "intake-picks", role: "group" });
      if (this.label) {
        this.label.id ||= `${this.element.id}-label`;
        box.setAttribute("aria-labelledby", this.label.id);
      }
      box.addEventListener("change", (event) => {
        event.stopPropagation();
        this.store();
      });
      return box;
    }

    show(items) {
      const picked = new Set(this.picked);
      const focused = document.activeElement?.value;
      const hadFocus = this.box.contains(document.activeElement);
      const boxes = items.map(({ key, label, missing }) => {
        const input = make("input", { type: "checkbox", value: key, checked: picked.has(key) });
        const chip = missing ? "intake-pick intake-pick--missing" : "intake-pick";
        return make("label", { class: chip }, input, make("span", {}, label));
      });
      const empty = make("p", { class: "help" }, say(`no_${this.kindValue}`));
      this.box.replaceChildren(...(boxes.length ? boxes : [empty]));
      if (hadFocus) this.box.querySelector(`input[value="${CSS.escape(focused)}"]`)?.focus();
    }

    store() {
      const checked = [...this.box.querySelectorAll("input:checked")].map((input) => input.value);
      write(this.element, checked.join(", "));
    }
  }

  window.wagtail.app.register("intake-pick", Pick);
  window.wagtail.app.register("intake-picks", Picks);
})();
