"""Chapter 9: which numbers of the text come from which code."""

import numpy as np
import pandas as pd
import words
from solved import Solved

from digital_factory import datasets
from digital_factory.cases import organisation as case
from digital_factory.datasets.generators import _organisation_mechanism as mechanism
from digital_factory.datasets.generators import organisation as tables
from digital_factory.models.organisation import NEVER, Design, Firm, practice, speed

FIRM = Firm()
NUMBER_WORDS = {2: "two", 8: "eight"}

services = datasets.load("operated_services").set_index("service_id")
months = datasets.load("service_months")
costs = datasets.load("model_costs")
study = case.explorer()

used = services[services["in_use"].notna()]
days = (used["in_use"] - used["handed_over"]).dt.days


def _position(log: pd.DataFrame) -> pd.Series:
    """Months since the return of each row's service."""
    returned = log["service_id"].map(services["returned"])
    return 12 * (log["month"].dt.year - returned.dt.year) + log["month"].dt.month - returned.dt.month


def changes(service: str) -> tuple[int, int]:
    """Releases of a service in the six months before its return, and from it on."""
    log = months[months["service_id"] == service]
    position = _position(log)
    before, after = (int(log.loc[position.between(*ends), "releases"].sum()) for ends in ((-6, -1), (0, 5)))
    return before, after


def kept(short: bool) -> float:
    """Releases after over releases before the return, services with both windows whole."""
    log = months.assign(position=_position(months))
    log = log[log["position"].between(-6, 5)]
    log = log[log.groupby("service_id")["month"].transform("size") == 12]
    log = log[(log["service_id"].map(services["overlap_months"]) < 3) == short]
    means = log.groupby(log["position"] >= 0)["releases"].mean()
    return float(means[True] / means[False])


def pooled(model: str) -> float:
    return float(days[used["model"] == model].mean())


def sooner(firm: str) -> float:
    """Days by which separate services of a firm are in use before its bridged ones."""
    means = days[used["firm"] == firm].groupby(used["model"]).mean()
    return float(means["bridge"] - means["separate"])


def sooner_within() -> float:
    weights = used["firm"].value_counts(normalize=True)
    return float(sum(sooner(firm) * weight for firm, weight in weights.items()))


def cost(firm: str, model: str) -> float:
    """All costs per service-month [k EUR]."""
    own = months[(months["firm"] == firm) & (months["model"] == model)]
    shared = costs[(costs["firm"] == firm) & (costs["model"] == model)]
    return float((own["run_keur"].sum() + shared["keur"].sum()) / len(own))


def reuse(model: str) -> str:
    now = used["model"].where(used["returned"].isna(), "returned")
    drawn = datasets.load("asset_uses").groupby("service_id")["asset"].nunique()
    share = pd.Series(used.index.map(drawn), index=used.index).fillna(0) / 6
    mean = share[now == model].mean()
    return "a tenth" if 0.08 < mean < 0.12 else "more than half" if 0.5 < mean < 0.6 else "?"


def survey(model: str) -> tuple[int, int, int]:
    """Teams, answers and teams that work the new way at the last survey."""
    table = datasets.load("practice_surveys")
    last = table[(table["survey"] == "2025-12-31") & (table["model"] == model)]["works_new_way"]
    return len(last), int(last.notna().sum()), int(last.sum())


def limits(model: str) -> tuple[float, float]:
    teams, answers, yes = survey(model)
    return 100 * yes / teams, 100 * (yes + teams - answers) / teams


def said(name: str, **settings: float) -> float:
    return float(study.at(**settings)[name])


def closing_wins() -> float:
    return float(np.isfinite(study.values["month"].array).mean())


def fewer_services() -> str:
    share = 1 - said("kept_services", integration=1) / said("kept_services")
    return "a fifth" if 0.15 < share < 0.25 else "?"


