"""Assignment 1, Need, or fashion?: what learners get wrong, other ways to be right, and the sample class."""

from digital_factory.authoring.sample_answers import Learner, Wrong

WRONG = {
    "multiply-1": {
        "never had one written as no": Wrong(
            ('"close_date"])', '"close_date"]).fillna({"business_case": "no"})'),
            "Each cell as it stands in the file",
        ),
        "dates left as texts": Wrong(
            ('pd.read_csv(FILE, parse_dates=["open_date", "close_date"])', "pd.read_csv(FILE)"),
            "both columns of dates named in `parse_dates`",
        ),
        "rows with empty cells dropped": Wrong(
            ('"close_date"])', '"close_date"]).dropna()'),
            "487 firms are in the file. An empty cell is an answer here",
            also=("multiply-5",),
        ),
        "open factories closed on the day of the extract": Wrong(
            ('"close_date"])', '"close_date"]).fillna({"close_date": EXTRACT})'),
            "A date put there closes it",
            also=("multiply-5",),
        ),
    },
    "multiply-2": {
        "divided by all firms": Wrong(
            ('firms["open_date"].notna().mean()', 'firms["open_date"].notna().sum() / len(registry)'),
            "Of the banks, please",
        ),
        "only those still open": Wrong(
            (
                'firms["open_date"].notna().mean()',
                '(firms["open_date"].notna() & firms["close_date"].isna()).mean()',
            ),
            "A and D opened one too, and have closed it since",
        ),
        "a percentage": Wrong(
            ('firms["open_date"].notna().mean()', '100 * firms["open_date"].notna().mean()'),
            "A share lies between 0 and 1",
        ),
        "divided by those that have one": Wrong(
            (
                'return firms["open_date"].notna().mean()',
                'return firms["open_date"].notna().sum() / firms["open_date"].count()',
            ),
            "You divided by the banks that have one",
        ),
    },
    "multiply-3": {
        "leaves the last day of the year out": Wrong(
            ('<= f"{year}-12-31"', '< f"{year}-12-31"'), "The year has its first and its last day"
        ),
        "the first of January left out": Wrong(
            ('opened >= f"{year}-01-01"', 'opened > f"{year}-01-01"'), "Is there a `>` where `>=` is meant?"
        ),
        "counted among the survivors": Wrong(
            (
                'opened = registry["open_date"]',
                'opened = registry.loc[registry["close_date"].isna(), "open_date"]',
            ),
            "a count of survivors hides a wave",
        ),
        "everything up to that year": Wrong(
            ('((opened >= f"{year}-01-01") & (opened <= f"{year}-12-31"))', '(opened <= f"{year}-12-31")'),
            "all openings up to the end of 2018",
        ),
    },
    "multiply-4": {
        "the open ones lost": Wrong(
            (
                'registry["close_date"].isna() | (registry["close_date"] >= day)',
                'registry["close_date"] >= day',
            ),
            "a comparison with an empty date is False",
        ),
        "those open today": Wrong(
            (
                'registry["close_date"].isna() | (registry["close_date"] >= day)',
                'registry["close_date"].isna()',
            ),
            "D and E were open on that day and closed later",
        ),
        "never opened counts as open": Wrong(
            (
                'has_opened = registry["open_date"] <= day',
                'has_opened = registry["open_date"].isna() | (registry["open_date"] <= day)',
            ),
            "An empty `close_date` is not enough to be open",
        ),
        "all that had opened by then": Wrong(
            ("return registry[has_opened & not_yet_closed]", "return registry[has_opened]"),
            "You kept everyone that had opened by then",
        ),
        "closed on the last day": Wrong(
            ('(registry["close_date"] >= day)', '(registry["close_date"] > day)'),
            "on its last day a factory is open",
        ),
        "not open on the first day": Wrong(
            ('registry["open_date"] <= day', 'registry["open_date"] < day'),
            "on its first day a factory is open",
        ),
    },
    "multiply-5": {
        "firms without a factory in the denominator": Wrong(
            ('opened = factories[factories["open_date"].notna()]', "opened = factories"),
            "they had nothing to write a business case for",
        ),
        "the directory taken for all": Wrong(
            (
                "case_ever = case_share(registry)\n",
                'case_ever = case_share(registry[registry["close_date"].isna()])\n',
            ),
            "That is the share in the directory",
        ),
        "survivors only": Wrong(
            (
                'factories[factories["open_date"].notna()]',
                'factories[factories["open_date"].notna() & factories["close_date"].isna()]',
            ),
            "A, D, E and H opened without, and closed",
        ),
        "a number of factories": Wrong(
            ('(opened["business_case"] == "yes").mean()', '(opened["business_case"] == "yes").sum()'),
            "That is how many have one",
        ),
        "a percentage": Wrong(
            ('(opened["business_case"] == "yes").mean()', '100 * (opened["business_case"] == "yes").mean()'),
            "A share lies between 0 and 1",
        ),
        "the closed ones for the directory": Wrong(
            (
                'case_share(registry[registry["close_date"].isna()])',
                'case_share(registry[registry["close_date"].notna()])',
            ),
            "Those are the closed ones",
        ),
        "all for the directory": Wrong(
            ('case_share(registry[registry["close_date"].isna()])', "case_share(registry)"),
            "That is the share among all. The directory",
        ),
    },
    "multiply-6": {
        "closed within years of 365.25 days": Wrong(
            (
                'registry["close_date"] <= anniversary',
                'registry["close_date"] - registry["open_date"] <= pd.Timedelta(days=365.25 * years)',
            ),
            "Compare dates, not numbers of days",
        ),
        "the young ones in the denominator": Wrong(
            ("closed_in_time[old_enough].mean()", 'closed_in_time[registry["open_date"].notna()].mean()'),
            "three years after, nobody knows yet",
        ),
        "closed at any time": Wrong(
            ('registry["close_date"] <= anniversary', 'registry["close_date"].notna()'),
            "Compare the closing with its third anniversary",
        ),
        "divided by the closed ones": Wrong(
            ("closed_in_time[old_enough].mean()", 'closed_in_time[registry["close_date"].notna()].mean()'),
            "B and I lived for more than three years and count too",
        ),
        "the young ones kept if they closed": Wrong(
            ("anniversary <= extract", '(anniversary <= extract) | registry["close_date"].notna()'),
            "Keep both or neither",
        ),
        "a percentage": Wrong(
            ("return closed_in_time[old_enough].mean()", "return 100 * closed_in_time[old_enough].mean()"),
            "A share lies between 0 and 1",
        ),
        "the anniversary itself too late": Wrong(
            ('registry["close_date"] <= anniversary', 'registry["close_date"] < anniversary'),
            "A closed on its third anniversary",
        ),
        "a day after the anniversary in time": Wrong(
            (
                'registry["close_date"] <= anniversary',
                'registry["close_date"] <= anniversary + pd.Timedelta(days=1)',
            ),
            "B closed the day after its third anniversary",
        ),
        "old enough only after the anniversary": Wrong(
            ("anniversary <= extract", "anniversary < extract"),
            "E opened three years before the extract to the day",
        ),
        "years of 365.25 days": Wrong(
            (
                'anniversary = registry["open_date"] + pd.DateOffset(years=years)',
                'anniversary = registry["open_date"] + pd.Timedelta(days=365.25 * years)',
            ),
            "A year has 365 days or 366; compare dates",
        ),
        "old enough a day early": Wrong(
            ("anniversary <= extract", "anniversary <= extract + pd.Timedelta(days=1)"),
            "F is old enough only tomorrow",
        ),
    },
    "multiply-7": {
        "all sectors": Wrong(
            (
                '(registry["sector"] == own["sector"]) & (registry["firm"] != firm)',
                'registry["firm"] != firm',
            ),
            "The sector of Bank B has four others",
        ),
        "the firm among its own peers": Wrong(
            (
                '(registry["sector"] == own["sector"]) & (registry["firm"] != firm)',
                'registry["sector"] == own["sector"]',
            ),
            "B cannot have gone before itself",
        ),
        "only peers that survived": Wrong(
            (
                '(others["open_date"] < own["open_date"]).mean()',
                '((others["open_date"] < own["open_date"]) & others["close_date"].isna()).mean()',
            ),
            "Only Bank I is still open today",
        ),
        "those still open on that day": Wrong(
            (
                'return (others["open_date"] < own["open_date"]).mean()',
                'gone = others["close_date"] < own["open_date"]\n'
                '    return ((others["open_date"] < own["open_date"]) & ~gone).mean()',
            ),
            "Bank A had closed by then",
        ),
        "how many": Wrong(
            (
                'return (others["open_date"] < own["open_date"]).mean()',
                'return (others["open_date"] < own["open_date"]).sum()',
            ),
            "Divide by the number of other firms",
        ),
        "the same day counts as before": Wrong(
            ('others["open_date"] < own["open_date"]', 'others["open_date"] <= own["open_date"]'),
            "That is not before it",
        ),
    },
    "multiply-8": {
        "the spreadsheet": Wrong(
            (
                "left = np.exp(-(p + q) * years)\n    return firms * (1 - left) / (1 + q / p * left)",
                "total = 0.0\n    for _ in range(int(years)):\n"
                "        total = total + (p + q * total / firms) * (firms - total)\n    return total",
            ),
            "That is the spreadsheet",
        ),
        "a share in place of firms": Wrong(
            ("firms * (1 - left)", "(1 - left)"), "That is the share of the firms"
        ),
        "p and q changed places": Wrong(("q / p * left", "p / q * left"), "you divided p by q"),
        "p left out of the exponent": Wrong(
            ("np.exp(-(p + q) * years)", "np.exp(-q * years)"), "p is missing"
        ),
    },
}

