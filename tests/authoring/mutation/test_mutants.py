"""Each kind of slip, made in a line or two of text."""

import pytest

from digital_factory.authoring.mutation.mutants import mutants_of

A_SUM = {f"a.{other}() / b.sum(axis=1)" for other in ("mean", "max", "count")} | {
    f"a.sum() / b.{other}(axis=1)" for other in ("mean", "max", "count")
}


def mutants(code: str, siblings: dict[str, list[str]] | None = None):
    return mutants_of("t-1", f"### BEGIN SOLUTION\n{code}\n### END SOLUTION", siblings or {})


def becomes(kind: str, code: str, siblings: dict[str, list[str]] | None = None) -> set[str]:
    return {mutant.becomes for mutant in mutants(code, siblings) if mutant.kind == kind}


@pytest.mark.parametrize(
    ("kind", "code", "expected"),
    [
        ("comparison", "a <= b", {"a < b", "a >= b"}),
        ("comparison", "a > b", {"a >= b", "a < b"}),
        ("comparison", "a == b", {"a != b"}),
        ("comparison", "a == 12", {"a != 12", "a <= 12", "a >= 12"}),
        ("comparison", "a not in b", {"a in b"}),
        ("condition", "(a > b) & c", {"(a > b) | c", "a > b", "c"}),
        ("condition", "a | b", {"a & b", "a", "b"}),
        ("condition", "a and b and c", {"a or b or c", "b and c", "a and c", "a and b"}),
        ("condition", "~a", {"a"}),
        ("condition", "if a:\n    b()", {"if not a:"}),
        ("condition", "a if b else c", {"a", "c"}),
        ("condition", "[a for a in b if a > c]", {"[a for a in b]"}),
        ("filter", "t[t.x > a]", {"t", "t[~(t.x > a)]"}),
        ("filter", 't.loc[known, "x"]', {'t.loc[:, "x"]', 't.loc[~known, "x"]'}),
        ("filter", 't.loc[t["known"]]', {"t", 't.loc[~t["known"]]'}),
        ("filter", 't[t["x"].notna()]', {"t", 't[~t["x"].notna()]'}),
        ("filter", 't["x"]', set()),
        ("filter", 't[["x", "y"]]', set()),
        ("method forgotten", "t.fillna(0)", {"t"}),
        ("method forgotten", 't.query("a > 1")', {"t"}),
        ("method forgotten", "t.copy()", {"t"}),
        ("gap", 't.dropna(subset="x")', {"t.fillna(0)"}),
        ("gap", "t.fillna(end)", {"t.dropna()"}),
        ("aggregation", "a.sum() / b.sum(axis=1)", {"(a / b).mean()"} | A_SUM),
        ("method forgotten", "t.abs().clip(lower=0)", {"t.clip(lower=0)", "t.abs()"}),
        ("method forgotten", "t.groupby(a)", set()),
        ("aggregation", "t.mean()", {"t.median()", "t.sum()", "t.max()"}),
        ("aggregation", "t.nunique()", {"t.count()", "t.size()"}),
        ("aggregation", "t.std()", {"t.var()", "t.std(ddof=0)"}),
        ("aggregation", "t.ge(a)", {"t.gt(a)", "t.le(a)"}),
        ("aggregation", "t.isna()", {"t.notna()"}),
        ("aggregation", "t.where(a, b)", {"t.mask(a, b)"}),
        (
            "aggregation",
            't.agg(n="size", m="min")',
            {f"t.agg({part})" for part in ('n="count", m="min"', 'n="nunique", m="min"')}
            | {f"t.agg({part})" for part in ('n="size", m="max"', 'n="size", m="mean"')},
        ),
        ("aggregation", "min(a)", {"max(a)"}),
        ("fraction", "int(a)", {"with_fraction(a)"}),
        ("order", 't.sort_values("x")', {'t.sort_values("x", ascending=False)'}),
        ("order", "x = t.value_counts()", set()),
        (
            "order",
            "def f(t):\n    return t.value_counts()",
            {"return t.value_counts(ascending=True)", "return t.value_counts(sort=False)"},
        ),
        ("order", "t.diff()", {"t.diff(-1)"}),
        ("key", 't.groupby(["a", "b"])', {'t.groupby(["b", "a"])'}),
        ("join", 'a.merge(b, on="k", how="left")', {'b.merge(a, on="k", how="left")'}),
        (
            "option",
            'a.merge(b, on="k")',
            {f'a.merge(b, on="k", how="{how}")' for how in ("left", "right", "outer")},
        ),
        ("option", 't.drop_duplicates(keep="last")', {'t.drop_duplicates(keep="first")'}),
        (
            "option",
            "t.between(a, b)",
            {f't.between(a, b, inclusive="{sides}")' for sides in ("left", "right", "neither")},
        ),
        ("argument left out", "f(a, b=c, d=e)", {"f(a, d=e)", "f(a, b=c)"}),
        ("item left out", '["a", "b"]', {'["b"]', '["a"]'}),
        ("arithmetic", "a - b", {"a + b", "b - a", "a", "b"}),
        ("arithmetic", "a / b", {"a * b", "a // b", "b / a", "a", "b"}),
        ("arithmetic", "a * (b + c)", {"a / (b + c)", "a", "b + c", "a * (b - c)", "a * (b)", "a * (c)"}),
        ("arithmetic", "t.shift(-1)", {"t.shift(1)"}),
        ("rounding", "np.floor(a)", {"np.ceil(a)", "np.round(a)"}),
        ("boundary", "f(5)", {"f(6)", "f(4)"}),
        ("boundary", "f(0.5)", {"f(0.45)", "f(0.55)"}),
        ("boundary", "f(True)", {"f(False)"}),
        ("boundary", 'f("2023-02-28")', {'f("2023-02-27")', 'f("2023-03-01")'}),
        ("boundary", 'f(f"{year}-12-31")', {'f(f"{year}-12-30")', 'f(f"{year}-01-01")'}),
        ("boundary", "range(n)", {"range(1, n)", "range(n + 1)"}),
        ("boundary", "len(a)", {"len(a) - 1"}),
        ("calendar", 'f("ME")', {'f("MS")'}),
        ("calendar", "pd.DateOffset(years=n)", {"pd.Timedelta(days=365 * n)"}),
        ("statement left out", "n += a", {"pass"}),
        ("statement left out", "t = t[m]", {"pass"}),
        ("statement left out", "t = u[m]", set()),
        ("parts of a day", "(a - b).dt.days", {"days_and_hours(a - b)"}),
        ("three digits", "x = f(a)", {"x = three_digits(f(a))"}),
    ],
)
def test_mutants_of_a_line_are_the_slips_of_their_kind(kind, code, expected):
    assert becomes(kind, code) == expected


