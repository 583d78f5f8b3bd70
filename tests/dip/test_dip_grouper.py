"""A DIP pack as a Grouper: what every floor above asks of a scheme, whatever it pays by."""

import pytest

from coding.dip.dip_scheme import scheme_of
from coding.grouping.case import GroupStatus
from coding.grouping.grouper import Complication, GroupKind
from coding.grouping.page_case import case_of
from coding.knowledge.knowledge import KnowledgeSource, load_knowledge
from coding.page.front_page import FrontPage
from coding.page.rows import Diagnosis, IntensiveCare, Procedure
from coding.payment.dip_price import dip_price, dip_tariff
from coding.payment.tariff_options import TariffOptions
from tests.commands.test_group_dip import write_city
from tests.dip.small_city import TABLES, city
from tests.drg.small_pack import case

SCHEME = scheme_of(TABLES)
PAID = {"cost": 11_000.0, "insured": "职工", "level": "二级"}


def test_a_packet_is_named_by_its_number_within_layer_and_diagnosis():
    found = SCHEME.group(case("K35.800", "47.0100"))
    assert (found.status, found.mdc, found.adrg, found.drg, found.name) == ("核心病种", "BX", "K35", "BX-1", "阑尾切除")
    assert found.is_grouped
    assert SCHEME.grouping("BX-1") == found
    assert SCHEME.chapter_name("BX") == "并项规则"


@pytest.mark.parametrize(("dx", "status"), [("Z99.100", "不纳入分组"), ("R10.400", "未入组"), ("", "信息校验不通过")])
def test_what_is_not_grouped_has_no_number(dx, status):
    found = SCHEME.group(case(dx))
    assert (found.status, found.drg, found.is_grouped) == (status, "", False)
    assert SCHEME.cause(case(dx), found)


@pytest.mark.parametrize(
    ("seq", "kind"),
    [
        ("BX-1", GroupKind.OPERATION),
        ("XQ-1", GroupKind.PROCEDURE),
        ("JC-1", GroupKind.MEDICAL),
        ("XQ-2", GroupKind.MEDICAL),
        ("ZH-K35", GroupKind.OPERATION),
        ("ZH-J-NK", GroupKind.MEDICAL),
    ],
)
def test_the_kind_of_a_packet_is_that_of_its_procedures(seq, kind):
    traits = SCHEME.traits(seq)
    assert (traits.kind, traits.complication) == (kind, Complication.UNDIVIDED)
    assert SCHEME.is_operative(seq) is (kind is not GroupKind.MEDICAL)


def test_no_packet_is_lower_than_another_and_nothing_is_excluded():
    assert not SCHEME.is_lower("BX-1", "BX-2")
    assert not SCHEME.excludes("K35.800", "I50.900")
    assert SCHEME.complication_of("I50.900") is Complication.OTHER


def test_a_number_that_nobody_has_is_no_packet():
    assert SCHEME.group_name("BX-99") == ""
    assert SCHEME.traits("BX-99").kind is GroupKind.NONE
    assert SCHEME.grouping("BX-99").status is GroupStatus.UNMATCHED


def test_the_price_of_a_case_says_score_payment_and_deviation():
    told = case("C34.900", leaving_type="5", **{**PAID, "cost": 36_000.0, "level": "三级"})
    price = dip_price(SCHEME, told, SCHEME.group(told))
    assert (price.weight, price.payment, price.balance) == (1300, 20_556.0, -15_444.0)
    assert (price.band, price.deviation, price.aux, price.aux_factor) == ("费用超高", "费用超高", "严重程度/死亡", 1.35)
    assert round(price.multiple, 4) == 2.3310


def test_a_price_within_the_limits_has_no_band_and_one_that_is_unknown_says_why():
    told = case("K35.800", "47.0100", **PAID)
    price = dip_price(SCHEME, told, SCHEME.group(told))
    assert (price.deviation, price.band, price.basic) == ("正常", "", True)
    unknown = case("K35.800", "47.0100", **{**PAID, "insured": "7"})
    assert "点值" in dip_price(SCHEME, unknown, SCHEME.group(unknown)).note
    none = case("R10.400", **PAID)
    assert dip_price(SCHEME, none, SCHEME.group(none)).weight is None


def test_the_scores_are_a_tariff_for_what_has_no_case():
    tariff = dip_tariff(SCHEME)
    assert tariff.price("BX-1").weight == 1500
    assert tariff.price("BX-1").payment is None
    bare = scheme_of(city(core=[{k: v for k, v in row.items() if k != "score"} for row in TABLES["core"]], mixed=[]))
    assert "分值" in dip_tariff(bare).note


PAGE = FrontPage(
    {"case_no": "1", "sex": "1", "age_years": "60", "payment_method": "1", "fee_total": "11000", "los_days": "5"},
    (Diagnosis("C34.900", "肺恶性肿瘤", "1"),),
    (Procedure("99.6000", "心肺复苏", "2024-03-02"),),
    (IntensiveCare("综合ICU", "2024-03-01 08:00", "2024-03-03 08:00"),),
)


def test_days_of_intensive_care_on_the_page_reach_the_auxiliary_type():
    assert SCHEME.decide(case_of(PAGE))[1].aux == "监护/长"


def test_knowledge_opens_a_dip_pack_and_prices_a_page_by_it(tmp_path):
    options = TariffOptions(level="三级").as_text()
    pack = write_city(tmp_path / "city")
    knowledge = load_knowledge(KnowledgeSource(scheme=str(pack), tariff_options=options))
    grouping = knowledge.reference.group(PAGE)
    price = knowledge.reference.price(PAGE, grouping)
    assert (grouping.drg, price.weight, price.level) == ("JC-2", 1300, "三级")
    assert price.standard == pytest.approx(1300 * 8 * 1.1 * 1.3)
    assert not knowledge.tariff.is_demonstration


def test_another_level_of_hospital_is_another_knowledge(tmp_path):
    pack = str(write_city(tmp_path / "city"))
    stamps = {
        load_knowledge(KnowledgeSource(scheme=pack, tariff_options=TariffOptions(level=level).as_text())).stamp
        for level in ("三级", "二级")
    }
    assert len(stamps) == 2
