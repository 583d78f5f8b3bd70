"""What pages of a store are paid, dossiers, and what the insurer's results say of them; one use case for all faces."""

from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest

from coding.knowledge.knowledge import KnowledgeSource, load_knowledge
from coding.payment.paid_difference import Cause
from coding.payment.paid_result import PaidResult
from coding.reports.dossier import write_dossiers
from coding.reports.payment_tables import payment_sheets
from coding.reports.sheet_book import write_book
from coding.work.dossiers import dossiers_of
from coding.work.paid_results import appeal_due, bring_paid, compare_stored, insurer_words, results_of_page
from coding.work.paying import pay_pages, pay_stored
from tests.db.conftest import make_page, make_reading
from tests.payment.policy_desk import DAY, policy, write

RULES = (
    "name,某市政策,,,,\nscope,住院天数 < 60,住院60天以内,,,甲文第2条\n"
    "special,总费用 > 50000,费用超高,,,甲文第12条\nspecial_share,50%,,,,甲文第12条\n"
    "appeal_days,5,,,,甲文第20条\n"
)


def stay(number, **values):
    told = {
        "patient_name": "不应出现",
        "id_no": "11010119900307123X",
        "discharge_datetime": "2026-03-10 10:00:00",
        "discharge_ward": "普外科",
        "fee_total": "20000",
        "los_days": "9",
        "age_years": "54",
        "discharge_way": "1",
        "payment_method": "1",
        **values,
    }
    return make_page(number, **told)


@pytest.fixture
def known(tmp_path):
    return load_knowledge(KnowledgeSource(policy=str(write(tmp_path, RULES))))


@pytest.fixture
def filled(store):
    pages = [
        stay("001"),
        stay("002", los_days="60"),
        stay("003", fee_total="90000"),
        stay("004", discharge_datetime="2026-04-10 10:00:00"),
    ]
    store.import_reading(make_reading(*pages))
    return store


def test_a_month_of_a_store_and_the_same_pages_in_files_are_paid_alike(filled, known):
    ids = sorted(filled.worklist())
    month = pay_stored(filled, known, ids, "2026-03")
    assert (month.whole.cases, month.whole.excluded, month.whole.candidates) == (3, 1, 1)
    assert [line.title for line in month.wards] == ["普外科"]
    assert [line.title for line in month.insured] == ["职工"]
    pages = [page for _, page in filled.pages(ids)]
    assert pay_pages(pages, known).whole == pay_stored(filled, known, ids).whole


def test_a_dossier_tells_of_the_stay_and_names_nobody(filled, known, tmp_path):
    ids = sorted(filled.worklist())
    found = pay_stored(filled, known, ids)
    made = dossiers_of(found, dict(filled.pages(ids)), known)
    assert write_dossiers(tmp_path / "材料", made) == 1
    (file,) = (tmp_path / "材料").iterdir()
    assert file.name == "特例单议_003.xlsx"
    cells = [
        str(c.value) for row in openpyxl.load_workbook(file).active.iter_rows() for c in row if c.value is not None
    ]
    text = "\n".join(cells)
    assert "不应出现" not in text
    assert "11010119900307123X" not in text
    for said in ("费用超高", "条件：总费用 > 50000", "甲文第12条", "90000", "申请理由（由医院填写）", "某市政策"):
        assert said in text


def test_the_workbook_of_a_month_holds_figures_as_figures(filled, known, tmp_path):
    found = pay_stored(filled, known, sorted(filled.worklist()))
    write_book(tmp_path / "汇总.xlsx", payment_sheets(found, "全部"))
    book = openpyxl.load_workbook(tmp_path / "汇总.xlsx")
    assert book.sheetnames[:4] == ["合计", "病房", "参保", "病组"]
    last = list(book["合计"].iter_rows(values_only=True))[-1]
    assert last[1:3] == (4, 1)
    assert isinstance(last[6], int | float)
    reasons = list(book["不按病组付费"].iter_rows(values_only=True))
    assert ("不在适用范围（住院60天以内）", "甲文第2条", 1) in reasons


