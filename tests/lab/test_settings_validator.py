"""What stands in for JupyterLab's validator of settings: takes them as they are, fills what is missing."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

CODE = (Path(__file__).parents[2] / "lab" / "settings_validator.js").read_text("utf-8")


def validated(page: Page, schema: dict[str, Any], data: Any, *, fills: bool = True) -> Any:
    """The data after they have been validated, which never fails."""
    given = json.dumps([schema, data, fills])
    valid, after = page.evaluate(
        f"(([schema, data, fills]) => [({CODE})(schema, schema, fills)(data), data])({given})"
    )
    assert valid is True
    return after


@pytest.mark.parametrize(
    ("schema", "data", "after"),
    [
        ({"properties": {"a": {"default": 1}}}, {}, {"a": 1}),
        ({"properties": {"a": {"default": 1}}}, {"a": 2}, {"a": 2}),
        ({"properties": {"a": {"type": "number"}}}, {"a": "two"}, {"a": "two"}),
        ({"properties": {"a": {"default": {}, "properties": {"b": {"default": 1}}}}}, {}, {"a": {"b": 1}}),
        (
            {"properties": {"a": {"$ref": "#/definitions/x"}}, "definitions": {"x": {"default": 1}}},
            {},
            {},
        ),
        (
            {
                "properties": {"a": {"items": {"$ref": "#/definitions/x"}}},
                "definitions": {"x": {"properties": {"b": {"default": []}}}},
            },
            {"a": [{}, {"b": [1]}]},
            {"a": [{"b": []}, {"b": [1]}]},
        ),
        ({"additionalProperties": {"properties": {"b": {"default": 1}}}}, {"a": {}}, {"a": {"b": 1}}),
        ({"allOf": [{"properties": {"a": {"default": 1}}}]}, {}, {"a": 1}),
        ({"properties": {"a": True}, "additionalProperties": False}, {"b": 1}, {"b": 1}),
    ],
)
def test_settings_validator_fills_what_is_missing_and_changes_nothing_else(
    page: Page, schema: dict[str, Any], data: Any, after: Any
) -> None:
    assert validated(page, schema, data) == after


def test_settings_validator_asked_to_fill_nothing_changes_nothing(page: Page) -> None:
    assert validated(page, {"properties": {"a": {"default": 1}}}, {}, fills=False) == {}
