"""Answers to 02-agile-space: misconceptions with the message meant for each, right answers, sample class."""

from digital_factory.authoring.sample_answers import Learner, Wrong

_DONE = 'done = projects[projects["in_service"].notna()]'

WRONG = {
    "space-1": {
        "counts both ends": Wrong((".dt.days.dropna()", ".dt.days.dropna() + 1"), "One day too many"),
        "takes unfinished for no time": Wrong(
            (".dt.days.dropna()", ".dt.days.fillna(0)"), "They are not fast, they are not finished"
        ),
        "ends on the day the records end": Wrong(
            (
                "(dates[end] - dates[start]).dt.days.dropna()",
                '(dates[end].fillna(pd.Timestamp("2025-12-31")) - dates[start]).dt.days.dropna()',
            ),
            "because the records end",
        ),
        "leaves the durations as they are": Wrong((".dt.days.dropna()", ".dropna()"), "durations"),
        "forgets the labels": Wrong(
            ('projects.set_index("project_id")', "projects"),
            "is labelled with numbers, such as 0; expected texts",
        ),
    },
    "space-2": {
        "takes each mean over other projects": Wrong((_DONE, "done = projects"), "Such parts do not add up"),
        "takes medians": Wrong((".dt.days.mean()", ".dt.days.median()"), "Those are medians"),
        "counts from the approval": Wrong(
            ("done[end] - done[start]", 'done[end] - done["approved"]'), "Those are days since approval"
        ),
        "adds up": Wrong((".dt.days.mean()", ".dt.days.sum()"), "Those are the sums over five projects"),
    },
    "space-3": {
        "counts what is not in service": Wrong(
            ('projects[projects["in_service"].notna()].copy()', "projects.copy()"), "a count does not"
        ),
        "looks at other projects in each clock": Wrong(
            "def by_place(projects):\n"
            "    development = (projects['dev_ended'] - projects['dev_started']).dt.days\n"
            "    total = (projects['in_service'] - projects['approved']).dt.days\n"
            "    days = pd.DataFrame({'development': development, 'total': total})\n"
            "    return days.groupby(projects['place']).mean().assign(\n"
            "        projects=total.groupby(projects['place']).count()\n"
            "    )\n\n\n"
            "slow_and_fast = by_place(projects)['development']\n"
            "times_as_fast = slow_and_fast.max() / slow_and_fast.min()",
            "has P6 and P8 in it",
        ),
        "takes medians": Wrong(('"total"]].mean()', '"total"]].median()'), "Those are medians"),
        "adds up": Wrong(('"total"]].mean()', '"total"]].sum()'), "Those are sums of days"),
        "compares the totals": Wrong(
            ('by_place(projects)["development"]', 'by_place(projects)["total"]'), "That compares the totals"
        ),
        "turns the ratio round": Wrong(
            (
                'development["department"] / development["factory"]',
                'development["factory"] / development["department"]',
            ),
            "That is the other way round.",
        ),
    },
    "space-4": {
        "only the sizes of the toy": Wrong(
            (
                'return 1 - means["factory"] / means["department"]',
                'return (1 - means["factory"] / means["department"]).reindex(["small", "large"]).dropna()',
            ),
            "3 sizes are in the table",
        ),
        "compares all sizes together": Wrong(
            "def saved_by_size(projects):\n"
            "    totals = (projects['in_service'] - projects['approved']).dt.days\n"
            "    means = totals.groupby(projects['place']).mean()\n"
            "    share = 1 - means['factory'] / means['department']\n"
            "    return pd.Series(share, index=projects['size'].unique())",
            "Both sizes have the same share",
        ),
        "divides by the factory": Wrong(
            ('1 - means["factory"] / means["department"]', 'means["department"] / means["factory"] - 1'),
            "You divided by the factory's days",
        ),
        "gives what is left": Wrong(
            ("return 1 - means", "return means"), "the share of the time that is still needed"
        ),
        "looks at development": Wrong(
            (
                '(projects["in_service"] - projects["approved"]).dt.days',
                '(projects["dev_ended"] - projects["dev_started"]).dt.days[projects["in_service"].notna()]',
            ),
            "Customers look at the total",
        ),
        "gives days": Wrong(
            ('1 - means["factory"] / means["department"]', 'means["department"] - means["factory"]'),
            "Those are days saved",
        ),
        "takes medians": Wrong((".mean().unstack()", ".median().unstack()"), "Those are medians"),
    },
    "space-5": {
        "divides the total": Wrong(
            ("total - development + development / speed_up", "total / speed_up"), "You divided the total"
        ),
        "lets development take no time": Wrong((" + development / speed_up", ""), "That is the rest alone"),
        "makes the factory faster too": Wrong(
            ('(projects["place"] == "department") & ', ""), "Only the departments are to become faster"
        ),
        "mixes other projects in": Wrong(
            "def forecast(projects, speed_up):\n"
            "    mine = projects[projects['place'] == 'department']\n"
            "    total = (mine['in_service'] - mine['approved']).dt.days.mean()\n"
            "    development = (mine['dev_ended'] - mine['dev_started']).dt.days.mean()\n"
            "    return total - development + development / speed_up",
            "P6 is not in service",
        ),
        "multiplies": Wrong(("development / speed_up", "development * speed_up"), "Development got longer"),
        "takes the median": Wrong(
            ("development / speed_up).mean()", "development / speed_up).median()"), "That is a median"
        ),
    },
    "space-6": {
        "takes the upper edge in": Wrong(("metres < high", "metres <= high"), "at exactly 30 m are in it"),
        "leaves the lower edge out": Wrong(("metres >= low", "metres > low"), "at exactly 30 m are missing"),
        "adds up": Wrong(('"face_to_face"].mean()', '"face_to_face"].sum()'), "That is the sum"),
        "counts messages": Wrong(('"face_to_face"].mean()', '"messages"].mean()'), "Those are the messages"),
        "takes a mean of means": Wrong(
            "def met(contacts, low, high):\n"
            "    near = contacts[(contacts['distance_m'] >= low) & (contacts['distance_m'] < high)]\n"
            "    return near.groupby('project_id')['face_to_face'].mean().mean()",
            "each record counts once",
        ),
    },
    "space-7": {
        "takes one partner for both": Wrong(
            "def contact_by_place(projects, contacts):\n"
            "    merged = contacts.merge(projects, on='project_id')\n"
            "    return merged.groupby('place')[['face_to_face', 'messages']].mean()",
            "add them up first",
        ),
        "adds up all weeks": Wrong(
            ('"messages"]].mean()', '"messages"]].sum()'), "Those are sums over all weeks"
        ),
        "adds up the weeks of a project": Wrong(
            (
                'contacts.groupby(["project_id", "week"], as_index=False)',
                'contacts.groupby("project_id", as_index=False)',
            ),
            "Keep the weeks apart",
        ),
        "takes no record for no contact": Wrong(
            (
                'weeks.merge(projects[["project_id", "place"]], on="project_id")',
                'weeks.merge(projects[["project_id", "place"]], on="project_id", how="right").fillna(0)',
            ),
            "No record is not a zero",
        ),
    },
    "space-8": {
        "takes more than for at least": Wrong(
            ("] >= many", "] > many"), "Is there a `>` where `>=` is meant?"
        ),
        "turns the sign round": Wrong(
            (
                "days[asked_late].mean() - days[~asked_late].mean()",
                "days[~asked_late].mean() - days[asked_late].mean()",
            ),
            "The sign is turned round",
        ),
        "counts compliance in": Wrong(
            ('ended["compliance_ended"]', 'ended["dev_ended"]'), "Compliance is in it"
        ),
        "gives a ratio": Wrong((".mean() - days", ".mean() / days"), "That is a ratio"),
        "with the roll-out": Wrong(
            (
                'ended["integration_ended"] - ended["compliance_ended"]',
                'ended["in_service"] - ended["compliance_ended"]',
            ),
            "Roll-out is in it",
        ),
        "in service only": Wrong(
            ('projects[projects["integration_ended"].notna()]', 'projects[projects["in_service"].notna()]'),
            "P8 is missing",
        ),
    },
}

