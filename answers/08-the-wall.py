"""Chapter 8: wrong answers that analysts really give, other right ones, and a class of twelve.

See `digital_factory.authoring.sample_answers` for the format.
"""

from digital_factory.authoring.sample_answers import Learner, Wrong

_FIRST_DAYS = 'first_days = log.groupby("service_id")["entered"].min()'
_ARRIVALS = 'arrivals = log[(log["stage"] == "release train") & (log["outcome"] == "passed")]'

WRONG = {
    "wall-1": {
        "dates left as text": Wrong(
            (', parse_dates=["entered", "started", "left"]', ""),
            "column 'entered' holds texts; expected dates",
        ),
        "counts visits": Wrong((_FIRST_DAYS, 'first_days = log["entered"]'), "Those are visits"),
        "counts a service again each year": Wrong(
            (
                f"{_FIRST_DAYS}\n    return first_days.dt.year.value_counts().sort_index()",
                'return log.groupby(log["entered"].dt.year)["service_id"].nunique()',
            ),
            "T-1 was handed over in 2023; that it was still there in 2024",
        ),
        "unfinished services dropped": Wrong(
            (_FIRST_DAYS, _FIRST_DAYS.replace("log.", "log.dropna().")), "have dropped out"
        ),
    },
    "wall-2": {
        "working days": Wrong(
            (
                """\
    return log.assign(
        wait_days=(log["started"] - log["entered"]).dt.days,
        work_days=(log["left"] - log["started"]).dt.days,
    )""",
                """\
    import numpy as np

    def working(begin, end):
        known = begin.notna() & end.notna()
        days = pd.Series(np.nan, index=log.index)
        days[known] = np.busday_count(
            begin[known].to_numpy().astype("datetime64[D]"), end[known].to_numpy().astype("datetime64[D]")
        )
        return days

    return log.assign(
        wait_days=working(log["entered"], log["started"]), work_days=working(log["started"], log["left"])
    )""",
            ),
            "Those are working days",
        ),
        "wait runs to the end of the work": Wrong(
            ('wait_days=(log["started"] - log["entered"])', 'wait_days=(log["left"] - log["entered"])'),
            "`wait_days` runs to `left`",
        ),
        "an open wait is zero": Wrong(
            (
                """\
        wait_days=(log["started"] - log["entered"]).dt.days,
        work_days=(log["left"] - log["started"]).dt.days,""",
                """\
        wait_days=(log["started"] - log["entered"]).dt.days.fillna(0),
        work_days=(log["left"] - log["started"]).dt.days.fillna(0),""",
            ),
            "is not a wait of 0 days",
        ),
        "unfinished visits dropped": Wrong(
            ("return log.assign(", "return log.dropna().assign("), "have dropped out"
        ),
        "durations left as timedelta": Wrong(
            (
                'wait_days=(log["started"] - log["entered"]).dt.days',
                'wait_days=log["started"] - log["entered"]',
            ),
            "column 'wait_days' holds durations; expected numbers. Use .dt.days",
        ),
        "waits whose work is not over": Wrong(
            ('table.dropna(subset=["wait_days", "work_days"])', "table"),
            "T-4 has waited 15 days, but its work",
        ),
        "days of waiting per day of work": Wrong(
            (
                'return waiting / (waiting + known["work_days"].sum())',
                'return waiting / known["work_days"].sum()',
            ),
            "That is days of waiting per day of work",
        ),
        "the share of work": Wrong(
            (
                'return waiting / (waiting + known["work_days"].sum())',
                'return 1 - waiting / (waiting + known["work_days"].sum())',
            ),
            "That is the share of work",
        ),
    },
    "wall-3": {
        "finished work only": Wrong(
            ('taken_up["left"].fillna(end)', 'taken_up["left"]'), "The work that is not over is missing"
        ),
        "the queue counted as work": Wrong(
            (
                """\
    work_days = (taken_up["left"].fillna(end) - taken_up["started"]).dt.days
    used_days = work_days.groupby(taken_up["stage"]).sum()""",
                """\
    work_days = (log["left"].fillna(end) - log["entered"]).dt.days
    used_days = work_days.groupby(log["stage"]).sum()""",
            ),
            "The days in the queue are counted as work",
        ),
        "as if one reviewer": Wrong(
            (
                """\
    share_of_days = used_days / (by_stage["reviewers"] * days)
    share_of_places = used_places / (by_stage["reviewers"] * days / by_stage["session_every_days"])""",
                """\
    share_of_days = used_days / days
    share_of_places = used_places / (days / by_stage["session_every_days"])""",
            ),
            "That is for a stage of one reviewer",
            also=("wall-4",),
        ),
        "the train open every day": Wrong(
            ("share_of_days.where(continuous, share_of_places)", "share_of_days"),
            "The release train is not there every day",
        ),
        "the withdrawn use a place": Wrong(
            (
                'used_places = taken_up.groupby("stage").size()',
                'used_places = log[log["left"].notna()].groupby("stage").size()',
            ),
            "T-5 was withdrawn while it waited",
        ),
    },
    "wall-4": {
        "visits for each reviewer": Wrong(
            (
                "utilisation(log, stages, start, end).idxmax()",
                '(log.groupby("stage").size() / stages.set_index("stage")["reviewers"]).idxmax()',
            ),
            "integration 3 visits and 24 days by 3",
        ),
        "the longest waits added up": Wrong(
            (
                "utilisation(log, stages, start, end).idxmax()",
                '(log["started"].fillna(end) - log["entered"]).dt.days.groupby(log["stage"]).sum().idxmax()',
            ),
            "integration 26 by 2",
        ),
        "the longest work": Wrong(
            (
                "return utilisation(log, stages, start, end).idxmax()",
                'return (log["left"] - log["started"]).groupby(log["stage"]).mean().idxmax()',
            ),
            "Its work is the longest",
        ),
        "the longest wait": Wrong(
            (
                "return utilisation(log, stages, start, end).idxmax()",
                'return (log["started"] - log["entered"]).groupby(log["stage"]).mean().idxmax()',
            ),
            "Services wait longest for it",
        ),
        "typed in": Wrong(
            ("return utilisation(log, stages, start, end).idxmax()", 'return "security review"'),
            "integration 26 by 2",
        ),
    },
    "wall-5": {
        "visits instead of services": Wrong(
            ('return 1 - gone.groupby(log["service_id"]).any().mean()', 'return log["left"].isna().mean()'),
            "That is a share of visits",
        ),
        "services in the factory forgotten": Wrong(
            (
                'return 1 - gone.groupby(log["service_id"]).any().mean()',
                'return log["left"].isna().groupby(log["service_id"]).any().mean()',
            ),
            "While the factory changes it, it is at no stage, and still open",
        ),
        "the brochure: of those in operation": Wrong(
            (
                "return (lead_days[watched] <= days).mean()",
                "return (lead_days[watched].dropna() <= days).mean()",
            ),
            "That is the brochure's figure",
        ),
        "services not watched for long enough": Wrong(
            ("return (lead_days[watched] <= days).mean()", "return (lead_days <= days).mean()"),
            "have not had 25 days yet",
        ),
        "withdrawn services dropped": Wrong(
            (
                "return (lead_days[watched] <= days).mean()",
                'withdrawn = log.loc[log["outcome"] == "withdrawn", "service_id"]\n'
                "    return (lead_days[watched].drop(withdrawn, errors='ignore') <= days).mean()",
            ),
            "T-5 has dropped out",
        ),
        "withdrawn ones open": Wrong(
            ('gone = in_operation | (log["outcome"] == "withdrawn")', "gone = in_operation"),
            "its sponsor has withdrawn it",
        ),
        "the share gone": Wrong(
            (
                'return 1 - gone.groupby(log["service_id"]).any().mean()',
                'return in_operation.groupby(log["service_id"]).any().mean()',
            ),
            "That is the share in operation, or withdrawn, alone",
        ),
        "the last day too late": Wrong(
            ("lead_days[watched] <= days", "lead_days[watched] < days"), "At most 25 includes 25"
        ),
        "watched from the day itself": Wrong(
            ("first_days < end - pd.Timedelta(days=days)", "first_days <= end - pd.Timedelta(days=days)"),
            "which is not *more than* 26",
        ),
        "whoever left the train": Wrong(
            (
                'arrivals = log[(log["stage"] == "release train") & (log["outcome"] == "passed")]',
                'arrivals = log[(log["stage"] == "release train") & log["left"].notna()]',
            ),
            "Only one that passed is in operation",
        ),
    },
    "wall-6": {
        "mean of finished services only": Wrong(
            (
                "(gone_on - first_days).dt.days.mean()",
                '(last_visits["left"] - first_days).dt.days.mean()',
            ),
            "Only T-1 and T-5 are in that mean",
        ),
        "visits instead of services": Wrong(
            ("len(first_days) / len(calendar)", "len(log) / len(calendar)"), "Those are visits"
        ),
        "services in the factory forgotten": Wrong(
            (
                """\
    came = first_days.sort_values().searchsorted(calendar, side="right")
    went = gone_on.sort_values().searchsorted(calendar, side="right")""",
                """\
    came = log["entered"].sort_values().searchsorted(calendar, side="right")
    went = log["left"].fillna(end).sort_values().searchsorted(calendar, side="right")""",
            ),
            "The factory was changing it: it was in progress",
        ),
        "the last day counted too": Wrong(
            (
                'went = gone_on.sort_values().searchsorted(calendar, side="right")',
                'went = gone_on.sort_values().searchsorted(calendar, side="left")',
            ),
            "does not count any more",
        ),
        "those gone only": Wrong(
            (
                '"days": (gone_on - first_days).dt.days.mean(),',
                '"days": (gone_on - first_days)[gone_on < end].dt.days.mean(),',
            ),
            "Only T-1 and T-5 are in that mean",
        ),
    },
    "wall-7": {
        "stays below the target": Wrong(("> target", ">= target"), "*at most* 0.5 is what was asked for"),
        "returns forgotten": Wrong(
            ("                return_share=return_share,\n", ""),
            "The returns are not in it. Each return is one more review",
        ),
        "both changes at once": Wrong(
            ("growth(reviewers, return_share / 2)", "growth(reviewers + 1, return_share / 2)"),
            "One change at a time",
        ),
        "faster instead of more": Wrong(
            (
                '"one more reviewer": growth(reviewers + 1, return_share)',
                '"one more reviewer": wall.backlog_growth(wall.HandOver('
                "arrival_rate, service_rate + 1, reviewers, return_share=return_share))",
            ),
            "makes each of the four reviewers faster",
        ),
        "rounded down": Wrong(
            (
                """\
    reviewers = 1
    while (
        wall.HandOver(arrival_rate, service_rate, reviewers, return_share=return_share).utilisation
        > target
    ):
        reviewers += 1
    return reviewers""",
                "    return int(arrival_rate / (1 - return_share) / service_rate / target)",
            ),
            "With 11 their utilisation is 0.758",
        ),
        "returns counted once": Wrong(
            (
                """\
    reviewers = 1
    while (
        wall.HandOver(arrival_rate, service_rate, reviewers, return_share=return_share).utilisation
        > target
    ):
        reviewers += 1
    return reviewers""",
                """\
    import math

    return math.ceil(arrival_rate * (1 + return_share) / service_rate / target)""",
            ),
            "Of those that come back, 40% come back again",
        ),
        "below nothing": Wrong(
            (
                "def growth(reviewers, return_share):\n        return wall.backlog_growth(",
                "def growth(reviewers, return_share):\n"
                "        return arrival_rate - (1 - return_share) * reviewers * service_rate\n"
                "        return wall.backlog_growth(",
            ),
            "so the backlog does not grow: 0, never less",
        ),
    },
}

