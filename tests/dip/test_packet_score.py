"""What a stay is worth under DIP: by hand for an invented city, and every published case to the cent."""

import csv

import pytest

from coding.base.errors import KnowledgeError
from coding.dip.auxiliary import build_auxiliary
from coding.dip.matching import Matcher
from coding.dip.packet_catalogue import build_catalogue
from coding.dip.packet_score import build_pricing
from tests.dip.small_city import TABLES, city
from tests.dip.test_matching import stay_of, tables_of
from tests.drg.small_pack import case


def paid(dx, px="", cost=None, *, tables=TABLES, insured="职工", level="二级", icu_days=None, **known):
    catalogue = build_catalogue(tables)
    pricing = build_pricing(tables, catalogue.settings, build_auxiliary(tables))
    hours = None if icu_days is None else icu_days * 24
    stay = case(dx, px, cost=cost, icu_hours=hours, insured=insured, level=level, **known)
    return pricing.pay(stay, Matcher(catalogue).match(stay))


def test_a_basic_packet_has_one_price_at_every_hospital():
    found = paid("K35.800", "47.0100", 11_000)
    assert (found.standard, found.deviation, found.payment) == (12_000, "正常", 12_000)


def test_the_factor_of_the_hospital_holds_for_the_others():
    assert paid("K35.800", "54.5100 47.0100", 9_000).payment == pytest.approx(1300 * 8 * 0.95)
    assert paid("K35.800", "54.5100 47.0100", 9_000, insured="居民", level="三级").payment == pytest.approx(
        1300 * 7.5 * 1.1
    )


def test_a_cost_far_below_is_paid_as_it_is():
    found = paid("C34.900", cost=4_000, level="三级")
    assert (found.deviation, found.payment) == ("费用超低", pytest.approx(4_000))


def test_a_cost_far_above_adds_what_is_beyond_twice_the_standard():
    found = paid("C34.900", cost=36_000, level="三级", leaving_type="5")
    assert (found.aux, found.aux_factor) == ("严重程度/死亡", 1.35)
    assert found.standard == pytest.approx(15_444)
    assert found.payment == pytest.approx(36_000 - 15_444)


def test_where_the_city_reviews_nothing_is_added():
    scheme = [*TABLES["scheme"], {"key": "high_style", "value": "review"}]
    found = paid("C34.900", cost=36_000, level="三级", leaving_type="5", tables=city(scheme=scheme))
    assert (found.deviation, found.payment) == ("特例单议", pytest.approx(15_444))


def test_the_limits_themselves_are_normal():
    assert paid("K35.800", "47.0100", 6_000).deviation == "正常"
    assert paid("K35.800", "47.0100", 24_000).deviation == "正常"


def test_the_highest_factor_over_the_kinds_wins():
    assert paid("C34.900 C50.900", los=4).aux == "严重程度/转移"
    assert paid("C34.900 C50.900", los=3).aux == ""  # within the first days it is none
    assert paid("C34.900 C34.100", los=9).aux == ""  # the same category is no other tumour
    assert paid("C34.900 I21.900 I50.900").aux == "CCI/高"
    assert paid("C34.900 I21.900 I22.000").aux == ""  # one component counts once
    assert paid("C34.900 I21.900 I50.900", icu_days=2).aux == "监护/长"


def test_a_factor_below_one_never_wins():
    assert paid("C34.900").aux_factor == 1


def test_without_point_or_factor_or_cost_nothing_is_made_up():
    assert paid("C34.900", cost=9_000, insured="自费").payment is None
    assert paid("C34.900", cost=9_000, level="").payment is None
    found = paid("C34.900")
    assert found.standard is not None
    assert found.payment is None


@pytest.mark.parametrize(
    "wrong",
    [
        {"aux_levels": [{"kind": "a", "level": "b", "rule": "SDX_IN(NOWHERE)"}]},
        {"aux_levels": [{"kind": "a", "level": "b", "rule": "AGE>=old"}]},
        {"scheme": [{"key": "high_style", "value": "some"}]},
        {"points": [{"insured": "职工", "point": "acht"}]},
        {"points": [{"insured": "职工", "point": "nan"}]},
    ],
)
def test_a_word_or_figure_that_nobody_knows_is_refused(wrong):
    with pytest.raises(KnowledgeError):
        paid("C34.900", cost=1, tables=city(**wrong))


def test_every_published_amount_is_exact(reference):
    tables = tables_of(reference / "dip" / "local_sample")
    catalogue = build_catalogue(tables)
    pricing, matcher = build_pricing(tables, catalogue.settings, build_auxiliary(tables)), Matcher(catalogue)
    places = {"score": 4, "aux_factor": 4, "standard": 2, "ratio": 4, "case_score": 4, "payment": 2}
    wrong = []
    with (reference / "dip" / "cases_dev_local_sample.csv").open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            stay = stay_of(row)
            found = pricing.pay(stay, matcher.match(stay))
            for name, digits in places.items():
                value = getattr(found, name)
                if ("" if value is None else f"{value:.{digits}f}") != row[f"exp_{name}"]:
                    wrong.append((row["case_id"], name))
            if (found.aux, found.deviation or "") != (row["exp_aux"], row["exp_deviation"]):
                wrong.append((row["case_id"], "aux"))
    assert wrong == []
