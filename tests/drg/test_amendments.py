"""Amendments mend single facts of a scheme, are told where they do not apply, and stand in the trace of what rests on
them.
"""

import csv
import io

import pytest

from coding.base.errors import KnowledgeError
from coding.drg.amendments import AMENDMENT_COLUMNS, Amendment, amended, amendments_of, read_amendments
from coding.drg.reach import check_scheme
from coding.drg.scheme import load_scheme
from coding.drg.trace import trace_case, walk
from tests.drg.national_book import with_row, write_book
from tests.drg.small_pack import SMALL, case

MALE = "(ZYZD in DI_M00) and (XB = 1)"


def table(*rows):
    """The bytes of an amendments file; a row is a mapping."""
    text = io.StringIO()
    out = csv.DictWriter(text, AMENDMENT_COLUMNS)
    out.writeheader()
    out.writerows(rows)
    return text.getvalue().encode("utf-8-sig")


def one(table, key, column="", old="", new="", **more):
    return {"table": table, "key": key, "column": column, "old": old, "new": new, **more}


@pytest.fixture
def book(tmp_path):
    """Load the small workbook with amendments beside it and some sheets changed."""

    def load(*rows, **changed):
        path = write_book(tmp_path / "方案_20260909更新.xlsx", **changed)
        if rows:
            (tmp_path / "amendments.csv").write_bytes(table(*rows))
        return load_scheme(path)

    return load


def write_pack(folder, *rows, **changed):
    folder.mkdir(exist_ok=True)
    for name, lines in {**SMALL, **changed}.items():
        (folder / f"{name}.csv").write_text("\n".join(",".join(line) for line in lines), encoding="utf-8")
    if rows:
        (folder / "amendments.csv").write_bytes(table(*rows))
    return folder


def drg(scheme, *told, **known):
    made = case(*told, **known)
    found = scheme.group(made)
    assert walk(scheme, made)[0] == found
    return found.drg


def titles(step):
    yield step.title
    for child in step.children:
        yield from titles(child)


def not_applied(scheme):
    return [c.message for c in check_scheme(scheme) if "没有生效" in c.message]


# -- what each table of amendments does


@pytest.mark.parametrize(
    ("row", "told", "known", "before", "after"),
    [
        (one("exclusion", "I50.900", new="EX_1"), ("I50.900 J96.000",), {}, "FR11", "FR15"),
        (one("exclusion", "I50.900", old="EX_3"), ("I50.900 I10.x00",), {"age": 80}, "FR15", "FR13"),
        (one("set", "DI_FR1", new="I10.x00"), ("I10.x00",), {}, "F000", "FR15"),
        (one("set", "DI_FR1", old="I50.900"), ("I50.900",), {}, "FR15", "F000"),
        (one("set", "DI_F00", new="Z99.900"), ("Z99.900",), {}, "0000", "F000"),
        (one("set", "OP_ALL", old="47.0900"), ("I50.900", "47.0900"), {}, "FQY", "FR15"),
        (one("cc", "D64.900", "exclusion_table", "EX_4", "EX_3"), ("I50.900 D64.900",), {"age": 80}, "FR13", "FR15"),
        (one("cc", "K29.500", "exclusion_table", "", "EX_4"), ("I50.900 K29.500",), {"age": 80}, "FR15", "FR13"),
        (one("mcc", "J96.000", "exclusion_table", "EX_1", "-"), ("I50.900 J96.000",), {}, "FR11", "FR15"),
        (
            one("drg", "FR13", "rule", "QTZD in {MCC, CC} and NL>=70", "QTZD in {MCC, CC} and NL>=60"),
            ("I50.900 D64.900",),
            {"age": 65},
            "FR15",
            "FR13",
        ),
        (one("drg", "FR11", "severity", "MCC", "MCC_OR_CC"), ("I50.900 D64.900",), {"age": 40}, "FR15", "FR11"),
        (one("drg", "FR13", "order", "2", "0.5"), ("I50.900 J96.000",), {"age": 80}, "FR11", "FR13"),
        (one("adrg", "FB1", "rule", "ZYSS in OP_FB1", "ZYSS in OP_AA1"), ("I50.900", "36.1100"), {}, "FB19", "FQY"),
        (one("adrg", "FQY", "order", "2", "0"), ("I50.900", "36.1100"), {}, "FB19", "FQY"),
        (one("mdc", "MDCM", "rule", MALE, "ZYZD in DI_M00"), ("N40.x00",), {"sex": 2}, "0000", "MZ19"),
        (one("mdc", "MDCF", "order", "4", "1.5"), ("I50.900",), {"age": 0, "age_days": 5}, "P000", "FR15"),
    ],
)  # fmt: skip
def test_an_amendment_changes_the_group_of_the_case_it_is_about(book, row, told, known, before, after):
    plain = book()
    assert drg(plain, *told, **known) == before
    mended = book(row)
    assert drg(mended, *told, **known) == after
    assert not_applied(mended) == []
    assert mended.stamp != plain.stamp


