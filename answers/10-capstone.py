"""Answers to the capstone: wrong ones with the message meant for them, right ones written otherwise, a class.

The sample class has a learner for each of the six firms; an id draws its firm (`models.capstone.draw_firm`).
"""

from digital_factory.authoring.sample_answers import Learner, Wrong

_LATEST = 'return log.sort_values("exported").drop_duplicates("visit_id", keep="last")'
_UTC_LINE = 'table[column] = utc.where(log["clock"] == "UTC", paris)'
_WATCHED = "return (live - decided <= limit)[watched].mean()"
_WORK = 'work = (log["left"].fillna(end) - log["started"]) / day\n    arrived'
_CHOSEN = "chosen = rng.integers(0, len(per_project), (draws, len(per_project)))"

WRONG = {
    "capstone-1": {
        "keeps the row that knows more": Wrong(
            ('sort_values("exported")', 'sort_values("left", na_position="first", kind="stable")'),
            "keep its row of 15 April",
        ),
        "keeps the second export only": Wrong(
            (
                'log.sort_values("exported").drop_duplicates("visit_id", keep="last")',
                'log[log["exported"] == log["exported"].max()]',
            ),
            "It stands once, so it stays",
        ),
        "whole rows compared": Wrong(
            (_LATEST, "return log.drop_duplicates()"),
            "Two rows are the same visit when `visit_id` is the same",
        ),
        "the first export kept": Wrong(
            (_LATEST, 'return log.sort_values("exported").drop_duplicates("visit_id", keep="first")'),
            "which does not know yet how they ended",
        ),
        "whichever row stands first": Wrong(
            (_LATEST, 'return log.drop_duplicates("visit_id")'),
            "The rows are in no order: look at `exported`",
        ),
        "another firm chosen": Wrong(
            (
                "my_firm = capstone.draw_firm(learner_id)",
                'my_firm = next(f for f in capstone.FIRMS if f != capstone.draw_firm("reference"))',
            ),
            "Let `capstone.draw_firm` say it",
        ),
        "no id": Wrong(('learner_id = "reference"', 'learner_id = " "'), "`learner_id` is empty"),
        "a stand-in for the id": Wrong(
            ('learner_id = "reference"', 'learner_id = "Your ID"'), "which nobody is enrolled as"
        ),
        "the firm for the id": Wrong(
            ('learner_id = "reference"', 'learner_id = "Air Vélin"'), "which nobody is enrolled as"
        ),
    },
    "capstone-2": {
        "summer from April to October": Wrong(
            (
                'paris = moments.dt.tz_localize("Europe/Paris").dt.tz_convert("UTC")',
                "hours = moments.dt.month.between(4, 10).map({True: 2, False: 1})\n"
                '        paris = utc - pd.to_timedelta(hours, unit="h")',
            ),
            "The zone's name knows the days of every year",
        ),
        "all read as UTC": Wrong((_UTC_LINE, "table[column] = utc"), "All rows are read as UTC"),
        "one hour, summer and winter": Wrong(
            (
                _UTC_LINE,
                'table[column] = utc.where(log["clock"] == "UTC", utc - pd.Timedelta(hours=1))',
            ),
            "One hour is right in winter only",
        ),
        "the wrong way": Wrong(
            (
                'paris = moments.dt.tz_localize("Europe/Paris").dt.tz_convert("UTC")',
                'paris = utc.dt.tz_convert("Europe/Paris").dt.tz_localize(None).dt.tz_localize("UTC")',
            ),
            "That goes the wrong way",
        ),
        "left as text": Wrong(("table[column] = utc.where", "table.loc[[], column] = utc.where"), "expected"),
    },
    "capstone-3": {
        "the dashboard's figure": Wrong(
            ('"live": int(passed.get("integration", 0))', '"live": int(portfolio["delivered"].sum())'),
            "That is the dashboard's `delivered`",
        ),
        "returned counted as reviewed": Wrong(
            (
                'passed = log[log["outcome"] == "passed"]',
                'passed = log[log["outcome"].notna()]',
            ),
            "P-2 left the review because it was returned",
        ),
        "decided counted as approved": Wrong(
            ('(approvals["outcome"] == "go").sum()', 'approvals["outcome"].notna().sum()'),
            "the decision was to stop",
        ),
        "entered counted as passed": Wrong(
            ('log[log["outcome"] == "passed"].groupby', "log.groupby"),
            "Count those that passed it",
        ),
    },
    "capstone-4": {
        "of those live": Wrong(
            (_WATCHED, "return (live - decided <= limit)[watched & live.notna()].mean()"),
            "That counts the live ones only",
        ),
        "those approved lately too": Wrong(
            (_WATCHED, "return (live - decided <= limit).mean()"), "Nobody can know yet: leave them out"
        ),
        "stopped projects too": Wrong(
            ('approvals[approvals["outcome"] == "go"]', 'approvals[approvals["outcome"].notna()]'),
            "P-6 is in it, which was stopped",
        ),
        "only those with a visit to the review": Wrong(
            (
                _WATCHED,
                'done = log[(log["stage"] == "review") & log["started"].notna()]["project_id"]\n'
                "    return (live - decided <= limit)[watched & decided.index.isin(done)].mean()",
            ),
            "P-3 was approved 21 days before the end",
        ),
        "the last day too late": Wrong(
            ("(live - decided <= limit)", "(live - decided < limit)"), "*at most* 17 days takes it in"
        ),
        "watched a day longer": Wrong(
            ("watched = decided + limit <= end", "watched = decided + limit < end"),
            "*at least* 21 takes it in",
        ),
        "hours cut off": Wrong(
            ("(live - decided <= limit)", "((live - decided).dt.days <= days)"), "cuts the hours off"
        ),
    },
    "capstone-5": {
        "open work forgotten": Wrong(
            ('log["left"].fillna(end)', 'log["left"]'), "The work that is not over has dropped out"
        ),
        "stays counted as seats": Wrong(
            ("there = (left - arrived) / day", "there = (end - start) / day + 0 * ((left - arrived) / day)"),
            "Those are stays times days",
        ),
        "days before the log": Wrong(
            ('.dt.tz_localize("UTC").clip(lower=start)', '.dt.tz_localize("UTC")'),
            "People are counted from the day they arrived",
        ),
        "the queue counted as work": Wrong(('- log["started"]', '- log["entered"]'), "The days in the queue"),
        "hours cut off": Wrong(
            (
                'work = (log["left"].fillna(end) - log["started"]) / day',
                'work = (log["left"].fillna(end) - log["started"]).dt.days',
            ),
            "The 16 hours have dropped out",
        ),
    },
    "capstone-6": {
        "takes no notice of the seed": Wrong(
            ("np.random.default_rng(seed)", "np.random.default_rng(0)"),
            "the same 40 draws for the seeds 1 and 2",
        ),
        "visits drawn": Wrong(
            ('groupby([log["project_id"], log["stage"]])', 'groupby([log["visit_id"], log["stage"]])'),
            "That draws visits",
        ),
        "without replacement": Wrong(
            (_CHOSEN, "chosen = np.array([rng.permutation(len(per_project)) for _ in range(draws)])"),
            "Every draw is the same",
        ),
        "as many as visits": Wrong(
            (_CHOSEN, "chosen = rng.integers(0, len(per_project), (draws, len(log)))"),
            "Each draw has too many projects",
        ),
        "a tenth on each side": Wrong(
            ("outside = (1 - level) / 2", "outside = 1 - level"), "A tenth is left out on each side"
        ),
        "always 95%": Wrong(
            ("outside = (1 - level) / 2", "outside = 0.025"), "That is the interval for 0.95"
        ),
    },
    "capstone-7": {
        "one generator for both": Wrong(
            (
                """\
    today = capstone.live(flow, months, np.random.default_rng(seed))
    after = capstone.live(flow.with_people(stage), months, np.random.default_rng(seed))""",
                """\
    rng = np.random.default_rng(seed)
    today = capstone.live(flow, months, rng)
    after = capstone.live(flow.with_people(stage), months, rng)""",
            ),
            "The second factory went on with the generator",
        ),
        "all of it called gain": Wrong(
            ("return after - today", "return after"), "That is all that goes live"
        ),
        "a share": Wrong(("return after - today", "return after / today - 1"), "That is a share"),
        "compared with today each time": Wrong(
            (
                """\
    flow = dataclasses.replace(flow, arrival_rate=factor * flow.arrival_rate)
    today = capstone.live(flow, months, np.random.default_rng(seed))""",
                """\
    today = capstone.live(flow, months, np.random.default_rng(seed))
    flow = dataclasses.replace(flow, arrival_rate=factor * flow.arrival_rate)""",
            ),
            "The comparison is with today's arrivals",
        ),
        "the factor forgotten": Wrong(
            (
                "gain(firm, stage, factor, months, seed) for factor",
                "gain(firm, stage, 1, months, seed) for factor",
            ),
            "The gain is the same whatever arrives",
        ),
        "the other way round": Wrong(("return after - today", "return today - after"), "the other way round"),
        "two seeds": Wrong(
            (
                "after = capstone.live(flow.with_people(stage), months, np.random.default_rng(seed))",
                "after = capstone.live(flow.with_people(stage), months, np.random.default_rng(seed + 1))",
            ),
            "their seeds differ",
        ),
        "takes no notice of the factor": Wrong(
            (
                "flow = dataclasses.replace(flow, arrival_rate=factor * flow.arrival_rate)",
                "flow = dataclasses.replace(flow)",
            ),
            "The factor does not reach the simulation",
        ),
    },
}

