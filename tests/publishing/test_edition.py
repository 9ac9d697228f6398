"""The pages as a website: complete, described, linked, and in need of nothing from elsewhere."""

import base64
import io
import json
import re
import subprocess
from collections import Counter
from html.parser import HTMLParser
from itertools import pairwise
from xml.etree import ElementTree

import pytest
from PIL import Image
from series import FROZEN, LESSON

from lessonlib.authoring.__main__ import main
from lessonlib.notebook.cells import code_cells, is_folded, is_question, pictures_of, prose_cells
from lessonlib.notebook.prose import FORMULA, heading_of, licence_of, plain_prose, title_of
from lessonlib.notebook.reading import PageError, Series
from lessonlib.notebook.versions import repository_of
from lessonlib.publishing import parts
from lessonlib.publishing.edition import write_edition
from lessonlib.publishing.front import needs_of
from lessonlib.publishing.rendering import mathml

pytestmark = pytest.mark.skipif(bool(LESSON.damaged), reason="a page cannot be checked")

NAMES = [*LESSON.pages]


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
    options = {"frames": False, "repository": "owner/lesson", "day": "2026-11-30"}
    options["licence"] = licence_of(LESSON.folder.resolve().parent / "README.md")
    write_edition(LESSON, folder, title=title, about=about, **options)
    return folder


def read(site, name):
    return Reader((site / f"{name}.html").read_text("utf-8"))


SCRIPTS = {"front.js", "alive.js", "parts.js", "typed.js", "search.js", "search-texts.js"}


def test_there_is_a_file_for_each_page_an_index_and_what_they_need(site):
    names = {f"{name}.html" for name in [*LESSON.pages, "index", "404"]}
    pictures = {f"{name[:2]}.png" for name, page in LESSON.pages.items() if [*pictures_of(page)]}
    others = {"style.css", "sitemap.xml"} | pictures
    assert {path.name for path in site.iterdir()} == names | SCRIPTS | others
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
    assert {script["src"] for script in page.all("script") if "src" in script} <= SCRIPTS
    links = {link["rel"]: link["href"] for link in page.all("link")}
    assert links.pop("icon").startswith("data:image/svg+xml,")
    home = f"https://owner.github.io/lesson/{name}.html"
    assert links == {"stylesheet": "style.css"} | ({} if name == "index" else {"canonical": home})
    assert all(image["src"].startswith("data:image/webp") for image in page.all("img"))


@pytest.mark.parametrize("name", LESSON.pages)
def test_every_picture_has_its_own_words(site, name):
    """Of what it shows, with numbers; the caption stands below it and is read out there."""
    stored = [output for _, output, _ in pictures_of(LESSON.pages[name])]
    shown = read(site, name).all("img")
    for image, output in zip(shown, stored, strict=True):
        caption, *facts = output.data["text/plain"].split("\n")
        assert image["alt"] in facts and image["alt"] not in caption
        assert re.search(r"\d", image["alt"])
    assert "No description" not in (site / f"{name}.html").read_text("utf-8")


@pytest.mark.parametrize("name", LESSON.pages)
def test_every_formula_is_mathml(site, name):
    cells = prose_cells(LESSON.pages[name])
    count = sum(len(FORMULA.findall(plain_prose(cell.source))) for cell in cells)
    page = read(site, name)
    assert len(page.all("math")) == count
    assert not re.search(r"[$\\]", page.text)


@pytest.mark.parametrize(
    ("formula", "prefixes"),
    [
        (r"H = -\sum p \ln q", 1),
        ("-x", 1),
        ("(-x)", 1),
        (r"\exp(-s, -t)", 2),
        (r"\frac{-a}{b}", 1),
        ("a - b", 0),
        ("f(x) - y", 0),
        ("n! - [a] - |b| - c", 0),
        (r"\frac{a - b}{c} - d", 0),
    ],
)
def test_a_minus_that_takes_nothing_away_stands_before_its_number(formula, prefixes):
    assert mathml(formula, "inline").count('<mo form="prefix">') == prefixes


