"""What all pages share: the style sheet, what may be shown of others' HTML, the key of a page's content."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from collections.abc import Set as AbstractSet
from functools import cache, lru_cache
from importlib.resources import files
from pathlib import Path
from urllib.parse import quote

import jinja2
import nh3
from markupsafe import Markup, escape

from classroom.reports.words import counted

__all__ = ["clean_html", "has_key", "render", "spans", "style", "template"]

_STRESS = re.compile(r"(?<![\w*\\])\*([^\s*](?:[^*\n]*[^\s*])?)\*(?![\w*])")
_MATHML: dict[str, set[str]] = {
    tag: set(settings.split())
    for tags, settings in (
        ("math", "alttext display"),
        ("mi mn ms mtext", "mathvariant"),
        ("mo", "fence form largeop lspace mathvariant maxsize minsize movablelimits rspace stretchy"),
        ("mfrac mover munder munderover", "accent accentunder linethickness"),
        ("mpadded mspace mstyle", "depth displaystyle height scriptlevel width"),
        ("mtable mtd mtr", "columnalign columnlines columnspacing rowlines"),
        ("menclose mphantom mroot mrow msqrt msub msubsup msup", ""),
    )
    for tag in tags.split()
}
_TAGS = (nh3.ALLOWED_TAGS | _MATHML.keys()) - {"map", "area"}
_ATTRIBUTES = {**nh3.ALLOWED_ATTRIBUTES, **_MATHML, "*": {"style"}}
_STYLES = frozenset(
    ["background-color", "color", "font-style", "font-weight", "text-align", "text-decoration"]
)
# What stands in them is for browsers that do not know them.
_EMPTIED = frozenset(["audio", "canvas", "iframe", "noscript", "object", "script", "style", "video"])
_SCHEMES = frozenset(["http", "https", "mailto"])
_DEEPEST = 1_000  # elements in elements: what cleans them takes longer than their number says
_TAG = re.compile(r"<(/?)([a-z][a-z0-9]*)")
# Elements that need not be closed, and hold none of their own kind without another between.
_UNCLOSED = frozenset(
    [
        *("area", "br", "col", "hr", "img", "input", "link", "meta", "wbr"),
        *("dd", "dt", "li", "option", "p", "rp", "rt", "tbody", "td", "tfoot", "th", "thead", "tr"),
    ]
)
_PICTURE = re.compile(r"data:image/(?:png|jpeg|gif|webp|svg\+xml);base64,[A-Za-z0-9+/=\s]*")


@cache
def template(name: str) -> str:
    """The text of a file in `templates/`."""
    return (files("classroom.reports") / "templates" / name).read_text(encoding="utf-8")


def style() -> str:
    """The style sheet of all pages."""
    return template("style.css")


@cache
def _compiled(name: str) -> jinja2.Template:
    environment = jinja2.Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True)
    environment.filters.update(spans=spans, quote=quote, counted=counted)
    return environment.from_string(template(name))


def render(name: str, key: str, **content: object) -> str:
    """A page; `key` stands for what it was made from (see `has_key`)."""
    return _compiled(name).render(key=key, style=Markup(style()), **content)


def spans(message: str) -> Markup:
    """Text with `backticked` words as code, and words between asterisks stressed."""
    parts = message.split("`")
    if len(parts) % 2 == 0:
        return _stressed(message)
    return Markup("").join(
        Markup("<code>{}</code>").format(part) if place % 2 else _stressed(part)
        for place, part in enumerate(parts)
    )


def _stressed(text: str) -> Markup:
    """Words between asterisks stressed; those of a product or a pattern stay."""
    parts = _STRESS.split(text)
    return Markup("").join(
        Markup("<em>{}</em>").format(part) if place % 2 else escape(part) for place, part in enumerate(parts)
    )


def clean_html(content: str, pictures: Callable[[str], str | None]) -> Markup:
    """HTML made by a student's code, without scripts, styles, forms, frames or anything fetched.

    As it was written where its elements lie too deep in one another.

    Parameters
    ----------
    pictures : gives, for the address of a picture, one that holds all of it; without such it is left out
    """
    content = content.encode("utf-8", "replace").decode()  # halves of characters
    if _unclosed(content) > _DEEPEST:
        return Markup("<pre>{}</pre>").format(content)
    return _cleaned(content) if "<img" not in content.lower() else _with_pictures(content, pictures)


def _unclosed(content: str) -> int:
    """How many elements are opened and not closed."""
    opened: Counter[str] = Counter()
    for closing, name in _TAG.findall(content.lower()):
        opened[name] += -1 if closing else 1
    return sum(count for name, count in opened.items() if count > 0 and name not in _UNCLOSED)


# The pages of a class share their tasks' texts and most of their tables.
@lru_cache(maxsize=256)
def _cleaned(content: str) -> Markup:
    return _clean(content, _TAGS - {"img"}, _SCHEMES, _own)


def _own(tag: str, name: str, value: str) -> str | None:
    """An attribute's value, unless it names something to fetch for its looks."""
    return None if name == "style" and "url" in value.lower() else value


def _with_pictures(content: str, pictures: Callable[[str], str | None]) -> Markup:
    def keep(tag: str, name: str, value: str) -> str | None:
        if tag == "img" and name == "src":
            found = value if value.startswith("data:") else pictures(value)
            return found if found is not None and _PICTURE.fullmatch(found) else None
        if name in ("href", "src", "cite") and value.startswith(("data:", "attachment:")):
            return None
        return _own(tag, name, value)

    return _clean(content, _TAGS, _SCHEMES | {"data", "attachment"}, keep)


def _clean(
    content: str,
    tags: AbstractSet[str],
    schemes: AbstractSet[str],
    keep: Callable[[str, str, str], str | None],
) -> Markup:
    return Markup(
        nh3.clean(
            content,
            tags=set(tags),
            clean_content_tags=set(_EMPTIED),
            attributes=_ATTRIBUTES,
            attribute_filter=keep,
            url_schemes=set(schemes),
            filter_style_properties=set(_STYLES),
        )
    )


def has_key(target: Path, key: str) -> bool:
    """Whether a page is there and was made from what `key` stands for."""
    try:
        with open(target, encoding="utf-8") as file:
            return key in file.read(400)
    except (OSError, UnicodeDecodeError):
        return False
