"""The national DIP workbook as it was published: read by its headers, counted, and told where it is damaged."""

import csv
import re

import pytest

from coding.base.errors import KnowledgeError
from coding.dip.dip_scheme import is_dip_pack, load_dip
from tests.dip.test_matching import stay_of
from tests.drg.national_book import write_book
from tests.drg.small_pack import case
from tools.make_dip_book import HEADERS, NAMES, book_of, invented, pack_of, write_dip_book

#: An invented catalogue of a row or two in each sheet.
FEW = {
    "core": [
        {"seq": "XQ-1", "layer": "XQ", "kind": "", "name": "移植", "dx": "*", "px": "37.5100|37.5100x001"},
        {"seq": "XQ-2", "layer": "XQ", "kind": "", "name": "呼吸机", "dx": "*", "px": "96.7201", "px_any": "1"},
        {
            "seq": "XQ-3",
            "layer": "XQ",
            "kind": "weight",
            "name": "低体重",
            "dx": "P07",
            "px": "-",
            "dx_any": "1",
            "age_days": "<29",
            "birth_weight": "1000-1499",
        },
        {"seq": "BX-4", "layer": "BX", "kind": "", "dx": "K35", "px": "47.0100", "rpx": "54.5100"},
        {"seq": "BX-5", "layer": "BX", "kind": "", "dx": "K35", "px": "47.0100|47.0901"},
        {"seq": "FZ-6", "layer": "FZ", "kind": "burn", "dx": "T20.2|T21.2", "sdx": "T31.0|T32.0", "px": ""},
        {
            "seq": "FZ-7",
            "layer": "FZ",
            "kind": "tumour",
            "dx": "Z51.1",
            "sdx": "C00-C75",
            "px": "99.2503",
            "px_any": "1",
        },
        {
            "seq": "FZ-8",
            "layer": "FZ",
            "kind": "tumour",
            "dx": "Z51.1",
            "sdx": "C00-C75",
            "px": "99.2503+99.2800x005",
            "px_any": "1",
        },
        {"seq": "FZ-9", "layer": "FZ", "kind": "tb", "dx": "A15-A16", "px": "", "resistant": "1"},
        {"seq": "FZ-10", "layer": "FZ", "kind": "tb", "dx": "A15-A16", "px": "", "resistant": "0"},
        {"seq": "JC-11", "layer": "JC", "kind": "", "dx": "C34", "px": ""},
        {"seq": "JC-12", "layer": "JC", "kind": "", "dx": "M51.1+", "px": ""},
    ],
    "tb_resistant": [{"code": "A15.001"}],
    "exclude_dx": [{"code": "A09.900"}, {"code": "A17.000+G01*"}],
    "exclude_px": [
        {"code": "99.6000", "rule": "conservative"},
        {"code": "00.3101", "rule": "never"},
        {"code": "44.1300x001", "rule": "range", "range": "K20-K93|D37"},
    ],
    "primary": [{"seq": "1", "dx": "K35", "px": "47.0100"}, {"seq": "2", "dx": "M51.1+", "px": ""}],
}


@pytest.fixture
def few(tmp_path):
    """Load the small catalogue with some sheets changed: keyword = sheet, a function of its rows."""

    def load(names=NAMES, **changed):
        book = book_of(FEW)
        book = {key: changed.get(key, list)(rows) for key, rows in book.items()}
        return load_dip(write_dip_book(tmp_path / "分组方案20260902.xlsx", {k: v for k, v in book.items() if v}, names))

    return load


def replaced(header, old, new):
    """A function that puts ``new`` where ``old`` stands in a column, in the one row that has it."""

    def change(rows):
        at = next(n for h in HEADERS.values() for n, cell in enumerate(h) if cell == header and h in rows)
        hit = [row for row in rows if len(row) > at and row[at] == old]
        assert hit, old
        return [(*row[:at], new, *row[at + 1 :]) if row is hit[0] else row for row in rows]

    return change


def rows_told(scheme):
    """The complaints that are not of the number of rows: this catalogue is a small one."""
    return [text for text in scheme.catalogue.complaints if "应有" not in text]


@pytest.mark.parametrize(
    ("dx", "px", "known", "expected"),
    [
        ("I50.900", "37.5100x001", {}, "XQ-1"),
        ("I50.900", "54.5100 96.7201", {}, "XQ-2"),  # not as the principal procedure only
        ("P22.000 P07.100", "", {"age": 0, "age_days": 28, "birth_weight": 1499}, "XQ-3"),
        ("P22.000 P07.100", "", {"age": 0, "age_days": 29, "birth_weight": 1499}, ""),
        ("K35.800", "47.0100 54.5100", {}, "BX-4"),
        ("K35.800", "47.0901 54.5100", {}, "BX-5"),
        ("T21.200 T31.000", "", {}, "FZ-6"),
        ("Z51.101 C34.900", "99.2503", {}, "FZ-7"),
        ("Z51.101 C34.900", "99.2503 99.2800x005", {}, "FZ-8"),
        ("A15.001", "", {}, "FZ-9"),
        ("A16.001 U84.300", "", {}, "FZ-9"),
        ("A16.001", "", {}, "FZ-10"),
        ("C34.900", "99.6000", {}, "JC-11"),
        ("M51.101+G55.1*", "", {}, "JC-12"),
        ("K35.800", "00.3101 47.0901", {}, "BX-5"),
    ],
)
def test_every_sheet_says_what_a_pack_says(few, dx, px, known, expected):
    assert few().matcher.match(case(dx, px, **known)).seq == expected