RIGHT = {
    "plain loops": {
        "capstone-1": """\
learner_id = " Mona "
my_firm = capstone.draw_firm("mona")


def latest(log):
    rows = {}
    for row in log.to_dict("records"):
        known = rows.get(row["visit_id"])
        if known is None or row["exported"] > known["exported"]:
            rows[row["visit_id"]] = row
    return pd.DataFrame(list(rows.values()))
""",
        "capstone-2": """\
def in_utc(log):
    table = log.copy()
    for column in ("entered", "started", "left"):
        moments = []
        for text, clock in zip(log[column], log["clock"]):
            moments.append(pd.NaT if pd.isna(text) else pd.Timestamp(text, tz=clock).tz_convert("UTC"))
        table[column] = pd.to_datetime(pd.Series(moments, index=table.index), utc=True)
    return table.iloc[::-1]
""",
        "capstone-3": """\
def funnel(portfolio, approvals, log):
    done = {"build": set(), "review": set(), "integration": set()}
    for row in log.to_dict("records"):
        if row["outcome"] == "passed":
            done[row["stage"]].add(row["project_id"])
    return {
        "live": len(done["integration"]),
        "reviewed": len(done["review"]),
        "demonstrated": len(done["build"]),
        "approved": list(approvals["outcome"]).count("go"),
        "proposed": portfolio["project_id"].nunique(),
    }
""",
        "capstone-4": """\
def live_within(approvals, log, days, end):
    went_live = {}
    for visit in log.to_dict("records"):
        if visit["stage"] == "integration" and visit["outcome"] == "passed":
            went_live[visit["project_id"]] = visit["left"]
    watched = made_it = 0
    for row in approvals.to_dict("records"):
        if row["outcome"] != "go":
            continue
        limit = row["decided"].tz_localize("UTC") + pd.Timedelta(days=days)
        if limit > end:
            continue
        watched += 1
        if row["project_id"] in went_live and went_live[row["project_id"]] <= limit:
            made_it += 1
    return made_it / watched
""",
        "capstone-5": """\
def utilisation(log, rotations, start, end):
    result = {}
    for stage in ["integration", "build", "review"]:
        worked = there = 0.0
        for visit in log[log["stage"] == stage].to_dict("records"):
            if not pd.isna(visit["started"]):
                until = end if pd.isna(visit["left"]) else visit["left"]
                worked += (until - visit["started"]).total_seconds()
        for stay in rotations[rotations["stage"] == stage].to_dict("records"):
            arrived = max(stay["arrived"].tz_localize("UTC"), start)
            until = end if pd.isna(stay["left"]) else stay["left"].tz_localize("UTC")
            there += (until - arrived).total_seconds()
        result[stage] = worked / there
    return result
""",
        "capstone-6": """\
def resample(log, rotations, start, end, draws, seed):
    rng = np.random.default_rng(seed)
    point = pd.Series(utilisation(log, rotations, start, end))
    days = (log["left"].fillna(end) - log["started"]).dt.total_seconds().fillna(0)
    table = days.groupby([log["project_id"], log["stage"]]).sum().unstack().fillna(0)
    there = table.sum() / point
    names = list(table.index)
    rows = []
    for _ in range(draws):
        rows.append(table.loc[rng.choice(names, len(names))].sum() / there)
    return pd.DataFrame(rows)[["review", "build", "integration"]]


def interval(resampled, level):
    rows = {}
    for stage in resampled:
        low, high = np.quantile(resampled[stage], [0.5 - level / 2, 0.5 + level / 2])
        rows[stage] = {"high": high, "low": low}
    return pd.DataFrame(rows).T


def how_often_first(resampled):
    highest = resampled.max(axis=1)
    return {stage: float((resampled[stage] == highest).mean()) for stage in resampled}
""",
        "capstone-7": """\
def gain(firm, stage, factor, months, seed):
    rate = capstone.FLOWS[firm].arrival_rate * factor
    lives = []
    for more in (0, 1):
        flow = dataclasses.replace(capstone.FLOWS[firm].with_people(stage, more), arrival_rate=rate)
        lives.append(capstone.simulate(flow, months, np.random.default_rng(seed)).live[:, -1].mean())
    return lives[1] - lives[0]


def sensitivity(firm, stage, months, seed):
    gains = {}
    for factor in (1.2, 1.0, 0.8):
        gains[factor] = gain(firm, stage, factor, months, seed)
    return gains
""",
    },
    "slow: a table of visits for each draw, a run for each month": {
        "capstone-6": """\
def resample(log, rotations, start, end, draws, seed):
    rng = np.random.default_rng(seed)
    projects = log["project_id"].unique()
    rows = []
    for _ in range(draws):
        visits = [log[log["project_id"] == project] for project in rng.choice(projects, len(projects))]
        rows.append(utilisation(pd.concat(visits), rotations, start, end))
    return pd.DataFrame(rows).reindex(columns=STAGES).fillna(0)


def interval(resampled, level):
    left_out = int(len(resampled) * (1 - level) / 2)
    rows = []
    for stage in resampled.columns:
        ordered = sorted(resampled[stage])
        rows.append({"stage": stage, "low": ordered[left_out], "high": ordered[-left_out - 1]})
    return pd.DataFrame(rows)


def how_often_first(resampled):
    times = dict.fromkeys(resampled.columns, 0)
    for row in resampled.to_dict("records"):
        times[max(row, key=row.get)] += 1
    return {stage: count / len(resampled) for stage, count in times.items()}
""",
        "capstone-7": """\
def curve(flow, months, seed):
    by_month = {}
    for month in range(1, months + 1):
        by_month[month] = capstone.live(flow, month, np.random.default_rng(seed))
    return pd.Series(by_month)


def gain(firm, stage, factor, months, seed):
    flow = capstone.FLOWS[firm]
    flow = dataclasses.replace(flow, arrival_rate=factor * flow.arrival_rate)
    return (curve(flow.with_people(stage), months, seed) - curve(flow, months, seed))[months]


def sensitivity(firm, stage, months, seed):
    found = {}
    for factor in [0.8, 1.0, 1.2]:
        found[factor] = gain(firm, stage, factor, months, seed)
    return pd.Series(found)
""",
    },
    "chains and other dtypes": {
        "capstone-1": """\
learner_id = "chains"
my_firm = capstone.draw_firm(learner_id)


def latest(log):
    return log.loc[log.groupby("visit_id")["exported"].idxmax()].set_index("visit_id")
""",
        "capstone-2": """\
def in_utc(log):
    def read(own):
        clock = own.name
        return own.assign(
            **{
                name: pd.to_datetime(own[name]).dt.tz_localize(clock).dt.tz_convert("UTC")
                for name in ["entered", "started", "left"]
            }
        )

    parts = []
    for clock, own in log.groupby("clock"):
        own.name = clock
        parts.append(read(own))
    return pd.concat(parts)
""",
        "capstone-3": """\
def funnel(portfolio, approvals, log):
    names = {"build": "demonstrated", "review": "reviewed", "integration": "live"}
    passed = (
        log.query("outcome == 'passed'")
        .drop_duplicates(["project_id", "stage"])["stage"]
        .map(names)
        .value_counts()
        .reindex(names.values(), fill_value=0)
    )
    start = pd.Series({"proposed": portfolio.shape[0], "approved": approvals["outcome"].eq("go").sum()})
    return pd.concat([start, passed]).astype(float)
""",
        "capstone-5": """\
def utilisation(log, rotations, start, end):
    visits = log.dropna(subset=["started"]).assign(until=lambda t: t["left"].fillna(end))
    worked = (visits["until"] - visits["started"]).groupby(visits["stage"]).sum()
    stays = rotations.assign(
        since=rotations["arrived"].dt.tz_localize("UTC").where(lambda a: a > start, start),
        until=rotations["left"].dt.tz_localize("UTC").fillna(end),
    )
    return (worked / (stays["until"] - stays["since"]).groupby(stays["stage"]).sum()).astype("Float64")
""",
    },
    "in SQL": {
        "capstone-1": """\
import sqlite3

learner_id = "sql"
my_firm = capstone.draw_firm(learner_id)


def latest(log):
    database = sqlite3.connect(":memory:")
    exports = log[["visit_id", "exported"]].assign(place=range(len(log)))
    exports.to_sql("log", database)
    last = pd.read_sql_query("SELECT place, MAX(exported) FROM log GROUP BY visit_id", database)
    return log.iloc[last["place"]]
""",
        "capstone-2": """\
import datetime as dt
import zoneinfo


def in_utc(log):
    def read(text, clock):
        if not isinstance(text, str):
            return None
        there = dt.datetime.fromisoformat(text).replace(tzinfo=zoneinfo.ZoneInfo(clock))
        return there.astimezone(dt.timezone.utc)

    moments = {
        name: pd.to_datetime([read(*pair) for pair in zip(log[name], log["clock"])], utc=True)
        for name in ("entered", "started", "left")
    }
    return log.assign(**moments)
""",
        "capstone-3": """\
import sqlite3


def funnel(portfolio, approvals, log):
    database = sqlite3.connect(":memory:")
    portfolio.to_sql("portfolio", database)
    approvals.to_sql("approvals", database)
    log.to_sql("log", database)
    past = "SELECT COUNT(DISTINCT project_id) FROM log WHERE outcome = 'passed' AND stage = "
    counted = {
        "proposed": "SELECT COUNT(*) FROM portfolio",
        "approved": "SELECT COUNT(*) FROM approvals WHERE outcome = 'go'",
        "demonstrated": past + "'build'",
        "reviewed": past + "'review'",
        "live": past + "'integration'",
    }
    rows = [(step, database.execute(query).fetchone()[0]) for step, query in counted.items()]
    return pd.DataFrame(rows, columns=["step", "projects"])
""",
        "capstone-4": '''\
import sqlite3


def live_within(approvals, log, days, end):
    database = sqlite3.connect(":memory:")
    approvals.to_sql("approvals", database)
    log.to_sql("log", database)
    query = """
        WITH live AS (
            SELECT project_id, strftime('%s', "left") AS moment
            FROM log WHERE stage = 'integration' AND outcome = 'passed'
        ), watched AS (
            SELECT live.moment - strftime('%s', decided) AS seconds
            FROM approvals LEFT JOIN live USING (project_id)
            WHERE approvals.outcome = 'go' AND strftime('%s', decided) + :span <= :until
        )
        SELECT SUM(COALESCE(seconds <= :span, 0)) * 1.0 / COUNT(*) FROM watched
    """
    given = {"span": 86400 * days, "until": int(end.timestamp())}
    return database.execute(query, given).fetchone()[0]
''',
        "capstone-5": '''\
import sqlite3


def utilisation(log, rotations, start, end):
    database = sqlite3.connect(":memory:")
    log.to_sql("log", database)
    rotations.to_sql("rotations", database)
    query = """
        WITH work AS (
            SELECT stage, SUM(COALESCE(strftime('%s', "left"), :until) - strftime('%s', started)) AS seconds
            FROM log WHERE started IS NOT NULL GROUP BY stage
        ), people AS (
            SELECT stage, SUM(
                COALESCE(CAST(strftime('%s', "left") AS INTEGER), :until)
                - MAX(CAST(strftime('%s', arrived) AS INTEGER), :since)
            ) AS seconds
            FROM rotations GROUP BY stage
        )
        SELECT stage, work.seconds * 1.0 / people.seconds AS used FROM work JOIN people USING (stage)
    """
    moments = {"since": int(start.timestamp()), "until": int(end.timestamp())}
    return pd.read_sql_query(query, database, params=moments, index_col="stage")["used"]
''',
        "capstone-6": '''\
import sqlite3


def resample(log, rotations, start, end, draws, seed):
    point = pd.Series(utilisation(log, rotations, start, end))
    database = sqlite3.connect(":memory:")
    log.assign(until=log["left"].fillna(end)).to_sql("log", database)
    query = """
        SELECT project_id, stage, SUM(strftime('%s', until) - COALESCE(strftime('%s', started),
            strftime('%s', until))) AS seconds
        FROM log GROUP BY project_id, stage
    """
    seconds = pd.read_sql_query(query, database).pivot(index="project_id", columns="stage", values="seconds")
    seconds = seconds.fillna(0)
    count = len(seconds)
    times = np.random.default_rng(seed).multinomial(count, [1 / count] * count, size=draws)
    drawn = times @ seconds.to_numpy()
    measured = seconds.sum()
    shares = {stage: drawn[:, at] / measured[stage] for at, stage in enumerate(seconds.columns)}
    return pd.DataFrame({stage: point[stage] * share for stage, share in shares.items()})


def interval(resampled, level):
    rows = []
    for stage in resampled.columns:
        low, high = np.percentile(resampled[stage].to_numpy(), [50 - 50 * level, 50 + 50 * level])
        rows.append({"stage": stage, "high": high, "low": low})
    return pd.DataFrame(rows)


def how_often_first(resampled):
    winners = resampled.to_numpy().argmax(axis=1)
    counts = np.bincount(winners, minlength=resampled.shape[1])
    return dict(zip(resampled.columns, counts / len(resampled)))
''',
        "capstone-7": """\
import functools


@functools.lru_cache
def projects_live(firm, stage, factor, months, seed):
    flow = capstone.FLOWS[firm] if stage is None else capstone.FLOWS[firm].with_people(stage)
    slowed = dataclasses.replace(flow, arrival_rate=flow.arrival_rate * factor)
    return capstone.live(slowed, months, np.random.default_rng(seed))


def gain(firm, stage, factor, months, seed):
    with_one_more, as_it_is = (projects_live(firm, place, factor, months, seed) for place in (stage, None))
    return np.float32(with_one_more) - np.float32(as_it_is)


def sensitivity(firm, stage, months, seed):
    table = pd.DataFrame({"factor": [1.2, 0.8, 1.0]})
    table["gain"] = table["factor"].apply(lambda factor: gain(firm, stage, factor, months, seed))
    return table
""",
    },
    "as a stream of records": {
        "capstone-4": """\
from fractions import Fraction


def live_within(approvals, log, days, end):
    passed = log.query("stage == 'integration' & outcome == 'passed'")
    went_live = passed.set_index("project_id").left.to_dict()
    table = approvals[approvals.outcome.eq("go")].copy()
    table["due"] = pd.to_datetime(table.decided, utc=True) + pd.DateOffset(days=days)
    table = table[table.due.le(end)]
    table["went"] = table.project_id.map(went_live)
    return Fraction(int(table.went.le(table.due).sum()), len(table))
""",
        "capstone-6": """\
from collections import Counter


def resample(log, rotations, start, end, draws, seed):
    generator = np.random.default_rng(seed)
    spent = {}
    for visit in log.itertuples():
        of_project = spent.setdefault(visit.project_id, Counter())
        if visit.started is not pd.NaT:
            until = end if visit.left is pd.NaT else visit.left
            of_project[visit.stage] += (until - visit.started).total_seconds()
    present = Counter()
    for stay in rotations.itertuples():
        until = end if stay.left is pd.NaT else stay.left.tz_localize("UTC")
        present[stay.stage] += (until - max(start, stay.arrived.tz_localize("UTC"))).total_seconds()
    projects = list(spent.values())
    rows = []
    for _ in range(draws):
        worked = dict.fromkeys(present, 0.0)
        for number in generator.integers(len(projects), size=len(projects)).tolist():
            for stage, seconds in projects[number].items():
                worked[stage] += seconds
        rows.append({stage: worked[stage] / present[stage] for stage in present})
    return pd.DataFrame.from_records(rows)


def interval(resampled, level):
    def border(values, share):
        ordered = sorted(values)
        place = share * (len(ordered) - 1)
        below = int(place)
        above = min(below + 1, len(ordered) - 1)
        return ordered[below] + (place - below) * (ordered[above] - ordered[below])

    lows = {stage: border(resampled[stage], (1 - level) / 2) for stage in resampled}
    highs = {stage: border(resampled[stage], (1 + level) / 2) for stage in resampled}
    return pd.DataFrame({"high": highs, "low": lows})


def how_often_first(resampled):
    wins = Counter(max(row, key=row.get) for row in resampled.to_dict("records"))
    return pd.Series({stage: wins[stage] / len(resampled) for stage in resampled.columns})
""",
        "capstone-7": """\
def gain(firm, stage, factor, months, seed):
    def live(change):
        flow = change(capstone.FLOWS[firm])
        flow = dataclasses.replace(flow, arrival_rate=flow.arrival_rate * factor)
        futures = capstone.simulate(flow, months, np.random.default_rng(seed))
        return np.mean(futures.live[:, -1])

    return np.array(live(lambda flow: flow.with_people(stage)) - live(lambda flow: flow))


def sensitivity(firm, stage, months, seed):
    factors = np.array([0.8, 1.0, 1.2])
    return dict(zip(factors, map(lambda factor: gain(firm, stage, factor, months, seed), factors)))
""",
    },
}

