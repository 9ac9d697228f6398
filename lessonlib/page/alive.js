// What a page's live parts do in the browser: a question (`ask`), and controls beside a figure
// with words below it (`explore`). All words and pictures come from the kernel; what the reader
// does goes there as `sent`, with a count, and is over when `shown.answered` holds that count.

const SILENCE = 4000; // milliseconds until the reader is told that no answer came

function make(parent, tag, attributes = {}, text = "") {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.textContent = text;
  parent.append(element);
  return element;
}

// Keys pressed in a control are its own: JupyterLab would move to another cell, or cut this one.
const OWN_KEYS = { "data-lm-suppress-shortcuts": "true" };

// One message at a time; of those that wait, only the last is sent.
function sender(model, el, said) {
  let count = model.get("shown").answered, next = null, timer = null;
  el.dataset.asked = count;
  const send = (values) => {
    count += 1;
    el.dataset.asked = count;
    timer = setTimeout(() => {
      timer = null;
      said.textContent =
        "The kernel does not answer. It is busy, or was restarted: then run this cell again.";
    }, SILENCE);
    model.set("sent", { ...values, count });
    model.save_changes();
  };
  model.on("change:shown", () => {
    if (model.get("shown").answered !== count) return;
    clearTimeout(timer);
    timer = null;
    const values = next;
    next = null;
    if (values) send(values);
  });
  return (values) => { if (timer) next = values; else send(values); };
}

// Marks the choice that was made, to the eye and to the ear.
function choose(button) {
  for (const other of button.parentElement.querySelectorAll("[aria-pressed]")) {
    other.classList.toggle("lesson-chosen", other === button);
    other.setAttribute("aria-pressed", String(other === button));
  }
}

function question(model, el) {
  const { text, choices, unit } = model.get("shown");
  const id = `ask-${Math.random().toString(36).slice(2)}`;
  make(el, "p", { id, class: "lesson-question" }, text);
  const row = make(el, "div", { role: "group", "aria-labelledby": id, class: "lesson-row" });
  const reply = make(el, "p", { role: "status", class: "lesson-reply" });
  const send = sender(model, el, reply);
  if (choices.length) {
    for (const choice of choices) {
      const button = make(row, "button", { type: "button", "aria-pressed": "false", ...OWN_KEYS }, choice);
      button.addEventListener("click", () => {
        choose(button);
        send({ guess: choice });
      });
    }
  } else {
    const label = make(row, "label", {}, "Your guess ");
    const field = make(label, "input", { type: "text", inputmode: "text", size: 10, ...OWN_KEYS });
    label.append(unit ? ` ${unit}` : "");
    const compare = () => send({ guess: field.value });
    field.addEventListener("keydown", (event) => event.key === "Enter" && compare());
    make(row, "button", { type: "button", ...OWN_KEYS }, "Compare").addEventListener("click", compare);
  }
  const show = () => { reply.textContent = model.get("shown").reply; };
  model.on("change:shown", show);
  show();
}

// For thumbs, to whom a step of a slider is too narrow: a button for one step back, and one on.
function steps(row, input, label) {
  const pair = make(row, "span", { class: "lesson-steps" });
  for (const [sign, step, name] of [["−", "stepDown", "less"], ["+", "stepUp", "more"]])
    make(pair, "button", { type: "button", "aria-label": `${label}: one step ${name}`, ...OWN_KEYS }, sign)
      .addEventListener("click", () => { input[step](); input.dispatchEvent(new Event("input")); });
}

function controls(model, el) {
  const many = model.get("shown").controls.length > 4 ? " lesson-many" : "";
  const rows = make(el, "div", { class: `lesson-controls${many}` });
  const values = { ...model.get("shown").values };
  const setters = {};
  const picture = make(make(el, "div", { class: "lesson-picture" }), "img");
  const error = make(el, "p", { role: "alert", class: "lesson-error" });
  const send = sender(model, el, error);
  for (const control of model.get("shown").controls) {
    const row = make(rows, "div", { class: "lesson-control" });
    const id = `control-${Math.random().toString(36).slice(2)}`;
    make(row, "label", { for: id }, control.label);
    const input = make(row, control.options ? "select" : "input", {
      id, ...control.attributes, ...OWN_KEYS,
    });
    for (const option of control.options ?? []) make(input, "option", {}, option);
    const kind = control.options ? CHOICE : control.texts ? SWITCH : SLIDER;
    const value = make(row, "output");
    const tell = () => { value.textContent = kind.said(input, control); };
    const set = (value) => {
      values[control.name] = value;
      kind.set(input, value, control);
      tell();
    };
    setters[control.name] = set;
    set(values[control.name]);
    input.addEventListener("input", () => {
      values[control.name] = kind.get(input, control);
      tell();
      send({ values: { ...values } });
    });
    if (kind === SLIDER) steps(row, input, control.label);
  }
  let url = "";
  const show = () => {
    const { alt, width, height, settle } = model.get("shown");
    // Where controls move one at a time, the others go back to where they started.
    if (settle)
      for (const [name, set] of Object.entries(setters))
        if (name !== settle) set(model.get("shown").values[name]);
    error.textContent = model.get("shown").error;
    const old = url;
    url = URL.createObjectURL(new Blob([model.get("picture")], { type: model.get("type") ?? "image/png" }));
    Object.assign(picture, { src: url, alt, width, height });
    picture.parentElement.style.setProperty("--wide", `${width}px`);
    const { answered } = model.get("shown");
    picture.decode().catch(() => {}).then(() => {
      if (old) URL.revokeObjectURL(old);
      picture.dataset.answered = answered; // it is to be seen now
    });
  };
  model.on("change:shown", show);
  show();
  return () => URL.revokeObjectURL(url);
}

// How the three kinds of control are read, set, and said beside the control. A slider may move over
// a list of values, and stands at a place in it then.
const SLIDER = {
  get: (input, { values }) => values ? values[input.value] : Number(input.value),
  set: (input, value, { values }) => {
    input.value = values ? values.findIndex((one) => Math.abs(one - value) < 1e-9) : value;
  },
  said: (input, control) => {
    const { digits, unit } = control;
    const text = `${SLIDER.get(input, control).toFixed(digits).replace("-", "−")} ${unit}`.trim();
    input.setAttribute("aria-valuetext", text);
    return text;
  },
};
const SWITCH = {
  get: (input) => input.checked,
  set: (input, value) => { input.checked = value; },
  said: (input, { texts }) => texts[Number(input.checked)],
};
const CHOICE = {
  get: (input) => input.value,
  set: (input, value) => { input.value = value; },
  said: () => "",
};

function words(model, el) {
  const caption = make(make(el, "p", { role: "status" }), "em");
  const goal = make(el, "p", { role: "status", class: "lesson-goal" });
  const details = make(el, "details");
  make(details, "summary", OWN_KEYS, "The figure in numbers");
  const list = make(details, "ul");
  const show = () => {
    const shown = model.get("shown");
    caption.textContent = shown.caption;
    goal.textContent = shown.goal;
    list.replaceChildren();
    for (const fact of shown.facts) make(list, "li", {}, fact);
  };
  model.on("change:shown", show);
  show();
}

export default {
  choose,
  render({ model, el }) {
    el.classList.add("lesson-alive");
    return { question, controls, words }[model.get("kind")](model, el);
  },
};
