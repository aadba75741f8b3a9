"""Numbers as text: the page's script and Python write the same, to the last digit."""

import json

import numpy as np
import pytest

from digital_factory import text
from digital_factory.authoring.node import node
from digital_factory.explorer import ExplorerError
from digital_factory.explorer.formats import format_number

FORMATS = (".0f", ".1f", ".3f", ",.0f", ",.2f", "+.1f", "+,.0f", ".0%", ".1%")


@pytest.mark.parametrize(
    ("value", "fmt", "expected"),
    [
        (0.5, ".0f", "1"),
        (2.5, ".0f", "3"),  # Python's own format says 2
        (-2.5, ".0f", "−3"),
        (-0.4, ".0f", "0"),
        (0.0, "+.1f", "0.0"),
        (1234567.0, ",.0f", "1,234,567"),
        (3.14159, "+.2f", "+3.14"),
        (0.125, ".0%", "13%"),
        (np.nan, ".1f", text.EXPLORER_NO_VALUE),
        (np.inf, ".1f", text.EXPLORER_UNBOUNDED),
    ],
)
def test_format_number_writes_as_the_page_does(value, fmt, expected):
    assert format_number(value, fmt) == expected


def test_script_and_python_format_the_same_numbers_alike():
    rng = np.random.default_rng(1)
    numbers = [
        *np.round(rng.normal(0, 1000, 300), 3),
        *(rng.integers(-4000, 4000, 300) / 8),  # halves and eighths: the ties
        *rng.normal(0, 1, 300),
        *(rng.normal(0, 1e6, 100).astype(np.float32)),
    ]
    pairs = [(float(number), FORMATS[k % len(FORMATS)]) for k, number in enumerate(numbers)]
    script = """
        const { format } = await import("./src/chart/numbers.js");
        const pairs = JSON.parse(process.argv[1]);
        process.stdout.write(JSON.stringify(pairs.map(([n, f]) => format(n, f, {}))));
    """
    written = json.loads(node("--input-type=module", "--eval", script, json.dumps(pairs)))
    assert written == [format_number(*pair) for pair in pairs]


@pytest.mark.parametrize("fmt", ["", ".1", "d", "{:.1f}", ".10f", ",.1e"])
def test_format_number_with_unknown_format_names_the_forms(fmt):
    with pytest.raises(ExplorerError, match=r"must be a number format such as \.1f"):
        format_number(1.0, fmt)
