"""The month's workbook: recalculated by another program it gives the same figures, to the last digit shown."""

import zipfile
from dataclasses import replace
from decimal import Decimal

import openpyxl
import pytest

from coding.base.period import read_period
from coding.indicators.compute import figures_of
from coding.indicators.figures import Scope
from coding.indicators.indicator import tells_money
from coding.indicators.preparing import prepared
from coding.reports.cell_text import rounded
from coding.reports.month_pages import month_report, ward_report
from coding.reports.month_workbook import write_month_workbook
from coding.reports.report_page import Figure
from tests.reports.month_inputs_sample import sample_inputs
from tests.reports.month_sample import GROUP_NAMES, OUTSIDE, RISKS, TARGETS, WARDS, sample_facts
from tests.reports.recalculated import recalculated

MONTH = read_period("2026-10")
#: Names that a spreadsheet takes for numbers, for patterns, for each other, or for formulas.
ODD = ("001", "1", "1.0", "a*", "ab", "A*", "=1+1", "@SUM(A1)", "-", "", "<5", "医师?", "~x", "2026-10-01")
NO_VALUE = "—"


def odd_facts(pages=260):
    """A month in which the names are as odd as names in exports are, and one group says nothing of its stays."""
    silent = {"died": None, "insured": "", "multiple": "", "thresholds": False}
    facts = [replace(one, **silent) if one.drg == "XL47" else one for one in sample_facts("2026-10", pages)]
    return [
        replace(one, doctor=ODD[at % len(ODD)], ward=("=cmd|' /C calc'!A0" if at % 9 == 0 else one.ward))
        for at, one in enumerate(facts)
    ]


def figures_made(facts, *, alone):
    before, last = (None, None) if alone else (sample_facts("2026-09", 200), sample_facts("2025-10", 210))
    return figures_of(
        facts, MONTH, before=before, last_year=last, risks=RISKS, targets=TARGETS, group_names=GROUP_NAMES,
        outside=OUTSIDE,
    )  # fmt: skip


class Written:
    """A workbook and what it was made of."""

    def __init__(self, folder, facts, *, money=True, with_data=True, ward="", **given):
        self.path = folder / f"质控月报{len(ward)}.xlsx"
        self.figures = figures_made(facts, alone=len(facts) < 100)
        inputs = sample_inputs(money=money)
        self.report = ward_report(self.figures, ward, inputs) if ward else month_report(self.figures, inputs)
        frame = prepared(facts, MONTH, risks=RISKS).frame if with_data else None
        write_month_workbook(self.path, self.report, self.figures, frame, money=money, ward=ward, **given)

    def sheet(self, name):
        return rows_of(self.path, name)


def rows_of(path, name):
    book = openpyxl.load_workbook(path, data_only=True, read_only=True)
    return [list(row) for row in book[name].iter_rows(values_only=True)]


@pytest.fixture(scope="session")
def written(tmp_path_factory):
    return Written(tmp_path_factory.mktemp("month"), odd_facts())


@pytest.fixture(scope="session")
def of_ward(tmp_path_factory):
    """The workbook of a ward's page."""
    return Written(tmp_path_factory.mktemp("ward"), odd_facts(), ward=WARDS[1])


@pytest.fixture(scope="session")
def counted_folder(written, of_ward, tmp_path_factory):
    """Both after LibreOffice has computed every formula anew."""
    return recalculated((written.path, of_ward.path), tmp_path_factory.mktemp("counted"))


@pytest.fixture(scope="session")
def counted(written, counted_folder):
    """The workbook of the hospital, computed anew."""
    return counted_folder / written.path.name


@pytest.fixture(scope="session")
def book(written):
    """The workbook as it was written."""
    return openpyxl.load_workbook(written.path)


def shown(value, like):
    """A value of a sheet to the digits of a figure."""
    return f"{value:.{max(0, -like.as_tuple().exponent)}f}"


