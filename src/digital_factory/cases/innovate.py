"""Case study of chapter 4: how many ideas a budget pays for, what they bring, and when to stop.

Owns the grid of settings and every word a reader sees. The numbers come from `models.innovate`; how they
travel and are drawn is the explorer's business.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from digital_factory.explorer import (
    Bars,
    Control,
    Explorer,
    Lines,
    Marker,
    Readout,
    Rule,
    Series,
    Values,
    evaluate_on_grid,
    grid,
)
from digital_factory.models.arrays import Floats
from digital_factory.models.innovate import (
    Bet,
    bets_funded,
    break_even_accuracy,
    chance_of_a_success,
    commit_value,
    fates,
    patience,
    staged_value,
    successes,
)

__all__ = ["MOST_SUCCESSES", "explorer"]

MOST_SUCCESSES: Final = 8  # the last bar holds this many or more
_EVEN: Final = 0.005  # M EUR: a gain that the readout would write as 0.00
ENDS: Final = ("Good, scaled", "Bad, scaled", "Good, stopped", "Bad, stopped")
TEXT: Final = {
    "title": "Staged bets: what does a test before scaling buy?",
    "caption": (
        "Illustrative. One idea in five is good, a good one brings 3 M€, and the test is right in 80% of "
        "cases: a budget of 6 M€ pays for 14 ideas."
    ),
    "chance": "Ideas that are good",
    "value": "A good idea brings",
    "accuracy": "The test is right in",
    "accuracy_words": "{:.0%} of cases",
    "budget": "Budget",
    "lines": "What an idea gains on average",
    "lines_description": (
        "Mean gain of one idea against the accuracy of its test. The sloping line is testing first and "
        "scaling what passes; the level line is scaling everything at once. Below zero the bet costs more "
        "than it brings. A vertical line marks the accuracy from which testing pays, where there is one."
    ),
    "accuracy_axis": "Accuracy of the test",
    "gain_axis": "Gain an idea (M€)",
    "staged": "Test first, scale what passes",
    "commit": "Scale everything at once",
    "nothing": "Fund nothing",
    "break_even": "Testing pays from here",
    "you": "Your test",
    "fates": "What becomes of 100 ideas, tested first",
    "fates_description": (
        "Of 100 ideas, how many end at each of the four ends of the decision tree: good and scaled, bad "
        "and scaled, good and stopped, bad and stopped. A more accurate test moves ideas from the second "
        "and third bar to the first and fourth."
    ),
    "ideas": "Of 100 ideas",
    "luck": "How many successes, and is that enough?",
    "luck_description": (
        "Chance of no success, one, two and so on among the ideas that the budget pays for. Each bar is in "
        "two parts: portfolios that end with a loss and portfolios that do not."
    ),
    "loses": "The portfolio loses",
    "gains": "It breaks even or gains",
    "chance_axis": "Chance of so many successes",
    "readout": (
        "With {chance} of ideas good, {value} for a good one and a test right in {accuracy}: testing first "
        "gains **{staged:+.2f} M€ an idea**, scaling everything {commit:+.2f}. A budget of {budget} pays for "
        "**{bets:.0f} ideas**, tested first: the chance of at least one success is {success:.0%}, that of a "
        "loss {loss:.0%}. "
    ),
    "test": "**Test first.** After **{patience:.0f} ideas** without a success, stop and doubt your figures.",
    "scale": "**Scale at once:** this test costs more than it saves.",
    "stop": "**Fund nothing:** neither way of funding these ideas pays.",
}


def explorer() -> Explorer:
    """Return the case study."""
    accuracies = tuple(round(0.5 + 0.05 * step, 2) for step in range(11))
    controls = (
        Control(
            name="chance",
            label=TEXT["chance"],
            values=(0.05, 0.1, 0.15, 0.2, 0.3, 0.4),
            default=0.2,
            fmt="{:.0%}",
        ),
        Control(name="value", label=TEXT["value"], values=(1, 2, 3, 4, 5, 6), default=3, unit="M€"),
        Control(
            name="accuracy",
            label=TEXT["accuracy"],
            values=accuracies,
            default=0.8,
            fmt=TEXT["accuracy_words"],
        ),
        Control(name="budget", label=TEXT["budget"], values=(2, 4, 6, 10, 15), default=6, unit="M€"),
    )
    return Explorer(
        name="innovate",
        title=TEXT["title"],
        controls=controls,
        values=_values(*controls),
        panels=_panels(),
        readout=Readout(
            tuple(TEXT["readout"] + TEXT[ending] for ending in ("test", "scale", "stop")), pick="best"
        ),
        caption=TEXT["caption"],
    )


def _values(chance: Control, value: Control, accuracy: Control, budget: Control) -> dict[str, Values]:
    p, v, a, money = grid(chance, value, accuracy, budget)
    bet = Bet(chance=p, value=v, accuracy=a)
    staged, commit = staged_value(bet)[..., 0], commit_value(bet)[..., 0]  # without the axis of the budget
    commit = np.broadcast_to(commit, staged.shape)
    best = np.where(staged >= np.maximum(commit, _EVEN), 0, np.where(commit >= _EVEN, 1, 2))
    funded = bets_funded(bet, money)[:, 0]  # what is spent does not depend on the value
    luck = evaluate_on_grid(_luck, chance, value, accuracy, budget)
    tested = ("chance", "accuracy", "budget")
    idea = ("chance", "value", "accuracy")
    everything = ("chance", "value", "accuracy", "budget")
    least = break_even_accuracy(bet)[:, :, 0, 0]
    return {
        "x": Values(np.array(accuracy.values, dtype=np.float64), decimals=2),
        "curve": Values(staged, idea[:2], decimals=3),
        "level": Values(commit, idea[:2], decimals=3),
        "least": Values(np.where((least >= 0.5) & (least <= 1), least, np.nan), idea[:2], decimals=3),
        "at": Values(np.array(accuracy.values, dtype=np.float64), ("accuracy",), decimals=2),
        "staged": Values(staged, idea, decimals=3),
        "commit": Values(commit[..., 0], idea[:2], decimals=3),
        "best": Values(best, idea, decimals=0),
        "bets": Values(funded, tested, decimals=0),
        "success": Values(chance_of_a_success(bet, bets_funded(bet, money))[:, 0], tested, decimals=3),
        "patience": Values(patience(bet)[:, 0, :, 0], ("chance", "accuracy"), decimals=0),
        "ends": Values(100 * fates(bet)[:, 0, :, 0], ("chance", "accuracy"), decimals=1),
        "loss": Values(luck[..., 0, :].sum(axis=-1), everything, decimals=3),
        "loses": Values(luck[..., 0, :], everything, decimals=3),
        "gains": Values(luck[..., 1, :], everything, decimals=3),
    }


def _luck(chance: float, value: float, accuracy: float, budget: float) -> Floats:
    """Chances of 0 to `MOST_SUCCESSES` or more successes, with a loss or not, shape (2, that many)."""
    bet = Bet(chance=chance, value=value, accuracy=accuracy)
    chances = successes(bet, int(bets_funded(bet, budget)))
    shown = np.zeros((2, MOST_SUCCESSES + 1))
    shown[:, : chances.shape[1]] = chances[:, : MOST_SUCCESSES + 1]
    shown[:, -1] += chances[:, MOST_SUCCESSES + 1 :].sum(axis=1)
    return shown


def _panels() -> tuple[Lines, Bars, Bars]:
    return (
        Lines(
            title=TEXT["lines"],
            description=TEXT["lines_description"],
            wide=True,
            x="x",
            x_label=TEXT["accuracy_axis"],
            x_fmt=".0%",
            y_label=TEXT["gain_axis"],
            y_fmt=".2f",
            y_range=(-1, 2),
            series=(
                Series(label=TEXT["staged"], values="curve", tone=1),
                Series(label=TEXT["commit"], values="level", tone=2),
            ),
            rules=(
                Rule(label=TEXT["nothing"], at=0.0),
                Rule(label=TEXT["break_even"], at="least", axis="x"),
            ),
            marker=Marker(label=TEXT["you"], x="at", y="staged"),
        ),
        Bars(
            title=TEXT["fates"],
            description=TEXT["fates_description"],
            categories=ENDS,
            series=(Series(label=TEXT["ideas"], values="ends", tone=5),),
            value_label=TEXT["ideas"],
            horizontal=True,
            value_range=(0, 100),
            fmt=".0f",
        ),
        Bars(
            title=TEXT["luck"],
            description=TEXT["luck_description"],
            categories=(*map(str, range(MOST_SUCCESSES)), f"{MOST_SUCCESSES}+"),
            series=(
                Series(label=TEXT["loses"], values="loses", tone=2),
                Series(label=TEXT["gains"], values="gains", tone=1),
            ),
            value_label=TEXT["chance_axis"],
            stacked=True,
            fmt=".0%",
            value_range=(0, 0.5),  # enough for three settings in four
        ),
    )
