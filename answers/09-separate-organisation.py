"""Answers to 09-separate-organisation: misconceptions, right answers, the sample class."""

from digital_factory.authoring.sample_answers import Learner, Wrong

WRONG = {
    "organisation-1": {
        "counts from the day after": Wrong(
            ('services["in_use"] <= date', 'services["in_use"] < date'), "its first day in use counts"
        ),
        "knows on the day what came later": Wrong(
            ('there["returned"] <= date', 'there["returned"].notna()'),
            "T6 is counted as returned, but it returns a month after",
        ),
        "leaves a service with who ran it first": Wrong(
            ('there["model"].mask(there["returned"] <= date, "returned")', 'there["model"]'),
            "`model` says who ran a service first",
        ),
        "counts what was handed over": Wrong(
            ('services[services["in_use"] <= date]', 'services[services["handed_over"] <= date]'),
            "Those are the services handed over by then",
        ),
        "the row of zeros missing": Wrong(
            ('index=services["firm"].unique(), ', ""), "their row holds zeros, and is missing"
        ),
        "as the table stands today": Wrong(
            (
                'services[services["in_use"] <= date]\n'
                '    model = there["model"].mask(there["returned"] <= date,',
                'services\n    model = there["model"].mask(there["returned"].notna(),',
            ),
            "that is the table as it stands today",
        ),
    },
    "organisation-2": {
        "leaves out what is shared": Wrong(
            ('(own["sum"] + shared) / own["size"]', 'own["sum"] / own["size"]'),
            "That is the running of the services alone",
        ),
        "joins the shared costs to every service": Wrong(
            "def cost_a_month(months, costs):\n"
            "    keys = ['month', 'firm', 'model']\n"
            "    shared = costs.groupby(keys, as_index=False)['keur'].sum()\n"
            "    joined = months.merge(shared, on=keys, how='left').fillna({'keur': 0})\n"
            "    joined['all'] = joined['run_keur'] + joined['keur']\n"
            "    return joined.groupby(['firm', 'model'])['all'].mean().unstack()",
            "May's count once for T1 and once for T2",
        ),
        "joins every item to every service": Wrong(
            "def cost_a_month(months, costs):\n"
            "    keys = ['month', 'firm', 'model']\n"
            "    joined = months.merge(costs, on=keys, how='left').fillna({'keur': 0})\n"
            "    joined['all'] = joined['run_keur'] + joined['keur']\n"
            "    return joined.groupby(['firm', 'model'])['all'].mean().unstack()",
            "Every service was joined to every item",
        ),
        "forgets the months before the first service": Wrong(
            "def cost_a_month(months, costs):\n"
            "    keys = ['month', 'firm', 'model']\n"
            "    own = months.groupby(keys)['run_keur'].agg(['sum', 'size'])\n"
            "    own['shared'] = costs.groupby(keys)['keur'].sum()\n"
            "    total = own.groupby(['firm', 'model']).sum()\n"
            "    return ((total['sum'] + total['shared']) / total['size']).unstack()",
            "April is missing",
        ),
        "averages the averages of the months": Wrong(
            "def cost_a_month(months, costs):\n"
            "    keys = ['month', 'firm', 'model']\n"
            "    own = months.groupby(keys)['run_keur'].agg(['sum', 'size'])\n"
            "    own['shared'] = costs.groupby(keys)['keur'].sum()\n"
            "    monthly = (own['sum'] + own['shared']) / own['size']\n"
            "    return monthly.groupby(['firm', 'model']).mean().unstack()",
            "That is the mean of the months' averages",
        ),
    },
    "organisation-3": {
        "divided by the assets that somebody uses": Wrong(
            ("fillna(0) / 6", 'fillna(0) / uses["asset"].nunique()'),
            "The parent has six, whether they are used or not",
        ),
        "loses the services that draw on nothing": Wrong(
            (".map(drawn).fillna(0) / 6", ".map(drawn) / 6"),
            "T2 and T7 have dropped out",
        ),
        "counts interfaces for assets": Wrong(
            ('["asset"].nunique()', '["asset"].size()'),
            "Those are interfaces",
        ),
        "leaves a service with who ran it first": Wrong(
            ('there["model"].mask(there["returned"].notna(), "returned")', 'there["model"]'),
            "T1 and T6 stand with the model that ran them first",
        ),
        "counts a service that is not in use": Wrong(
            ('services[services["in_use"].notna()]', "services"),
            "T8 is counted, and it is not in use",
        ),
    },
    "organisation-4": {
        "takes silence for a no": Wrong(
            ('"answered": new_way.astype(float)', '"answered": new_way.fillna(False).astype(float)'),
            "`answered` counts the silent teams as no",
        ),
        "draws the bounds among the answers": Wrong(
            (
                'asked = surveys[surveys["survey"] == survey]',
                'asked = surveys[surveys["survey"] == survey].dropna()',
            ),
            "All three are the share among the answers",
        ),
        "mixes all surveys": Wrong(
            ('asked = surveys[surveys["survey"] == survey]', "asked = surveys"),
            "The survey of June is in it as well",
        ),
        "divides the upper bound by the answers": Wrong(
            (
                '    return shares.groupby(asked["model"]).mean()',
                "    groups = shares.groupby(asked['model'])\n"
                "    table = groups.mean()\n"
                "    table['high'] = groups['high'].sum() / groups['answered'].count()\n"
                "    return table",
            ),
            "Divide by all teams",
        ),
    },
    "organisation-5": {
        "turns the sign round": Wrong(
            (
                '    gaps = means["separate"] - means["bridge"]\n'
                '    weights = there["firm"].value_counts(normalize=True)\n'
                '    return pd.Series({"pooled": pooled["separate"] - pooled["bridge"],',
                '    gaps = means["bridge"] - means["separate"]\n'
                '    weights = there["firm"].value_counts(normalize=True)\n'
                '    return pd.Series({"pooled": pooled["bridge"] - pooled["separate"],',
            ),
            "The sign is turned round",
        ),
        "lets both firms weigh the same": Wrong(
            ("(gaps * weights).sum()", "gaps.mean()"),
            "`within` is the plain mean of -80 and -30",
        ),
        "weighs by what was handed over": Wrong(
            ('weights = there["firm"]', 'weights = services["firm"]'),
            "weight by those, not by all services",
        ),
        "gives the pooled difference twice": Wrong(
            ('"within": (gaps * weights).sum()', '"within": pooled["separate"] - pooled["bridge"]'),
            "`within` is the pooled difference again",
        ),
        "compares medians": Wrong(
            (
                'pooled = there.groupby("model")["days"].mean()',
                'pooled = there.groupby("model")["days"].median()',
            ),
            "`pooled` compares medians",
        ),
        "compares medians within": Wrong(
            ('values="days")', 'values="days", aggfunc="median")'), "`within` compares medians"
        ),
    },
    "organisation-6": {
        "keeps services with half a window": Wrong(
            ('    near = near[near.groupby("service_id")["month"].transform("size") == 12]\n', ""),
            "R3 is in it",
        ),
        "takes all months before and after": Wrong(
            (
                "    near = near[position.between(-6, 5)]\n"
                '    near = near[near.groupby("service_id")["month"].transform("size") == 12]\n',
                '    near = near[near.groupby("service_id")["month"].transform("size") >= 12]\n',
            ),
            "All months before and after are in it",
        ),
        "calls three months short": Wrong(
            (".lt(3)", ".le(3)"),
            "Short is *less than* three",
        ),
        "counts the month of the return before it": Wrong(
            ("position.ge(0)", "position.gt(0)"),
            "The month of the return is counted before",
        ),
    },
    "organisation-7": {
        "looks at what is earned only": Wrong(
            (".net)", ".earned)"),
            "That month earns most before anything is paid",
        ),
        "gives what is left for what is lost": Wrong(
            ("left.max() - left[NEVER]", "left[NEVER]"),
            "`cost_of_never` is what never closing leaves",
        ),
        "looks at every third month": Wrong(
            ("*range(horizon)]", "*range(0, horizon, 3)]"),
            "That compares every third month",
        ),
        "forgets that one may keep it": Wrong(
            (
                'float(left.idxmax()), "cost_of_never": left.max() - left[NEVER]',
                'float(left.drop(NEVER).idxmax()), "cost_of_never": left.drop(NEVER).max() - left[NEVER]',
            ),
            "`NEVER` was not among the choices",
        ),
        "never at once": Wrong(
            ("choices = [NEVER, *range(horizon)]", "choices = [NEVER, *range(1, horizon)]"),
            "it may be closed at once",
        ),
    },
}