FIGURES = [
    ("**{:.0f} months.**", lambda: said("month")),
    ("On {:%-d %B %Y} the bank takes it back", lambda: services.loc["V004", "returned"]),
    ("before, {} changes have reached its customers. In the six months after, {}.", lambda: changes("V004")),
    ("Also {} changes in the six months before. In the six months after: {}.", lambda: changes("V007")),
    (
        "for {} months before the day. For V007, for {}.",
        lambda: tuple(NUMBER_WORDS[int(services.loc[s, "overlap_months"])] for s in ("V004", "V007")),
    ),
    (
        "It puts {} services into use a month, where the parent would manage {}.",
        lambda: (float(speed(Design(1, 0), FIRM, NEVER, 1)), FIRM.pace),
    ),
    ("pays {:.0f} k€ a month for functions", lambda: FIRM.duplication),
    ("Taking it back costs {:.0f} k€ a service", lambda: FIRM.moving),
    ("| {} a month, {:.0f}, {:.0%} |", lambda: (FIRM.pace, FIRM.gain, FIRM.slowing)),
    ("| {:.0%} and {:.0%} a month |", lambda: (FIRM.teaching, FIRM.mixed_teaching)),
    ("| {:.0f} k€ a month, {:.0%} |", lambda: (FIRM.yield_a_month, FIRM.from_assets)),
    ("| {:.0f}, {:.0f} and {:.0f} k€ a month |", lambda: (FIRM.duplication, FIRM.bridge, FIRM.overlap)),
    ("| {:.0f} k€ |", lambda: FIRM.moving),
    ("{:.0%} of the parent's teams learn from it", lambda: said("kept_practice")),
    (
        "{:.0%} work the new way at the end, with {:.0f} services in place of {:.0f}",
        lambda: (
            said("kept_practice", integration=1),
            said("kept_services", integration=1),
            said("kept_services"),
        ),
    ),
    ("and {} of the services", fewer_services),
    (
        "never closing leaves {:.1f} M€ instead of {:.1f}",
        lambda: (said("kept", integration=1), said("kept")),
    ),
    (
        "The best closing month comes earlier, {:.0f} instead of {:.0f}",
        lambda: (said("month", integration=1), said("month")),
    ),
    (
        "Closed overnight in month {:.0f}, the parent falls back to {} services",
        lambda: (said("month"), float(speed(Design(1, 0), FIRM, 27, 28))),
    ),
    (
        "{:.0%} of its teams have learnt, and it goes on at {:.2f} a month",
        lambda: (said("practice", overlap=12), float(speed(Design(1, 0, 12), FIRM, 4, 20))),
    ),
    (
        "moves from {:.0f} to {:.0f}, and {:.1f} M€ are left instead of {:.1f}",
        lambda: (said("month"), said("month", overlap=12), said("best", overlap=12), said("best")),
    ),
    (
        "the best month is the {:.0f}th; after seven years, the {:.0f}nd",
        lambda: (said("month", horizon=24), said("month", horizon=84)),
    ),
    (
        "{:.0f} after five years, {:.0f} after seven",
        lambda: (said("month"), said("month", horizon=84)),
    ),
    ("closing wins at {}", lambda: "nearly every setting" if closing_wins() > 0.95 else "?"),
    (
        "closing no longer pays {}",
        lambda: "at all" if said("answer", horizon=24, overlap=12, integration=1) % 2 else "?",
    ),
    (
        "Separate services take {} weeks *longer*",
        lambda: {2: "two"}[round((pooled("separate") - pooled("bridge")) / 7)],
    ),
    (
        "by {:.0f} days at the bank and by {:.0f} at the shops",
        lambda: (sooner("Banque Valdreuse"), sooner("Magasins Courlis")),
    ),
    (
        "with half the executive integration it is {:.0%}",
        lambda: float(practice(Design(1, 0.5), FIRM, NEVER, 60)),
    ),
    (
        "take {:.0f} days to reach customers and bridged ones {:.0f}",
        lambda: (pooled("separate"), pooled("bridge")),
    ),
    (
        "{} teams work beside separate services. {} answer the survey, {} of them",
        lambda: survey("separate"),
    ),
    ("- Between {:.0f}% and {:.0f}%.", lambda: limits("separate")),
    (
        "three months or more kept {:.0%} of their releases. The others kept {:.0%}.",
        lambda: (kept(False), kept(True)),
    ),
    ("in use sooner, by {:.0f} days on average", sooner_within),
    (
        "It draws on {} of the parent's assets, where a bridged one draws on {}",
        lambda: (reuse("separate"), reuse("bridge")),
    ),
    (
        "costs {:.0f} k€ at the bank, against {:.0f} with a bridge",
        lambda: (cost("Banque Valdreuse", "separate"), cost("Banque Valdreuse", "bridge")),
    ),
    (
        "share the bill, {:.0f} against {:.0f}",
        lambda: (cost("Magasins Courlis", "separate"), cost("Magasins Courlis", "bridge")),
    ),
    (
        "between {:.0f} and {:.0f}% work the new way, beside separate services between {:.0f} and {:.0f}%",
        lambda: (*limits("bridge"), *limits("separate")),
    ),
]

