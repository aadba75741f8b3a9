"""Case study of chapter 10: continue, transform or close, for each of the six firms.

Simulated with `models.capstone`, every policy with the same seed, so that what differs is the policy. Owns
the grid of settings and every word a reader sees.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from digital_factory.explorer import (
    Bars,
    Control,
    Explorer,
    Lines,
    Observations,
    Readout,
    Rule,
    Series,
    Values,
)
from digital_factory.models.arrays import Floats
from digital_factory.models.capstone import (
    FIRMS,
    FLOWS,
    PERSON_KEUR_MONTH,
    POLICIES,
    apply_policy,
    net_value,
    simulate,
)
from digital_factory.models.rounding import below, first_largest

__all__ = ["MONTHS", "controls", "explorer", "panels", "values"]

MONTHS: Final = 36
_SEED, _FUTURES = 2026, 120
_KEUR_A_MEUR: Final = 1000.0
_BAND: Final = (0.05, 0.95)

# Where each of the chapter's three things to look for leads: the settings to stop at.
OBSERVATIONS: Final[Observations] = (
    ({"horizon": 6}, {"horizon": 36}),
    tuple({"firm": firm, "policy": "hire"} for firm in FIRMS),
    ({"value": 8}, {"value": 10}),
)

# ---- every word a reader sees
TITLE: Final = "Continue, transform or close: what each policy brings"
CAPTION: Final = (
    f"Illustrative. {_FUTURES} simulated futures from the backlog of 1 January 2026; a person costs "
    f"{PERSON_KEUR_MONTH:.0f} k€ a month."
)
FIRM: Final = "Firm"
POLICY: Final = "From January 2026"
POLICY_WORDS: Final = ("continue", "hire one", "move one", "halve returns", "close")
VALUE, VALUE_UNIT = "A live project earns", "k€ a month"
HORIZON, HORIZON_UNIT = "Look back after", "months"
READOUT: Final = (
    "{firm}, policy “{policy}”, {value} for each live project, looking back after {horizon}: **{live:.0f} "
    "projects** have gone live ({more:+.0f} against continuing), and the balance is **{net:+.1f} M€**. The "
    "best of the five policies is **{best}**, with {best_net:+.1f} M€; it beats continuing in {sure:.0%} of "
    "the futures."
)
LEAD: Final = "How much better than continuing, month by month"
LEAD_DESCRIPTION: Final = (
    "One line for each other policy: its balance less that of continuing. Above zero it is ahead by that "
    "month, below it is behind. Closing is ahead at first, because nobody is paid any more, and falls behind "
    "as projects that are not made do not earn. Where two lines cross, the better policy changes."
)
MONTH: Final = "Months from January 2026"
LEAD_AXIS: Final = "Balance against continuing (M€)"
LIVE: Final = "Projects gone live under the chosen policy"
LIVE_DESCRIPTION: Final = (
    "The mean of the simulated futures, with the band that holds nine in ten of them, beside the mean of "
    "continuing as today."
)
LIVE_AXIS: Final = "Projects live since January 2026"
CHOSEN, TODAY = "chosen policy, and 9 futures in 10", "continue"
LOAD: Final = "How full each stage is under the chosen policy"
LOAD_DESCRIPTION: Final = (
    "Work asked for over work that can be done, for the three stages. A bar beyond 100% means that a queue "
    "grows there month after month."
)
STAGE_WORDS: Final = ("Build", "Review", "Integration")
LOAD_AXIS: Final = "Utilisation (share of capacity)"
UTILISATION: Final = "utilisation"
FULL: Final = "full"
LOOK_BACK: Final = "look back"


def explorer() -> Explorer:
    """Return the case study."""
    chosen = controls()
    return Explorer(
        name="capstone",
        title=TITLE,
        controls=chosen,
        values=values(*chosen),
        panels=panels(),
        readout=Readout((READOUT,)),
        caption=CAPTION,
        observations=OBSERVATIONS,
    )


def controls() -> tuple[Control, ...]:
    """Return what the reader sets."""
    values, horizons = (2, 3, 4, 5, 6, 8, 10, 12), (6, 12, 18, 24, 30, MONTHS)
    return (
        Control(name="firm", label=FIRM, values=FIRMS, default=FIRMS[0], kind="select"),
        Control(
            name="policy", label=POLICY, values=POLICIES, default="move", words=POLICY_WORDS, kind="buttons"
        ),
        Control(name="value", label=VALUE, values=values, default=6, unit=VALUE_UNIT),
        Control(name="horizon", label=HORIZON, values=horizons, default=24, unit=HORIZON_UNIT),
    )


def values(firm: Control, policy: Control, value: Control, horizon: Control) -> dict[str, Values]:
    """Return what the model says at every setting."""
    live, balance, load = _simulated(np.asarray(value.values))
    months = np.asarray(horizon.values)
    means = live.mean(axis=2)
    net = balance.mean(axis=3)[..., months].transpose(0, 2, 1, 3)  # firm, value, policy, horizon
    best = first_largest(net, axis=2)
    runs = balance[..., months].transpose(0, 2, 1, 4, 3)  # firm, value, policy, horizon, future
    winner = np.take_along_axis(runs, best[:, :, None, :, None], axis=2)[:, :, 0]
    sure = below(runs[:, :, 0], winner).mean(axis=-1)
    everything, choice = ("firm", "policy", "value", "horizon"), ("firm", "value", "horizon")
    at = means[..., months]
    shown = {
        "months": Values(np.arange(MONTHS + 1), decimals=0),
        "horizon_months": Values(months, ("horizon",), decimals=0),
        "live": Values(at, ("firm", "policy", "horizon"), decimals=2),
        "more": Values(at - at[:, :1], ("firm", "policy", "horizon"), decimals=2),
        "net": Values(net.transpose(0, 2, 1, 3), everything, decimals=2),
        "best": Values(best, choice, labels=POLICY_WORDS),
        "best_net": Values(net.max(axis=2), choice, decimals=2),
        "sure": Values(sure, choice, decimals=3),
        "path": Values(means, ("firm", "policy"), decimals=1),
        "today": Values(means[:, 0], ("firm",), decimals=1),
        "load": Values(load, ("firm", "policy"), decimals=3),
    }
    for name, edge in zip(("low", "high"), _BAND, strict=True):
        shown[name] = Values(np.quantile(live, edge, axis=2), ("firm", "policy"), decimals=1)
    for number in range(1, len(POLICIES)):
        lead = (balance[:, number] - balance[:, 0]).mean(axis=2)
        shown[f"lead_{number}"] = Values(lead, ("firm", "value"), decimals=2)
    return shown


def _simulated(values: Floats) -> tuple[Floats, Floats, Floats]:
    """Simulate every firm under every policy, with live projects that earn each of `values` [k EUR a month].

    Returns
    -------
    live
        Projects, shape (firms, policies, futures, months + 1).
    balance
        [M EUR], shape (firms, policies, values, futures, months + 1).
    load
        Utilisation, shape (firms, policies, stages).
    """
    live, balance, load = [], [], []
    for firm in FIRMS:
        flows = [apply_policy(FLOWS[firm], policy) for policy in POLICIES]
        futures = [simulate(flow, MONTHS, np.random.default_rng(_SEED), _FUTURES) for flow in flows]
        live.append([future.live for future in futures])
        balance.append([net_value(future, flow, values) for flow, future in zip(flows, futures, strict=True)])
        load.append([flow.utilisation for flow in flows])
    return np.array(live), np.array(balance) / _KEUR_A_MEUR, np.array(load)


def panels() -> tuple[Lines, Lines, Bars]:
    """Return the charts."""
    lead = Lines(
        title=LEAD,
        description=LEAD_DESCRIPTION,
        x="months",
        series=tuple(
            Series(label=words, values=f"lead_{number}", tone=number + 1)
            for number, words in enumerate(POLICY_WORDS)
            if number
        ),
        x_label=MONTH,
        x_fmt=".0f",
        y_label=LEAD_AXIS,
        y_range=(-6.0, 6.0),
        rules=(Rule(label=LOOK_BACK, at="horizon_months", axis="x"), Rule(label=POLICY_WORDS[0], at=0.0)),
        wide=True,
    )
    live = Lines(
        title=LIVE,
        description=LIVE_DESCRIPTION,
        x="months",
        series=(
            Series(label=CHOSEN, values="path", low="low", high="high", tone=6),
            Series(label=TODAY, values="today", tone=1),
        ),
        x_label=MONTH,
        x_fmt=".0f",
        y_label=LIVE_AXIS,
    )
    load = Bars(
        title=LOAD,
        description=LOAD_DESCRIPTION,
        categories=STAGE_WORDS,
        series=(Series(label=UTILISATION, values="load", tone=6),),
        value_label=LOAD_AXIS,
        fmt=".0%",
        rules=(Rule(label=FULL, at=1.0),),
        horizontal=True,
    )
    return lead, live, load
