"""The numbers of a case arrive in the page as Python computed them."""

import base64
import zlib

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from digital_factory.explorer.values import Values
from digital_factory.explorer.values import pack as lay_out
from digital_factory.sphinx_ext.case_numbers import pack, unpack


def packed(values, controls):
    data, arrays = lay_out(values, controls)
    lengths = list(controls.values())
    return data, arrays, lengths, pack(data, arrays, lengths)


@settings(max_examples=25, deadline=None)
@given(
    seed=st.integers(0, 2**32 - 1),
    decimals=st.sampled_from([None, 0, 1, 3]),
    high=st.sampled_from([1, 200, 1e6]),
)
def test_pack_and_unpack_gives_every_byte_back(seed, decimals, high):
    rng = np.random.default_rng(seed)
    values = {
        "line": Values(rng.uniform(-high, high, (3, 4, 5)), dims=("a", "b"), decimals=decimals),
        "one": Values(rng.uniform(0, high, (4,)), dims=("b",), decimals=decimals),
        "fixed": Values(np.nan),
    }
    data, arrays, lengths, travelling = packed(values, {"a": 3, "b": 4})
    assert unpack(travelling, arrays, lengths) == data


def test_pack_smooth_numbers_takes_half_of_what_deflating_alone_would():
    x, load = np.ix_(np.linspace(0, 36, 73), np.linspace(0.5, 0.99, 40))
    data, _, _, travelling = packed(
        {"backlog": Values((x * load).T ** 1.5, dims=("load",), decimals=2)}, {"load": 40}
    )
    assert len(base64.b64decode(travelling["data"])) < 0.5 * len(zlib.compress(data, 9))


@pytest.mark.parametrize("decimals", [0, 2])
def test_numbers_that_travel_differ_from_the_model_s_by_less_than_half_a_printed_digit(decimals):
    model = np.random.default_rng(1).uniform(-50, 50, (20,))
    assert np.abs(Values(model, decimals=decimals).decoded() - model).max() <= 0.5 * 10**-decimals + 1e-12
