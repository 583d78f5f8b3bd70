"""The national 3.0 workbook as a scheme: order, fallbacks, complications, both layouts, and damage that is told."""

import csv

import pytest

from coding.base.errors import KnowledgeError
from coding.drg.reach import check_scheme
from coding.drg.scheme import load_scheme
from coding.drg.trace import trace_case, walk
from tests.drg.national_book import BOOK, with_row, write_book
from tests.drg.small_pack import case, read_cases


@pytest.fixture
def book(tmp_path):
    """Load the small workbook with some sheets changed."""
    return lambda **changed: load_scheme(write_book(tmp_path / "方案_20260909更新.xlsx", **changed))


def group(scheme, *told, **known):
    result = scheme.group(case(*told, **known))
    return result.status.value, result.mdc, result.adrg, result.drg


@pytest.mark.parametrize(
    ("dx", "px", "known", "expected"),
    [
        ("I50.900", "37.5100", {}, ("分组成功", "MDCA", "AA1", "AA19")),
        ("I50.900", "36.1100", {}, ("分组成功", "MDCF", "FB1", "FB19")),
        ("I50.900", "36.1100 35.2100", {}, ("分组成功", "MDCF", "FB1", "FB10")),
        ("I50.900", "36.1100 36.1100", {}, ("分组成功", "MDCF", "FB1", "FB19")),  # one code twice is one code
        ("I50.900", "47.0900", {}, ("歧义病案", "MDCF", "QY", "FQY")),
        ("I50.900", "", {}, ("分组成功", "MDCF", "FR1", "FR15")),
        ("I50.900 J96.000", "", {}, ("分组成功", "MDCF", "FR1", "FR11")),
        ("I50.900 I10.x00", "", {"age": 80}, ("分组成功", "MDCF", "FR1", "FR15")),  # excluded by the principal
        ("I50.900 E11.900", "", {"age": 80}, ("分组成功", "MDCF", "FR1", "FR15")),  # which is in two tables
        ("I50.900 D64.900", "", {"age": 80}, ("分组成功", "MDCF", "FR1", "FR13")),
        ("I50.900 D64.900", "", {"age": 69}, ("分组成功", "MDCF", "FR1", "FR15")),
        ("I50.900 J96.000", "", {"age": 80}, ("分组成功", "MDCF", "FR1", "FR11")),
        ("I10.x00", "", {}, ("无法入组", "MDCF", "F00", "F000")),
        ("I10.x00", "", {"age": 0, "age_days": 7}, ("无法入组", "MDCP", "P00", "P000")),
        ("I10.x00", "99.9900 35.2100", {"age": 0, "age_days": 7}, ("分组成功", "MDCP", "PB1", "PB19")),
        ("S06.000 S36.000", "", {}, ("分组成功", "MDCZ", "ZZ1", "ZZ19")),
        ("S36.000 S06.000", "", {}, ("分组成功", "MDCZ", "ZZ1", "ZZ19")),
        ("S36.000 S36.000", "", {}, ("无法入组", "0000", "000", "0000")),
        ("N40.x00", "", {}, ("分组成功", "MDCM", "MZ1", "MZ19")),
        ("N40.x00", "", {"sex": 2}, ("无法入组", "0000", "000", "0000")),
        ("Z99.900", "", {}, ("无法入组", "0000", "000", "0000")),
    ],
)
def test_a_case_finds_the_group_that_the_rules_say(book, dx, px, known, expected):
    scheme = book()
    assert group(scheme, dx, px, **known) == expected
    made = case(dx, px, **known)
    assert walk(scheme, made)[0] == scheme.group(made)


def test_a_whole_workbook_has_nothing_to_complain_of(book):
    assert check_scheme(book()) == ()


def test_the_trace_names_the_file_its_date_and_its_fingerprint(book):
    scheme = book()
    note = trace_case(scheme, case("I50.900")).children[0]
    assert "方案_20260909更新.xlsx" in note.title
    assert scheme.stamp in note.detail
    assert "文件日期 2026-09-09" in note.detail


def test_columns_are_found_by_their_header_wherever_they_stand(book):
    """The first release had an empty column before the ADRGs, the corrected one has not."""
    shifted = [("", *row) for row in BOOK["ADRG"]]
    renamed = [tuple("排序" if c == "MDC内排序" else c for c in BOOK["ADRG"][0]), *BOOK["ADRG"][1:]]
    for rows in (shifted, renamed):
        assert group(book(ADRG=rows), "I50.900", "36.1100") == ("分组成功", "MDCF", "FB1", "FB19")


def test_an_empty_rule_takes_the_rest_wherever_it_is_numbered(book):
    early = [(r[0], r[1], r[2], r[3], 0 if r[0] == "F00" else r[4]) for r in BOOK["ADRG"][1:]]
    scheme = book(ADRG=[BOOK["ADRG"][0], *early])
    assert group(scheme, "I50.900") == ("分组成功", "MDCF", "FR1", "FR15")
    assert any("F00" in c.message and "排在" in c.message for c in check_scheme(scheme))


