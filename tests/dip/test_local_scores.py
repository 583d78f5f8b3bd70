"""The scores of a city beside a catalogue without any: any table of numbers and scores, points and factors with it."""

import pytest
import xlsxwriter

from coding.base.errors import KnowledgeError
from coding.dip.dip_scheme import load_dip
from coding.dip.local_scores import load_scores, with_scores
from tests.dip.small_city import write_city
from tests.dip.test_national_book import FEW
from tests.drg.small_pack import case
from tools.make_dip_book import book_of, write_dip_book


@pytest.fixture
def national(tmp_path):
    return load_dip(write_dip_book(tmp_path / "national.xlsx", book_of(FEW)))


def csv_of(path, text):
    path.write_text(text, encoding="utf-8-sig")
    return path


def book(path, **sheets):
    with xlsxwriter.Workbook(path) as made:
        for name, rows in sheets.items():
            sheet = made.add_worksheet(name)
            for at, row in enumerate(rows):
                sheet.write_row(at, 0, row)
    return path


ALL = {
    "分值": [
        ("某市 2027 年病种分值",),
        ("病种序号", "名称", "病种分值", "次均费用"),
        ("BX-5", "阑尾", 1000, 8000),
        (11, "肺癌", 1300, ""),
    ],
    "点值": [("参保类别", "点值（元）"), ("职工", 8), ("居民", 7.5)],
    "系数": [("医院等级", "系数"), ("三级", 1.1), ("二级", 0.95)],
}
STAY = {"cost": 9000.0, "insured": "1", "level": "二级"}


def test_a_workbook_with_scores_points_and_factors_prices_the_national_catalogue(national, tmp_path):
    scheme = with_scores(national, load_scores(book(tmp_path / "city.xlsx", **ALL)))
    packet, payment = scheme.decide(case("K35.800", "47.0901", **STAY))  # 医疗付费方式 1 is an employee's
    assert (packet.seq, payment.score, packet.row.mean_cost) == ("BX-5", 1000, 8000)
    assert payment.payment == pytest.approx(1000 * 8 * 0.95)
    assert scheme.decide(case("C34.900", **STAY))[1].score == 1300  # a number without its layer
    assert scheme.stamp != national.stamp


def test_what_does_not_fit_is_told(national, tmp_path):
    path = csv_of(tmp_path / "s.csv", "序号,分值\nBX-5,1000\nBX-5,1001\nBX-999,5\n")
    told = "\n".join(with_scores(national, load_scores(path)).catalogue.complaints)
    assert "s.csv 第3行" in told
    assert "BX-999" in told
    assert "分值表“s”：方案的 11 个病种在其中没有分值" in told


def test_scores_alone_pay_nothing_and_say_what_is_missing(national, tmp_path):
    scheme = with_scores(national, load_scores(csv_of(tmp_path / "s.csv", "序号,分值\nBX-5,1000\n")))
    payment = scheme.decide(case("K35.800", "47.0901", **STAY))[1]
    assert (payment.score, payment.payment) == (1000, None)
    assert "点值" in payment.lacks


def test_the_auxiliary_tables_may_stand_beside_the_scores(national, tmp_path):
    folder = tmp_path / "city"
    folder.mkdir()
    csv_of(folder / "scores.csv", "seq,score\nJC-11,1000\n")
    csv_of(folder / "points.csv", "insured,point\n职工,8\n")
    csv_of(folder / "hospital.csv", "level,factor\n二级,1\n")
    csv_of(folder / "aux_levels.csv", "kind,level,tumour,rule\n严重程度,死亡,,LEAVING_IN(5)\n")
    csv_of(folder / "aux.csv", "seq,kind,level,factor\nJC-11,严重程度,死亡,1.5\n")
    scheme = with_scores(national, load_scores(folder))
    assert scheme.decide(case("C34.900", leaving_type="5", **STAY))[1].standard == 12_000


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("编码,权重\nBX-5,1\n", "序号"),
        ("序号,分值\nBX-5,一千\n", "s.csv 第2行.*不是数字"),
        ("序号,分值\nBX-5,\n", "s.csv 第2行.*为空"),
    ],
)
def test_a_table_that_says_nothing_is_refused_in_a_sentence(national, tmp_path, text, told):
    with pytest.raises(KnowledgeError, match=told):
        with_scores(national, load_scores(csv_of(tmp_path / "s.csv", text)))


def test_what_a_table_leaves_out_keeps_the_scores_of_its_pack_and_that_is_told(tmp_path):
    pack = load_dip(write_city(tmp_path / "小城"))
    scored = with_scores(pack, load_scores(csv_of(tmp_path / "s.csv", "序号,分值\nBX-1,1000\n")))
    told = "\n".join(scored.catalogue.complaints)
    assert scored.row("BX-1").score == 1000
    assert scored.row("BX-2").score == 1760
    assert "方案的 11 个病种在其中没有分值，仍用方案自带的分值" in told
    assert "方案的 1 个病种在其中没有分值，支付测算为空" in told  # XQ-2 has none anywhere
