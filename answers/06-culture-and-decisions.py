"""Answers to 06-culture-and-decisions: misconceptions and their messages, right answers, sample class."""

from digital_factory.authoring.sample_answers import Learner, Wrong

_SHARE = (
    '    sums = asked.groupby(company)[["practices_at_return", "practices_after_six_months"]]'
    ".sum()\n"
    '    return sums["practices_after_six_months"] / sums["practices_at_return"]'
)

WRONG = {
    "decisions-1": {
        "takes the median for the mean": Wrong((".mean()", ".median()"), "Those are medians"),
        "counts a pending decision as no wait": Wrong(
            (".dt.days\n", ".dt.days.fillna(0)\n"), "T6 counts as a wait of 0 days"
        ),
        "ends every wait on the day of the extract": Wrong(
            ('decisions["decided"] -', 'decisions["decided"].fillna(pd.Timestamp("2025-12-31")) -'),
            "as if it had been decided on the day of the extract",
        ),
    },
    "decisions-2": {
        "waits a whole interval for the first meeting": Wrong(
            ("every_days / 2 +", "every_days +"), "That is the longest wait"
        ),
        "forgets the files sent back": Wrong(
            (" + every_days * further_meetings", ""), "Files that are sent back are missing"
        ),
        "takes half an interval for every further meeting": Wrong(
            ("every_days * further_meetings", "every_days / 2 * further_meetings"),
            "Each further meeting costs 15 days in that",
        ),
        "sends each file back once at most": Wrong(
            ("sent_back / (1 - sent_back)", "sent_back"), "Each file is sent back once at most"
        ),
    },
    "decisions-3": {
        "the shortest gap": Wrong((".dt.days.median()", ".dt.days.min()"), "That is the shortest gap"),
        "the commonest gap": Wrong((".dt.days.median()", ".dt.days.mode()[0]"), "That is the shortest gap"),
        "takes the mean of the gaps": Wrong(
            (".dt.days.median()", ".dt.days.mean()"), "One long gap moves a mean"
        ),
        "divides by every row of the agendas": Wrong(
            (
                '(examined["result"] == "sent back").mean()',
                '(presentations["result"] == "sent back").mean()',
            ),
            "Files that were not reached count as examined",
        ),
        "takes not reached for sent back": Wrong(
            (
                '(examined["result"] == "sent back").mean()',
                '(presentations["result"] != "decided").mean()',
            ),
            "Files that were not reached count as sent back",
        ),
        "counts decisions instead of examinations": Wrong(
            (
                '(examined["result"] == "sent back").mean()',
                '(examined["result"] == "sent back").groupby(examined["decision_id"]).any().mean()',
            ),
            "That is the share of decisions that were ever sent back",
        ),
        "takes every row for a meeting": Wrong((".drop_duplicates()", ""), "counts as three meetings"),
        "the longest gap": Wrong(
            ("meetings.diff().dt.days.median()", "meetings.diff().dt.days.max()"), "That is the longest gap"
        ),
        "days not sorted": Wrong(
            (
                'presentations["meeting"].drop_duplicates().sort_values()',
                'presentations["meeting"].drop_duplicates()',
            ),
            "Sort the days of meeting",
        ),
    },
    "decisions-4": {
        "trusts the order of the rows": Wrong(
            ('.sort_values(["decision_id", "meeting"])', ""), "is taken for its first meeting"
        ),
        "includes what is still pending": Wrong(
            (' & decisions["decided"].notna()]', "]"), "T6 is in it. The committee has not taken it yet"
        ),
        "puts the days at the meeting that ended them": Wrong(
            (
                '(rows.groupby("decision_id")["meeting"].shift(-1) - rows["meeting"])',
                'rows.groupby("decision_id")["meeting"].diff()',
            ),
            "The days stand at the meeting that ended them",
        ),
        "takes the mean over the times it happened": Wrong(
            ('.groupby(rows["result"]).sum() / len(taken)', '.groupby(rows["result"]).mean()'),
            "Those are means over the times it happened",
        ),
    },
    "decisions-5": {
        "forgets what cannot be undone": Wrong(
            ('(up["amount_keur"] < limit) & up["reversible"]', 'up["amount_keur"] < limit'),
            "T8 is in it. It is small, but it cannot be undone",
        ),
        "counts what never went up": Wrong(
            ('decisions[decisions["forum"] == "committee"]', "decisions"), "T4 and T7 are in it"
        ),
        "gives each decision one place": Wrong(
            (
                'presentations["decision_id"].isin(need_not["decision_id"]).mean()',
                'pd.Series(presentations["decision_id"].unique()).isin(need_not["decision_id"]).mean()',
            ),
            "Each decision takes one place in that",
        ),
        "takes the limit along": Wrong(("< limit", "<= limit"), "T3 is at the limit"),
    },
    "decisions-6": {
        "compares everything": Wrong(
            ('decisions[(decisions["amount_keur"] < limit) & decisions["reversible"]]', "decisions"),
            "That compares all decisions",
        ),
        "takes unknown for not corrected": Wrong(
            ('alike.dropna(subset="corrected")', "alike.fillna({'corrected': False})"),
            "An empty `corrected` counts as *not corrected*",
        ),
        "compares by amount only": Wrong(
            (' & decisions["reversible"]]', "]"), "the teams decide nothing of that kind"
        ),
        "at the limit too": Wrong(
            ('decisions["amount_keur"] < limit', 'decisions["amount_keur"] <= limit'),
            "T3 is at 20 k€, the limit",
        ),
    },
    "decisions-7": {
        "drops people for other gaps": Wrong(
            ('rotations.dropna(subset="practices_after_six_months")', "rotations.dropna()"),
            "a gap in another column",
        ),
        "counts who was not asked as lost": Wrong(
            ('rotations.dropna(subset="practices_after_six_months")', "rotations"),
            "They are not lost; they are unknown",
        ),
        "takes the mean of the shares": Wrong(
            (
                _SHARE,
                '    share = asked["practices_after_six_months"] / asked["practices_at_return"]\n'
                "    return share.groupby(company).mean()",
            ),
            "That is the mean of each person's share",
        ),
        "counts practices instead of shares": Wrong(
            (
                _SHARE,
                '    return asked["practices_after_six_months"].groupby(company).mean()',
            ),
            "Those are practices after six months, not the share kept",
        ),
    },
}

