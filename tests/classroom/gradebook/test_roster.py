"""The roster: class lists of platforms and people, in whatever encoding, into the gradebook."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from openpyxl import Workbook
from shop_command import accepted, give_up_at_once, refused
from shop_course import make_course

MOODLE = (
    "Prénom,Nom,Numéro d'identification,Adresse de courriel\n"
    "Zoë,O’Brien,1001,zoe@example.org\n"
    "André,Groß,1002,andre@example.org\n"
)
ENROLLED = [("1001", "Zoë", "O’Brien", "zoe@example.org"), ("1002", "André", "Groß", "andre@example.org")]
CANVAS = (
    "Student,ID,SIS User ID,SIS Login ID,Section,shop (77)\n"
    "    Points Possible,,,,,14\n"
    '"Lovelace, Ada",12345,S-1,ada,A,3\n'
    '"Student, Test",99,,,A,\n'
)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A course in which nobody is enrolled."""
    return make_course(tmp_path / "shop")


def students(root: Path) -> list[tuple[str, str, str, str]]:
    """Who is enrolled: id, first and last name, e-mail address."""
    with sqlite3.connect(root / "gradebook.db") as database:
        return list(database.execute("select id, first_name, last_name, email from student order by id"))


def write(root: Path, content: str, encoding: str = "utf-8") -> str:
    """Write a class list; returns its path."""
    path = root / "list.csv"
    path.write_bytes(content.encode(encoding))
    return str(path)


@pytest.mark.parametrize(
    ("encoding", "separator"),
    [("utf-8", ","), ("utf-8-sig", ";"), ("utf-16", "\t"), ("utf-16-le", ","), ("cp1252", ";")],
)
def test_import_any_encoding_and_separator_enrols_the_same_class(
    root: Path, encoding: str, separator: str
) -> None:
    accepted(root, "roster", "import", write(root, MOODLE.replace(",", separator), encoding))

    assert students(root) == ENROLLED


def test_import_names_in_an_east_asian_encoding_are_read(root: Path) -> None:
    content = "学号,姓名\n2001,李伟\n2002,王芳\n2003,张秀英\n"

    accepted(root, "roster", "import", write(root, content, "gb18030"))

    assert [row[2] for row in students(root)] == ["李伟", "王芳", "张秀英"]


def test_import_excel_with_a_title_and_numbers_for_ids_is_read(root: Path) -> None:
    book = Workbook()
    for row in (["Class of 2026"], [], ["Student number", "First name", "Last name"], [12.0, "Ann", "Ox"]):
        book.active.append(row)
    book.save(root / "list.xlsx")

    accepted(root, "roster", "import", str(root / "list.xlsx"))

    assert students(root) == [("12", "Ann", "Ox", None)]


def test_import_canvas_keeps_its_number_and_leaves_out_the_test_student(root: Path) -> None:
    said = accepted(root, "roster", "import", write(root, CANVAS))

    assert students(root) == [("ada", "Ada", "Lovelace", None)]
    assert "12345" in accepted(root, "roster")
    assert "Test Student" in said


def test_import_dry_run_changes_nothing_and_says_what_it_would(root: Path) -> None:
    accepted(root, "roster", "import", write(root, MOODLE))
    other = MOODLE.replace("zoe@example.org", "zoe@elsewhere.example").replace("1002", "1003")

    said = accepted(root, "roster", "import", write(root, other), "--dry-run")

    assert students(root) == ENROLLED
    assert "1001: e-mail zoe@example.org -> zoe@elsewhere.example" in said
    assert "1 learner enrolled before and not in this list, kept: 1002" in said
    assert "1 would be enrolled, 1 changed, 0 stay" in said


def test_import_never_deletes_and_never_empties(root: Path) -> None:
    accepted(root, "roster", "import", write(root, MOODLE))

    accepted(root, "roster", "import", write(root, "id,first name\n1001,Zoé\n"))

    assert students(root) == [("1001", "Zoé", "O’Brien", "zoe@example.org"), ENROLLED[1]]


