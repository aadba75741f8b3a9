"""Answers to 04-innovate: misconceptions and the message meant for each, right answers, the sample class."""

from digital_factory.authoring.sample_answers import Learner, Wrong

WRONG = {
    "innovate-1": {
        "averages the weeks": Wrong(
            "def uplift(experiments):\n"
            '    rate = experiments["bookings"] / experiments["visitors"]\n'
            '    weekly = experiments.assign(rate=rate).pivot(index=["bet_id", "week"], columns="arm")\n'
            '    weekly = weekly["rate"]\n'
            '    return (weekly["variant"] / weekly["control"] - 1).groupby("bet_id").mean()',
            "That is the mean of the weeks",
        ),
        "takes points for per cent": Wrong(
            ('return rate["variant"] / rate["control"] - 1', 'return rate["variant"] - rate["control"]'),
            "That is the difference of the rates",
        ),
        "compares bookings, not rates": Wrong(
            ('rate = (sums["bookings"] / sums["visitors"])', 'rate = sums["bookings"]'),
            "Bookings were compared, not rates",
        ),
        "divides the wrong way round": Wrong(
            ('rate["variant"] / rate["control"]', 'rate["control"] / rate["variant"]'),
            "The arms have changed places",
        ),
    },
    "innovate-2": {
        "forgets the root": Wrong((" ** 0.5", ""), "The square root is missing", also=("innovate-3",)),
        "takes the error of one rate": Wrong(
            (
                "(1 / visitors).sum(axis=1)) ** 0.5",
                "1 / visitors.sum(axis=1)) ** 0.5",
            ),
            "That is the error of one rate over all visitors",
            also=("innovate-3",),
        ),
        "calls every lead a go": Wrong((".ge(BAR)", ".gt(0)"), "that is noise"),
        "takes the textbook's bar": Wrong((".ge(BAR)", ".ge(1.96)"), "not the 1.96 of a textbook"),
    },
    "innovate-3": {
        "takes a lead of the control for a go": Wrong(
            ("go = lead >= BAR", "go = lead.abs() >= BAR"), "a variant that is *behind* counts as a go"
        ),
        "counts every test": Wrong(
            ('same = experiments[experiments["kind"] == "A/A"]', "same = experiments"),
            "That is over all tests",
        ),
        "reads each week by itself": Wrong(
            ('same["week"] <= week', 'same["week"] == week'),
            "Each week was taken by itself",
        ),
        "reads each week by itself but the last": Wrong(
            (
                '"at some week": go.any(axis=1).mean()',
                '"at some week": pd.DataFrame(\n'
                '        {week: ahead(same[same["week"] == week]) for week in range(1, last + 1)}\n'
                "    ).ge(BAR).any(axis=1).mean()",
            ),
            "such as the second of A004",
        ),
        "gives numbers for shares": Wrong(
            (
                '{"at the end": go[last].mean(), "at some week": go.any(axis=1).mean()}',
                '{"at the end": go[last].sum(), "at some week": go.any(axis=1).sum()}',
            ),
            "Those are numbers of tests",
        ),
        "looks at the end only": Wrong(
            ("go.any(axis=1).mean()", "go[last].mean()"),
            "helps nobody who has stopped looking",
        ),
    },
    "innovate-4": {
        "puts the decision in the rows": Wrong(
            (
                'pd.crosstab(bets["bet_id"].map(verdict), bets["decision"])',
                'pd.crosstab(bets["decision"], bets["bet_id"].map(verdict))',
            ),
            "Rows and columns have changed places",
        ),
        "takes no decision for a stop": Wrong(
            ('bets["decision"])', 'bets["decision"].fillna("stop"))'),
            "B006 is counted as stopped",
        ),
        "gives shares for numbers": Wrong(
            ('bets["decision"])', 'bets["decision"], normalize="index")'),
            "Those are shares",
        ),
        "drops what has an empty cell": Wrong(
            (
                'return pd.crosstab(bets["bet_id"].map(verdict), bets["decision"])',
                'known = bets[bets["value_keur"].notna() | (bets["decision"] == "stop")]\n'
                '    return pd.crosstab(known["bet_id"].map(verdict), known["decision"])',
            ),
            "B004 has dropped out",
        ),
    },
    "innovate-5": {
        "takes the mean": Wrong(
            ('waited["days"].median()', 'waited["days"].mean()'), "That is the mean of the days"
        ),
        "starts with the product": Wrong(
            ('bets["decided"] - bets["tested"]', 'bets["decided"] - bets["started"]'),
            "Those days begin with the work on the product",
        ),
        "gives the cost of one bet": Wrong(
            ('waited["after_keur"].sum()', 'waited["after_keur"].mean()'),
            "That is what one bet costs",
        ),
        "adds the product to the wait": Wrong(
            ('waited["after_keur"].sum()', 'waited["after_keur"].sum() + waited["mvp_keur"].sum()'),
            "The product and its test are in it",
        ),
    },
    "innovate-6": {
        "two years of the calendar": Wrong(
            ("extract - KNOWN_AFTER", "extract - pd.DateOffset(years=2)"), "Subtract `KNOWN_AFTER`"
        ),
        "takes more than for at least": Wrong(
            ("<= extract - KNOWN_AFTER", "< extract - KNOWN_AFTER"),
            "B002 was decided exactly 730 days before",
        ),
        "counts whatever is settled today": Wrong(
            (
                'old = bets[bets["decided"] <= extract - KNOWN_AFTER]',
                "recent = bets['decided'] > extract - KNOWN_AFTER\n"
                "    old = bets[bets['decision'].notna() & ~(recent & (bets['decision'] == 'scale'))]",
            ),
            "Recent failures without the successes beside them",
        ),
        "counts successes that cannot be known yet": Wrong(
            (
                'old = bets[bets["decided"] <= extract - KNOWN_AFTER]',
                'old = bets[bets["decided"] <= extract]',
            ),
            "B004 and B005 were decided too recently",
        ),
        "leaves the stopped bets out": Wrong(
            (
                'bets[bets["decided"] <= extract - KNOWN_AFTER]',
                'bets[(bets["decided"] <= extract - KNOWN_AFTER) & (bets["decision"] == "scale")]',
            ),
            "Those are the scaled bets only",
        ),
        "forgets the team that waits": Wrong(
            ('["mvp_keur", "after_keur", "scale_keur"]', '["mvp_keur", "scale_keur"]'),
            "`after_keur`, is missing",
        ),
        "counts the scaling only": Wrong(
            ('["mvp_keur", "after_keur", "scale_keur"]', '["scale_keur"]'),
            "Only scaling is counted",
        ),
        "all bets": Wrong(('bets[bets["decided"] <= extract - KNOWN_AFTER]', "bets"), "All bets are in it"),
    },
    "innovate-7": {
        "takes not known for nothing": Wrong(
            (
                'known = bets[bets["value_keur"].notna()]',
                'known = bets[bets["decision"] == "scale"].fillna({"value_keur": 0})',
            ),
            "it is not known yet",
        ),
        "charges what is spent already": Wrong(
            (
                'known["value_keur"] - known["scale_keur"])',
                'known["value_keur"] - known["scale_keur"] - known["mvp_keur"] - known["after_keur"])',
            ),
            "They were spent before the decision",
        ),
        "counts the bets that paid": Wrong(
            ('.groupby(known["bet_id"].map(verdict)).mean()', '.groupby(known["bet_id"].map(verdict)).sum()'),
            "not a number of bets",
        ),
        "shows the value for the gain": Wrong(
            (
                '"gain_keur": by_verdict.sum()',
                '"gain_keur": known["value_keur"].astype(float).groupby(known["bet_id"].map(verdict)).sum()',
            ),
            "That is the value",
        ),
        "even money counts as paid": Wrong(("(gain > 0)", "(gain >= 0)"), "B009 brought 800 k€ for 800 k€"),
        "a gain of 1 k€ does not count": Wrong(("(gain > 0)", "(gain > 1)"), "so it has paid"),
    },
    "innovate-8": {
        "rounded to the nearest": Wrong(
            (
                "int(budget_keur // (mvp_keur + go_share * scale_keur))",
                "round(budget_keur / (mvp_keur + go_share * scale_keur))",
            ),
            "the last idea could not be paid for",
        ),
        "scales the good ideas only": Wrong(
            ("(good_scaled + bad_scaled) * scale_keur", "good_scaled * scale_keur"),
            "The bad ideas that the test lets through",
        ),
        "forgets the product": Wrong((" - mvp_keur", ""), "The product and its test are missing"),
        "charges the product to scaled ideas only": Wrong(
            (
                "(good_scaled + bad_scaled) * scale_keur - mvp_keur",
                "(good_scaled + bad_scaled) * (scale_keur + mvp_keur)",
            ),
            "The product is charged to the scaled ideas only",
        ),
        "spends the budget on tests": Wrong(
            ("(mvp_keur + go_share * scale_keur)", "mvp_keur"), "That pays for 40 tests and for no success"
        ),
        "pays for scaling every idea": Wrong(
            ("(mvp_keur + go_share * scale_keur)", "(mvp_keur + scale_keur)"),
            "That pays for scaling every idea",
        ),
        "rounds up": Wrong(
            (
                "int(budget_keur // (mvp_keur + go_share * scale_keur))",
                "-int(-budget_keur // (mvp_keur + go_share * scale_keur))",
            ),
            "Rounded up",
        ),
        "scales every idea": Wrong(
            (
                "return good_scaled * value_keur - (good_scaled + bad_scaled) * scale_keur - mvp_keur",
                "return chance * value_keur - scale_keur - mvp_keur",
            ),
            "That scales every idea",
        ),
        "pays for the good ones only": Wrong(
            ("go_share = chance * accuracy + (1 - chance) * (1 - accuracy)", "go_share = chance * accuracy"),
            "That pays for scaling the good ideas only",
        ),
        "a part of an idea": Wrong(
            (
                "return int(budget_keur // (mvp_keur + go_share * scale_keur))",
                "return budget_keur / (mvp_keur + go_share * scale_keur)",
            ),
            "A whole number of ideas, please",
        ),
    },
}

