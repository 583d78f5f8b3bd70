"""Records beside the group their insurer gave: what is compared, what is told apart, and the shares that come of it."""

import pytest

from coding.drg.compiled import compile_pack
from coding.drg.insurer_records import (
    Comparability,
    InsurerReader,
    Level,
    agreements,
    differences,
    wilson,
)
from coding.drg.pack import read_pack
from coding.drg.scheme import Scheme
from tests.drg.small_pack import SMALL, case


def scheme_of(tables=SMALL):
    files = {f"{table}.csv": "\n".join(",".join(row) for row in rows).encode() for table, rows in tables.items()}
    return Scheme(compile_pack(read_pack(files, "小方案")), "小")


@pytest.fixture
def reader():
    return InsurerReader(scheme_of())


def read(reader, said, dx="I50.900", **known):
    return reader.record("单.csv", 1, "0001", case(dx, **known), said)


@pytest.mark.parametrize(
    "said",
    [
        "FR15",
        " fr15 ",
        "ＦＲ１５",
        "FR15 心力衰竭，不伴严重并发症或合并症",
        "FR15-心力衰竭",
        "心力衰竭，不伴严重并发症或合并症",
    ],
)
def test_a_group_is_read_however_the_insurer_writes_it(reader, said):
    record = read(reader, said)
    assert record.comparability is Comparability.JUDGED
    assert record.theirs.drg == "FR15"
    assert record.differs_at is Level.SAME


@pytest.mark.parametrize("said", ["", None, "-", "无", " NULL "])
def test_a_record_without_a_group_of_the_insurer_is_not_judged(reader, said):
    assert read(reader, said).comparability is Comparability.NO_GROUP


def test_a_text_that_is_no_group_is_not_judged(reader):
    assert read(reader, "按床日付费").comparability is Comparability.NOT_A_GROUP


def test_a_group_that_the_scheme_does_not_know_is_told_apart(reader):
    record = read(reader, "FR19")
    assert record.comparability is Comparability.UNKNOWN_GROUP
    assert record.theirs.drg == "FR19"


def test_a_record_that_cannot_be_grouped_for_want_of_items_is_not_judged(reader):
    assert read(reader, "FR15", sex=None).comparability is Comparability.CHECK_FAILED


@pytest.mark.parametrize("said", ["0000", "未入组", "无法入组"])
def test_not_grouped_by_both_is_agreement(reader, said):
    assert read(reader, said, dx="Z00.000").differs_at is Level.SAME
    assert read(reader, said).differs_at is Level.MDC


def test_two_groups_part_at_the_first_level_that_differs(reader):
    assert read(reader, "FR11").differs_at is Level.DRG
    assert read(reader, "FB19").differs_at is Level.ADRG


def test_shares_count_what_was_compared_by_the_insurers_groups(reader):
    told = ["FR15", "FR11", "FB19", "FR15", "", "不是病组"]
    records = [read(reader, said) for said in told]
    whole, *parts = agreements(records, scheme_of())
    assert (whole.level, whole.records, whole.same_mdc, whole.same_adrg, whole.same_drg) == ("all", 4, 4, 3, 2)
    assert whole.share == 0.5
    found = {(one.level, one.code): (one.records, one.same_drg) for one in parts}
    assert found["MDC", "MDCF"] == (4, 2)
    assert found["ADRG", "FR1"] == (3, 2)
    assert found["DRG", "FR11"] == (1, 0)
    assert found["DRG", "FB19"] == (1, 0)


def test_the_interval_of_a_share_is_wilsons():
    low, high = wilson(8, 10)
    assert (round(low, 3), round(high, 3)) == (0.490, 0.943)  # Brown, Cai, DasGupta 2001
    assert wilson(0, 0) == (0.0, 1.0)
    assert wilson(300, 300)[1] == 1.0


def test_differences_are_pairs_most_records_first_with_their_records(reader):
    records = [
        reader.record("单.csv", at, f"{at:04}", case("I50.900"), said)
        for at, said in enumerate(["FB19", "FR11", "FR15", "FR11"], 1)
    ]
    first, second = differences(records)
    assert (first.ours.drg, first.theirs.drg, [one.number for one in first.records]) == (
        "FR15",
        "FR11",
        ["0002", "0004"],
    )
    assert (second.theirs.drg, second.level) == ("FB19", Level.ADRG)