def test_exclusions_and_basic_packets_are_read(few):
    scheme = few()
    assert scheme.matcher.match(case("A09.900")).status.value == "不纳入分组"
    assert scheme.matcher.match(case("A17.000+G01*")).status.value == "不纳入分组"
    assert scheme.matcher.match(case("M51.101+G55.1*")).basic
    assert scheme.matcher.match(case("K35.800", "47.0100")).basic
    assert not scheme.matcher.match(case("K35.800", "47.0901")).basic


def test_the_file_is_named_with_its_date_and_the_hash_of_its_bytes(few, tmp_path):
    import hashlib

    scheme = few()
    data = (tmp_path / "分组方案20260902.xlsx").read_bytes()
    published = scheme.catalogue.published
    assert (published.name, published.date) == ("分组方案20260902.xlsx", "2026-09-02")
    assert published.stamp == hashlib.sha256(data).hexdigest()


def test_the_trace_begins_with_the_file_and_says_where_it_is_damaged(few):
    root = few(basic=replaced("主要诊断编码", "C34", "肺癌")).trace(case("K35.800", "47.0901"))
    file, damaged = root.children[:2]
    assert file.title == "方案文件 分组方案20260902.xlsx"
    assert "指纹 SHA-256" in file.detail
    assert "文件日期 2026-09-02" in file.detail
    assert "处问题，结果可能与官方不同" in damaged.title


def test_a_file_without_a_date_in_its_name_has_the_day_on_which_it_was_saved(tmp_path):
    scheme = load_dip(write_dip_book(tmp_path / "分组方案.xlsx", book_of(FEW)))
    assert scheme.catalogue.published.date == "2026-09-02"


def test_it_opens_again_out_of_the_cache_with_the_same_complaints(few):
    cut = replaced("序号", "5", "五")
    assert few(joined=cut).catalogue.complaints == few(joined=cut).catalogue.complaints != ()


def test_a_whole_file_has_nothing_said_of_it(tmp_path):
    path = write_dip_book(tmp_path / "whole.xlsx", book_of(invented()))
    assert is_dip_pack(path)
    scheme = load_dip(path)
    assert scheme.catalogue.complaints == ()
    assert [len(scheme.catalogue.core[layer]) for layer in scheme.catalogue.layers] == [19, 1725, 113, 3268]


def test_without_a_table_of_scores_nothing_is_priced_and_it_is_said_why(few):
    packet, payment = few().decide(case("K35.800", "47.0901", cost=9000.0, insured="职工", level="二级"))
    assert packet.seq == "BX-5"
    assert (payment.score, payment.standard, payment.payment) == (None, None, None)
    assert "分值" in payment.lacks


def test_sheets_without_names_are_known_by_titles_and_headers(few, tmp_path):
    names = {key: f"Sheet{n}" for n, key in enumerate(NAMES)}
    scheme = few(names)
    assert is_dip_pack(tmp_path / "分组方案20260902.xlsx")
    assert rows_told(scheme) == []
    assert scheme.matcher.match(case("A15.001")).seq == "FZ-9"
    assert scheme.matcher.match(case("A09.900")).status.value == "不纳入分组"


def test_a_header_that_stands_again_further_down_is_no_row(few):
    again = few(basic=lambda rows: [*rows[:3], HEADERS["basic"], *rows[3:]])
    assert rows_told(again) == []
    assert again.matcher.match(case("M51.101+G55.1*")).seq == "JC-12"


def test_the_drg_workbook_is_none(tmp_path):
    assert not is_dip_pack(write_book(tmp_path / "drg.xlsx"))