RIGHT = {
    "row by row, with plain Python": {
        "decisions-1": (
            "def mean_days(decisions):\n"
            "    waits = {}\n"
            "    for row in decisions.to_dict('records'):\n"
            "        if not pd.isna(row['decided']):\n"
            "            waits.setdefault(row['forum'], []).append((row['decided'] - row['ready']).days)\n"
            "    return pd.Series({forum: sum(days) / len(days) for forum, days in waits.items()})"
        ),
        "decisions-2": (
            "def mean_wait(every_days, sent_back):\n"
            "    meetings = 1 / (1 - sent_back)\n"
            "    return meetings * every_days - every_days / 2"
        ),
        "decisions-3": (
            "def calendar(presentations):\n"
            "    days = sorted(set(presentations['meeting']))\n"
            "    gaps = pd.Series([(b - a).days for a, b in zip(days, days[1:])])\n"
            "    results = list(presentations['result'])\n"
            "    back, taken = results.count('sent back'), results.count('decided')\n"
            "    return pd.Series({'sent_back': back / (back + taken), 'every_days': gaps.median()})"
        ),
        "decisions-4": (
            "def parts_of_wait(decisions, presentations):\n"
            "    parts = {'sent back': 0, 'not reached': 0, 'first meeting': 0}\n"
            "    count = 0\n"
            "    for row in decisions.to_dict('records'):\n"
            "        if row['forum'] == 'team' or pd.isna(row['decided']):\n"
            "            continue\n"
            "        count += 1\n"
            "        own = presentations[presentations['decision_id'] == row['decision_id']]\n"
            "        own = own.sort_values('meeting')\n"
            "        days, results = list(own['meeting']), list(own['result'])\n"
            "        parts['first meeting'] += (days[0] - row['ready']).days\n"
            "        for result, now, then in zip(results, days, days[1:]):\n"
            "            parts[result] += (then - now).days\n"
            "    return pd.Series(parts) / count"
        ),
        "decisions-6": (
            "def corrected_alike(decisions, limit):\n"
            "    known = {}\n"
            "    for row in decisions.to_dict('records'):\n"
            "        if row['amount_keur'] < limit and row['reversible'] and not pd.isna(row['corrected']):\n"
            "            known.setdefault(row['forum'], []).append(bool(row['corrected']))\n"
            "    rows = {forum: [sum(k) / len(k), len(k)] for forum, k in known.items()}\n"
            "    table = pd.DataFrame.from_dict(rows, orient='index', columns=['share', 'known'])\n"
            "    return table.iloc[::-1].rename_axis('forum')"
        ),
        "decisions-7": (
            "def kept(rotations):\n"
            "    found = {}\n"
            "    for label, least, most in [('two or more', 2, 99), ('one other', 1, 1), ('alone', 0, 0)]:\n"
            "        asked = rotations[rotations['practices_after_six_months'].notna()]\n"
            "        group = asked[asked['team_alumni'].astype(int).between(least, most)]\n"
            "        after, back = group['practices_after_six_months'], group['practices_at_return']\n"
            "        found[label] = after.sum() / back.sum()\n"
            "    return pd.Series(found)"
        ),
    },
    "merged, pivoted and chained": {
        "decisions-1": (
            "def mean_days(decisions):\n"
            "    taken = decisions.dropna(subset='decided')\n"
            "    taken = taken.assign(days=(taken['decided'] - taken['ready']) / pd.Timedelta(days=1))\n"
            "    return taken.pivot_table(index='forum', values='days')['days']"
        ),
        "decisions-3": (
            "def calendar(presentations):\n"
            "    counts = presentations['result'].value_counts()\n"
            "    meetings = presentations.groupby('meeting').size().index\n"
            "    return pd.Series(\n"
            "        {\n"
            "            'every_days': meetings.to_series().diff().median() / pd.Timedelta(days=1),\n"
            "            'sent_back': counts['sent back'] / (counts['sent back'] + counts['decided']),\n"
            "        }\n"
            "    )"
        ),
        "decisions-4": (
            "def parts_of_wait(decisions, presentations):\n"
            "    rows = presentations.merge(decisions, on='decision_id').dropna(subset='decided')\n"
            "    rows = rows.sort_values('meeting')\n"
            "    following = rows.groupby('decision_id')['meeting'].shift(-1)\n"
            "    rows['days'] = (following - rows['meeting']).dt.days.fillna(0)\n"
            "    wide = rows.pivot_table('days', 'decision_id', 'result', aggfunc='sum')\n"
            "    parts = wide.reindex(columns=['not reached', 'sent back']).fillna(0).mean()\n"
            "    first = rows.drop_duplicates('decision_id')\n"
            "    parts['first meeting'] = (first['meeting'] - first['ready']).dt.days.mean()\n"
            "    return parts"
        ),
        "decisions-5": (
            "def off_the_agenda(decisions, presentations, limit):\n"
            "    up = decisions.query('forum == \"committee\"')\n"
            "    easy = up.eval('amount_keur < @limit and reversible')\n"
            "    places = presentations.merge(up.assign(easy=easy), on='decision_id')['easy']\n"
            "    money = up.loc[easy, 'amount_keur'].sum() / up['amount_keur'].sum()\n"
            "    return pd.Series({'places': places.mean(), 'money': money, 'decisions': easy.mean()})"
        ),
        "decisions-6": (
            "def corrected_alike(decisions, limit):\n"
            "    alike = decisions.query('amount_keur < @limit and reversible')\n"
            "    alike = alike.assign(corrected=alike['corrected'].astype(object))\n"
            "    alike = alike[alike['corrected'].notna()]\n"
            "    alike = alike.assign(corrected=alike['corrected'].astype(float))\n"
            "    found = alike.groupby('forum', as_index=False)['corrected'].agg(['count', 'mean'])\n"
            "    return found.rename(columns={'count': 'known', 'mean': 'share'})"
        ),
        "decisions-7": (
            "def kept(rotations):\n"
            "    asked = rotations[rotations['practices_after_six_months'].notna()]\n"
            "    groups = pd.cut(\n"
            "        asked['team_alumni'].astype(int),\n"
            "        [-1, 0, 1, 1000],\n"
            "        labels=['alone', 'one other', 'two or more'],\n"
            "    )\n"
            "    counts = asked.filter(like='practices').astype(float).groupby(groups, observed=True).sum()\n"
            "    return (counts['practices_after_six_months'] / counts['practices_at_return'])[::-1]"
        ),
    },
    "in SQL": {
        "decisions-1": """\
import sqlite3


def mean_days(decisions):
    database = sqlite3.connect(":memory:")
    decisions.to_sql("decisions", database)
    query = "SELECT forum, AVG(julianday(decided) - julianday(ready)) AS days FROM decisions GROUP BY forum"
    return pd.read_sql_query(query, database)


mean_days(decisions)
""",
        "decisions-2": """\
from fractions import Fraction


def mean_wait(every_days, sent_back):
    again = Fraction(sent_back)
    # w = wait for the first meeting + again * (one more interval, and on from there)
    further = again * every_days / (1 - again)
    return Fraction(every_days) / 2 + further


mean_wait(28, 0.25)
""",
        "decisions-3": '''\
import sqlite3


def calendar(presentations):
    database = sqlite3.connect(":memory:")
    presentations.to_sql("presentations", database)
    gaps = """
        SELECT julianday(meeting) - julianday(LAG(meeting) OVER (ORDER BY meeting)) AS days
        FROM (SELECT DISTINCT meeting FROM presentations) ORDER BY days
    """
    days = [gap for (gap,) in database.execute(gaps) if gap is not None]
    middle = len(days) // 2
    share = "SELECT AVG(result = 'sent back') FROM presentations WHERE result IN ('sent back', 'decided')"
    return {
        "every_days": days[middle] if len(days) % 2 else (days[middle - 1] + days[middle]) / 2,
        "sent_back": database.execute(share).fetchone()[0],
    }


calendar(presentations)
''',
        "decisions-4": '''\
import sqlite3


def parts_of_wait(decisions, presentations):
    database = sqlite3.connect(":memory:")
    decisions.to_sql("decisions", database)
    presentations.to_sql("presentations", database)
    query = """
        WITH taken AS (SELECT * FROM decisions WHERE forum = 'committee' AND decided IS NOT NULL),
        stops AS (
            SELECT decision_id, result,
                julianday(LEAD(meeting) OVER following) - julianday(meeting) AS lost,
                CASE ROW_NUMBER() OVER following
                    WHEN 1 THEN julianday(meeting) - julianday(ready) END AS first
            FROM taken JOIN presentations USING (decision_id)
            WINDOW following AS (PARTITION BY decision_id ORDER BY meeting)
        )
        SELECT TOTAL(first) AS "first meeting",
            TOTAL(CASE result WHEN 'not reached' THEN lost END) AS "not reached",
            TOTAL(CASE result WHEN 'sent back' THEN lost END) AS "sent back",
            COUNT(DISTINCT decision_id) AS count
        FROM stops
    """
    total = pd.read_sql_query(query, database).iloc[0]
    return total.drop("count") / total["count"]


parts_of_wait(decisions, presentations)
''',
        "decisions-5": """\
import sqlite3


def off_the_agenda(decisions, presentations, limit):
    database = sqlite3.connect(":memory:")
    decisions.to_sql("decisions", database)
    presentations.to_sql("presentations", database)
    up = f"(SELECT *, amount_keur < {limit} AND reversible AS easy FROM decisions WHERE forum = 'committee')"
    of_decisions = f"SELECT AVG(easy), TOTAL(easy * amount_keur) / TOTAL(amount_keur) FROM {up}"
    of_places = f"SELECT AVG(easy) FROM presentations JOIN {up} USING (decision_id)"
    shares = [*database.execute(of_decisions).fetchone(), *database.execute(of_places).fetchone()]
    return pd.Series(shares, index=["decisions", "money", "places"])


off_the_agenda(decisions, presentations, 50)
""",
        "decisions-6": '''\
import sqlite3


def corrected_alike(decisions, limit):
    database = sqlite3.connect(":memory:")
    decisions.assign(corrected=decisions["corrected"].astype("Int64")).to_sql("decisions", database)
    query = """
        SELECT forum, COUNT(corrected) AS known, AVG(corrected) AS share
        FROM decisions WHERE amount_keur < ? AND reversible AND corrected IS NOT NULL GROUP BY forum
    """
    return pd.read_sql_query(query, database, params=(limit,)).set_index("forum")


corrected_alike(decisions, 50)
''',
        "decisions-7": '''\
import sqlite3


def kept(rotations):
    database = sqlite3.connect(":memory:")
    rotations.to_sql("rotations", database)
    query = """
        SELECT CASE team_alumni WHEN 0 THEN 'alone' WHEN 1 THEN 'one other' ELSE 'two or more' END AS company,
            1.0 * SUM(practices_after_six_months) / SUM(practices_at_return) AS share
        FROM rotations WHERE practices_after_six_months IS NOT NULL GROUP BY company
    """
    return dict(database.execute(query).fetchall())


kept(rotations)
''',
    },
    "with NumPy": {
        "decisions-2": """\
import numpy as np


def mean_wait(every_days, sent_back):
    times = np.arange(2000)
    chance_of_as_many_returns = (1 - sent_back) * sent_back**times
    waits = every_days / 2 + every_days * times
    return np.array((chance_of_as_many_returns * waits).sum())


mean_wait(28, 0.25)
""",
        "decisions-5": """\
import numpy as np


def off_the_agenda(decisions, presentations, limit):
    to_committee = decisions["forum"].to_numpy() == "committee"
    amounts = decisions["amount_keur"].to_numpy(dtype=float)
    easy = to_committee & (amounts < limit) & decisions["reversible"].to_numpy(dtype=bool)
    spared = set(decisions["decision_id"].to_numpy()[easy])
    places = [name in spared for name in presentations["decision_id"]]
    return {
        "places": np.mean(places),
        "money": amounts @ easy / (amounts @ to_committee),
        "decisions": np.count_nonzero(easy) / np.count_nonzero(to_committee),
    }


off_the_agenda(decisions, presentations, 50)
""",
    },
}

