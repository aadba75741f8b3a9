"""Answers to 03-squads: misconceptions and the message meant for each, right answers, the sample class."""

from digital_factory.authoring.sample_answers import Learner, Wrong

WRONG = {
    "squads-1": {
        "counts each link from both ends": Wrong(
            "def possible_links(sizes):\n"
            "    people, number = sizes.sum(), len(sizes)\n"
            "    return pd.Series(\n"
            "        {\n"
            '            "everybody": people * (people - 1),\n'
            '            "inside": (sizes * (sizes - 1)).sum(),\n'
            '            "between": number * (number - 1),\n'
            "        }\n"
            "    )",
            "Each link is counted twice",
        ),
        "takes all squads to be of the mean size": Wrong(
            ("(sizes * (sizes - 1) / 2).sum()", "number * sizes.mean() * (sizes.mean() - 1) / 2"),
            "counted with squads of the mean size",
        ),
        "counts pairs of people between squads": Wrong(
            (
                '"between": number * (number - 1) / 2',
                '"between": people * (people - 1) / 2 - (sizes * (sizes - 1) / 2).sum()',
            ),
            "there is one link, however many people",
        ),
        "links people to themselves": Wrong(
            "def possible_links(sizes):\n"
            "    def pairs(n):\n"
            "        return n * (n + 1) / 2\n\n"
            '    parts = {"everybody": pairs(sizes.sum()), "inside": pairs(sizes).sum()}\n'
            '    return pd.Series({**parts, "between": pairs(len(sizes))})',
            "Somebody is linked to themselves",
        ),
    },
    "squads-2": {
        "takes 0 days for a wait": Wrong(
            ('(tickets["waited_days"] > 0).mean()', 'tickets["waited_days"].notna().mean()'),
            "0 is a number, not a gap",
        ),
        "divides by the tickets given away": Wrong(
            ('(tickets["waited_days"] > 0).mean()', '(tickets["waited_days"].dropna() > 0).mean()'),
            "is a share of the tickets given away",
        ),
        "counts in place of a share": Wrong(
            "def ticket_shares(tickets):\n"
            '    asked = tickets["asked_squad"].notna().sum()\n'
            '    return pd.Series({"asked": asked, "waited": (tickets["waited_days"] > 0).sum()})',
            "Those are numbers of tickets",
        ),
        "takes NaN for a squad": Wrong(
            ('tickets["asked_squad"].notna().mean()', '(tickets["asked_squad"] != "").mean()'),
            "Every ticket counts as given away",
        ),
    },
    "squads-3": {
        "counts tickets in place of squads": Wrong(
            (".nunique()", ".count()"),
            "Those are tickets given away",
        ),
        "drops the releases that asked nobody": Wrong(
            ('tickets.groupby("release_id")', 'tickets.dropna(subset="asked_squad").groupby("release_id")'),
            "R2 is missing",
        ),
        "counts nobody as a squad": Wrong(
            (".nunique()", ".nunique(dropna=False)"),
            "The empty `asked_squad` is counted",
        ),
        "counts all tickets of a release": Wrong(
            (".nunique()", ".size()"),
            "Those are all the tickets",
        ),
    },
    "squads-4": {
        "lets a release count once per ticket": Wrong(
            (
                '    return table.groupby("asked")',
                '    table = table.loc[tickets["release_id"]]\n    return table.groupby("asked")',
            ),
            "`releases` counts tickets",
        ),
        "gives the share of tickets": Wrong(
            "def blocked_by_number(tickets):\n"
            '    asked = tickets.groupby("release_id")["asked_squad"].nunique()\n'
            '    table = tickets.assign(asked=tickets["release_id"].map(asked))\n'
            '    table["late"] = table["waited_days"] > 0\n'
            '    return table.groupby("asked")["late"].agg(releases="size", blocked="mean")',
            "`blocked` is a share of tickets",
        ),
        "divides by all releases": Wrong(
            (
                '    return table.groupby("asked")["blocked"].agg(releases="size", blocked="mean")',
                '    found = table.groupby("asked")["blocked"].agg(releases="size", blocked="sum")\n'
                "    return found.assign(blocked=found['blocked'] / len(table))",
            ),
            "is a share of all five releases",
        ),
        "forgets the releases that asked nobody": Wrong(
            (
                'groups = tickets.groupby("release_id")',
                'groups = tickets.dropna(subset="asked_squad").groupby("release_id")',
            ),
            "The row for 0 squads is missing",
        ),
        "counts tickets given away": Wrong(
            ('groups["asked_squad"].nunique()', 'groups["asked_squad"].count()'),
            "Count different squads, as in task 3",
        ),
    },
    "squads-5": {
        "takes each ticket for a request": Wrong(
            ('.drop_duplicates(["release_id", "asked_squad"])', ""),
            "`requests` counts tickets",
        ),
        "gives the share that were ready": Wrong(
            ('late = once["waited_days"] > 0', 'late = once["waited_days"] == 0'),
            "is the share for which the squad was ready",
        ),
        "takes every request for a late one": Wrong(
            ('late = once["waited_days"] > 0', 'late = once["waited_days"].notna()'),
            "Every request counts as late",
        ),
        "counts late requests": Wrong(
            ('not_ready="mean"', 'not_ready="sum"'),
            "`not_ready` is a number of requests",
        ),
        "names the squad that blocks most releases": Wrong(
            (
                'requests(tickets)["not_ready"].idxmax()',
                "requests(tickets).prod(axis=1).idxmax()",
            ),
            "because most releases ask it",
        ),
        "the readiest squad": Wrong(
            ('["not_ready"].idxmax()', '["not_ready"].idxmin()'), "That squad is ready most often of all"
        ),
    },
    "squads-6": {
        "looks at who was asked": Wrong(
            (
                'merged.loc[merged["_merge"] == "left_only", "skill"]',
                'tickets.loc[tickets["asked_squad"].notna() & tickets["system"].isna(), "skill"]',
            ),
            "Who was asked is no sign of what is missing today",
        ),
        "blames the skill when a system is touched": Wrong(
            "def missing_skills(tickets, squad_skills):\n"
            '    return tickets.dropna(subset="asked_squad")["skill"].value_counts()',
            "Look at the skill, not at who was asked",
        ),
        "looks for the skill anywhere in the firm": Wrong(
            "def missing_skills(tickets, squad_skills):\n"
            '    there = tickets["skill"].isin(squad_skills["skill"])\n'
            '    return tickets.loc[~there, "skill"].value_counts()',
            "compare squad and skill together",
        ),
        "keeps the tickets that found a partner": Wrong(
            ('"left_only"', '"both"'),
            "Those are the skills that were there",
        ),
        "lists skills that were never missing": Wrong(
            (
                '    return merged.loc[merged["_merge"] == "left_only", "skill"].value_counts()',
                '    lacking = merged["_merge"] == "left_only"\n'
                '    return lacking.groupby(merged["skill"]).sum().sort_values(ascending=False)',
            ),
            "Skills that were never missing",
        ),
        "counts releases": Wrong(
            (
                '    return merged.loc[merged["_merge"] == "left_only", "skill"].value_counts()',
                '    merged = merged[merged["_merge"] == "left_only"]\n'
                '    return merged.drop_duplicates(["release_id", "skill"])["skill"].value_counts()',
            ),
            "Each release counts once",
        ),
    },
    "squads-7": {
        "puts the mean into the formula": Wrong(
            ("chance_blocked(asked, not_ready).mean()", "float(chance_blocked(asked.mean(), not_ready))"),
            "That is the formula at the mean number of squads",
        ),
        "multiplies in place of the formula": Wrong(
            ("chance_blocked(asked, not_ready).mean()", "(asked * not_ready).mean()"),
            "That is k times q",
        ),
        "lets every ticket ask": Wrong(
            ('["asked_squad"].nunique()', '["asked_squad"].count()'),
            "k counts tickets here",
        ),
        "leaves out those that ask nobody": Wrong(
            ("chance_blocked(asked, not_ready)", "chance_blocked(asked[asked > 0], not_ready)"),
            "R2 is left out",
        ),
    },
}

