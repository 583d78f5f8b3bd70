"""Headers of sheets that follow no layout: what a person would take each column for, and what is left to ask."""

import pytest
from openpyxl import Workbook

from coding.base.errors import CodingError, UnknownLayoutError, UnusableInputError
from coding.exchange.guess import LIKELY, bare, guess_columns
from coding.exchange.layout import ColumnReading
from coding.exchange.peek import peek, peek_known
from coding.exchange.profile import MappedColumn, SourceProfile, finder, free_match, profile_of
from coding.exchange.read import open_source, read_file
from coding.exchange.write import write_layout
from tests.exchange.make_files import FOLDER


def places(*header, rows=(), **how):
    return [(guess.key, guess.index) for guess in guess_columns(header, rows, **how)]


def one(header, *cells, **how):
    [guess] = guess_columns([header], [[cell] for cell in cells], **how)
    return guess


class TestHeaders:
    @pytest.mark.parametrize("header", ["住院号", " 住 院 号 ", "住院号：", "【住院号】", "住_院-号", "住院号*"])
    def test_signs_and_blanks_around_words_do_not_matter(self, header):
        assert one(header).key == "case_no"

    def test_width_and_case_do_not_matter(self):
        assert bare("ＩＣＤ－１０ Code_(A)") == "icd10codea"

    @pytest.mark.parametrize(("header", "key"), [("入院", "admission_datetime"), ("出院", "discharge_datetime")])
    def test_a_word_that_may_be_a_ward_or_a_day_is_what_stands_below_it(self, header, key):
        assert one(header, "2026-10-02", "2026/10/3", "2026年10月5日").key == key
        assert one(header, "内科", "外科").key != key

    @pytest.mark.parametrize("header", ["", "  ", "***", "天气"])
    def test_what_says_nothing_is_nothing(self, header):
        guess = one(header)
        assert (guess.key, guess.score) == ("", 0)

    def test_an_exact_word_is_sure_and_a_like_one_is_not(self):
        exact, like = one("出院主要诊断编码"), one("出院主要诊断编玛")
        assert (exact.key, exact.score, exact.why) == ("principal_dx_code", 1.0, "列名")
        assert (like.key, like.why) == ("principal_dx_code", "列名相近")
        assert LIKELY - 0.02 <= like.score < 1
        assert one("出院主要诊断编玛", like=False).key == ""

    def test_a_number_at_a_field_that_stands_once_is_another_column(self):
        assert one("性别2").key == ""

    def test_names_of_the_catalogue_itself_are_known(self):
        assert one("discharge_datetime").key == "discharge_datetime"
        assert one("principal_dx_code").key == "principal_dx_code"


