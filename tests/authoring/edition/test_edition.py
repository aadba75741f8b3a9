"""The learner's edition and the site as one file, made of the built course."""

from __future__ import annotations

import json
import re
import shutil
import zipfile
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from digital_factory.authoring.assignment import ROOT, slugs
from digital_factory.authoring.edition import EditionError
from digital_factory.authoring.edition.archive import NAME, zip_site
from digital_factory.authoring.edition.known_lines import known_lines
from digital_factory.authoring.edition.leaks import find_leaks
from digital_factory.authoring.edition.repository import SITE, write_edition
from digital_factory.authoring.edition.site import copy_site, why_no_lab
from digital_factory.sphinx_ext.binder import HUB

BUILT = ROOT / "_build" / "html"
REPOSITORY = "https://github.com/jane/factories"
LINK = re.compile(r"\]\(([^)\s#]+)(?:#[^)]*)?\)|\{download\}`[^`<]*<([^>]+)>`")


@pytest.fixture(scope="module")
def edition(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The edition of this course, to be published under an address of its own."""
    if why := why_no_lab(BUILT):
        pytest.fail(f"There is no lab in _build/html: {why}")
    target = tmp_path_factory.mktemp("made") / "edition"
    write_edition(ROOT, target, REPOSITORY)
    return target


def words(site: Path) -> dict[str, set[str]]:
    """The pages on which the site's search finds each word of a text or of a title."""
    text = (site / "searchindex.js").read_text("utf-8").strip()
    index = json.loads(text.removeprefix("Search.setIndex(").removesuffix(")"))
    return {
        f"{kind} {word}": {
            index["docnames"][place] for place in ([places] if isinstance(places, int) else places)
        }
        for kind in ("terms", "titleterms")
        for word, places in index[kind].items()
    }


def test_edition_holds_a_learners_folder_a_site_and_what_makes_its_environment(edition: Path) -> None:
    assert {path.name for path in edition.iterdir()} == {
        ".gitignore",
        "LICENSE",
        "LICENSES",
        "README.md",
        "binder",
        "chapters",
        "data",
        "docs",
        "exercises",
        "start.ipynb",
    }
    assert (edition / SITE / "index.html").is_file()
    assert (edition / SITE / "lab" / "notebooks" / "index.html").is_file()
    assert {path.name for path in (edition / "binder").iterdir()} > {"postBuild", "requirements.txt"}
    for slug in slugs(ROOT):
        name = f"exercises/{slug}/{slug}.ipynb"
        assert (edition / name).read_bytes() == (ROOT / name).read_bytes()


def test_edition_holds_no_line_of_a_solution_hidden_test_answer_or_rubric(edition: Path) -> None:
    assert find_leaks(edition, known_lines(ROOT)) == []
    assert not [path for path in edition.rglob("*") if {"trainer", "solutions", "answers"} & set(path.parts)]


def test_edition_with_a_solution_in_a_chapter_is_refused_and_says_where(
    tmp_path: Path, edition: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    line = max(known_lines(ROOT), key=len)

    def with_leak(_root: Path, folder: Path) -> None:
        folder.mkdir(exist_ok=True)
        (folder / "chapter.md").write_text(line, "utf-8")

    module = "digital_factory.authoring.edition.repository"
    monkeypatch.setattr(f"{module}.write_learner_folder", with_leak)
    monkeypatch.setattr(f"{module}.copy_site", lambda _built, folder, _repository: folder.mkdir())
    kept = tmp_path / "edition"
    kept.mkdir()
    with pytest.raises(
        EditionError, match=r"(?s)learners would see.*chapter\.md.*run the same command again"
    ):
        write_edition(ROOT, kept, "")
    assert kept.is_dir()  # the last good one


def test_edition_speaks_of_the_repository_that_it_will_be_and_of_no_other(edition: Path) -> None:
    pages = "".join(path.read_text("utf-8") for path in (edition / SITE / "book").glob("*.html"))
    addresses = set(re.findall(rf"{re.escape(HUB)}([^?\"]*)", pages))
    assert addresses <= {"gh/jane/factories/HEAD"}
    assert f"{HUB}gh/jane/factories/HEAD?urlpath=lab/tree/start.ipynb" in (edition / "README.md").read_text(
        "utf-8"
    )


def test_edition_has_no_link_to_a_file_that_is_not_in_it(edition: Path) -> None:
    pages = [edition / "README.md", edition / "start.ipynb", *(edition / "chapters").glob("*.md")]
    for page in pages:
        text = page.read_text("utf-8")
        for target in filter(None, (one or other for one, other in LINK.findall(text))):
            if not target.startswith(("http", "data:", "mailto:")):
                assert (page.parent / target).exists(), f"{page.name}: {target}"


def test_edition_has_no_way_to_the_trainers_pages_and_finds_none_of_their_words(edition: Path) -> None:
    pages = [*(edition / SITE).glob("*.html"), *(edition / SITE / "book").glob("*.html")]
    assert [page.name for page in pages if "trainer/" in page.read_text("utf-8")] == []
    found, whole = words(edition / SITE), words(BUILT)
    assert found == {
        word: names
        for word, all_ in whole.items()
        if (names := {name for name in all_ if "trainer" not in name})
    }


def test_site_without_a_repository_has_no_word_of_binder(tmp_path: Path) -> None:
    built = tmp_path / "built"
    (built / "book" / "trainer").mkdir(parents=True)
    (built / "index.html").touch()
    (built / "book" / "trainer" / "index.html").touch()
    (built / "book" / "index.html").write_text(
        f'<p>Read</p><div class="on-binder docutils container"><p>On Binder</p></div>\n'
        f'<a href="{HUB}gh/me/private/HEAD?urlpath=lab/tree/x" class="btn btn-binder-button">Binder</a>'
        f'<span class="on-binder"> (<a href="{HUB}gh/me/private/HEAD?urlpath=lab/tree/y">Binder</a>)</span>',
        "utf-8",
    )
    copy_site(built, tmp_path / "without", "")
    assert (tmp_path / "without/book/index.html").read_text("utf-8") == "<p>Read</p>\n"
    assert not (tmp_path / "without/book/trainer").exists()
    copy_site(built, tmp_path / "with", "https://gitlab.com/firm/course")
    page = (tmp_path / "with/book/index.html").read_text("utf-8")
    assert "private" not in page
    assert page.count(f"{HUB}gl/firm%2Fcourse/HEAD?urlpath=lab/tree/") == 2


@pytest.mark.parametrize(
    ("repository", "base"),
    [("https://github.com/jane/edition", "https://jane.github.io/edition/"), ("", None)],
)
def test_site_names_the_address_that_it_will_have_and_no_other(
    tmp_path: Path, repository: str, base: str | None
) -> None:
    built, private = tmp_path / "built", "https://firm.github.io/private/"
    (built / "book").mkdir(parents=True)
    for name in ("index.html", "book/index.html"):
        head = f'<link rel="canonical" href="{private}{name}">\n'
        head += f'<meta property="og:url" content="{private}{name}">\n'
        (built / name).write_text(f'{head}<meta property="og:image" content="{private}share.png">', "utf-8")
    (built / "sitemap.xml").write_text(f"<loc>{private}book/index.html</loc>", "utf-8")

    copy_site(built, tmp_path / "copy", repository)

    made = "".join(path.read_text("utf-8") for path in (tmp_path / "copy").rglob("*.*"))
    assert "private" not in made
    assert made.count(f"{base}book/index.html") == (3 if base else 0)
    assert (tmp_path / "copy/sitemap.xml").exists() == (base is not None)


def test_site_that_is_not_built_cannot_be_copied(tmp_path: Path) -> None:
    with pytest.raises(EditionError, match="`make course` makes it"):
        copy_site(tmp_path, tmp_path / "copy", "")


def test_zip_without_the_lab_is_small_opens_from_its_folder_and_says_so(tmp_path: Path, page: Page) -> None:
    file = tmp_path / "course.zip"
    assert zip_site(BUILT, file, "", with_lab=False) < 25e6
    shutil.unpack_archive(file, tmp_path / "stick")
    folder = tmp_path / "stick" / NAME
    assert json.loads((folder / "lab/status.json").read_text("utf-8"))["ready"] is False
    page.goto((folder / "index.html").as_uri())
    page.wait_for_url("**/book/index.html")
    page.goto((folder / "book/08-the-wall.html").as_uri())
    expect(page.locator("[data-case-readout]").first).not_to_be_empty()


def test_zip_of_a_site_that_holds_a_solution_is_refused_and_the_last_file_stays(tmp_path: Path) -> None:
    file = tmp_path / "course.zip"
    file.write_text("the last one", "utf-8")
    secret = frozenset({"Making Digital Factories Work"})
    with pytest.raises(EditionError, match=r"(?s)learners would see.*book/01-why-they-multiply\.html"):
        zip_site(BUILT, file, "", with_lab=False, secret=secret)
    assert file.read_text("utf-8") == "the last one"


def test_zip_of_the_same_site_has_the_same_bytes(tmp_path: Path) -> None:
    for name in ("one.zip", "two.zip"):
        zip_site(BUILT, tmp_path / name, "", with_lab=False)
    assert (tmp_path / "one.zip").read_bytes() == (tmp_path / "two.zip").read_bytes()


def test_zip_with_the_lab_holds_what_it_needs_and_nothing_for_trainers(tmp_path: Path) -> None:
    zip_site(BUILT, tmp_path / "course.zip", "", with_lab=True)
    with zipfile.ZipFile(tmp_path / "course.zip") as archive:
        names = set(archive.namelist())
    assert f"{NAME}/lab/static/pyodide/pyodide.asm.wasm" in names
    assert not [name for name in names if name.endswith((".br", ".gz")) or "trainer" in name]
