"""What changed from one version of a page to another, in words."""

import re
from copy import deepcopy
from difflib import SequenceMatcher

from lessonlib.marks import WIDGET_VIEW
from lessonlib.notebook.cells import name_of
from lessonlib.notebook.reading import is_stored
from lessonlib.notebook.sentences import is_bold, new_sentences, says_a_direction

_NUMBER = re.compile(r"\d+(?:\.\d+)?(?:e[+-]?\d+)?")


def changes(old, new):
    """What changed from one version of a page to another, as a list of sentences.

    Cells are told apart by their ids, so a cell that moved is not taken for another; one that has
    another id, and the text of a cell whose id is gone, is that cell.
    """
    before = {cell.id: cell for cell in old.cells}
    after = {cell.id: cell for cell in new.cells}
    cleared = is_stored(old) and not is_stored(new)
    said = ["all outputs are gone: the page is not stored yet"] if cleared else []
    if alive := [*_alive_in(new)]:
        said.append(f"{len(alive)} outputs hold widgets, which are alive in one kernel only")
    for was, now in _renamed(before, after):
        said.append(f"{name_of(before[was])}: is called {name_of(after[now])} now")
        after = {was if i == now else i: cell for i, cell in after.items()}
    said += [f"{name_of(before[i])}: the cell is gone" for i in before if i not in after]
    said += [f"{name_of(after[i])}: the cell is new" for i in after if i not in before]
    stayed = [i for i in before if i in after]
    now = [i for i in after if i in before]
    for kind, _, _, start, end in SequenceMatcher(None, stayed, now, False).get_opcodes():
        if kind != "equal":
            said += [f"{name_of(after[i])}: the cell moved" for i in now[start:end]]
    for i in now:
        texts = _cell_changes(before[i], after[i], with_outputs=not cleared)
        said += [f"{name_of(after[i])}, {text}" for text in texts]
    said += [] if cleared else _count_changes([(before[i], after[i]) for i in now])
    for i, cell in after.items():
        for sentence in new_sentences(before.get(i), cell):
            if is_bold(sentence):
                said.append(f"{name_of(cell)}, is bold: which case breaks “{_short(sentence)}”?")
            if says_a_direction(sentence):
                said.append(f"{name_of(cell)}, says a direction: read “{_short(sentence)}”")
    return said


def _alive_in(page):
    """The outputs that hold a widget. Its twin for paper is compared, the widget is not."""
    for cell in page.cells:
        for output in cell.get("outputs", []):
            if WIDGET_VIEW in output.get("data", {}):
                yield output


def _renamed(before, after):
    """The ids of cells that are called otherwise and have the same text: old and new."""
    come = [i for i in after if i not in before]
    for was in (i for i in before if i not in after):
        for now in come:
            if _text(before[was]) == _text(after[now]):
                come.remove(now)
                yield was, now
                break


def _text(cell):
    return cell.cell_type, cell.source


def read_again(old, new):
    """For each cell whose outputs changed, the prose beside it, which may speak of them."""
    before = {cell.id: cell for cell in old.cells} if is_stored(old) else {}
    said = []
    for place, cell in enumerate(new.cells):
        was = before.get(cell.id)
        if cell.cell_type != "code" or was is None or not was.get("outputs"):
            continue  # the cell is new, or was never run
        if _compared(was) == _compared(cell):
            continue
        beside = [_prose_near(new.cells[:place][::-1]), _prose_near(new.cells[place + 1 :])]
        if names := " and ".join(name_of(prose) for prose in beside if prose):
            said.append(f"{name_of(cell)} puts out something else now; read {names} again")
    return said


def what_was_stored(head, before, after, accidents, dropped):
    """What is told of a page that was run again and stored: the sentences, in their order.

    Parameters
    ----------
    head : page or None
        As the last commit has it.
    before, after : page
        As it was stored, and as it is now.
    accidents, dropped : list of str
        What was mended in its file, and which metadata was left out.
    """
    said = [f"mended: {accident}" for accident in accidents]
    said += [f"dropped: {metadata}" for metadata in dropped]
    if changed := changes(before, after):
        return said + changed + read_again(before, after)
    prose = changed_prose(head, after) if head else []
    differ = f", {len(prose)} prose cells differ from HEAD: {', '.join(prose)}" if prose else ""
    return [*said, f"outputs unchanged{differ}"]


def _compared(cell):
    """What a cell puts out, without the number in brackets beside it and without what is alive."""
    outputs = deepcopy(cell.outputs)
    for output in outputs:
        output.pop("execution_count", None)
        output.get("data", {}).pop(WIDGET_VIEW, None)
    return outputs


