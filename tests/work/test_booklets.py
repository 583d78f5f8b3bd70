"""The booklet of a ward and the sheet for the weight conference, of the pages that ship as a sample."""

import re
from dataclasses import replace
from datetime import datetime

import pytest

from coding.base.errors import UnusableInputError
from coding.base.resources import resource_path
from coding.examine.examine import examine
from coding.exchange.read import read_file
from coding.indicators.facts_of import facts_of
from coding.knowledge.knowledge import Knowledge
from coding.page.context import Context
from coding.reports.cell_text import cell_text
from coding.reports.docx_report import write_docx
from coding.reports.pdf_report import write_pdf
from coding.reports.report_page import Kind
from coding.review.losses import LossCourse, LossWord, losses_of
from coding.review.masks import identities
from coding.review.people import Role
from coding.store.store import Verdict
from coding.work.booklets import stored_booklet, ward_booklet
from coding.work.contexts import Contexts
from coding.work.group_sums import SeenPage, by_group
from coding.work.weight_forum import forum_sheet, stored_forum_sheet
from tests.db.conftest import make_reading
from tests.db.sealed import Department

NOW = datetime(2026, 11, 28)
WARD = "普外科病区"


@pytest.fixture(scope="module")
def knowledge():
    return Knowledge()


@pytest.fixture(scope="module")
def seen(knowledge):
    context = Context(NOW)
    found = []
    for number, page in enumerate(read_file(resource_path("sample/sample_n041.csv")).pages, 1):
        if page.text("discharge_ward") == WARD:
            known = examine(page, knowledge, context)
            found.append(SeenPage(number, page, facts_of(page, known, knowledge, context), known.findings))
    return found


@pytest.fixture(scope="module")
def booklet(seen, knowledge):
    return ward_booklet(WARD, "2026-10", seen, knowledge, made_at=NOW, hospital="示例医院")


@pytest.fixture(scope="module")
def blind(seen, knowledge):
    return ward_booklet(WARD, "2026-10", seen, knowledge, made_at=NOW, money=False)


def words_of(report):
    found = [report.title, report.period, *report.sources]
    for page in report.pages:
        found += [page.title, *page.lead, *page.notes]
        for table in page.tables:
            found += [table.title, *table.notes, *(column.title for column in table.columns)]
            found += [cell_text(c, col) for row in table.rows for c, col in zip(row, table.columns, strict=True)]
    return found


def table_of(page, key):
    return next(table for table in page.tables if table.key == key)


def test_a_page_of_the_ward_and_a_page_a_group_the_most_stays_first(booklet, seen):
    groups = by_group(seen)
    assert len(groups) > 5
    assert [page.key for page in booklet.pages] == ["ward", *(f"group_{drg}" for drg in list(groups)[:20])]
    rows = table_of(booklet.pages[0], "groups").rows
    assert [(row[0], row[2]) for row in rows] == [(drg, len(found)) for drg, found in groups.items()]


def test_own_cases_cost_and_stay_stand_beside_the_reference(booklet, seen):
    drg, found = next(iter(by_group(seen).items()))
    row = table_of(booklet.pages[0], "groups").rows[0]
    costs = [one.facts.cost for one in found if one.facts.cost is not None]
    stays = [one.facts.stay for one in found if one.facts.stay is not None]
    assert row[0] == drg
    assert abs(float(row[4]) - sum(costs) / len(costs) / 100) < 0.006
    assert abs(float(row[6]) - sum(stays) / len(stays)) < 0.006
    assert cell_text(row[5], table_of(booklet.pages[0], "groups").columns[5]) != ""


def test_every_group_says_what_leads_into_it_backwards_from_the_scheme(booklet):
    for page in booklet.pages[1:]:
        said = dict(table_of(page, "ways").rows)
        assert said["ADRG"].startswith(page.key.removeprefix("group_")[:3])
        assert "条件" in said


def test_companions_come_with_what_the_record_must_hold_and_nothing_says_add(booklet):
    words = words_of(booklet)
    rows = [row for page in booklet.pages[1:] for row in table_of(page, "companions").rows]
    assert rows
    assert all(row[6] for row in rows if row[0] == "其他诊断")
    assert [word for word in words if re.search("(?<!不)建议(补|加|增)|可以(补|加|增)|(?<!不是“)应当补编", word)] == []


def test_what_raises_and_what_lowers_stand_in_tables_of_one_form(booklet):
    for page in booklet.pages[1:]:
        up, down = table_of(page, "shifts_升高"), table_of(page, "shifts_降低")
        assert up.columns == down.columns
        assert len(up.notes) <= 1
        for table, sign in ((up, 1), (down, -1)):
            assert all((row[7] - row[6]) * sign > 0 for row in table.rows)
            counts = [row[5] for row in table.rows]
            assert counts == sorted(counts, reverse=True)


def test_some_what_ifs_of_the_sample_go_each_way(booklet):
    for key in ("shifts_升高", "shifts_降低"):
        assert any(table_of(page, key).rows for page in booklet.pages[1:])


def test_frequent_defects_name_rule_and_clause_and_tell_nothing_of_a_page(booklet, seen):
    table = table_of(booklet.pages[0], "defects")
    assert all(row[0].startswith("FP-") and row[5] for row in table.rows)
    fired = [{f.rule for f in one.findings if f.severity.value != "info"} for one in seen]
    assert all(row[3] == sum(row[0] in rules for rules in fired) for row in table.rows)


