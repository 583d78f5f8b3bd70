"""``check`` under a DIP pack: the columns of the published cases behind those of every group."""

import csv

import pytest

from coding.commands.door import run
from coding.exchange.write import write_n041
from coding.page.front_page import FrontPage
from coding.page.rows import Diagnosis, Procedure
from tests.commands.test_group_dip import write_city
from tests.dip.small_city import TABLES, city
from tests.dip.test_national_book import FEW
from tools.make_dip_book import book_of, write_dip_book

VALUES = {"patient_name": "甲", "sex": "1", "age_years": "54", "los_days": "8", "discharge_way": "1"}


def page(number, dx, px=(), **values):
    return FrontPage(
        {**VALUES, "case_no": number, "payment_method": "1", **values},
        tuple(Diagnosis(code, "诊断", "1") for code in dx.split()),
        tuple(Procedure(code, "操作", "2024-03-02") for code in px),
    )


PAGES = (
    page("1", "K35.800", ("47.0100",), fee_total="11000"),
    page("2", "C34.900", discharge_way="5", fee_total="36000"),
    page("3", "Z99.100", fee_total="100"),
    page("4", "J18.900", ("32.4100",), fee_total="5000", payment_method="7"),
)


def groups(tmp_path, pages, pack, *more):
    write_n041(tmp_path / "pages.csv", pages)
    out = tmp_path / "out"
    argv = ["check", str(tmp_path / "pages.csv"), "--out", str(out), "--as-of", "2024-04-01", "--scheme", str(pack)]
    assert run([*argv, *more]) == 0
    with (out / "groups.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_packet_score_and_payment_stand_behind_the_group(tmp_path):
    rows = groups(tmp_path, PAGES, write_city(tmp_path / "city"), "--tariff-level", "三级")
    assert [(r["status"], r["drg"], r["seq"], r["layer"]) for r in rows] == [
        ("核心病种", "BX-1", "BX-1", "BX"),
        ("核心病种", "JC-2", "JC-2", "JC"),
        ("不纳入分组", "", "", ""),
        ("综合病种", "ZH-J18-NK", "ZH-J18-NK", "ZH"),
    ]
    basic, died, excluded, other = rows
    assert (basic["basic"], basic["principal_px"], basic["standard"]) == ("1", "47.0100", "12000.00")
    assert (basic["payment"], basic["balance"]) == ("12000.00", "1000")
    assert (died["aux"], died["aux_factor"]) == ("严重程度/死亡", "1.3500")
    assert (died["ratio"], died["multiple"], died["deviation"]) == ("2.3310", "2.331", "费用超高")
    assert died["payment"] == "20556.00"
    assert {excluded[k] for k in ("weight", "score", "payment", "basic")} == {""}
    assert (other["score"], other["payment"]) == ("640.0000", "")  # no point for those who pay themselves


def test_group_and_check_say_the_same_of_the_same_pages(tmp_path):
    pack = write_city(tmp_path / "city")
    checked = groups(tmp_path, PAGES, pack, "--tariff-level", "三级")
    out = tmp_path / "g.csv"
    options = ["--scheme", str(pack), "--tariff-level", "三级", "--out", str(out)]
    assert run(["group", str(tmp_path / "pages.csv"), *options]) == 0
    with out.open(encoding="utf-8-sig", newline="") as file:
        grouped = list(csv.DictReader(file))
    columns = [column for column in grouped[0] if column != "case_id"]
    assert [[r[c] for c in columns] for r in checked] == [[r[c] for c in columns] for r in grouped]


def test_shares_of_the_fees_reach_the_auxiliary_types(tmp_path):
    levels = [
        {"kind": "费用", "level": "药", "tumour": "1", "rule": "RATIO>=3&DRUGSHARE>=0.5"},
        {"kind": "费用", "level": "治疗", "tumour": "1", "rule": "TREATSHARE>=0.5"},
    ]
    factors = [
        {"seq": "JC-2", "kind": "费用", "level": "药", "factor": "1.5"},
        {"seq": "JC-2", "kind": "费用", "level": "治疗", "factor": "1.2"},
    ]
    pack = write_city(tmp_path / "city", city(aux_levels=levels, aux=factors))
    rows = groups(
        tmp_path,
        (
            page("2", "C34.900", fee_total="60000", fee_western_drug="20000", fee_tcm_patent="10000"),
            page("3", "C34.900", fee_total="10000", fee_nonsurgical="3000", fee_general_treatment="2000"),
            page("4", "C34.900", fee_total="10000", fee_nonsurgical="3000"),
        ),
        pack,
        "--tariff-level",
        "二级",
    )
    assert [r["aux"] for r in rows] == ["费用/药", "费用/治疗", ""]


def test_under_drg_no_column_is_added(tmp_path):
    write_n041(tmp_path / "pages.csv", PAGES[:1])
    assert run(["check", str(tmp_path / "pages.csv"), "--out", str(tmp_path / "out"), "--as-of", "2024-04-01"]) == 0
    with (tmp_path / "out" / "groups.csv").open(encoding="utf-8-sig", newline="") as file:
        assert "seq" not in next(csv.reader(file))


@pytest.fixture
def scores(tmp_path):
    folder = tmp_path / "scores"
    folder.mkdir()
    (folder / "a.csv").write_text("序号,分值,次均费用\nBX-5,1000,8000\n", encoding="utf-8")
    (folder / "b.csv").write_text("参保类别,点值\n职工,8\n", encoding="utf-8")
    (folder / "c.csv").write_text("医院级别,系数\n二级,1.05\n", encoding="utf-8")
    return folder


def test_the_national_workbook_is_priced_by_a_citys_scores(tmp_path, scores):
    book = write_dip_book(tmp_path / "national.xlsx", book_of(FEW))
    bare = groups(tmp_path, (page("1", "K35.800", ("47.0901",), fee_total="9000"),), book)
    assert (bare[0]["seq"], bare[0]["weight"], bare[0]["score"], bare[0]["payment"]) == ("BX-5", "", "", "")
    more = ("--tariff", str(scores), "--tariff-level", "二级")
    priced = groups(tmp_path, (page("1", "K35.800", ("47.0901",), fee_total="9000"),), book, *more)
    assert (priced[0]["weight"], priced[0]["payment"]) == ("1000", "8400.00")


def test_a_tariff_of_drg_is_refused_in_a_sentence_under_a_dip_pack(tmp_path, capsys):
    tariff = tmp_path / "w.csv"
    tariff.write_text("DRG编码,权重\nHC29,1.2\n", encoding="utf-8")
    write_n041(tmp_path / "pages.csv", PAGES)
    argv = ["check", str(tmp_path / "pages.csv"), "--out", str(tmp_path / "out"), "--tariff", str(tariff)]
    assert run([*argv, "--scheme", str(write_city(tmp_path / "city", TABLES))]) == 2
    assert "分值" in capsys.readouterr().err
