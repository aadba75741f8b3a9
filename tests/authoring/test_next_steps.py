"""The closing lines of `make course`."""

from digital_factory.authoring import next_steps
from digital_factory.authoring.assignment import ROOT, slugs


def test_next_steps_name_what_to_open_to_read_to_study_and_to_see_the_grades(capsys):
    assert next_steps.main() == 0
    read, study, grade = capsys.readouterr().out.splitlines()
    assert (ROOT / "_build" / "html" / "index.html").as_uri() in read
    assert "make serve" in read
    notebook = study.split()[-1]
    assert ".venv/bin/jupyter lab" in study
    assert (ROOT / notebook).is_file()
    assert notebook.split("/")[1] in slugs()
    assert "classroom grade" in grade
    assert "_build/sample-class/reports/" in grade


def test_next_steps_of_one_assignment_name_its_report(tmp_path):
    folder = tmp_path / "solutions" / "08-the-wall"
    folder.mkdir(parents=True)
    (folder / "08-the-wall.ipynb").write_text("{}")
    assert "_build/sample-class/reports/08-the-wall/report.html" in next_steps.next_steps(tmp_path)[2]