def test_no_identity_of_a_patient_is_in_it(booklet, seen):
    whole = "\n".join(words_of(booklet))
    names = {name for one in seen for name in identities(one.page) if len(name) > 2}
    assert names
    assert [name for name in names if name in whole] == []


def test_without_money_there_is_no_weight_no_yuan_and_no_loss_in_it(blind):
    tables = [table for page in blind.pages for table in page.tables]
    columns = [column for table in tables for column in table.columns]
    assert [column.title for column in columns if re.search("元|权重|支付|费用", column.title)] == []
    assert Kind.YUAN not in {column.kind for column in columns}
    assert not [table.title for table in tables if table.key == "losses" or "权重" in table.title]
    # rules speak of fees of the page; nothing else does
    told = [word for word in words_of(blind) if re.search(r"亏损|权重|支付|\d元", word)]
    assert [word for word in told if "不含权重和金额" not in word and not word.startswith("升高和降低")] == []


def test_without_money_directions_are_those_of_the_family_alone(blind):
    for page in blind.pages[1:]:
        for key in ("shifts_升高", "shifts_降低"):
            assert all(row[3][:3] == page.key.removeprefix("group_")[:3] for row in table_of(page, key).rows)


def test_reasons_of_loss_end_in_the_booklet(seen, knowledge):
    stays = losses_of((one.page_id, one.facts) for one in seen)
    assert stays
    word = LossWord("team", "long_stay", "", "李医师", "医保办", NOW)
    known = {stays[0].page_id: LossCourse("group", (word,))}
    report = ward_booklet(WARD, "2026-10", seen, knowledge, made_at=NOW, known=known)
    rows = table_of(report.pages[0], "losses").rows
    assert [(row[0], row[1]) for row in rows] == [("住院日长", 1), ("未填写", len(stays) - 1)]


def test_a_ward_without_pages_is_told_with_what_to_do(knowledge):
    with pytest.raises(UnusableInputError, match="没有已质控的病案"):
        ward_booklet(WARD, "2026-10", [], knowledge, made_at=NOW)


def test_it_is_written_by_every_writer(booklet, tmp_path):
    short = replace(booklet, pages=booklet.pages[:3])
    write_pdf(tmp_path / "a.pdf", short, ())
    assert write_docx(tmp_path / "a.docx", short) == ""


def test_the_forum_sheet_gives_both_directions_their_limit(seen, knowledge):
    drg, found = next(iter(by_group(seen).items()))
    report = forum_sheet(drg, "2026-10", seen, knowledge, made_at=NOW)
    first, second = report.pages
    limits = [row[2] for row in table_of(first, "arguments").rows]
    assert all("支持提高" in limit and "支持降低" in limit for limit in limits)
    bands = table_of(first, "bands").rows
    assert sum(row[1] for row in bands) == sum(
        one.facts.cost is not None and bool(one.facts.reference_cost) for one in found
    )
    fees = [row for row in table_of(second, "fees").rows if not row[0].startswith("　")]
    assert abs(float(sum(row[3] for row in fees)) - 1) < 0.02
    assert sum(row[1] for row in table_of(second, "wards").rows) == len(found)


def test_a_forum_sheet_of_a_group_without_stays_is_told(seen, knowledge):
    with pytest.raises(UnusableInputError, match="ZZ99"):
        forum_sheet("ZZ99", "2026-10", seen, knowledge, made_at=NOW)


@pytest.fixture
def department(tmp_path, seen):
    made = Department(tmp_path / "病案.sqlite")
    few = seen[:12]
    ids = made.first.import_reading(make_reading(*(one.page for one in few))).added
    verdict = Verdict("clean", 0, 0, 0, 0, "分组成功", "HC23", 1.2, None, 99.0, "s1")
    made.first.keep_verdicts(
        [(page_id, replace(verdict, facts=one.facts)) for page_id, one in zip(ids, few, strict=True)]
    )
    yield made
    made.close()


def spell(seen):
    return min(one.facts.discharged[:4] for one in seen[:12])


def test_of_a_store_it_shows_what_the_person_may_see(department, knowledge, seen):
    whole = stored_booklet(department.first, knowledge, Contexts(), WARD, spell(seen), made_at=NOW)
    blind = department.one_of(Role.CODER, is_money_blind=True)
    hidden = stored_booklet(blind, knowledge, Contexts(), WARD, spell(seen), made_at=NOW)
    assert any("例均费用" in word for word in words_of(whole))
    assert not any("例均费用" in word for word in words_of(hidden))
    with pytest.raises(UnusableInputError, match="权限看不到"):
        stored_forum_sheet(blind, knowledge, Contexts(), "HC29", spell(seen), made_at=NOW)


def test_pages_that_nobody_has_examined_are_told_and_in_no_figure(department, knowledge, seen):
    late = replace(seen[0].page, values={**seen[0].page.values, "case_no": "尚未质控"})
    department.first.import_reading(make_reading(late, file="补.csv"))
    report = stored_booklet(department.first, knowledge, Contexts(), WARD, spell(seen), made_at=NOW)
    assert any("另有 1 份病案还没有质控" in sentence for sentence in report.pages[0].lead)


def test_of_a_store_a_reader_without_identities_is_told_of_no_stars(department, knowledge, seen):
    reader = department.one_of(Role.READER)
    report = stored_booklet(reader, knowledge, Contexts(), WARD, spell(seen), made_at=NOW)
    words = words_of(report)
    assert not {"FP-STD-034", "FP-STD-035", "FP-ACC-002"} & set(words)