RIGHT = {
    "row by row, with plain Python": {
        "space-1": (
            "def days_between(projects, start, end):\n"
            "    found = {}\n"
            "    for _, row in projects.iterrows():\n"
            "        if pd.notna(row[start]) and pd.notna(row[end]):\n"
            "            found[row['project_id']] = (row[end] - row[start]).days\n"
            "    return found"
        ),
        "space-2": (
            "def mean_steps(projects):\n"
            "    done = projects.dropna(subset='in_service')\n"
            "    found = {}\n"
            "    for step, (start, end) in STEPS.items():\n"
            "        days = [(b - a).days for a, b in zip(done[start], done[end])]\n"
            "        found[step] = sum(days) / len(days)\n"
            "    return found"
        ),
        "space-3": (
            "def by_place(projects):\n"
            "    rows = []\n"
            "    for place in ['department', 'factory']:\n"
            "        mine = projects[(projects['place'] == place) & projects['in_service'].notna()]\n"
            "        development = (mine['dev_ended'] - mine['dev_started']).dt.days.mean()\n"
            "        total = (mine['in_service'] - mine['approved']).dt.days.mean()\n"
            "        rows.append([place, len(mine), development, total])\n"
            "    return pd.DataFrame(rows, columns=['place', 'projects', 'development', 'total'])\n\n\n"
            "slow, fast = by_place(projects)['development']\n"
            "times_as_fast = slow / fast"
        ),
        "space-4": (
            "def saved_by_size(projects):\n"
            "    saved = {}\n"
            "    for size in set(projects['size']):\n"
            "        days = {}\n"
            "        for place in ['factory', 'department']:\n"
            "            mine = projects[(projects['size'] == size) & (projects['place'] == place)]\n"
            "            days[place] = (mine['in_service'] - mine['approved']).dt.days.mean()\n"
            "        saved[size] = (days['department'] - days['factory']) / days['department']\n"
            "    return saved"
        ),
        "space-5": (
            "def forecast(projects, speed_up):\n"
            "    days = []\n"
            "    for _, row in projects.dropna(subset='in_service').iterrows():\n"
            "        if row['place'] == 'department':\n"
            "            development = (row['dev_ended'] - row['dev_started']).days\n"
            "            days.append((row['in_service'] - row['approved']).days - development)\n"
            "            days[-1] += development / speed_up\n"
            "    return sum(days) / len(days)"
        ),
        "space-6": (
            "def met(contacts, low, high):\n"
            "    pairs = zip(contacts['distance_m'], contacts['face_to_face'])\n"
            "    numbers = [number for metres, number in pairs if low <= metres < high]\n"
            "    return sum(numbers) / len(numbers)"
        ),
        "space-7": (
            "def contact_by_place(projects, contacts):\n"
            "    rows = []\n"
            "    for place, mine in projects.groupby('place'):\n"
            "        records = contacts[contacts['project_id'].isin(mine['project_id'])]\n"
            "        weeks = len(records.drop_duplicates(['project_id', 'week']))\n"
            "        met, written = records['face_to_face'].sum(), records['messages'].sum()\n"
            "        rows.append([place, met / weeks, written / weeks])\n"
            "    return pd.DataFrame(rows, columns=['place', 'face_to_face', 'messages'])"
        ),
        "space-8": (
            "def extra_days(projects, many):\n"
            "    days = {True: [], False: []}\n"
            "    for _, row in projects.dropna(subset='integration_ended').iterrows():\n"
            "        length = (row['integration_ended'] - row['compliance_ended']).days\n"
            "        days[row['late_questions'] >= many].append(length)\n"
            "    return sum(days[True]) / len(days[True]) - sum(days[False]) / len(days[False])"
        ),
    },
    "chained, with other dtypes": {
        "space-1": (
            "def days_between(projects, start, end):\n"
            "    both = projects.dropna(subset=[start, end]).sort_values(end)\n"
            "    days = (both[end] - both[start]) / pd.Timedelta(days=1)\n"
            "    return days.set_axis(both['project_id'])"
        ),
        "space-2": (
            "def mean_steps(projects):\n"
            "    done = projects.dropna(subset='in_service')\n"
            "    steps = {step: done[end] - done[start] for step, (start, end) in STEPS.items()}\n"
            "    return pd.DataFrame(steps).mean() / pd.Timedelta(days=1)"
        ),
        "space-3": (
            "def by_place(projects):\n"
            "    return (\n"
            "        projects.dropna(subset='in_service')\n"
            "        .assign(\n"
            "            development=lambda p: (p['dev_ended'] - p['dev_started']).dt.days,\n"
            "            total=lambda p: (p['in_service'] - p['approved']).dt.days,\n"
            "        )\n"
            "        .groupby('place', as_index=False)\n"
            "        .agg(\n"
            "            total=('total', 'mean'),\n"
            "            development=('development', 'mean'),\n"
            "            projects=('size', 'count'),\n"
            "        )\n"
            "    )\n\n\n"
            "times_as_fast = by_place(projects).set_index('place')['development'].pipe(\n"
            "    lambda days: days['department'] / days['factory']\n"
            ")"
        ),
        "space-4": (
            "def saved_by_size(projects):\n"
            "    days = projects.assign(days=(projects['in_service'] - projects['approved']).dt.days)\n"
            "    table = days.pivot_table('days', 'size', 'place')\n"
            "    return -(table['factory'] - table['department']).div(table['department']).sort_values()"
        ),
        "space-5": (
            "def forecast(projects, speed_up):\n"
            "    mine = projects.query(\"place == 'department'\").dropna(subset='in_service')\n"
            "    before = (mine['dev_started'] - mine['approved']).dt.days.mean()\n"
            "    after = (mine['in_service'] - mine['dev_ended']).dt.days.mean()\n"
            "    return before + (mine['dev_ended'] - mine['dev_started']).dt.days.mean() / speed_up + after"
        ),
        "space-6": (
            "def met(contacts, low, high):\n"
            "    inside = contacts['distance_m'].between(low, high, inclusive='left')\n"
            "    return contacts['face_to_face'].where(inside).mean()"
        ),
        "space-7": (
            "def contact_by_place(projects, contacts):\n"
            "    merged = contacts.merge(projects, on='project_id', how='left')\n"
            "    weeks = merged.groupby(['place', 'project_id', 'week'])\n"
            "    weeks = weeks[['messages', 'face_to_face']].sum()\n"
            "    return weeks.groupby(level='place').mean().reset_index()"
        ),
        "space-8": (
            "def extra_days(projects, many):\n"
            "    ended = projects.dropna(subset='integration_ended')\n"
            "    days = (ended['integration_ended'] - ended['compliance_ended']).dt.days\n"
            "    means = days.groupby(ended['late_questions'].astype(int) >= many).mean()\n"
            "    return means[True] - means[False]"
        ),
    },
    "in SQL": {
        "space-1": '''\
import sqlite3


def days_between(projects, start, end):
    database = sqlite3.connect(":memory:")
    projects.to_sql("projects", database)
    query = f"""
        SELECT project_id, julianday({end}) - julianday({start}) AS days
        FROM projects WHERE {start} IS NOT NULL AND {end} IS NOT NULL
    """
    return pd.read_sql_query(query, database, index_col="project_id")["days"]
''',
        "space-2": """\
import sqlite3


def mean_steps(projects):
    database = sqlite3.connect(":memory:")
    projects.to_sql("projects", database)
    rows = []
    for step, (start, end) in STEPS.items():
        days = f"AVG(julianday({end}) - julianday({start}))"
        rows += database.execute(f"SELECT '{step}', {days} FROM projects WHERE in_service IS NOT NULL")
    return pd.DataFrame(rows, columns=["step", "days"])
""",
        "space-3": '''\
import sqlite3


def by_place(projects):
    database = sqlite3.connect(":memory:")
    projects.to_sql("projects", database)
    query = """
        SELECT place, COUNT(*) AS projects, AVG(julianday(dev_ended) - julianday(dev_started)) AS development,
            AVG(julianday(in_service) - julianday(approved)) AS total
        FROM projects WHERE in_service IS NOT NULL GROUP BY place
    """
    return pd.read_sql_query(query, database)


means = dict(zip(by_place(projects)["place"], by_place(projects)["development"]))
times_as_fast = means["department"] / means["factory"]
''',
        "space-4": '''\
import sqlite3


def saved_by_size(projects):
    database = sqlite3.connect(":memory:")
    projects.to_sql("projects", database)
    query = """
        SELECT size, 1 - AVG(CASE place WHEN 'factory' THEN days END)
            / AVG(CASE place WHEN 'department' THEN days END) AS saved
        FROM (SELECT size, place, julianday(in_service) - julianday(approved) AS days FROM projects)
        GROUP BY size
    """
    return dict(database.execute(query).fetchall())
''',
        "space-5": '''\
import sqlite3


def forecast(projects, speed_up):
    database = sqlite3.connect(":memory:")
    projects.to_sql("projects", database)
    query = """
        SELECT AVG(julianday(in_service) - julianday(approved)
            - (1 - 1.0 / ?) * (julianday(dev_ended) - julianday(dev_started)))
        FROM projects WHERE in_service IS NOT NULL AND place = 'department'
    """
    return database.execute(query, (speed_up,)).fetchone()[0]
''',
        "space-6": """\
import sqlite3


def met(contacts, low, high):
    database = sqlite3.connect(":memory:")
    contacts.to_sql("contacts", database)
    query = "SELECT AVG(face_to_face) FROM contacts WHERE distance_m >= ? AND distance_m < ?"
    return database.execute(query, (float(low), float(high))).fetchone()[0]
""",
        "space-7": '''\
import sqlite3


def contact_by_place(projects, contacts):
    database = sqlite3.connect(":memory:")
    projects.to_sql("projects", database)
    contacts.to_sql("contacts", database)
    query = """
        SELECT place, AVG(met) AS face_to_face, AVG(wrote) AS messages FROM (
            SELECT project_id, week, SUM(face_to_face) AS met, SUM(messages) AS wrote
            FROM contacts GROUP BY project_id, week
        ) JOIN projects USING (project_id) GROUP BY place
    """
    return pd.read_sql_query(query, database)
''',
        "space-8": '''\
import sqlite3


def extra_days(projects, many):
    database = sqlite3.connect(":memory:")
    projects.to_sql("projects", database)
    query = """
        SELECT late_questions >= ? AS asked_late,
            AVG(julianday(integration_ended) - julianday(compliance_ended))
        FROM projects WHERE integration_ended IS NOT NULL GROUP BY asked_late ORDER BY asked_late
    """
    (_, few), (_, lots) = database.execute(query, (many,)).fetchall()
    return lots - few
''',
    },
}

