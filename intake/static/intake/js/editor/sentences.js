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

  /** How each part reads; `said` is false where the opposite is meant. */
  const parts = {
    answered: (prefix, said) => {
      return say(said ? "is_answered" : "is_not_answered", { question: questionName(prefix) });
    },
    includes: (prefix, said) => {
      const question = findQuestion(prefix);
      const picked = keys(`${prefix}-options`).map((key) => named(question?.options || [], key));
      const count = Number(value(`${prefix}-count`)) || 1;
      const options = either(picked, count > 1 ? "and" : "or") || say("blank");
      const several = !question || SEVERAL.includes(question.type);
      const values = { question: questionName(prefix), options, count };
      if (count > 1) return say(said ? "includes_several" : "includes_fewer", values);
      if (several) return say(said ? "includes" : "includes_not", values);
      return say(said ? "is" : "is_not", values);
    },
    number: (prefix, said) => {
      const options = bounds(prefix, findQuestion(prefix)?.unit);
      return say(said ? "is" : "is_not", { question: questionName(prefix), options });
    },
    total: (prefix, said) => {
      const question = named(read().totals, value(`${prefix}-total`));
      return say(said ? "is" : "is_not", { question, options: bounds(prefix, say("points")) });
    },
    leading: (prefix, said) => {
      const causes = either(keys(`${prefix}-causes`).map((key) => named(read().totals, key)));
      const within = Number(value(`${prefix}-within`)) || 0;
      const name = within ? "close" : "leads";
      return say(said ? name : `${name}_not`, { causes: causes || say("blank"), within });
    },
    group: (prefix, said) => {
      const found = groupWords(prefix);
      const inner = children(`${prefix}-parts`).length > 1 ? say("group", { words: found }) : found;
      return said ? inner : say("not", { words: inner });
    },
  };

  function findQuestion(prefix) {
    return read().questions.find((question) => question.key === value(`${prefix}-question`));
  }

  function questionName(prefix) {
    return named(read().questions, value(`${prefix}-question`));
  }

  function partWords(child, said = true) {
    return parts[value(`${child}-type`)]?.(`${child}-value`, said) || "";
  }

  /** The words of one part, whose type is asked of the stream it stands in. */
  function leafWords(prefix) {
    return partWords(prefix.replace(/-value$/, ""));
  }

  /** The words of a group of conditions; "" when it holds none. */
  function groupWords(prefix) {
    const match = value(`${prefix}-match`);
    const said = match !== "none";
    const found = children(`${prefix}-parts`).map((child) => partWords(child, said));
    return found.filter(Boolean).join(`, ${say(match === "any" ? "or" : "and")} `);
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
