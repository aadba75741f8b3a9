"""Controls: their texts, their positions, and what they refuse."""

import numpy as np
import pytest

from digital_factory.explorer import Control, ExplorerError, grid


def control(**changes):
    return Control(**({"name": "pace", "label": "Pace", "values": (1, 2, 3), "default": 2} | changes))


def test_texts_with_unit_append_it():
    assert control(unit="a week").texts == ("1 a week", "2 a week", "3 a week")


def test_texts_with_words_are_the_words():
    assert control(words=["low", "middle", "high"]).texts == ("low", "middle", "high")


def test_index_of_sum_of_floats_finds_the_rounded_value():
    assert control(values=np.arange(1, 5) / 10, default=0.1).index(0.1 + 0.2) == 2


def test_grid_of_two_controls_broadcasts_in_their_order():
    rows, columns = grid(control(), control(name="other", values=(10, 20), default=10))
    assert (rows * columns).tolist() == [[10, 20], [20, 40], [30, 60]]


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"name": "two words"}, r"Control name must be a Python identifier, got 'two words'"),
        ({"label": " "}, r"Control 'pace': label must say what the control sets"),
        ({"values": (1,)}, r"values must hold at least two different values, got \(1,\)"),
        ({"values": (1, 1, 2)}, r"values must hold at least two different values"),
        ({"values": (3, 1, 2)}, r"values must ascend, got \(3, 1, 2\)\. Sort them"),
        ({"default": 4}, r"Control 'pace': value must be one of \(1, 2, 3\), got 4"),
        ({"words": ("one", "two")}, r"words must give one text for each of the 3 values"),
        ({"words": ("one", "two", "two")}, r"fmt must tell the values apart"),
        (
            {"values": (0.11, 0.12), "default": 0.11, "fmt": "{:.1f}"},
            r"fmt must tell the values apart.*digits",
        ),
        ({"kind": "knob"}, r'kind must be "slider", "select", or "buttons"'),
        ({"kind": "buttons", "values": range(6)}, r"got 'buttons for 6 values'. Use a slider"),
    ],
)
def test_control_with_wrong_argument_names_it(changes, message):
    with pytest.raises(ExplorerError, match=message):
        control(**changes)