class TestNumbers:
    def test_other_diagnoses_beside_a_principal_one_keep_their_numbers(self):
        assert places("主要诊断编码", "诊断编码1", "诊断编码2") == [
            ("principal_dx_code", 0), ("other_dx_code", 1), ("other_dx_code", 2),
        ]  # fmt: skip

    def test_of_numbered_diagnoses_alone_the_first_is_the_principal(self):
        assert places("诊断编码1", "诊断编码2", "诊断编码3") == [
            ("principal_dx_code", 0), ("other_dx_code", 1), ("other_dx_code", 2),
        ]  # fmt: skip

    def test_a_sheet_of_numbered_diagnoses_is_read_from_the_principal_on(self, tmp_path):
        head = "住院号,姓名,性别,年龄,出院诊断编码1,出院诊断名称1,出院诊断编码2\n"
        (tmp_path / "a.csv").write_text(head + "1,甲,男,54,K80.000,胆石,I10.x00\n", encoding="utf-8")
        [page] = read_file(tmp_path / "a.csv").pages
        assert [d.code for d in page.diagnoses] == ["K80.000", "I10.x00"]

    def test_of_numbered_codes_that_call_themselves_nothing_the_first_is_the_principal(self):
        assert places("dx_code_1", "dx_code_2") == [("principal_dx_code", 0), ("other_dx_code", 1)]

    def test_others_that_call_themselves_so_keep_their_numbers(self):
        assert places("其他诊断编码1", "其他诊断编码2") == [("other_dx_code", 1), ("other_dx_code", 2)]

    def test_a_chinese_number_at_the_end_is_a_number(self):
        assert places("主要诊断编码", "其他诊断编码二") == [("principal_dx_code", 0), ("other_dx_code", 2)]

    def test_the_same_header_again_and_again_is_the_next_row(self):
        assert places("主要诊断编码", *["其他诊断编码"] * 3) == [
            ("principal_dx_code", 0), ("other_dx_code", 1), ("other_dx_code", 2), ("other_dx_code", 3),
        ]  # fmt: skip
        assert places("手术编码", "手术编码") == [("op_code", 0), ("op_code", 1)]

    def test_numbered_operations_alone_begin_with_the_main_one(self):
        assert places("手术编码1", "手术编码2", "手术名称1") == [("op_code", 0), ("op_code", 1), ("op_name", 0)]

    def test_operations_beside_a_main_one_are_the_others(self):
        assert places("主要手术编码", "手术编码1", "手术编码2") == [("op_code", 0), ("op_code", 1), ("op_code", 2)]

    def test_stays_in_intensive_care_begin_with_the_first(self):
        assert places("ICU类型1", "ICU类型2") == [("icu_type", 0), ("icu_type", 1)]

    def test_of_two_columns_for_one_place_the_first_of_the_surer_keeps_it(self):
        assert places("住院号", "病案号") == [("case_no", 0), ("", 0)]
        assert places("出院主要诊断编玛", "主要诊断编码") == [("", 0), ("principal_dx_code", 0)]


class TestContent:
    @pytest.mark.parametrize(
        ("cells", "key"),
        [
            (["110101199003078515", "11010119900307851X", "110101900307851"], "id_no"),
            (["男", "女", "男性"], "sex"),
            (["13800000000", "15912345678"], "current_phone"),
            (["54岁", "3月", "1个月12天"], "age_years"),
            (["K80.000x002", "I10.x00", "C16.900"], "other_dx_code"),
            (["51.2300", "39.9500x001"], "op_code"),
            (["51.23", "39.95"], ""),  # prices look so as well
            (["K80", "I10"], ""),  # so do beds
            (["男", "女", "甲", "乙"], ""),
            (["男", "女", "男", "女", "不详"], "sex"),
            (["2024", "甲"], ""),
        ],
    )
    def test_a_column_without_a_telling_header_speaks_by_what_stands_in_it(self, cells, key):
        guess = one("某列", *cells)
        assert guess.key in (key, key.replace("other_", "principal_"))
        assert guess.score == (0.6 if key else 0)

    def test_ages_in_words_are_read_so(self):
        assert one("年龄", "54岁", "3月").reading is ColumnReading.AGE_TEXT
        assert one("某列", "54岁", "3月").reading is ColumnReading.AGE_TEXT
        assert one("年龄", "54", "3").reading is ColumnReading.AS_IT_STANDS

    @pytest.mark.parametrize(
        ("header", "cells", "key"),
        [
            ("主要诊断", ["K80.000", "I10.x00"], "principal_dx_code"),
            ("主要诊断", ["胆石", "高血压"], "principal_dx_name"),
            ("主要诊断编码", ["K80.000", "不详"], "principal_dx_code"),
            ("手术名称", ["51.2300", "39.9500"], "op_code"),
            ("手术名称", ["胆囊切除术", "血液透析"], "op_name"),
        ],
    )
    def test_codes_or_names_are_told_by_what_stands_there(self, header, cells, key):
        assert one(header, *cells).key == key

    def test_several_codes_in_a_cell_are_rows(self):
        guess = one("其他诊断编码", "I10.x00;E11.900", "K80.000")
        assert (guess.key, guess.index, guess.reading) == ("other_dx_code", 1, ColumnReading.CODES)
        guess = one("手术编码", "51.2300、54.5100")
        assert (guess.key, guess.index, guess.reading) == ("op_code", 0, ColumnReading.CODES)
        assert one("其他诊断编码", "I10.x00", "K80.000").reading is ColumnReading.AS_IT_STANDS