RIGHT = {
    "row by row": {
        "multiply-1": """
registry = pd.read_csv(FILE)
for column in ["open_date", "close_date"]:
    registry[column] = [pd.NaT if text != text else pd.Timestamp(text) for text in registry[column]]
registry = registry.sort_values("firm", ascending=False)
""",
        "multiply-2": '''
def share_opened(registry, sector):
    """Number: share of the sector's firms, 0 to 1, that have ever opened a factory."""
    firms = with_factory = 0
    for row in registry.to_dict("records"):
        if row["sector"] == sector:
            firms += 1
            with_factory += 0 if pd.isna(row["open_date"]) else 1
    return with_factory / firms
''',
        "multiply-3": '''
def openings_in(registry, year):
    """Number: factories that opened in the calendar year."""
    return len([date for date in registry["open_date"] if date.year == year])
''',
        "multiply-4": '''
def open_on(registry, day):
    """DataFrame: the rows of the factories open on `day`."""
    rows = []
    for row in registry.to_dict("records"):
        if row["open_date"] <= day and not row["close_date"] < day:
            rows.append(row)
    return pd.DataFrame(rows[::-1])
''',
        "multiply-5": '''
def case_share(factories):
    """Number: share, 0 to 1, of the factories in the table that began with a business case."""
    yes = no = 0
    for answer in factories["business_case"].dropna():
        if answer == "yes":
            yes += 1
        else:
            no += 1
    return yes / (yes + no)


case_ever = round(case_share(registry), 4)
case_directory = round(case_share(registry[~(registry["close_date"] <= EXTRACT)]), 4)
''',
        "multiply-6": '''
def closed_within(registry, years, extract):
    """Number: share, 0 to 1, of the factories old enough that closed within `years` years."""
    old, closed = 0, 0
    for opening, closing in zip(registry["open_date"], registry["close_date"]):
        if opening <= extract - pd.DateOffset(years=years):
            old += 1
            if closing is not pd.NaT and closing <= opening.replace(year=opening.year + years):
                closed += 1
    return closed / old
''',
        "multiply-7": '''
def gone_before(registry, firm):
    """Number: share, 0 to 1, of the other firms of its sector that had opened a factory before this one."""
    for row in registry.to_dict("records"):
        if row["firm"] == firm:
            own = row
    before = [
        row["open_date"] < own["open_date"]
        for row in registry.to_dict("records")
        if row["sector"] == own["sector"] and row["firm"] != firm
    ]
    return float(np.mean(before))
''',
        "multiply-8": '''
from math import exp


def opened_by(p, q, firms, years):
    """Number: firms that have opened one after `years` years, by the closed form of the Bass model."""
    return firms * (1 - exp(-(p + q) * years)) / (1 + (q / p) * exp(-(p + q) * years))
''',
    },
    "chained, with other dtypes": {
        "multiply-1": """
registry = (
    pd.read_csv(FILE, dtype={"sector": "category", "headcount": "Int64"})
    .assign(
        open_date=lambda firms: pd.to_datetime(firms["open_date"]),
        close_date=lambda firms: pd.to_datetime(firms["close_date"]),
    )
    .set_index("firm", drop=False)
)
""",
        "multiply-2": '''
def share_opened(registry, sector):
    """Number: share of the sector's firms, 0 to 1, that have ever opened a factory."""
    return registry.query("sector == @sector")["open_date"].count() / registry["sector"].eq(sector).sum()
''',
        "multiply-3": '''
def openings_in(registry, year):
    """Number: factories that opened in the calendar year."""
    return registry["open_date"].dt.year.eq(year).sum()
''',
        "multiply-4": '''
def open_on(registry, day):
    """DataFrame: the rows of the factories open on `day`."""
    last_day = registry["close_date"].fillna(pd.Timestamp("2100-01-01"))
    return registry[registry["open_date"].le(day) & last_day.ge(day)]
''',
        "multiply-5": '''
def case_share(factories):
    """Number: share, 0 to 1, of the factories in the table that began with a business case."""
    return factories["business_case"].dropna().value_counts(normalize=True).get("yes", 0.0)


in_directory = registry["close_date"].isna() & registry["open_date"].notna()
case_ever, case_directory = (case_share(firms) for firms in (registry, registry[in_directory]))
''',
        "multiply-6": '''
def closed_within(registry, years, extract):
    """Number: share, 0 to 1, of the factories old enough that closed within `years` years."""
    old = registry[registry["open_date"] <= extract - pd.DateOffset(years=years)]
    return (old["close_date"] - pd.DateOffset(years=years) <= old["open_date"]).mean()
''',
        "multiply-7": '''
def gone_before(registry, firm):
    """Number: share, 0 to 1, of the other firms of its sector that had opened a factory before this one."""
    firms = registry.set_index("firm", drop=True)
    peers = firms[firms["sector"] == firms.loc[firm, "sector"]].drop(index=firm)
    return peers["open_date"].lt(firms.loc[firm, "open_date"]).sum() / len(peers)
''',
        "multiply-8": '''
from digital_factory.models.multiply import Diffusion, opened


def opened_by(p, q, firms, years):
    """Number: firms that have opened one after `years` years, by the closed form of the Bass model."""
    return opened(Diffusion(p, q, firms), years)
''',
    },
    "in SQL": {
        "multiply-1": """\
import csv
import datetime

with open(FILE, encoding="utf-8", newline="") as file:
    rows = [{name: text or None for name, text in row.items()} for row in csv.DictReader(file)]
for row in rows:
    for name in ("open_date", "close_date"):
        row[name] = row[name] and datetime.datetime.fromisoformat(row[name])
registry = pd.DataFrame(rows)
""",
        "multiply-2": """\
import sqlite3


def share_opened(registry, sector):
    database = sqlite3.connect(":memory:")
    registry.to_sql("registry", database)
    query = "SELECT AVG(open_date IS NOT NULL) FROM registry WHERE sector = ?"
    return database.execute(query, (sector,)).fetchone()[0]


share_opened(registry, "retailer")
""",
        "multiply-3": """\
import sqlite3


def openings_in(registry, year):
    database = sqlite3.connect(":memory:")
    registry.to_sql("registry", database)
    query = "SELECT COUNT(*) FROM registry WHERE strftime('%Y', open_date) = ?"
    return database.execute(query, (str(year),)).fetchone()[0]
""",
        "multiply-4": '''\
import sqlite3


def open_on(registry, day):
    database = sqlite3.connect(":memory:")
    registry.to_sql("registry", database, index=False)
    query = """
        SELECT * FROM registry WHERE julianday(:day) BETWEEN julianday(open_date)
            AND julianday(COALESCE(close_date, '2999-01-01'))
    """
    dates = ["open_date", "close_date"]
    return pd.read_sql_query(query, database, params={"day": str(day)}, parse_dates=dates)
''',
        "multiply-5": """\
import sqlite3


def case_share(factories):
    database = sqlite3.connect(":memory:")
    factories.to_sql("factories", database)
    query = "SELECT AVG(business_case = 'yes') FROM factories WHERE open_date IS NOT NULL"
    return database.execute(query).fetchone()[0]


case_ever, case_directory = map(case_share, (registry, registry.query("close_date.isna()")))
""",
        "multiply-6": '''\
import sqlite3


def closed_within(registry, years, extract):
    database = sqlite3.connect(":memory:")
    registry.to_sql("registry", database)
    query = """
        SELECT AVG(COALESCE(date(close_date) <= date(open_date, :span), 0)) FROM registry
        WHERE date(open_date, :span) <= date(:extract)
    """
    given = {"span": f"+{years} years", "extract": str(extract)}
    return database.execute(query, given).fetchone()[0]
''',
        "multiply-7": '''\
import sqlite3


def gone_before(registry, firm):
    database = sqlite3.connect(":memory:")
    registry.to_sql("registry", database)
    query = """
        SELECT SUM(COALESCE(other.open_date < own.open_date, 0)) * 1.0 / COUNT(*)
        FROM registry AS own JOIN registry AS other ON other.sector = own.sector AND other.firm <> own.firm
        WHERE own.firm = ?
    """
    return database.execute(query, (firm,)).fetchone()[0]
''',
        "multiply-8": """\
import math


def opened_by(p, q, firms, years):
    both = math.exp((p + q) * years)
    return firms * p * (both - 1) / (p * both + q)
""",
    },
}

