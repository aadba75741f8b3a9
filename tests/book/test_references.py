"""The list of references: what an entry must say so that a reader can find the source, without a network.

That each entry is cited, and each citation has its entry, is for the lint of chapters.
"""

import re
from collections import Counter
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from pybtex.database import Entry, parse_file

ROOT = Path(__file__).parents[2]
ENTRIES: dict[str, Entry] = dict(parse_file(str(ROOT / "book" / "references.bib"), "bibtex").entries)

# ISO 26324: a prefix of the registrant, then whatever the registrant likes; here without blanks or braces.
DOI = re.compile(r"10\.\d{4,9}/[^\s{}\"]+")

# Sites that hold copies of other people's documents, which come and go.
COPIES = (
    *("slidelegend.com", "readkong.com", "scribd.com", "studylib.net", "dokumen.tips", "docplayer.net"),
    *("vdocuments.site", "coek.info", "5dok.org", "docslib.org", "pdffox.com", "yumpu.com"),
)


def having(field: str) -> list[str]:
    return sorted(key for key, entry in ENTRIES.items() if field in entry.fields)


@pytest.mark.parametrize("key", sorted(ENTRIES))
def test_entry_names_author_title_and_a_place_to_find_it(key: str) -> None:
    entry = ENTRIES[key]
    is_book = entry.type == "book" and "publisher" in entry.fields
    assert entry.persons["author"]
    assert entry.fields["title"]
    assert is_book or {"doi", "url"} & set(entry.fields)


@pytest.mark.parametrize("key", having("doi"))
def test_doi_stands_bare(key: str) -> None:
    assert DOI.fullmatch(ENTRIES[key].fields["doi"])


@pytest.mark.parametrize("key", having("url"))
def test_address_is_of_the_web_and_no_doi(key: str) -> None:
    address = urlsplit(ENTRIES[key].fields["url"])
    assert address.scheme in {"http", "https"}
    assert "." in address.netloc
    assert not address.netloc.endswith("doi.org")


@pytest.mark.parametrize("key", having("url"))
def test_address_is_no_site_of_copied_documents(key: str) -> None:
    host = urlsplit(ENTRIES[key].fields["url"]).netloc.removeprefix("www.")
    assert not host.endswith(COPIES), (
        f"{host} copies what others wrote. Give the publisher's page, or a summary of it."
    )


@pytest.mark.parametrize("key", sorted(key for key in ENTRIES if re.search(r"\d{4}", key)))
def test_entry_with_a_year_in_its_key_is_of_that_year(key: str) -> None:
    assert f"{ENTRIES[key].fields['year']}" in key


@pytest.mark.parametrize("key", sorted(key for key, entry in ENTRIES.items() if entry.type == "article"))
def test_article_names_journal_volume_and_pages(key: str) -> None:
    assert {"journal", "volume", "pages"} <= set(ENTRIES[key].fields)


@pytest.mark.parametrize("field", ["doi", "url", "title"])
def test_no_two_entries_share_their(field: str) -> None:
    values = Counter(ENTRIES[key].fields[field].casefold() for key in having(field))
    assert [value for value, times in values.items() if times > 1] == []
