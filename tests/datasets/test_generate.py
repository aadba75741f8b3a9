"""The generator: the committed bytes, the same again elsewhere, and a check that names what mends it."""

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from digital_factory.datasets import generate, generators
from digital_factory.datasets.schema import Field, Resource


def module(name: str, chapter: str, build=None) -> object:
    """Return an object that passes for a table module of one table."""

    def draw(rng: np.random.Generator) -> dict[str, pd.DataFrame]:
        return {name: pd.DataFrame({"value": rng.random(3)})}

    class Made:
        __name__ = f"digital_factory.datasets.generators.{chapter.rpartition('-')[2]}"
        RESOURCES = (Resource(name, name, "One row.", chapter, (Field("value", "number", "A value."),)),)

    made = Made()
    made.build = build or draw  # type: ignore[attr-defined]
    return made


def test_committed_data_are_what_the_code_makes():
    assert not generate.stale(), "Run `make data` and commit the result."


def test_generate_in_another_process_with_other_hashing_gives_the_same_bytes(tmp_path):
    command = [sys.executable, "-m", "digital_factory.datasets.generate", "--folder", str(tmp_path)]

    done = subprocess.run(
        command, env={**os.environ, "PYTHONHASHSEED": "77"}, capture_output=True, check=True
    )

    assert not done.stderr
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == generate.files()


@pytest.mark.parametrize("damage", ["change", "remove", "add"])
def test_check_of_stale_data_fails_and_names_the_file_and_the_command(tmp_path, capsys, damage):
    generate.main(["--folder", str(tmp_path)])
    assert generate.main(["--folder", str(tmp_path), "--check"]) == 0
    victim = tmp_path / "handovers.csv"
    if damage == "change":
        victim.write_bytes(victim.read_bytes().replace(b"passed", b"past", 1))
    elif damage == "remove":
        victim.unlink()
    else:
        victim = tmp_path / "of_a_chapter_that_went.csv"
        victim.write_text("a\n1\n")
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}

    assert generate.main(["--folder", str(tmp_path), "--check"]) == 1

    said = capsys.readouterr().err
    assert victim.name in said
    assert "make data" in said
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before


def test_generate_removes_the_file_of_a_table_that_went_and_no_other(tmp_path):
    (tmp_path / "datapackage.json").write_text('{"resources": [{"name": "of_a_chapter_that_went"}]}')
    (tmp_path / "of_a_chapter_that_went.csv").write_text("a\n1\n")
    (tmp_path / "somebodys_own.csv").write_text("a\n1\n")

    assert generate.main(["--folder", str(tmp_path)]) == 0

    assert {path.name for path in tmp_path.iterdir()} == {*generate.files(), "somebodys_own.csv"}


def test_generate_into_a_place_that_is_no_folder_says_so(tmp_path, capsys):
    (tmp_path / "taken").write_text("a file")

    assert generate.main(["--folder", str(tmp_path / "taken")]) == 1

    said = capsys.readouterr().err
    assert "cannot be written" in said
    assert "--folder" in said


def test_modules_are_in_the_order_of_their_chapters():
    chapters = [owner.RESOURCES[0].chapter for owner in generators.modules()]

    assert chapters == sorted(chapters)
    assert "08-the-wall" in chapters


def test_modules_are_every_module_of_the_package_but_private_ones():
    stems = {path.stem for path in Path(generators.__file__).parent.glob("*.py")}

    assert {owner.__name__.rpartition(".")[2] for owner in generators.modules()} == {
        stem for stem in stems if not stem.startswith("_")
    }


def test_build_gives_modules_of_other_names_other_streams():
    wall, squads = module("a", "08-the-wall"), module("a", "03-squads")

    first = generators.build(wall, 1)["a"]["value"]

    assert first.equals(generators.build(wall, 1)["a"]["value"])
    assert not first.equals(generators.build(squads, 1)["a"]["value"])
    assert not first.equals(generators.build(wall, 2)["a"]["value"])


def test_build_rounds_numbers_and_puts_columns_in_the_order_of_the_dictionary():
    def draw(rng: np.random.Generator) -> dict[str, pd.DataFrame]:
        return {"a": pd.DataFrame({"value": [1 / 3]}, index=[7])}

    made = generators.build(module("a", "08-the-wall", draw), 1)["a"]

    assert made["value"].tolist() == [0.3333]
    assert made.index.tolist() == [0]


@pytest.mark.parametrize(
    ("made", "message"),
    [
        ({"b": pd.DataFrame({"value": [1.0]})}, r"made the tables \['b'\], its RESOURCES name \['a'\]"),
        (
            {"a": pd.DataFrame({"other": [1.0]})},
            r"`a` was made with the columns \['other'\], not \['value'\]",
        ),
    ],
)
def test_build_of_tables_that_are_not_those_of_the_dictionary_says_which(made, message):
    with pytest.raises(ValueError, match=message):
        generators.build(module("a", "08-the-wall", lambda rng: made), 1)


@pytest.mark.parametrize(
    ("names", "message"),
    [
        (
            {"wall": module("a", "03-squads")},
            r"generators/wall\.py defines `a` .* belongs in generators/squads\.py",
        ),
        (
            {"wall": module("a", "08-the-wall"), "squads": module("a", "03-squads")},
            r"both define `a`\. Rename one",
        ),
    ],
)
def test_modules_that_claim_what_is_not_theirs_are_refused(monkeypatch, names, message):
    monkeypatch.setattr(
        generators.pkgutil, "iter_modules", lambda path: [(None, name, False) for name in names]
    )
    monkeypatch.setattr(generators, "module", names.__getitem__)

    with pytest.raises(ValueError, match=message):
        generators.modules()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"name": "Stage"}, "`name` must be lower case"),
        ({"type": "text"}, "`type` must be one of string, integer"),
        ({"description": "The stage"}, "must be a sentence with its full stop"),
        ({"type": "integer", "enum": ("1",)}, "`enum` and `pattern` are for strings"),
        ({"minimum": 1}, "`minimum` and `maximum` are for numbers and dates"),
    ],
)
def test_field_that_contradicts_itself_is_refused(arguments, message):
    with pytest.raises(ValueError, match=message):
        Field(**{"name": "stage", "type": "string", "description": "The stage.", **arguments})


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"name": "Stages"}, "`name` must be lower case"),
        ({"chapter": "wall"}, "`chapter` must be a slug such as '08-the-wall', got 'wall'"),
        ({"fields": (Field("a", "string", "A."), Field("a", "string", "A."))}, "two fields share a name"),
        ({"primary_key": ("b",)}, r"`primary_key` names \['b'\], which are no fields"),
    ],
)
def test_resource_that_contradicts_itself_is_refused(arguments, message):
    plain = {"name": "a", "title": "A", "description": "One row.", "chapter": "08-the-wall"}
    with pytest.raises(ValueError, match=message):
        Resource(**{**plain, "fields": (Field("a", "string", "A."),), **arguments})


def test_resource_survives_the_way_through_its_descriptor():
    for owner in generators.modules():
        for resource in owner.RESOURCES:
            assert Resource.from_descriptor(resource.descriptor()) == resource
