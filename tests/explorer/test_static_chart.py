"""The static chart: an element of the page, in its theme, with ids of its own."""

import re
from xml.etree import ElementTree

import pytest
from gallery import gallery

from digital_factory.explorer.case_study import CASE_MIME

KINDS = [panel.title for panel in gallery().panels]


@pytest.fixture(scope="module")
def figures():
    return gallery()._repr_mimebundle_()[CASE_MIME]["figures"]


@pytest.mark.parametrize("position", range(len(KINDS)), ids=KINDS)
def test_static_chart_of_each_kind_is_titled_and_takes_colours_from_the_theme(figures, position):
    panel, svg = gallery().panels[position], figures[position]
    root = ElementTree.fromstring(svg)
    assert root.find("{*}title").text == panel.title
    assert root.find("{*}desc").text == panel.description
    assert not re.search(r"(?<!, )#[0-9a-f]{6}\b(?!\))", re.sub(r'"#[^"]*"|url\([^)]*\)', "", svg))
    assert "font-family" not in svg


def test_static_charts_of_one_page_share_no_id(figures):
    ids = [found for svg in figures for found in re.findall(r' id="([^"]+)"', svg)]
    assert len(ids) == len(set(ids))


def test_static_charts_refer_only_to_their_own_ids(figures):
    for svg in figures:
        ids = set(re.findall(r' id="([^"]+)"', svg))
        assert set(re.findall(r"url\(#([^)]+)\)|href=\"#([^\"]+)\"", svg)) <= {
            pair for name in ids for pair in ((name, ""), ("", name))
        }