RIGHT = {
    # About 7 s of processor time in the hidden test: the limit must leave room for it.
    "slow: a plain loop over bets and weeks": {
        "innovate-3": (
            "def false_alarms(experiments):\n"
            '    rows = experiments[experiments["kind"] == "A/A"].to_dict("records")\n'
            '    names = sorted({row["bet_id"] for row in rows})\n'
            '    weeks = sorted({row["week"] for row in rows})\n'
            "    at_the_end, at_some_week = 0, 0\n"
            "    for name in names:\n"
            "        gos = []\n"
            "        for week in weeks:\n"
            '            own = [row for row in rows if row["bet_id"] == name and row["week"] <= week]\n'
            "            so_far = pd.DataFrame(own)\n"
            "            gos.append(ahead(so_far)[name] >= BAR)\n"
            "        at_the_end += gos[-1]\n"
            "        at_some_week += any(gos)\n"
            "    ends, ever = at_the_end / len(names), at_some_week / len(names)\n"
            '    return pd.Series({"at the end": ends, "at some week": ever})'
        ),
    },
    "row by row, with plain Python": {
        "innovate-1": (
            "def uplift(experiments):\n"
            "    found = {}\n"
            "    for name, test in experiments.groupby('bet_id'):\n"
            "        control, variant = test[test['arm'] == 'control'], test[test['arm'] == 'variant']\n"
            "        before = control['bookings'].sum() / control['visitors'].sum()\n"
            "        after = variant['bookings'].sum() / variant['visitors'].sum()\n"
            "        found[name] = (after - before) / before\n"
            "    return pd.Series(found)[::-1]"
        ),
        "innovate-2": (
            "def ahead(experiments):\n"
            "    found = {}\n"
            "    for name, test in experiments.groupby('bet_id'):\n"
            "        n = test.groupby('arm')['visitors'].sum()\n"
            "        k = test.groupby('arm')['bookings'].sum()\n"
            "        r = k.sum() / n.sum()\n"
            "        error = (r * (1 - r) * (1 / n['control'] + 1 / n['variant'])) ** 0.5\n"
            "        found[name] = (k['variant'] / n['variant'] - k['control'] / n['control']) / error\n"
            "    return pd.Series(found)\n\n\n"
            "def verdicts(experiments):\n"
            "    lead = ahead(experiments)\n"
            "    said = {name: 'go' if lead[name] >= BAR else 'stop' for name in lead.index}\n"
            "    return pd.Series(said, dtype='category')"
        ),
        "innovate-3": (
            "def false_alarms(experiments):\n"
            "    at_end = at_some = tests = 0\n"
            "    for name, test in experiments[experiments['kind'].eq('A/A')].groupby('bet_id'):\n"
            "        weeks = sorted(test['week'].unique())\n"
            "        gos = [verdicts(test[test['week'].le(week)])[name] == 'go' for week in weeks]\n"
            "        tests, at_end, at_some = tests + 1, at_end + gos[-1], at_some + any(gos)\n"
            "    return pd.Series({'at some week': at_some / tests, 'at the end': at_end / tests})"
        ),
        "innovate-4": (
            "def followed(bets, verdict):\n"
            "    cells = {said: {'scale': 0, 'stop': 0} for said in ('go', 'stop')}\n"
            "    for bet in bets.to_dict('records'):\n"
            "        if isinstance(bet['decision'], str):\n"
            "            cells[verdict[bet['bet_id']]][bet['decision']] += 1\n"
            "    return pd.DataFrame.from_dict(cells, orient='index')"
        ),
        "innovate-6": (
            "def portfolio(bets, extract):\n"
            "    count = spent = value = 0\n"
            "    filled = bets.fillna({'after_keur': 0, 'scale_keur': 0, 'value_keur': 0})\n"
            "    for bet in filled.to_dict('records'):\n"
            "        if not pd.isna(bet['decided']) and bet['decided'] + KNOWN_AFTER <= extract:\n"
            "            count += 1\n"
            "            spent += bet['mvp_keur'] + bet['after_keur'] + bet['scale_keur']\n"
            "            value += bet['value_keur']\n"
            "    per_bet = (value - spent) / count\n"
            "    found = {'gain_per_bet_keur': per_bet, 'value_keur': value, 'spent_keur': spent}\n"
            "    return pd.Series({**found, 'bets': count})"
        ),
        "innovate-8": (
            "def staged_gain(chance, value_keur, mvp_keur, scale_keur, accuracy):\n"
            "    good = accuracy * (value_keur - scale_keur - mvp_keur) - (1 - accuracy) * mvp_keur\n"
            "    bad = (1 - accuracy) * (scale_keur + mvp_keur) + accuracy * mvp_keur\n"
            "    return chance * good - (1 - chance) * bad\n\n\n"
            "def bets_for(budget_keur, chance, mvp_keur, scale_keur, accuracy):\n"
            "    price = mvp_keur + scale_keur * (1 - chance - accuracy + 2 * chance * accuracy)\n"
            "    bets = 0\n"
            "    while (bets + 1) * price <= budget_keur:\n"
            "        bets += 1\n"
            "    return bets"
        ),
    },
    "pivoted, queried and chained": {
        "innovate-1": (
            "def uplift(experiments):\n"
            "    table = experiments.pivot_table(\n"
            "        index='bet_id', columns='arm', values=['visitors', 'bookings'], aggfunc='sum'\n"
            "    )\n"
            "    rate = table['bookings'].div(table['visitors'])\n"
            "    return rate['variant'].sub(rate['control']).div(rate['control'])"
        ),
        "innovate-3": (
            "def false_alarms(experiments):\n"
            "    table = (\n"
            "        experiments.query('kind == \"A/A\"')\n"
            "        .pivot(index=['bet_id', 'week'], columns='arm', values=['visitors', 'bookings'])\n"
            "        .groupby(level='bet_id')\n"
            "        .cumsum()\n"
            "    )\n"
            "    n, k = table['visitors'], table['bookings']\n"
            "    r = k.sum(axis=1) / n.sum(axis=1)\n"
            "    lead = (k / n)['variant'] - (k / n)['control']\n"
            "    go = lead / (r * (1 - r) * (1 / n).sum(axis=1)).pow(0.5) >= BAR\n"
            "    by_test = go.groupby(level='bet_id')\n"
            "    ends, ever = by_test.last().mean(), by_test.max().mean()\n"
            "    return pd.Series({'at the end': ends, 'at some week': ever})"
        ),
        "innovate-4": (
            "def followed(bets, verdict):\n"
            "    table = bets.merge(verdict.rename('said'), left_on='bet_id', right_index=True)\n"
            "    sizes = table.dropna(subset=['decision']).groupby(['said', 'decision']).size()\n"
            "    return sizes.unstack(fill_value=0)"
        ),
        "innovate-5": (
            "def after_the_test(bets):\n"
            "    days = bets['decided'].sub(bets['tested']).dt.total_seconds() / 86_400\n"
            "    return (\n"
            "        bets.assign(days=days)\n"
            "        .groupby('decision')\n"
            "        .agg(\n"
            "            median_days=('days', 'median'),\n"
            "            spent_keur=('after_keur', 'sum'),\n"
            "            bets=('bet_id', 'count'),\n"
            "        )\n"
            "        .sort_index(ascending=False)\n"
            "    )"
        ),
        "innovate-7": (
            "def scaling_gain(bets, verdict):\n"
            "    known = bets.dropna(subset=['value_keur']).assign(said=lambda t: t['bet_id'].map(verdict))\n"
            "    known['gain'] = known['value_keur'] - known['scale_keur']\n"
            "    known['won'] = known['gain'] > 0\n"
            "    return known.groupby('said').agg(\n"
            "        gain_keur=('gain', 'sum'), paid=('won', 'mean'), bets=('gain', 'count')\n"
            "    )"
        ),
    },
    "in SQL": {
        "innovate-1": '''\
import sqlite3


def uplift(experiments):
    database = sqlite3.connect(":memory:")
    experiments.to_sql("experiments", database)
    query = """
        WITH rates AS (
            SELECT bet_id, arm, 1.0 * SUM(bookings) / SUM(visitors) AS rate
            FROM experiments GROUP BY bet_id, arm
        )
        SELECT variant.bet_id, variant.rate / control.rate - 1 AS uplift
        FROM rates AS variant JOIN rates AS control USING (bet_id)
        WHERE variant.arm = 'variant' AND control.arm = 'control'
    """
    return pd.read_sql_query(query, database)
''',
        "innovate-2": '''\
import math
import sqlite3


def ahead(experiments):
    database = sqlite3.connect(":memory:")
    experiments.to_sql("experiments", database)
    query = """
        SELECT bet_id,
            SUM(CASE arm WHEN 'control' THEN visitors END), SUM(CASE arm WHEN 'variant' THEN visitors END),
            SUM(CASE arm WHEN 'control' THEN bookings END), SUM(CASE arm WHEN 'variant' THEN bookings END)
        FROM experiments GROUP BY bet_id
    """
    leads = {}
    for bet, n_c, n_v, k_c, k_v in database.execute(query):
        r = (k_c + k_v) / (n_c + n_v)
        leads[bet] = (k_v / n_v - k_c / n_c) / math.sqrt(r * (1 - r) * (1 / n_c + 1 / n_v))
    return pd.Series(leads)


def verdicts(experiments):
    return {bet: ("stop", "go")[lead >= BAR] for bet, lead in ahead(experiments).items()}
''',
        "innovate-3": '''\
import sqlite3


def false_alarms(experiments):
    database = sqlite3.connect(":memory:")
    experiments.to_sql("experiments", database)
    query = """
        WITH arms AS (
            SELECT bet_id, week, arm, SUM(visitors) OVER so_far AS n, SUM(bookings) OVER so_far AS k
            FROM experiments WHERE kind = 'A/A'
            WINDOW so_far AS (PARTITION BY bet_id, arm ORDER BY week)
        ), weeks AS (
            SELECT bet_id, week, 1.0 * v.k / v.n - 1.0 * c.k / c.n AS lead,
                1.0 * (v.k + c.k) / (v.n + c.n) AS r, 1.0 / v.n + 1.0 / c.n AS both
            FROM arms AS v JOIN arms AS c USING (bet_id, week) WHERE v.arm = 'variant' AND c.arm = 'control'
        ), said AS (
            SELECT bet_id, week, lead >= :bar * SQRT(r * (1 - r) * both) AS go FROM weeks
        )
        SELECT AVG(ends) AS "at the end", AVG(ever) AS "at some week" FROM (
            SELECT MAX(go) AS ever, MAX(CASE WHEN week = (SELECT MAX(week) FROM said) THEN go END) AS ends
            FROM said GROUP BY bet_id
        )
    """
    return pd.read_sql_query(query, database, params={"bar": BAR}).iloc[0]
''',
        "innovate-4": '''\
import sqlite3


def followed(bets, verdict):
    database = sqlite3.connect(":memory:")
    bets.to_sql("bets", database)
    pd.DataFrame({"bet_id": verdict.index, "said": verdict.to_numpy()}).to_sql("verdicts", database)
    query = """
        SELECT said, SUM(decision = 'scale') AS scale, SUM(decision = 'stop') AS stop
        FROM bets JOIN verdicts USING (bet_id) GROUP BY said
    """
    return pd.read_sql_query(query, database)
''',
        "innovate-5": '''\
import sqlite3
import statistics


def after_the_test(bets):
    database = sqlite3.connect(":memory:")
    bets.to_sql("bets", database)
    query = """
        SELECT decision, julianday(decided) - julianday(tested), after_keur
        FROM bets WHERE decision IS NOT NULL ORDER BY decision
    """
    days, spent = {}, {}
    for decision, waited, cost in database.execute(query):
        days.setdefault(decision, []).append(waited)
        spent[decision] = spent.get(decision, 0) + cost
    rows = [(one, len(days[one]), statistics.median(days[one]), spent[one]) for one in days]
    return pd.DataFrame(rows, columns=["decision", "bets", "median_days", "spent_keur"])
''',
        "innovate-6": '''\
import sqlite3


def portfolio(bets, extract):
    database = sqlite3.connect(":memory:")
    bets.to_sql("bets", database)
    query = """
        WITH old AS (
            SELECT mvp_keur + COALESCE(after_keur, 0) + COALESCE(scale_keur, 0) AS spent,
                COALESCE(value_keur, 0) AS value
            FROM bets WHERE julianday(decided) + :days <= julianday(:extract)
        )
        SELECT COUNT(*) AS bets, SUM(spent) AS spent_keur, SUM(value) AS value_keur,
            AVG(value - spent) AS gain_per_bet_keur
        FROM old
    """
    known = {"days": KNOWN_AFTER.days, "extract": str(extract)}
    return pd.read_sql_query(query, database, params=known).iloc[0].convert_dtypes()
''',
        "innovate-7": '''\
import sqlite3


def scaling_gain(bets, verdict):
    database = sqlite3.connect(":memory:")
    bets.to_sql("bets", database)
    verdict.rename_axis("bet_id").rename("said").to_frame().to_sql("verdicts", database)
    query = """
        SELECT said AS verdict, COUNT(*) AS bets, AVG(value_keur > scale_keur) AS paid,
            SUM(value_keur - scale_keur) AS gain_keur
        FROM bets JOIN verdicts USING (bet_id) WHERE value_keur IS NOT NULL GROUP BY said
    """
    return pd.read_sql_query(query, database, index_col="verdict")
''',
        "innovate-8": """\
from fractions import Fraction


def _scaled(chance, accuracy):
    good, right = Fraction(str(chance)), Fraction(str(accuracy))
    return good * right, (1 - good) * (1 - right)


def staged_gain(chance, value_keur, mvp_keur, scale_keur, accuracy):
    hits, misses = _scaled(chance, accuracy)
    value, mvp, scale = (Fraction(str(amount)) for amount in (value_keur, mvp_keur, scale_keur))
    return hits * (value - scale) - misses * scale - mvp


def bets_for(budget_keur, chance, mvp_keur, scale_keur, accuracy):
    price = Fraction(str(mvp_keur)) + sum(_scaled(chance, accuracy)) * Fraction(str(scale_keur))
    return Fraction(str(budget_keur)) // price
""",
    },
    "with NumPy": {
        "innovate-2": """\
import numpy as np


def ahead(experiments):
    bet, names = pd.factorize(experiments["bet_id"], sort=True)
    is_variant = experiments["arm"].eq("variant").to_numpy()

    def total(column, chosen):
        counts = experiments[column].to_numpy(dtype=float)
        return np.bincount(bet, weights=counts * chosen, minlength=len(names))

    n_v, n_c = total("visitors", is_variant), total("visitors", ~is_variant)
    k_v, k_c = total("bookings", is_variant), total("bookings", ~is_variant)
    pooled = (k_v + k_c) / (n_v + n_c)
    variance = pooled * (1 - pooled) * (n_v + n_c) / (n_v * n_c)
    return pd.Series((k_v / n_v - k_c / n_c) / np.sqrt(variance), index=names)


def verdicts(experiments):
    lead = ahead(experiments)
    return pd.DataFrame({"verdict": np.where(lead >= BAR, "go", "stop")}, index=lead.index)["verdict"]
""",
        "innovate-5": """\
import numpy as np


def after_the_test(bets):
    days = (bets["decided"].to_numpy() - bets["tested"].to_numpy()).astype("timedelta64[D]").astype(float)
    rows = {}
    for decision in ("stop", "scale"):
        chosen = bets["decision"].eq(decision).to_numpy(dtype=bool, na_value=False)
        rows[decision] = {
            "spent_keur": np.nansum(bets["after_keur"].to_numpy(dtype=float)[chosen]),
            "median_days": np.median(days[chosen]),
            "bets": np.count_nonzero(chosen),
        }
    return pd.DataFrame(rows).T
""",
        "innovate-6": """\
import numpy as np


def portfolio(bets, extract):
    decided = bets["decided"].to_numpy()
    old = decided + np.timedelta64(730, "D") <= np.datetime64(extract)
    money = np.nan_to_num(bets[["mvp_keur", "after_keur", "scale_keur", "value_keur"]].to_numpy(dtype=float))
    product, after, scaling, value = money[old].sum(axis=0)
    spent = product + after + scaling
    labels = ["spent_keur", "value_keur", "bets", "gain_per_bet_keur"]
    return dict(zip(labels, np.array([spent, value, old.sum(), (value - spent) / old.sum()])))
""",
        "innovate-7": """\
import numpy as np


def scaling_gain(bets, verdict):
    said = bets["bet_id"].map(verdict).to_numpy(dtype=object)
    gain = bets["value_keur"].to_numpy(dtype=float) - bets["scale_keur"].to_numpy(dtype=float)
    table = {"verdict": [], "bets": [], "paid": [], "gain_keur": []}
    for word in ("go", "stop"):
        own = gain[(said == word) & ~np.isnan(gain)]
        for column, number in zip(table, (word, own.size, np.mean(own > 0), own.sum())):
            table[column].append(number)
    return pd.DataFrame(table)
""",
        "innovate-8": """\
import numpy as np


def staged_gain(chance, value_keur, mvp_keur, scale_keur, accuracy):
    chances = np.outer([chance, 1 - chance], [accuracy, 1 - accuracy])
    gains = np.array([[value_keur - scale_keur, 0], [0, -scale_keur]]) - mvp_keur
    return np.sum(chances * gains)


def bets_for(budget_keur, chance, mvp_keur, scale_keur, accuracy):
    price = mvp_keur + scale_keur * np.dot([chance, 1 - chance], [accuracy, 1 - accuracy])
    return np.floor(budget_keur / price).astype(int)
""",
    },
}