HEAD = "病案号,出院日期,支付额,拒付额,原因,拒付日期\n"


def results(folder: Path, rows: str, name: str = "结算.csv") -> Path:
    file = folder / name
    file.write_bytes((HEAD + rows).encode("gb18030"))
    return file


def test_results_are_kept_once_and_leave_every_estimate_as_it_was(filled, known, tmp_path):
    before = filled.rows(sorted(filled.worklist()))
    file = results(tmp_path, "001,2026-03-10,9000,,,\n002,2026-03-10,8000,100,超限定,2026-04-10\n")
    assert bring_paid(filled, file)[1] == 2
    assert bring_paid(filled, file)[1] == 0
    assert filled.rows(sorted(filled.worklist())) == before
    found = compare_stored(filled, known, sorted(filled.worklist()), date(2026, 4, 13))
    assert [one.cause for one in found.differences] == [Cause.OTHER_RATE, Cause.DENIED, Cause.NOT_PAID]
    (denial,) = found.denials
    assert (denial.due, denial.left, denial.clause) == (date(2026, 4, 17), 4, "甲文第20条")


def test_a_later_result_for_the_same_stay_takes_the_place_of_the_earlier(filled, known, tmp_path):
    bring_paid(filled, results(tmp_path, "001,2026-03-10,9000,500,先拒,2026-04-10\n"))
    bring_paid(filled, results(tmp_path, "001,2026-03-10,9500,,,\n", "更正.csv"))
    found = compare_stored(filled, known, sorted(filled.worklist()), date(2026, 4, 13))
    assert not found.denials
    assert [one.paid for one in found.differences if one.matched] == [9500]
    assert len(filled.paid_results()) == 2


def test_a_page_shows_what_the_insurer_said_in_its_own_words(filled, tmp_path):
    bring_paid(filled, results(tmp_path, "001,2026-03-10,9000,100,超限定支付范围用药,\n"))
    pages = dict(filled.pages(filled.worklist()))
    by_number = {page.case_no: page for page in pages.values()}
    (one,) = results_of_page(filled, by_number["001"])
    assert insurer_words(one) == "医保结算 9,000.00 元。医保拒付 100.00 元，原因（医保原文）：超限定支付范围用药"
    assert results_of_page(filled, by_number["002"]) == []
    other_day = stay("001", discharge_datetime="2026-03-11 10:00:00")
    assert results_of_page(filled, other_day) == []


def test_an_appeal_counts_from_the_day_of_reading_where_the_file_names_none(filled, known, tmp_path):
    bring_paid(filled, results(tmp_path, "001,2026-03-10,9000,100,理由,\n"))
    read = filled.paid_results()[0].read_at
    found = compare_stored(filled, known, sorted(filled.worklist()), read.date())
    assert isinstance(read, datetime)
    assert found.denials[0].told == read.date()


def test_days_of_an_appeal_are_counted_as_the_policy_says(tmp_path):
    # the 1st to 7th of October are a holiday, worked for on the 10th
    assert appeal_due(date(2026, 9, 30), policy(tmp_path, "appeal_days,2,,,,\n").of(DAY))[0] == date(2026, 10, 9)
    calendar = policy(tmp_path, "appeal_days,2,,,,\nappeal_counting,自然日,,,,\n").of(DAY)
    assert appeal_due(date(2026, 9, 30), calendar)[0] == date(2026, 10, 2)
    due, why = appeal_due(date(2026, 9, 30), policy(tmp_path, "rate,1,,,,\n").of(DAY))
    assert due is None
    assert "没有申诉期限" in why


def test_a_result_without_anything_to_say_says_nothing():
    from coding.store.kept_paid import KeptPaid

    assert insurer_words(KeptPaid(1, PaidResult("1"), "b", datetime(2026, 1, 1), "甲")) == ""
