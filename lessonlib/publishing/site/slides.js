// Lays the cells of a page out as slides, filled block by block up to a height, so that nothing is cut
// off at 1280 × 720; and moves from one to the next, by keys, by hash, or as a page is scrolled. Code
// is hidden until it is asked for. A slide ends after a question, so that its answer is not in sight.

(async () => {
  const HEIGHT = 635;
  const source = document.querySelector("#source");
  const slides = document.querySelector("main");
  const measure = document.createElement("div");
  measure.className = "measure";
  document.body.append(measure);

  // What is shown, in order: paragraphs and the like, and cells of code as a whole.
  function blocks() {
    const found = [];
    let first = true;
    for (const cell of source.querySelectorAll(".cell")) {
      if (cell.closest(".notes")) { found.push(cell.closest(".notes")); continue; }
      const begins = cell.closest(".slide-begins");
      if (cell.classList.contains("code_cell") || cell.querySelector(":scope .output, :scope .input")) {
        if (!first && cell.querySelector(".output, .input:not(details *)")) found.push(cell);
        first = false; // the first imports
        if (begins) found.at(-1)?.classList.add("begins");
        continue;
      }
      const parts = [...(cell.querySelector(".rendered_html")?.children ?? [])].filter((one) => one.tagName !== "DETAILS");
      if (begins) parts[0]?.classList.add("begins");
      found.push(...parts);
    }
    return found;
  }

  // Code left and what comes out right, where both are there.
  function sideBySide(block) {
    if (block.querySelector(".input:not(details *)") && block.querySelector(".output_png, .output pre"))
      if (block.querySelector(".output_png") || block.offsetHeight > 300) block.classList.add("two");
  }

  function page() {
    const slide = document.createElement("section"), frame = document.createElement("div");
    const inner = document.createElement("div");
    slide.className = "slide";
    inner.className = "page";
    frame.append(inner);
    slide.append(frame);
    slides.append(slide);
    return inner;
  }

  // How high a figure is, is known when it is there.
  await Promise.all([...source.querySelectorAll("img")].map((image) => image.decode().catch(() => {})));

  // Of the goals of figures that do not move here nothing is said.
  for (const said of source.querySelectorAll(".output p"))
    if (said.textContent.trim().startsWith("○ Goal:")) said.remove();

  source.hidden = false;
  const root = document.documentElement;
  root.classList.add("without-code");

  // How high a block is; one that is too high for a slide is set smaller.
  function heightOf(block) {
    measure.append(block);
    sideBySide(block);
    const tall = () => block.getBoundingClientRect().height + 14;
    if (!/^H[12]$/.test(block.tagName) && tall() > HEIGHT - 60) block.classList.add("dense");
    return tall();
  }

  const shown = blocks(), asks = (block) => block.querySelector?.("[data-kind=question]");
  let here = null, height = 0, heading = null;
  const begin = () => {
    here = page();
    height = 0;
    if (!heading) return;
    const again = document.createElement("p");
    again.className = "again";
    again.textContent = heading.textContent.replace(/\s*#$/, "");
    height = heightOf(again);
    here.append(again);
  };
  for (const [k, block] of shown.entries()) {
    if (block.classList.contains("notes")) { (here ?? page()).append(block); continue; }
    const starts = /^H[12]$/.test(block.tagName);
    const tall = heightOf(block);
    // A figure and the paragraph that reads it stay together, where they fit on one slide.
    const next = shown[k + 1];
    const reads = block.querySelector?.(".output_png") && next?.tagName === "P" ? heightOf(next) : 0;
    const together = tall + reads > HEIGHT - 60 ? tall : tall + reads;
    if (starts) heading = null;
    // A section begins on a slide of its own, unless the one before has hardly begun.
    const apart = starts && !(here && block.tagName === "H2" && height < HEIGHT * 0.35 && !here.querySelector("h1"));
    const full = here && height + together > HEIGHT && here.querySelector(":scope > :not(.again, .notes)");
    if (!here || apart || full || block.classList.contains("begins")) begin();
    if (block.tagName === "H2") heading = block;
    here.append(block);
    if (block.classList.contains("dense")) here.classList.add("dense");
    height += tall;
    if (height > HEIGHT) { // even so: it moves within its slide
      here.classList.add("long");
      here.tabIndex = 0;
    }
    if (asks(block)) here = null;
  }
  source.remove();
  measure.remove();

  // Moving. The hash is the number of the slide, from 1.
  const all = [...slides.children].filter((slide) => slide.querySelector(".page > :not(.again)"));
  for (const slide of [...slides.children]) if (!all.includes(slide)) slide.remove();
  const progress = document.querySelector(".progress"), told = document.querySelector(".keys [role=status]");
  let now = 0;

  function scale() {
    const fits = Math.min(root.clientWidth / 1280, innerHeight / 720);
    root.style.setProperty("--scale", root.classList.contains("all") ? 0.2 : fits);
  }

  function show(number) {
    now = Math.max(0, Math.min(all.length - 1, number));
    all.forEach((slide, k) => slide.classList.toggle("now", k === now));
    progress.style.width = `${(100 * (now + 1)) / all.length}%`;
    told.textContent = `${now + 1} / ${all.length}`;
    history.replaceState(null, "", `#${now + 1}`);
  }

  function go(number) {
    show(number);
    if (root.classList.contains("all")) all[now].scrollIntoView({ block: "nearest" });
    else root.scrollTo({ top: all[now].offsetTop, behavior: "instant" });
  }

  function overview(on) {
    root.classList.toggle("all", on);
    scale();
    go(now);
  }

  const KEYS = {
    ArrowRight: 1, ArrowDown: 1, PageDown: 1, " ": 1, ArrowLeft: -1, ArrowUp: -1, PageUp: -1,
    Home: -Infinity, End: Infinity,
  };
  addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    // Keys pressed in a control are its own.
    if (event.target.closest("input, select, button, summary")) return;
    if (event.target.closest(".long") && /^Arrow(Up|Down)$/.test(event.key)) return;
    if (event.key in KEYS) go(now + (event.key === " " && event.shiftKey ? -1 : KEYS[event.key]));
    else if (event.key === "c" || event.key === "C") root.classList.toggle("without-code");
    else if (event.key === "s" || event.key === "S") root.classList.toggle("with-notes");
    else if (event.key === "Escape") overview(!root.classList.contains("all"));
    else if (event.key === "Enter" && root.classList.contains("all")) overview(false);
    else return;
    event.preventDefault();
  });
  slides.addEventListener("click", (event) => {
    const slide = root.classList.contains("all") && event.target.closest(".slide");
    if (!slide) return;
    now = all.indexOf(slide);
    overview(false);
  });
  // Scrolled by wheel or finger: the slide that fills the window is the one.
  const seen = new IntersectionObserver((entries) => {
    if (root.classList.contains("all")) return;
    for (const entry of entries) if (entry.isIntersecting) show(all.indexOf(entry.target));
  }, { threshold: 0.6 });
  const start = () => go((Number(location.hash.slice(1)) || 1) - 1);
  addEventListener("resize", () => { scale(); go(now); });
  addEventListener("hashchange", start);
  scale();
  start();
  for (const slide of all) seen.observe(slide);
})();
