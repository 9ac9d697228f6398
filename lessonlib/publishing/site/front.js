// The one thing to touch on the front page: how sure were you, and what does being wrong cost?

(() => {
  const price = document.querySelector(".price");
  if (!price) return;
  const slider = price.querySelector("input");
  const [sure, told, right, wrong] = ["b", "output", ".right", ".wrong"].map((what) => price.querySelector(what));
  // As front.py draws the curve: a chance of 1 is 300 wide, a cost of 1 is 36 high.
  const put = (dot, q) => {
    dot.setAttribute("cx", 30 + 300 * q);
    dot.setAttribute("cy", 190 + 36 * Math.log(q));
  };
  const cost = (q) => (-Math.log(q)).toFixed(2);
  const show = () => {
    const q = slider.value / 100;
    put(right, q);
    put(wrong, 1 - q);
    sure.textContent = `${slider.value} %`;
    told.textContent = `It rains: you pay ${cost(q)}. It does not: ${cost(1 - q)}.`;
    slider.setAttribute("aria-valuetext", `${slider.value} %`);
  };
  slider.addEventListener("input", show);
  price.querySelector("p[hidden]").hidden = false;
  show();
})();
