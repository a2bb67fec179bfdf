/* A key is made once, from the first words, and never follows later edits. */
(() => {
  const editor = window.intakeEditor;
  const { children, read, value, write } = editor;
  const LONGEST = 60;
  const sources = new Map();

  /** The same key the server would make; a random one when the words have no Latin letters. */
  function slug(words, joint) {
    const plain = words.normalize("NFKD").replace(/[^\x00-\x7f]/g, "").toLowerCase();
    const key = plain.replace(/[^\w\s-]/g, "").trim().replace(/[-\s]+/g, "-");
    const short = key.replace(/^[-_]+|[-_]+$/g, "").slice(0, LONGEST).replace(/^-+|-+$/g, "");
    return short.replaceAll("-", joint) || `key_${crypto.randomUUID().slice(0, 8)}`;
  }

  /** The keys that a key must differ from: every question's, or those beside it. */
  function taken(prefix) {
    const list = prefix.replace(/-\d+-value$/, "");
    const beside = list.endsWith("-questions")
      ? read().questions.map((question) => question.prefix)
      : children(list).map((child) => `${child}-value`);
    return new Set(beside.filter((each) => each !== prefix).map((each) => value(`${each}-key`)));
  }

  /** A cause's key is that of its article, where an article's title begins with its name. */
  function articleKey(prefix, words) {
    if (value(`${prefix}-kind`) !== "cause") return "";
    const name = words.toLowerCase();
    const found = editor.given().articles.find(([, title]) =>
      title.toLowerCase().split(":")[0].trim() === name);
    return found ? found[0] : "";
  }

  /** Give a block its key, if it has words and no key yet. */
  function fill(prefix) {
    const { keySource, keyJoint } = sources.get(prefix) || {};
    const input = read().inputs.get(`${prefix}-key`);
    const words = value(`${prefix}-${keySource}`).trim();
    if (!input || input.value || !words) return;
    const wish = articleKey(prefix, words) || slug(words, keyJoint);
    const others = taken(prefix);
    let key = wish;
    for (let number = 2; others.has(key); number += 1) {
      key = `${wish.slice(0, LONGEST - 4)}${keyJoint}${number}`;
    }
    write(input, key);
  }

  /** Remember from which of its inputs a block's key is made. */
  function watch(prefix, meta) {
    sources.set(prefix, meta);
  }

  /** The questionnaire's own key is made once as well, from its title. */
  function fillOwn(title) {
    const input = read().inputs.get("key");
    if (input && !input.value && title.trim()) write(input, slug(title, "-"));
  }

  document.addEventListener("change", (event) => {
    if (event.target.name === "title") fillOwn(event.target.value);
    const cut = (event.target.name || "").lastIndexOf("-");
    const prefix = (event.target.name || "").slice(0, cut);
    if (sources.get(prefix)?.keySource === event.target.name?.slice(cut + 1)) {
      editor.forget();
      fill(prefix);
    }
  });

  editor.keys = { fill, watch };
})();
