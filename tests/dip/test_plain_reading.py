"""The grouper and a second, plain reading of the rules end alike on many thousands of drawn cases."""

import random

import pytest

from coding.dip.dip_scheme import scheme_of
from tests.dip import plain_reading as plain
from tests.dip.random_stays import as_case, random_rows
from tests.dip.small_city import TABLES
from tests.dip.test_matching import tables_of

DRAWN = 5_000


def differences(tables, count, seed=20261128):
    scheme = scheme_of(tables)
    wrong, ended = [], set()
    for row in random_rows(tables, count, random.Random(seed)):
        packet, payment = scheme.decide(as_case(row))
        told = plain.grouped(tables, row)
        ended.add(told[0])
        found = (packet.status.value, packet.layer, packet.seq, packet.basic, packet.principal_px)
        if found != (told[0], told[1], told[2]["seq"] if told[2] else "", told[3], told[4]):
            wrong.append((row, found, told))
        money = (payment.score, payment.aux, payment.aux_factor, payment.standard, payment.ratio)
        money = (*money, payment.deviation or "", payment.case_score, payment.payment)
        if money != plain.paid(tables, row, told):
            wrong.append((row, money, plain.paid(tables, row, told)))
    return wrong, ended


def test_an_invented_city_is_read_alike_twice():
    wrong, ended = differences(TABLES, DRAWN)
    assert wrong[:1] == []
    assert ended == {"核心病种", "综合病种", "未入组", "不纳入分组", "信息校验不通过"}  # the draw reaches every ending


@pytest.mark.parametrize("name", ["national30_excerpt", "local_sample"])
def test_both_packs_are_read_alike_twice(reference, name):
    wrong, ended = differences(tables_of(reference / "dip" / name), DRAWN)
    assert wrong[:1] == []
    assert {"核心病种", "未入组", "不纳入分组"} <= ended


def test_limits_of_the_deviation_are_read_alike():
    scheme = scheme_of(TABLES)
    base = {"dx": ["K35.800"], "px": ["47.0100"], "age": 40, "age_days": None, "birth_weight": None, "los": 5}
    base |= {"icu_days": None, "leaving_type": "1", "insured": "职工", "level": "二级"}
    for cost in (5999.99, 6000.0, 6000.01, 23999.99, 24000.0, 24000.01):
        row = {**base, "cost": cost}
        payment = scheme.decide(as_case(row))[1]
        expected = plain.paid(TABLES, row, plain.grouped(TABLES, row))
        assert (payment.ratio, payment.deviation, payment.payment) == (expected[4], expected[5], expected[7])