class TestFreeSheets:
    HEADER = ("住院号", "姓名", "性别", "年龄", "出院日期", "主要诊断编码")

    def test_a_sheet_of_plain_words_is_one_of_pages(self):
        match = free_match(self.HEADER)
        assert match is not None
        assert [c.key for c in match.columns][:2] == ["case_no", "patient_name"]

    @pytest.mark.parametrize("left_out", ["主要诊断编码"])
    def test_without_a_diagnosis_it_is_none(self, left_out):
        assert free_match([h for h in (*self.HEADER, "民族") if h != left_out]) is None

    def test_without_number_and_name_it_is_nobodys(self):
        assert free_match(["性别", "年龄", "出院日期", "入院日期", "主要诊断编码", "民族"]) is None

    def test_a_header_that_is_only_like_a_known_one_is_for_a_person_to_confirm(self):
        match = free_match(["Medical Record Numbr", *self.HEADER[1:], "民族"])
        assert guess_columns(["Medical Record Numbr"])[0].key == "case_no"
        assert match is not None
        assert match.columns[0] is None

    def test_four_known_columns_are_too_few(self):
        assert free_match(["住院号", "姓名", "性别", "主要诊断编码", "某列"]) is None
        assert free_match(["住院号", "姓名", "性别", "主要诊断编码", "年龄"]) is not None

    def test_times_of_the_ward_with_a_record_number_are_a_sheet_of_their_own(self):
        match = free_match(["病案号", "住院次数", "入院记录完成时间"])
        assert match.layout.id == "workflow"
        assert free_match(["住院次数", "入院记录完成时间"]) is None


class TestProfiles:
    def test_a_profile_of_a_family_is_kept_with_its_family_and_headers(self):
        profile = SourceProfile("某厂商", (MappedColumn("BAH", "case_no"),), "n041", ("BAH", "XM"))
        assert SourceProfile.from_json(profile.as_json()) == profile

    @pytest.mark.parametrize("text", ["", "[]", "{}", '{"name": "x"}', '{"name": "x", "columns": [["a"]]}'])
    def test_what_is_no_profile_is_told_in_a_sentence(self, text):
        with pytest.raises(CodingError, match="列对照已损坏"):
            SourceProfile.from_json(text)

    def test_a_field_that_a_later_version_no_longer_knows_is_left_out(self):
        text = '{"name": "x", "columns": [["a", "case_no", 0, ""], ["b", "gone", 0, ""]]}'
        assert [c.key for c in SourceProfile.from_json(text).columns] == ["case_no"]

    def test_guesses_become_a_profile_of_what_was_recognised(self):
        profile = profile_of("某源", guess_columns(["住院号", "天气", "其他诊断编码3"]))
        assert [(c.header, c.key, c.index) for c in profile.columns] == [
            ("住院号", "case_no", 0), ("其他诊断编码3", "other_dx_code", 3),
        ]  # fmt: skip

    def test_one_of_five_columns_may_be_missing_and_no_more(self):
        words = ("a1", "b1", "c1", "d1", "e1")
        keys = ("case_no", "patient_name", "sex", "age_years", "principal_dx_code")
        profile = SourceProfile("x", tuple(MappedColumn(w, k) for w, k in zip(words, keys, strict=True)))
        assert profile.match(words[:4]) is not None
        assert profile.match(words[:3]) is None
        assert profile.match(("z",)) is None

    def test_a_column_that_stands_twice_is_taken_once(self):
        profile = SourceProfile("x", (MappedColumn("a", "case_no"), MappedColumn("b", "sex")))
        match = profile.match(("a", "b", "a"))
        assert [c and c.key for c in match.columns] == ["case_no", "sex", None]

    def test_the_reading_says_which_source_it_was_taken_for(self, tmp_path):
        (tmp_path / "a.csv").write_text("a,b,c\n1,2,K80\n", encoding="utf-8")
        columns = (MappedColumn("a", "case_no"), MappedColumn("b", "sex"), MappedColumn("c", "principal_dx_code"))
        reading = read_file(tmp_path / "a.csv", find=finder([SourceProfile("某公司导出", columns)]))
        assert reading.layout == "free"
        assert any("某公司导出" in note and "a→病案号" in note for note in reading.notes)
        family = SourceProfile("某厂商", columns, "n041", ("a", "b", "c"))
        reading = read_file(tmp_path / "a.csv", find=finder([family]))
        assert reading.layout == "n041"
        assert "按来源“某厂商”的列对照读取。" in reading.notes


