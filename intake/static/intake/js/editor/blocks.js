/* How the questionnaire's structs are drawn: late, with keys of their own, conditions as
   sentences. Wagtail's own block does the drawing; these only decide when, and add words. */
(() => {
  const editor = window.intakeEditor;
  const { groupWords, leafWords, make, say, sentence } = editor;
  const {
    FieldBlockDefinition, ListBlockDefinition, StreamBlockDefinition, StructBlock,
    StructBlockDefinition,
  } = window.wagtailStreamField.blocks;
  const late = new WeakMap();
  const conditions = new Set();
  const titled = new Set();
  let isReady = false;

  // --- the inputs of a block that is not drawn yet, in the order in which it would draw them ---

  function* namesIn(layout) {
    for (const [child] of [...layout.opts.settings, ...layout.opts.children]) {
      if (typeof child === "string") yield child;
      else yield* namesIn(child);
    }
  }

  function* sequence(name, items, definitionOf) {
    yield [`${name}-count`, items.length];
    for (const [order, item] of items.entries()) {
      const definition = definitionOf(item);
      const child = `${name}-${order}`;
      yield [`${child}-deleted`, ""];
      yield [`${child}-order`, order];
      yield [`${child}-type`, definition.name || ""];
      yield [`${child}-id`, item.id || ""];
      yield* posted(definition, `${child}-value`, item.value);
    }
  }

  function* posted(definition, name, state) {
    if (definition instanceof StructBlockDefinition) {
      for (const child of namesIn(definition.meta.formLayout)) {
        yield* posted(definition.childBlockDefsByName[child], `${name}-${child}`, state?.[child]);
      }
    } else if (definition instanceof ListBlockDefinition) {
      yield* sequence(name, state || [], () => definition.childBlockDef);
    } else if (definition instanceof StreamBlockDefinition) {
      yield* sequence(name, state || [], (item) => definition.childBlockDefsByName[item.type]);
    } else if (typeof state === "boolean") {
      if (state) yield [name, "on"];
    } else {
      yield [name, String([state ?? ""].flat()[0] ?? "").replace(/\r\n/g, "\n")];
    }
  }

  // --- drawn late ------------------------------------------------------------------------------

  const seen = new IntersectionObserver((entries) => {
    for (const entry of entries) if (entry.isIntersecting) late.get(entry.target)?.draw();
  }, { rootMargin: "400px" });

  /** Draw at once what somebody unfolds; "expand all" leaves it to be drawn when looked at. */
  const FEW = 3;
  let unfolded = [];

  document.addEventListener("wagtail:panel-toggle", (event) => {
    const panel = event.target.closest("[data-panel]");
    const block = panel?.querySelector(":scope > .w-panel__content > .intake-late");
    if (!event.detail.expanded || !block) return;
    unfolded.push(block);
    queueMicrotask(() => {
      if (unfolded.length <= FEW) unfolded.forEach((each) => late.get(each)?.draw());
      unfolded = [];
    });
  });

  /** Stands for a struct until it is first looked at; only its values are in the form. */
  class LateBlock {
    constructor(definition, placeholder, prefix, state) {
      Object.assign(this, { blockDef: definition, type: definition.name, prefix, state });
      this.element = make("div", { class: "intake-late" });
      for (const [name, value] of posted(definition, prefix, state)) {
        this.element.append(make("input", { type: "hidden", name, value: String(value) }));
      }
      placeholder.replaceWith(this.element);
      late.set(this.element, this);
      seen.observe(this.element);
    }

    draw() {
      if (this.block) return this.block;
      seen.unobserve(this.element);
      const place = make("div");
      this.element.replaceWith(place);
      this.block = new StructBlock(this.blockDef, place, this.prefix, this.state);
      this.element = this.block.container[0];
      editor.changed();
      return this.block;
    }

    get container() {
      return window.jQuery(this.element);
    }

    getTextLabel(options) {
      if (this.block) return this.block.getTextLabel(options);
      return (this.blockDef.meta.labelFormat || "").replace(/\{(\w+)\}/g, (_, name) => {
        const isField = this.blockDef.childBlockDefsByName[name] instanceof FieldBlockDefinition;
        return isField ? this.state?.[name] || "" : whenWords(`${this.prefix}-${name}`);
      });
    }

    getState() { return this.block ? this.block.getState() : this.state; }
    getValue() { return this.draw().getValue(); }
    getDuplicatedState() { return this.draw().getDuplicatedState(); }
    setState(state) { this.draw().setState(state); }
    setError(error) { if (error) this.draw().setError(error); }
    focus(options) { this.draw().focus(options); }
  }

  function isTitled(meta) {
    return (meta.labelFormat || "").includes("{when}");
  }

  /** A struct with a key: a copy of it gets a key of its own. */
  class KeyedDefinition {
    constructor(name, children, meta) {
      const definition = new StructBlockDefinition(name, children, meta);
      definition.render = (placeholder, prefix, state, error) => {
        editor.keys.watch(prefix, meta);
        const waits = meta.opensLate && !isReady;
        const kind = waits ? LateBlock : StructBlock;
        const block = new kind(definition, placeholder, prefix, state, error);
        const copied = block.getDuplicatedState.bind(block);
        block.getDuplicatedState = () => ({ ...copied(), key: "" });
        if (isTitled(meta)) titled.add(block);
        if (isReady) setTimeout(() => { editor.forget(); editor.keys.fill(prefix); });
        return block;
      };
      return definition;
    }
  }

  // --- conditions as sentences -----------------------------------------------------------------

  function whenWords(prefix) {
    const words = isReady ? groupWords(prefix) : "";
    return words ? say("label_when", { words }) : "";
  }

  function labelOf(prefix, isPart) {
    if (!isReady) return "";
    if (isPart) return leafWords(prefix);
    return prefix.endsWith("-show_if") ? sentence(prefix) : whenWords(prefix);
  }

  /** A condition, or a part of one, that says in words what it stands for. */
  class ConditionDefinition {
    constructor(name, children, meta) {
      const definition = new StructBlockDefinition(name, children, meta);
      definition.render = (placeholder, prefix, state, error) => {
        const block = new StructBlock(definition, placeholder, prefix, state, error);
        const isPart = prefix.endsWith("-value");
        block.getTextLabel = () => labelOf(prefix, isPart);
        block.layout.getTextLabel = block.getTextLabel;
        const words = make("p", { class: "intake-sentence", "aria-live": "polite" });
        if (!isPart) block.container[0].prepend(words);
        const condition = { block, words, prefix, isPart };
        conditions.add(condition);
        if (isReady) setTimeout(() => speak(condition));
        return block;
      };
      return definition;
    }
  }

  function speak(condition) {
    const { block, words, prefix, isPart } = condition;
    if (!block.container[0].isConnected) return conditions.delete(condition);
    if (!isPart) words.textContent = sentence(prefix);
    return block.layout.setCollapsedLabelText();
  }

  /** Say what a rule does in its heading, which Wagtail writes only when it is folded. */
  function title(block) {
    const heading = block.container[0].closest("[data-panel]")
      ?.querySelector(":scope > .w-panel__header [data-panel-heading-text]");
    if (!heading) return titled.delete(block);
    heading.textContent = block.getTextLabel({ maxLength: 70 });
    return heading;
  }

  document.addEventListener("intake:change", () => {
    conditions.forEach(speak);
    titled.forEach(title);
  });
  window.addEventListener("load", () => {
    isReady = true;
    editor.changed();
  });

  // --- the answer that excludes the others stays last ------------------------------------------

  function isExclusive(child) {
    const input = child.querySelector('input[name$="-exclusive"]');
    return Boolean(input && input.checked);
  }

  function isThere(child) {
    return !child.querySelector(':scope > input[name$="-deleted"]').value;
  }

  /** A click on the last "+" of a list adds above the answers that exclude the others. */
  document.addEventListener("click", (event) => {
    const add = event.target.closest?.("[data-streamfield-list-add]");
    if (!add || !event.isTrusted) return;
    const children = [...add.parentElement.querySelectorAll(":scope > [data-streamfield-child]")];
    const above = children.filter(isThere)
      .filter((child) => child.compareDocumentPosition(add) & Node.DOCUMENT_POSITION_FOLLOWING);
    if (above.length < children.filter(isThere).length) return;
    let place = null;
    while (above.length && isExclusive(above.at(-1))) place = above.pop();
    const instead = place?.previousElementSibling;
    if (!instead?.matches("[data-streamfield-list-add]")) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    instead.click();
  }, { capture: true });

  window.telepath.register("intake.blocks.Keyed", KeyedDefinition);
  window.telepath.register("intake.blocks.Condition", ConditionDefinition);
})();
