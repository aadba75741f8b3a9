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
    Observations,
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
from digital_factory.models.rounding import at_most

__all__ = ["MOST_SUCCESSES", "controls", "explorer", "panels", "values"]

MOST_SUCCESSES: Final = 8  # the last bar holds this many or more
_EVEN: Final = 0.005  # M EUR: a gain that the readout would write as 0.00

# Where each of the chapter's three things to look for leads: the settings to stop at.
OBSERVATIONS: Final[Observations] = (
    ({"accuracy": 0.9}, {"accuracy": 0.7}),
    ({"budget": 15}, {"accuracy": 0.9}),
    (
        {"chance": 0.4, "value": 6, "accuracy": 0.7},
        {"chance": 0.05, "accuracy": 0.7},
        {"chance": 0.05, "accuracy": 1.0},
    ),
)

# ---- every word a reader sees
TITLE: Final = "Staged bets: what does a test before scaling buy?"
CAPTION: Final = (
    "Illustrative. One idea in five is good, a good one brings 3 M€, and the test is right in 80% of "
    "cases: a budget of 6 M€ pays for 14 ideas."
)
CHANCE: Final = "Ideas that are good"
MEUR: Final = "M€"
VALUE: Final = "A good idea brings"
ACCURACY: Final = "The test is right in"
ACCURACY_WORDS: Final = "{:.0%} of cases"
BUDGET: Final = "Budget"
GAINS: Final = "What an idea gains on average"
GAINS_DESCRIPTION: Final = (
    "Mean gain of one idea against the accuracy of its test. The sloping line is testing first and "
    "scaling what passes; the level line is scaling everything at once. Below zero the bet costs more "
    "than it brings. A vertical line marks the accuracy from which testing pays, where there is one."
)
ACCURACY_AXIS: Final = "Accuracy of the test"
GAIN_AXIS: Final = "Gain an idea (M€)"
STAGED: Final = "Test first, scale what passes"
COMMIT: Final = "Scale everything at once"
FUND_NOTHING: Final = "Fund nothing"
BREAK_EVEN: Final = "Testing pays from here"
YOURS: Final = "Your test"
FATES: Final = "What becomes of 100 ideas, tested first"
FATES_DESCRIPTION: Final = (
    "Of 100 ideas, how many end at each of the four ends of the decision tree: good and scaled, bad "
    "and scaled, good and stopped, bad and stopped. A more accurate test moves ideas from the second "
    "and third bar to the first and fourth."
)
ENDS: Final = ("Good, scaled", "Bad, scaled", "Good, stopped", "Bad, stopped")
IDEAS: Final = "Of 100 ideas"
LUCK: Final = "How many successes, and is that enough?"
LUCK_DESCRIPTION: Final = (
    "Chance of no success, one, two and so on among the ideas that the budget pays for. Each bar is in "
    "two parts: portfolios that end with a loss and portfolios that do not."
)
LOSES: Final = "The portfolio loses"
BREAKS_EVEN_OR_GAINS: Final = "It breaks even or gains"
CHANCE_AXIS: Final = "Chance of so many successes"
READOUT: Final = (
    "With {chance} of ideas good, {value} for a good one and a test right in {accuracy}: testing first "
    "gains **{staged:+.2f} M€ an idea**, scaling everything {commit:+.2f}. A budget of {budget} pays for "
    "**{bets:.0f} ideas**, tested first: the chance of at least one success is {success:.0%}, that of a "
    "loss {loss:.0%}. "
)
TEST: Final = "**Test first.** After **{patience:.0f} ideas** without a success, stop and doubt your figures."
SCALE: Final = "**Scale at once:** this test costs more than it saves."
STOP: Final = "**Fund nothing:** neither way of funding these ideas pays."


