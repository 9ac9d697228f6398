"""The pages as a website: complete, described, linked, and in need of nothing from elsewhere."""

import re
from collections import Counter
from html.parser import HTMLParser
from itertools import pairwise

import pytest
from series import FROZEN, LESSON

from lessonlib.authoring import PageError, Series
from lessonlib.authoring.__main__ import main
from lessonlib.authoring.cells import code_cells, is_question, pictures_of, prose_cells
from lessonlib.authoring.edition import write_edition
from lessonlib.authoring.prose import FORMULA, heading_of, plain_prose

pytestmark = pytest.mark.skipif(bool(LESSON.damaged), reason="a page cannot be checked")


class Reader(HTMLParser):
    """What a test asks of a page: its tags in order, its text, and the text outside of folds."""

    def __init__(self, html):
        super().__init__()
        self.tags, self.text, self.unfolded, self.depth = [], "", "", Counter()
        self.feed(html)

    def handle_starttag(self, tag, attributes):
        self.tags.append((tag, dict(attributes)))
        self.depth[tag] += 1

    def handle_endtag(self, tag):
        self.depth[tag] -= 1

    def handle_data(self, data):
        if not (self.depth["script"] or self.depth["pre"] or self.depth["code"]):
            self.text += data
            self.unfolded += "" if self.depth["details"] else data

    def all(self, name):
        return [attributes for tag, attributes in self.tags if tag == name]


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    folder = tmp_path_factory.mktemp("edition") / "site"
    title, about = heading_of(LESSON.folder.resolve().parent / "README.md")
    write_edition(LESSON, folder, title=title, about=about)
    return folder


def read(site, name):
    return Reader((site / f"{name}.html").read_text("utf-8"))


def test_there_is_a_file_for_each_page_an_index_and_a_style(site):
    names = {f"{name}.html" for name in LESSON.pages} | {"index.html", "style.css"}
    assert {path.name for path in site.iterdir()} == names
    assert "Cross-entropy" in read(site, "index").text


@pytest.mark.parametrize("name", ["index", *LESSON.pages])
def test_links_lead_somewhere_and_nothing_comes_from_elsewhere(site, name):
    page = read(site, name)
    ids = {attributes["id"] for _, attributes in page.tags if "id" in attributes}
    for link in page.all("a"):
        target, _, part = link["href"].partition("#")
        if not target.startswith("https://"):
            assert not target or (site / target).exists(), target
            assert not part or target or part in ids, part
    assert [script for script in page.all("script") if "src" in script] == []
    assert [link["href"] for link in page.all("link")] == ["style.css"]
    assert all(image["src"].startswith("data:image/png") for image in page.all("img"))


@pytest.mark.parametrize("name", LESSON.pages)
def test_every_picture_has_its_own_words(site, name):
    stored = [
        output.metadata["image/png"]["alt"] for _, output, _ in pictures_of(LESSON.pages[name])
    ]
    assert [image["alt"] for image in read(site, name).all("img")] == stored
    assert "No description" not in (site / f"{name}.html").read_text("utf-8")


@pytest.mark.parametrize("name", LESSON.pages)
def test_every_formula_is_mathml(site, name):
    cells = prose_cells(LESSON.pages[name])
    count = sum(len(FORMULA.findall(plain_prose(cell.source))) for cell in cells)
    page = read(site, name)
    assert len(page.all("math")) == count
    assert not re.search(r"[$\\]", page.text)


@pytest.mark.parametrize("name", LESSON.pages)
def test_headings_are_in_order_and_three_to_six_links_lead_to_parts(site, name):
    page = read(site, name)
    levels = [int(tag[1]) for tag, _ in page.tags if re.fullmatch("h[1-6]", tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    assert 3 <= sum(link["href"].startswith("#") for link in page.all("a")) - 1 <= 6
    assert page.all("a")[0] == {"class": "skip", "href": "#content"}


@pytest.mark.parametrize("name", LESSON.pages)
def test_what_is_folded_on_the_page_is_folded_here(site, name):
    page = read(site, name)
    html = (site / f"{name}.html").read_text("utf-8")
    folds = sum(cell.source.count("<details>") for cell in prose_cells(LESSON.pages[name]))
    folds += len([*pictures_of(LESSON.pages[name])])
    questions = [cell for cell in code_cells(LESSON.pages[name]) if is_question(cell)]
    assert len(page.all("details")) == folds + len(questions)
    assert html.count('class="input"') == len(code_cells(LESSON.pages[name])) - len(questions)
    assert "Answer" not in re.findall(r"\w+", page.unfolded)


def test_the_command_writes_it_and_leaves_other_folders_alone(tmp_path, capsys):
    folder = ["--folder", str(FROZEN.folder)]
    assert main([*folder, "html", str(tmp_path / "site")]) == 0
    assert main([*folder, "html", str(tmp_path / "site")]) == 0, "again over itself"
    assert "open index.html" in capsys.readouterr().out
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine/notes.txt").write_text("mine")
    assert main([*folder, "html", str(tmp_path / "mine")]) == 1
    assert "holds other files" in capsys.readouterr().out
    assert [path.name for path in (tmp_path / "mine").iterdir()] == ["notes.txt"]


def test_a_damaged_page_writes_nothing(tmp_path):
    (tmp_path / "pages").mkdir()
    (tmp_path / "pages/01_broken.ipynb").write_text("{")
    with pytest.raises(PageError, match="the file is not JSON"):
        write_edition(Series.in_folder(tmp_path / "pages"), tmp_path / "site", title="x")
    assert not (tmp_path / "site").exists()
