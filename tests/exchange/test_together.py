"""Files and each other: linking, rejects that come back, pre-flight, findings for the wards."""

from dataclasses import replace
from datetime import datetime

import pytest

from coding.base.sheets import read_workbook
from coding.exchange.link import linked
from coding.exchange.preflight import DefectKind, preflight
from coding.exchange.read import read_file
from coding.exchange.rejects import write_rejects
from coding.page.edits import set_field
from coding.page.finding import Dimension, Finding, Place, Severity
from coding.page.reading import RejectKind
from coding.reports.findings_sheet import PageFindings, guarded, write_findings
from tests.exchange.make_files import FOLDER, PAGES


class TestLinking:
    def test_workflow_times_find_their_page_by_number_and_count(self):
        pages, sheet = read_file(FOLDER / "n041_utf8.csv"), read_file(FOLDER / "workflow.csv")
        [joined] = linked([pages, sheet])
        assert all(p.text("wf_admission_record_time") == "2020-01-01 08:00:00" for p in joined.pages)
        # supplied and empty: judged
        assert all(p.is_supplied("wf_first_course_time") for p in joined.pages)
        assert not any(p.is_supplied("wf_archive_time") for p in joined.pages)

    def test_many_lines_of_a_stay_become_one(self, tmp_path):
        pages = read_file(FOLDER / "n041_utf8.csv")
        case_no, times = pages.pages[0].case_no, pages.pages[0].text("admission_times")
        path = tmp_path / "费用.csv"
        path.write_text(
            f"病案号,住院次数,收费项目\n{case_no},{times},呼吸机\n{case_no},{times},钢板\n", encoding="utf-8"
        )
        [joined] = linked([pages, read_file(path)])
        assert joined.pages[0].text("wf_fee_items") == "呼吸机；钢板"
        assert not joined.pages[1].is_supplied("wf_fee_items")

    def test_a_settlement_list_finds_its_page(self):
        pages, lists = read_file(FOLDER / "n041_utf8.csv"), read_file(FOLDER / "setl4101.json")
        stray = replace(lists.pages[0], values={**lists.pages[0].values, "case_no": "没有这份"})
        lists = replace(lists, pages=(*lists.pages[1:], stray))
        joined, left = linked([pages, lists])
        assert joined.pages[1].is_supplied("setl_bill_no")
        assert not joined.pages[0].is_supplied("setl_bill_no")
        assert [p.case_no for p in left.pages] == ["没有这份"]


class TestRejects:
    TEXT = "BAH,XM,XB,JBDM\n1,甲,1,K80\n2,乙\n3,丙,2,K82,x\n"

    @pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
    def test_rejects_come_back_when_they_are_mended(self, tmp_path, suffix):
        (tmp_path / "a.csv").write_text(self.TEXT, encoding="utf-8")
        reading = read_file(tmp_path / "a.csv")
        target = tmp_path / f"退回{suffix}"
        assert write_rejects(target, reading) == 2
        again = read_file(target)
        assert again.layout == "n041"
        assert again.notes == ()
        assert [p.case_no for p in again.pages] == ["2"]
        assert "多出" in again.rejects[0].reason
        assert again.pages[0].extra == {}


class TestPreflight:
    def test_defects_are_told_by_class_with_their_place(self, tmp_path):
        lines = [f"{n},甲乙,1,2024-03-{n + 1:02},9.5,K80.000" for n in range(20)]
        lines += [
            "3,甲乙,1,2024-03-04,9.5,K80.000",
            "50,甲\u200b乙,1,2023-01-02,a,K80.000",
            "51,丙丁,1,2024-13-02,1,K80",
        ]
        (tmp_path / "a.csv").write_text("\n".join(["BAH,XM,XB,CYSJ,ZFY,JBDM", *lines, "1,2", ""]), encoding="utf-8")
        found = {(d.kind, d.row, d.column) for d in preflight(read_file(tmp_path / "a.csv"), datetime(2026, 1, 1))}
        assert found == {
            ("duplicate", 21, ""),
            ("character", 22, "XM"),
            ("period", 22, "CYSJ"),
            ("type", 22, "ZFY"),
            ("type", 23, "CYSJ"),
            ("layout", 24, ""),
        }

    def test_what_makes_a_row_unreadable_is_told_by_kind_and_not_by_its_sentence(self, tmp_path):
        lines = [b"BAH,XM,XB,CYSJ,ZFY,JBDM", b"1,\xff\xff,1,2024-03-01,1,K80", b"2,a\x00b,1,2024-03-01,1,K80", b"3,x"]
        (tmp_path / "a.csv").write_bytes(b"\n".join([*lines, b"4,a,1,2024-03-01,1,K80", b""]))
        reading = read_file(tmp_path / "a.csv")
        assert [r.kind for r in reading.rejects] == [RejectKind.ENCODING, RejectKind.CHARACTER, RejectKind.LAYOUT]
        kinds = [d.kind for d in preflight(reading, datetime(2026, 1, 1))]
        assert kinds[:3] == [DefectKind.ENCODING, DefectKind.CHARACTER, DefectKind.LAYOUT]

    def test_a_discharge_lies_in_the_future_of_the_moment_that_is_handed_in(self, tmp_path):
        lines = [f"{n},甲,1,2024-03-{n + 1:02},1,K80" for n in range(3)]
        (tmp_path / "a.csv").write_text("\n".join(["BAH,XM,XB,CYSJ,ZFY,JBDM", *lines, ""]), encoding="utf-8")
        reading = read_file(tmp_path / "a.csv")
        late = [d.row for d in preflight(reading, datetime(2024, 3, 2, 12)) if d.kind is DefectKind.PERIOD]
        assert late == [3]
        assert not list(preflight(reading, datetime(2024, 4, 1)))


class TestFindingsForTheWards:
    def test_no_cell_is_run_as_a_formula(self, tmp_path):
        page = read_file(FOLDER / "n041_utf8.csv").pages[0]
        page = page.apply(set_field(page, "patient_name", '=HYPERLINK("http://x")'))
        finding = Finding(
            "FP-X", Dimension.CODING, Severity.ERROR, Place("patient_name"), "-1+2", "@问题", "+建议", "依据", ()
        )
        assert write_findings(tmp_path / "a.xlsx", [PageFindings(page, (finding,))]) == 1
        rows = read_workbook(tmp_path / "a.xlsx")[0].rows
        assert not any(str(cell).startswith(("=", "+", "-", "@")) for row in rows for cell in row)
        assert "'-1+2" in rows[1]

    def test_plain_words_stay(self):
        assert guarded("缺少入院病情") == "缺少入院病情"
        assert guarded("-") == "-", "what a front page says for nothing"


def test_pages_beyond_the_memory_behave_like_a_tuple(monkeypatch):
    import coding.exchange.spool

    few = read_file(FOLDER / "n041_utf8.csv")
    monkeypatch.setattr(coding.exchange.spool, "IN_MEMORY", 3)
    many = read_file(FOLDER / "n041_utf8.csv")
    assert not isinstance(many.pages, tuple)
    assert tuple(many.pages) == few.pages
    assert many.pages[-1] == few.pages[-1]
    assert many.pages[2:4] == few.pages[2:4]
    assert len(many.pages) == PAGES
