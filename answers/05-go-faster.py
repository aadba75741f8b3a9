"""Answers to 05-go-faster: misconceptions and the message meant for each, right answers, the sample class."""

from digital_factory.authoring.sample_answers import Learner, Wrong

WRONG = {
    "faster-1": {
        "the step with the latest date": Wrong(
            (
                "last = reached.map(lambda count: STEPS[count - 1])",
                "last = items[STEPS].idxmax(axis=1)",
            ),
            "its last one is `deployed`",
        ),
        "counts how many have passed each step": Wrong(
            "def where_now(items):\n    return items[[*STEPS, 'abandoned']].notna().sum()",
            "Those are the items that have passed each step",
        ),
        "takes a dropped idea for one that waits": Wrong(
            (
                '    last = last.where(items["abandoned"].isna(), "abandoned")\n',
                "",
            ),
            "T6 is counted as proposed, but the committee has dropped it",
        ),
        "leaves out the steps where nothing stands": Wrong(
            (
                '.reindex([*STEPS, "abandoned"], fill_value=0)',
                "",
            ),
            "has nothing for 'committed'",
        ),
        "counts a dropped idea twice": Wrong(
            (
                '    last = last.where(items["abandoned"].isna(), "abandoned")\n'
                '    return last.value_counts().reindex([*STEPS, "abandoned"], fill_value=0)',
                "    counts = last.value_counts().reindex(STEPS, fill_value=0)\n"
                '    counts["abandoned"] = items["abandoned"].notna().sum()\n'
                "    return counts",
            ),
            "T6 is counted as proposed and as abandoned",
        ),
    },
    "faster-2": {
        "takes means for typical items": Wrong(
            (".median()", ".mean()"),
            "Those are means",
        ),
        "reads each clock on other items": Wrong(
            (
                'opened = items[items["opened"].notna()]',
                "opened = items",
            ),
            "The team's clock counts T4 as well",
        ),
        "stops the clock when the code is deployed": Wrong(
            (
                '("proposed", "opened"),\n        "sponsors": ("selected", "opened"),',
                '("proposed", "deployed"),\n        "sponsors": ("selected", "deployed"),',
            ),
            "Two clocks stop at `deployed`",
        ),
    },
    "faster-3": {
        "counts the work as sleep as well": Wrong(
            (
                '"set aside": steps["committed"] - worked,',
                '"set aside": steps["committed"],',
            ),
            "The development counts twice",
        ),
        "takes working days for calendar days": Wrong(
            (
                ' * 7 / 5\n    return pd.Series(\n        {\n            "before selection"',
                '\n    return pd.Series(\n        {\n            "before selection"',
            ),
            "Working days were subtracted from calendar days",
        ),
        "adds up medians": Wrong(
            (
                "    steps = opened[STEPS].diff(axis=1).apply(lambda column: column.dt.days).mean()\n"
                '    worked = opened["worked_days"].mean() * 7 / 5',
                "    steps = opened[STEPS].diff(axis=1).apply(lambda column: column.dt.days).median()\n"
                '    worked = opened["worked_days"].median() * 7 / 5',
            ),
            "Those are medians, and medians do not add up",
        ),
        "calls the work a sleep": Wrong(
            ('.drop("worked on")', ""),
            "The question is where it sleeps",
        ),
    },
    "faster-4": {
        "adds up the waits of a team": Wrong(
            (".mean().sort_values", ".sum().sort_values"),
            "take the mean",
        ),
        "counts an opening to come as no wait": Wrong(
            (".dt.days\n", ".dt.days.fillna(0)\n"),
            "its wait is not over, and it is not 0",
        ),
        "measures from the idea on": Wrong(
            ('items["deployed"]', 'items["proposed"]'),
            "That is the whole way from the idea",
        ),
        "shows the shortest wait first": Wrong(
            (".sort_values(ascending=False)", ".sort_values()"),
            "is not in the order asked for, largest first",
        ),
        "takes the median": Wrong(
            ('shelf.groupby(items["team"]).mean()', 'shelf.groupby(items["team"]).median()'),
            "That is the median of 17, 6 and 101 days",
        ),
    },
    "faster-5": {
        "leaves out the day itself": Wrong(
            ("items[event] <= date", "items[event] < date"),
            "What happened on the day itself is missing",
        ),
        "counts the events of each month": Wrong(
            (
                "    return pd.DataFrame(counts, index=pd.DatetimeIndex(dates))",
                "    table = pd.DataFrame(counts, index=pd.DatetimeIndex(dates))\n"
                "    return table.diff().fillna(table).astype(int)",
            ),
            "Those are the events since the date before",
        ),
        "counts what stands at each step": Wrong(
            (
                "    return pd.DataFrame(counts, index=pd.DatetimeIndex(dates))",
                "    table = pd.DataFrame(counts, index=pd.DatetimeIndex(dates))\n"
                "    standing = table[STEPS].diff(-1, axis=1)\n"
                "    standing['opened'] = table['opened']\n"
                "    standing['proposed'] = standing['proposed'] - table['abandoned']\n"
                "    return standing.assign(abandoned=table['abandoned']).astype(int)",
            ),
            "Those are the items that stand at each step",
        ),
    },
    "faster-6": {
        "takes the stock of the last day": Wrong(
            ("in_progress = sum(inside) / len(days)", "in_progress = inside[-1]"),
            "One day may be any day",
        ),
        "forgets what is not finished": Wrong(
            (
                '((items["started"] <= day) & ~(items["committed"] <= day))',
                '((items["started"] <= day) & (items["committed"] > day))',
            ),
            "T5 is missing",
        ),
        "multiplies where it should divide": Wrong(
            ("in_progress / per_week", "in_progress * per_week"),
            "`weeks` is the product",
        ),
    },
    "faster-7": {
        "multiplies days by a cost per week": Wrong(
            (".cumsum() / 5", ".cumsum()"),
            "five times too much",
        ),
        "stops the cost when the item is started": Wrong(
            (
                'finished_weeks = queue["estimate_days"].cumsum() / 5',
                'finished_weeks = (queue["estimate_days"].cumsum() - queue["estimate_days"]) / 5',
            ),
            "until each item is *started*",
        ),
        "forgets the waiting in line": Wrong(
            ('queue["estimate_days"].cumsum() / 5', 'queue["estimate_days"] / 5'),
            "B waits for A, C for both",
        ),
        "puts the dearest first": Wrong(
            (
                'cd3 = queue["delay_cost_keur_week"] / queue["estimate_days"]',
                'cd3 = queue["delay_cost_keur_week"]',
            ),
            "That is the highest cost of delay first",
        ),
        "puts the shortest first": Wrong(
            (
                'cd3 = queue["delay_cost_keur_week"] / queue["estimate_days"]',
                'cd3 = -queue["estimate_days"]',
            ),
            "That is the shortest first",
        ),
        "seven days a week": Wrong(
            ('queue["estimate_days"].cumsum() / 5', 'queue["estimate_days"].cumsum() / 7'),
            "A team works five days a week",
        ),
        "the lowest first": Wrong(
            ("cd3.sort_values(ascending=False)", "cd3.sort_values()"), "That is the lowest CD3 first"
        ),
    },
}

