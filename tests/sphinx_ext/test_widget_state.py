"""Of its widgets' state a page keeps what its own script reads, and all that the official manager needs."""

import json
import re

import ipywidgets
import pytest
from ipywidgets.embed import embed_data

from digital_factory.cases import wall
from digital_factory.explorer import widget
from digital_factory.sphinx_ext.case_numbers import unpack
from digital_factory.sphinx_ext.widget_state import CHART, lighten_widgets

STATE = "application/vnd.jupyter.widget-state+json"
VIEW = "application/vnd.jupyter.widget-view+json"


def page_of(*views):
    state = json.dumps(embed_data(views=views, drop_defaults=False)["manager_state"])
    shown = "".join(
        f'<script type="{VIEW}">{json.dumps({"model_id": view.model_id})}</script>' for view in views
    )
    return f'<html><head><script type="{STATE}">{state}</script></head><body>{shown}<p>end</p></body></html>'


def states(page):
    return {
        mark: json.loads(text)
        for mark, text in re.findall(rf'<script type="{re.escape(STATE)}" (\S+)>(.*?)</script>', page)
    }


@pytest.fixture(scope="module")
def case():
    return wall.explorer()


def test_chart_is_known_by_the_name_that_anywidget_gives_it(case):
    assert widget.CaseChart(spec=case.spec(), values=b"")._anywidget_id == CHART


def test_lighten_widgets_case_keeps_its_numbers_and_leaves_its_script_to_the_page(case):
    page = lighten_widgets(page_of(case.widget))
    (light,) = states(page).values()
    (chart,) = (one for one in light["state"].values() if one["model_name"] == "AnyModel")
    spec = chart["state"]["spec"]
    lengths = [len(control["texts"]) for control in spec["controls"]]
    assert unpack(chart["buffers"][0], spec["arrays"], lengths) == case.payload.data
    assert chart["state"]["i3"] == 0
    assert "_esm" not in page
    assert "LayoutModel" not in page
    assert page.index("data-light") > page.index("<p>end</p>")


def test_lighten_widgets_link_stays_with_the_two_it_joins():
    a, b = ipywidgets.IntSlider(value=0), ipywidgets.IntSlider(value=5)
    link = ipywidgets.jslink((a, "value"), (b, "value"))
    (light,) = states(lighten_widgets(page_of(ipywidgets.VBox([a, b])))).values()
    assert light["state"][link.model_id]["state"]["source"] == [f"IPY_MODEL_{a.model_id}", "value"]
    assert light["state"][a.model_id]["state"]["value"] == 0


def test_lighten_widgets_unknown_widget_keeps_the_whole_state_for_the_manager():
    known, unknown = ipywidgets.IntSlider(), ipywidgets.Accordion([ipywidgets.Text("typed")])
    page = page_of(known, unknown)
    light = states(lighten_widgets(page))
    assert list(light) == ["data-light", "data-whole"]
    assert list(light["data-light"]["state"]) == [known.model_id]
    before = re.search(rf'<script type="{re.escape(STATE)}">(.*?)</script>', page)
    assert light["data-whole"] == json.loads(before[1])


def test_lighten_widgets_page_seen_before_or_without_widgets_stays_as_it_is(case):
    once = lighten_widgets(page_of(case.widget, ipywidgets.Text()))
    assert lighten_widgets(once) == once
    assert lighten_widgets("<html><body></body></html>") == "<html><body></body></html>"
