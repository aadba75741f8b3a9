"""What the head of a page says to search engines and browsers, and the assets it asks for.

The theme loads a dozen styles and scripts, some of them for parts that this book does not have. A finished
page asks for one style sheet and one script, and carries a description of itself.
"""

from __future__ import annotations

import html
import re
from collections.abc import Container
from urllib.parse import urljoin

from digital_factory import text

__all__ = [
    "SCRIPT",
    "SHARE_PICTURE",
    "STYLE",
    "asset_paths",
    "canonical",
    "describe",
    "link_assets",
    "said_of",
    "with_base",
]

STYLE, SCRIPT = "book-style.css", "book-script.js"
"""Names of the one style sheet and the one script, in `_static`."""

SHARE_PICTURE = "_static/share.png"
"""What a link to any page shows where people share it: 1200 by 630 pixels."""

_LONGEST_DESCRIPTION = 155  # characters that search engines show

_SHEET = re.compile(r'[ \t]*<link\b(?=[^>]*rel="stylesheet")[^>]*href="([^"?]*_static/[^"?]*)[^>]*/?>\n?')
_LOADED = re.compile(r'[ \t]*<script\b[^>]*src="([^"?]*)[^>]*></script>\n?')
_PRELOAD = re.compile(r'[ \t]*<link rel="preload"[^>]*/?>\n?')
_SEARCH = re.compile(
    r'[ \t]*<script\b[^>]*src="[^"?]*(?:searchtools|language_data|searchindex)\.js[^>]*></script>\n?'
)
_RESULTS = 'id="search-results"'
_BLANK_LINES = re.compile(r"\n\s*\n")
_OPTIONS = re.compile(r"[ \t]*<script>DOCUMENTATION_OPTIONS\.[^<]*</script>\n?")
_FIRST_THEME = re.compile(r'[ \t]*<script data-cfasync="false">.*?</script>', re.DOTALL)
_VIEWPORT = re.compile(r'\s*<meta name="viewport"[^>]*/?>')
_TITLE = re.compile(r"<title>(.*?)</title>", re.DOTALL)
_SEPARATORS = (" &#8212; ", " — ", " - ")
_DESCRIPTION = re.compile(r'<meta (?=[^>]*name="description")[^>]*content="([^"]*)"')
_SAID = re.compile(
    r'<(?:link rel="canonical"|meta (?=[^>]*(?:name="(?:description|twitter:card)"|property="og:)))[^>]*>'
)
_CANONICAL = re.compile(r'<link rel="canonical" href="([^"]*)"')
_PUBLIC = re.compile(
    r'[ \t]*<(?:link rel="canonical"|meta property="og:(?:url|image)[^"]*"|meta name="twitter:card")[^>]*>\n?'
)
_TO_ROOT = re.compile(r'data-content_root="([^"]*)"')
_COMMENTS = re.compile(r"\s*<!--.*?-->", re.DOTALL)
_PARAGRAPH = re.compile(r"<p>(.*?)</p>", re.DOTALL)
_MARKUP = re.compile(r"<[^>]+>")

# Sets the colours before the first paint; the theme's script does so only after the page has been read.
# Where a browser refuses all storage, the theme's scripts and Sphinx's would end: they get one that forgets.
_COLOURS = """<script>{
  const root = document.documentElement;
  try { localStorage.length; } catch {
    const value = { getItem: () => null, setItem() {}, removeItem() {} };
    Object.defineProperty(window, "localStorage", { value, configurable: true });
  }
  const mode = localStorage.getItem("mode") || "auto";
  const dark = mode === "auto" ? matchMedia("(prefers-color-scheme: dark)").matches : mode === "dark";
  root.dataset.mode = mode;
  root.dataset.theme = dark ? "dark" : "light";
}</script>"""


def asset_paths(page: str) -> tuple[list[str], list[str]]:
    """Return the style sheets and the scripts that a page asks for, relative to `_static`."""
    scripts = [address for address in _LOADED.findall(_searching(page)) if "_static/" in address]
    return [_in_static(address) for address in _SHEET.findall(page)], [_in_static(one) for one in scripts]