def _prose_near(cells):
    return next((cell for cell in cells if cell.cell_type == "markdown"), None)


def changed_prose(old, new):
    """The names of the prose cells that are new or say something else."""
    before = {cell.id: cell.source for cell in old.cells}
    prose = [cell for cell in new.cells if cell.cell_type == "markdown"]
    return [name_of(cell) for cell in prose if before.get(cell.id) != cell.source]


def _count_changes(pairs):
    """Which cells of code were counted otherwise; of many the first."""
    counts = [
        (new, old.execution_count, new.execution_count)
        for old, new in pairs
        if "execution_count" in old and "execution_count" in new
    ]
    changed = [(name_of(cell), f"{was} became {now}") for cell, was, now in counts if was != now]
    if len(changed) < 4:
        return [f"{name}, count: {words}" for name, words in changed]
    return [f"{changed[0][0]} and {len(changed) - 1} more, counts: {changed[0][1]}, and so on"]


def _cell_changes(old, new, with_outputs):
    if old.cell_type != new.cell_type:
        yield f"{old.cell_type} cell: became a {new.cell_type} cell"
        return
    yield from _text_changes("code" if new.cell_type == "code" else "prose", old.source, new.source)
    if new.cell_type != "code" or not with_outputs:
        return
    if len(old.outputs) != len(new.outputs):
        yield f"outputs: {len(old.outputs)} became {len(new.outputs)}"
    for before, after in zip(old.outputs, new.outputs, strict=False):
        yield from _output_changes(before, after)


def _output_changes(old, new):
    if old.output_type != new.output_type:
        yield f"output: {old.output_type} became {new.output_type}"
    elif new.output_type == "stream":
        yield from _text_changes("printed text", old.text, new.text)
    elif new.output_type == "error":
        yield from _text_changes(
            "error", f"{old.ename}: {old.evalue}", f"{new.ename}: {new.evalue}"
        )
    else:
        texts = list(
            _text_changes("text", old.data.get("text/plain", ""), new.data.get("text/plain", ""))
        )
        yield from texts
        for kind in sorted({*old.data, *new.data} - {"text/plain", WIDGET_VIEW}):
            was, now = old.data.get(kind), new.data.get(kind)
            if was == now:
                continue
            if kind.startswith("image/") and kind != "image/svg+xml":
                what, other = "picture", "drawn otherwise"
            elif not all(isinstance(data, str | None) for data in (was, now)):
                what, other = kind, "is another"  # JSON, which is not compared line by line
            elif texts:
                continue  # markdown or HTML says the same as the plain text, in other marks
            else:
                yield from _text_changes(kind, was or "", now or "")
                continue
            yield f"{what}: {'is new' if was is None else 'is gone' if now is None else other}"
        if old.metadata != new.metadata:
            yield f"metadata: {_short(old.metadata)} became {_short(new.metadata)}"


def _text_changes(what, old, new):
    """The lines that differ; where only numbers do, these alone with the line they stand in."""
    old, new = old.splitlines(), new.splitlines()
    for kind, i, j, k, m in SequenceMatcher(None, old, new, False).get_opcodes():
        if kind == "equal":
            continue
        gone, come = old[i:j], new[k:m]
        for before, after in zip(gone, come, strict=False):
            pairs = zip(_NUMBER.findall(before), _NUMBER.findall(after), strict=False)
            if _NUMBER.sub("#", before) == _NUMBER.sub("#", after):
                numbers = ", ".join(f"{a} became {b}" for a, b in pairs if a != b)
                yield f"{what}: {numbers} in “{_short(after)}”"
            elif before.split() == after.split():
                yield f"{what}: other spaces in “{_short(after)}”"
            else:
                before, after = _around_the_difference(before.split(), after.split())
                yield f"{what}: “{_short(before)}” became “{_short(after)}”"
        for line in gone[len(come) :]:
            yield f"{what}: “{_short(line)}” is gone"
        for line in come[len(gone) :]:
            yield f"{what}: “{_short(line)}” is new"


def _around_the_difference(old, new, around=3):
    """The words that differ, with a few of the words that both lines have around them."""
    same = next((n for n, (a, b) in enumerate(zip(old, new, strict=False)) if a != b), None)
    start = min(len(old), len(new)) if same is None else same
    end = 0
    while end < min(len(old), len(new)) - start and old[-1 - end] == new[-1 - end]:
        end += 1
    start, end = max(0, start - around), max(0, end - around)
    return [
        "… " * bool(start) + " ".join(words[start : len(words) - end]) + " …" * bool(end)
        for words in (old, new)
    ]


def _short(text, length=160):
    text = str(text).strip()
    return text if len(text) <= length else text[: length - 1] + "…"