def test_the_pack_that_was_amended_stays_as_it_was(book):
    scheme = book()
    plain = scheme.pack.as_plain()
    kept = repr(plain)
    amended(scheme.pack, [Amendment("exclusion", "I50.900", new="EX_1"), Amendment("set", "DI_FR1", old="I50.900")])
    assert repr(scheme.pack.as_plain()) == kept


def test_an_empty_rule_stays_the_rest_whatever_number_it_is_given(book):
    assert drg(book(one("adrg", "F00", "order", "4", "0")), "I50.900") == "FR15"


def test_a_rule_that_could_not_be_read_can_be_mended(book):
    broken = with_row("ADRG", "FB1", ("FB1", "心脏手术", "ZYSS inn OP_FB1", "MDCF", 1))
    assert drg(book(**broken), "I50.900", "36.1100") == "FQY"
    row = one("adrg", "FB1", "rule", "ZYSS inn OP_FB1", "ZYSS in OP_FB1")
    assert drg(book(row, **broken), "I50.900", "36.1100") == "FB19"


def test_a_pack_is_amended_by_the_names_of_its_own_lists(tmp_path):
    scheme = load_scheme(write_pack(tmp_path / "a"))
    assert drg(scheme, "I50.900", "47.0900") == "FR15"
    rows = (one("adrg_codes", "FB1/P1", new="47.0900"), one("drg", "FR11", "severity", "MCC", "MCC_OR_CC"))
    mended = load_scheme(write_pack(tmp_path / "b", *rows))
    assert drg(mended, "I50.900", "47.0900") == "FB19"
    assert drg(mended, "I50.900 E11.900") == "FR11"


