"""What is wrong with a file as a file, and the rows that were turned back."""

from datetime import datetime

import pytest
from openpyxl import Workbook

from coding.base.sheets import read_workbook
from coding.exchange.preflight import DefectKind, preflight
from coding.exchange.read import read_file
from coding.exchange.rejects import write_rejects


@pytest.fixture
def file(tmp_path):
    def write(text, name="a.csv", encoding="utf-8"):
        path = tmp_path / name
        path.write_bytes(text.encode(encoding))
        return path

    return write


#: The present day of these tests.
NOW = datetime(2026, 11, 28, 9, 0)


class TestDefects:
    HEAD = "BAH,XM,XB,NL,CYSJ,ZFY,JBDM,ZYZD\n"

    def found(self, path, kind):
        return [(d.row, d.column, d.message) for d in preflight(read_file(path), NOW) if d.kind == kind]

    def rows(self, *cells):
        """Twenty good rows of March, then rows with some cells of their own: name, age, discharge, fee, words."""
        good = [(f"甲{n}", "54", f"2024-03-{n + 1:02}", "9.50", "石") for n in range(20)]
        lines = [f"{n},{a},1,{b},{c},{d},K80,{e}" for n, (a, b, c, d, e) in enumerate([*good, *cells])]
        return self.HEAD + "\n".join(lines) + "\n"

    def test_a_good_file_has_none(self, file):
        assert list(preflight(read_file(file(self.rows())), NOW)) == []

    @pytest.mark.parametrize(
        ("fee", "age", "columns"),
        [
            ("9.50", "54", []),
            ("-", "-", []),
            ("", "", []),
            ("abc", "54", ["ZFY"]),
            ("9.50", "5.5", ["NL"]),
            ("9.50", "abc", ["NL"]),
        ],
    )
    def test_numbers_that_are_none_are_told(self, file, fee, age, columns):
        told = self.found(file(self.rows(("甲", age, "2024-03-02", fee, "石"))), "type")
        assert [(row, column) for row, column, _ in told] == [(21, column) for column in columns]

    def test_the_message_says_what_stands_there_and_what_should(self, file):
        path = file(self.rows(("甲", "5.5", "2024-03-02", "x" * 31, "石"), ("甲", "54", "三月", "9", "石")))
        assert [message for _, _, message in self.found(path, "type")] == [
            "“5.5”不是整数：请更正。",
            f"“{'x' * 30}…”不是数字：请更正。",
            "“三月”不是日期：请更正。",
        ]
        assert self.found(file(self.rows(("甲", "54", "2024-03-02", "x" * 30, "石"))), "type")[0][2].startswith(
            f"“{'x' * 30}”不是"
        )

    @pytest.mark.parametrize(
        ("words", "said"),
        [("a\tb", "控制字符"), ("石\u200b症", "U+200B"), ("石\ue000", "U+E000"), ("结石 a-b", ""), ("石\u3000症", "")],
    )
    def test_signs_that_no_form_has_are_told(self, file, words, said):
        told = self.found(file(self.rows(("甲", "54", "2024-03-02", "9", words))), "character")
        assert [(row, column) for row, column, _ in told] == ([(21, "ZYZD")] if said else [])
        assert all(said in message for _, _, message in told)

    def test_a_page_of_another_month_is_told_with_the_months_of_the_file(self, file):
        [(row, column, message)] = self.found(file(self.rows(("甲", "54", "2024-05-02", "9", "石"))), "period")
        assert (row, column) == (21, "CYSJ")
        assert "（2024-03）" in message

    def test_a_month_of_two_pages_in_a_small_file_is_part_of_it(self, file):
        two = [("甲", "54", f"2024-05-0{n}", "9", "石") for n in (2, 3)]
        assert self.found(file(self.rows(*two)), "period") == []

    def test_a_page_without_discharge_belongs_to_no_period(self, file):
        for blank in ("", "-"):
            [(row, column, message)] = self.found(file(self.rows(("甲", "54", blank, "9", "石"))), "period")
            assert (row, column) == (21, "CYSJ")
            assert "没有出院时间" in message
        assert self.found(file("BAH,XM,JBDM\n1,甲,K80\n"), "period") == []

    def test_the_same_stay_twice_is_told_with_the_row_of_the_first(self, file):
        text = "BAH,XM,JBDM,ZYCS,CYSJ\n1,甲,K80,1,2024-03-01\n1,甲,K80,2,2024-03-09\n1,甲,K80,1,2024-03-01\n"
        [(row, _, message)] = self.found(file(text), "duplicate")
        assert row == 3
        assert "第 1 行" in message

    def test_pages_without_a_number_are_nobodys_double(self, file):
        assert self.found(file("BAH,XM,JBDM\n,甲,K80\n,甲,K80\n"), "duplicate") == []

    def test_rejects_are_told_by_what_is_wrong_with_them(self, file, tmp_path):
        path = file("BAH,XM,JBDM\n1,某某某某某某某某,K80\n2,a\x00b,K80\n3,乙,K80\n4\n")
        path.write_bytes(path.read_bytes().replace("乙".encode(), b"\xff\xff"))
        assert [(d.kind, d.row) for d in preflight(read_file(path), NOW)] == [
            ("character", 2), ("encoding", 3), ("layout", 4),
        ]  # fmt: skip

    def test_what_was_mended_is_told_last_and_counted(self, file):
        reading = read_file(file("BAH,XM,XB,JBDM,NL\n1,甲,女,K80,abc\n"))
        defects = list(preflight(reading, NOW))
        assert [d.kind for d in defects] == ["type", "repair"]
        assert "“女”读作“2”" in defects[-1].message

    def test_every_class_has_a_name(self):
        assert [kind.label for kind in DefectKind] == ["布局", "编码", "期间", "重复", "非法字符", "类型", "已更正"]

    @pytest.mark.parametrize(("months", "told"), [(4, [9]), (5, [])])
    def test_a_file_of_more_than_four_months_is_about_no_period(self, file, months, told):
        days = [f"2024-{month:02}-0{n}" for month in range(1, months + 1) for n in (2, 3)]
        rows = "".join(f"{n},甲,1,54,{day},9,K80,石\n" for n, day in enumerate([*days, "2025-01-02"]))
        assert [row for row, _, _ in self.found(file(self.HEAD + rows), "period")] == told

    def test_a_discharge_that_has_not_been_yet_is_told(self, file):
        path = file(
            self.rows(("甲", "54", "2026-11-28 09:00:01", "9", "石"), ("甲", "54", "2026-11-28 09:00", "9", "石"))
        )
        told = self.found(path, "period")
        assert [(row, "在今天之后" in message) for row, _, message in told] == [(21, True)]

    def test_a_twentieth_of_the_pages_is_what_a_month_needs_in_a_large_file(self, file):
        months = ["2024-03-02"] * 73 + ["2024-05-02"] * 3
        rows = "".join(f"{n},甲,1,54,{day},9,K80,石\n" for n, day in enumerate(months))
        assert self.found(file(self.HEAD + rows), "period") == []
        told = self.found(file(self.HEAD + rows + "99,甲,1,54,2024-03-02,9,K80,石\n" * 4), "period")
        assert [row for row, _, _ in told] == [74, 75, 76]

    def test_defects_of_a_workbook_name_the_sheet(self, tmp_path):
        book = Workbook()
        book.active.title = "三月"
        for row in (["BAH", "XM", "JBDM", "NL"], ["1", "甲", "K80", "abc"]):
            book.active.append(row)
        book.save(tmp_path / "a.xlsx")
        assert [d.sheet for d in preflight(read_file(tmp_path / "a.xlsx"), NOW)] == ["三月"]


