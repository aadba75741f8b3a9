"""A page built by Sphinx and myst-nb: the cell runs, figure and widget stand together, the page lives."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from guarded import guarded_page, served
from playwright.sync_api import Browser, expect

from digital_factory.cases import wall

ROOT = Path(__file__).parents[2]
BUILD_TIMEOUT_S = 120
SLIDER = ".df-control-0 [type=range]"

_CONF = """
extensions = ["myst_nb", "digital_factory.sphinx_ext.extension"]
html_theme = "sphinx_book_theme"
html_theme_options = {{"navbar_persistent": []}}
html_context = {{"default_mode": "auto"}}
nb_execution_mode = "force"
nb_execution_raise_on_error = True
myst_enable_extensions = ["dollarmath"]
html_favicon = {icon!r}
html_static_path = {static!r}
html_css_files = {css!r}
nb_ipywidgets_js = {runtime!r}
html_math_renderer = "mathml"
"""
_PAGE = """---
file_format: mystnb
kernelspec: {name: python3, display_name: Python 3}
---
# A page

The load is $\\\\rho = \\\\lambda / \\\\mu$.

```{code-cell} python3
from digital_factory.cases import wall
wall.explorer()
```

```{code-cell} python3
import ipywidgets
plain = ipywidgets.IntSlider(description="plain", value=3)
follows = ipywidgets.IntSlider(description="follows")
ipywidgets.jslink((plain, "value"), (follows, "value"))
checked = ipywidgets.Checkbox(description="checked", value=True)
chosen = ipywidgets.Dropdown(description="chosen", options=["one", "two"], index=1)
ipywidgets.VBox([plain, follows, checked, chosen])
```
"""
_OTHER_PAGE = """---
orphan: true
file_format: mystnb
kernelspec: {name: python3, display_name: Python 3}
---
# Another page

```{code-cell} python3
import ipywidgets
ipywidgets.Text(value="typed", description="other")
```

```{code-cell} python3
ipywidgets.IntSlider(description="beside")
```
"""


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the built pages; styles and scripts are those that the book's configuration names."""
    source = tmp_path_factory.mktemp("source")
    sphinx = yaml.safe_load((ROOT / "_config.yml").read_text(encoding="utf-8"))["sphinx"]["config"]
    conf = _CONF.format(
        icon=str(ROOT / "book" / "_static" / "favicon.svg"),
        static=[str(ROOT / folder) for folder in sphinx["html_static_path"]],
        css=sphinx["html_css_files"],
        runtime=sphinx["nb_ipywidgets_js"],
    )
    (source / "conf.py").write_text(conf, encoding="utf-8")
    (source / "index.md").write_text(_PAGE.replace("\\\\", "\\"), encoding="utf-8")
    (source / "other.md").write_text(_OTHER_PAGE, encoding="utf-8")
    command = [sys.executable, "-m", "sphinx", "-W", "-q", "-b", "html", str(source), str(source / "out")]
    done = subprocess.run(command, capture_output=True, text=True, timeout=BUILD_TIMEOUT_S, check=False)
    assert done.returncode == 0, done.stderr
    return source / "out"


@pytest.mark.parametrize(("how", "scheme"), [("http", "light"), ("file", "dark")])
def test_built_page_answers_the_keyboard_without_kernel_or_network(
    built: Path, browser: Browser, how: str, scheme: str
) -> None:
    case = wall.explorer()
    with served(built) as address, guarded_page(browser, color_scheme=scheme) as page:
        page.goto(f"{address}/index.html" if how == "http" else (built / "index.html").as_uri())
        root = page.locator('[data-case="wall"]')
        readout = root.locator("[data-case-readout]")
        expect(readout).to_have_count(1)
        expect(readout).to_have_text(case.sentence())
        root.locator(SLIDER).press("ArrowRight")
        expect(readout).to_have_text(case.sentence(arrivals=1.9))
        expect(root.locator(".df-static").first).to_be_hidden()
        expect(page.locator("math").first).to_be_visible()  # the formula of the text
        page.goto("about:blank")


def test_built_page_draws_a_known_widget_itself_and_links_work(built: Path, browser: Browser) -> None:
    with guarded_page(browser) as page:
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        page.goto((built / "index.html").as_uri())
        slider = page.get_by_role("slider", name="plain")
        slider.press("ArrowRight")
        expect(slider).to_have_attribute("aria-valuetext", "4")
        expect(page.get_by_label("follows")).to_have_value("4")
        expect(page.get_by_role("checkbox", name="checked")).to_be_checked()
        expect(page.get_by_label("chosen").locator("option:checked")).to_have_text("two")
        assert [url for url in asked if "widget-manager" in url] == []


def test_built_page_with_a_widget_it_does_not_know_loads_the_official_manager(
    built: Path, browser: Browser
) -> None:
    with guarded_page(browser) as page:
        page.goto((built / "other.html").as_uri())
        expect(page.locator(".widget-text input")).to_have_value("typed")
        expect(page.get_by_role("slider", name="beside")).to_have_count(1)


def test_built_page_in_dark_mode_paints_the_case_dark(built: Path, browser: Browser) -> None:
    with guarded_page(browser, color_scheme="dark") as page:
        page.goto((built / "index.html").as_uri())
        case = page.locator('[data-case="wall"]')
        expect(case.locator("[data-case-readout]")).not_to_be_empty()
        bright = """node => {
            const found = [];
            for (const one of [node, ...node.querySelectorAll('div, p, figure')]) {
                const [r, g, b, a = 1] = getComputedStyle(one).backgroundColor.match(/[\\d.]+/g).map(Number);
                if (a > 0.5 && r + g + b > 450) found.push(one.className);
            }
            return found;
        }"""
        assert case.evaluate(bright) == []
        colours = case.locator(".df-control .df-label").evaluate_all(
            "labels => labels.map(l => getComputedStyle(l).color.match(/\\d+/g).map(Number))"
        )
        assert min(sum(colour[:3]) for colour in colours) > 450


def test_built_page_without_script_shows_the_static_chart_and_no_control(
    built: Path, browser: Browser
) -> None:
    with guarded_page(browser, java_script_enabled=False) as page:
        page.goto((built / "index.html").as_uri())
        root = page.locator('[data-case="wall"]')
        expect(root.locator("svg.df-static-chart")).to_have_count(3)
        expect(root.locator("figcaption")).to_be_visible()
        expect(root.locator("input")).to_have_count(0)
