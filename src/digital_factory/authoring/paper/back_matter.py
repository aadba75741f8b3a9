"""What stands behind the chapters: the quizzes with answers, the references once, the words with pages."""

from __future__ import annotations

import copy
from collections.abc import Sequence
from string import ascii_uppercase

from bs4 import BeautifulSoup, Tag

from digital_factory.authoring.paper.articles import WORDS, Article, tag

__all__ = ["contents", "index_of_words", "page_number", "references", "solved_quizzes"]

QUIZZES, REFERENCES, INDEX = "The quizzes, answered", "References", "Words, and where they are used"
RIGHT = "Right."
_SOUP = BeautifulSoup("", "html.parser")


def page_number(target: str) -> Tag:
    """Return the place for the number of the page on which the element `target` is printed."""
    link = tag(_SOUP, "a", "000", href=f"#{target}", class_="page-number")
    link["data-page-of"] = target
    return link


def contents(articles: Sequence[Article], others: Sequence[tuple[str, str]]) -> Tag:
    """Return the table of contents: `articles`, then `others`, which are identifiers and titles."""
    section = tag(_SOUP, "section", class_="contents")
    section.append(tag(_SOUP, "h2", "Contents"))
    rows = [(article.slug, article.title) for article in articles] + list(others)
    for target, title in rows:
        line = tag(_SOUP, "p")
        line.append(tag(_SOUP, "a", title, href=f"#{target}"))
        line.append(tag(_SOUP, "span", class_="dots"))
        line.append(page_number(target))
        section.append(line)
    return section


def solved_quizzes(articles: Sequence[Article]) -> Tag:
    """Take the answers out of the chapters; return all questions, each with its answer and the reasons."""
    section = tag(_SOUP, "section", class_="answers", id="answers")
    section.append(tag(_SOUP, "h1", QUIZZES))
    for article in articles:
        questions = article.content.select(".quiz")
        if questions:
            section.append(tag(_SOUP, "h2", article.title))
        for number, question in enumerate(questions, 1):
            section.append(_answered(question, number))
            for reason in question.select("blockquote"):
                reason.decompose()
    return section


def _answered(question: Tag, number: int) -> Tag:
    box = tag(_SOUP, "div", class_="answered")
    title = question.select_one(".admonition-title")
    line = tag(_SOUP, "p", f"{number}. ", class_="question")
    for part in title.contents if title else ():
        line.append(copy.copy(part))
    box.append(line)
    for letter, option in zip(ascii_uppercase, question.select("ul > li"), strict=False):
        reason = option.find("blockquote")
        strong = reason.find("strong") if isinstance(reason, Tag) else None
        right = isinstance(strong, Tag) and strong.get_text(strip=True) == RIGHT
        line = tag(_SOUP, "div", class_="option right" if right else "option")
        line.append(tag(_SOUP, "strong", f"{letter}. "))
        for part in [one for one in option.contents if one is not reason]:
            line.append(copy.copy(part))
        if isinstance(reason, Tag):
            line.append(copy.copy(reason))
        box.append(line)
    return box


def references(articles: Sequence[Article]) -> Tag:
    """Take the references out of the chapters; return each source once, by the name that cites it."""
    found: dict[str, tuple[str, Tag]] = {}
    for article in articles:
        labels: dict[str, str] = {}
        for link in article.content.select(".bibtex-citation a"):
            place, label = str(link["href"])[1:], link.get_text()
            # Where a sentence names the author itself, its link is the year alone.
            labels[place] = max(labels.get(place, ""), label, key=len)
        for entry in article.content.select(".citation"):
            text = entry.find("p")
            if not isinstance(text, Tag):
                continue
            place = str(entry["id"])
            found.setdefault(text.get_text(" ", strip=True), (labels.get(place, ""), copy.copy(text)))
            number = list(found).index(text.get_text(" ", strip=True)) + 1
            for link in article.content.select(f'a[href="#{place}"]'):
                link["href"] = f"#reference-{number}"
        for heading in article.content.find_all("h2"):
            if heading.get_text(strip=True).removesuffix("#") == REFERENCES and heading.parent is not None:
                heading.parent.decompose()
    section = tag(_SOUP, "section", class_="references", id="references")
    section.append(tag(_SOUP, "h1", REFERENCES))
    numbered = [(label, number, text) for number, (label, text) in enumerate(found.values(), 1)]
    for label, number, text in sorted(numbered, key=lambda one: (one[0].casefold(), one[1])):
        line = tag(_SOUP, "p", id=f"reference-{number}")
        line.append(tag(_SOUP, "strong", f"{label.removesuffix('.')}. " if label else ""))
        for part in list(text.contents):
            line.append(copy.copy(part))
        section.append(line)
    return section


def index_of_words(words: Article, articles: Sequence[Article]) -> Tag:
    """Return the words of the course, what each means and the pages on which a chapter uses it."""
    section = tag(_SOUP, "section", class_="index", id=WORDS)
    section.append(tag(_SOUP, "h1", INDEX))
    uses: dict[str, list[str]] = {}
    for article in articles:
        for number, link in enumerate(article.content.select(f'a[href^="#{WORDS}--term-"]')):
            place = f"{article.slug}--use-{number}"
            link["id"] = place
            uses.setdefault(str(link["href"])[1:], []).append(place)
    for term in words.content.select("dl.glossary > dt"):
        entry = tag(_SOUP, "div", class_="word", id=str(term["id"]))
        entry.append(tag(_SOUP, "strong", term.get_text(strip=True)))
        meaning = term.find_next_sibling("dd")
        paragraph = meaning.find("p") if isinstance(meaning, Tag) else None
        entry.append(" ")
        for part in list(paragraph.contents) if isinstance(paragraph, Tag) else []:
            entry.append(copy.copy(part))
        numbers = tag(_SOUP, "span", class_="uses")
        for place in uses.get(str(term["id"]), []):
            numbers.append(page_number(place))
        if numbers.contents:
            entry.append(numbers)
        section.append(entry)
    return section
