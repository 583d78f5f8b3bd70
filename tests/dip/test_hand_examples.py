"""The examples that are worked out by hand beside the rules of DIP, on the packs that they speak of."""

import pytest

from coding.dip.dip_scheme import load_dip
from coding.dip.packet_score import year_mean
from tests.drg.small_pack import case


@pytest.fixture(scope="module")
def city(reference):
    return load_dip(reference / "dip" / "local_sample")


@pytest.fixture(scope="module")
def national(reference):
    return load_dip(reference / "dip" / "national30_excerpt")


def told(scheme, dx, px="", **known):
    packet, payment = scheme.decide(case(dx, px, **{"insured": "职工", "level": "二级", **known}))
    return packet, payment


def test_a_mean_of_three_years_and_the_score_that_comes_of_it():
    mean = year_mean((9_000, 10_000, 11_000))
    assert mean == 10_600
    assert mean / 8_000 * 1_000 == 1_325


def test_a_basic_packet_at_a_secondary_hospital(city):
    packet, payment = told(city, "K35.800", "47.0100", cost=11_000.0)
    assert (packet.seq, packet.basic, payment.score, payment.factor) == ("BX-919", True, 1_500, 1)
    assert (payment.standard, round(payment.ratio, 4), f"{payment.payment:.2f}") == (12_000, 0.9167, "12000.00")


def test_a_related_procedure_makes_another_packet_and_the_pair_stays_basic(city):
    packet, payment = told(city, "K35.800", "47.0100 54.5100", cost=11_000.0)
    assert (packet.seq, payment.score, packet.basic, payment.standard) == ("BX-918", 1_760, True, 14_080)


def test_the_order_of_the_procedures_decides(city):
    packet, payment = told(city, "K35.800", "54.5100 47.0100", cost=11_000.0)
    assert (packet.status.value, packet.seq, packet.principal_px) == ("综合病种", "ZH-K35-SS", "54.5100")
    assert f"{payment.standard:.2f}" == "9880.00"


def test_who_died_is_paid_by_the_auxiliary_type_and_what_is_beyond_twice_the_standard(city):
    packet, payment = told(city, "C34.900", level="三级", leaving_type="5", cost=36_000.0)
    assert (packet.seq, payment.aux, payment.aux_factor) == ("JC-2067", "严重程度/死亡", 1.35)
    assert (f"{payment.standard:.2f}", f"{payment.ratio:.4f}") == ("15444.00", "2.3310")
    assert f"{payment.payment:.2f}" == "20556.00" == f"{36_000 - 15_444 * (2 - 1):.2f}"


def test_a_stay_that_cost_little_is_paid_what_it_cost(city):
    _, payment = told(city, "C34.900", level="三级", leaving_type="1", cost=4_000.0)
    assert (f"{payment.ratio:.4f}", f"{payment.payment:.2f}") == ("0.3497", "4000.00")


@pytest.mark.parametrize(
    ("dx", "px", "known", "seq"),
    [
        ("P22.000 P07.100", "", {"age": 0, "age_days": 5, "birth_weight": 1200}, "XQ-17"),
        ("P07.100 P22.000", "", {"age": 0, "age_days": 5, "birth_weight": 1200}, "XQ-17"),
        ("Z51.101 C34.901", "99.2503 99.2800x006", {}, "FZ-1772"),
        ("A17.000 U84.300", "", {}, "FZ-1840"),
    ],
)
def test_rows_of_the_national_catalogue(national, dx, px, known, seq):
    assert told(national, dx, px, **known)[0].seq == seq


@pytest.mark.parametrize(
    ("dx", "px", "seq"),
    [
        ("J18.900", "96.7201", "XQ-14"),
        ("J18.900", "32.4100 96.7201", "XQ-14"),
        ("J18.900", "32.4100", "ZH-J-NK"),
    ],
)
def test_ventilation_anywhere_and_an_operation_that_no_row_takes(city, dx, px, seq):
    assert told(city, dx, px)[0].seq == seq
