// Search without a server: the texts of all sections come in a script, when the box is first used.
// Words must all occur; a section ranks by how rare they are in it, and by its heading.

(() => {
  const box = document.querySelector("#search");
  const list = document.querySelector("#found");
  const status = document.querySelector("#found-status");
  const IGNORED = new Set("a an and are be do does for how in is it of on or the to what why with".split(" "));
  // As long as the text itself, so that an excerpt is cut at the same place; -ise and -ize are one.
  const plain = (text) => text.replaceAll("−", "-").toLowerCase()
    .replace(/is(?=(?:e|ed|es|er|ers|ing|ation|ations)\b)/g, "iz");
  // What others call what the pages say: any of the words behind it is found, too.
  const SYNONYMS = {
    bce: "binary cross-entropy", nll: "nll_loss|negative log-likelihood", mle: "likelihood",
    logloss: "cross-entropy", "log-loss": "cross-entropy", xent: "cross-entropy", ce: "cross-entropy",
    kld: "kl", kullback: "kl", leibler: "kl", divergence: "kl", hessian: "bend|curvature|second derivative",
    derivative: "slope|gradient", gradient: "slope|gradient", jacobian: "slope|gradient",
    probability: "probabilit", probabilities: "probabilit", distribution: "pmf", normalization: "normaliz",
    normalisation: "normaliz", lr: "learning rate", minibatch: "batch", accumulation: "micro-batch",
    underflow: "rounded to 0|underflow", overflow: "overflow", lse: "log-sum-exp|logsumexp",
    imbalanced: "rare|frequent", imbalance: "rare|frequent", prior: "base rate", priors: "base rate",
    ece: "expected_calibration_error|calibration", brier: "brier", focal: "focal|weight that fades",
    llm: "language model", token: "token", tokenizer: "token", vocab: "vocabular", ddp: "rank",
    distributed: "rank", gpu: "device", contrastive: "infonce|nt-xent|similarit", clip: "infonce|clip",
    simclr: "nt-xent", arcface: "arcface", mixup: "mixup", distillation: "distillation|teacher",
    color: "colour", behavior: "behaviour", sigmoid: "sigmoid", nan: "nan", onehot: "one-hot",
    onehots: "one-hot", regularization: "penalty|decay", overfitting: "overfitting|by heart",
  };
  const SHOWN = 12;
  let sections = null;

  window.lessonSearch = (loaded) => {
    sections = loaded.map(([href, page, part, text]) => ({
      href, page, part, text, head: plain(`${page} ${part}`), body: plain(text),
    }));
    look();
  };

  // A whole number is found as a whole: 10 is not in 100. Of decimals the beginning is enough: 52.91.
  // A hyphen may be a blank.
  const escaped = (word) => word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&").replaceAll("-", "[-\\s]");
  const asPattern = (word) => {
    if (/^-?\d+$/.test(word)) return new RegExp(`(?<![\\d.])${word}(?!\\d|\\.\\d)`, "g");
    if (/^-?[\d.]+$/.test(word)) return new RegExp(`(?<![\\d.])${escaped(word)}\\d*`, "g");
    const others = (SYNONYMS[word] ?? "").split("|").filter(Boolean).map(escaped);
    // Two letters stand in many words: by themselves they are one.
    const itself = word.length < 3 ? `(?<!\\p{L})${escaped(word)}(?!\\p{L})` : escaped(word);
    return new RegExp([itself, ...others].join("|"), "gu");
  };

  // Where nothing has a word, perhaps a letter is missing, doubled, wrong, or two are swapped.
  function oneEdit(a, b) {
    if (a === b || Math.abs(a.length - b.length) > 1) return false;
    let i = 0, j = 0;
    while (a[i] === b[i] && i < a.length) i++;
    while (j < Math.min(a.length, b.length) - i && a.at(-1 - j) === b.at(-1 - j)) j++;
    const [x, y] = [a.slice(i, a.length - j), b.slice(i, b.length - j)];
    return x.length <= 1 && y.length <= 1 || (x.length === 2 && x === y[1] + y[0]);
  }

  function corrected(word) {
    if (word.length < 4 || /\d/.test(word) || word in SYNONYMS) return word;
    const pattern = asPattern(word);
    if (sections.some((s) => s.head.search(pattern) >= 0 || s.body.search(pattern) >= 0)) return word;
    const counts = new Map();
    for (const { body } of sections)
      for (const other of body.match(/\p{L}+/gu) ?? [])
        if (oneEdit(word, other)) counts.set(other, (counts.get(other) ?? 0) + 1);
    return [...counts].sort((a, b) => b[1] - a[1])[0]?.[0] ?? word;
  }

  function ranked(query) {
    // A point, a hyphen or a slash belongs to a word only within it; before digits a minus does.
    const typed = plain(query).split(/[^\p{L}\d._\-^/]+/u)
      .map((word) => word.replace(/^[._^/]+|^-(?!\d)|[._\-^/]+$/g, "")).filter(Boolean);
    const telling = typed.filter((word) => !IGNORED.has(word));
    const asked = telling.length ? telling : typed;
    const words = asked.map(corrected);
    const meant = words.filter((word, k) => word !== asked[k]);
    const patterns = words.map(asPattern);
    const counted = sections.map((section) => patterns.map((pattern) => [
      (section.head.match(pattern) ?? []).length, (section.body.match(pattern) ?? []).length,
    ]));
    const rarity = patterns.map((_, k) =>
      Math.log(1 + sections.length / (1 + counted.filter((c) => c[k][0] + c[k][1] > 0).length)));
    const phrase = plain(words.join(" "));
    const scores = sections.map((section, n) => {
      if (!words.length || counted[n].some(([h, b]) => h + b === 0)) return 0;
      const sum = counted[n].reduce((total, [h, b], k) =>
        total + rarity[k] * (4 * Math.min(h, 1) + b / (b + 2)), 0);
      return sum * (words.length > 1 && `${section.head} ${section.body}`.includes(phrase) ? 2 : 1);
    });
    const found = [...sections.keys()].filter((n) => scores[n] > 0)
      .sort((a, b) => scores[b] - scores[a]).map((n) => [sections[n], patterns]);
    return [found, meant];
  }

  function excerpt({ text }, patterns) {
    const at = patterns.map((p) => plain(text).search(new RegExp(p.source, "u"))).find((k) => k >= 0) ?? 0;
    const from = Math.max(0, at - 50);
    return `${from ? "… " : ""}${text.slice(from, from + 150)} …`;
  }

  function look() {
    list.replaceChildren();
    const query = box.value.trim();
    if (!query || !sections) { status.textContent = query ? "Looking …" : ""; return; }
    const [found, meant] = ranked(query);
    const looked = meant.length ? `Looked for “${meant.join("”, “")}”. ` : "";
    const count = `${found.length} ${found.length === 1 ? "section" : "sections"}`;
    const first = found.length > SHOWN ? `, the first ${SHOWN}:` : "";
    status.textContent = looked + (found.length ? count + first : "Nothing has all of these words.");
    for (const [section, patterns] of found.slice(0, SHOWN)) {
      const item = document.createElement("li");
      const link = document.createElement("a");
      link.href = section.href;
      link.textContent = section.part ? `${section.page}: ${section.part}` : section.page;
      const words = document.createElement("p");
      words.textContent = excerpt(section, patterns);
      item.append(link, words);
      list.append(item);
    }
  }

  // The query stays in the address, so that it is there after Back, and can be sent on.
  const inAddress = () => {
    try { return decodeURIComponent(/^#search=(.*)$/.exec(location.hash)?.[1] ?? ""); } catch { return ""; }
  };
  const keep = () => {
    const query = box.value.trim();
    history.replaceState(null, "", query ? `#search=${encodeURIComponent(query)}` : "#search");
  };

  let asked = false;
  const load = () => {
    if (asked) return;
    asked = true;
    const script = document.createElement("script");
    script.src = "search-texts.js";
    document.head.append(script);
  };
  box.addEventListener("focus", load);
  box.addEventListener("input", () => { load(); look(); keep(); });
  document.querySelector(".search").hidden = false;
  if (location.hash === "#search") box.focus();
  if (inAddress()) { box.value = inAddress(); load(); look(); }
})();
