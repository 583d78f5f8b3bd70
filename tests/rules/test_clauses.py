"""Every rule rests on a clause that is written down, and every clause says whether anybody has read it."""

import re
from datetime import date
from pathlib import Path

import pytest

from coding.base.errors import KnowledgeError
from coding.base.resources import resource_table
from coding.base.tables import parse_table
from coding.rules.clauses import Read, citations, cited, embedded_clauses, read_clauses
from coding.rules.local import embedded_rows
from coding.rules.violations import violations
from tools.clauses_page import PAGE, clauses_page

ROOT = Path(__file__).resolve().parents[2]
HP24 = "国卫办医发〔2016〕24号"
#: Stood in earlier editions of volume 1; pages still have them.
FORMER = {"U80", "U89"}


def keys(basis):
    return [[clause.key for clause in citation.clauses] for citation in citations(basis)]


def basis_of(rule_id):
    return embedded_rows()[rule_id]["basis"]


# -- what the rules cite


def test_every_basis_names_clauses_of_the_table():
    unknown = [
        (rule_id, citation.text)
        for rule_id, row in embedded_rows().items()
        for citation in citations(row["basis"])
        if not citation.clauses
    ]
    assert unknown == []
    assert all(citations(row["basis"]) for row in embedded_rows().values())


def test_no_article_is_left_open():
    for folder in ("resources", "docs", "coding", "ui"):
        for path in (ROOT / folder).rglob("*"):
            if path.suffix in {".csv", ".md", ".py"}:
                assert "待核）" not in path.read_text(encoding="utf-8-sig", errors="replace"), path


def test_a_coding_rule_says_where_in_the_volumes_its_rule_stands():
    """The bare name of all three volumes is no clause that a coder could look up."""
    for rule_id, row in embedded_rows().items():
        assert "第二卷编码规则" not in row["basis"], rule_id


@pytest.mark.parametrize(
    ("rule_id", "clause"),
    [
        ("FP-COD-012", "HP24-21"),  # what was planned was not done
        ("FP-COD-123", "HP24-22"),  # operations
        ("FP-COD-134", "HP24-22"),
        ("FP-COD-178", "HP24-22"),
        ("FP-COD-063", "HP24-13"),  # tumours
        ("FP-COD-044", "HP24-14"),  # obstetrics
        ("FP-COD-016", "HP24-11-1"),
        ("FP-ACC-092", "HP24-12"),
        ("FP-DRG-031", "SL34-0"),  # the settlement list as revised
        ("FP-COD-002", "ICD2-313"),  # an asterisk code is never used alone
        ("FP-COD-003", "ICD2-313"),
        ("FP-DRG-013", "R7-0"),  # the rules of 2026 for a stay taken apart
        ("FP-STD-060", "GB15657-0"),
    ],
)
def test_rules_that_coders_ask_about_rest_on_the_clause_that_they_would_name(rule_id, clause):
    assert clause in {key for part in keys(basis_of(rule_id)) for key in part}


def test_operations_do_not_rest_on_the_chapter_about_staff():
    assert not any("第二十三条" in row["basis"] for row in embedded_rows().values())


def test_western_pages_are_not_judged_by_the_interface_of_chinese_medicine():
    assert keys(basis_of("FP-STD-032")) == [["HP24-8"], ["N041"]]


def test_the_settlement_list_is_judged_by_its_revision():
    for rule_id, row in embedded_rows().items():
        assert "〔2020〕20号" not in row["basis"], rule_id


@pytest.mark.parametrize(("volume", "table"), [("ICD-10 第一卷", "icd10.csv"), ("ICD-9-CM-3", "icd9cm3.csv")])
def test_a_note_is_that_of_a_category_that_exists(volume, table):
    held = {row["code"].replace("x", "")[:5] for row in resource_table(f"codes/{table}", "code")}
    categories = {code.partition(".")[0] for code in held}
    for rule_id, row in embedded_rows().items():
        for citation in citations(row["basis"]):
            if citation.text.startswith(volume) and " 注" in citation.text:
                named = re.findall(r"[A-Z]?\d\d(?:\.\d)?", citation.text.removeprefix(volume))
                assert named, rule_id
                for code in set(named) - FORMER:
                    assert code.partition(".")[0] in categories, (rule_id, code)
                    assert "." not in code or any(one.startswith(code) for one in held), (rule_id, code)


# -- how a basis is read


