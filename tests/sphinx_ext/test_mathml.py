"""Formulas of TeX as MathML that browsers draw as TeX would."""

import re
import subprocess
import sys

import pytest

from digital_factory.authoring.math_font import SIGNS
from digital_factory.sphinx_ext.mathml import UnknownCommandError, keep_together, to_mathml

PAGE = r"""# A page

The load $\rho$ is defined in {eq}`load`, and a thousand is $1{,}000$.

$$\rho = \frac{\lambda}{\mu}$$ (load)

$$
\begin{aligned} v &= v_0 \\ w &= w_0 \end{aligned}
$$
"""
CONF = """
extensions = ["myst_parser", "digital_factory.sphinx_ext.extension"]
html_math_renderer = "mathml"
myst_enable_extensions = ["dollarmath"]
"""


def build(folder, text):
    (folder / "conf.py").write_text(CONF)
    (folder / "index.md").write_text(text)
    command = [sys.executable, "-m", "sphinx", "-W", "-q", "-b", "html", str(folder), str(folder / "out")]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)


def words(tex):
    return re.sub(r"<[^>]+>", "", to_mathml(tex))


def test_built_page_numbers_its_formula_links_to_it_and_loads_no_script_for_it(tmp_path):
    done = build(tmp_path, PAGE)
    assert done.returncode == 0, done.stderr
    page = (tmp_path / "out" / "index.html").read_text()
    assert page.count("<math") == 4
    assert '<math display="block"><mrow><mi>ρ</mi><mo>=</mo><mfrac>' in page
    assert re.search(
        r'id="equation-load">\s*<span class="eqno">\(1\)<a class="headerlink" href="#equation-load"', page
    )
    assert re.search(r'<a class="reference internal" href="#equation-load">.*?1.*?</a>', page)
    assert re.findall(r"<script[^>]*mathjax", page, re.IGNORECASE) == []


def test_built_page_with_an_unknown_command_fails_and_names_it(tmp_path):
    done = build(tmp_path, "# A page\n\nSee $\\nosuchthing + 1$.\n")
    assert done.returncode != 0
    assert r"index.md:3:formula not understood, at \nosuchthing: \nosuchthing + 1" in done.stderr


def test_to_mathml_separator_of_thousands_makes_one_number():
    assert "<mn>1,234,567</mn>" in to_mathml(r"m = 1{,}234{,}567")


@pytest.mark.parametrize(
    ("tex", "spaces"), [(r"2 \ln x", 2), (r"\ln(x)", 0), (r"\log_2 x", 0), (r"\max(a, b)", 0)]
)
def test_to_mathml_name_of_a_function_stands_off_from_letters_and_numbers(tex, spaces):
    assert to_mathml(tex).count("<mspace") == spaces
    assert "<mo>max" not in to_mathml(tex)


def test_to_mathml_words_are_names_so_that_signs_between_them_keep_their_space():
    assert "<mi>passed</mi><mo>+</mo><mi>dropped</mi>" in to_mathml(r"\text{passed} + \text{dropped}")


def test_to_mathml_slash_is_closed_up():
    assert "<mi>/</mi>" in to_mathml("a/b")


def test_to_mathml_alignment_sets_its_columns_right_and_left():
    table = to_mathml(
        r"\begin{aligned} v &= v_0 && \text{apart} \\ w &= w_0 && \text{after} \end{aligned}", block=True
    )
    assert re.findall(r"text-align:(\w+)", table) == ["right", "left", "right", "left"] * 2
    assert table.count("<mtr>") == 2
    assert "&amp;" not in table


@pytest.mark.parametrize("tex", [r"\nosuch", r"a & b", r"a \\ b"])
def test_to_mathml_what_it_does_not_understand_is_refused(tex):
    with pytest.raises(UnknownCommandError):
        to_mathml(tex)


def test_font_of_formulas_has_every_sign_of_a_long_formula():
    signs = words(
        r"\hat S(t) = \prod_{t_j \le t} \Bigl(1 - \frac{d_j}{r_j}\Bigr) \approx \sum \int \underbrace{\bar y}"
    )
    assert {sign for sign in signs if ord(sign) not in SIGNS} == set()


@pytest.mark.parametrize(
    ("before", "after", "inside"),
    [
        ("(", "), so", "({}),"),
        ("is ", ".", "{}."),
        ("", "\N{NO-BREAK SPACE}M€: no", "{}\N{NO-BREAK SPACE}M€:"),
        ("is ", " or", None),
    ],
)
def test_keep_together_formula_stays_with_what_touches_it(before, after, inside):
    formula = f'<span class="math notranslate nohighlight">{to_mathml("p")}</span>'
    page = keep_together(f"<p>{before}{formula}{after}</p>")
    expected = formula if inside is None else f'<span class="one-line">{inside.format(formula)}</span>'
    assert expected in page
    assert page.count("one-line") == (inside is not None)
    assert keep_together(page) == page