_NOTE = """A decision of the committee waits 30.1 days on average: 14 for its first meeting, 11 because
files are sent back and 5 because the agenda ends before it is reached. Let the teams of all
divisions decide what is below 50 k€ and can be undone. That frees 61% of the places on the
agenda and takes 16% of the money away from it. The second look: of such decisions, 5.0% of 260
in the committee and 5.4% of 74 in teams had to be corrected. That does not show that the look
prevents mistakes, nor that it does not: 74 are few. People who came back alone kept 29% of
their new practices after six months, with one other 67%. So send two from a team. What we
cannot see: nobody was assigned at random, and who had left was not asked."""

SAMPLE_CLASS = (
    Learner("adele", answers={"decisions-answer": _NOTE}),
    Learner(
        "bruno",
        answers={
            **RIGHT["row by row, with plain Python"],
            "decisions-answer": "The committee is too slow and should be closed.",
        },
    ),
    Learner(
        "celine",
        mistakes={
            "decisions-4": "trusts the order of the rows",
            "decisions-1": "takes the median for the mean",
            "decisions-2": "forgets the files sent back",
            "decisions-3": "takes every row for a meeting",
            "decisions-5": "takes the limit along",
            "decisions-6": "compares everything",
        },
    ),
    Learner(
        "david",
        mistakes={
            "decisions-3": "takes the mean of the gaps",
            "decisions-1": "counts a pending decision as no wait",
            "decisions-2": "takes half an interval for every further meeting",
            "decisions-4": "includes what is still pending",
            "decisions-7": "counts who was not asked as lost",
        },
        answers={
            "decisions-answer": "Teams are corrected in 5% of cases and the committee in 14%. Teams win."
        },
    ),
    Learner(
        "elodie",
        mistakes={
            "decisions-7": "drops people for other gaps",
            "decisions-3": "divides by every row of the agendas",
            "decisions-5": "forgets what cannot be undone",
            "decisions-6": "takes unknown for not corrected",
        },
        blank=("decisions-4",),
    ),
    Learner(
        "farid",
        mistakes={
            "decisions-1": "ends every wait on the day of the extract",
            "decisions-2": "sends each file back once at most",
            "decisions-3": "takes not reached for sent back",
            "decisions-4": "puts the days at the meeting that ended them",
            "decisions-5": "counts what never went up",
            "decisions-7": "takes the mean of the shares",
        },
    ),
    Learner(
        "gaelle",
        mistakes={
            "decisions-2": "waits a whole interval for the first meeting",
            "decisions-3": "counts decisions instead of examinations",
            "decisions-4": "takes the mean over the times it happened",
            "decisions-6": "compares by amount only",
        },
        late_h=5,
    ),
    Learner(
        "hugo",
        mistakes={
            "decisions-5": "gives each decision one place",
            "decisions-7": "counts practices instead of shares",
        },
        blank=("decisions-3", "decisions-4"),
        late_h=48,
    ),
    Learner("ines", answers=RIGHT["merged, pivoted and chained"], late_h=1),
    Learner("jules", blank="all"),
    Learner(
        "karim",
        answers={
            "decisions-4": "import time\n\n"
            "def parts_of_wait(decisions, presentations):\n    while True:\n        time.sleep(1)"
        },
        status="timeout",
    ),
    Learner(
        "lea",
        answers={"decisions-6": "import os\n\nos._exit(1)"},
        blank=("decisions-7",),
        status="crashed",
    ),
)