def test_a_rule_that_cannot_be_read_is_never_true(book):
    scheme = book(**with_row("ADRG", "FB1", ("FB1", "心脏手术", "ZYSS inn OP_FB1", "MDCF", 1)))
    assert group(scheme, "I50.900", "36.1100") == ("歧义病案", "MDCF", "QY", "FQY")
    told = [c for c in check_scheme(scheme) if "FB1" in c.message and "无法读懂" in c.message]
    assert [(c.file, c.row) for c in told] == [("ADRG", 8)]


def test_not_in_a_set_that_is_not_there_is_not_true(book):
    scheme = book(**with_row("ADRG", "ZZ1", ("ZZ1", "多发创伤", "ZYSS not in OP_GONE", "MDCZ", 1)))
    assert group(scheme, "S06.000 S36.000") == ("无法入组", "MDCZ", "Z00", "Z000")


@pytest.mark.parametrize("sheet", list(BOOK))
def test_a_sheet_that_is_missing_is_named(book, sheet):
    with pytest.raises(KnowledgeError) as told:
        book(**{sheet: None})
    assert f"缺少 {sheet} 表" in str(told.value)


def test_repeated_rows_of_a_set_are_told_once_with_their_number(book):
    rows = [*BOOK["集合"], BOOK["集合"][1], BOOK["集合"][2]]
    told = [c for c in check_scheme(book(集合=rows)) if "重复" in c.message]
    assert len(told) == 1
    assert "2 行" in told[0].message


def test_a_complication_without_level_or_with_an_unknown_table_is_told(book):
    rows = [*BOOK["CC"], ("K92.200", "出血", "EX_9", "CC"), ("K92.201", "出血", "EX_1", "MMC")]
    messages = [c.message for c in check_scheme(book(CC=rows))]
    assert any("EX_9" in m for m in messages)
    assert any("MMC" in m for m in messages)


# -- the public lists in this form


@pytest.fixture(scope="module")
def published(reference):
    return load_scheme(reference / "drg30" / "form_a.xlsx")


def test_every_published_case_is_exact_and_its_trace_agrees(reference, published):
    wrong = []
    for row, made in read_cases(reference / "drg30" / "cases_dev_form.csv"):
        result = published.group(made)
        wanted = (row["exp_status"], row["exp_mdc"], row["exp_adrg"], row["exp_drg"])
        if (result.status.value, result.mdc, result.adrg, result.drg) != wanted or walk(published, made)[0] != result:
            wrong.append(row["case_id"])
    assert wrong == []


def test_the_known_fault_of_the_file_is_told(published):
    messages = [c.message for c in check_scheme(published)]
    assert any("O00" in m and "OT1" in m for m in messages)
    assert any("重复" in m for m in messages)
    assert len(messages) < 10


def test_the_corrected_layout_gives_the_same_groups(reference, published, tmp_path):
    import python_calamine

    book = python_calamine.CalamineWorkbook.from_path(reference / "drg30" / "form_a.xlsx")
    rows = {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}
    header = [str(c) for c in rows["ADRG"][0]]
    at = header.index("ADRG编码")
    corrected = [[str(c).replace(" and ", " and_x000D_\n") for c in row[at:]] for row in rows["ADRG"]]
    corrected[0] = ["排序" if c == "MDC内排序" else c for c in corrected[0]]
    other = load_scheme(write_book(tmp_path / "b.xlsx", **{**rows, "ADRG": corrected}))
    with (reference / "drg30" / "cases_dev_form.csv").open(encoding="utf-8-sig") as file:
        assert len(list(csv.DictReader(file))) == 600
    for _, made in read_cases(reference / "drg30" / "cases_dev_form.csv"):
        assert other.group(made) == published.group(made)


def told(step):
    """Every title and detail of a trace."""
    yield from (step.title, step.detail)
    for child in step.children:
        yield from told(child)


def test_the_trace_says_which_alternative_was_asked_and_how_many_codes_were_found(book):
    scheme = book()
    text = "\n".join(told(trace_case(scheme, case("S06.000 S36.000"))))
    assert "（主要诊断 S06.000 在集合 DI_Z01 内，且其他诊断 S36.000 在集合 DI_Z02 内）" in text
    assert "不应有：没有主要手术操作" in text
    text = "\n".join(told(trace_case(scheme, case("I50.900", "36.1100 35.2100"))))
    assert "手术操作有 2 个不同编码在集合 OP_FB1 内，要求≥ 2 个" in text


@pytest.mark.parametrize(
    ("rule", "words"),
    [("ZYSS in", "规则在末尾缺了一截"), ("(ZYSS in OP_FB1", "规则在末尾缺少“)”"), ("ZYSS OP_FB1", "缺少 in")],
)
def test_a_rule_that_breaks_off_is_told_where(book, rule, words):
    scheme = book(**with_row("ADRG", "FB1", ("FB1", "心脏手术", rule, "MDCF", 1)))
    assert any(words in c.message for c in check_scheme(scheme))


@pytest.mark.parametrize("name", ["全国.xls", "全国.dat"])
def test_the_published_file_is_known_by_what_it_holds_and_not_by_its_suffix(tmp_path, name):
    written = write_book(tmp_path / "全国.xlsx")
    groups = load_scheme(written).groups
    assert groups
    assert load_scheme(written.rename(tmp_path / name)).groups == groups