def test_a_basis_is_read_by_the_number_of_the_document_and_its_articles():
    assert keys(f"{HP24} 第十条、第十一条（二）") == [["HP24-10", "HP24-11-2"]]
    assert keys("ICD-10 第一卷 J44.0 注； ICD-10 第二卷 4.4.3 MB4") == [["ICD1-note"], ["ICD2-443", "ICD2-MB4"]]
    assert keys("ICD-10 第二卷 4.4.2；第一卷 K80.0 注") == [["ICD2-442"], ["ICD1-note"]]
    assert keys(f"{HP24} 第十一条（一）（五）") == [["HP24-11-1", "HP24-11-5"]]
    assert keys(f"{HP24}《住院病案首页数据填写质量规范（暂行）》") == [["HP24-0"]]
    assert keys(f"{HP24} 附件《住院病案首页数据质量管理与控制指标（2016版）》") != [["HP24-0"]]
    assert keys("《医疗保障基金使用监督管理条例实施细则》国家医疗保障局令第7号") == [["R7-0"]]
    assert keys("《医疗保障基金结算清单填写规范》医保办发〔2021〕34号") == [["SL34-0"]]


@pytest.mark.parametrize(
    "invented",
    [
        f"{HP24} 第二十九条",
        f"{HP24} 第十条、第三十条",
        f"{HP24} 第十一条（九）",
        f"{HP24} 第十一条（一）（九）",
        "卫医政发〔2011〕84号 附件2 二（九十）",
        "卫医政发〔2011〕84号 附件9",
        "ICD-10 第二卷 4.9.9",
        "ICD-10 第二卷 4.4.3 MB9",
        "国卫办医发〔2016〕99号 第十条",
        "《某某管理办法》",
    ],
)
def test_a_clause_that_nobody_wrote_down_is_no_clause(invented):
    assert [citation.clauses for citation in citations(invented)] == [()]


def test_a_blank_basis_cites_nothing():
    assert citations("") == ()
    assert citations(" ； ") == ()


# -- the table


def test_every_clause_says_what_it_is_in_one_sentence():
    for clause in embedded_clauses():
        assert 2 < len(clause.sense) <= 90, clause.key
        assert clause.published or clause.read is Read.OWN, clause.key
        assert "http" not in clause.published
        assert clause.since is None or clause.until is None or clause.since < clause.until


def test_the_same_clause_stands_once():
    assert len({(c.document, c.number, c.article) for c in embedded_clauses()}) == len(embedded_clauses())


@pytest.mark.parametrize(
    ("key", "since"),
    [
        ("HP84-0", date(2012, 1, 1)),
        ("HP24-10", date(2016, 5, 31)),
        ("R735-15", date(2021, 5, 1)),
        ("R7-0", date(2026, 4, 1)),
        ("GB15657-0", date(2021, 10, 11)),
        ("WR11-22", date(2010, 3, 1)),
    ],
)
def test_the_days_from_which_the_documents_are_in_force(key, since):
    assert next(c for c in embedded_clauses() if c.key == key).since == since


HEAD = "key,document,number,article,from,to,read,published,sense\n"


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ("A,《甲》,,,,,maybe,乙,丙", "read 的值“maybe”"),
        ("A,,,,,,no,乙,丙", "没有写文件名称"),
        ("A,《甲》,,,昨天,,no,乙,丙", "日期“昨天”无法识别"),
        ("A,《甲》,,,,,no,乙,丙\nA,《丁》,,,,,no,乙,丙", "第3行：条款编号“A”重复"),
    ],
)
def test_a_row_that_cannot_be_used_is_told_with_file_and_line(row, told):
    with pytest.raises(KnowledgeError, match=re.escape(told)) as error:
        read_clauses(parse_table("clauses.csv", (HEAD + row).encode()))
    assert "clauses.csv 第" in str(error.value)


def test_of_two_documents_with_one_number_the_title_tells():
    table = HEAD + "A,《甲规范》,某发〔1〕1号,,,,no,乙,丙\nB,《甲规范附件》,某发〔1〕1号,,,,no,乙,丙\n"
    clauses = read_clauses(parse_table("clauses.csv", table.encode()))
    assert [c.key for c in cited("某发〔1〕1号", clauses)[0].clauses] == ["A"]
    assert [c.key for c in cited("某发〔1〕1号 甲规范附件", clauses)[0].clauses] == ["B"]


def test_the_page_of_the_clauses_is_written_from_the_table():
    assert PAGE.read_text(encoding="utf-8") == clauses_page(), "请运行 python -m tools.clauses_page"


# -- the insurer's classes of violation


def test_every_class_of_violation_rests_on_clauses_of_the_table():
    for violation in violations().values():
        assert violation.sense
        assert all(citation.clauses for citation in citations(violation.basis)), violation.name


def test_a_rule_names_a_class_of_violation_that_exists():
    assert {row["violation"] for row in embedded_rows().values()} - {""} <= set(violations())


def test_a_rule_that_rests_on_the_penalties_of_the_fund_says_which_violation_it_means():
    for rule_id, row in embedded_rows().items():
        cites = {key for part in keys(row["basis"]) for key in part}
        if cites & {"R735-38", "R735-40"}:
            assert row["violation"], rule_id