_GOOD_NOTE = """The factory develops in 40 days what takes departments 133: 3.3 times as fast. Customers have
it after 428 days in place of 503, 15% sooner, and size by size 11 to 18%, for half of its projects are small.
Even if the departments became three times as fast, 415 days would be left. The factory meets operations and
IT 0.2 times a week, departments 8.0 times; 32 messages against 30 do not make up for that. Ten or more late
questions go with 20 more days of integration. I would not rent yet: first bring people of operations and IT
into the factory for three months and count the late questions. The records do not show that distance causes
them."""
_SHORT_NOTE = "The factory is three times as fast, so rent the second building and move everybody there."

_FOREVER = "import time\n\ndef forecast(projects, speed_up):\n    while True:\n        time.sleep(1)"
_EXIT = "import os\n\nos._exit(1)"

SAMPLE_CLASS = (
    Learner("adele", answers={"space-answer": _GOOD_NOTE}),
    Learner("bruno", answers={**RIGHT["row by row, with plain Python"], "space-answer": _GOOD_NOTE}),
    Learner("celine", answers=RIGHT["chained, with other dtypes"], late_h=30.0),
    Learner(
        "david",
        mistakes={
            "space-1": "counts both ends",
            "space-2": "takes each mean over other projects",
            "space-3": "counts what is not in service",
            "space-5": "divides the total",
            "space-7": "takes one partner for both",
        },
        answers={"space-answer": _SHORT_NOTE},
    ),
    Learner(
        "elodie",
        mistakes={
            "space-1": "takes unfinished for no time",
            "space-2": "takes medians",
            "space-3": "takes medians",
            "space-4": "gives what is left",
            "space-6": "takes the upper edge in",
            "space-8": "takes more than for at least",
        },
        answers={"space-answer": _SHORT_NOTE},
    ),
    Learner(
        "farid",
        mistakes={
            "space-1": "ends on the day the records end",
            "space-2": "counts from the approval",
            "space-3": "looks at other projects in each clock",
            "space-4": "compares all sizes together",
            "space-5": "mixes other projects in",
            "space-6": "takes a mean of means",
            "space-8": "counts compliance in",
        },
    ),
    Learner(
        "gaelle",
        mistakes={
            "space-1": "leaves the durations as they are",
            "space-2": "adds up",
            "space-3": "adds up",
            "space-4": "gives days",
            "space-5": "multiplies",
            "space-6": "adds up",
            "space-7": "adds up all weeks",
            "space-8": "gives a ratio",
        },
        late_h=3.0,
    ),
    Learner(
        "hugo",
        mistakes={
            "space-1": "forgets the labels",
            "space-3": "compares the totals",
            "space-4": "looks at development",
            "space-5": "lets development take no time",
            "space-6": "counts messages",
            "space-7": "takes no record for no contact",
        },
        blank=("space-answer",),
    ),
    Learner(
        "ines",
        mistakes={
            "space-3": "turns the ratio round",
            "space-4": "divides by the factory",
            "space-5": "makes the factory faster too",
            "space-6": "leaves the lower edge out",
            "space-7": "adds up the weeks of a project",
            "space-8": "turns the sign round",
        },
        answers={"space-answer": _GOOD_NOTE},
    ),
    Learner("jules", blank="all"),
    Learner("karim", answers={"space-5": _FOREVER}, status="timeout"),
    Learner("lea", answers={"space-7": _EXIT}, blank=("space-8",), status="crashed"),
)
