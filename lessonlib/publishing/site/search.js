// Search without a server: the texts of all sections come in a script, when the box is first used.
// Words must all occur; a section ranks by how rare they are in it, and by its heading.

(() => {
  const box = document.querySelector("#search");
  const list = document.querySelector("#found");
  const status = document.querySelector("#found-status");
  const IGNORED = new Set("a an and are be do does for how in is it of on or the to what why with".split(" "));
  const plain = (text) => text.replaceAll("−", "-").toLowerCase();
  let sections = null;

  window.lessonSearch = (loaded) => {
    sections = loaded.map(([href, page, part, text]) => ({
      href, page, part, text, head: plain(`${page} ${part}`), body: plain(text),
    }));
    look();
  };

  // A number is found as a whole: 10 is not in 100, nor 1.46 in 1.4612.
  const asPattern = (word) => {
    const escaped = word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
    return /^-?[\d.]+$/.test(word)
      ? new RegExp(`(?<![\\d.])${escaped}(?![\\d]|\\.\\d)`, "g")
      : new RegExp(escaped, "g");
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
    if (word.length < 4 || /\d/.test(word) || sections.some((s) => s.head.includes(word) || s.body.includes(word))) return word;
    const counts = new Map();
    for (const { body } of sections)
      for (const other of body.match(/\p{L}+/gu) ?? [])
        if (oneEdit(word, other)) counts.set(other, (counts.get(other) ?? 0) + 1);
    return [...counts].sort((a, b) => b[1] - a[1])[0]?.[0] ?? word;
  }

  function ranked(query) {
    let words = plain(query).split(/[^\p{L}\d._\-^/]+/u).filter(Boolean);
    const telling = words.filter((word) => !IGNORED.has(word));
    words = (telling.length ? telling : words).map(corrected);
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
    return [...sections.keys()].filter((n) => scores[n] > 0)
      .sort((a, b) => scores[b] - scores[a]).map((n) => [sections[n], patterns]);
  }

  function excerpt({ text }, patterns) {
    const at = patterns.map((p) => plain(text).search(new RegExp(p.source))).find((k) => k >= 0) ?? 0;
    const from = Math.max(0, at - 50);
    return `${from ? "… " : ""}${text.slice(from, from + 150)} …`;
  }

  function look() {
    list.replaceChildren();
    const query = box.value.trim();
    if (!query || !sections) { status.textContent = query ? "Looking …" : ""; return; }
    const found = ranked(query);
    status.textContent = found.length
      ? `${found.length} ${found.length === 1 ? "section" : "sections"}` : "Nothing has all of these words.";
    for (const [section, patterns] of found.slice(0, 12)) {
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

  let asked = false;
  const load = () => {
    if (asked) return;
    asked = true;
    const script = document.createElement("script");
    script.src = "search-texts.js";
    document.head.append(script);
  };
  box.addEventListener("focus", load);
  box.addEventListener("input", () => { load(); look(); });
  document.querySelector(".search").hidden = false;
  if (location.hash === "#search") box.focus();
})();
