"""Why a case has no core packet: one sentence that names what the nearest rows ask and the case has not."""

import pytest

from coding.dip.dip_scheme import scheme_of
from coding.dip.packet_doctor import packet_cause
from tests.dip.small_city import TABLES
from tests.drg.small_pack import case

SCHEME = scheme_of(TABLES)


def cause(dx, px="", grey=(), **known):
    told = case(dx, px, **known)
    return packet_cause(SCHEME.catalogue, told, SCHEME.matcher.match(told).status, lambda code: code in grey)


@pytest.mark.parametrize(
    ("dx", "px", "parts"),
    [
        ("", "", ["没有主要诊断编码"]),
        ("Z99.100", "", ["Z99.100", "不纳入分组的主要诊断", "不参加分组"]),
        ("R10.400", "", ["没有以 R10.400（类目 R10）为主要诊断的核心病种", "没有可归入的综合病种"]),
        (
            "K35.800",
            "54.5100 47.0100",
            ["BX-1", "须为 47.0100，本例为 54.5100", "47.0100 不在主要手术操作的位置", "归入综合病种"],
        ),
        ("K35.800", "", ["BX-1", "须为 47.0100，本例没有"]),
        ("K35.800", "99.6000", ["99.6000 按保守治疗入组"]),
        ("Z51.101 C50.900", "99.2500", ["FZ-1", "其他诊断须有 C34"]),
        ("A16.001", "", ["FZ-3", "须耐药，本例不耐药"]),
        ("J18.900", "32.4100", ["JC-1", "须没有有效主要手术操作", "本例为 32.4100", "归入综合病种"]),
        ("C34.900", "44.1300 32.4100", []),  # the first procedure counts as conservative treatment: a core packet
    ],
)
def test_one_sentence_says_why(dx, px, parts):
    told = cause(dx, px)
    assert [part for part in parts if part not in told] == [], told
    assert told.count("。") == (1 if parts else 0)


def test_a_heading_that_is_not_to_be_submitted_is_named_as_one():
    assert "医保灰码" in cause("R10.400", grey={"R10.400"})
    assert "医保灰码" not in cause("R10.400")


def test_the_nearest_rows_are_named_first_and_never_by_what_they_are_worth():
    told = cause("K35.200", "54.5100")
    assert told.index("BX-1") < told.index("BX-3")  # both lack one thing: the order of the catalogue
    assert not any(word in told for word in ("分值", "元", "支付"))
