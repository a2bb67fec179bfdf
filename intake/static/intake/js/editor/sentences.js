/* Conditions as sentences, read from the form: “Where it hurts” includes “Buttock” or “Groin”. */
(() => {
  const editor = window.intakeEditor;
  const { children, read, say, value } = editor;
  const LONGEST = 60;
  const SEVERAL = ["multiple_choice", "body_map"];

  function quoted(text) {
    const short = text.length > LONGEST ? `${text.slice(0, LONGEST - 1).trimEnd()}…` : text;
    return say("quoted", { text: short });
  }

  /** The words of a key picked from a list; the key itself, marked, when it is gone. */
  function named(list, key) {
    const found = list.find((item) => item.key === key);
    if (found) return quoted(found.label || key);
    return key ? say("missing", { key: quoted(key) }) : say("blank");
  }

  function either(parts, joint = "or") {
    if (parts.length < 2) return parts.join("");
    return `${parts.slice(0, -1).join(", ")} ${say(joint)} ${parts.at(-1)}`;
  }

  function keys(name) {
    return value(name).split(",").map((key) => key.trim()).filter(Boolean);
  }

  function bounds(prefix, unit) {
    const [low, high] = [value(`${prefix}-at_least`), value(`${prefix}-below`)];
    const number = (amount) => Number(amount).toString();
    const amount = (text) => `${number(text)}${unit ? ` ${unit}` : ""}`;
    if (low && high) return say("between", { low: number(low), high: amount(high) });
    if (low) return say("at_least", { low: amount(low) });
    return high ? say("below", { high: amount(high) }) : say("blank");
  }

  const leaves = {
    answered: (prefix) => say("is_answered", { question: questionName(prefix) }),
    includes: (prefix) => {
      const question = findQuestion(prefix);
      const picked = keys(`${prefix}-options`).map((key) => named(question?.options || [], key));
      const count = Number(value(`${prefix}-count`)) || 1;
      const options = either(picked, count > 1 ? "and" : "or") || say("blank");
      const several = !question || SEVERAL.includes(question.type);
      const values = { question: questionName(prefix), options, count };
      if (count > 1) return say("includes_several", values);
      return say(several ? "includes" : "is", values);
    },
    number: (prefix) => {
      const range = bounds(prefix, findQuestion(prefix)?.unit);
      return say("is", { question: questionName(prefix), options: range });
    },
    total: (prefix) => {
      const total = named(read().totals, value(`${prefix}-total`));
      return say("is", { question: total, options: bounds(prefix, say("points")) });
    },
    leading: (prefix) => {
      const causes = either(keys(`${prefix}-causes`).map((key) => named(read().totals, key)));
      const within = Number(value(`${prefix}-within`)) || 0;
      return say(within ? "close" : "leads", { causes: causes || say("blank"), within });
    },
    group: (prefix) => say("group", { words: groupWords(prefix) }),
  };

  function findQuestion(prefix) {
    return read().questions.find((question) => question.key === value(`${prefix}-question`));
  }

  function questionName(prefix) {
    return named(read().questions, value(`${prefix}-question`));
  }

  function partWords(child) {
    return leaves[value(`${child}-type`)]?.(`${child}-value`) || "";
  }

  /** The words of one part, whose type is asked of the stream it stands in. */
  function leafWords(prefix) {
    return partWords(prefix.replace(/-value$/, ""));
  }

  /** The words of a group of conditions; "" when it holds none. */
  function groupWords(prefix) {
    const parts = children(`${prefix}-parts`).map(partWords).filter(Boolean);
    const match = value(`${prefix}-match`);
    if (!parts.length) return "";
    if (match === "none") return say("not", { words: parts.join(`, ${say("or")} `) });
    return parts.join(`, ${say(match === "any" ? "or" : "and")} `);
  }

  /** The whole sentence shown with a condition. */
  function sentence(prefix) {
    const found = groupWords(prefix);
    const isQuestion = prefix.endsWith("-show_if");
    if (!found) return say(isQuestion ? "always" : "never");
    return say(isQuestion ? "ask_when" : "holds_when", { words: found });
  }

  Object.assign(editor, { groupWords, leafWords, named, sentence });
})();
