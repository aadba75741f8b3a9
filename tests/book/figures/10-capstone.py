"""Chapter 10: which numbers of the text come from which code."""

import numpy as np
import pandas as pd
import words
from solved import Solved

from digital_factory import datasets
from digital_factory.cases import capstone as case
from digital_factory.models.capstone import FIRMS, FLOWS, PERSON_KEUR_MONTH

log = datasets.load("capstone_log")
portfolio = datasets.load("capstone_portfolio")
decisions = datasets.load("capstone_approvals").merge(portfolio)
study = case.explorer()


def delivered(firm: str) -> int:
    return int(portfolio.loc[portfolio["firm"] == firm, "delivered"].sum())


def live(firm: str) -> int:
    own = log[(log["firm"] == firm) & (log["stage"] == "integration") & (log["outcome"] == "passed")]
    return int(own["project_id"].nunique())


def signed(value: float) -> str:
    """Return a number with one decimal and a sign, minus as the page writes it."""
    return f"{value:+.1f}".replace("-", "\N{MINUS SIGN}")


def net(policy: str, **settings: float | str) -> str:
    return signed(float(study.at(policy=policy, **settings)["net"]))


def more(firm: str) -> int:
    """Projects more that one person at the bottleneck brings live in 24 months."""
    return round(float(study.at(firm=firm, policy="hire")["more"]))


def none_at_courlis() -> str:
    return {0: "none"}[more("Magasins Courlis")]


def closing_is_best_up_to() -> int:
    best = [(h, case.POLICY_WORDS[int(study.at(horizon=h)["best"])]) for h in (6, 12, 18, 24, 30, 36)]
    assert best[-1] == (36, "move one")
    return max(h for h, policy in best if policy == "close")


def closing_is_best_to() -> int:
    best = {v: case.POLICY_WORDS[int(study.at(value=v)["best"])] for v in (2, 3, 4, 5, 6, 8, 10, 12)}
    assert {best[10], best[12]} == {"move one"}
    return max(v for v, policy in best.items() if policy == "close")


def median_value() -> float:
    own = portfolio[portfolio["firm"] == "Banque Valdreuse"]
    return float(own["value_keur_month"].median())


def equal_pairs() -> int:
    return int(log.drop(columns="exported").duplicated().sum())


def pairs() -> int:
    return int(log["visit_id"].duplicated().sum())


def committee() -> np.ndarray:
    own = decisions[decisions["firm"] == "Hôtels Ormevent"]
    return (own["decided"] - own["proposed"]).dt.days.to_numpy()


def committee_interval() -> str:
    drawn = np.random.default_rng(1).choice(committee(), size=(2000, len(committee())))
    low, high = np.quantile(drawn.mean(axis=1), [0.05, 0.95])
    return f"Between {low:.1f} and {high:.1f} days"


def committee_rhythm() -> int:
    own = decisions[decisions["firm"] == "Hôtels Ormevent"]
    days = np.unique(own["decided"].dropna().drop_duplicates().sort_values().diff().dropna().dt.days)
    assert len(days) == 1
    return int(days[0])


def used() -> pd.DataFrame:
    """Return the utilisation of build and review at Banque Valdreuse in 2,000 resamples."""
    own = log[log["firm"] == "Banque Valdreuse"].sort_values("exported")
    own = own.drop_duplicates("visit_id", keep="last")
    end, start = pd.Timestamp("2026-01-01"), pd.Timestamp("2023-01-02")
    moments = {name: pd.to_datetime(own[name]) for name in ("started", "left")}
    days = (moments["left"].fillna(end) - moments["started"]) / pd.Timedelta(days=1)
    worked = days.groupby([own["project_id"], own["stage"]]).sum().unstack(fill_value=0)
    stays = datasets.load("capstone_rotations").query("firm == 'Banque Valdreuse'")
    there = (stays["left"].fillna(end) - stays["arrived"].clip(lower=start)).dt.days
    people = there.groupby(stays["stage"]).sum()[worked.columns]
    chosen = np.random.default_rng(1).integers(0, len(worked), (2000, len(worked)))
    drawn = worked.to_numpy()[chosen].sum(axis=1) / people.to_numpy()
    return pd.DataFrame(drawn, columns=worked.columns)