RIGHT = {
    "row by row, with plain Python": {
        "squads-1": (
            "def possible_links(sizes):\n"
            "    sizes = list(sizes)\n"
            '    links = {"everybody": 0, "inside": 0, "between": 0}\n'
            "    for already, size in enumerate(sizes):\n"
            '        links["between"] += already\n'
            '        links["inside"] += sum(range(size))\n'
            '    links["everybody"] = sum(range(sum(sizes)))\n'
            "    return links"
        ),
        "squads-2": (
            "def ticket_shares(tickets):\n"
            "    asked = [isinstance(name, str) for name in tickets['asked_squad']]\n"
            "    waited = [days > 0 for days in tickets['waited_days']]\n"
            "    return {'waited': sum(waited) / len(waited), 'asked': sum(asked) / len(asked)}"
        ),
        "squads-3": (
            "def squads_asked(tickets):\n"
            "    found = {}\n"
            "    for release, squad in zip(tickets['release_id'], tickets['asked_squad']):\n"
            "        found.setdefault(release, set())\n"
            "        if not pd.isna(squad):\n"
            "            found[release].add(squad)\n"
            "    return {release: len(names) for release, names in found.items()}"
        ),
        "squads-4": (
            "def blocked_by_number(tickets):\n"
            "    rows = {}\n"
            "    for _, release in tickets.groupby('release_id'):\n"
            "        number = len(set(release['asked_squad'].dropna()))\n"
            "        rows.setdefault(number, []).append(any(release['waited_days'] > 0))\n"
            "    table = [(number, len(late), sum(late) / len(late)) for number, late in rows.items()]\n"
            "    return pd.DataFrame(table, columns=['asked', 'releases', 'blocked'])"
        ),
        "squads-5": (
            "def requests(tickets):\n"
            "    late = {}\n"
            "    for row in tickets.dropna(subset='asked_squad').itertuples():\n"
            "        late.setdefault(row.asked_squad, {})[row.release_id] = row.waited_days > 0\n"
            "    rows = [(name, len(each), sum(each.values()) / len(each)) for name, each in late.items()]\n"
            "    return pd.DataFrame(rows, columns=['asked_squad', 'requests', 'not_ready'])\n\n\n"
            "least_ready = requests(tickets).sort_values('not_ready')['asked_squad'].iloc[-1]"
        ),
        "squads-6": (
            "def missing_skills(tickets, squad_skills):\n"
            "    held = {(row.squad, row.skill) for row in squad_skills.itertuples()}\n"
            "    pairs = zip(tickets['squad'], tickets['skill'])\n"
            "    lacking = pd.Series([skill for squad, skill in pairs if (squad, skill) not in held])\n"
            "    return lacking.groupby(lacking).size().sort_values(ascending=False)"
        ),
        "squads-7": (
            "def expected_blocked(tickets, not_ready):\n"
            "    chances = []\n"
            "    for _, names in tickets.groupby('release_id')['asked_squad']:\n"
            "        chances.append(1 - (1 - not_ready) ** names.nunique())\n"
            "    return sum(chances) / len(chances)"
        ),
    },
    "pivoted and chained": {
        "squads-1": (
            "def possible_links(sizes):\n"
            "    ends = pd.Series({'everybody': sizes.sum() ** 2 - sizes.sum()})\n"
            "    ends['between'] = len(sizes) ** 2 - len(sizes)\n"
            "    ends['inside'] = (sizes.pow(2) - sizes).sum()\n"
            "    return ends // 2"
        ),
        "squads-2": (
            "def ticket_shares(tickets):\n"
            "    flags = pd.DataFrame({'asked': tickets['asked_squad'].notna()})\n"
            "    flags['waited'] = tickets['waited_days'].fillna(0).ne(0)\n"
            "    return flags.sum() / len(flags)"
        ),
        "squads-3": (
            "def squads_asked(tickets):\n"
            "    return pd.crosstab(tickets['release_id'], tickets['asked_squad'].fillna('')).drop(\n"
            "        columns='', errors='ignore'\n"
            "    ).gt(0).sum(axis=1).astype(float)"
        ),
        "squads-4": (
            "def blocked_by_number(tickets):\n"
            "    once = tickets.drop_duplicates(['release_id', 'asked_squad'])\n"
            "    return (\n"
            "        once.assign(late=once['waited_days'].gt(0))\n"
            "        .groupby('release_id')\n"
            "        .agg(asked=('asked_squad', 'count'), late=('late', 'any'))\n"
            "        .groupby('asked', as_index=False)\n"
            "        .agg(blocked=('late', 'mean'), releases=('late', 'count'))\n"
            "        .sort_values('asked', ascending=False)\n"
            "    )"
        ),
        "squads-5": (
            "def requests(tickets):\n"
            "    longest = tickets.pivot_table('waited_days', 'asked_squad', 'release_id', aggfunc='max')\n"
            "    late = (longest > 0).sum(axis=1)\n"
            "    number = longest.notna().sum(axis=1)\n"
            "    return pd.DataFrame({'not_ready': late / number, 'requests': number})\n\n\n"
            "least_ready = requests(tickets).nlargest(1, 'not_ready').index[0]"
        ),
        "squads-6": (
            "def missing_skills(tickets, squad_skills):\n"
            "    have = pd.MultiIndex.from_frame(squad_skills[['squad', 'skill']])\n"
            "    need = pd.MultiIndex.from_frame(tickets[['squad', 'skill']])\n"
            "    return tickets['skill'][~need.isin(have)].value_counts()"
        ),
        "squads-7": (
            "def expected_blocked(tickets, not_ready):\n"
            "    given = tickets.dropna(subset='asked_squad')\n"
            "    asked = given.groupby('release_id')['asked_squad'].nunique()\n"
            "    asked = asked.reindex(tickets['release_id'].unique(), fill_value=0)\n"
            "    return 1 - asked.rpow(1 - not_ready).mean()"
        ),
    },
    "in SQL": {
        "squads-1": """\
import itertools
import math


def possible_links(sizes):
    people = itertools.accumulate(int(size) for size in sizes)
    *_, everybody = people
    inside = sum(math.comb(int(size), 2) for size in sizes)
    between = sum(1 for _ in itertools.combinations(sizes, 2))
    return pd.Series([math.comb(everybody, 2), inside, between], ["everybody", "inside", "between"])


possible_links(squads["people"])
""",
        "squads-2": """\
import sqlite3


def ticket_shares(tickets):
    database = sqlite3.connect(":memory:")
    tickets.to_sql("tickets", database)
    shares = "AVG(asked_squad IS NOT NULL) AS asked, AVG(COALESCE(waited_days, 0) > 0) AS waited"
    query = f"SELECT {shares} FROM tickets"
    return pd.read_sql_query(query, database).iloc[0]


ticket_shares(tickets)
""",
        "squads-3": """\
import sqlite3


def squads_asked(tickets):
    database = sqlite3.connect(":memory:")
    tickets.to_sql("tickets", database)
    query = "SELECT release_id, COUNT(DISTINCT asked_squad) AS squads FROM tickets GROUP BY release_id"
    return pd.read_sql_query(query, database)


squads_asked(tickets)
""",
        "squads-4": '''\
import sqlite3


def blocked_by_number(tickets):
    database = sqlite3.connect(":memory:")
    tickets.to_sql("tickets", database)
    query = """
        SELECT asked, COUNT(*) AS releases, AVG(waited) AS blocked FROM (
            SELECT COUNT(DISTINCT asked_squad) AS asked, MAX(COALESCE(waited_days, 0)) > 0 AS waited
            FROM tickets GROUP BY release_id
        ) GROUP BY asked
    """
    return pd.read_sql_query(query, database)


blocked_by_number(tickets)
''',
        "squads-5": '''\
import sqlite3


def requests(tickets):
    database = sqlite3.connect(":memory:")
    tickets.to_sql("tickets", database)
    query = """
        SELECT asked_squad, COUNT(*) AS requests, AVG(waited_days > 0) AS not_ready FROM (
            SELECT DISTINCT release_id, asked_squad, waited_days FROM tickets WHERE asked_squad IS NOT NULL
        ) GROUP BY asked_squad ORDER BY not_ready DESC
    """
    return pd.read_sql_query(query, database)


least_ready = requests(tickets).at[0, "asked_squad"]
''',
        "squads-6": '''\
import sqlite3


def missing_skills(tickets, squad_skills):
    database = sqlite3.connect(":memory:")
    tickets.to_sql("tickets", database)
    squad_skills.to_sql("squad_skills", database)
    query = """
        SELECT skill, COUNT(*) AS tickets FROM tickets
        WHERE NOT EXISTS (
            SELECT * FROM squad_skills
            WHERE squad_skills.squad = tickets.squad AND squad_skills.skill = tickets.skill
        )
        GROUP BY skill ORDER BY COUNT(*) DESC
    """
    return pd.read_sql_query(query, database)


missing_skills(tickets, squad_skills)
''',
        "squads-7": """\
import sqlite3


def expected_blocked(tickets, not_ready):
    database = sqlite3.connect(":memory:")
    tickets.to_sql("tickets", database)
    query = "SELECT COUNT(DISTINCT asked_squad) FROM tickets GROUP BY release_id"
    chances = [float(chance_blocked(number, not_ready)) for (number,) in database.execute(query)]
    return sum(chances) / len(chances)


expected_blocked(tickets, 0.2)
""",
    },
}

