"""The shipped rows of the law: nothing invented, nothing doubtful without its mark."""

import re

from opora.law import facts
from opora.law.rules import Confidence, Unit

RULES = list(facts.rows("deadline_rules"))
TERMS = list(facts.rows("legal_terms"))
# Articles that the domain notes confirm; any other number must not be shipped.
CONFIRMED = {
    "чл. 7 ЗЗД", "чл. 12 ЗСУ", "чл. 12, ал. 2 ЗСУ", "чл. 12, ал. 2, т. 1 ЗСУ", "чл. 15 ЗСУ",
    "чл. 34 ЗСУ", "чл. 73 ЗСУ", "чл. 73, ал. 1, т. 3 ЗСУ", "чл. 78 ЗСУ", "чл. 85 ЗСУ",
    "чл. 92 ЗСУ", "чл. 92, ал. 2 ЗСУ", "чл. 93 ЗСУ", "чл. 97 ЗСУ", "чл. 112, ал. 3 и 4 ЗСУ",
    "чл. 113, ал. 2 ЗСУ",
}  # fmt: skip


def test_every_deadline_of_the_table_is_shipped_with_source_and_confidence() -> None:
    assert {re.sub("-.*", "", row["code"]) for row in RULES} == {f"D{n}" for n in range(1, 25)}
    assert all(row["source"] and row["confidence"] in set(Confidence) for row in RULES)
    assert all(row["label"] and row["label_en"] and row["valid_from"] for row in RULES)


def test_a_term_is_an_amount_of_a_unit_or_stated_in_words() -> None:
    for row in RULES:
        assert bool(row["amount"]) == bool(row["unit"]) != bool(row["stated"]), row["code"]
        assert row["unit"] in {"", *Unit}


def test_articles_stand_only_where_they_are_confirmed() -> None:
    for row in RULES + TERMS:
        if row["article"]:
            assert row["article"] in CONFIRMED, row["code"]
            assert row["confidence"] == Confidence.CONFIRMED, row["code"]


def test_terms_are_explained_in_a_few_plain_sentences() -> None:
    assert len(TERMS) >= 25
    assert all(40 <= len(row["explanation"]) <= 260 for row in TERMS)
    assert len({row["code"] for row in TERMS}) == len(TERMS)