#: What is damaged → (sheet, how, what is told, a case that must not be grouped as if the row were whole).
DAMAGED = {
    "the number is no number": ("joined", replaced("序号", "5", "五"), "第4行", ("K35.800", "47.0901")),
    "the number is gone": ("joined", replaced("序号", "5", ""), "第4行", ("K35.800", "47.0901")),
    "a row of another sheet": ("joined", replaced("分类", "BX", "JC"), "第3行", None),
    "the diagnosis is gone": ("basic", replaced("主要诊断编码", "C34", ""), "第3行", ("C34.900", "")),
    "the diagnosis is a word": ("basic", replaced("主要诊断编码", "C34", "肺癌"), "第3行", ("C34.900", "")),
    "a reference that broke": ("basic", replaced("主要诊断编码", "C34", "#REF!"), "第3行", ("C34.900", "")),
    "the dot is lost": ("first", replaced("主要手术操作编码", "96.7201", "967201"), "第5行", ("I50.900", "96.7201")),
    "the zeros are eaten": (
        "joined",
        replaced("主要手术操作编码", "47.0100|47.0901", "47.01|47.09"),
        "第4行",
        ("K35.800", "47.0901"),
    ),
    "another sign between codes": (
        "joined",
        replaced("主要手术操作编码", "47.0100|47.0901", "47.0100、47.0901"),
        "第4行",
        ("K35.800", "47.0901"),
    ),
    "two codes in one": ("exclude_dx", replaced("主要诊断编码", "A09.900", "A09.900A09.901"), "第3行", None),
    "resistant or not": ("tb", replaced("是否耐药", "是", "？"), "第3行", ("A15.001", "")),
    "the days of life": ("first", replaced("天龄", "<29天", "29天"), "第7行", None),
    "the weight": ("first", replaced("出生体重", "出生体重1000-1499克", "轻"), "第7行", None),
    "a note that nobody knows": (
        "first",
        replaced("说明", "手术操作中包含即可，不限定为主要手术操作", "仅限三级"),
        "第5行",
        ("I50.900", "96.7201"),
    ),
    "no rule for a procedure": ("exclude_px", replaced("说明", "不可作为主要手术操作", ""), "第4行", None),
    "a range that is none": (
        "exclude_px",
        replaced("说明", "K20-K93|D37\n作为主要诊断，可作为主要手术操作", "消化\n作为主要诊断，可作为主要手术操作"),
        "第5行",
        None,
    ),
    "no area of the burn": ("burn", replaced("其他诊断编码", "T31.0|T32.0", ""), "第3行", ("T21.200 T31.000", "")),
    "a basic packet without diagnosis": ("primary", replaced("主要诊断编码", "K35", ""), "第3行", None),
    "the second header is gone": ("first", lambda rows: [r for r in rows if "天龄" not in r], "第6行", None),
    "a row twice": ("joined", lambda rows: [*rows, rows[-1]], "第5行", None),
}


@pytest.mark.parametrize("damage", DAMAGED)
def test_a_damaged_row_is_told_by_sheet_and_row_and_never_takes_a_case(few, damage):
    sheet, change, place, hit = DAMAGED[damage]
    told = rows_told(scheme := few(**{sheet: change}))
    assert any(text.startswith(f"{NAMES[sheet]} {place}：") for text in told), told
    if hit:
        assert scheme.matcher.match(case(*hit)).status.value == "未入组"


def test_a_row_that_is_missing_is_told_with_its_number(few):
    scheme = few(
        joined=lambda rows: [r for r in rows if r[1:2] != ("5",)] + [("BX", "6", "K36", "", "47.0100", "", "", "")]
    )
    told = next(text for text in scheme.catalogue.complaints if NAMES["joined"] in text)
    assert "应有 1725 行，表中有 2 行" in told
    assert "缺少序号 5" in told


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"tb": lambda _rows: []}, "结核类"),
        ({"exclude_dx": lambda rows: rows[:2]}, "不纳入分组的主要诊断"),  # header without a row
        ({"joined": lambda rows: [r[:6] for r in rows]}, "相关手术操作编码"),
        ({"exclude_px": lambda rows: [r[:2] for r in rows]}, "说明"),
        ({"basic": lambda rows: rows[2:]}, "表头"),
    ],
)
def test_a_file_that_lacks_a_sheet_or_a_column_is_refused_in_a_sentence(few, changed, told):
    with pytest.raises(KnowledgeError, match=told):
        few(**changed)


def test_a_sheet_twice_is_refused(tmp_path):
    book = book_of(FEW)
    path = write_dip_book(tmp_path / "b.xlsx", {**book, "并项规则（旧）": book["joined"]})
    with pytest.raises(KnowledgeError, match="两张"):
        load_dip(path)


def test_the_excerpt_as_a_workbook_answers_as_the_excerpt_does(reference, tmp_path):
    folder = reference / "dip"
    pack = load_dip(folder / "national30_excerpt")
    book = load_dip(write_dip_book(tmp_path / "b.xlsx", book_of(pack_of(folder / "national30_excerpt"))))
    assert all(re.search("应有 .* 行", text) for text in book.catalogue.complaints)
    with (folder / "cases_dev_national30_excerpt.csv").open(encoding="utf-8-sig", newline="") as file:
        cases = [stay_of(row) for row in csv.DictReader(file)]
    assert len(cases) == 300

    def told(scheme):
        return [(p.status, p.layer, p.seq, p.basic, p.principal_px) for p in map(scheme.matcher.match, cases)]

    assert told(book) == told(pack)
