"""Of a style sheet stays what some page or script uses."""

import pytest

from digital_factory.sphinx_ext.stylesheet import merge, words_of_page, words_of_script

PAGE = '<html><body class="wide dark"><div id="top"><a href="#">x</a></div></body></html>'
USED = words_of_page(PAGE) | words_of_script('list.classList.add("show", `df-tone-${k}`)')


def merged(css, mentioned=""):
    return merge(["own.css"], {"own.css": css}.__getitem__, USED, mentioned)


@pytest.mark.parametrize(
    "rule",
    [
        ".wide a{color:red}",
        "#top>a:hover{color:red}",
        ".show{display:block}",
        "a.df-tone-3{color:red}",
        "html[data-theme=dark] a:not(.absent){color:red}",
        "a:is(.absent,.dark)::before{top:0}",
        "@media print{a{color:red}}",
        "*,::after{margin:0}",
        ":root{color:red}",
    ],
)
def test_merge_rule_that_a_page_or_script_can_match_stays(rule):
    assert merged(rule) == rule


@pytest.mark.parametrize(
    "rule",
    [
        ".absent{color:red}",
        ".df-other-3{color:red}",
        "#gone a{color:red}",
        "table td{color:red}",
        "@media print{.absent{color:red}}",
    ],
)
def test_merge_rule_that_nothing_can_match_goes(rule):
    assert merged(rule) == ""


def test_merge_list_of_selectors_keeps_the_used_ones():
    assert merged(".absent, a, .wide { color: red }") == "a, .wide {color: red}"


def test_merge_custom_property_stays_while_something_reads_it():
    css = "html{--a:var(--b);--b:1px;--c:2px;--d:3px;width:var(--a)}"
    assert merged(css, 'style="height:var(--d)"') == "html{--a:var(--b);--b:1px;--d:3px;width:var(--a)}"


def test_merge_property_read_by_an_idle_property_only_goes_with_it():
    assert merged("html{--a:var(--b);--b:1px;color:red}") == "html{color:red}"


def test_merge_keyframes_and_fonts_stay_if_named():
    css = (
        "@keyframes spin{to{top:0}}@keyframes idle{to{top:0}}"
        '@font-face{font-family:"Used";src:url(used.woff2)}@font-face{font-family:Idle;src:url(idle.woff2)}'
        "a{animation:spin 1s;font-family:Used}"
    )
    kept = merged(css)
    assert "spin{" in kept
    assert "used.woff2" in kept
    assert "idle" not in kept


def test_merge_sheets_in_folders_keep_their_order_imports_and_addresses():
    sheets = {
        "styles/theme.css": '@import "../basic.css";a{background:url(../images/x.png)}',
        "basic.css": "a{color:blue}",
        "book.css": 'a{color:red;mask:url("data:image/svg+xml,y")}',
    }
    whole = merge(["styles/theme.css", "book.css"], sheets.__getitem__, USED, "")
    assert whole == (
        'a{color:blue}a{background:url("images/x.png")}a{color:red;mask:url("data:image/svg+xml,y")}'
    )
