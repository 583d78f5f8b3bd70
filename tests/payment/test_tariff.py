"""Tariffs: any table with groups and weights, what it states of itself, and what it must not guess."""

from datetime import date

import openpyxl
import pytest
import xlsxwriter

from coding.base.errors import KnowledgeError
from coding.drg.scheme import embedded_scheme
from coding.payment.price import Price
from coding.payment.tariff import embedded_tariff, load_tariff
from coding.payment.weights import Cost, derived_weights, mean_cost, weights_of
from tests.drg.small_pack import case


@pytest.fixture
def table(tmp_path):
    def write(text, name="某市2026.csv", encoding="utf-8"):
        file = tmp_path / name
        file.write_bytes(text.encode(encoding))
        return file

    return write


def test_adding_the_complication_moves_the_weight_from_080_to_161(small_scheme, table):
    scheme = small_scheme()
    tariff = load_tariff(table("DRG编码,DRG名称,权重\nFR11,心力衰竭 MCC,1.61\nFR15,心力衰竭,0.80\n"))
    before = tariff.price(scheme.group(case("I50.900")).drg)
    after = tariff.price(scheme.group(case("I50.900 J96.000")).drg)
    assert (before.weight, after.weight) == (0.80, 1.61)


def test_payment_is_weight_by_rate(table):
    text = "drg_code,weight\nFR15,0.8\n"
    assert load_tariff(table(text)).price("FR15") == Price(0.8, None)
    assert load_tariff(table(text), rate=10000).price("FR15") == Price(0.8, 8000.0)
    stated = load_tariff(
        table("# 名称: 某市 2026\n# 费率: 12,500\n# 生效日期: 2026-01-01\n# 失效日期：2026-12-31\n" + text)
    )
    assert stated.title == "某市 2026"
    assert stated.price("FR15").payment == 10000
    assert stated.is_valid_on(date(2026, 6, 1))
    assert not stated.is_valid_on(date(2027, 1, 1))


def test_a_group_that_the_table_does_not_hold_is_unknown(table):
    tariff = load_tariff(table("drg_code,weight\nFR15,0.8\nFR11,\nWB19,按项目付费\n"), rate=1)
    for drg in ("ZZ19", "FR11", "WB19", "0000", ""):
        assert tariff.price(drg) == Price(None, None)


@pytest.mark.parametrize(
    "header",
    [
        "drg_code,drg_name,weight",
        "DRG编码,DRG名称,基准权重",
        "病组编码,病组名称,权重",
        "编码,名称,RW",
        "DRG 代码,名称,权重（2026）",
        "组,名,权重",
    ],
)
def test_header_names_vary(header, table):
    assert load_tariff(table(f"{header}\nFR15,心力衰竭,0.8\n")).price("FR15").weight == 0.8


def test_mean_cost_stay_rate_and_payment_columns(table):
    text = "drg_code,weight,费率,平均住院费用,平均住院天数\nFR15,0.8,8046.09,7200,8.5\n"
    assert load_tariff(table(text)).price("FR15") == Price(0.8, 6436.87, 7200, 8.5)
    assert load_tariff(table("drg_code,weight,支付标准\nFR15,0.8,5000\n")).price("FR15").payment == 5000


def test_of_several_payment_columns_none_is_picked_unasked(table):
    tariff = load_tariff(table("drg_code,weight,支付标准（三级）,支付标准（二级）\nFR15,0.8,6000,5000\n"))
    assert tariff.price("FR15").payment is None
    assert any("三级" in note for note in tariff.notes)
    assert tariff.levels == ("三级", "二级")


def test_the_columns_of_a_level_count_once_it_is_chosen(table):
    text = "drg_code,weight,支付标准（三级）,系数-二级,费率（居民）\nFR15,0.8,6000,0.9,9000\n"
    assert load_tariff(table(text), level="三级").price("FR15").payment == 6000
    assert load_tariff(table(text), rate=10000, level="二级").price("FR15").payment == 7200
    assert load_tariff(table(text), level="居民").price("FR15").payment == 7200
    with pytest.raises(KnowledgeError, match="三级、二级、居民"):
        load_tariff(table(text), level="四级")


def test_of_a_group_that_stands_twice_the_first_row_counts_and_it_is_told(table):
    tariff = load_tariff(table("drg_code,weight\nFR15,0.8\nFR15,0.9\n"))
    assert tariff.price("FR15").weight == 0.8
    assert any("FR15" in note for note in tariff.notes)


def test_gb18030_tabs_and_workbooks_are_read(table, tmp_path):
    assert load_tariff(table("病组编码\t权重\nFR15\t0.8\n", encoding="gb18030")).price("FR15").weight == 0.8
    book = openpyxl.Workbook()
    book.active.append(["某市医保局"])
    book.active.append(["DRG编码", "权重"])
    book.active.append(["FR15", 0.8])
    book.save(tmp_path / "t.xlsx")
    assert load_tariff(tmp_path / "t.xlsx").price("FR15").weight == 0.8