def leans() -> str:
    drawn = used()
    review, build = drawn["review"], drawn["build"]
    first = drawn.idxmax(axis=1).value_counts(normalize=True)
    assert round(10 * first["review"]) == 7
    assert round(10 * first["build"]) == 3
    edges = [np.quantile(stage, edge) for stage in (review, build) for edge in (0.05, 0.95)]
    return "a 90% interval from {:.0%} to {:.0%}; the build to 83%, from {:.0%} to {:.0%}".format(*edges)


bank = FLOWS["Banque Valdreuse"]

FIGURES = [
    ("{} projects delivered in three", lambda: delivered("Air Vélin")),
    ("nobody has opened: {}.", lambda: live("Air Vélin")),
    ("The other {} were demonstrated", lambda: delivered("Air Vélin") - live("Air Vélin")),
    ("{} projects stand at the review", lambda: bank.backlog[1]),
    ("and {} are being built", lambda: bank.backlog[0]),
    ("a person costs {:.0f}", lambda: PERSON_KEUR_MONTH),
    ("Up to {} months, closing is best", closing_is_best_up_to),
    ("{:.0f} projects that were built go live", lambda: study.at(policy="close")["live"]),
    ("it stands at {} M€", lambda: net("close")),
    ("moving one person at {},", lambda: signed(float(study.at(policy="move")["net"])).lstrip()),
    ("at {}. After 36 months", lambda: net("continue")),
    ("leads with {} M€", lambda: net("move", horizon=36)),
    ("One person brings {} more projects live at Banque", lambda: more("Banque Valdreuse")),
    ("{} at Air Vélin", lambda: more("Air Vélin")),
    ("{} at Assurances Mélèze", lambda: more("Assurances Mélèze")),
    ("{} at Hôtels Ormevent", lambda: more("Hôtels Ormevent")),
    ("{} at Forges Daubrac", lambda: more("Forges Daubrac")),
    ("{} at Magasins Courlis", none_at_courlis),
    ("no stage is more than {:.0%} full", lambda: FLOWS["Magasins Courlis"].utilisation.max()),
    ("asked for {:.0%} of what", lambda: FLOWS["Air Vélin"].utilisation.max()),
    ("Up to {} k€ a month closing", closing_is_best_to),
    ("a median of {:.1f} k€", median_value),
    ("{} of the ", equal_pairs),
    ("of the {} pairs are equal", pairs),
    ("the other {} are visits", lambda: pairs() - equal_pairs()),
    ("does little harm, {} projects", lambda: delivered(FIRMS[2]) - live(FIRMS[2])),
    ("it hides {}", lambda: delivered(FIRMS[0]) - live(FIRMS[0])),
    ("committee {:.1f} days on average", lambda: committee().mean()),
    ("{}", committee_interval),
    ("meets every {} days", committee_rhythm),
    ("with {}.", leans),
    ("the queue of {} projects", lambda: bank.backlog[1]),
    ("in all {} simulated futures", lambda: 120),
]

solved = Solved("10-capstone").names
END, START = solved["END"], solved["START"]
WHERE = ("build", "review", "integration")


def firm_tables(firm: str) -> dict[str, pd.DataFrame]:
    """Return the firm's four tables, the log cleaned as the solution cleans it."""
    names = ("log", "portfolio", "approvals", "rotations")
    tables = {name: datasets.load(f"capstone_{name}") for name in names}
    own = {name: table[table["firm"] == firm] for name, table in tables.items()}
    return own | {"log": solved["in_utc"](solved["latest"](own["log"]))}


def row(firm: str) -> str:
    """Return the firm's figures as the trainer's table gives them, without who comes first."""
    own = firm_tables(firm)
    funnel = solved["funnel"](own["portfolio"], own["approvals"], own["log"])
    steps = ("proposed", "approved", "demonstrated", "reviewed", "live")
    used = solved["utilisation"](own["log"], own["rotations"], START, END)
    within = solved["live_within"](own["approvals"], own["log"], 270, END)
    return "| {} | {} | {:.0%} | {} |".format(
        firm,
        ", ".join(str(funnel[step]) for step in steps),
        within,
        ", ".join(f"{used[stage]:.0%}" for stage in WHERE),
    )


def one_more(firm: str) -> str:
    """Return what one person more at the stage that comes first brings, and its sensitivity."""
    own = firm_tables(firm)
    stage = solved["utilisation"](own["log"], own["rotations"], START, END).idxmax()
    gains = {factor: round(found) for factor, found in solved["sensitivity"](firm, stage, 24, 1).items()}
    return f"{gains[1.0]} projects ({gains[0.8]}, {gains[1.2]})".replace(" projects", _unit(firm))


