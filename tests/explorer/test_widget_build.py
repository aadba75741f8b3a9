"""The committed widget bundle and font are what the lock builds, and small."""

import gzip
import shutil

from node_packages import held

from digital_factory.authoring import widgets
from digital_factory.explorer.widget import STATIC


def test_rebuild_of_committed_bundle_gives_the_same_bytes(capsys):
    with held():
        code = widgets.main(["--check"])
    assert capsys.readouterr().err == ""
    assert code == 0


def test_check_of_changed_file_names_it_and_the_command(tmp_path, monkeypatch, capsys):
    changed = tmp_path / "static"
    shutil.copytree(STATIC, changed)
    (changed / "case-chart.js").write_text("export default {};")
    (changed / "left-over.js").touch()
    monkeypatch.setattr(widgets, "PACKAGE_STATIC", changed)
    monkeypatch.setattr(
        widgets, "install", lambda: None
    )  # the packages are there: the test above installed them
    assert widgets.main(["--check"]) == 1
    assert capsys.readouterr().err == (
        "Not what frontend/ builds: case-chart.js, left-over.js. Run `make widgets`.\n"
    )


def test_committed_files_stay_below_two_megabytes_and_the_script_of_a_widget_small():
    sizes = {file.name: file.stat().st_size for file in STATIC.iterdir()}
    assert sorted(sizes) == [
        *("case-LICENSES.txt", "case-chart.css", "case-chart.js", "case-controls.css", "case-runtime.js"),
        "widget-manager.js",
    ]
    assert max(sizes.values()) < 2_000_000
    assert len(gzip.compress((STATIC / "case-runtime.js").read_bytes())) < 25_000
    assert sizes["case-chart.js"] < 40_000  # travels in the state of every widget


def test_bundle_names_the_licence_of_every_package_in_it():
    licences = (STATIC / "case-LICENSES.txt").read_text(encoding="utf-8")
    for package in ("@jupyter-widgets/base", "@jupyter-widgets/controls", "anywidget", "backbone", "jquery"):
        assert f"\n{package} " in f"\n{licences}"
    assert (widgets.MATH / "LICENSE").is_file()