def link_assets(page: str, gone: Container[str], versions: dict[str, str]) -> str:
    """Return the page with the one style sheet and the one script in place of what went into them.

    Parameters
    ----------
    page
        The page as Sphinx wrote it.
    gone
        Paths, relative to `_static`, of scripts that are in the one script or of no use.
    versions
        For `STYLE` and `SCRIPT`, what tells a browser that its copy is old.
    """
    first = _SHEET.search(page)
    if STYLE in page or first is None:
        return page
    static = first[1].partition("_static/")[0] + "_static/"

    def script(match: re.Match[str]) -> str:
        if _in_static(match[1]) in gone:
            return ""
        return match[0] if " defer" in match[0] else match[0].replace("<script ", "<script defer ", 1)

    page = _LOADED.sub(script, _OPTIONS.sub("", _PRELOAD.sub("", _SHEET.sub("", _searching(page)))))
    page = _FIRST_THEME.sub("", page, count=1)
    links = (
        f'{_COLOURS}\n<link rel="stylesheet" href="{static}{STYLE}?v={versions[STYLE]}">\n'
        f'<script defer src="{static}{SCRIPT}?v={versions[SCRIPT]}"></script>\n'
    )
    head, end, rest = page.partition("</head>")
    title, closed, head = _COMMENTS.sub("", head).partition("</title>")
    return title + closed + "\n" + links + _BLANK_LINES.sub("\n", head) + end + rest


def _in_static(address: str) -> str:
    return address.partition("_static/")[2]


def _searching(page: str) -> str:
    """Return the page without the index of words, unless it is the page that searches."""
    return page if _RESULTS in page else _SEARCH.sub("", page)


def describe(page: str) -> str:
    """Return the page with one viewport, a title without repeats, a description, and what sharing shows.

    Its description is its own, else its first paragraph.
    """
    head, end, body = page.partition("</head>")
    if not end:
        return page
    first = _VIEWPORT.search(head)
    if first:
        head = head[: first.end()] + _VIEWPORT.sub("", head[first.end() :])
    head = _TITLE.sub(_once, head, count=1)
    own = _DESCRIPTION.search(head)
    meta = own[1] if own else html.escape(_first_words(body))
    if meta and not own:
        head += f'<meta name="description" content="{meta}">\n'
    title = _TITLE.search(head)
    if meta and title and 'property="og:title"' not in head:
        name, site = _name_and_site(title[1].strip())
        head += f'<meta property="og:title" content="{name}">\n'
        head += f'<meta property="og:site_name" content="{site}">\n'
        head += f'<meta property="og:description" content="{meta}">\n'
        head += f'<meta property="og:type" content="{"website" if name == site else "article"}">\n'
        head += _shared(page)
    return head + end + body


def said_of(page: str) -> str:
    """Return what the head of a finished page says of it to those who find or share it."""
    return "\n".join(found[0] for found in _SAID.finditer(page.partition("</head>")[0]))


def canonical(page: str) -> str:
    """Return the public address of a page; empty where the book has none."""
    found = _CANONICAL.search(page)
    return found[1] if found else ""


def with_base(page: str, old: str, new: str) -> str:
    """Return the page with its public addresses below `new` instead of `old`; "" as `new` takes them out."""
    if not old:
        return page
    return _PUBLIC.sub(lambda tag: tag[0].replace(old, new) if new else "", page)


def _shared(page: str) -> str:
    """Return what the page shows where it is shared: its address and a picture, both absolute."""
    address, to_root = canonical(page), _TO_ROOT.search(page)
    if not address or to_root is None:
        return ""
    picture = html.escape(urljoin(urljoin(address, to_root[1]), SHARE_PICTURE))
    return (
        f'<meta property="og:url" content="{address}">\n<meta property="og:image" content="{picture}">\n'
        '<meta property="og:image:width" content="1200">\n<meta property="og:image:height" content="630">\n'
        f'<meta property="og:image:alt" content="{html.escape(text.SHARE_PICTURE)}">\n'
        '<meta name="twitter:card" content="summary_large_image">\n'
    )


def _once(match: re.Match[str]) -> str:
    name, site = _name_and_site(match[1].strip())
    return f"<title>{site}</title>" if name == site else match[0]


def _name_and_site(title: str) -> tuple[str, str]:
    """Return what a title says of the page and of the site: the same, if it has one part."""
    for separator in _SEPARATORS:
        name, found, site = title.rpartition(separator)
        if found:
            return name, site
    return title, title


def _first_words(body: str) -> str:
    """Return the first paragraph of the article as text, cut at a word if it is long."""
    article = body.partition("<article")[2]
    for paragraph in _PARAGRAPH.findall(article):
        words = " ".join(html.unescape(_MARKUP.sub("", paragraph)).split())
        if len(words) > 40:
            if len(words) <= _LONGEST_DESCRIPTION:
                return words
            return words[: _LONGEST_DESCRIPTION - 1].rsplit(" ", 1)[0].rstrip(",;:") + "…"
    return ""