def test_every_figure_is_the_same_when_another_program_counts_it(written, counted):
    scopes = {scope.label: scope for scope in Scope}
    formulas = 0
    for cells in rows_of(counted, "指标")[2:]:
        row = written.figures.row(cells[0], scopes[cells[2]], unguarded(cells[3]))
        where = cells[:4]
        assert (cells[7] == NO_VALUE) if row.value is None else shown(cells[7], row.value) == f"{row.value:f}", where
        if row.numerator is not None:
            assert cells[5] == pytest.approx(float(row.numerator), abs=1e-6), where
        assert (cells[12] or None) == (None if row.change is None else pytest.approx(float(row.change), abs=1e-9)) or (
            row.change == 0 and cells[12] == 0
        ), where
        assert cells[13] == row.not_judged, where
        formulas += cells[14] == "公式"
    assert formulas > 400


def unguarded(text):
    text = str(text or "")
    return text.removeprefix("'")


def test_most_figures_of_the_hospital_are_formulas(written):
    told = {cells[0]: cells[14] for cells in written.sheet("指标")[2:] if cells[2] == "全院"}
    for id_ in ("cases", "cmi", "cost_index", "time_index", "grouping_rate", "completeness", "balance", "groups"):
        assert told[id_] == "公式", id_
    assert told["principal_right"] == "数值"


def test_every_group_is_the_same_when_another_program_counts_it(written, counted):
    head, *rows = rows_of(counted, "病组")
    at = {title: place for place, title in enumerate(head)}
    assert [row[0] for row in rows] == [group.drg for group in written.figures.groups]
    for row, group in zip(rows, written.figures.groups, strict=True):
        assert row[at["例数"]] == group.cases
        assert (row[at["职工"]] or 0) == (group.insured["职工"] or 0)
        assert row[at["次均费用"]] == pytest.approx(float(group.mean_cost), abs=1e-9)
        assert row[at["平均住院日"]] == pytest.approx(float(group.mean_stay), abs=1e-9)
        assert row[at["总权重"]] == pytest.approx(float(group.total_weight), abs=1e-9)
        assert (row[at["差额"]] or 0) == pytest.approx(float(group.balance or 0), abs=1e-9)
        assert (row[at["高倍率"]] or 0, row[at["低倍率"]] or 0) == tuple(count or 0 for count in group.multiples)
        silent = [row[at[title]] in (None, "") for title in ("高倍率", "低倍率", "死亡", "职工", "其他")]
        assert silent == [group.drg == "XL47"] * 5, group.drg


def test_the_pages_show_what_the_sheet_of_figures_computes(written, counted):
    names = openpyxl.load_workbook(counted, read_only=True).sheetnames
    for number, page in enumerate(written.report.pages, 1):
        cells = rows_of(counted, next(name for name in names if name.startswith(f"{number}_")))
        seen = [cell for row in cells for cell in row if cell is not None]
        told = [Decimal(repr(cell)) for cell in seen if isinstance(cell, int | float)]
        numbers = {f"{rounded(number, digits):f}" for number in told for digits in range(5)}
        for table in page.tables:
            if len(table.rows) > 40:
                continue
            figures = [cell for row in table.rows for cell in row if isinstance(cell, Figure)]
            assert {f"{figure.value:f}" for figure in figures if figure.value is not None} <= numbers, table.key


def test_nothing_that_a_page_holds_is_run(book):
    data = book["病案"]
    titles = [cell.value for cell in data[1]]
    words = {cell.value for row in data.iter_rows(min_row=2) for cell in row if cell.data_type != "f"}
    assert {"'=1+1", "'@SUM(A1)", "'=cmd|' /C calc'!A0"} <= words
    ratios = {at for at, title in enumerate(titles) if "÷" in title}
    for row in data.iter_rows(min_row=2, max_row=20):
        assert {at for at, cell in enumerate(row) if cell.data_type == "f"} == ratios


def test_the_data_have_a_row_a_page_and_no_identity(written):
    head, *rows = written.sheet("病案")
    assert len(rows) == written.figures.pages
    assert head[:3] == ["病案号", "出院时间", "入院时间"]
    assert not [title for title in head if any(word in title for word in ("姓名", "证件", "身份证", "电话", "地址"))]
    assert len(head) == len(set(head))