@pytest.mark.parametrize("name", LESSON.pages)
def test_headings_are_in_order_and_links_lead_to_all_parts(site, name):
    page = read(site, name)
    levels = [int(tag[1]) for tag, _ in page.tags if re.fullmatch("h[1-6]", tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    named = [attributes["id"] for tag, attributes in page.tags if tag == "h2"]
    listed = [link["href"][1:] for link in page.all("a") if link["href"].startswith("#")]
    assert listed[1 : 1 + len(named)] == named
    assert len({*named}) == len(named) >= 4
    assert page.all("a")[0] == {"class": "skip", "href": "#content"}


@pytest.mark.parametrize("name", LESSON.pages)
def test_what_is_folded_on_the_page_is_folded_here(site, name):
    page = read(site, name)
    html = (site / f"{name}.html").read_text("utf-8")
    folds = sum(cell.source.count("<details>") for cell in prose_cells(LESSON.pages[name]))
    folds += len([*pictures_of(LESSON.pages[name])])
    questions = [cell for cell in code_cells(LESSON.pages[name]) if is_question(cell)]
    code = 1 + sum(is_folded(c) and c not in questions for c in code_cells(LESSON.pages[name]))
    assert sum(one.get("class") == "code" for one in page.all("details")) == code
    # And the contents, and how to run it at home.
    assert len(page.all("details")) == folds + len(questions) + code + 2
    assert html.count('class="input"') == len(code_cells(LESSON.pages[name])) - len(questions)
    assert "Answer" not in re.findall(r"\w+", page.unfolded)


def test_the_command_writes_it_and_leaves_other_folders_alone(tmp_path, capsys):
    folder = ["--folder", str(FROZEN.folder)]
    still = [*folder, "html", "--no-frames"]
    assert main([*still, str(tmp_path / "site")]) == 0
    assert main([*still, str(tmp_path / "site")]) == 0, "again over itself"
    assert "open index.html" in capsys.readouterr().out
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine/notes.txt").write_text("mine")
    assert main([*still, str(tmp_path / "mine")]) == 1
    assert "holds other files" in capsys.readouterr().out
    assert [path.name for path in (tmp_path / "mine").iterdir()] == ["notes.txt"]


def test_a_build_that_was_interrupted_goes_on_in_its_folder(tmp_path, monkeypatch):
    def interrupted(series, folder):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(parts, "write_frames", interrupted)
        with pytest.raises(KeyboardInterrupt):
            write_edition(FROZEN, tmp_path / "site", title="x")
    assert [path.name for path in (tmp_path / "site").iterdir()] == ["style.css"]
    assert len(write_edition(FROZEN, tmp_path / "site", title="x", frames=False)) > 5


def test_a_damaged_page_writes_nothing(tmp_path):
    (tmp_path / "pages").mkdir()
    (tmp_path / "pages/01_broken.ipynb").write_text("{")
    with pytest.raises(PageError, match="the file is not JSON"):
        write_edition(Series.in_folder(tmp_path / "pages"), tmp_path / "site", title="x")
    assert not (tmp_path / "site").exists()


def test_what_others_show_of_a_page_and_where_it_runs_follow_from_the_repository(site, tmp_path):
    page = read(site, NAMES[0])
    said = {one.get("property"): one["content"] for one in page.all("meta") if "content" in one}
    assert said["og:url"] == f"https://owner.github.io/lesson/{NAMES[0]}.html"
    assert said["og:title"] == title_of(LESSON.pages[NAMES[0]])
    assert said["og:description"].startswith(
        "You will be able to say what the number 52.9127 measures"
    )
    assert said["og:image"] == f"https://owner.github.io/lesson/{NAMES[0][:2]}.png"
    first = next(png for *_, png in pictures_of(LESSON.pages[NAMES[0]]))
    assert (site / f"{NAMES[0][:2]}.png").read_bytes() == first
    html = (site / f"{NAMES[0]}.html").read_text("utf-8")
    assert f"jupyter lab notebooks/{NAMES[0]}.ipynb" in html
    assert "git clone https://github.com/owner/lesson.git" in html
    assert "%pip install -q scikit-learn git+https://github.com/owner/lesson" in html
    lost = read(site, "404")
    assert lost.all("base")[0]["href"] == "https://owner.github.io/lesson/"
    targets = [link["href"] for link in page.all("a")]
    assert any(t.startswith("https://mybinder.org/v2/gh/owner/lesson/HEAD?") for t in targets)
    assert any("colab.research.google.com/github/owner/lesson/" in t for t in targets)
    assert (site / "sitemap.xml").read_text().count("<loc>") == len(NAMES) + 1

    write_edition(FROZEN, tmp_path / "plain", title="x", frames=False)
    alone = (tmp_path / "plain/01_coin.html").read_text("utf-8")
    assert "mybinder" not in alone and "og:" not in alone
    assert not (tmp_path / "plain/sitemap.xml").exists()


@pytest.mark.parametrize(
    ("origin", "found"),
    [
        ("https://github.com/owner/lesson.git", "owner/lesson"),
        ("git@github.com:owner/lesson", "owner/lesson"),
        ("https://example.org/owner/lesson", None),
        (None, None),
    ],
)
def test_the_repository_is_the_origin_that_git_knows(tmp_path, origin, found):
    subprocess.run(["git", "init", "-q", str(tmp_path)], check=True)
    if origin:
        command = ["git", "-C", str(tmp_path), "remote", "add", "origin", origin]
        subprocess.run(command, check=True)
    assert repository_of(tmp_path) == found


def test_the_index_says_what_each_page_needs_and_has_plans_by_time(site):
    html = (site / "index.html").read_text("utf-8")
    assert '<a href="10_reductions_weights_and_masks.html">10</a>' in html
    assert "<li>short, about 105 minutes:" in html
    assert html.count("<tr>") == len(NAMES) + 1


def test_the_front_page_draws_what_needs_what_and_each_page_is_a_link(site):
    html = (site / "index.html").read_text("utf-8")
    graph = ElementTree.fromstring(re.search(r"<svg class=\"graph\".*?</svg>", html, re.DOTALL)[0])
    links = graph.findall("a")
    assert [link.get("href") for link in links] == [f"{name}.html" for name in NAMES]
    at = {link.get("href")[:2]: float(link.find("circle").get("cy")) for link in links}
    ends = [
        [float(n) for n in re.findall(r"-?[\d.]+", path.get("d"))] for path in graph.findall("path")
    ]
    arcs = {(above, below) for _, above, *_, below in ends}
    whole = {name: needs_of(page) for name, page in LESSON.pages.items()}
    for name in NAMES:
        through = {other for between in whole[name] for other in _behind(between, whole)}
        for needed in whole[name]:
            drawn = any(abs(at[needed[:2]] - a) < 1 and abs(at[name[:2]] - b) < 1 for a, b in arcs)
            assert drawn == (needed not in through), (needed, name)


def _behind(name, needs):
    return {other for needed in needs[name] for other in (needed, *_behind(needed, needs))}


def test_the_front_page_says_where_it_is_from_and_is_light(site):
    page = read(site, "index")
    targets = [link["href"] for link in page.all("a")]
    assert "https://github.com/owner/lesson" in targets
    assert "https://github.com/owner/lesson/issues/new" in targets
    html = (site / "index.html").read_text("utf-8")
    assert "as of 2026-11-30" in html and "Licence: None is chosen" in html
    pictures = sum(len(image["src"]) for image in page.all("img"))
    assert len(html) - pictures + len((site / "front.js").read_text("utf-8")) < 100_000


def test_search_looks_through_all_sections_and_no_answers(site):
    text = (site / "search-texts.js").read_text("utf-8")
    sections = json.loads(text.removeprefix("lessonSearch(").removesuffix(");\n"))
    for href, title, part, _ in sections:
        file, _, name = href.partition("#")
        assert not part or f'id="{name}"' in (site / file).read_text("utf-8"), (title, part)
    assert any("1.4612" in words for *_, words in sections)
    assert any("ignore_index" in words for *_, words in sections)
    assert not any("<details>" in words or "Answer:" in words for *_, words in sections)


def test_pictures_are_the_stored_ones_pixel_for_pixel(site):
    name = NAMES[2]
    for image, (_, output, _) in zip(
        read(site, name).all("img"), pictures_of(LESSON.pages[name]), strict=True
    ):
        webp = base64.b64decode(image["src"].partition(",")[2])
        png = base64.b64decode(output.data["image/png"])
        shown, stored = (Image.open(io.BytesIO(data)).convert("RGBA") for data in (webp, png))
        assert shown.tobytes() == stored.tobytes()
        assert len(webp) < len(png)