def _unit(firm: str) -> str:
    return " projects" if firm == FIRMS[0] else ""


def first(firm: str) -> str:
    """Return which stages come first in the resamples, in the words of the table."""
    own = firm_tables(firm)
    drawn = solved["resample"](own["log"], own["rotations"], START, END, 2000, 1)
    shares = solved["how_often_first"](drawn).sort_values(ascending=False)
    stage, most = shares.index[0], shares.iloc[0]
    if most > 0.9995:
        return f"{stage}, always"
    if most > 0.995:
        return f"{stage}, nearly always"
    if most > 0.95:
        return f"{stage}, {100 * most:.0f} in 100"
    tens = [(name, round(10 * share)) for name, share in shares.items() if round(10 * share)]
    texts = [f"{tens[0][0]} {tens[0][1]} in 10", *(f"{name} {share}" for name, share in tens[1:])]
    return ", ".join(texts)


def _clean_up() -> tuple[int, int, int]:
    own = log[log["firm"] == FIRMS[0]]
    visits = own["visit_id"].nunique()
    return len(own), visits, len(own) - visits


def _sensitivity() -> tuple[float, float, float, float]:
    found = solved["sensitivity"](FIRMS[0], "review", 24, 1)
    today = solved["capstone"].live(bank, 24, np.random.default_rng(1))
    return found[1.0], today, found[0.8], found[1.2]


RUBRIC = [
    ("{} rows were {} visits: {} stood in both", _clean_up),
    (
        "{} proposed, {} approved, {} demonstrated, {} through the review, {} live",
        lambda: tuple(row(FIRMS[0]).split(" | ")[1].split(", ")),
    ),
    ("at least nine months ago, {} were live", lambda: row(FIRMS[0]).split(" | ")[2]),
    ("That {} projects stand at the review today and {} at the build", lambda: bank.backlog[1::-1]),
    ("{:.0f} more projects live in 24 months, on top of {:.0f}; {:.0f} if a", lambda: _sensitivity()[:3]),
    ("{:.0f} if a fifth more", lambda: _sensitivity()[3]),
]
TRAINER = [
    ("{} delivered.", lambda: delivered("Air Vélin")),
    ("Then {}.", lambda: live("Air Vélin")),
    *[("{}", lambda firm=firm: row(firm)) for firm in FIRMS],
    *[("| {} |", lambda firm=firm: first(firm)) for firm in FIRMS],
    *[(": {} |", lambda firm=firm: one_more(firm)) for firm in FIRMS],
]


def unchanged() -> tuple[int, int]:
    """Of the visits that stand twice alike: those over in the first export, and those open in both."""
    twice = log[log.drop(columns="exported").duplicated()]
    return int(twice["left"].notna().sum()), int(twice["left"].isna().sum())


def not_live(firm: str) -> float:
    """Share of a firm's approved projects that are not live."""
    own = decisions[(decisions["firm"] == firm) & (decisions["outcome"] == "go")]
    return 1 - live(firm) / len(own)


def extremes() -> tuple[str, str]:
    shares = {firm: not_live(firm) for firm in FIRMS}
    assert min(shares, key=shares.get) == "Magasins Courlis"
    assert max(shares, key=shares.get) == "Banque Valdreuse"
    return words.share(min(shares.values()), 10), words.share(max(shares.values()), 10)


def room() -> str:
    fullest = {firm: FLOWS[firm].utilisation.max() for firm in FIRMS}
    return {"Magasins Courlis": "most"}[min(fullest, key=fullest.get)]


TRAINER += [
    ("{} visits stand twice. Of these {} went on", lambda: (pairs(), pairs() - equal_pairs())),
    ("{} were over before and stand there twice unchanged; {} had not moved", unchanged),
    ("Between {} (Courlis) and {} (Valdreuse) of the approved", extremes),
    ("Courlis has the {} room", room),
    ("Means over the {:.0f} months", lambda: (END - START).days / 30.4),
]
GIVEN = [
    ("24 months (a fifth fewer, a fifth more approved)", "what the column holds"),
    ("with seed 1;", "the seed of the draws"),
    ("on 1 July", "a day in summer"),
    ("an interval up to 101%", "the chapter's quiz"),
    ("(half if one is missing)", "marks"),
]