_GOOD_NOTE = """\
Transform. Of 132 projects on the dashboard as delivered, 96 are live. The exports held 52 visits twice (we
kept the later export), review times in Paris time (now UTC) and unfinished projects, which we kept. The
review was used to 88% (90% interval 75 to 101%), the build to 83% (74 to 91%): in 7 resamples of 10 the
review is first. One more reviewer brings 18 more projects live in two years, 11 if a fifth fewer are
approved. We would close if no more go live in six months. The data cannot show what a live project earns
(ask finance about ten of them), what would have happened without the factory (compare with the IT
department's projects), or why reviews return (read thirty notes).
"""
_WEAK_NOTE = """\
The dashboard is green: 132 projects are delivered. The review is the bottleneck with 88%. We recommend to
continue and to collect more data.
"""
_LOOPS = RIGHT["plain loops"]
_CHAINS = RIGHT["chains and other dtypes"]


def _as(learner_id: str) -> tuple[str, str]:
    """Return the reference answer to the first task with another id, which may draw another firm."""
    return ('learner_id = "reference"', f'learner_id = "{learner_id}"')


SAMPLE_CLASS = (
    Learner("adele", answers={"capstone-1": _as("adele"), "capstone-answer": _GOOD_NOTE}),
    Learner("bruno", answers=_LOOPS | {"capstone-answer": _GOOD_NOTE}, late_h=30.0),
    Learner(
        "celine",
        answers={"capstone-1": _as("celine"), "capstone-answer": _WEAK_NOTE},
        mistakes={
            "capstone-3": "the dashboard's figure",
            "capstone-4": "of those live",
            "capstone-6": "a tenth on each side",
            "capstone-7": "the factor forgotten",
        },
    ),
    Learner(
        "david",
        answers={task: answer for task, answer in _CHAINS.items() if task != "capstone-2"},
        mistakes={"capstone-2": "one hour, summer and winter", "capstone-6": "visits drawn"},
        late_h=-1.0,
    ),
    Learner(
        "elodie",
        answers={"capstone-answer": _WEAK_NOTE},
        mistakes={
            "capstone-1": "whole rows compared",
            "capstone-3": "decided counted as approved",
            "capstone-4": "those approved lately too",
            "capstone-5": "stays counted as seats",
            "capstone-6": "without replacement",
            "capstone-7": "all of it called gain",
        },
    ),
    Learner(
        "farid",
        mistakes={
            "capstone-6": "takes no notice of the seed",
            "capstone-1": "another firm chosen",
            "capstone-2": "left as text",
            "capstone-3": "entered counted as passed",
            "capstone-5": "open work forgotten",
            "capstone-7": "one generator for both",
        },
    ),
    Learner(
        "gaelle",
        mistakes={
            "capstone-1": "the first export kept",
            "capstone-4": "stopped projects too",
            "capstone-5": "the queue counted as work",
            "capstone-6": "always 95%",
            "capstone-7": "compared with today each time",
        },
        blank=("capstone-answer",),
    ),
    Learner(
        "hugo",
        mistakes={
            "capstone-1": "whichever row stands first",
            "capstone-4": "only those with a visit to the review",
            "capstone-5": "days before the log",
            "capstone-6": "as many as visits",
            "capstone-7": "a share",
        },
    ),
    Learner(
        "ines",
        mistakes={"capstone-1": "keeps the second export only", "capstone-2": "the wrong way"},
        blank=("capstone-6", "capstone-7"),
        late_h=2.0,
    ),
    Learner("jules", blank="all"),
    Learner(
        "karim",
        answers={
            "capstone-1": _as("karim"),
            "capstone-4": "import os\n\nos._exit(1)  # the notebook hung, and this was to restart it",
        },
        status="crashed",
    ),
    Learner(
        "lea",
        answers={
            "capstone-1": _as("lea"),
            "capstone-7": """\
def gain(firm, stage, factor, months, seed):
    flow = capstone.FLOWS[firm]
    better = 0
    while better < 1:
        today = capstone.live(flow, months, np.random.default_rng(seed))
        better += capstone.live(flow, months, np.random.default_rng(seed)) - today
    return better


def sensitivity(firm, stage, months, seed):
    return pd.Series({0.8: 0, 1.0: 0, 1.2: 0})
""",
            "capstone-answer": _GOOD_NOTE,
        },
        mistakes={"capstone-2": "all read as UTC", "capstone-3": "returned counted as reviewed"},
        status="timeout",
    ),
)
