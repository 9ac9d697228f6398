"""How long a reader waits from key to picture, and whether many steps grow the kernel.

    python tests/browser/reaction.py

For each explorer, in JupyterLab: 20 steps, each from the press of an arrow key until the browser
has decoded the new picture, median and longest; then 200 steps of the first slider, and the
kernel's memory before, after the first hundred and at the end.
"""

from statistics import median

import lab

from lessonlib.notebook.cells import code_cells
from lessonlib.notebook.code import explores
from lessonlib.notebook.reading import Series

STEPS, MANY = 20, 200

# Resolves with the milliseconds until the picture of the next message is to be seen.
MEASURE = """async (slider) => {
    const box = slider.closest(".lesson-alive"), picture = box.querySelector("img");
    const started = performance.now();
    const settled = () => picture.dataset.answered === box.dataset.asked;
    while (settled()) await new Promise(requestAnimationFrame);  // until the key arrives
    while (!settled()) await new Promise(requestAnimationFrame);
    return performance.now() - started;
}"""


def step(tab, slider, forward):
    """Press an arrow key, away from the end; return the milliseconds until its picture."""
    at_end = slider.evaluate("e => e.value === e.max ? -1 : e.value === e.min ? 1 : 0")
    forward = forward if at_end == 0 else at_end == 1
    waiting = slider.evaluate_handle(f"slider => ({{ answer: ({MEASURE})(slider) }})")
    tab.keyboard.press("ArrowRight" if forward else "ArrowLeft")
    return waiting.evaluate("({ answer }) => answer"), forward


def main():
    with lab.running_browser() as browser, lab.running_lab(browser) as running:
        for name, page in Series.in_folder(lab.ROOT / "notebooks").pages.items():
            if not any(explores(cell.source) for cell in code_cells(page)):
                continue
            with running.page(name) as opened:
                opened.run_all()
                boxes = opened.tab.locator(".lesson-alive:has(.lesson-controls)")
                for number in range(boxes.count()):
                    slider = boxes.nth(number).get_by_role("slider").first
                    slider.focus()
                    forward, times, memory = True, [], [running.kernel_memory()]
                    for _ in range(STEPS):
                        time, forward = step(opened.tab, slider, forward)
                        times.append(time)
                    for count in range(MANY):
                        _, forward = step(opened.tab, slider, forward)
                        if count + 1 in (MANY // 2, MANY):
                            memory.append(running.kernel_memory())
                    held = ", ".join(f"{each:.0f}" for each in memory)
                    print(
                        f"{name}, explorer {number + 1}: median {median(times):.0f} ms, "
                        f"longest {max(times):.0f} ms; kernel {held} MB",
                        flush=True,
                    )


if __name__ == "__main__":
    main()
