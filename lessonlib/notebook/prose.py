"""What the prose of a page says: titles, equations, symbols, links and folded solutions."""

import re

from lessonlib.notebook import words

EQUATION = re.compile(r"\$\$(.*?)\$\$", re.DOTALL)
FORMULA = re.compile(r"\$\$(.+?)\$\$|\$([^$]+)\$", re.DOTALL)
LINK = re.compile(r"\[([^\[\]]*)\]\(([^()\s<>]+)\)")
GREEK_LETTERS = (
    "alpha beta gamma delta epsilon varepsilon eta theta kappa lambda mu nu pi rho sigma tau phi"
)


def without_fences(source):
    return re.sub(r"```.*?```", "", source, flags=re.DOTALL)


def plain_prose(source):
    """Prose without code and without the targets of links."""
    return re.sub(r"`[^`]*`|\]\([^)]*\)", " ", without_fences(source))


def bare_prose(source):
    """Prose without code and formulas; links are left as they are."""
    return FORMULA.sub(" ", re.sub(r"`[^`]*`", " ", without_fences(source)))


def title_of(page):
    found = re.match(r"# (.+)", page.cells[0].source)
    return found[1] if found else ""


def goal_of(page):
    """What the first cell says that the reader of a page will be able to do, with its formulas."""
    found = re.search(r"\*\*.*?\*\* (.+)", page.cells[0].source)
    return plain_prose(found[1]) if found else ""


def minutes_of(page):
    found = re.search(words.MINUTES, page.cells[0].source)
    return found[1] if found else "0"


def says_minutes(page):
    """What a page says of its length, for a message; or what it should say."""
    minutes = minutes_of(page)
    example = words.MINUTES.replace(r"(\d+)", "20")
    return f"which says {minutes}" if minutes != "0" else f"whose first cell has no “{example}”"


def headings_in(page):
    """The headings of a page, as JupyterLab names them in links: The-loss-of-the-batch."""
    for cell in page.cells:
        if cell.cell_type == "markdown":
            for heading in re.findall(r"^#+ (.+?)\s*$", without_fences(cell.source), re.MULTILINE):
                yield heading.replace("`", "").replace("$", "").replace("*", "").replace(" ", "-")


def names_in(source):
    """The names in the code that stands in sentences of prose."""
    spans = re.findall(r"`([^`]+)`", without_fences(source))
    return {name for span in spans for name in re.findall(r"(?<![\w.])[A-Za-z_]\w*", span)}


def _solutions():
    """Folds as authors write them: open, numbered, with the tags on lines of their own."""
    summary = rf"<summary>[^<]*\b{words.SOLUTION}\b[^<]*</summary>"
    return re.compile(rf"<details\b[^>]*>\s*{summary}(.*?)</details>", re.DOTALL | re.IGNORECASE)


def without_solution(prose):
    """What prose says besides folded solutions."""
    return _solutions().sub("", prose).strip() if _solutions().search(prose) else prose


def solution_in(prose):
    """The code of the first folded solution; all of it, where words stand between."""
    found = _solutions().search(prose)
    return "\n".join(re.findall(r"```python\n(.*?)```", found[1], re.DOTALL)) if found else ""


def symbols_in(math):
    """The letters of a formula: p, \\hat q, \\lambda; not those of words and functions."""
    math = re.sub(r"\\(?:text|mathrm|operatorname)\{[^}]*\}", " ", math)
    for found in re.findall(r"\\hat\s*\{?\s*[A-Za-z]|\\[A-Za-z]+|[A-Za-z]", math):
        if found.startswith("\\hat"):
            yield f"\\hat {found[-1]}"
        elif not found.startswith("\\") or found[1:] in GREEK_LETTERS.split():
            yield found


def heading_of(readme):
    """The title of a README and its first paragraph; of a missing one, the name of its folder."""
    if not readme.exists():
        return readme.parent.name, ""
    found = re.match(r"# (.+)\n+([^\n]*)", readme.read_text("utf-8"))
    return found.groups() if found else (readme.parent.name, "")


def licence_of(readme):
    """What a README says of its licence, behind “**Licence.**”; nothing where it does not."""
    text = readme.read_text("utf-8") if readme.exists() else ""
    found = re.search(r"^\*\*Licence\.\*\* (.+)$", text, re.MULTILINE)
    return found[1] if found else ""