RIGHT = {
    "the firm as a column, or an index without its name": {
        "organisation-1": (
            'return counts.reindex(index=services["firm"].unique(), columns=MODELS, fill_value=0)',
            "return counts.reindex(columns=MODELS, index=services['firm'].unique(), fill_value=0)\\\n"
            "        .rename_axis('firm').reset_index()",
        ),
        "organisation-2": (".unstack()", ".unstack().rename_axis(None)"),
    },
    "row by row, with plain Python": {
        "organisation-1": (
            "def running(services, date):\n"
            "    day = pd.Timestamp(date)\n"
            "    table = {firm: dict.fromkeys(MODELS, 0) for firm in services['firm'].unique()}\n"
            "    for service in services.to_dict('records'):\n"
            "        if service['in_use'] <= day:\n"
            "            model = 'returned' if service['returned'] <= day else service['model']\n"
            "            table[service['firm']][model] += 1\n"
            "    return pd.DataFrame.from_dict(table, orient='index').astype(float)"
        ),
        "organisation-2": (
            "def cost_a_month(months, costs):\n"
            "    table = {}\n"
            "    for (firm, model), rows in months.groupby(['firm', 'model']):\n"
            "        mine = (costs['firm'] == firm) & (costs['model'] == model)\n"
            "        paid = rows['run_keur'].sum() + costs.loc[mine, 'keur'].sum()\n"
            "        table.setdefault(model, {})[firm] = paid / len(rows)\n"
            "    return pd.DataFrame(table)"
        ),
        "organisation-3": (
            "def reuse(services, uses):\n"
            "    assets = {}\n"
            "    for service, asset in zip(uses['service_id'], uses['asset']):\n"
            "        assets.setdefault(service, set()).add(asset)\n"
            "    shares = {model: [] for model in MODELS}\n"
            "    for row in services.to_dict('records'):\n"
            "        if pd.notna(row['in_use']):\n"
            "            model = row['model'] if pd.isna(row['returned']) else 'returned'\n"
            "            shares[model].append(len(assets.get(row['service_id'], ())) / 6)\n"
            "    return pd.Series({model: sum(each) / len(each) for model, each in shares.items() if each})"
        ),
        "organisation-4": (
            "def adoption(surveys, survey):\n"
            "    rows = {}\n"
            "    for model in surveys['model'].unique():\n"
            "        mine = surveys[(surveys['model'] == model) & (surveys['survey'] == survey)]\n"
            "        yes = int((mine['works_new_way'] == True).sum())\n"
            "        silent = int(mine['works_new_way'].isna().sum())\n"
            "        count = len(mine)\n"
            "        low, high = yes / count, (yes + silent) / count\n"
            "        rows[model] = {'high': high, 'low': low, 'answered': yes / (count - silent)}\n"
            "    return pd.DataFrame(rows).T"
        ),
        "organisation-6": (
            "def around_return(months, services):\n"
            "    found = {'long': [], 'short': []}\n"
            "    for row in services.dropna(subset=['returned']).to_dict('records'):\n"
            "        mine = months[months['service_id'] == row['service_id']]\n"
            "        start = row['returned'] - pd.DateOffset(months=6)\n"
            "        end = row['returned'] + pd.DateOffset(months=6)\n"
            "        before = mine[(mine['month'] >= start) & (mine['month'] < row['returned'])]\n"
            "        after = mine[(mine['month'] >= row['returned']) & (mine['month'] < end)]\n"
            "        if len(before) == len(after) == 6:\n"
            "            kind = 'short' if row['overlap_months'] < 3 else 'long'\n"
            "            found[kind].append([before['releases'].mean(), after['releases'].mean()])\n"
            "    means = {kind: pd.DataFrame(values).mean() for kind, values in found.items()}\n"
            "    return pd.DataFrame(means).T.set_axis(['before', 'after'], axis=1)"
        ),
        "organisation-7": (
            "def when(autonomy, integration, overlap_months, horizon):\n"
            "    design, firm = Design(autonomy, integration, overlap_months), Firm()\n"
            "    kept = outcome(design, firm, NEVER, horizon).net.item()\n"
            "    best, most = NEVER, kept\n"
            "    for close in range(horizon):\n"
            "        net = outcome(design, firm, close, horizon).net.item()\n"
            "        if net > most:\n"
            "            best, most = close, net\n"
            "    return pd.Series({'cost_of_never': most - kept, 'month': best})"
        ),
    },
    "pivoted and mapped": {
        "organisation-1": (
            "def running(services, date):\n"
            "    there = services.query('in_use <= @date').copy()\n"
            "    there.loc[there['returned'] <= date, 'model'] = 'returned'\n"
            "    there['model'] = pd.Categorical(there['model'], MODELS)\n"
            "    return there.pivot_table(\n"
            "        index='firm', columns='model', values='service_id', aggfunc='count', observed=False\n"
            "    ).reindex(services['firm'].unique(), fill_value=0)"
        ),
        "organisation-2": (
            "def cost_a_month(months, costs):\n"
            "    run = months.pivot_table(index='firm', columns='model', values='run_keur', aggfunc='sum')\n"
            "    count = months.groupby(['firm', 'model'])['run_keur'].count().unstack()\n"
            "    paid = costs.pivot_table(index='firm', columns='model', values='keur', aggfunc='sum')\n"
            "    return run.add(paid).div(count)"
        ),
        "organisation-3": (
            "def reuse(services, uses):\n"
            "    once = uses.drop_duplicates(['service_id', 'asset'])\n"
            "    drawn = once.groupby('service_id').size().rename('drawn')\n"
            "    there = services.dropna(subset=['in_use']).merge(drawn, on='service_id', how='left')\n"
            "    there['now'] = there['model'].where(there['returned'].isna(), 'returned')\n"
            "    return there.assign(share=there['drawn'].fillna(0) / 6).groupby('now')['share'].mean()"
        ),
        "organisation-5": (
            "def days_gap(services):\n"
            "    there = services.dropna(subset=['in_use'])\n"
            "    days = there['in_use'].sub(there['handed_over']).dt.days\n"
            "    separate = there['model'] == 'separate'\n"
            "    within = 0\n"
            "    for firm, count in there['firm'].value_counts().items():\n"
            "        own = there['firm'] == firm\n"
            "        gap = days[own & separate].mean() - days[own & ~separate].mean()\n"
            "        within += gap * count / len(there)\n"
            "    pooled = days[separate].mean() - days[~separate].mean()\n"
            "    return pd.Series({'within': within, 'pooled': pooled})"
        ),
        "organisation-6": (
            "def around_return(months, services):\n"
            "    back = services.dropna(subset=['returned'])\n"
            "    near = months.merge(back[['service_id', 'returned', 'overlap_months']])\n"
            "    near['place'] = near['month'].dt.to_period('M').astype('int64')\n"
            "    near['place'] -= near['returned'].dt.to_period('M').astype('int64')\n"
            "    near = near[near['place'].between(-6, 5)]\n"
            "    near = near.groupby('service_id').filter(lambda mine: len(mine) == 12)\n"
            "    near['window'] = ['after' if place >= 0 else 'before' for place in near['place']]\n"
            "    short = near['overlap_months'].astype(int) < 3\n"
            "    near['overlap'] = short.map({True: 'short', False: 'long'})\n"
            "    return near.pivot_table(index='overlap', columns='window', values='releases')"
        ),
    },
    "in SQL": {
        "organisation-1": '''\
import sqlite3


def running(services, date):
    database = sqlite3.connect(":memory:")
    services.to_sql("services", database)
    query = """
        SELECT firm,
            SUM(runs = 'separate') AS separate,
            SUM(runs = 'bridge') AS bridge,
            SUM(runs = 'returned') AS returned
        FROM (
            SELECT firm,
                CASE WHEN in_use > :day OR in_use IS NULL THEN 'nobody'
                    WHEN returned <= :day THEN 'returned' ELSE model END AS runs
            FROM services
        ) GROUP BY firm
    """
    return pd.read_sql_query(query, database, params={"day": str(pd.Timestamp(date))})


running(services, "2025-12-31")
''',
        "organisation-2": '''\
import sqlite3


def cost_a_month(months, costs):
    database = sqlite3.connect(":memory:")
    months.to_sql("months", database)
    costs.to_sql("costs", database)
    query = """
        SELECT firm, model, (run + shared) / count AS keur
        FROM (SELECT firm, model, SUM(run_keur) AS run, COUNT(*) AS count FROM months GROUP BY firm, model)
        JOIN (SELECT firm, model, SUM(keur) AS shared FROM costs GROUP BY firm, model) USING (firm, model)
    """
    return pd.read_sql_query(query, database).pivot(index="firm", columns="model", values="keur")


cost_a_month(months, costs)
''',
        "organisation-3": '''\
import sqlite3


def reuse(services, uses):
    database = sqlite3.connect(":memory:")
    services.to_sql("services", database)
    uses.to_sql("uses", database)
    query = """
        SELECT CASE WHEN returned IS NULL THEN model ELSE 'returned' END AS now, AVG(drawn / 6.0) AS share
        FROM (
            SELECT services.model, services.returned, COUNT(DISTINCT asset) AS drawn
            FROM services LEFT JOIN uses USING (service_id)
            WHERE in_use IS NOT NULL GROUP BY service_id
        ) GROUP BY now
    """
    return dict(database.execute(query).fetchall())


reuse(services, uses)
''',
        "organisation-4": '''\
import sqlite3


def adoption(surveys, survey):
    database = sqlite3.connect(":memory:")
    surveys.assign(works_new_way=surveys["works_new_way"].astype("Int64")).to_sql("surveys", database)
    query = """
        SELECT model, AVG(COALESCE(works_new_way, 0)) AS low, AVG(works_new_way) AS answered,
            AVG(COALESCE(works_new_way, 1)) AS high
        FROM surveys WHERE date(survey) = ? GROUP BY model
    """
    return pd.read_sql_query(query, database, params=(survey,))


adoption(surveys, "2025-12-31")
''',
        "organisation-5": '''\
import sqlite3


def days_gap(services):
    database = sqlite3.connect(":memory:")
    services.to_sql("services", database)
    days = """
        SELECT firm, model, julianday(in_use) - julianday(handed_over) AS days
        FROM services WHERE in_use IS NOT NULL
    """
    gap = "AVG(CASE model WHEN 'separate' THEN days END) - AVG(CASE model WHEN 'bridge' THEN days END)"
    pooled = database.execute(f"SELECT {gap} FROM ({days})").fetchone()[0]
    firms = database.execute(f"SELECT {gap}, COUNT(*) FROM ({days}) GROUP BY firm").fetchall()
    within = sum(firm_gap * count for firm_gap, count in firms) / sum(count for _, count in firms)
    return {"pooled": pooled, "within": within}


days_gap(services)
''',
        "organisation-6": '''\
import sqlite3


def around_return(months, services):
    database = sqlite3.connect(":memory:")
    months.to_sql("months", database)
    services.to_sql("services", database)
    query = """
        WITH near AS (
            SELECT service_id, overlap_months, releases,
                12 * (strftime('%Y', month) - strftime('%Y', returned))
                + strftime('%m', month) - strftime('%m', returned) AS place
            FROM months JOIN services USING (service_id)
            WHERE place BETWEEN -6 AND 5
        )
        SELECT CASE WHEN overlap_months < 3 THEN 'short' ELSE 'long' END AS overlap,
            AVG(CASE WHEN place < 0 THEN releases END) AS before,
            AVG(CASE WHEN place >= 0 THEN releases END) AS after
        FROM near WHERE service_id IN (SELECT service_id FROM near GROUP BY service_id HAVING COUNT(*) = 12)
        GROUP BY overlap
    """
    return pd.read_sql_query(query, database)


around_return(months, services)
''',
        "organisation-7": """\
def when(autonomy, integration, overlap_months, horizon):
    design = Design(autonomy, integration, overlap_months)

    def left(month):
        return float(outcome(design, Firm(), month, horizon).net)

    months = sorted([*range(horizon), NEVER], key=left)
    return {"cost_of_never": left(months[-1]) - left(NEVER), "month": months[-1]}


when(autonomy=1, integration=0.5, overlap_months=6, horizon=60)
""",
    },
    "with NumPy": {
        "organisation-2": """\
import numpy as np


def cost_a_month(months, costs):
    firms = np.unique(months["firm"].to_numpy(dtype=str))
    models = np.unique(months["model"].to_numpy(dtype=str))
    paid, counted = np.zeros((len(firms), len(models))), np.zeros((len(firms), len(models)))

    def places(table):
        return np.searchsorted(firms, table["firm"].to_numpy(dtype=str)), np.searchsorted(
            models, table["model"].to_numpy(dtype=str)
        )

    np.add.at(paid, places(months), months["run_keur"].to_numpy())
    np.add.at(paid, places(costs), costs["keur"].to_numpy())
    np.add.at(counted, places(months), 1)
    with np.errstate(invalid="ignore"):
        return pd.DataFrame(paid / counted, index=firms, columns=models)


cost_a_month(months, costs)
""",
        "organisation-4": """\
import numpy as np


def adoption(surveys, survey):
    asked = surveys[surveys["survey"].dt.strftime("%Y-%m-%d") == survey]
    answers = asked["works_new_way"].to_numpy(dtype=float, na_value=np.nan)
    rows = []
    for model in sorted(set(asked["model"])):
        mine = answers[asked["model"].to_numpy() == model]
        low, high = (np.nan_to_num(mine, nan=silent).mean() for silent in (0.0, 1.0))
        rows.append({"answered": np.nanmean(mine), "high": high, "low": low, "model": model})
    return pd.DataFrame(rows).set_index("model")


adoption(surveys, "2025-12-31")
""",
        "organisation-5": """\
import numpy as np


def days_gap(services):
    there = services.loc[services["in_use"].notna()]
    days = (there["in_use"].to_numpy() - there["handed_over"].to_numpy()) / np.timedelta64(1, "D")
    is_separate = (there["model"] == "separate").to_numpy()
    firm = pd.factorize(there["firm"])[0]

    def gap(chosen):
        return np.mean(days[chosen & is_separate]) - np.mean(days[chosen & ~is_separate])

    weights = np.bincount(firm)
    gaps = [gap(firm == number) for number in range(len(weights))]
    return pd.Series([gap(np.full(len(days), True)), np.average(gaps, weights=weights)], ["pooled", "within"])


days_gap(services)
""",
        "organisation-7": """\
import numpy as np


def when(autonomy, integration, overlap_months, horizon):
    months = np.append(np.arange(horizon, dtype=float), NEVER)
    left = outcome(Design(autonomy, integration, overlap_months), Firm(), months, horizon).net
    best = int(np.argmax(left))
    return pd.Series({"month": months[best], "cost_of_never": left[best] - left[-1]}).astype("float32")


when(autonomy=1, integration=0.5, overlap_months=6, horizon=60)
""",
    },
    "as a stream of records": {
        "organisation-2": """\
from collections import defaultdict


def cost_a_month(months, costs):
    paid, counted = defaultdict(float), defaultdict(int)
    for row in months.itertuples():
        paid[row.model, row.firm] += row.run_keur
        counted[row.model, row.firm] += 1
    for row in costs.itertuples():
        paid[row.model, row.firm] += row.keur
    table = defaultdict(dict)
    for (model, firm), count in counted.items():
        table[model][firm] = paid[model, firm] / count
    return pd.DataFrame(table)


cost_a_month(months, costs)
""",
        "organisation-4": """\
from fractions import Fraction


def adoption(surveys, survey):
    asked = surveys.loc[surveys["survey"].eq(pd.Timestamp(survey))]
    table = {}
    for model, teams in asked.groupby("model"):
        told = teams["works_new_way"].value_counts(dropna=False)
        yes, no = int(told.get(True, 0)), int(told.get(False, 0))
        all_asked = int(told.sum())
        bounds = Fraction(yes, all_asked), Fraction(all_asked - no, all_asked)
        table[model] = [bounds[0], Fraction(yes, yes + no), bounds[1]]
    return pd.DataFrame.from_dict(table, orient="index", columns=["low", "answered", "high"])


adoption(surveys, "2025-12-31")
""",
        "organisation-5": """\
from statistics import fmean


def days_gap(services):
    spans = {}
    for row in services.itertuples():
        if row.in_use is not pd.NaT:
            spans.setdefault(row.firm, {"separate": [], "bridge": []})[row.model].append(
                (row.in_use - row.handed_over).days
            )
    everything = {"separate": [], "bridge": []}
    for firm in spans.values():
        for model, days in firm.items():
            everything[model] += days
    weighted = count = 0
    for firm in spans.values():
        services_in_use = len(firm["separate"]) + len(firm["bridge"])
        weighted += services_in_use * (fmean(firm["separate"]) - fmean(firm["bridge"]))
        count += services_in_use
    return {
        "within": weighted / count,
        "pooled": fmean(everything["separate"]) - fmean(everything["bridge"]),
    }


days_gap(services)
""",
    },
}