solved = Solved("09-separate-organisation").names
INDEX = {"bank": "Banque Valdreuse", "shops": "Magasins Courlis"}


def releases(overlap: str) -> tuple[float, float]:
    """Releases a month before and after the return, for a short or a long overlap."""
    found = solved["around_return"](solved["months"], solved["services"]).loc[overlap]
    return found["before"], found["after"]


def gap(name: str) -> float:
    return float(solved["days_gap"](solved["services"])[name])


def costs_a_month() -> tuple[float, ...]:
    """At the bank separate and bridged, at the shops separate and bridged [k EUR]."""
    found = solved["cost_a_month"](solved["months"], solved["costs"])
    return tuple(found.loc[INDEX[firm], model] for firm in INDEX for model in ("separate", "bridge"))


def answered() -> float:
    """Of the teams beside the bridge that answered, the share that works the new way."""
    return float(solved["adoption"](solved["surveys"], "2025-12-31").loc["bridge", "answered"])


def drawn() -> tuple[str, str]:
    """The share of the parent's assets that a separate service draws on, and one with a bridge."""
    shares = solved["reuse"](solved["services"], solved["uses"])
    return words.share(shares["separate"], 10).removeprefix("a "), words.over(shares["bridge"], 2)


def run_alone() -> float:
    """What a separate service of the bank costs a month without what it shares [k EUR]."""
    table = solved["months"]
    chosen = (table["firm"] == INDEX["bank"]) & (table["model"] == "separate")
    return float(table.loc[chosen, "run_keur"].mean())


def carried() -> int:
    """Services of the shops that began separate and came into use."""
    began = services[(services["firm"] == INDEX["shops"]) & (services["model"] == "separate")]
    return int(began["in_use"].notna().sum())


RUBRIC = [
    (
        "releases fall from {:.1f} to {:.1f} a month, with three or more from {:.1f} to {:.1f}",
        lambda: (*releases("short"), *releases("long")),
    ),
    ("{:.0f} days faster, pooled {:.0f} days slower", lambda: (-gap("within"), gap("pooled"))),
    ("(between {:.0f} and {:.0f}% beside separate", lambda: limits("separate")),
    (
        "costs {:.0f} k€ against {:.0f} bridged; at the shops {:.0f} against {:.0f}",
        costs_a_month,
    ),
    ("faster inside each firm ({:.0f} days on average)", lambda: -gap("within")),
    ("have changed, perhaps {:.0f}%", lambda: limits("separate")[0]),
    ("{:.0f} k€ a service-month against {:.0f} with a bridge", lambda: costs_a_month()[2:]),
    ("{:.0%} of the teams beside the bridge work the new way", answered),
    ("draws on a {} of our assets, one with a bridge on more than {}", drawn),
    ("a separate service costs {:.0f} k€ a month to run", run_alone),
    ("{} services have carried a whole platform", carried),
]
TRAINER = [
    (
        "{} changes each before the return, {} and {} after it",
        lambda: (changes("V004")[0], changes("V004")[1], changes("V007")[1]),
    ),
    ("The answer of the model is {:.0f}", lambda: said("month")),
    (
        "from {:.1f} to {:.1f} after less than three months side by side, from {:.1f} to {:.1f} after",
        lambda: (*releases("short"), *releases("long")),
    ),
    ("{:.0f} days sooner inside the firms, {:.0f} days later", lambda: (-gap("within"), gap("pooled"))),
    ("the silent teams leave {:.0f} to {:.0f}%", lambda: limits("separate")),
    ("costs {:.0f} k€ against {:.0f} at the bank, {:.0f} against {:.0f} at the shops", costs_a_month),
]