_NOTE = """A release of Mélèze depends on 1.85 other squads on average, and 14% of the releases on none.
Only 8% of the tickets waited, but a third of the releases did, 48% of those that asked three squads.
I would pay for a service in place of the requests to Customer file: 127 of 300 releases ask it, almost
twice as many as the next squad. A skill comes second: design is missing for 97 tickets, but the owners of
systems would still be asked. Core policies is late for half of its requests; since only 30 releases
asked it, a conversation is cheaper than a project. The log does not say why a squad was late.
Customer file may be late because everybody asks it."""

SAMPLE_CLASS = (
    Learner("adele", answers={"squads-answer": _NOTE}),
    Learner(
        "bruno",
        answers={
            **RIGHT["row by row, with plain Python"],
            "squads-answer": "Every squad depends on the others. Hire a designer.",
        },
    ),
    Learner(
        "celine",
        mistakes={
            "squads-1": "counts each link from both ends",
            "squads-2": "divides by the tickets given away",
            "squads-3": "counts tickets in place of squads",
            "squads-4": "counts tickets given away",
            "squads-5": "takes each ticket for a request",
            "squads-6": "lists skills that were never missing",
        },
    ),
    Learner(
        "david",
        mistakes={
            "squads-6": "looks at who was asked",
            "squads-2": "takes 0 days for a wait",
            "squads-4": "gives the share of tickets",
            "squads-5": "names the squad that blocks most releases",
            "squads-7": "puts the mean into the formula",
        },
        answers={
            "squads-answer": "Customer file blocks 30 releases, more than any other squad. Help it first."
        },
    ),
    Learner(
        "elodie",
        mistakes={
            "squads-1": "counts pairs of people between squads",
            "squads-3": "drops the releases that asked nobody",
            "squads-4": "forgets the releases that asked nobody",
            "squads-7": "leaves out those that ask nobody",
        },
        blank=("squads-6",),
    ),
    Learner(
        "farid",
        mistakes={
            "squads-1": "takes all squads to be of the mean size",
            "squads-2": "takes NaN for a squad",
            "squads-3": "counts nobody as a squad",
            "squads-4": "divides by all releases",
            "squads-5": "takes every request for a late one",
            "squads-6": "looks for the skill anywhere in the firm",
        },
    ),
    Learner(
        "gaelle",
        mistakes={
            "squads-2": "counts in place of a share",
            "squads-4": "lets a release count once per ticket",
            "squads-5": "counts late requests",
            "squads-6": "blames the skill when a system is touched",
            "squads-7": "multiplies in place of the formula",
        },
        late_h=3,
    ),
    Learner(
        "hugo",
        mistakes={
            "squads-1": "links people to themselves",
            "squads-3": "counts all tickets of a release",
            "squads-5": "gives the share that were ready",
            "squads-6": "keeps the tickets that found a partner",
            "squads-7": "lets every ticket ask",
        },
        late_h=30,
    ),
    Learner(
        "ines",
        mistakes={"squads-6": "counts releases"},
        answers={task: answer for task, answer in RIGHT["pivoted and chained"].items() if task != "squads-6"},
    ),
    Learner("jules", blank="all"),
    Learner(
        "karim",
        answers={
            "squads-3": "import time\n\ndef squads_asked(tickets):\n    while True:\n        time.sleep(1)"
        },
        status="timeout",
    ),
    Learner(
        "lea",
        answers={"squads-5": "import os\n\nos._exit(1)"},
        blank=("squads-6", "squads-7"),
        status="crashed",
    ),
)