# -- what does not apply is told and does nothing


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (one("exclusion", "I50.900", old="EX_1"), "本不在排除表 EX_1"),
        (one("exclusion", "I50.900", new="EX_3"), "已在排除表 EX_3"),
        (one("exclusion", "I50.900", new="EX_99"), "没有并发症或合并症用到排除表 EX_99"),
        (one("set", "DI_GONE", new="I50.900"), "没有名为 DI_GONE"),
        (one("set", "DI_FR1", new="I50.900"), "已在 DI_FR1 中"),
        (one("set", "DI_FR1", old="I10.x00"), "本不在 DI_FR1 中"),
        (one("cc", "D64.900", "exclusion_table", "EX_1", "EX_3"), "现为“EX_4”"),
        (one("mcc", "D64.900", "exclusion_table", "EX_4", "EX_3"), "本不在 MCC 表中"),
        (one("drg", "FR11", "rule", "QTZD in CC", "NL>1"), "FR11 的规则现为“MCC”"),
        (one("drg", "FR11", "rule", "QTZD in MCC", "NL>>1"), "读不懂"),
        (one("drg", "FR11", "rule", "QTZD in MCC", "ZYSS in OP_GONE"), "读不懂，或用到没有编码的集合"),
        (one("drg", "FR15", "severity", "MCC", "CC"), "FR15 的条件里没有 MCC"),
        (one("drg", "FR11", "severity", "MCC", "ALL"), "并发症要求只能是"),
        (one("drg", "XX11", "severity", "MCC", "CC"), "没有病组 XX11"),
        (one("adrg", "FB1", "order", "7", "2"), "FB1 的排序现为 1"),
        (one("adrg", "FB1", "order", "1", "二"), "排序要写成数字"),
        (one("mdc", "MDCX", "rule", "", "NL>1"), "没有 MDCX"),
        (one("weights", "FR11", "", "1", "2"), "不认识表“weights”"),
        (one("drg", "FR11", "name", "a", "b"), "不认识表“drg”的列“name”"),
        (one("set", "", new="I50.900"), "没有写 key"),
        (one("set", "DI_FR1"), "没有要更正的内容"),
    ],
)
def test_an_amendment_that_does_not_apply_is_told_with_its_row_and_changes_nothing(book, row, words):
    scheme = book(row)
    told = [c for c in check_scheme(scheme) if "没有生效" in c.message]
    assert [(c.file, c.row) for c in told] == [("amendments.csv", 2)]
    assert words in told[0].message
    assert amendments_of(scheme.pack) == ()
    assert drg(scheme, "I50.900 J96.000") == "FR11"
    assert drg(scheme, "I50.900", "36.1100") == "FB19"


# -- the file


def test_a_file_without_its_columns_is_refused():
    with pytest.raises(KnowledgeError, match=r"表头缺少列 table、new"):
        read_amendments(b"key,old\nFR11,MCC\n", "amendments.csv")


def test_columns_stand_in_any_order_and_some_may_be_left_out():
    (found,) = read_amendments("new,old,key,table\nEX_1,,I50.900,Exclusion\n".encode("gb18030"), "a.csv")
    assert (found.table, found.key, found.new, found.row) == ("exclusion", "I50.900", "EX_1", 2)


# -- the trace


def test_the_trace_says_that_the_scheme_is_amended_and_which_step_rests_on_it(book):
    rows = (
        one("exclusion", "I50.900", new="EX_1", source="印刷版附件", date="2026-09-20", by="质控科"),
        one("set", "DI_FR1", new="I10.x00", source="印刷版附件"),
    )
    scheme = book(*rows)
    trace = trace_case(scheme, case("I50.900 J96.000"))
    note = next(step for step in trace.children if "更正表" in step.title)
    assert "更正 2 处" in note.title
    assert "amendments.csv" in note.detail
    assert scheme.pack.settings["amendments_stamp"] in note.detail
    assert "2026-09-20" in note.detail
    resting = [title for title in titles(trace) if title.startswith("依更正")]
    assert resting == ["依更正：I50.900 加入排除表 EX_1"]
    trace = trace_case(scheme, case("I10.x00"))
    assert "依更正：集合 DI_FR1 加入 I10.x00" in list(titles(trace))


def test_a_scheme_without_amendments_says_nothing_of_them(book):
    assert not any("更正" in title for title in titles(trace_case(book(), case("I50.900"))))


def test_further_amendments_hold_after_those_beside_the_workbook(tmp_path):
    path = write_book(tmp_path / "方案.xlsx")
    (tmp_path / "amendments.csv").write_bytes(table(one("set", "DI_FR1", new="I10.x00")))
    further = tmp_path / "own"
    further.mkdir()
    (further / "本院.csv").write_bytes(table(one("set", "DI_FR1", old="I10.x00")))
    assert drg(load_scheme(path), "I10.x00") == "FR15"
    both = load_scheme(path, further / "本院.csv")
    assert drg(both, "I10.x00") == "F000"
    assert len(amendments_of(both.pack)) == 2
    assert len({load_scheme(path).stamp, both.stamp, load_scheme(path, tmp_path / "amendments.csv").stamp}) == 3
