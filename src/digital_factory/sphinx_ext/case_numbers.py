"""How the numbers of a case travel in a page: differences, bytes of one weight together, deflated.

`explorer.values` has rounded them to whole numbers of one, two or four bytes already. Along one axis, that of
a control or that of the points, neighbours differ little: the differences, their high bytes apart from their
low ones, take half the room. Nothing is lost. JavaScript has the other half, `frontend/src/page/unpack.js`.
Imports NumPy only.
"""

from __future__ import annotations

import base64
import itertools
import zlib
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

__all__ = ["pack", "unpack"]

Integers = npt.NDArray[np.integer[Any]]
_TYPES = {"f4": "<i4", "u1": "u1", "u2": "<u2", "i2": "<i2", "i4": "<i4"}  # floats by their bits


def pack(data: bytes, arrays: Mapping[str, Mapping[str, Any]], lengths: Sequence[int]) -> dict[str, Any]:
    """Return the block `data` as text, and how each of its arrays was packed.

    Parameters
    ----------
    data
        The arrays end to end, as `explorer.values.pack` lays them.
    arrays
        For each array its ``type``, its ``shape`` at one setting, the ``dims`` before it and where it lies,
        ``at``.
    lengths
        Number of values of each control.

    Returns
    -------
    dict
        ``data``, base64 of the deflated block, and ``packing``: by array, the ``axis`` along which
        differences were taken, or None, and whether its ``planes`` of bytes lie apart.
    """
    block = bytearray(data)
    packing = {}
    for name, how in arrays.items():
        numbers = _numbers(data, how, lengths)
        axes: list[int | None] = [None, *range(numbers.ndim)]
        planes = (False, True) if numbers.itemsize > 1 else (False,)
        ways = [
            (_filtered(numbers, axis, apart), axis, apart) for axis, apart in itertools.product(axes, planes)
        ]
        best, axis, apart = min(ways, key=lambda way: len(zlib.compress(way[0], 6)))
        block[how["at"] : how["at"] + len(best)] = best
        packing[name] = {"axis": axis, "planes": apart}
    return {"data": base64.b64encode(zlib.compress(bytes(block), 9)).decode(), "packing": packing}


def unpack(
    packed: Mapping[str, Any], arrays: Mapping[str, Mapping[str, Any]], lengths: Sequence[int]
) -> bytes:
    """Return the block that was packed, as the page does."""
    block = bytearray(zlib.decompress(base64.b64decode(packed["data"])))
    for name, way in packed["packing"].items():
        numbers = _numbers(bytes(block), arrays[name], lengths)
        if way["planes"]:
            planes = np.frombuffer(numbers.tobytes(), np.uint8).reshape(numbers.itemsize, -1)
            numbers = np.frombuffer(planes.T.tobytes(), numbers.dtype).reshape(numbers.shape)
        if way["axis"] is not None:
            numbers = np.cumsum(numbers, axis=way["axis"], dtype=numbers.dtype)
        at = arrays[name]["at"]
        block[at : at + numbers.nbytes] = numbers.tobytes()
    return bytes(block)


def _numbers(data: bytes, how: Mapping[str, Any], lengths: Sequence[int]) -> Integers:
    shape = (*(lengths[dim] for dim in how["dims"]), *how["shape"])
    kind = np.dtype(_TYPES[how["type"]])
    count = int(np.prod(shape))
    return np.frombuffer(data, kind, count, how["at"]).reshape(shape)


def _filtered(numbers: Integers, axis: int | None, planes: bool) -> bytes:
    """Return the bytes of the differences of `numbers` along `axis`, which run over as integers do."""
    if axis is not None:
        first = np.take(numbers, [0], axis=axis)
        numbers = np.concatenate([first, np.diff(numbers, axis=axis)], axis=axis)
    raw = np.ascontiguousarray(numbers).tobytes()
    if planes:
        return np.frombuffer(raw, np.uint8).reshape(-1, numbers.itemsize).T.tobytes()
    return raw