RIGHT = {
    "plain loops and dictionaries": {
        "wall-1": """\
my_log = pd.read_csv(datasets.path("handovers"))
for column in ["entered", "started", "left"]:
    my_log[column] = pd.to_datetime(my_log[column])


def handed_over(log):
    first = {}
    for service, day in zip(log["service_id"], log["entered"]):
        if service not in first or day < first[service]:
            first[service] = day
    counts = {}
    for day in first.values():
        counts[day.year] = counts.get(day.year, 0) + 1
    return pd.Series(counts)
""",
        "wall-2": """\
def stage_days(log):
    rows = []
    for row in log.to_dict("records"):
        known = not pd.isna(row["started"])
        row["wait_days"] = float((row["started"] - row["entered"]).days) if known else float("nan")
        over = known and not pd.isna(row["left"])
        row["work_days"] = float((row["left"] - row["started"]).days) if over else None
        rows.append(row)
    return pd.DataFrame(rows).sort_values("service_id", ascending=False)


def waiting_share(table):
    waiting = work = 0
    for wait, worked in zip(table["wait_days"], table["work_days"]):
        if not pd.isna(wait) and not pd.isna(worked):
            waiting += wait
            work += worked
    return waiting / (waiting + work)
""",
        "wall-3": """\
def utilisation(log, stages, start, end):
    used = {}
    days = (end - start) / pd.Timedelta(days=1)
    for _, stage in stages.iterrows():
        amount = 0
        for _, visit in log[log["stage"] == stage["stage"]].iterrows():
            if pd.isna(visit["started"]):
                continue
            if stage["rule"] == "sessions":
                amount += stage["session_every_days"]
            else:
                left = end if pd.isna(visit["left"]) else visit["left"]
                amount += (left - visit["started"]).days
        used[stage["stage"]] = amount / stage["reviewers"] / days
    return used
""",
        "wall-4": """\
def bottleneck(log, stages, start, end):
    used = dict(utilisation(log, stages, start, end))
    return max(used, key=used.get)


strengthen_first = "security review"
""",
        "wall-5": """\
def still_open(log):
    gone = set(log.loc[log["outcome"] == "withdrawn", "service_id"])
    gone |= set(log.loc[(log["outcome"] == "passed") & (log["stage"] == "release train"), "service_id"])
    return len(set(log["service_id"]) - gone) / len(set(log["service_id"]))


def share_within(log, days, end):
    watched = made_it = 0
    for service, visits in log.groupby("service_id"):
        began = visits["entered"].min()
        if (end - began).days <= days:
            continue
        watched += 1
        there = visits[(visits["stage"] == "release train") & (visits["outcome"] == "passed")]
        if len(there) and (there["left"].iloc[0] - began).days <= days:
            made_it += 1
    return made_it / watched
""",
        "wall-6": """\
def little(log, start, end):
    spent = []
    for service, visits in log.groupby("service_id"):
        over = visits[
            (visits["outcome"] == "withdrawn")
            | ((visits["outcome"] == "passed") & (visits["stage"] == "release train"))
        ]
        gone = over["left"].iloc[0] if len(over) else end
        spent.append((gone - visits["entered"].min()).days)
    days = (end - start).days
    return {"days": sum(spent) / len(spent), "wip": sum(spent) / days, "arrivals": len(spent) / days}
""",
        "wall-7": """\
def options(arrival_rate, service_rate, reviewers, return_share):
    today = wall.HandOver(arrival_rate, service_rate, reviewers, return_share=return_share)
    more = wall.HandOver(arrival_rate, service_rate, reviewers + 1, return_share=return_share)
    half = wall.HandOver(arrival_rate, service_rate, reviewers, return_share=return_share / 2)
    return {
        "half the returns": float(wall.backlog_growth(half)),
        "one more reviewer": float(wall.backlog_growth(more)),
        "today": float(wall.backlog_growth(today)),
    }


def reviewers_needed(arrival_rate, service_rate, return_share, target):
    one = wall.HandOver(arrival_rate, service_rate, 1, return_share=return_share)
    return int(-(-one.utilisation // target))


needed = 12.0
""",
    },
    "other dtypes, chains and orders": {
        "wall-1": """\
my_log = (
    pd.read_csv(datasets.path("handovers"), dtype={"stage": "category", "squad": "category"})
    .assign(
        entered=lambda t: pd.to_datetime(t["entered"]).dt.date,
        started=lambda t: pd.to_datetime(t["started"]),
        left=lambda t: pd.to_datetime(t["left"], format="%Y-%m-%d"),
    )
    .sort_values("service_id", ascending=False)
    .set_index("service_id")
)


def handed_over(log):
    return (
        log.sort_values("entered")
        .drop_duplicates("service_id")
        .assign(year=lambda t: t["entered"].dt.year.astype(object))
        .groupby("year")["service_id"]
        .count()
        .astype(float)
        .rename("services")
    )
""",
        "wall-2": """\
def stage_days(log):
    day = pd.Timedelta(days=1)
    table = log.copy()
    table["wait_days"] = ((table["started"] - table["entered"]) / day).astype("Float64")
    table["work_days"] = ((table["left"] - table["started"]) / day).round().astype("Int64")
    return table.set_index(["service_id", "stage", "visit"]).sort_index()


def waiting_share(table):
    both = table["wait_days"].notna() & table["work_days"].notna()
    total = table.loc[both, ["wait_days", "work_days"]].sum()
    return float(total["wait_days"] / total.sum())
""",
        "wall-3": """\
def utilisation(log, stages, start, end):
    t = log.dropna(subset=["started"]).merge(stages, on="stage")
    t["worked"] = (t["left"].fillna(end) - t["started"]).dt.total_seconds() / 86400
    t["used"] = t["worked"].where(t["rule"] == "continuous", t["session_every_days"])
    t["used"] /= t["reviewers"] * (end - start).days
    return t.groupby("stage")["used"].sum().sort_values()
""",
        "wall-4": """\
def bottleneck(log, stages, start, end):
    return pd.Series(utilisation(log, stages, start, end)).sort_values().index[-1]


strengthen_first = bottleneck(log, stages, START, END)
""",
        "wall-6": """\
def little(log, start, end):
    gone = log["left"].where(
        (log["outcome"] == "withdrawn") | ((log["stage"] == "release train") & (log["outcome"] == "passed"))
    )
    lives = (
        log.assign(gone=gone)
        .groupby("service_id")
        .agg(began=("entered", "min"), gone=("gone", "max"))
        .assign(gone=lambda t: t["gone"].fillna(end))
    )
    wip = [((lives["began"] <= day) & (lives["gone"] > day)).sum() for day in pd.date_range(start, end)[:-1]]
    return pd.Series(
        {
            "wip": pd.Series(wip).mean(),
            "arrivals": len(lives) / len(wip),
            "days": (lives["gone"] - lives["began"]).dt.total_seconds().mean() / 86400,
        }
    )
""",
    },
    "in SQL": {
        "wall-1": '''\
import sqlite3

my_log = datasets.load("handovers")


def handed_over(log):
    database = sqlite3.connect(":memory:")
    log.to_sql("log", database)
    query = """
        SELECT CAST(strftime('%Y', first) AS INTEGER) AS year, COUNT(*) AS services
        FROM (SELECT MIN(entered) AS first FROM log GROUP BY service_id) GROUP BY year ORDER BY year DESC
    """
    return pd.read_sql_query(query, database)
''',
        "wall-2": '''\
import sqlite3


def stage_days(log):
    database = sqlite3.connect(":memory:")
    log.to_sql("log", database, index=False)
    query = """
        SELECT *, julianday(started) - julianday(entered) AS wait_days,
            julianday("left") - julianday(started) AS work_days
        FROM log
    """
    return pd.read_sql_query(query, database, parse_dates=["entered", "started", "left"])


def waiting_share(table):
    database = sqlite3.connect(":memory:")
    table[["wait_days", "work_days"]].to_sql("days", database)
    both = "wait_days + work_days"
    query = f"SELECT TOTAL(wait_days) / TOTAL({both}) FROM days WHERE {both} IS NOT NULL"
    return database.execute(query).fetchone()[0]
''',
        "wall-3": '''\
import sqlite3


def utilisation(log, stages, start, end):
    database = sqlite3.connect(":memory:")
    log.to_sql("log", database)
    stages.to_sql("stages", database)
    query = """
        SELECT stage, 1.0 / reviewers / :days * SUM(CASE rule
            WHEN 'sessions' THEN session_every_days
            ELSE julianday(COALESCE("left", :until)) - julianday(started) END) AS used
        FROM stages JOIN log USING (stage) WHERE started IS NOT NULL GROUP BY stage
    """
    period = {"until": str(end), "days": (end - start).days}
    return pd.read_sql_query(query, database, params=period).set_index("stage").used
''',
        "wall-4": """\
def bottleneck(log, stages, start, end):
    loads = utilisation(log, stages, start, end)
    stage, most = "", -1.0
    for name in loads.index:
        if loads[name] > most:
            stage, most = name, loads[name]
    return stage


strengthen_first = str(bottleneck(log, stages, START, END))
""",
        "wall-5": '''\
import sqlite3


def _services(log):
    database = sqlite3.connect(":memory:")
    log.to_sql("log", database)
    query = """
        SELECT MIN(entered) AS began,
            MAX(CASE WHEN stage = 'release train' AND outcome = 'passed' THEN "left" END) AS there,
            MAX(COALESCE(outcome = 'withdrawn', 0)) AS withdrawn
        FROM log GROUP BY service_id
    """
    return pd.read_sql_query(query, database, parse_dates=["began", "there"])


def still_open(log):
    services = _services(log)
    return (services["there"].isna() & services["withdrawn"].eq(0)).mean()


def share_within(log, days, end):
    services = _services(log)
    watched = services[(end - services["began"]).dt.days > days]
    return watched["there"].le(watched["began"] + pd.DateOffset(days=days)).mean()
''',
        "wall-6": '''\
import sqlite3


def little(log, start, end):
    database = sqlite3.connect(":memory:")
    log.to_sql("log", database)
    query = """
        SELECT COUNT(*) / :period AS arrivals, SUM(spent) / :period AS wip, AVG(spent) AS days FROM (
            SELECT julianday(COALESCE(MAX(CASE WHEN outcome = 'withdrawn' OR outcome = 'passed'
                AND stage = 'release train' THEN "left" END), :until)) - julianday(MIN(entered)) AS spent
            FROM log GROUP BY service_id
        )
    """
    period = {"period": float((end - start).days), "until": str(end)}
    return pd.read_sql_query(query, database, params=period).loc[0].to_dict()
''',
        "wall-7": """\
import dataclasses
import itertools


def options(arrival_rate, service_rate, reviewers, return_share):
    bank = wall.HandOver(
        arrival_rate=arrival_rate, service_rate=service_rate, reviewers=reviewers, return_share=return_share
    )
    changes = {
        "today": {},
        "one more reviewer": {"reviewers": reviewers + 1},
        "half the returns": {"return_share": 0.5 * return_share},
    }
    return {name: wall.backlog_growth(dataclasses.replace(bank, **new)) for name, new in changes.items()}


def reviewers_needed(arrival_rate, service_rate, return_share, target):
    def load(reviewers):
        return wall.HandOver(arrival_rate, service_rate, reviewers, return_share=return_share).utilisation

    return next(reviewers for reviewers in itertools.count(1) if load(reviewers) <= target)


needed = 12
""",
    },
    "with NumPy": {
        "wall-5": """\
import numpy as np


def _first_and_last(log):
    names, place = np.unique(log["service_id"].to_numpy(dtype=str), return_inverse=True)
    began = np.full(len(names), np.datetime64("2100-01-01", "D"))
    np.minimum.at(began, place, log["entered"].to_numpy().astype("datetime64[D]"))
    outcome = log["outcome"].fillna("").to_numpy(dtype=str)
    arrived = (log["stage"].to_numpy(dtype=str) == "release train") & (outcome == "passed")
    there = np.full(len(names), np.datetime64("NaT", "D"))
    there[place[arrived]] = log["left"].to_numpy().astype("datetime64[D]")[arrived]
    withdrawn = np.zeros(len(names), dtype=bool)
    withdrawn[place[outcome == "withdrawn"]] = True
    return began, there, withdrawn


def still_open(log):
    _, there, withdrawn = _first_and_last(log)
    return np.float32(np.count_nonzero(np.isnat(there) & ~withdrawn) / len(there))


def share_within(log, days, end):
    began, there, _ = _first_and_last(log)
    span = np.timedelta64(days, "D")
    old = began + span < np.datetime64(end, "D")
    return np.asarray(np.mean(there[old] - began[old] <= span))
""",
        "wall-7": """\
import numpy as np


def options(arrival_rate, service_rate, reviewers, return_share):
    people = np.array([reviewers, reviewers + 1, reviewers])
    returned = np.array([return_share, return_share, return_share / 2])
    growth = np.clip(arrival_rate - (1 - returned) * people * service_rate, 0, None)
    return dict(zip(["today", "one more reviewer", "half the returns"], growth))


def reviewers_needed(arrival_rate, service_rate, return_share, target):
    reviewers = np.arange(1, 1001)
    loads = arrival_rate / (1 - return_share) / (reviewers * service_rate)
    return reviewers[np.argmax(loads <= target + 1e-12)]


needed = reviewers_needed(21.0, 3.5, 0.39, 0.85)
""",
    },
}