_NOTE = """Fund 14 ideas with the 6 M€, and read every test at its end. At the end 15% of the A/A tests say
go, at some week 28%. The portfolio has gained 10 k€ a bet, stopped bets included, which is close to nothing;
the 15 bets scaled against their test lost 6.3 M€ after the decision. So the first rule is that a stop is
a stop, within three weeks: it takes 89 days today. The second: if 14 ideas in a row fail, the programme stops
and we ask what share of our ideas is good. We cannot see what the stopped ideas would have brought."""

# Without the one that takes seconds: the sample class has a tight limit, and nobody should wait for it.
_LOOPS = {
    task: answer for task, answer in RIGHT["row by row, with plain Python"].items() if task != "innovate-3"
}

SAMPLE_CLASS = (
    Learner("adele", answers={"innovate-answer": _NOTE}),
    Learner(
        "bruno",
        answers={
            **_LOOPS,
            "innovate-answer": "Six ideas in ten fail, so fund fewer and choose them better.",
        },
    ),
    Learner(
        "celine",
        mistakes={
            "innovate-3": "takes a lead of the control for a go",
            "innovate-1": "averages the weeks",
            "innovate-2": "takes the error of one rate",
            "innovate-4": "takes no decision for a stop",
            "innovate-6": "counts whatever is settled today",
            "innovate-8": "spends the budget on tests",
        },
    ),
    Learner(
        "david",
        mistakes={
            "innovate-1": "takes points for per cent",
            "innovate-2": "calls every lead a go",
            "innovate-3": "gives numbers for shares",
            "innovate-5": "takes the mean",
            "innovate-6": "counts the scaling only",
            "innovate-7": "charges what is spent already",
            "innovate-8": "pays for scaling every idea",
        },
        answers={"innovate-answer": "14 bets. Stop a bet when its test says stop."},
    ),
    Learner(
        "elodie",
        mistakes={
            "innovate-3": "looks at the end only",
            "innovate-4": "drops what has an empty cell",
            "innovate-5": "gives the cost of one bet",
            "innovate-6": "leaves the stopped bets out",
            "innovate-7": "takes not known for nothing",
        },
        blank=("innovate-8",),
    ),
    Learner(
        "farid",
        mistakes={
            "innovate-1": "compares bookings, not rates",
            "innovate-2": "takes the textbook's bar",
            "innovate-3": "counts every test",
            "innovate-5": "starts with the product",
            "innovate-6": "counts successes that cannot be known yet",
            "innovate-8": "scales the good ideas only",
        },
    ),
    Learner(
        "gaelle",
        mistakes={
            "innovate-1": "divides the wrong way round",
            "innovate-3": "reads each week by itself",
            "innovate-4": "puts the decision in the rows",
            "innovate-5": "adds the product to the wait",
            "innovate-6": "forgets the team that waits",
            "innovate-7": "shows the value for the gain",
            "innovate-8": "rounds up",
        },
        late_h=5,
    ),
    Learner(
        "hugo",
        mistakes={
            "innovate-6": "takes more than for at least",
            "innovate-2": "forgets the root",
            "innovate-4": "gives shares for numbers",
            "innovate-7": "counts the bets that paid",
            "innovate-8": "forgets the product",
        },
        blank=("innovate-3", "innovate-5"),
        late_h=48,
    ),
    Learner("ines", answers=RIGHT["pivoted, queried and chained"], late_h=1),
    Learner("jules", blank="all"),
    Learner(
        "karim",
        mistakes={"innovate-8": "charges the product to scaled ideas only"},
        answers={
            "innovate-5": "import time\n\ndef after_the_test(bets):\n    while True:\n        time.sleep(1)"
        },
        status="timeout",
    ),
    Learner(
        "lea",
        mistakes={"innovate-3": "reads each week by itself but the last"},
        answers={"innovate-6": "import os\n\nos._exit(1)"},
        blank=("innovate-7",),
        status="crashed",
    ),
)
