// Lays the cells of a page out as slides: a section of the page is a column, filled block by block
// up to a height, so that nothing is cut off at 1280 × 720.

(() => {
  const HEIGHT = 630;
  const source = document.querySelector("#source");
  const slides = document.querySelector(".reveal .slides");
  const measure = document.createElement("div");
  measure.className = "measure";
  document.querySelector(".reveal").append(measure);

  // What is shown, in order: paragraphs and the like, and cells of code as a whole.
  function blocks() {
    const found = [];
    let first = true;
    for (const cell of source.querySelectorAll(".cell")) {
      if (cell.classList.contains("code_cell") || cell.querySelector(":scope .output, :scope .input")) {
        const imports = first && /^\s*(import|from) /.test(cell.querySelector(".input")?.textContent ?? "");
        first = false;
        if (!imports) found.push(cell);
        continue;
      }
      for (const block of cell.querySelector(".rendered_html")?.children ?? [])
        if (block.tagName !== "DETAILS") found.push(block);
    }
    return found;
  }

  // Code left and what comes out right, where both are there.
  function sideBySide(block) {
    if (block.querySelector(".input") && block.querySelector(".output_png, .output pre"))
      if (block.querySelector(".output_png") || block.offsetHeight > 300) block.classList.add("two");
  }

  function page(stack) {
    const section = document.createElement("section");
    const inner = document.createElement("div");
    inner.className = "page";
    section.append(inner);
    stack.append(section);
    return inner;
  }

  source.hidden = false;
  let stack = null, here = null, heading = null, height = 0;
  for (const block of blocks()) {
    const starts = /^H[12]$/.test(block.tagName);
    measure.append(block);
    sideBySide(block);
    let tall = block.getBoundingClientRect().height + 14;
    const dense = !starts && tall > HEIGHT - 60;
    if (dense) {
      block.classList.add("dense");
      tall = block.getBoundingClientRect().height + 14;
    }
    if (starts || !stack) {
      stack = document.createElement("section");
      slides.append(stack);
      here = page(stack);
      height = 0;
    } else if (height + tall > HEIGHT && height > 0) {
      here = page(stack);
      height = 0;
    }
    here.append(block);
    if (dense) here.classList.add("dense");
    if (tall > HEIGHT) { // even so: it moves within its slide
      here.classList.add("long");
      here.tabIndex = 0;
    }
    height += tall;
  }
  source.remove();
  measure.remove();

  const deck = new Reveal(document.querySelector(".reveal"), {
    width: 1280, height: 720, margin: 0.02, center: false, hash: true, transition: "none",
    keyboard: { 67: () => document.body.classList.toggle("without-code") }, // C
  });
  window.lessonSlides = deck.initialize();
})();