RIGHT = {
    "slow: every item on every day": {
        "faster-6": (
            "def little(items, start, end):\n"
            "    days = pd.date_range(start, end)\n"
            "    inside, committed = [], 0\n"
            "    for day in days:\n"
            "        def there(item):\n"
            "            return item['started'] <= day and not item['committed'] <= day\n\n"
            "        inside.append(items.apply(there, axis=1).sum())\n"
            "        committed += sum(date == day for date in items['committed'])\n"
            "    in_progress, per_week = sum(inside) / len(days), committed / (len(days) / 7)\n"
            "    return {'in_progress': in_progress, 'per_week': per_week, 'weeks': in_progress / per_week}"
        ),
    },
    "row by row, with plain Python": {
        "faster-1": (
            "def where_now(items):\n"
            "    counts = {step: 0 for step in STEPS} | {'abandoned': 0}\n"
            "    for item in items.to_dict('records'):\n"
            "        if not pd.isna(item['abandoned']):\n"
            "            counts['abandoned'] += 1\n"
            "        else:\n"
            "            counts[[step for step in STEPS if not pd.isna(item[step])][-1]] += 1\n"
            "    return pd.Series(counts, dtype=float).sort_index()"
        ),
        "faster-2": (
            "def four_clocks(items):\n"
            "    done = items.dropna(subset=['opened'])\n"
            "    days = lambda start, stop: ((done[stop] - done[start]) / pd.Timedelta(days=1)).median()\n"
            "    clocks = {'engineers': days('committed', 'deployed')}\n"
            "    clocks['team'] = days('started', 'committed')\n"
            "    clocks['sponsors'] = days('selected', 'opened')\n"
            "    clocks['customers'] = days('proposed', 'opened')\n"
            "    return pd.Series(clocks)"
        ),
        "faster-3": (
            "PARTS = ['before selection', 'before start', 'set aside', 'before production']\n"
            "PARTS += ['before opening']\n\n\n"
            "def days_by_part(items):\n"
            "    rows = []\n"
            "    for item in items.to_dict('records'):\n"
            "        if pd.isna(item['opened']):\n"
            "            continue\n"
            "        steps = [(item[b] - item[a]).days for a, b in zip(STEPS, STEPS[1:])]\n"
            "        worked = item['worked_days'] * 1.4\n"
            "        rows.append(dict(zip(PARTS, steps)) | {'worked on': worked})\n"
            "        rows[-1]['set aside'] -= worked\n"
            "    return pd.DataFrame(rows).mean()\n\n\n"
            "def longest_sleep(items):\n"
            "    parts = days_by_part(items)\n"
            "    return max(PARTS, key=lambda part: parts[part])"
        ),
        "faster-5": (
            "def cumulative_flow(items, dates):\n"
            "    rows = []\n"
            "    for date in dates:\n"
            "        day = pd.Timestamp(date)\n"
            "        row = {event: sum(1 for moment in items[event] if moment <= day) for event in STEPS}\n"
            "        row['abandoned'] = int(items['abandoned'].le(day).sum())\n"
            "        rows.append(row)\n"
            "    return pd.DataFrame(rows, index=list(dates))\n\n\n"
            "flow = cumulative_flow(items, pd.date_range('2023-01-31', '2025-12-31', freq='ME'))"
        ),
        "faster-7": (
            "def delay_cost(queue):\n"
            "    weeks, cost = 0, 0\n"
            "    for days, a_week in zip(queue['estimate_days'], queue['delay_cost_keur_week']):\n"
            "        weeks += days / 5\n"
            "        cost += weeks * a_week\n"
            "    return float(cost)\n\n\n"
            "def by_cd3(queue):\n"
            "    ratio = queue['delay_cost_keur_week'] / queue['estimate_days']\n"
            "    return queue.assign(cd3=ratio).sort_values('cd3', ascending=False).reset_index(drop=True)"
        ),
    },
    "reshaped and clipped": {
        "faster-1": (
            "def where_now(items):\n"
            "    order = pd.CategoricalDtype([*STEPS, 'abandoned'], ordered=True)\n"
            "    long = items.melt('item_id', [*STEPS, 'abandoned'], var_name='event', value_name='day')\n"
            "    long = long.dropna().astype({'event': order}).sort_values('event')\n"
            "    last = long.groupby('item_id')['event'].last()\n"
            "    return last.value_counts()"
        ),
        "faster-2": (
            "def four_clocks(items):\n"
            "    done = items.query('opened.notna()')\n"
            "    return (\n"
            "        pd.DataFrame(\n"
            "            {\n"
            "                'customers': done['opened'] - done['proposed'],\n"
            "                'sponsors': done['opened'] - done['selected'],\n"
            "                'team': done['committed'] - done['started'],\n"
            "                'engineers': done['deployed'] - done['committed'],\n"
            "            }\n"
            "        )\n"
            "        .median()\n"
            "        .dt.total_seconds()\n"
            "        .div(86_400)\n"
            "    )"
        ),
        "faster-4": (
            "def shelf_by_team(items):\n"
            "    shelf = items.assign(days=items['opened'].sub(items['deployed']).dt.days)\n"
            "    means = shelf.pivot_table(index='team', values='days')['days']\n"
            "    return means.sort_values(ascending=False)\n\n\n"
            "late_team = shelf_by_team(items).idxmax()"
        ),
        "faster-5": (
            "def cumulative_flow(items, dates):\n"
            "    counts = {}\n"
            "    for event in ['abandoned', *STEPS]:\n"
            "        moments = items[event].dropna().sort_values()\n"
            "        counts[event] = moments.searchsorted(pd.DatetimeIndex(dates), side='right')\n"
            "    return pd.DataFrame(counts, index=dates)\n\n\n"
            "flow = cumulative_flow(items, pd.date_range('2023-01-31', '2025-12-31', freq='ME'))"
        ),
        "faster-6": (
            "def little(items, start, end):\n"
            "    first, after = pd.Timestamp(start), pd.Timestamp(end) + pd.Timedelta(days=1)\n"
            "    begun = items['started'].clip(lower=first)\n"
            "    left = items['committed'].fillna(after).clip(upper=after)\n"
            "    inside = (left - begun).dt.days.clip(lower=0).sum() / (after - first).days\n"
            "    weeks = (after - first).days / 7\n"
            "    rate = items['committed'].between(first, after, inclusive='left').sum() / weeks\n"
            "    return pd.Series({'weeks': inside / rate, 'per_week': rate, 'in_progress': inside})"
        ),
        "faster-7": (
            "def delay_cost(queue):\n"
            "    weeks = queue['estimate_days'].cumsum().div(5)\n"
            "    return float(queue['delay_cost_keur_week'].dot(weeks))\n\n\n"
            "def by_cd3(queue):\n"
            "    days_per_keur = queue['estimate_days'] / queue['delay_cost_keur_week']\n"
            "    return queue.iloc[days_per_keur.to_numpy().argsort(kind='stable')]"
        ),
    },
    "in SQL": {
        "faster-1": """\
import sqlite3


def where_now(items):
    database = sqlite3.connect(":memory:")
    items.to_sql("items", database)
    cases = " ".join(f"WHEN {event} IS NOT NULL THEN '{event}'" for event in ["abandoned", *STEPS[::-1]])
    query = f"SELECT CASE {cases} END AS event, COUNT(*) AS items FROM items GROUP BY event"
    found = dict(database.execute(query).fetchall())
    return pd.Series({event: found.get(event, 0) for event in [*STEPS, "abandoned"]})


where_now(items)
""",
        "faster-2": '''\
import sqlite3
import statistics


class Median:
    def __init__(self):
        self.values = []

    def step(self, value):
        self.values.append(value)

    def finalize(self):
        return statistics.median(self.values)


def four_clocks(items):
    database = sqlite3.connect(":memory:")
    database.create_aggregate("median", 1, Median)
    items.to_sql("items", database)
    query = """
        SELECT median(julianday(opened) - julianday(proposed)) AS customers,
            median(julianday(opened) - julianday(selected)) AS sponsors,
            median(julianday(committed) - julianday(started)) AS team,
            median(julianday(deployed) - julianday(committed)) AS engineers
        FROM items WHERE opened IS NOT NULL
    """
    return pd.read_sql_query(query, database).squeeze()


four_clocks(items)
''',
        "faster-3": '''\
import sqlite3


def days_by_part(items):
    database = sqlite3.connect(":memory:")
    items.to_sql("items", database)
    query = """
        SELECT AVG(julianday(selected) - julianday(proposed)) AS "before selection",
            AVG(julianday(started) - julianday(selected)) AS "before start",
            AVG(julianday(committed) - julianday(started) - 1.4 * worked_days) AS "set aside",
            AVG(1.4 * worked_days) AS "worked on",
            AVG(julianday(deployed) - julianday(committed)) AS "before production",
            AVG(julianday(opened) - julianday(deployed)) AS "before opening"
        FROM items WHERE opened IS NOT NULL
    """
    return pd.read_sql_query(query, database).loc[0].rename("days")


def longest_sleep(items):
    asleep = days_by_part(items).sort_values(ascending=False).index
    return next(part for part in asleep if part != "worked on")


days_by_part(items)
''',
        "faster-4": '''\
import sqlite3


def shelf_by_team(items):
    database = sqlite3.connect(":memory:")
    items.to_sql("items", database)
    query = """
        SELECT team, AVG(julianday(opened) - julianday(deployed)) AS days
        FROM items WHERE opened IS NOT NULL GROUP BY team ORDER BY days DESC
    """
    return pd.read_sql_query(query, database)


late_team = shelf_by_team(items)["team"][0]
''',
        "faster-5": """\
import sqlite3


def cumulative_flow(items, dates):
    database = sqlite3.connect(":memory:")
    items.to_sql("items", database)
    pd.DataFrame({"day": pd.to_datetime(list(dates))}).to_sql("days", database)
    counts = ", ".join(f"SUM({event} <= day) AS {event}" for event in [*STEPS, "abandoned"])
    query = f"SELECT day, {counts} FROM days, items GROUP BY day ORDER BY day"
    table = pd.read_sql_query(query, database, parse_dates=["day"]).fillna(0)
    return table.set_index("day").rename_axis(None)


flow = cumulative_flow(items, pd.date_range("2023-01-31", "2025-12-31", freq="ME"))
""",
        "faster-6": '''\
import sqlite3


def little(items, start, end):
    database = sqlite3.connect(":memory:")
    items.to_sql("items", database)
    query = """
        WITH RECURSIVE days(day) AS (
            SELECT date(:start) UNION ALL SELECT date(day, '+1 day') FROM days WHERE day < date(:end)
        )
        SELECT COUNT(*) * 1.0 / (SELECT COUNT(*) FROM days) AS in_progress,
            (SELECT COUNT(*) FROM items WHERE date(committed) BETWEEN date(:start) AND date(:end))
                * 7.0 / (SELECT COUNT(*) FROM days) AS per_week
        FROM days JOIN items ON date(started) <= day AND (committed IS NULL OR date(committed) > day)
    """
    found = pd.read_sql_query(query, database, params={"start": start, "end": end}).iloc[0].to_dict()
    return found | {"weeks": found["in_progress"] / found["per_week"]}


little(items, "2025-01-01", "2025-12-31")
''',
        "faster-7": '''\
import sqlite3


def delay_cost(queue):
    database = sqlite3.connect(":memory:")
    queue.reset_index(drop=True).to_sql("queue", database)
    query = """
        SELECT SUM(weeks * delay_cost_keur_week) FROM (
            SELECT delay_cost_keur_week, SUM(estimate_days) OVER (ORDER BY "index") / 5.0 AS weeks FROM queue
        )
    """
    return database.execute(query).fetchone()[0]


def by_cd3(queue):
    database = sqlite3.connect(":memory:")
    queue.reset_index(drop=True).to_sql("queue", database)
    query = 'SELECT "index" FROM queue ORDER BY 1.0 * delay_cost_keur_week / estimate_days DESC'
    return queue.iloc[[place for (place,) in database.execute(query)]]


delay_cost(queue)
''',
    },
    "with NumPy": {
        "faster-3": """\
import numpy as np


def days_by_part(items):
    moments = items[STEPS].to_numpy(dtype="datetime64[D]")
    done = ~np.isnat(moments[:, -1])
    steps = np.diff(moments[done].astype(float), axis=1).mean(axis=0)
    worked = np.mean(items["worked_days"].to_numpy(dtype=float)[done]) / 5 * 7
    parts = ["before selection", "before start", "set aside", "before production", "before opening"]
    days = dict(zip(parts, steps))
    days["set aside"] -= worked
    return days | {"worked on": worked}


def longest_sleep(items):
    asleep = days_by_part(items)
    del asleep["worked on"]
    return max(asleep, key=asleep.get)


days_by_part(items)
""",
        "faster-4": """\
import numpy as np


def shelf_by_team(items):
    there = items[items["opened"].notna()]
    team, names = pd.factorize(there["team"], sort=True)
    days = (there["opened"] - there["deployed"]).to_numpy() / np.timedelta64(1, "D")
    means = np.bincount(team, weights=days) / np.bincount(team)
    order = np.argsort(-means)
    return pd.Series(means[order], index=pd.CategoricalIndex(names[order])).astype("float32")


late_team = str(shelf_by_team(items).index[0])
""",
        "faster-6": """\
import numpy as np


def little(items, start, end):
    days = np.arange(np.datetime64(start), np.datetime64(end) + 1)
    started = np.sort(items["started"].dropna().to_numpy().astype("datetime64[D]"))
    committed = np.sort(items["committed"].dropna().to_numpy().astype("datetime64[D]"))
    begun = np.searchsorted(started, days, side="right")
    ended = np.searchsorted(committed, days, side="right")
    in_progress = (begun - ended).mean()
    per_week = np.isin(committed, days).sum() / days.size * 7
    values = np.array([in_progress, per_week, in_progress / per_week])
    return pd.Series(values, index=["in_progress", "per_week", "weeks"])


little(items, "2025-01-01", "2025-12-31")
""",
    },
}