def test_unusable_tables_are_told_in_one_sentence(table, tmp_path):
    for text in ("", "甲,乙\n1,2\n", "drg_code,name\nFR15,心衰\n", "drg_code,weight\n"):
        with pytest.raises(KnowledgeError) as error:
            load_tariff(table(text))
        assert str(error.value).endswith("。")
    with pytest.raises(KnowledgeError):
        load_tariff(tmp_path / "没有.csv")
    with pytest.raises(KnowledgeError):
        load_tariff(table("PK\x03\x04", name="x.xlsx"))


def test_every_regional_table_that_has_weights_is_read(reference):
    read = refused = 0
    for file in sorted((reference / "weights" / "regions").glob("*.csv")):
        try:
            tariff = load_tariff(file)
        except KnowledgeError:
            refused += 1
            continue
        read += 1
        assert any(line.weight is not None or line.payment is not None for line in tariff.lines.values()) or (
            "sichuan_2024_2" in file.name
        )
    assert read > 195
    assert refused < 15  # tables that hold no weight at all


def test_the_demonstration_tariff_says_what_it_is():
    tariff = embedded_tariff()
    assert tariff.is_demonstration
    assert "演示" in tariff.title
    assert tariff.rate is not None
    known = [drg for drg in embedded_scheme().groups if tariff.price(drg).weight is not None]
    assert len(known) > 600
    assert tariff.price("0000") == Price(None, None)
    assert any(tariff.price(drg).estimated for drg in known)
    own = next(drg for drg in known if not tariff.price(drg).estimated)
    assert tariff.price(own).payment == pytest.approx(tariff.price(own).mean_cost, rel=0.01)


def test_a_weight_is_mean_of_the_group_by_mean_of_all():
    costs = [Cost("FR15", 4000, 6), Cost("FR15", 6000, 10), Cost("FB19", 50000), Cost("FB19", 0)]
    weights = weights_of(costs)
    assert mean_cost(costs) == 20000
    assert weights["FR15"].weight == 0.25
    assert weights["FB19"].weight == 2.5
    assert (weights["FR15"].pages, weights["FR15"].mean_los) == (2, 8)
    assert weights_of([]) == {}


def test_trimming_leaves_out_the_dearest_and_the_cheapest():
    costs = [Cost("FR15", yuan) for yuan in (1, 100, 100, 100, 100, 100, 100, 100, 100, 100000)]
    assert mean_cost(costs, trim=0.1) == 100


def test_derived_weights_rise_with_the_complication_and_are_counted_as_no_page():
    known = weights_of([Cost("FR15", 5000), Cost("FB19", 15000)])
    derived = derived_weights(known, ["FR11", "FR13", "FR15", "FB29"], embedded_scheme())
    assert set(derived) == {"FR11", "FR13", "FB29"}
    assert derived["FR11"].weight > derived["FR13"].weight > 0.5
    assert all(w.pages == 0 for w in derived.values())


def test_a_list_of_groups_in_front_of_the_weights_is_not_taken_for_the_tariff(tmp_path):
    path = tmp_path / "权重.xlsx"
    with xlsxwriter.Workbook(path) as book:
        names = book.add_worksheet("病组目录")
        names.write_row(0, 0, ["DRG编码", "DRG名称"])
        names.write_row(1, 0, ["FR15", "心力衰竭"])
        names.write_row(2, 0, ["FR11", "心力衰竭，伴严重并发症"])
        weights = book.add_worksheet("权重")
        weights.write_row(0, 0, ["DRG编码", "权重"])
        weights.write_row(1, 0, ["FR15", 0.81])
    tariff = load_tariff(path)
    assert tariff.price("FR15").weight == 0.81


def test_balance_is_payment_less_cost_by_whatever_was_paid(table):
    tariff = load_tariff(
        table("# 费率: 600\n# 高倍率: 总费用 > 3 * 均费 => 5000\ndrg_code,weight,mean_cost\nAA11,2,1000\n")
    )
    assert tariff.price("AA11", cost=1000).balance == 200
    assert tariff.price("AA11", cost=4000).balance == 1000  # paid by the formula of its band
    assert tariff.price("AA11").balance is None


def test_a_demonstration_tariff_speaks_only_for_the_hospital_it_was_computed_from(table):
    shown = embedded_tariff()
    assert shown.speaks_for(shown.made_of)
    assert not any(shown.speaks_for(other) for other in ("12440000456039991A", ""))
    assert load_tariff(table("drg_code,weight\nAA11,2\n")).speaks_for("")