_NOTE = """Close on a condition, not on a date. Separation is faster: inside each firm a separate
service is in use 17 days sooner (over both firms it looks 14 days slower, because the bank is slow
and keeps most of them). But it draws on a tenth of our assets, and beside it between 6 and 52% of
the teams work the new way; we do not know more, because nearly half of them did not answer. A
service should return when the team that will run it has released it alone for a quarter, and only
after three months or more side by side: returned after less, services fell from 2.6 to 1.2 releases
a month. For the shops that means now, since few services carry a platform and cost 33 k€ a month
each; the bank may wait. The overlap was not drawn by lot, so what made the difference may be
something else."""

SAMPLE_CLASS = (
    Learner("adele", answers={"organisation-answer": _NOTE}),
    Learner(
        "bruno",
        answers={
            **RIGHT["row by row, with plain Python"],
            "organisation-answer": "Close everything next year, it is too expensive.",
        },
    ),
    Learner(
        "celine",
        mistakes={
            "organisation-1": "knows on the day what came later",
            "organisation-2": "joins the shared costs to every service",
            "organisation-3": "loses the services that draw on nothing",
            "organisation-5": "gives the pooled difference twice",
        },
    ),
    Learner(
        "david",
        mistakes={
            "organisation-1": "leaves a service with who ran it first",
            "organisation-2": "leaves out what is shared",
            "organisation-4": "takes silence for a no",
            "organisation-6": "keeps services with half a window",
            "organisation-7": "looks at what is earned only",
        },
        answers={
            "organisation-answer": "Separate is slower by 14 days, so it should be closed on 1 January."
        },
    ),
    Learner(
        "elodie",
        mistakes={
            "organisation-2": "forgets the months before the first service",
            "organisation-3": "counts interfaces for assets",
            "organisation-4": "draws the bounds among the answers",
            "organisation-5": "compares medians",
            "organisation-7": "gives what is left for what is lost",
        },
        blank=("organisation-6",),
    ),
    Learner(
        "farid",
        mistakes={
            "organisation-2": "averages the averages of the months",
            "organisation-3": "leaves a service with who ran it first",
            "organisation-4": "mixes all surveys",
            "organisation-5": "turns the sign round",
            "organisation-6": "takes all months before and after",
            "organisation-7": "looks at every third month",
        },
    ),
    Learner(
        "gaelle",
        mistakes={
            "organisation-1": "counts what was handed over",
            "organisation-2": "joins every item to every service",
            "organisation-3": "counts a service that is not in use",
            "organisation-5": "lets both firms weigh the same",
            "organisation-6": "calls three months short",
        },
        late_h=6,
    ),
    Learner(
        "hugo",
        mistakes={
            "organisation-1": "counts from the day after",
            "organisation-4": "divides the upper bound by the answers",
            "organisation-5": "weighs by what was handed over",
            "organisation-6": "counts the month of the return before it",
            "organisation-7": "forgets that one may keep it",
        },
        late_h=30,
    ),
    Learner("ines", answers=RIGHT["pivoted and mapped"], late_h=2),
    Learner("jules", blank="all"),
    Learner(
        "karim",
        answers={
            "organisation-4": "import time\n\n"
            "def adoption(surveys, survey):\n    while True:\n        time.sleep(1)"
        },
        status="timeout",
    ),
    Learner(
        "lea",
        answers={"organisation-6": "import os\n\nos._exit(1)"},
        blank=("organisation-7",),
        status="crashed",
    ),
)
