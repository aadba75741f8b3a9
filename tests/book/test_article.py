"""The article speaks for itself: its sentences stand as it has them, and it is not made to say more.

The excerpt is cut off. It announces three reasons and gives one; its first lines seem to be its publisher's.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

BOOK = Path(__file__).parents[2] / "book"
PAGES = sorted([*BOOK.glob("*.md"), *(BOOK / "trainer").glob("*.md")])

# What the chapters quote, as printed: omissions are marked, inner guillemets are straight quotes, a double
# bar stands between two quotes of one chapter.
QUOTED = {
    "01-why-they-multiply": """
        Depuis 3 ans environ les digital factories se multiplient au sein des grandes entreprises
        françaises de tous les secteurs (banquiers, assureurs, hôteliers, industriels,
        distributeurs… et dernièrement compagnies aériennes).
    """,
    "02-agile-space": """
        L'objectif affiché, louable dans son intention, est d'être un vecteur d'accélération dans le
        numérique en constituant un espace / temps "agile" au sein d'organisations souvent lourdes
        et complexes [...] || Souvent localisée hors des murs dans des espaces conviviaux et
        inspirants [...]
    """,
    "03-squads": """
        [...] la digital factory réunit classiquement des experts de la data, du numérique, du
        design et du marketing dans une organisation orientée projets "à la Spotify".
    """,
    "04-innovate": """
        Innover et créer de nouveaux produits et services numériques "disruptifs"
    """,
    "05-go-faster": """
        Aller plus vite sur les projets digitaux et réduire le time to market
    """,
    "06-culture-and-decisions": """
        Changer de culture, accélérer la prise de décision et mieux travailler ensemble
    """,
    "07-first-years": """
        on est loin de l'alpha et de l'oméga de la transformation digitale promise, pour trois
        principales raisons
    """,
    "08-the-wall": """
        Développés en dehors des systèmes et des process de l'entreprise, les services digitaux
        produits par la factory "retombent" dans les lourdeurs organisationnelles et IT habituelles
        dès lors qu'ils doivent être industrialisés.
    """,
    "09-separate-organisation": """
        Le seul modèle que j'ai pu observer qui marche est de laisser le service ensuite dans une
        organisation séparée. Pas très transformant…
    """,
    "10-capstone": """
        Mais attention, certaines règles sont à respecter si l'on veut que ce nouvel outil
        d'accélération de la transformation numérique fonctionne vraiment !
    """,
}
# A phrase in italics is French if one of these words is in it.
FRENCH = re.compile(r"\b(?:de|des|du|le|la|les|se|pas|très|que|est|pour|dans|disruptifs|ensuite)\b|\bl'|\bj'")
HEADINGS = {"le mur de l'industrialisation"}  # the article's, over its last paragraph

# Sentences that once stood in a page, and what the article has in their place.
NOT_SAID = {
    r"one reason in full": "the excerpt breaks off after the first reason, perhaps within it",
    r"article opens with a (?:warning|promise)": "those lines speak of the author in the third person",
    r"used to sit in four departments": "it says which experts come together, not where they came from",
    r"What he misses is": "*pas très transformant*: he finds the transformation lacking",
    r"services? after industrialisation": "*ensuite*: afterwards",
    r"airline at the end of the sentence": "it names no airline",
}


def quotes(slug: str) -> list[str]:
    """Return the French block quotes of a chapter, without their guillemets."""
    text = re.sub(r"(?m)^> ?", "", (BOOK / f"{slug}.md").read_text(encoding="utf-8"))
    return [" ".join(quote.split()) for quote in re.findall(r"^« (.*?) »$", text, re.DOTALL | re.MULTILINE)]


@pytest.mark.parametrize("slug", QUOTED)
def test_quote_of_the_article_is_its_own_sentence(slug: str) -> None:
    assert " || ".join(quotes(slug)) == " ".join(QUOTED[slug].split())


def test_french_words_in_italics_are_the_articles() -> None:
    article = " ".join(" ".join(QUOTED.values()).split()).lower()
    strangers = {}
    for page in PAGES:
        text = re.sub(r"^```.*?^```", "", page.read_text(encoding="utf-8"), flags=re.DOTALL | re.MULTILINE)
        for phrase in re.findall(r"(?<![*\w])\*([^*\n]{4,60})\*(?![*\w])", text):
            said = phrase.strip(" .…").lower()
            if FRENCH.search(said) and said not in article and said not in HEADINGS:
                strangers.setdefault(page.name, []).append(phrase)
    assert strangers == {}


@pytest.mark.parametrize("pattern", NOT_SAID)
def test_page_does_not_say_what_the_article_does_not(pattern: str) -> None:
    saying = [
        page.name for page in PAGES if re.search(pattern, " ".join(page.read_text(encoding="utf-8").split()))
    ]
    assert saying == [], NOT_SAID[pattern]
