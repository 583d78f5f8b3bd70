"""Payment of a stay: thresholds for high and low multiples, validity, level and rate as a person answered them."""

from datetime import date

import pytest

from coding.base.errors import KnowledgeError
from coding.examine.examine import examine
from coding.knowledge.knowledge import KnowledgeSource, load_knowledge
from coding.page.front_page import FrontPage
from coding.page.rows import Diagnosis
from coding.payment.tariff import known_bands, load_tariff
from coding.payment.tariff_options import TariffOptions

TABLE = """# 名称: 某市 2026
# 费率: 10000
# 生效日期: 2026-01-01
# 失效日期: 2026-12-31
# 高倍率: 总费用 > 3 * 均费 => 支付标准 + 总费用 - 3 * 均费
# 低倍率: 总费用 < 0.4 * 均费 => 总费用
DRG编码,权重,平均住院费用,平均住院天数
HC25,1.20,11000,7
"""


@pytest.fixture
def table(tmp_path):
    path = tmp_path / "某市.csv"
    path.write_text(TABLE, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("cost", "payment", "band"),
    [(11000, 12000, ""), (40000, 19000, "高倍率"), (4000, 4000, "低倍率"), (33000, 12000, ""), (None, 12000, "")],
)
def test_a_stay_beyond_a_threshold_is_paid_by_its_formula(table, cost, payment, band):
    price = load_tariff(table).price("HC25", cost)
    assert (price.payment, price.band) == (payment, band)
    assert price.multiple == (None if cost is None else cost / 11000)


def test_a_tariff_that_states_no_threshold_pays_weight_by_rate(tmp_path):
    path = tmp_path / "t.csv"
    path.write_text("drg_code,weight,均费\nHC25,1.2,11000\n", encoding="utf-8")
    assert load_tariff(path, rate=10000).price("HC25", 90000).payment == 12000


def test_a_set_of_thresholds_can_be_chosen(tmp_path):
    path = tmp_path / "t.csv"
    path.write_text("drg_code,weight,均费\nHC25,1.2,11000\n", encoding="utf-8")
    for name in known_bands():
        assert load_tariff(path, rate=1, options=TariffOptions(multiples=name)).price("HC25", 90000).band == "高倍率"


def test_a_day_outside_the_validity_is_told(table):
    tariff = load_tariff(table)
    assert tariff.price("HC25", None, date(2026, 5, 1)).note == ""
    assert "不在权重表的有效期（2026-01-01 至 2026-12-31）内" in tariff.price("HC25", None, date(2025, 12, 31)).note


def test_the_page_tells_cost_and_day(table):
    page = FrontPage(
        {"sex": "2", "age_years": "54", "fee_total": "40000", "discharge_datetime": "2027-01-03 10:00"},
        (Diagnosis("K80.000"),),
    )
    # the general scheme groups a gallstone without operation elsewhere: the table is made for that group
    drg = examine(page, load_knowledge()).grouping.drg
    table.write_text(TABLE.replace("HC25", drg), encoding="utf-8")
    price = examine(page, load_knowledge(KnowledgeSource(tariff=str(table)))).price
    assert (price.payment, price.band) == (19000, "高倍率")
    assert "2027-01-03" in price.note


def test_a_threshold_that_cannot_be_read_is_refused(tmp_path):
    path = tmp_path / "t.csv"
    path.write_text("# 高倍率: 花费 > 3\ndrg_code,weight\nHC25,1.2\n", encoding="utf-8")
    with pytest.raises(KnowledgeError, match="花费"):
        load_tariff(path)


def test_answers_travel_as_text(tmp_path):
    path = tmp_path / "t.csv"
    path.write_text(
        "甲,乙,支付标准（三级职工）,支付标准（三级居民）\nHC25,1.2,9000,8000\nHC23,1.5,9900,8800\n", encoding="utf-8"
    )
    options = TariffOptions(level="三级居民", columns={"drg": 0, "weight": 1}, valid_from="2026-01-01", coefficient=1.1)
    assert TariffOptions.from_text(options.as_text()) == options
    knowledge = load_knowledge(KnowledgeSource(tariff=str(path), tariff_options=options.as_text()))
    assert knowledge.tariff.price("HC25").payment == 8000
    assert knowledge.tariff.price("HC25").weight == 1.2
    assert knowledge.tariff.valid_from == date(2026, 1, 1)
    with pytest.raises(KnowledgeError):
        TariffOptions.from_text("{坏")


def test_the_coefficient_of_the_hospital_counts_where_no_row_has_its_own(tmp_path):
    path = tmp_path / "t.csv"
    path.write_text("drg_code,weight\nHC25,1.2\n", encoding="utf-8")
    assert load_tariff(path, 10000, options=TariffOptions(coefficient=0.9)).price("HC25").payment == 10800


@pytest.mark.parametrize(
    ("way", "payment", "level"),
    [
        ("1.1", 9000, "三级职工"),
        ("2.1", 8000, "三级居民"),
        ("02", 8000, "三级居民"),
        ("7", 9000, "三级职工"),
        ("", 9000, "三级职工"),
    ],
)
def test_the_kind_of_insured_is_the_pages_own(tmp_path, way, payment, level):
    path = tmp_path / "t.csv"
    path.write_text(
        "drg_code,weight,支付标准（三级职工）,支付标准（三级居民）,支付标准（二级职工）\nHC25,1.2,9000,8000,7000\n",
        encoding="utf-8",
    )
    price = load_tariff(path, level="三级职工").for_insured(way).price("HC25")
    assert (price.payment, price.level) == (payment, level)


def test_level_of_hospital_and_kind_of_insured_in_columns_of_their_own(tmp_path):
    path = tmp_path / "t.csv"
    path.write_text(
        "drg_code,weight,费率（职工）,费率（居民）,系数-三级,系数-二级\nHC25,1.0,10000,8000,1.1,0.9\n", encoding="utf-8"
    )
    tariff = load_tariff(path, level="三级")
    assert tariff.for_insured("1.1").price("HC25").payment == 11000
    assert tariff.for_insured("2.1").price("HC25").payment == 8800
    assert tariff.for_insured("7").price("HC25").payment is None