class TestRejects:
    TEXT = "BAH;XM;XB;JBDM\n1;甲;1;K80\n2;乙;x;K81;a;b\n3;丙\n"

    def test_a_list_of_rejects_says_row_number_column_and_reason(self, file, tmp_path):
        assert write_rejects(tmp_path / "r.csv", read_file(file(self.TEXT))) == 2
        lines = (tmp_path / "r.csv").read_text(encoding="utf-8-sig").splitlines()
        assert lines[0] == "数据行;病案号;栏目;原因;BAH;XM;XB;JBDM;#5;#6"
        assert lines[1].startswith("2;2;;该行有 6 列")
        assert lines[1].endswith(";2;乙;x;K81;a;b")
        assert lines[2].endswith(";3;丙;;;;")

    @pytest.mark.parametrize("suffix", [".xlsx", ".xlsm", ".XLSX"])
    def test_a_workbook_by_its_suffix(self, file, tmp_path, suffix):
        write_rejects(tmp_path / f"r{suffix}", read_file(file(self.TEXT)))
        [sheet] = read_workbook(tmp_path / f"r{suffix}")
        assert [row[0] for row in sheet.rows] == ["数据行", "2", "3"]

    def test_rejects_of_records_are_a_table(self, file, tmp_path):
        good = '{"BAH":"1","XM":"甲","JBDM":"K80"}'
        write_rejects(tmp_path / "r.csv", read_file(file(f'[{good},{{"BAH":"","XM":"","JBDM":"I10"}}]', "a.json")))
        lines = (tmp_path / "r.csv").read_text(encoding="utf-8-sig").splitlines()
        assert lines[0] == "数据行,病案号,栏目,原因,BAH,XM,JBDM"
        assert lines[1].endswith(",,,I10")

    def test_spare_cells_that_were_moved_away_are_fine(self, file):
        text = "数据行,病案号,栏目,原因,BAH,XM,JBDM,#4\n2,2,,x,2,乙,K81,\n3,3,,x,3,丙,K82,y\n"
        reading = read_file(file(text))
        assert [page.case_no for page in reading.pages] == ["2"]
        assert reading.pages[0].extra == {}
        assert ["多出" in reject.reason for reject in reading.rejects] == [True]