def test_mutants_of_a_column_are_the_columns_beside_it():
    assert becomes("column", 't["opened"]', {"opened": ["closed"]}) == {'t["closed"]'}


def test_mutants_leave_alone_what_stands_outside_the_markers():
    source = "a = 1\n### BEGIN SOLUTION\nb = 2\n### END SOLUTION\nf(3)"
    changed = {mutant.line for mutant in mutants_of("t-1", source, {})}
    assert changed == {"b = 2"}


def test_mutants_keep_the_rest_of_the_cell_as_it_stands():
    head, tail = (
        'def f(t):\n    """Été."""\n    ### BEGIN SOLUTION\n    é = t["ü"]  # why\n',
        "    ### END SOLUTION",
    )
    source = f"{head}    return é < 3\n{tail}"
    comparisons = [mutant for mutant in mutants_of("t-1", source, {}) if mutant.kind == "comparison"]
    assert [mutant.source for mutant in comparisons] == [source.replace("<", "<="), source.replace("<", ">")]


def test_mutants_put_parentheses_where_they_change_the_meaning():
    assert "t[x > a].mean()" not in becomes("condition", "(t & u).mean()")
    assert becomes("condition", "(a + b if c else d).mean()") == {"(a + b).mean()", "(d).mean()"}


def test_mutants_of_an_answer_are_no_two_the_same_code():
    found = [mutant.source for mutant in mutants("x = t[t > 1].max() - 1\ny = min(x, 1)")]
    assert len(found) == len(set(found))