_GOOD_LETTER = """\
Not four more squads. The factory handed over 264 services in 2025, after 159 in 2023, and the
security review cannot take them: 94% of its capacity was used, and 28% of all services are still
open. Half a year after hand-over 79% are in operation, not 90%. Ask the squads to halve the
returns: the backlog then grows by 4 services a month instead of 8; one more reviewer brings it to 6
only. The log does not say why services come back. I would read the last thirty return notes with
the reviewers before Thursday week.
"""
_WEAK_LETTER = """\
The release train should leave every week, because services wait two weeks for it. Then the four
squads can come. With more data we could be more precise.
"""
# Without those that take seconds: the sample class has a tight limit, and nobody should wait for it.
_LOOPS = {
    task: answer
    for task, answer in RIGHT["plain loops and dictionaries"].items()
    if task not in ("wall-5", "wall-6")
}
_CHAINS = RIGHT["other dtypes, chains and orders"]

SAMPLE_CLASS = (
    Learner("adele", answers={"wall-answer": _GOOD_LETTER}),
    Learner("bruno", answers=_LOOPS | {"wall-answer": _GOOD_LETTER}, late_h=30.0),
    Learner(
        "celine",
        answers={"wall-answer": _WEAK_LETTER},
        mistakes={
            "wall-7": "stays below the target",
            "wall-4": "the longest wait",
            "wall-5": "the brochure: of those in operation",
            "wall-6": "mean of finished services only",
        },
    ),
    Learner(
        "david",
        answers=_CHAINS,
        mistakes={"wall-5": "withdrawn services dropped", "wall-7": "rounded down"},
        late_h=-1.0,
    ),
    Learner(
        "elodie",
        answers={"wall-answer": _WEAK_LETTER},
        mistakes={
            "wall-1": "counts visits",
            "wall-2": "unfinished visits dropped",
            "wall-3": "finished work only",
            "wall-5": "visits instead of services",
            "wall-6": "visits instead of services",
        },
    ),
    Learner(
        "farid",
        mistakes={
            "wall-1": "dates left as text",
            "wall-2": "durations left as timedelta",
            "wall-3": "as if one reviewer",
            "wall-4": "the longest work",
            "wall-7": "faster instead of more",
        },
    ),
    Learner(
        "gaelle",
        mistakes={
            "wall-1": "counts a service again each year",
            "wall-2": "working days",
            "wall-5": "services in the factory forgotten",
            "wall-6": "services in the factory forgotten",
            "wall-7": "returns counted once",
        },
        blank=("wall-answer",),
    ),
    Learner(
        "hugo",
        mistakes={
            "wall-1": "unfinished services dropped",
            "wall-2": "an open wait is zero",
            "wall-3": "the train open every day",
            "wall-5": "services not watched for long enough",
            "wall-6": "the last day counted too",
            "wall-7": "both changes at once",
        },
    ),
    Learner(
        "ines",
        mistakes={
            "wall-2": "waits whose work is not over",
            "wall-3": "the queue counted as work",
            "wall-4": "typed in",
            "wall-7": "returns forgotten",
        },
        blank=("wall-6",),
        late_h=2.0,
    ),
    Learner("jules", blank="all"),
    Learner(
        "karim",
        answers={"wall-3": "import os\n\nos._exit(1)  # the notebook hung, and this was to restart it"},
        mistakes={"wall-2": "wait runs to the end of the work"},
        status="crashed",
    ),
    Learner(
        "lea",
        answers={
            "wall-6": """\
def little(log, start, end):
    day, wip = start, 0
    while day < end:
        wip += (log["entered"] <= day).sum() - (log["left"] <= day).sum()
    return {"wip": wip / (end - start).days, "arrivals": 0, "days": 0}
""",
            "wall-answer": _GOOD_LETTER,
        },
        status="timeout",
    ),
)
