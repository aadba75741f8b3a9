"""The six firms of the course and the day on which each opened its digital factory.

Said here once: every table that shows an opening, or somebody at work in a factory, takes it from here.
"""

from __future__ import annotations

from typing import Final

__all__ = ["OPENED"]

OPENED: Final = {
    "Banque Valdreuse": "2023-01-01",
    "Assurances Mélèze": "2018-03-01",
    "Magasins Courlis": "2023-01-01",
    "Hôtels Ormevent": "2017-10-01",
    "Forges Daubrac": "2020-06-01",
    "Air Vélin": "2021-02-01",
}
