// What stands in for the kernel on the website: replies to questions, and frames for sliders.
// `lessonAlive` (alive.js) draws what it draws in JupyterLab; its twin for paper stays on the page,
// hidden while the live part is there.

(() => {
  const page = document.documentElement.dataset.page;

  // What the reader has answered stays in this browser, where it may keep anything at all: for each
  // question, by its own id, the last guess, and whether the first was right. Two courses of one owner
  // have one origin, so the folder is in the key. What is damaged counts as nothing.
  const folder = location.pathname.replace(/[^/]*$/, "");
  const memory = {
    of(number) {
      let all = null;
      try { all = JSON.parse(localStorage.getItem(`lesson ${folder}${number}`)); } catch { /* none */ }
      const kept = all && typeof all === "object" ? Object.entries(all) : [];
      return Object.fromEntries(kept.filter(([, one]) => typeof one?.guess === "string"));
    },
    read() { return this.of(page); },
    write(all) {
      try { localStorage.setItem(`lesson ${folder}${page}`, JSON.stringify(all)); } catch { /* no storage */ }
    },
    clear() { try { localStorage.removeItem(`lesson ${folder}${page}`); } catch { /* no storage */ } },
  };

  function model(kind, shown, answer, type) {
    const state = { kind, type, shown: { answered: 0, ...shown } }, heard = [];
    return {
      get: (name) => state[name],
      set: (name, value) => { state[name] = value; },
      on: (event, listener) => { if (event === "change:shown") heard.push(listener); },
      save_changes() { answer(this, state.sent); },
      show(changes, picture) {
        if (picture !== undefined) state.picture = picture;
        state.shown = { ...state.shown, ...changes };
        for (const listener of heard) listener();
      },
    };
  }

  function put(script, models) {
    const twin = script.nextElementSibling;
    for (const one of models) {
      const el = document.createElement("div");
      el.className = "live";
      twin.before(el);
      lessonAlive.render({ model: one, el });
    }
    twin.hidden = true;
  }

  // Questions

  // As Python rounds: what lies exactly between two numbers goes to the even one.
  function rounded(value, digits) {
    const [mantissa, power] = Math.abs(value).toExponential(60).split("e");
    const all = mantissa.replace(".", "");
    const last = Number(all[digits - 1]);
    const cut = Number(`${Math.sign(value) * Number(all.slice(0, digits))}e${power - digits + 1}`);
    return /^50*$/.test(all.slice(digits)) && last % 2 === 0 ? cut : value;
  }

  function written(value, digits = 4) {
    if (Math.abs(value) < 1e-12) return "0";
    value = rounded(value, digits);
    let text = value.toPrecision(digits);
    const exponent = Number(value.toExponential(digits - 1).split("e")[1]);
    if (exponent < -4 || exponent >= digits) {
      const [mantissa, power] = value.toExponential(digits - 1).split("e");
      const cut = mantissa.includes(".") ? mantissa.replace(/\.?0+$/, "") : mantissa;
      text = `${cut}e${power[0]}${power.slice(1).padStart(2, "0")}`;
    } else if (text.includes(".")) text = text.replace(/\.?0+$/, "");
    return text.replaceAll("-", "−");
  }

  function replyToNumber(guess, { answer, told, unit, because }) {
    const typed = lessonTyped(guess, unit);
    if (typeof typed === "string") return typed;
    const number = typed.value;
    const off = Math.abs(number - answer);
    const isRounded = number !== 0 && off <= typed.half * (1 + 1e-12);
    if (written(number) === written(answer) || written(off) === "0" || (isRounded && typed.digits >= 3))
      return `✓ Yes, ${told}. ${because}`.trim();
    const close = isRounded || off <= 0.05 * Math.abs(answer);
    const more = number > answer ? "too much" : "too little";
    return (`${close ? "✓ Close:" : "✗ Not quite:"} it is ${told}, and your ${written(number)} is ` +
      `${`${written(off)} ${unit}`.trim()} ${more}. ${because}`).trim();
  }

  function reply(guess, asked) {
    if (!asked.choices.length) return replyToNumber(guess, asked);
    return `${guess === asked.right ? "✓ Yes," : "✗ Not"} ${guess}. ${asked.replies[guess]}`;
  }

  const firsts = (all) => all.filter((one) => one.first).length;

  function count() {
    const all = Object.values(memory.read());
    const line = document.querySelector("#tally");
    const questions = document.querySelectorAll("script.lesson-live[data-kind=question]").length;
    if (!line || !questions) return;
    line.textContent = all.length
      ? `Of ${questions} questions on this page you have answered ${all.length}, ${firsts(all)} right at first try. `
      : "";
    if (!all.length) return;
    const forget = document.createElement("button");
    forget.type = "button";
    forget.textContent = "Forget";
    forget.addEventListener("click", () => { memory.clear(); location.reload(); });
    line.append(forget, " (It is kept in this browser only.)");
  }

  function ask(script) {
    const asked = JSON.parse(script.textContent);
    const one = model("question", { ...asked, reply: "" }, (self, sent) => {
      const said = reply(sent.guess, asked);
      self.show({ reply: said, answered: sent.count });
      if (!/^[✓✗]/.test(said)) return;
      const all = memory.read();
      const first = all[asked.id]?.first ?? said.startsWith("✓");
      memory.write({ ...all, [asked.id]: { guess: sent.guess, first } });
      count();
      unfold();
    });
    put(script, [one]);
    const el = script.parentElement.querySelector(".live");
    const unfold = fold(script.closest(".cell"), el.querySelector(".lesson-row"));
    const before = memory.read()[asked.id];
    if (!before || (asked.choices.length && !asked.choices.includes(before.guess))) return;
    one.show({ reply: reply(before.guess, asked) });
    for (const button of el.querySelectorAll(".lesson-row button[aria-pressed]"))
      if (button.textContent === before.guess) lessonAlive.choose(button);
    const field = el.querySelector("input");
    if (field) field.value = before.guess;
    unfold();
  }

  // Predict first: what follows a question, or a goal, stays folded until it is answered or reached.
  // Paper, and where there are no scripts, show all of it; a search of the browser finds it and opens.

  function following(cell) {
    const found = [];
    for (let next = cell.nextElementSibling; next?.matches(".cell"); next = next.nextElementSibling) {
      if (next.querySelector("script.lesson-live[data-kind=question]")) break;
      const prose = next.querySelector(".text_cell_render");
      for (const part of prose ? prose.children : [next]) {
        if (part.matches("h1, h2, h3")) return found;
        found.push(part);
      }
      if (hasGoal(next)) break; // the rest waits for it
    }
    return found;
  }

  const hasGoal = (cell) =>
    cell.querySelector(".lesson-part[data-kind=explorer] .twin")?.textContent.includes("○ Goal:");

  // Folds what follows, with “Show me” in a row; returns what unfolds it.
  function fold(cell, row) {
    const waiting = cell && !page.startsWith("slides") ? following(cell) : [];
    if (!waiting.length) return () => {};
    const button = document.createElement("button");
    button.type = "button";
    button.className = "show-me";
    button.textContent = "Show me";
    button.title = "What follows stays folded until you have answered";
    const unfold = () => {
      for (const part of waiting) part.removeAttribute("hidden");
      const here = document.activeElement === button;
      button.remove();
      if (here) { waiting[0].tabIndex = -1; waiting[0].focus(); }
      reach();
    };
    for (const part of waiting) {
      part.setAttribute("hidden", "until-found");
      part.addEventListener("beforematch", unfold);
    }
    button.addEventListener("click", unfold);
    row.append(button);
    return unfold;
  }

  // A link to a place that is folded opens it.
  function open() {
    let target = null;
    try { target = document.getElementById(decodeURIComponent(location.hash.slice(1))); } catch { /* no address */ }
    const closed = target && target.closest("[hidden=until-found]");
    if (closed) { closed.dispatchEvent(new Event("beforematch")); target.scrollIntoView(); }
  }

  // Explorers

  const waiting = new Map(), packs = new Map();
  window.lessonFrames = (file, loaded) => {
    packs.set(file, loaded);
    for (const start of waiting.get(file) ?? []) start();
  };

  function svgOf(pack, k) {
    const base = pack.lines ??= pack.base.split("\n");
    const changes = pack.frames[k], lines = [];
    let at = 0;
    for (let i = 0; i < changes.length; i += 3) {
      for (; at < changes[i]; at++) lines.push(base[at]);
      if (pack.texts[changes[i + 2]] !== "" || changes[i + 1] === 0) lines.push(pack.texts[changes[i + 2]]);
      at = changes[i] + changes[i + 1];
    }
    for (; at < base.length; at++) lines.push(base[at]);
    return lines.join("\n");
  }
  window.lessonReply = replyToNumber; // for tests
  window.lessonFrame = (file, place, k) => svgOf(packs.get(file)[place], k); // for tests
  window.lessonGoal = (file, place) => ({ reached: packs.get(file)[place].reached }); // for tests

  const same = (a, b) => a === b || (typeof a === "number" && Math.abs(a - b) < 1e-9);

  // Which frame has these values; one at a time, it is the control that moved that counts.
  function frameOf(pack, values, moved) {
    const indices = pack.controls.map(({ name, values: all }) => all.findIndex((v) => same(v, values[name])));
    if (pack.together)
      return indices.reduce((k, index, n) => k * pack.controls[n].values.length + index, 0);
    let before = 0;
    for (const [n, control] of pack.controls.entries()) {
      if (control.name === moved) return before + indices[n];
      before += control.values.length;
    }
    return 0;
  }

  function wordsOf(pack, k) {
    const [caption, ...facts] = pack.said[pack.words[k]];
    // A goal that no frame reaches is none here.
    const goal = pack.reached.includes(1) ? `${pack.reached[k] ? "✓" : "○"} Goal: ${pack.goal}` : "";
    return { caption, goal, facts: facts.map((fact) => pack.facts[fact]) };
  }

  function explore(script) {
    const { file, place } = JSON.parse(script.textContent), cell = script.closest(".cell");
    const row = document.createElement("p");
    const unfold = cell && hasGoal(cell) ? fold(cell, row) : () => {};
    if (row.children.length) script.parentElement.append(row);
    const start = () => {
      const pack = packs.get(file)[place];
      let now = { ...pack.start }, found = false;
      const first = pack.controls[0].name;
      const k = frameOf(pack, now, first);
      // The caption stands below; in place of the picture, the first of what is drawn.
      const alt = ({ caption, facts }) => facts.find((fact) => !/^(Horizontal|Panel)/.test(fact)) ?? caption;
      const frame = (n) => ({ alt: alt(wordsOf(pack, n)), width: pack.width, height: pack.height, error: "" });
      const words = model("words", wordsOf(pack, k));
      const controls = model("controls", { controls: pack.controls, values: now, ...frame(k) }, (self, sent) => {
        const moved = pack.controls.find(({ name }) => !same(sent.values[name], now[name]))?.name ?? first;
        now = pack.together ? sent.values : { ...pack.start, [moved]: sent.values[moved] };
        const n = frameOf(pack, now, moved);
        found ||= Boolean(pack.reached[n]);
        if (found) unfold();
        const said = wordsOf(pack, n);
        words.show(found ? { ...said, goal: `✓ Goal: ${pack.goal}` } : said);
        self.show({ ...frame(n), values: now, settle: !pack.together && moved, answered: sent.count }, svgOf(pack, n));
      }, "image/svg+xml");
      controls.set("picture", svgOf(pack, k));
      put(script, [controls, words]);
      reach();
      if (!pack.reached.includes(1)) unfold();
      if (!pack.together) {
        const line = document.createElement("p");
        line.className = "alone";
        line.textContent = "Here the controls move one at a time; in JupyterLab they move together." +
          (pack.goal && !pack.reached.includes(1) ? ` A goal for there: ${pack.goal}.` : "");
        script.parentElement.querySelector(".live").after(line);
      }
    };
    new IntersectionObserver((seen, observer) => {
      if (!seen.some((entry) => entry.isIntersecting)) return;
      observer.disconnect();
      if (packs.has(file)) { start(); return; }
      if (waiting.has(file)) { waiting.get(file).push(start); return; }
      waiting.set(file, [start]);
      const added = document.createElement("script");
      added.src = file;
      document.head.append(added);
    }, { rootMargin: "800px" }).observe(script.nextElementSibling);
  }

  for (const script of document.querySelectorAll("script.lesson-live")) {
    if (script.dataset.kind === "question") ask(script);
    else explore(script);
  }
  count();
  open();
  addEventListener("hashchange", open);

  // The front page says of each page how many of its questions were answered.
  for (const place of document.querySelectorAll("[data-questions]")) {
    const all = Object.values(memory.of(place.dataset.of));
    if (all.length)
      place.textContent = `${all.length} of ${place.dataset.questions} answered, ${firsts(all)} right at first try`;
  }

  // On a phone a figure is as large as it was drawn after a tap, and whole again after another.
  document.addEventListener("click", ({ target }) => {
    if (!target.matches(".output_png img, .lesson-picture img")) return;
    target.classList.toggle("larger");
    reach();
  });

  // What is wider than the page moves sideways by itself, and by keyboard too.
  function reach() {
    for (const wide of document.querySelectorAll("math[display=block], table, .output pre, .output_png, .lesson-picture"))
      if (wide.scrollWidth > wide.clientWidth) wide.tabIndex = 0;
      else wide.removeAttribute("tabindex");
  }
  addEventListener("resize", reach);
  reach();

  // Reading: which section is being read, and code shown or hidden.

  const links = new Map([...document.querySelectorAll(".side nav a")].map((a) => [a.hash.slice(1), a]));
  const headings = [...document.querySelectorAll("h2[id]")];
  if (links.size) {
    const follow = () => {
      const here = headings.filter((h) => h.getBoundingClientRect().top < innerHeight / 3).at(-1);
      for (const [id, link] of links)
        if (here?.id === id) link.setAttribute("aria-current", "location");
        else link.removeAttribute("aria-current");
    };
    addEventListener("scroll", follow, { passive: true });
    follow();
  }

  // The contents are open where they stand beside the page; elsewhere they close behind a choice.
  const side = document.querySelector(".side");
  if (side) {
    const beside = matchMedia("(min-width: 60rem)");
    const settle = () => { side.open = beside.matches; };
    settle();
    beside.addEventListener("change", settle);
    side.addEventListener("click", (event) => {
      if (!beside.matches && event.target.closest("a")) side.open = false;
    });
    addEventListener("keydown", (event) => {
      if (event.key === "Escape" && !beside.matches) side.open = false;
    });
  }

  const toggle = document.querySelector("#code-switch");
  if (toggle) {
    const set = (hidden) => {
      document.body.classList.toggle("without-code", hidden);
      toggle.setAttribute("aria-pressed", String(hidden));
    };
    let kept = false;
    try { kept = localStorage.getItem("lesson code") === "hidden"; } catch { /* no storage */ }
    set(kept);
    toggle.hidden = false;
    toggle.addEventListener("click", () => {
      const hidden = toggle.getAttribute("aria-pressed") !== "true";
      set(hidden);
      try { localStorage.setItem("lesson code", hidden ? "hidden" : "shown"); } catch { /* no storage */ }
    });
  }

  // What is folded is printed too, and so is the twin of what is alive.
  addEventListener("beforeprint", () => {
    for (const fold of document.querySelectorAll("details:not([open])")) {
      fold.open = true;
      addEventListener("afterprint", () => { fold.open = false; }, { once: true });
    }
  });
})();