def test_sheets_print_on_a4_lying_one_page_wide(book):
    for sheet in book:
        assert sheet.page_setup.orientation == "landscape", sheet.title
        assert str(sheet.page_setup.paperSize) == "9", sheet.title
        assert sheet.page_setup.fitToWidth in (1, None), sheet.title
        assert "示例市第二人民医院" in sheet.oddHeader.left.text, sheet.title
        assert "&P" in sheet.oddFooter.right.text or "第" in sheet.oddFooter.right.text, sheet.title
    for name in ("指标", "病组", "病案"):
        assert book[name].print_title_rows, name
        assert book[name].freeze_panes, name


def test_charts_are_native_and_look_at_cells(book):
    charts = {sheet.title: len(sheet._charts) for sheet in book}
    assert charts["1_院长一页"] == 1
    assert charts["3_前十病组"] == 1
    assert charts["4_质量_四个维度"] == 1
    assert book["4_质量_四个维度"].conditional_formatting


def test_whoever_sees_no_money_gets_a_workbook_without(tmp_path):
    blind = Written(tmp_path, odd_facts(60), money=False)
    assert not {"权重", "总费用", "支付额", "差额", "药品费"} & set(blind.sheet("病案")[0])
    assert not [cells[0] for cells in blind.sheet("指标")[2:] if tells_money(cells[0])]
    assert not {"费用", "权重", "支付估算", "参考费用"} & set(blind.sheet("病组")[0])


def test_too_many_pages_leave_the_data_out_and_say_so(tmp_path):
    small = Written(tmp_path, odd_facts(60), most_pages=50)
    assert "病案" not in openpyxl.load_workbook(small.path, read_only=True).sheetnames
    said = " ".join(str(cell) for row in small.sheet("封面") for cell in row if cell)
    assert "本期病案 60 份，超过 50 份" in said
    values = {cells[0]: cells[7] for cells in small.sheet("指标")[2:] if cells[2] == "全院"}
    assert values["pages"] == 60


def test_the_workbook_of_a_ward_holds_that_ward_alone(of_ward):
    head, *pages = of_ward.sheet("病案")
    assert {row[head.index("病区")] for row in pages} == {WARDS[1]}
    with zipfile.ZipFile(of_ward.path) as parts:
        said = b"".join(map(parts.read, parts.namelist())).decode("utf-8", "replace")
    assert not [ward for ward in WARDS if ward != WARDS[1] and ward in said]


@pytest.mark.parametrize("id_", ["pages", "cases", "cmi", "mean_cost", "completeness", "balance"])
def test_the_figures_of_a_ward_are_counted_over_its_own_pages(of_ward, counted_folder, id_):
    cells = next(row for row in rows_of(counted_folder / of_ward.path.name, "指标")[2:] if row[0] == id_)
    row = of_ward.figures.row(id_, Scope.WARD, WARDS[1])
    assert shown(cells[7], row.value) == f"{row.value:f}"
    assert cells[14] == "公式"


@pytest.mark.parametrize("pages", [0, 1])
def test_a_month_of_no_page_or_one_is_written(tmp_path, pages):
    one = Written(tmp_path, odd_facts()[:pages])
    values = {cells[0]: cells[7] for cells in one.sheet("指标")[2:] if cells[2] == "全院"}
    assert values["pages"] == pages
    assert values["readmission_31d"] == NO_VALUE


def test_without_data_the_figures_stand_as_values(tmp_path):
    plain = Written(tmp_path, odd_facts(60), with_data=False)
    row = next(
        cells for cells in plain.sheet("指标")[2:] if cells[:3] == ["cmi", plain.figures.row("cmi").name, "全院"]
    )
    assert Decimal(str(row[7])) == plain.figures.value("cmi")
    assert row[14] == "数值"


def test_a_long_list_stands_in_a_sheet_of_its_own(written, book):
    assert "5_逾期归档逐份明细" in book.sheetnames
    lines = next(t for page in written.report.pages for t in page.tables if t.key == "fines_lines")
    assert len(rows_of(written.path, "5_逾期归档逐份明细")) == len(lines.rows) + 2
