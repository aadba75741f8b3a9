"""The case study as a whole: settings, sentences, what it displays, and what it refuses."""

import dataclasses

import numpy as np
import pytest
from gallery import gallery

from digital_factory.explorer import Control, ExplorerError, Readout, Values
from digital_factory.explorer.case_study import CASE_MIME


@pytest.fixture(scope="module")
def case():
    return gallery()


def changed(case, **changes):
    return dataclasses.replace(case, **changes)


def test_combinations_multiply_the_values_of_the_controls(case):
    assert case.combinations == 5 * 3 * 3


def test_at_setting_gives_the_rounded_numbers_of_that_setting(case):
    at = case.at(pace=3.0, share=0.6)
    assert at["now_kept"] == pytest.approx(3 * 6 * 1.6 * 0.6, abs=0.005)
    assert at["kept"].shape == (13,)
    assert case.at()["now_kept"] == pytest.approx(2 * 6 * 1.4 * 0.4, abs=0.005)


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        ({}, "2 ideas a week, 40% kept, value first: 6.7 ideas after six weeks. stop."),
        (
            {"pace": 3.0, "policy": "short"},
            "3 ideas a week, 40% kept, shortest first: 10.1 ideas after six weeks. go on.",
        ),
        ({"pace": 3.0, "share": 0.6}, "3 ideas a week, 60% kept, value first: too many, 17 ideas."),
    ],
)
def test_sentence_at_setting_takes_the_template_that_python_picked(case, settings, sentence):
    assert case.sentence(**settings) == sentence


def test_mimebundle_holds_the_live_widget_and_the_static_figures(case):
    bundle = case._repr_mimebundle_()
    view = bundle["application/vnd.jupyter.widget-view+json"]
    assert view["model_id"] == case.widget.model_id
    assert bundle["text/plain"] == case.sentence()
    shown = bundle[CASE_MIME]
    assert (shown["name"], shown["view"], len(shown["figures"])) == ("gallery", view, len(case.panels))


def test_widget_controls_are_linked_to_the_chart_s_positions(case):
    _, row, chart = case.widget.children
    assert [control.index for control in row.children] == [chart.i0, chart.i1, chart.i2] == [2, 1, 1]
    assert [control.description for control in row.children] == ["Pace", "Share kept", "Policy"]
    assert chart.values == case.payload.data


def test_widget_displayed_twice_is_one_widget(case):
    assert case.widget is case.widget


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"name": "two words"}, r"Explorer name must be one word"),
        ({"title": ""}, r"Explorer 'gallery': title must be a text"),
        ({"caption": " "}, r"caption must be a text"),
        ({"controls": ()}, r"controls must hold 1 to 4 controls"),
        ({"panels": ()}, r"panels must hold at least one"),
    ],
)
def test_explorer_with_wrong_argument_names_it(case, changes, message):
    with pytest.raises(ExplorerError, match=message):
        changed(case, **changes)


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("pace", Values(1), r"values must not reuse the name of a control, got \['pace'\]"),
        (
            "new",
            Values(np.ones(5), ("speed",)),
            r"values\['new'\].dims must name controls, .*got \['speed'\]",
        ),
        (
            "new",
            Values(np.ones((3, 5)), ("pace", "share")),
            r"values\['new'\].data must have leading axes of \(5, 3\) for \('pace', 'share'\), got \(3, 5\)",
        ),
    ],
)
def test_explorer_with_values_that_do_not_fit_names_them(case, name, value, message):
    with pytest.raises(ExplorerError, match=message):
        changed(case, values={**case.values, name: value})


@pytest.mark.parametrize(
    ("readout", "message"),
    [
        (lambda: Readout("{pace}"), r"templates must be a tuple of texts"),
        (lambda: Readout(("a", "b")), r"pick must name the scalar that picks one of the templates"),
        (lambda: Readout(("{pace} {share}",)), r"templates\[0\] must name every control, also \['policy'\]"),
        (lambda: Readout(("{pace}{share}{policy} **{now_kept:.1f}",)), r"must close every \*\*"),
        (
            lambda: Readout(("{pace}{share}{policy}{kept:.1f}",)),
            r"must name controls and scalars only, got 'kept'",
        ),
        (lambda: Readout(("{pace}{share}{policy}{now_kept}",)), r"now_kept must be a number format"),
        (
            lambda: Readout(("{pace}{share}{policy}",) * 2, pick="kept"),
            r"pick must name a scalar, got 'kept'",
        ),
        (
            lambda: Readout(("{pace}{share}{policy}",) * 2, pick="now"),
            r"pick 'now' must pick whole numbers from 0 to 1",
        ),
    ],
)
def test_readout_that_does_not_fit_names_the_fault(case, readout, message):
    with pytest.raises(ExplorerError, match=message):
        changed(case, readout=readout())


def test_at_setting_outside_the_grid_says_which_values_there_are(case):
    with pytest.raises(ExplorerError, match=r"'share': value must be one of \(0.2, 0.4, 0.6\), got 0.5"):
        case.at(share=0.5)


def test_at_unknown_control_says_which_there_are(case):
    with pytest.raises(ExplorerError, match=r"got \['speed'\]. Known: \['pace', 'share', 'policy'\]"):
        case.at(speed=1)


def test_explorer_takes_five_controls_for_too_many(case):
    fifth = [Control(name=f"c{k}", label="C", values=(0, 1), default=0) for k in range(2)]
    with pytest.raises(ExplorerError, match="hold 1 to 4 controls"):
        changed(case, controls=(*case.controls, *fifth))
