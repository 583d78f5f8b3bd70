"""What is wrong with a DIP pack is told, all of it; and what is told to be out of reach is never reached."""

import random

import pytest

from coding.dip.matching import Matcher
from coding.dip.never_taken import never_taken
from coding.dip.packet_catalogue import build_catalogue
from coding.dip.packet_checks import pack_faults
from coding.dip.published import PackTables
from tests.dip.random_stays import as_case, random_rows
from tests.dip.small_city import TABLES, city
from tests.dip.test_matching import tables_of

MIXED = [*TABLES["mixed"], {"seq": "ZH-K35-NK", "dx": "K35", "type": "内科诊疗组", "score": "460"}]
SCORED = [{**row, "score": row.get("score", "700")} for row in TABLES["core"]]
#: A pack with nothing wrong.
WHOLE = city(mixed=MIXED, core=SCORED)


def faults(**changed):
    return pack_faults(PackTables({**WHOLE, **changed}, ""))[1]


def with_core(*rows):
    return [*SCORED, *({"score": "1", **row} for row in rows)]


def test_a_pack_in_order_has_nothing_said_of_it():
    assert faults() == []


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"scheme": [*TABLES["scheme"], {"key": "hihg", "value": "2"}]}, "“hihg”不认识"),
        ({"scheme": [*TABLES["scheme"], {"key": "layers", "value": "XQ,BX,FZ,JC,ZH"}]}, "layers"),
        ({"scheme": [*TABLES["scheme"], {"key": "px_role", "value": "all"}]}, "px_role"),
        ({"scheme": [*TABLES["scheme"], {"key": "low", "value": "3"}]}, "low（3）应小于 high"),
        ({"scheme": [*TABLES["scheme"], {"key": "layers", "value": "XQ|BX|FZ|JC|ZH|QQ"}]}, "层次 QQ 没有病种"),
        ({"scheme": [*TABLES["scheme"], {"key": "layers", "value": "XQ|BX|FZ|ZH"}]}, "层次 JC 不在 scheme 的 layers"),
        ({"core": with_core({"seq": "BX-1", "layer": "BX", "dx": "K36", "px": "47.0100"})}, "BX-1 重复"),
        ({"mixed": TABLES["mixed"]}, "K35 的综合病种没有内科诊疗组"),
        ({"aux": [{"seq": "JC-2", "kind": "严重程度", "level": "危重", "factor": "2"}]}, "没有 严重程度/危重"),
        ({"aux": [{"seq": "JC-9", "kind": "CCI", "level": "高", "factor": "2"}]}, "没有 JC-9"),
        ({"aux": [{"seq": "JC-2", "kind": "CCI", "level": "高", "factor": "zwei"}]}, "不是数字"),
        ({"aux_levels": [{"kind": "CCI", "level": "高", "tumour": "", "rule": "CCI>>2"}]}, "CCI>>2"),
        (
            {
                "aux_levels": [
                    *TABLES["aux_levels"],
                    {"kind": "严重程度", "level": "后", "tumour": "", "rule": "LOS>3"},
                ]
            },
            "严重程度/后 排在总是成立的一级之后",
        ),
        ({"points": [{"insured": "职工", "point": "0"}]}, "支付标准将为 0"),
        ({"hospital": []}, "没有医院系数表"),
        ({"core": [*SCORED[1:], {**SCORED[0], "score": ""}]}, "1 个病种没有分值"),
        ({"core": with_core({"seq": "X-1", "layer": "JC", "dx": "J1８", "px": ""})}, "J1８"),
        ({"core": with_core({"seq": "X-1", "layer": "JC", "dx": "J40", "px": "33.24"})}, "33.24"),
        ({"core": with_core({"seq": "X-1", "layer": "JC", "dx": "J40", "px": "", "px_any": "yes"})}, "px_any"),
        ({"px_type": [{"code": "47.0100", "type": "手術"}]}, "手術"),
        ({"exclude_px": [{"code": "44.1300", "rule": "range", "range": ""}]}, "诊断范围"),
    ],
)
def test_what_is_wrong_is_told(changed, told):
    found = faults(**changed)
    assert any(told in text for text in found), found


def test_everything_is_told_at_once():
    found = faults(
        scheme=[*TABLES["scheme"], {"key": "hihg", "value": "2"}],
        core=with_core(
            {"seq": "", "layer": "JC", "dx": "J40"}, {"seq": "X", "layer": "JC", "dx": "J40", "score": "viel"}
        ),
    )
    assert len([text for text in found if "hihg" in text or "序号" in text or "viel" in text]) == 3


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ({"layer": "JC", "dx": "K35.8", "px": "47.0100"}, "先归入 BX 层的 BX-1"),
        ({"layer": "BX", "dx": "K35", "px": "47.0100"}, "排在前面的 BX-1"),
        ({"layer": "XQ", "dx": "*", "px": "96.7200+39.9500", "px_any": "1"}, "排在前面的 XQ-1"),
        ({"layer": "JC", "dx": "Z99.100", "px": ""}, "不纳入分组"),
        ({"layer": "JC", "dx": "K40", "px": "99.6000"}, "不可作为主要手术操作"),
        ({"layer": "JC", "dx": "K40", "px": "53.0100+53.0200"}, "主要手术操作只有一个"),
        ({"layer": "JC", "dx": "A15", "px": "", "resistant": "1"}, "先归入 FZ 层的 FZ-3"),
    ],
)
def test_a_row_that_no_case_can_reach_is_told_with_the_reason(row, why):
    found = faults(core=with_core({"seq": "X-1", **row}))
    assert any("病种 X-1 永远不会有病案" in text and why in text for text in found), found


@pytest.mark.parametrize(
    "row",
    [
        {"layer": "BX", "dx": "K35.8", "px": "47.0100"},  # closer
        {"layer": "BX", "dx": "K35", "px": "47.0100", "rpx": "53.0100"},  # another related procedure
        {"layer": "JC", "dx": "A15", "px": ""},  # without resistance
        {"layer": "JC", "dx": "K35", "px": "47.0100|47.0200"},  # the second one
        {"layer": "FZ", "dx": "Z51.1", "sdx": "C50", "px": "99.2500"},
    ],
)
def test_a_row_that_some_case_reaches_is_not_accused(row):
    assert not any("永远" in text for text in faults(core=with_core({"seq": "X-1", **row})))


def reached_by_drawn_cases(tables, count=4_000):
    matcher = Matcher(build_catalogue(tables))
    return {matcher.match(as_case(row)).seq for row in random_rows(tables, count, random.Random(5))}


def test_what_is_told_to_be_out_of_reach_is_reached_by_no_drawn_case():
    chance, rows = random.Random(8), list(TABLES["core"])
    for at in range(60):  # rows made of the parts of others: many of them stand behind one that takes all
        one, other = chance.choice(TABLES["core"]), chance.choice(TABLES["core"])
        rows.append({**one, "seq": f"X-{at}", "layer": other["layer"], "px": chance.choice((one, other)).get("px", "")})
    tables = city(core=rows)
    accused = {row.seq for row, _ in never_taken(build_catalogue(tables))}
    assert len(accused) > 10
    assert accused & reached_by_drawn_cases(tables) == set()


@pytest.mark.parametrize("name", ["national30_excerpt", "local_sample"])
def test_the_packs_have_no_row_out_of_reach(reference, name):
    assert list(never_taken(build_catalogue(tables_of(reference / "dip" / name)))) == []
