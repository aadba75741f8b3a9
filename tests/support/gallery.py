"""One small case study with every kind of panel, for the tests of the explorer. Its numbers mean nothing."""

from __future__ import annotations

import numpy as np

from digital_factory.explorer import (
    Area,
    Bars,
    Control,
    Explorer,
    Funnel,
    Gantt,
    Lines,
    Marker,
    Network,
    Points,
    Readout,
    Rule,
    Scatter,
    Series,
    Values,
    grid,
    place_groups,
)


def gallery() -> Explorer:
    """Return the case study."""
    pace = Control(
        name="pace", label="Pace", values=(1.0, 1.5, 2.0, 2.5, 3.0), default=2.0, unit="ideas a week"
    )
    share = Control(name="share", label="Share kept", values=(0.2, 0.4, 0.6), default=0.4, fmt="{:.0%}")
    policy = Control(
        name="policy",
        label="Policy",
        values=("first", "value", "short"),
        words=("first come", "value first", "shortest first"),
        default="value",
        kind="buttons",
    )
    weeks = np.arange(0, 13)
    p, s = grid(pace, share)
    both = ("pace", "share")
    grown = p[..., None] * weeks * (1 + s[..., None])
    kept = grown * s[..., None]
    order = {"first": (0, 1, 2), "value": (2, 0, 1), "short": (1, 2, 0)}
    length = np.array([3.0, 1.0, 2.0])
    starts = np.zeros((3, 3))
    for k, name in enumerate(policy.values):
        at = 0.0
        for row in order[name]:
            starts[k, row] = at
            at += length[row]
    segments_start = np.stack([np.zeros((3, 3)), starts], axis=-1)
    segments_end = np.stack([starts, starts + length], axis=-1)
    segments_start[segments_end == 0] = np.nan
    places = np.full((3, 12, 2), np.nan)
    links = np.full((3, 30, 2), np.nan)
    kinds = np.zeros((3, 30))
    for k, groups in enumerate(((4, 4), (4, 4, 4), (3, 3, 3, 3))):
        places[k, : sum(groups)] = place_groups(groups)
        pairs = []
        first = 0
        for size in groups:
            pairs += [(first + i, first + j, 0) for i in range(size) for j in range(i)]
            first += size
        starts_of = np.cumsum((0, *groups))[:-1]
        pairs += [(a, b, 1) for i, a in enumerate(starts_of) for b in starts_of[:i]]
        links[k, : len(pairs)] = np.array(pairs)[:, :2]
        kinds[k, : len(pairs)] = np.array(pairs)[:, 2]
    cost = np.array([1.0, 2.0, 3.5, 5.0, 8.0])
    return Explorer(
        name="gallery",
        title="Every kind of panel",
        controls=(pace, share, policy),
        values={
            "weeks": Values(weeks, decimals=0),
            "grown": Values(grown, both, decimals=1),
            "kept": Values(kept, both, decimals=1),
            "dropped": Values(grown - kept, both, decimals=1),
            "low": Values(kept * 0.8, both, decimals=1),
            "high": Values(kept * 1.2, both, decimals=1),
            "now": Values(6),
            "now_kept": Values(kept[..., 6], both, decimals=2),
            "stages": Values(100 * s[..., None] ** np.arange(4) * p[..., None], both, decimals=1),
            "profit": Values(p[:, :1] * np.array([2.0, -1.0, 3.0]), ("pace",), decimals=2),
            "loss": Values(s[0][:, None] * np.array([1.0, 2.0, np.nan]), ("share",), decimals=2),
            "start": Values(segments_start, ("policy",), decimals=1),
            "end": Values(segments_end, ("policy",), decimals=1),
            "what": Values(np.array([[0, 1]] * 3), decimals=0),
            "places": Values(places, ("share",), decimals=3),
            "links": Values(links, ("share",), decimals=0),
            "link_kind": Values(kinds, ("share",), decimals=0),
            "node_state": Values(np.arange(12) % 3 == 0, decimals=0),
            "cost": Values(cost),
            "gain": Values(p[:, :1] * np.sqrt(cost), ("pace",), decimals=2),
            "other_cost": Values(np.array([2.5, 6.0, 7.0])),
            "other_gain": Values(np.array([1.0, 2.0, 1.5])),
            "my_cost": Values(3.5),
            "my_gain": Values(p[:, 0] * np.sqrt(3.5), ("pace",), decimals=2),
            "verdict": Values((p * s > 1.1).astype(int), both, labels=("stop", "go on")),
            "template": Values((p * s > 1.5).astype(int), both, decimals=0),
        },
        panels=(
            Lines(
                title="Ideas kept and ideas had, along the weeks",
                description="Two lines rise with the weeks; a band shows the range of the ideas kept.",
                x="weeks",
                series=(
                    Series(label="had", values="grown"),
                    Series(label="kept", values="kept", low="low", high="high"),
                ),
                x_label="Weeks",
                x_fmt=".0f",
                y_label="Ideas",
                marker=Marker(label="you are here", x="now", y="now_kept"),
                rules=(Rule(label="enough", at=20.0), Rule(label="half-way", at="now", axis="x")),
            ),
            Area(
                title="Kept and dropped, stacked",
                description="Two layers that add up to the ideas had.",
                x="weeks",
                series=(
                    Series(label="kept", values="kept", tone=2),
                    Series(label="dropped", values="dropped", tone=3),
                ),
                x_label="Weeks",
                x_fmt=".0f",
                y_label="Ideas",
            ),
            Bars(
                title="Side by side",
                description="Two bars for each of three products, one of them below zero.",
                categories=("Alpha product", "Beta", "Gamma"),
                series=(Series(label="profit", values="profit"), Series(label="loss", values="loss")),
                value_label="k EUR",
            ),
            Bars(
                title="End to end",
                description="Two segments in each of three bars.",
                categories=("Alpha product", "Beta", "Gamma"),
                series=(
                    Series(label="gain", values="loss", tone=4),
                    Series(label="loss", values="loss", tone=5),
                ),
                value_label="k EUR",
                stacked=True,
                horizontal=True,
                rules=(Rule(label="budget", at=2.0),),
            ),
            Funnel(
                title="What is left",
                description="Four stages, each smaller than the one before.",
                stages=("Ideas", "Demonstrations", "Industrialised", "In use"),
                values="stages",
                value_label="Services",
            ),
            Gantt(
                title="Who waits for whom",
                description="Three projects, each waiting and then being built.",
                rows=("Project A", "Project B", "Project C"),
                start="start",
                end="end",
                what="what",
                kinds=("waits", "is built"),
                x_label="Weeks",
            ),
            Network(
                title="Links in and between squads",
                description="Groups of people; full links inside a group, dashed ones between groups.",
                places="places",
                links="links",
                states=("at work", "blocked"),
                state="node_state",
                link_kinds=("inside a squad", "between squads"),
                link_kind="link_kind",
            ),
            Scatter(
                title="The frontier",
                description="Gain against cost; a line joins the options that no other beats.",
                points=(
                    Points(label="frontier", x="cost", y="gain", joined=True),
                    Points(label="others", x="other_cost", y="other_gain", names=("North", "East", "South")),
                ),
                x_label="Cost (M EUR)",
                y_label="Gain (M EUR)",
                marker=Marker(label="you are here", x="my_cost", y="my_gain"),
            ),
        ),
        readout=Readout(
            (
                "{pace}, {share} kept, {policy}: **{now_kept:.1f} ideas** after six weeks. {verdict}.",
                "{pace}, {share} kept, {policy}: too many, {now_kept:.0f} ideas.",
            ),
            pick="template",
        ),
        caption="A gallery for tests.",
    )