def explorer() -> Explorer:
    """Return the case study."""
    chosen = controls()
    return Explorer(
        name="innovate",
        title=TITLE,
        controls=chosen,
        values=values(*chosen),
        panels=panels(),
        readout=Readout((READOUT + TEST, READOUT + SCALE, READOUT + STOP), pick="best"),
        caption=CAPTION,
        observations=OBSERVATIONS,
    )


def controls() -> tuple[Control, ...]:
    """Return what the reader sets."""
    chances, accuracies = (0.05, 0.1, 0.15, 0.2, 0.3, 0.4), [n / 20 for n in range(10, 21)]
    return (
        Control(name="chance", label=CHANCE, values=chances, default=0.2, fmt="{:.0%}"),
        Control(name="value", label=VALUE, values=(1, 2, 3, 4, 5, 6), default=3, unit=MEUR),
        Control(name="accuracy", label=ACCURACY, values=accuracies, default=0.8, fmt=ACCURACY_WORDS),
        Control(name="budget", label=BUDGET, values=(2, 4, 6, 10, 15), default=6, unit=MEUR),
    )


def values(chance: Control, value: Control, accuracy: Control, budget: Control) -> dict[str, Values]:
    """Return what the model says at every setting."""
    p, v, a, money = grid(chance, value, accuracy, budget)
    bet = Bet(chance=p, value=v, accuracy=a)
    staged, commit = staged_value(bet)[..., 0], commit_value(bet)[..., 0]  # without the axis of the budget
    commit = np.broadcast_to(commit, staged.shape)
    best = np.where(at_most(np.maximum(commit, _EVEN), staged), 0, np.where(at_most(_EVEN, commit), 1, 2))
    funded = bets_funded(bet, money)[:, 0]  # what is spent does not depend on the value
    luck = evaluate_on_grid(_luck, chance, value, accuracy, budget)
    tested = ("chance", "accuracy", "budget")
    idea = ("chance", "value", "accuracy")
    everything = ("chance", "value", "accuracy", "budget")
    least = break_even_accuracy(bet)[:, :, 0, 0]
    drawn = at_most(accuracy.values[0], least) & at_most(least, accuracy.values[-1])
    return {
        "x": Values(accuracy.values, decimals=2),
        "curve": Values(staged, idea[:2], decimals=3),
        "level": Values(commit, idea[:2], decimals=3),
        "least": Values(np.where(drawn, least, np.nan), idea[:2], decimals=3),
        "at": Values(accuracy.values, ("accuracy",), decimals=2),
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


def panels() -> tuple[Lines, Bars, Bars]:
    """Return the charts."""
    return (
        Lines(
            title=GAINS,
            description=GAINS_DESCRIPTION,
            wide=True,
            x="x",
            x_label=ACCURACY_AXIS,
            x_fmt=".0%",
            y_label=GAIN_AXIS,
            y_fmt=".2f",
            y_range=(-1, 2),
            series=(
                Series(label=STAGED, values="curve", tone=1),
                Series(label=COMMIT, values="level", tone=2),
            ),
            rules=(
                Rule(label=FUND_NOTHING, at=0.0),
                Rule(label=BREAK_EVEN, at="least", axis="x"),
            ),
            marker=Marker(label=YOURS, x="at", y="staged"),
        ),
        Bars(
            title=FATES,
            description=FATES_DESCRIPTION,
            categories=ENDS,
            series=(Series(label=IDEAS, values="ends", tone=5),),
            value_label=IDEAS,
            horizontal=True,
            value_range=(0, 100),
            fmt=".0f",
        ),
        Bars(
            title=LUCK,
            description=LUCK_DESCRIPTION,
            categories=(*map(str, range(MOST_SUCCESSES)), f"{MOST_SUCCESSES}+"),
            series=(
                Series(label=LOSES, values="loses", tone=2),
                Series(label=BREAKS_EVEN_OR_GAINS, values="gains", tone=1),
            ),
            value_label=CHANCE_AXIS,
            stacked=True,
            fmt=".0%",
            value_range=(0, 0.5),  # enough for three settings in four
        ),
    )