def _kept_separate(firm: str) -> tuple[int, int]:
    own = services[services["firm"] == firm]["model"]
    return int((own == "separate").sum()), len(own)


def _who_keeps_them() -> tuple[object, ...]:
    bank, shops = _kept_separate("Banque Valdreuse"), _kept_separate("Magasins Courlis")
    many = words.most(bank[0] / bank[1]), *bank, words.in_all(tables._OURS.bank.separate, 4)
    few = "few" if shops[0] / shops[1] < 0.2 else "?", *shops, words.in_all(tables._OURS.retailer.separate, 4)
    return *many, *few


def _sooner_share(firm: str) -> float:
    means = days[used["firm"] == firm].groupby(used["model"]).mean()
    return float(1 - means["separate"] / means["bridge"])


def _shared_costs() -> str:
    a_month = (
        costs.groupby(["firm", "model", "month"])["keur"].sum().groupby(["firm", "model"]).mean().unstack()
    )
    return {True: "more than twice those"}[bool((a_month["separate"] > 2 * a_month["bridge"]).all())]


def _draws_on_none() -> float:
    drawn = datasets.load("asset_uses")["service_id"].unique()
    own = used[(used["model"] == "separate") & used["returned"].isna()]
    return float((~own.index.isin(drawn)).mean())


TRAINER += [
    (
        "keeps {} of its services separate ({} of {}; the program gives each a chance of {}); "
        "the shops are quick and keep {} ({} of {}; {})",
        _who_keeps_them,
    ),
    (
        "in use {:.0%} sooner at the bank and {:.0%} sooner at the shops",
        lambda: (_sooner_share("Banque Valdreuse"), _sooner_share("Magasins Courlis")),
    ),
    ("are {} of a bridge", _shared_costs),
    ("draws on about {} of the six assets", lambda: reuse("separate")),
    ("{} of those services draw on none", lambda: words.share(_draws_on_none(), 2)),
    (
        "{} or so is a second way to the same asset",
        lambda: words.in_all(
            datasets.load("asset_uses").duplicated(["service_id", "asset"]).mean(), 4
        ).replace("one", "One interface"),
    ),
    ("({:.0%} against {:.0%})", lambda: mechanism._ANSWER),
    (
        "keeps {} of its releases by the program's rule",
        lambda: words.share(tables._OURS.kept, 2),
    ),
    ("came home sooner lost more than {} of their releases", lambda: words.over(1 - kept(True), 2)),
]
GIVEN = [
    ("Expect 12 or 60", "expected of learners"),
    ("in November 2024", "a day to judge from"),
    ('"61% of the teams have changed."', "said by a learner"),
    ("the most that could be true", "a question"),
    ("in 13 units", "a source of the chapter"),
    ("by itself for a quarter", "three months, an example of a condition"),
    ("less than three months of overlap", "the generator's limit"),
    ("the others 95%", "the generator's rule, next to the half that it keeps"),
    ("hardly elsewhere", "the model's rate without a bridge"),
]
