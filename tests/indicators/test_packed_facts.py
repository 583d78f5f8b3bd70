"""Packed facts are the facts: whatever a page says comes back, and the frame of them is that of the facts."""

import struct
from dataclasses import fields, replace

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coding.indicators.atypia import history_columns
from coding.indicators.frame import facts_frame, packed_frame
from coding.indicators.packed_facts import NUMBERS, FactBlock, each_of, packed, unpacked, without
from coding.indicators.page_facts import PageFacts

NAMES = st.text(st.characters(blacklist_categories=("Cs",), blacklist_characters="\x1e\x1f"), max_size=6)
WORDS = st.one_of(st.just(""), st.sampled_from(["心内科", "外科", "李医生"]), NAMES)
KINDS = {
    "str": WORDS,
    "str | None": st.one_of(st.none(), st.sampled_from(["", "2026-10-09T16:41:00"])),
    "int": st.integers(0, 2**31 - 1),
    "int | None": st.one_of(st.none(), st.integers(-(2**31) + 1, 2**31 - 1)),
    "bool": st.booleans(),
    "bool | None": st.one_of(st.none(), st.booleans()),
    "tuple[int, ...]": st.tuples(*[st.integers(0, 9)] * 6),
    "tuple[bool, ...]": st.tuples(*[st.booleans()] * 6),
    "tuple[str, ...]": st.lists(st.sampled_from(["高编高套", "串换"]), unique=True).map(tuple),
    "tuple[tuple[str, bool], ...]": st.lists(
        st.tuples(st.sampled_from(["archive_3d", "front_page_24h"]), st.booleans()), unique_by=lambda p: p[0]
    ).map(tuple),
}
DATES = st.sampled_from(["", "2026-10-07T16:41:00", "2025-02-28T00:00:00"])
FIGURES = st.sampled_from(["", "3959", "5.5"])
OWN = {"discharged": DATES, "admitted": DATES, "reference_cost": FIGURES, "reference_stay": FIGURES}
FACTS = st.builds(PageFacts, **{f.name: OWN.get(f.name, KINDS[str(f.type)]) for f in fields(PageFacts)})


def block(facts):
    numbers, texts = zip(*map(packed, facts), strict=True) if facts else ((), ())
    return FactBlock(tuple(range(len(facts))), b"".join(numbers), tuple(texts))


@given(FACTS)
@settings(max_examples=60, deadline=None)
def test_what_a_page_says_comes_back(facts):
    assert unpacked(*packed(facts)) == facts


@given(st.lists(FACTS, max_size=4))
@settings(max_examples=25, deadline=None)
def test_the_frame_of_packed_facts_is_that_of_the_facts(facts):
    assert list(each_of(iter([block(facts)]))) == list(enumerate(facts))
    pd.testing.assert_frame_equal(packed_frame([block(facts)]), facts_frame(facts))
    pd.testing.assert_frame_equal(packed_frame([block(facts[:1]), block(facts[1:])]), facts_frame(facts))


def test_signs_that_part_the_texts_do_not_move_them():
    facts = unpacked(*packed(PageFacts("1\x1f2", "", ward="\x1e", doctor="甲\n乙")))
    assert (facts.case_no, facts.ward, facts.doctor) == ("1 2", " ", "甲\n乙")


def test_a_number_that_no_store_holds_is_not_known():
    assert unpacked(*packed(PageFacts("1", "", cost=2**70, stay=-(2**63)))).cost is None


def test_hidden_attributes_are_gone_and_nothing_else():
    facts = PageFacts("1", "", weight=5, cost=7, multiple="high", thresholds=True, stay=3)
    hidden = {"weight": None, "cost": None, "multiple": "", "thresholds": False}
    assert unpacked(*without(*packed(facts), hidden)) == replace(facts, **hidden)


def test_bytes_that_are_too_few_are_told():
    numbers, texts = packed(PageFacts("1", ""))
    with pytest.raises(struct.error):
        unpacked(numbers[:-1], texts)
    assert len(numbers) == 8 * len(NUMBERS)


@given(st.lists(FACTS, max_size=4))
@settings(max_examples=25, deadline=None)
def test_of_some_columns_only_those_are_made_and_they_are_the_same(facts):
    made = packed_frame([block(facts)], history_columns())
    assert set(made.columns) == history_columns()
    pd.testing.assert_frame_equal(made, facts_frame(facts)[list(made.columns)])
