// Numbers as people type them; the grammar stands in page/typed.py, which reads the same, and both
// are tested on one list. `lessonTyped(text, unit)` is {value, half, digits}, or a sentence.

window.lessonTyped = (() => {
  const AGAIN = "Write a number, such as 0.5, 1/3, 20 %, 1e-3 or −ln 2.";
  const TOKEN = /((?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?)|(ln|log2|log10|exp|sqrt|√|pi|π|e)|([-+*/^()])|\s+/y;
  const FUNCTIONS = {
    ln: Math.log, log2: Math.log2, log10: Math.log10, exp: Math.exp, sqrt: Math.sqrt, "√": Math.sqrt,
  };
  const CONSTANTS = { e: Math.E, pi: Math.PI, "π": Math.PI };

  function tokensOf(text) {
    const found = [];
    TOKEN.lastIndex = 0;
    while (TOKEN.lastIndex < text.length) {
      const token = TOKEN.exec(text);
      if (!token) return [];
      if (token[0].trim()) found.push(token[0]);
    }
    return found;
  }

  // nan where something is missing or left over, which ends as "write a number".
  function valueOf(tokens) {
    let place = 0;
    const nextIs = (...signs) => (signs.includes(tokens[place]) ? tokens[place++] : "");
    const sum = () => {
      let value = product(), sign;
      while ((sign = nextIs("+", "-"))) value += sign === "+" ? product() : -product();
      return value;
    };
    const product = () => {
      let value = power();
      while (place < tokens.length && !["+", "-", ")"].includes(tokens[place])) {
        if (nextIs("/")) value /= power();
        // A number right behind a number is a slip, and no product.
        else if (!nextIs("*") && /^[.\d]/.test(tokens[place])) return NaN;
        else value *= power();
      }
      return value;
    };
    const power = () => {
      const value = signed();
      return nextIs("^") ? value ** power() : value;
    };
    const signed = () => {
      const sign = nextIs("+", "-");
      if (sign) return sign === "+" ? power() : -power();
      const named = nextIs(...Object.keys(FUNCTIONS));
      if (named) return FUNCTIONS[named](power());
      const constant = nextIs(...Object.keys(CONSTANTS));
      if (constant) return CONSTANTS[constant];
      if (nextIs("(")) {
        const value = sum();
        return nextIs(")") ? value : NaN;
      }
      return /^[.\d]/.test(tokens[place] ?? "") ? Number(tokens[place++]) : NaN;
    };
    const value = sum();
    return place < tokens.length ? NaN : value;
  }

  return (typed, unit = "") => {
    let text = typed.trim().toLowerCase().replaceAll("−", "-").replace(/[\u00a0\u202f]/g, " ");
    let share = false;
    const own = unit.toLowerCase();
    const other = /(?<![a-z])(nats?|bits?)$/.exec(text);
    if (own && text.endsWith(own) && !/[a-z]$/.test(text.slice(0, -own.length)))
      text = text.slice(0, -own.length).trimEnd();
    else if (text.endsWith("%")) [text, share] = [text.slice(0, -1).trimEnd(), true];
    else if (other)
      return `The answer is asked for ${unit ? `in ${unit}` : "without a unit"}, not ${other[1]}.`;
    if (/^[+-]?[1-9]\d{0,2},\d{3}$/.test(text)) {
      const whole = text.replace(/^[+-]/, "").replace(",", "");
      return `Is that ${whole} or ${whole.slice(0, -3)}.${whole.slice(-3)}? Write it with a point, or without.`;
    }
    if (/^[+-]?\d{1,3}(,\d{3}){2,}$/.test(text) || /^.*\d,\d{3}\.\d*$/.test(text))
      text = text.replaceAll(",", "");
    text = text.replace(/(?<=\d) (?=\d{3}(?!\d))/g, "").replaceAll(",", ".");
    for (const [sign, meant] of [["**", "^"], ["·", "*"], ["×", "*"], ["÷", "/"]])
      text = text.replaceAll(sign, meant);
    const tokens = tokensOf(text);
    const value = tokens.length ? valueOf(tokens) : NaN;
    if (!Number.isFinite(value)) return AGAIN;
    const scale = share ? 0.01 : 1;
    const plain = /^[+-]?\s*(\d*)\.?(\d*)(?:e([+-]?\d+))?$/.exec(text);
    if (!plain) return { value: value * scale, half: 0, digits: 0 };
    const last = Number(plain[3] ?? 0) - plain[2].length;
    const digits = ((plain[1] + plain[2]).replace(/^0+/, "") || "0").length;
    return { value: value * scale, half: 5 * 10 ** (last - 1) * scale, digits };
  };
})();