_GOOD_NOTE = """
65 of the 91 other retailers (71%) had opened before us. That fits a fashion, and a need that reached us all
at once just as well. Of the 372 factories old enough to tell, 40% closed within three years. Ours had a
business case, as had only 35% of all that ever opened; the directory shows 49%, because the closed ones are
not in it. The registry does not say why anyone opened, nor what a factory earned. The committee should look
at the business case of 2022: were its two services delivered, and do they earn what it promised? If not by
June, close.
"""
_SHORT_NOTE = "Everybody has one and most of those in the directory have a business case, so we should go on."

_FOREVER = """
import time


def closed_within(registry, years, extract):
    while True:
        time.sleep(1)
"""
_EXIT = """
import os

os._exit(1)
"""

SAMPLE_CLASS = (
    Learner("adele", answers={"multiply-answer": _GOOD_NOTE}),
    Learner("bruno", answers={**RIGHT["row by row"], "multiply-answer": _GOOD_NOTE}),
    Learner("celine", answers=RIGHT["chained, with other dtypes"], late_h=30.0),
    Learner(
        "david",
        mistakes={
            "multiply-1": "dates left as texts",
            "multiply-3": "the first of January left out",
            "multiply-8": "a share in place of firms",
        },
        answers={"multiply-answer": _SHORT_NOTE},
    ),
    Learner(
        "elodie",
        mistakes={
            "multiply-2": "only those still open",
            "multiply-3": "counted among the survivors",
            "multiply-4": "those open today",
            "multiply-5": "survivors only",
            "multiply-7": "only peers that survived",
        },
        answers={"multiply-answer": _SHORT_NOTE},
    ),
    Learner(
        "farid",
        mistakes={
            "multiply-2": "a percentage",
            "multiply-4": "never opened counts as open",
            "multiply-6": "the young ones in the denominator",
            "multiply-8": "the spreadsheet",
        },
    ),
    Learner(
        "gaelle",
        mistakes={
            "multiply-1": "rows with empty cells dropped",
            "multiply-2": "divided by all firms",
            "multiply-5": "firms without a factory in the denominator",
            "multiply-6": "divided by the closed ones",
            "multiply-7": "all sectors",
        },
    ),
    Learner(
        "hugo",
        mistakes={
            "multiply-1": "open factories closed on the day of the extract",
            "multiply-3": "everything up to that year",
            "multiply-4": "the open ones lost",
            "multiply-6": "closed at any time",
            "multiply-7": "the firm among its own peers",
        },
        blank=("multiply-answer",),
    ),
    Learner(
        "ines",
        mistakes={
            "multiply-3": "leaves the last day of the year out",
            "multiply-5": "the directory taken for all",
            "multiply-6": "the young ones kept if they closed",
            "multiply-8": "p and q changed places",
        },
        blank=("multiply-7",),
        answers={"multiply-answer": _GOOD_NOTE},
    ),
    Learner("jules", blank="all"),
    Learner("karim", answers={"multiply-6": _FOREVER}, blank=("multiply-8",), status="timeout"),
    Learner("lea", answers={"multiply-7": _EXIT}, status="crashed"),
)
