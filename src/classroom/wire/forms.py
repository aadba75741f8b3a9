"""How values of a type travel: one entry a form, its encoder and its decoder side by side."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from classroom.wire.interfaces import Decoder, Encoder

__all__ = ["Decode", "Encode", "Form", "decoders", "encoders"]

# The Protocols' names say what they need; a table holds functions of values of every type.
Encode = Callable[[Any, Encoder], Any]
Decode = Callable[[list[Any], Decoder], Any]


@dataclass(frozen=True)
class Form:
    """One form of a value in a message: `[tag, *body]`.

    Parameters
    ----------
    tag : the node's first item
    types : whose values have this form; empty where the encoder of another form writes it
    encode : gives the body of the node
    decode : gives the value of a body; the message may be hostile
    """

    tag: str
    types: tuple[type, ...]
    encode: Encode | None
    decode: Decode


def encoders(forms: Iterable[Form]) -> dict[type, Encode]:
    """What gives the node of a value, by the value's exact type."""
    return {kind: _tagged(form.tag, form.encode) for form in forms if form.encode for kind in form.types}


def decoders(forms: Iterable[Form]) -> dict[str, Decode]:
    """What gives the value of a node's body, by tag."""
    return {form.tag: form.decode for form in forms}


def _tagged(tag: str, encode: Encode) -> Encode:
    def node(value: Any, encoder: Encoder) -> Any:
        return [tag, *encode(value, encoder)]

    return node
