"""What a site has beside its pages: a first address, a map for engines, a page for what is not there."""

from __future__ import annotations

import html
from pathlib import Path
from xml.sax.saxutils import escape

from digital_factory import text
from digital_factory.sphinx_ext.page_head import canonical, said_of

__all__ = ["FIRST", "NOT_FOUND", "SITEMAP", "write_site_files"]

FIRST, NOT_FOUND, SITEMAP = "index.html", "404.html", "sitemap.xml"
_TOOLS = {"search.html", "genindex.html", "progress.html"}  # nothing to be found there

# A server sends this page for any address, at any depth. It takes the site's root from the site's own folders
# in the address; then it asks for the site's icon there and, as long as there is none, one folder higher.
_NOT_FOUND_PAGE = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>{title} — {site}</title>
<script>
  const inside = location.pathname.match(/^(.*?\\/)(?:book|lab|_[a-z]+)\\//);
  const root = inside ? inside[1] : location.pathname.replace(/[^/]*$/, "");
  const base = document.head.appendChild(Object.assign(document.createElement("base"), {{ href: root }}));
  const look = (folder) => {{
    const higher = folder.replace(/[^/]*\\/$/, "");
    const icon = new Image();
    icon.onload = () => {{ base.href = folder; }};
    icon.onerror = () => higher && look(higher);
    icon.src = `${{folder}}_static/favicon.svg`;
  }};
  look(root);
</script>
<style>
  :root {{ color-scheme: light dark; }}
  :root {{ background: light-dark(#fff, #14181d); color: light-dark(#1f262d, #e6e9ec); }}
  body {{ max-width: 34rem; margin: 15vh auto; padding: 0 1.5rem; font: 1.0625rem/1.6 sans-serif; }}
  a {{ font-weight: 600; margin-right: 1.5rem; color: light-dark(#0b5b88, #7dc1ec); }}
</style>
</head>
<body>
<main>
<h1>{title}</h1>
<p>{said}</p>
<p><a href="index.html">{start}</a> <a href="search.html">{search}</a></p>
</main>
</body>
</html>
"""

# With an icon: a browser may ask for one before it goes on, and finds none where it looks by itself.
_FIRST_PAGE = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="refresh" content="0; url={start}">
<title>{site}</title>
<link rel="icon" href="_static/favicon.svg">
{said}
</head>
<body><p><a href="{start}">{site}</a></p></body>
</html>
"""


def write_site_files(folder: Path, site: str, start: str) -> None:
    """Write these files into `folder`, the output of an HTML build of the book called `site`.

    The first address leads to the page `start`, a path in `folder`, unless that is the first address itself.

    Without a public address, ``html_baseurl``, there is no map: it may list whole addresses only.
    """
    words = {
        "title": text.NOT_FOUND_TITLE,
        "site": site,
        "said": text.NOT_FOUND,
        "start": text.NOT_FOUND_START,
        "search": text.NOT_FOUND_SEARCH,
    }
    escaped = {name: html.escape(word) for name, word in words.items()}
    (folder / NOT_FOUND).write_text(_NOT_FOUND_PAGE.format(**escaped), encoding="utf-8")
    if start != FIRST:
        # Whoever shares the course shares this address, and those who read it there do not go on.
        said = said_of((folder / start).read_text(encoding="utf-8"))
        first = _FIRST_PAGE.format(start=html.escape(start), site=escaped["site"], said=said)
        (folder / FIRST).write_text(first, encoding="utf-8")
    pages = (path for path in sorted(folder.rglob("*.html")) if path.name not in _TOOLS)
    found = (canonical(path.read_text(encoding="utf-8")) for path in pages)
    addresses = dict.fromkeys(one for one in found if one)  # the first address is the start page's other one
    if addresses:
        entries = "".join(f"<url><loc>{escape(html.unescape(one))}</loc></url>\n" for one in addresses)
        opening = '<?xml version="1.0" encoding="utf-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n'
        (folder / SITEMAP).write_text(f"{opening}{entries}</urlset>\n", encoding="utf-8")
