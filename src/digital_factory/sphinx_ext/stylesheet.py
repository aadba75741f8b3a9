"""One style sheet for the whole book: what the theme and the extensions bring, without what no page uses.

A rule stays if every class, id and element that its selector asks for stands in some page or in some script
that a page loads; what a script could add to a page is thereby kept as well. Custom properties, fonts and
animations stay if something that stays names them. In doubt a rule stays.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import tinycss2
from tinycss2 import ast

__all__ = ["merge", "words_of_page", "words_of_script"]

_ATTRIBUTE = re.compile(r'\b(?:class|id)="([^"]*)"')
_TAG = re.compile(r"<([a-zA-Z][\w-]*)")
_WORD = re.compile(r"[A-Za-z_][\w-]*")
_NESTED = {"media", "supports", "layer", "container"}
_ICON_FONT = "Font Awesome"  # its icons are drawings by now
_ROOT_ONLY = {"html", "body", "root"}


def words_of_page(html: str) -> set[str]:
    """Return the names of elements, classes and ids of a page."""
    named = {name for value in _ATTRIBUTE.findall(html) for name in value.split()}
    return named | {tag.lower() for tag in _TAG.findall(html)} | _ROOT_ONLY


def words_of_script(code: str) -> set[str]:
    """Return every word of a script: it may make elements and set classes of these names.

    One that ends in a hyphen, as of `tone-${number}`, stands for every name that begins so.
    """
    return set(_WORD.findall(code))


def merge(paths: Iterable[str], read: Callable[[str], str], used: set[str], mentioned: str) -> str:
    """Return one sheet with the used rules of the sheets at `paths`, in their order.

    Parameters
    ----------
    paths
        Each relative to the folder of the result; imported sheets follow where they are imported.
    read
        Gives the text of a sheet.
    used
        Names that pages and scripts use.
    mentioned
        Text outside the sheets that may name a custom property: inline styles, scripts.
    """
    rules: list[ast.Node] = []
    for path in paths:
        for own_path, rule in _with_imports(path, read):
            rules.extend(_kept([rule], used, own_path))
    rules = _named_only(rules)
    while True:
        text = "".join(_write(rule) for rule in rules)
        names = set(re.findall(r"var\(\s*(--[\w-]+)", text)) | set(re.findall(r"--[\w-]+", mentioned))
        fewer = [rule for rule in (_without_idle(rule, names) for rule in rules) if rule is not None]
        slimmer = "".join(_write(rule) for rule in fewer)
        if slimmer == text:
            return text
        rules = fewer


def _with_imports(path: str, read: Callable[[str], str]) -> Iterator[tuple[str, ast.Node]]:
    for rule in tinycss2.parse_stylesheet(read(path), skip_comments=True, skip_whitespace=True):
        if rule.type == "at-rule" and rule.lower_at_keyword == "import":
            yield from _with_imports(_beside(path, _address(rule.prelude)), read)
        else:
            yield path, rule


def _address(tokens: Iterable[ast.Node]) -> str:
    """Return what an import names: ``"x.css"``, ``url(x.css)`` or ``url("x.css")``."""
    flat = [one for token in tokens for one in (token.arguments if token.type == "function" else [token])]
    return str(next(token.value for token in flat if token.type in ("string", "url")))


def _beside(path: str, address: str) -> str:
    return posixpath.normpath(posixpath.join(posixpath.dirname(path), address))


def _kept(rules: Iterable[ast.Node], used: set[str], path: str) -> Iterator[ast.Node]:
    for rule in rules:
        if isinstance(rule, ast.QualifiedRule):
            selectors = [one for one in _split(rule.prelude) if _matches(one, used)]
            if selectors:
                rule.prelude = _join(selectors)
                _rebase(rule.content, path)
                yield rule
        elif isinstance(rule, ast.AtRule) and rule.lower_at_keyword in _NESTED and rule.content is not None:
            inner = tinycss2.parse_rule_list(rule.content, skip_comments=True, skip_whitespace=True)
            rule.content = list(_kept(inner, used, path))
            if rule.content:
                yield rule
        elif isinstance(rule, ast.AtRule) and rule.lower_at_keyword != "charset":
            _rebase(rule.content or [], path)
            yield rule


def _split(tokens: list[ast.Node]) -> list[list[ast.Node]]:
    """Split a list of selectors at its commas."""
    parts: list[list[ast.Node]] = [[]]
    for token in tokens:
        if token.type == "literal" and token.value == ",":
            parts.append([])
        elif token.type != "comment":
            parts[-1].append(token)
    return parts


def _join(selectors: list[list[ast.Node]]) -> list[ast.Node]:
    comma = tinycss2.parse_component_value_list(",")
    joined: list[ast.Node] = []
    for selector in selectors:
        joined += ([*comma] if joined else []) + selector
    return joined


def _matches(selector: list[ast.Node], used: set[str]) -> bool:
    """Whether every class, id and element of a selector is in use, functions aside."""
    before = ""
    for token in selector:
        if token.type == "hash" and not _is_used(token.value, used):
            return False
        if token.type == "ident" and before != ":":
            name = token.value if before == "." else token.lower_value
            if not _is_used(name, used):
                return False
        before = token.value if token.type == "literal" else ""
    return True


def _is_used(name: str, used: set[str]) -> bool:
    beginnings = (name[: place + 1] for place, sign in enumerate(name) if sign == "-" and place > 1)
    return name in used or any(beginning in used for beginning in beginnings)


def _rebase(tokens: Iterable[ast.Node], path: str) -> None:
    """Make relative addresses hold from the folder of the merged sheet."""
    for token in tokens:
        if token.type == "url":
            token.representation = f"url({_quoted(_moved(token.value, path))})"
        elif token.type == "function" and token.lower_name == "url":
            for argument in token.arguments:
                if argument.type == "string":
                    argument.representation = _quoted(_moved(argument.value, path))
        elif token.type == "{} block":
            _rebase(token.content, path)


def _quoted(address: str) -> str:
    return '"' + address.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _moved(address: str, path: str) -> str:
    return address if re.match(r"[a-z]+:|/|#", address) else _beside(path, address)


def _named_only(rules: list[ast.Node]) -> list[ast.Node]:
    """Drop fonts and animations that no rule names."""
    plain = "".join(_write(rule) for rule in rules if getattr(rule, "lower_at_keyword", "") not in _NAMING)

    def named(rule: ast.Node) -> bool:
        naming = _NAMING.get(getattr(rule, "lower_at_keyword", ""))
        if naming is None:
            return True
        return not naming(rule).startswith(_ICON_FONT) and naming(rule) in plain

    return [rule for rule in rules if named(rule)]


def _family(rule: Any) -> str:
    for declaration in tinycss2.parse_declaration_list(
        rule.content, skip_comments=True, skip_whitespace=True
    ):
        if declaration.type == "declaration" and declaration.lower_name == "font-family":
            return str(tinycss2.serialize(declaration.value)).strip().strip("\"'").replace("\\", "")
    return ""


_NAMING: dict[str, Callable[[Any], str]] = {
    "font-face": _family,
    "keyframes": lambda rule: tinycss2.serialize(rule.prelude).strip(),
    "-webkit-keyframes": lambda rule: tinycss2.serialize(rule.prelude).strip(),
}


def _without_idle(rule: Any, names: set[str]) -> ast.Node | None:
    """Drop the custom properties that nothing reads, and then the rule if it is empty."""
    if rule.type == "at-rule":
        if rule.lower_at_keyword in _NESTED and rule.content is not None:
            rule.content = [
                one for one in (_without_idle(one, names) for one in rule.content) if one is not None
            ]
            return rule if rule.content else None
        return rule
    declarations = tinycss2.parse_blocks_contents(rule.content, skip_comments=True, skip_whitespace=True)
    kept = [one for one in declarations if one.type != "declaration" or one.name in names or not _custom(one)]
    if len(kept) < len(declarations):
        rule.content = tinycss2.parse_component_value_list(";".join(one.serialize() for one in kept))
    return rule if kept else None


def _custom(declaration: Any) -> bool:
    return bool(declaration.name.startswith("--"))


def _write(rule: Any) -> str:
    """Serialise a rule without the spaces that mean nothing."""
    if rule.type == "at-rule" and rule.lower_at_keyword in _NESTED and rule.content is not None:
        inner = "".join(_write(one) for one in rule.content)
        return f"@{rule.at_keyword} {_narrow(tinycss2.serialize(rule.prelude))}{{{inner}}}"
    return _narrow(rule.serialize())


def _narrow(text: str) -> str:
    return re.sub(r"\s+", " ", text).replace("{ ", "{").replace(" }", "}").replace("; ", ";").strip()