def test_import_two_learners_of_one_name_enrols_both_and_says_so(root: Path) -> None:
    said = accepted(root, "roster", "import", write(root, "id,name\nw1,Li Wei\nw2,Wei Li\n"))

    assert [row[0] for row in students(root)] == ["w1", "w2"]
    assert "2 learners (w1, w2)" in said


def test_import_without_a_column_for_last_names_says_which_were_not_used(root: Path) -> None:
    listed = write(root, "id,first name,second name\nw1,Li,Wei\n")

    said = accepted(root, "roster", "import", listed, "--dry-run")

    assert "not used: second name" in said


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("First name,Last name,Email address\nAda,Lovelace,ada@example.org\n", "no column with an id"),
        ("id,name\nada,Ada\n,Bob\n,Cyd\n", "no id in column 'id' in lines 3, 4"),
        ("id,name\nada,Ada\nada,Bob\n", "the id 'ada' in lines 2 and 3"),
        ("id,name\n../ada,Ada\n", "'../ada' cannot be an id"),
        ("id,name\nada,Ada\nADA,Bob\n", "differs from the enrolled"),
        ("id,name\n", "no learner below"),
        ("what,is,this\n1,2,3\n", "no line that names its columns"),
        ("", "is no table"),
        ("id,name\0\nada,Ada\n", "is no table"),
        ('id,name\nada,"' + "x" * 200_000 + "\n", "is no table"),
        ("PK\x03\x04 no workbook", "is no table"),
    ],
)
def test_import_a_list_that_enrols_nobody_safely_is_refused_and_changes_nothing(
    root: Path, content: str, reason: str
) -> None:
    accepted(root, "roster", "import", write(root, MOODLE))

    said = refused(root, "roster", "import", write(root, content))

    assert reason in said
    assert len(said.strip().splitlines()) == 1
    assert students(root) == ENROLLED


def test_import_refused_makes_no_gradebook(tmp_path: Path) -> None:
    root = make_course(tmp_path / "shop")

    refused(root, "roster", "import", str(root / "absent.csv"))

    assert not (root / "gradebook.db").exists()


def test_import_with_the_id_column_named_takes_it(root: Path) -> None:
    path = write(root, "First name,Email address\nAda,ada@example.org\n")

    accepted(root, "roster", "import", path, "--id", "email address")

    assert [row[0] for row in students(root)] == ["ada@example.org"]


def test_import_while_another_process_writes_the_gradebook_is_refused(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    accepted(root, "roster", "import", write(root, MOODLE))
    monkeypatch.setattr("classroom.gradebook.connection._PAUSES_S", ())
    give_up_at_once(monkeypatch)
    path = write(root, "id,name\nada,Ada\n")
    with sqlite3.connect(root / "gradebook.db") as database:
        database.execute("begin exclusive")
        said = refused(root, "roster", "import", path)

    assert "has kept it locked" in said
    assert students(root) == ENROLLED


def test_roster_of_an_empty_course_says_what_to_do(root: Path) -> None:
    assert "classroom roster import FILE" in accepted(root, "roster")


def test_import_of_an_old_excel_workbook_says_how_to_save_it(root: Path) -> None:
    (root / "list.xls").write_bytes(bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 600)

    assert ".xlsx" in refused(root, "roster", "import", str(root / "list.xls"))


@pytest.mark.parametrize(
    ("encoding", "said"), [("iso8859-2", None), ("utf-8", "encoding"), ("klingon", "encoding")]
)
def test_import_in_an_encoding_that_is_said_is_read_in_it_or_refused(
    root: Path, encoding: str, said: str | None
) -> None:
    (root / "list.csv").write_bytes("id;name\nada;Łukasz Żółć\n".encode("iso8859-2"))
    arguments = ("roster", "import", str(root / "list.csv"), "--encoding", encoding)

    if said is None:
        accepted(root, *arguments)
        assert students(root) == [("ada", "Łukasz", "Żółć", None)]
    else:
        assert said in refused(root, *arguments)
        assert not (root / "gradebook.db").exists()


def test_import_with_excels_hint_of_the_separator_is_read_by_it(root: Path) -> None:
    accepted(root, "roster", "import", write(root, "sep=|\nid|name\nada|Lovelace, Ada; Countess\n"))

    assert [row[0] for row in students(root)] == ["ada"]
