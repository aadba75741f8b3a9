"""Which submissions share unusual code: each rule on a few lines."""

import pytest

from classroom.reports.similarity import CELL_END, similar_pairs

UNUSUAL = """def dearest(frame, count):
    ranking = {}
    for place, (label, amount) in enumerate(zip(frame["name"], frame["price"])):
        ranking[-amount, place] = label
    return [ranking[key] for key in sorted(ranking)][:count]"""
OTHER = "\n".join(f"value_{number} = table_{number}.mean() + {number} * rate_{number}" for number in range(9))


def test_two_who_share_unusual_code_are_a_pair_with_the_shared_piece() -> None:
    (pair,) = similar_pairs({"ada": UNUSUAL, "bob": UNUSUAL, "cyd": OTHER}, "")

    assert (pair.first, pair.second, pair.share) == ("ada", "bob", 1.0)
    assert pair.example == UNUSUAL


@pytest.mark.parametrize(
    "copied",
    [
        UNUSUAL.replace("    return", "    # my own idea\n    return"),
        UNUSUAL.replace("):\n    ranking", '):\n    """My own idea."""\n    ranking'),
        UNUSUAL.replace(" = ", "="),
        "first = 1\n" + UNUSUAL,
    ],
    ids=["comment", "docstring", "spaces", "more code"],
)
def test_copy_that_is_dressed_up_is_still_a_pair(copied: str) -> None:
    pairs = similar_pairs({"ada": UNUSUAL, "bob": copied}, "")

    assert [(pair.first, pair.second) for pair in pairs] == [("ada", "bob")]


def test_code_with_other_names_is_no_pair() -> None:
    renamed = UNUSUAL.replace("ranking", "order").replace("label", "word").replace("amount", "cost")

    assert similar_pairs({"ada": UNUSUAL, "bob": renamed}, "") == []


def test_code_that_the_task_brings_is_no_reason() -> None:
    assert similar_pairs({"ada": UNUSUAL, "bob": UNUSUAL}, released=UNUSUAL) == []


def test_code_that_many_wrote_is_no_reason() -> None:
    many = {f"student-{number}": UNUSUAL for number in range(4)}

    assert similar_pairs(many, "") == []


def test_few_shared_words_are_no_reason() -> None:
    line = "total = frame.groupby('name')['price'].sum()"

    assert similar_pairs({"ada": line, "bob": line}, "") == []


def test_small_share_of_ones_own_code_is_no_reason() -> None:
    own = {
        who: "\n".join(f"{who}_{number} = {who}.mean({number}) + {number} * rate" for number in range(40))
        for who in ("ada", "bob")
    }

    assert similar_pairs({who: f"{code}\n{UNUSUAL}" for who, code in own.items()}, "") == []


def test_run_of_words_does_not_cross_cells() -> None:
    words = UNUSUAL.split()
    pieces = [" ".join(words[at : at + 2]) for at in range(0, len(words), 2)]

    assert similar_pairs({"ada": CELL_END.join(pieces), "bob": CELL_END.join(pieces)}, "") == []


def test_pairs_come_with_the_most_shared_first_and_no_more_than_asked() -> None:
    sources = {"ada": UNUSUAL, "bob": UNUSUAL, "cyd": f"{OTHER}\n{OTHER}", "dee": f"{OTHER}\n{OTHER}"}

    assert [(pair.first, pair.second) for pair in similar_pairs(sources, "", most=1)] == [("cyd", "dee")]


def test_similarity_names_shared_unusual_code_and_not_what_all_wrote() -> None:
    usual = "total = sum(price for price in prices if price > 0) / max(len(prices), 1)\n"
    odd = "keep = {k: (v * 3 + 1) % 7 for k, v in zip(names, values) if v not in (2, 5, 11)}\n"
    sources = {f"student-{number}": usual + f"x{number} = {number}\n" for number in range(30)}
    sources["copy-1"], sources["copy-2"] = usual + odd, usual + "# my own\n" + odd
    pairs = similar_pairs(sources, "")
    assert [(pair.first, pair.second) for pair in pairs] == [("copy-1", "copy-2")]
    assert "% 7" in pairs[0].example