_NOTE = """Work sleeps after it has been started. On average an item takes 163 days from the idea to the
customer, and people work on it for 11 of them; for 52 days it is started and set aside, because
each team has six items open. The report is right: code is in production a day after the commit. But
the board should read the customers' clock, which shows 145 days (median). I would let each team
have two items in progress and start the highest CD3 first. The team's clock must fall within a
quarter. If the queue before the start grows instead, we select too much. The data do not tell
whether the cost of delay is true: the sponsors estimated it themselves."""

SAMPLE_CLASS = (
    Learner("adele", answers={"faster-answer": _NOTE}),
    Learner(
        "bruno",
        answers={**RIGHT["row by row, with plain Python"], "faster-answer": "The development is too slow."},
    ),
    Learner(
        "celine",
        mistakes={
            "faster-1": "counts how many have passed each step",
            "faster-2": "takes means for typical items",
            "faster-3": "adds up medians",
            "faster-5": "counts the events of each month",
        },
    ),
    Learner(
        "david",
        mistakes={
            "faster-1": "takes a dropped idea for one that waits",
            "faster-2": "reads each clock on other items",
            "faster-4": "adds up the waits of a team",
            "faster-6": "takes the stock of the last day",
            "faster-7": "multiplies days by a cost per week",
        },
        answers={
            "faster-answer": "Most days are lost before the opening, in the shops. Open every two weeks."
        },
    ),
    Learner(
        "elodie",
        mistakes={
            "faster-1": "leaves out the steps where nothing stands",
            "faster-3": "counts the work as sleep as well",
            "faster-7": "puts the dearest first",
        },
        blank=("faster-6",),
    ),
    Learner(
        "farid",
        mistakes={
            "faster-2": "stops the clock when the code is deployed",
            "faster-3": "takes working days for calendar days",
            "faster-4": "counts an opening to come as no wait",
            "faster-5": "leaves out the day itself",
            "faster-6": "forgets what is not finished",
            "faster-7": "forgets the waiting in line",
        },
    ),
    Learner(
        "gaelle",
        mistakes={
            "faster-3": "calls the work a sleep",
            "faster-4": "measures from the idea on",
            "faster-5": "counts what stands at each step",
            "faster-6": "multiplies where it should divide",
            "faster-7": "puts the shortest first",
        },
        late_h=5,
    ),
    Learner(
        "hugo",
        mistakes={
            "faster-1": "counts a dropped idea twice",
            "faster-4": "shows the shortest wait first",
            "faster-7": "stops the cost when the item is started",
        },
        blank=("faster-5", "faster-6"),
        late_h=48,
    ),
    Learner("ines", answers=RIGHT["reshaped and clipped"], late_h=1),
    Learner("jules", blank="all"),
    Learner(
        "karim",
        answers={
            "faster-4": "import time\n\ndef shelf_by_team(items):\n    while True:\n        time.sleep(1)"
        },
        status="timeout",
    ),
    Learner(
        "lea",
        answers={"faster-6": "import os\n\nos._exit(1)"},
        blank=("faster-7",),
        status="crashed",
    ),
)
