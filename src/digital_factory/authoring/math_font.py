"""The font of the formulas: of STIX Two Math, the signs that a course like this writes. For ``make widgets``.

The whole font is twelve times as large. A sign that is missing here comes from a font of the reader's own.
"""

from __future__ import annotations

from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

__all__ = ["FONT", "SIGNS", "write_subset"]

FONT = "book-math.woff2"

_SYMBOLS = (
    "±×÷·−∗∘⋅√∑∏∫∂∇∞≈≡≠≤≥∼∝∈∉∅∪∩⊂⊆∀∃¬∧∨→←⇒⇔…⋯′|‖⌊⌋⌈⌉⟨⟩€ℝℕℤℙ𝔼"
    "‾¯ˆ˜˙⏞⏟\N{NO-BREAK SPACE}\u0302\u0303\u0304\u0305\u0307\u20d7\u2061\u2062"
)
SIGNS = frozenset(
    [
        *range(0x20, 0x7F),  # ASCII
        *range(0x391, 0x3AA),
        *range(0x3B1, 0x3CA),  # Greek
        *range(0x1D434, 0x1D468),  # Latin italic, which browsers put for single letters,
        0x210E,  # whose h has a place of its own
        *range(0x1D6E2, 0x1D71C),  # Greek italic
        *map(ord, _SYMBOLS),
    ]
)
"""Code points in the font."""


def write_subset(whole: Path, target: Path) -> None:
    """Write the font `whole` with the `SIGNS` only, and their larger forms, as WOFF2."""
    options = Options()
    options.flavor = "woff2"
    options.hinting = False
    options.layout_features = ["ssty", "dtls", "flac", "kern", "mark", "mkmk", "ccmp"]
    font = TTFont(whole, recalcTimestamp=False)
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=SIGNS)
    subsetter.subset(font)
    font.flavor = "woff2"
    font.save(target)
