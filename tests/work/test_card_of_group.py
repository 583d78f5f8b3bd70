"""The card of a group, backwards: who comes into it, what tells its family apart, and money for who sees it."""

import pytest

from coding.codes.entry import CodeKind
from coding.dip.dip_scheme import DipScheme
from coding.knowledge.knowledge import Knowledge, KnowledgeSource
from coding.work.card_of_group import group_overview, listed_code
from tests.dip.small_city import TABLES
from tests.dip.test_dip_scheme import as_folder, cells


@pytest.fixture
def small(write_pack):
    return Knowledge(KnowledgeSource(scheme=str(write_pack())))


def test_the_principals_and_the_operations_of_a_group_are_listed_with_their_names(small):
    group = group_overview("FR11", small, money=True)
    assert (group.is_known, group.chapter) == (True, "MDCF 循环系统疾病")
    (way,) = group.ways
    first, second = way.asked
    assert (first.where, first.title, first.written) == ("主要诊断", "D1", ("I50.900",))
    assert first.categories == (("I50", 1),)
    assert listed_code("I50.900", CodeKind.DIAGNOSIS, small.codes).name == "未特指的心力衰竭"
    assert (second.title, len(second.written)) == ("MDC", 2)
    (way,) = group_overview("FB19", small, money=True).ways
    assert [(asked.where, asked.kind) for asked in way.asked] == [
        ("主要诊断", CodeKind.DIAGNOSIS),
        ("主要手术操作", CodeKind.PROCEDURE),
    ]


def test_what_tells_the_groups_of_a_family_apart_is_told_in_sentences(small):
    family = group_overview("FR15", small, money=False).family
    assert [(one.drg, one.asks, one.is_this) for one in family] == [
        ("FR11", "有严重并发症或合并症（MCC）", False),
        ("FR15", "", True),
    ]
    assert group_overview("FR15", small, money=False).is_in_order


def test_who_sees_no_money_is_told_no_weight(embedded):
    blind = group_overview("FR21", embedded, money=False)
    assert {one.price for one in blind.family} == {None}
    assert blind.tariff == ""
    seen = group_overview("FR21", embedded, money=True)
    assert any(one.price is not None and one.price.weight for one in seen.family)
    assert seen.tariff


def test_the_family_stands_in_the_order_of_the_scheme_not_of_the_weights(embedded):
    for drg in ("FR21", "ES21", "GC11"):
        found = [one.drg for one in group_overview(drg, embedded, money=True).family]
        assert found == [one for one in embedded.scheme.groups if one in found]


@pytest.mark.parametrize("drg", ["", "ZZ99", "<b>", "0000"])
def test_a_group_that_the_scheme_does_not_name_is_told_as_that(embedded, drg):
    group = group_overview(drg, embedded, money=True)
    assert not group.is_known
    assert group.ways == ()


def test_a_packet_of_dip_names_its_diagnosis_and_its_neighbours(tmp_path):
    folder = as_folder(tmp_path / "小城", {name: cells(rows) for name, rows in TABLES.items()})
    knowledge = Knowledge(KnowledgeSource(scheme=str(folder)))
    assert isinstance(knowledge.scheme, DipScheme)
    group = group_overview("BX-1", knowledge, money=True)
    assert group.ways[0].asked[0].written == ("K35",)
    assert {"BX-1", "BX-2"} <= {one.drg for one in group.family}
    assert not group.is_in_order
    own = next(one for one in group.family if one.drg == "BX-2")
    assert "54.5100" in own.asks
    assert own.price is not None
    assert own.price.weight == 1760


def test_every_group_of_the_built_in_scheme_has_a_card(embedded):
    for drg in embedded.scheme.groups:
        group = group_overview(drg, embedded, money=True)
        assert group.is_known
        assert drg in [one.drg for one in group.family]