class TestPeeks:
    def test_header_and_rows_below_titles_and_beside_empty_columns(self, tmp_path):
        (tmp_path / "a.csv").write_text("某医院,,,,\n编号,主诊,备注,,\n1,K80,x,,\n\n2,I10\n", encoding="utf-8")
        seen = peek(tmp_path / "a.csv")
        assert seen.header == ("编号", "主诊", "备注")
        assert seen.rows == (("1", "K80", "x"), ("2", "I10", ""))

    @pytest.mark.parametrize(
        ("row", "is_header"),
        [
            ("编号,主诊,备注,甲,1", True),  # four of five are words
            ("编号,主诊,备注,1,2", False),
            ("编号,主诊,备注,甲,甲", True),  # one word twice
            ("甲,甲,甲,甲,备注", False),
            ("编号,主诊", False),
        ],
    )
    def test_a_header_is_words_that_differ(self, tmp_path, row, is_header):
        (tmp_path / "a.csv").write_text(f"{row}\n1,2,3,4,5\n", encoding="utf-8")
        if is_header:
            assert peek(tmp_path / "a.csv").header == tuple(row.split(","))
        else:
            with pytest.raises(UnusableInputError, match="没有找到表头"):
                peek(tmp_path / "a.csv")

    def test_numbers_are_no_header(self, tmp_path):
        (tmp_path / "a.csv").write_text("1,2,3\n4,5,6\n", encoding="utf-8")
        with pytest.raises(UnusableInputError, match="没有找到表头"):
            peek(tmp_path / "a.csv")

    def test_fifty_rows_are_enough(self, tmp_path):
        (tmp_path / "a.csv").write_text("编号,主诊,备注\n" + "1,K80,x\n" * 80, encoding="utf-8")
        assert len(peek(tmp_path / "a.csv").rows) == 50

    @pytest.mark.parametrize("suffix", [".csv", ".xlsx", ".dbf", ".json", ".xml"])
    def test_a_file_of_a_family_shows_what_its_columns_are(self, tmp_path, suffix):
        pages = read_file(FOLDER / "n041_utf8.csv").pages
        write_layout(tmp_path / f"a{suffix}", pages, "n041")
        seen = peek_known(tmp_path / f"a{suffix}")
        assert seen.layout == "n041"
        assert not any(name.startswith("#") for name in seen.header)
        guesses = {guess.header: guess for guess in seen.guesses()}
        assert (guesses["JBDM"].key, guesses["JBDM"].why) == ("principal_dx_code", "布局")
        at = seen.header.index("BAH")
        assert [row[at] for row in seen.rows] == [page.case_no for page in pages]
        assert all(len(row) == len(seen.header) for row in seen.rows)

    def test_a_workbook_shows_the_sheet_that_has_a_header(self, tmp_path):
        book = Workbook()
        book.active.append(["说明"])
        sheet = book.create_sheet("导出")
        for row in (["编号", "主诊", "备注"], ["1", "K80"], ["2", "I10", "x"]):
            sheet.append(row)
        book.save(tmp_path / "a.xlsx")
        seen = peek(tmp_path / "a.xlsx")
        assert (seen.header, seen.rows) == (("编号", "主诊", "备注"), (("1", "K80", ""), ("2", "I10", "x")))

    def test_a_sheet_of_no_family_is_guessed_at(self, tmp_path):
        (tmp_path / "a.csv").write_text("编号,主要诊断编码,备注\n1,K80.000,x\n", encoding="utf-8")
        with pytest.raises(UnknownLayoutError):
            open_source(tmp_path / "a.csv")
        assert [guess.key for guess in peek_known(tmp_path / "a.csv").guesses()][1] == "principal_dx_code"
