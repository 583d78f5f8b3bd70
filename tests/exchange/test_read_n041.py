"""Reading 卫统4-1 (N041) files as hospital systems write them."""

import pytest
from openpyxl import Workbook

from coding.base.errors import UnusableInputError
from coding.exchange.read import read_file
from coding.page.rows import Diagnosis

HEADER = "ZZJGDM,USERNAME,BAH,XM,XB,NL,BZYZSNL,CSRQ,RYSJ,RYSJS,CYSJ,CYKB,JBBM,ZYZD,JBDM,RYBQ,QTZD1,JBDM1,RYBQ1"
HEADER += ",QTZD2,JBDM2,RYBQ2,JBMM,SSJCZBM1,SSJCZMC1,QKDJ1,QKYHLB1,SSJCZBM2,ZFY"
ROW = {
    "ZZJGDM": "470000001",
    "USERNAME": "示范县人民医院",
    "BAH": "00012345",
    "XM": "甲某某",
    "XB": "2",
    "NL": "54",
    "CSRQ": "1970-01-02",
    "RYSJ": "2024-03-01",
    "RYSJS": "8",
    "CYSJ": "2024-03-09 10:15:00",
    "CYKB": "0401",
    "JBBM": "K80.001",
    "ZYZD": "胆囊结石伴急性胆囊炎",
    "JBDM": "K80.000x002",
    "RYBQ": "1",
    "QTZD1": "高血压",
    "JBDM1": "I10.x00x002",
    "RYBQ1": "1",
    "SSJCZBM1": "51.2300",
    "SSJCZMC1": "腹腔镜下胆囊切除术",
    "QKDJ1": "2",
    "QKYHLB1": "1",
    "ZFY": "12345.60",
}


def lines(*rows, header=HEADER, end="\r\n"):
    text = [header]
    for row in rows:
        text.append(",".join(row.get(name, "") for name in header.split(",")))
    return end.join(text) + end


@pytest.fixture
def file(tmp_path):
    def write(text, encoding="gb18030", name="首页.csv"):
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode(encoding))
        return path

    return write


@pytest.mark.parametrize("encoding", ["gb18030", "utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("end", ["\r\n", "\n"])
def test_every_encoding_and_line_end_gives_the_same_page(file, encoding, end):
    reading = read_file(file(lines(ROW, end=end), encoding))
    (page,) = reading.pages
    assert reading.encoding == encoding
    assert reading.layout == "n041"
    assert page.text("patient_name") == "甲某某"
    assert page.diagnoses == (
        Diagnosis("K80.000x002", "胆囊结石伴急性胆囊炎", "1"),
        Diagnosis("I10.x00x002", "高血压", "1"),
    )
    assert page.procedures[0].name == "腹腔镜下胆囊切除术"
    assert not reading.rejects


def test_leading_zeros_of_the_record_number_stay(file):
    assert read_file(file(lines(ROW))).pages[0].case_no == "00012345"


def test_jbbm_is_the_outpatient_diagnosis_and_jbmm_the_pathology(file):
    page = read_file(file(lines(ROW | {"JBMM": "M8140/3"}))).pages[0]
    assert page.text("op_dx_code") == "K80.001"
    assert page.text("pathology_code") == "M8140/3"


def test_day_and_hour_of_admission_become_one_time_without_invented_minutes(file):
    page = read_file(file(lines(ROW))).pages[0]
    assert page.text("admission_datetime") == "2024-03-01 08时"
    assert page.moment("admission_datetime").hour == 8
    assert page.text("admission_hour") == "8"


def test_an_impossible_hour_is_left_to_the_rules(file):
    page = read_file(file(lines(ROW | {"RYSJS": "25"}))).pages[0]
    assert page.text("admission_datetime") == "2024-03-01"
    assert page.text("admission_hour") == "25"


def test_only_columns_of_the_file_are_supplied(file):
    page = read_file(file(lines(ROW))).pages[0]
    assert page.is_supplied("pathology_code")
    assert page.is_supplied("op_healing_grade")
    assert not page.is_supplied("op_incision_healing")
    assert not page.is_supplied("discharge_way")


def test_headers_in_lower_case_with_labels_glued_on_are_known(file):
    header = HEADER.lower().replace("jbdm,", "JBDM出院主要诊断编码,").replace("bah,", "病案号(BAH),")
    row = dict(zip(header.split(","), [ROW.get(name, "") for name in HEADER.split(",")], strict=True))
    page = read_file(file(lines(row, header=header))).pages[0]
    assert page.principal.code == "K80.000x002"
    assert page.case_no == "00012345"


def test_older_names_of_columns_are_known(file):
    header = HEADER.replace("BZYZSNL", "BZYZS_NL") + ",XSETZ"
    page = read_file(file(lines(ROW | {"BZYZS_NL": "3", "XSETZ": "3100"}, header=header))).pages[0]
    assert page.text("age_days") == "3"
    assert page.text("newborn_birth_weight_1") == "3100"


def test_a_chinese_header_row_above_the_codes_is_no_data(file):
    labels = ",".join(f"栏目{n}" for n in range(len(HEADER.split(","))))
    reading = read_file(file("出院病案首页\r\n" + labels + "\r\n" + lines(ROW)))
    assert [page.origin.row for page in reading.pages] == [1]


def test_a_row_of_labels_below_the_codes_is_no_data(file):
    names = {"BAH": "病案号", "XM": "姓名", "XB": "性别", "CSRQ": "出生日期"}
    reading = read_file(file(lines(names, ROW)))
    assert [(page.case_no, page.origin.row) for page in reading.pages] == [("00012345", 1)]


def test_forty_other_diagnoses_and_forty_one_procedures_are_read(file):
    header = "BAH,XM,JBDM," + ",".join(f"JBDM{i}" for i in range(1, 41))
    header += "," + ",".join(f"SSJCZBM{i}" for i in range(1, 42))
    row = {"BAH": "1", "JBDM": "A00", "JBDM40": "B40", "SSJCZBM41": "41.0"}
    page = read_file(file(lines(row, header=header))).pages[0]
    assert (len(page.diagnoses), page.diagnoses[40].code) == (41, "B40")
    assert (len(page.procedures), page.procedures[40].code) == (41, "41.0")


def test_columns_nobody_knows_are_kept_in_order_and_named(file):
    reading = read_file(file(lines(ROW | {"YZMC": "x", "ABC": "y"}, header="YZMC," + HEADER + ",ABC")))
    assert list(reading.pages[0].extra.items()) == [("YZMC", "x"), ("ABC", "y")]
    assert "YZMC、ABC" in reading.notes[0]


@pytest.mark.parametrize("delimiter", ["\t", ";"])
def test_other_delimiters_are_recognised(file, delimiter):
    assert read_file(file(lines(ROW).replace(",", delimiter))).pages[0].case_no == "00012345"


def test_quoted_cells_may_hold_delimiters_quotes_and_new_lines(file):
    reading = read_file(file(lines(ROW | {"ZYZD": '"结石,""急""\r\n性"'}, ROW)))
    assert reading.pages[0].principal.name == '结石,"急"\r\n性'
    assert len(reading.pages) == 2


class TestRejects:
    def test_a_row_with_too_few_columns_stops_no_other(self, file):
        reading = read_file(file(lines(ROW) + "1,2,3\r\n" + lines(ROW).split("\r\n")[1] + "\r\n"))
        assert [page.origin.row for page in reading.pages] == [1, 3]
        (reject,) = reading.rejects
        assert reject.row == 2
        assert "3 列" in reject.reason
        assert list(reject.raw.values()) == ["1", "2", "3"]

    def test_an_unclosed_quote_costs_its_own_row_only(self, file):
        reading = read_file(file(lines(ROW, ROW | {"XM": '"乙某某', "BAH": "2"}, ROW, ROW)))
        assert len(reading.pages) == 3
        assert [r.row for r in reading.rejects] == [2]

    def test_an_inch_mark_inside_a_cell_is_only_a_character(self, file):
        reading = read_file(file(lines(ROW | {"ZYZD": '5"钉'}, ROW)))
        assert [p.principal.name for p in reading.pages] == ['5"钉', "胆囊结石伴急性胆囊炎"]

    def test_a_row_without_record_number_and_name_is_nobody(self, file):
        reading = read_file(file(lines(ROW, ROW | {"BAH": "", "XM": " "})))
        assert len(reading.pages) == 1
        assert reading.rejects[0].column == "BAH"
        assert "病案号和姓名" in reading.rejects[0].reason

    def test_broken_bytes_cost_one_row_and_name_the_column(self, file):
        data = lines(ROW, ROW, ROW).encode("gb18030").replace("甲某某".encode("gb18030"), b"\xff\xff", 1)
        reading = read_file(file(data))
        assert len(reading.pages) == 2
        assert (reading.rejects[0].row, reading.rejects[0].column) == (1, "XM")
        assert reading.rejects[0].raw["BAH"] == "00012345"

    def test_one_broken_byte_does_not_turn_utf8_into_gb18030(self, file):
        data = lines(ROW, ROW, ROW).encode().replace("甲".encode(), b"\xe7\x94", 1)
        reading = read_file(file(data))
        assert reading.encoding == "utf-8"
        assert [page.text("patient_name") for page in reading.pages] == ["甲某某", "甲某某"]

    def test_empty_rows_are_counted_and_skipped(self, file):
        empty = "," * HEADER.count(",") + "\r\n"
        reading = read_file(file(lines(ROW) + empty + lines(ROW).split("\r\n")[1] + "\r\n" + 3 * empty + "\r\n"))
        assert [page.origin.row for page in reading.pages] == [1, 3]
        assert not reading.rejects

    def test_a_header_in_the_middle_of_joined_exports_is_no_page(self, file):
        reading = read_file(file(lines(ROW) + lines(ROW)))
        assert [page.origin.row for page in reading.pages] == [1, 3]
        assert "重复的表头" in reading.rejects[0].reason

    def test_nul_costs_its_row(self, file):
        reading = read_file(file(lines(ROW, ROW | {"XM": "a\x00b"})))
        assert len(reading.pages) == 1
        assert (reading.rejects[0].row, reading.rejects[0].column) == (2, "XM")

    def test_two_columns_of_one_name_must_agree(self, file):
        header = HEADER + ",BAH"
        good = lines(ROW, header=header)
        bad = good.split("\r\n")[1].rsplit(",", 1)[0] + ",999\r\n"
        reading = read_file(file(good + bad))
        assert len(reading.pages) == 1
        assert reading.rejects[0].column == "BAH"
        assert "两次" in reading.rejects[0].reason

    def test_a_line_of_megabytes_is_refused_and_the_next_is_read(self, file):
        reading = read_file(file(lines(ROW) + "x" * 3_000_000 + "\r\n" + lines(ROW).split("\r\n")[1]))
        assert [page.origin.row for page in reading.pages] == [1, 3]
        assert "过长" in reading.rejects[0].reason


class TestUnusableFiles:
    @pytest.mark.parametrize(
        ("content", "word"),
        [
            (b"", "空"),
            (b"\xef\xbb\xbf\r\n", "空"),
            (bytes(range(256)) * 40, "不是文本"),
            ("姓名,年龄\r\n甲,3\r\n".encode(), "表头"),
            (lines().encode(), "没有数据行"),
            (b"PK\x03\x04" + b"\x00" * 100, "工作簿"),
            (b"\xd0\xcf\x11\xe0" + b"\x00" * 100, "工作簿"),
            (b"a," * 1_000_000, "表头"),
            (b"<html><table><tr><td>BAH</td><td>XM</td><td>JBDM</td></tr></table></html>", "网页"),
        ],
        ids=[
            "nothing",
            "only a BOM",
            "binary",
            "other header",
            "header only",
            "no zip",
            "no xls",
            "a million commas",
            "a web page",
        ],
    )
    def test_one_sentence_says_what_is_wrong(self, file, content, word):
        with pytest.raises(UnusableInputError) as caught:
            read_file(file(content))
        assert word in str(caught.value)
        assert str(caught.value).count("。") == 1

    def test_a_folder_and_a_missing_file_are_named(self, tmp_path):
        for path in (tmp_path, tmp_path / "无此文件.csv"):
            with pytest.raises(UnusableInputError, match="：请"):
                read_file(path)

    def test_the_chinese_medicine_page_is_not_taken_for_the_western_one(self, file):
        reading = read_file(file("BAH,XM,XB,JBDM,ZYZD_JBBM,ZB_JBBM\r\n1,甲,1,BNG000,K80.0,BNG\r\n"))
        [page] = reading.pages
        assert reading.layout == "n042"
        assert page.text("principal_dx_code") == "K80.0"
        assert page.text("tcm_op_dx_code") == "BNG000"


class TestRepairs:
    @pytest.mark.parametrize(
        ("column", "cell", "key", "mended"),
        [
            ("XB", "女", "sex", "2"),
            ("XB", "2.0", "sex", "2"),
            ("BAH", '="00012345"', "case_no", "00012345"),
            ("BAH", "'00012345", "case_no", "00012345"),
            ("XB", "２", "sex", "2"),
            ("ZFY", "１２.５０", "fee_total", "12.50"),
            ("QKDJ1", "Ⅱ", "op_incision_grade", "2"),
            ("QKYHLB1", "甲", "op_healing_grade", "1"),
            ("NL", "54.0", "age_years", "54"),
            ("NL", "54岁", "age_years", "54"),
            ("BZYZSNL", "15/30", "age_days", "15"),
            ("BZYZSNL", "2 15/30", "age_days", "75"),
            ("CYKB", "04.01", "discharge_dept", "0401"),
            ("CSRQ", "25570", "birth_date", "1970-01-02"),
            ("CSRQ", "12/25/1970", "birth_date", "1970-12-25"),
        ],
    )
    def test_what_is_certain_is_mended_and_listed(self, file, column, cell, key, mended):
        reading = read_file(file(lines(ROW | {column: cell})))
        assert reading.pages[0].text(key) == mended
        (repair,) = reading.repairs
        assert (repair.row, repair.column, repair.before, repair.after) == (1, column, cell, mended)

    @pytest.mark.parametrize(
        ("column", "cell", "key"),
        [
            ("CYKB", "3.1", "discharge_dept"),  # 03.01 or 03.10
            ("CYKB", "401", "discharge_dept"),  # FP-STD-059 asks
            ("BAH", "12345.0", "case_no"),  # FP-STD-056 asks
            ("CSRQ", "01/02/1970", "birth_date"),  # January or February
            ("XB", "3", "sex"),
            ("ZFY", "12,00", "fee_total"),
            ("JBDM", "45.0", "principal_dx_code"),
            ("ZYZD", "Ⅱ型呼吸衰竭", "principal_dx_name"),
            ("XM", "=甲", "patient_name"),
        ],
    )
    def test_what_is_uncertain_stays(self, file, column, cell, key):
        cell = f'"{cell}"' if "," in cell else cell
        reading = read_file(file(lines(ROW | {column: cell})))
        assert reading.pages[0].text(key) == cell.strip('"')
        assert not reading.repairs

    def test_outer_blanks_are_dropped_without_a_word(self, file):
        reading = read_file(file(lines(ROW | {"XB": " 2\u3000", "JBDM": "K80.001 "})))
        assert reading.pages[0].text("sex") == "2"
        assert reading.pages[0].principal.code == "K80.001"
        assert not reading.repairs


def test_a_workbook_gives_the_same_page_as_the_text_file(file, tmp_path):
    import datetime

    book = Workbook()
    book.active.title = "说明"
    book.active.append(["导出说明"])
    sheet = book.create_sheet("首页")
    sheet.append(["出院病案首页"])
    sheet.append(HEADER.split(","))
    row = ROW | {"NL": 54, "CSRQ": datetime.date(1970, 1, 2), "CYSJ": datetime.datetime(2024, 3, 9, 10, 15)}
    row |= {"RYSJS": 8.0, "ZFY": 12345.6}
    sheet.append([row.get(name) for name in HEADER.split(",")])
    book.save(tmp_path / "首页.xlsx")
    reading = read_file(tmp_path / "首页.xlsx")
    text = read_file(file(lines(ROW | {"ZFY": "12345.6"}))).pages[0]
    page = reading.pages[0]
    assert page.values == text.values
    assert (page.diagnoses, page.procedures, page.supplied) == (text.diagnoses, text.procedures, text.supplied)
    assert page.origin.sheet == "首页"
    assert "说明" in reading.notes[0]


def test_digits_that_a_spreadsheet_has_lost_are_not_made_up(tmp_path):
    book = Workbook()
    book.active.append(["BAH", "XM", "JBDM", "SFZH", "DH"])
    book.active.append(["1", "甲", "A00", 330106199001011237, 13800000000])
    book.save(tmp_path / "a.xlsx")
    reading = read_file(tmp_path / "a.xlsx")
    page = reading.pages[0]
    assert "SFZH" in reading.notes[0]
    assert "科学计数" in reading.notes[0]
    assert page.text("id_no") == "3.30106199001011E+17"
    assert page.text("current_phone") == "13800000000"


def test_a_workbook_that_claims_the_whole_grid_is_refused_before_it_is_laid_out(tmp_path):
    book = Workbook()
    book.active.append(["BAH", "XM", "JBDM"])
    book.active["XFD1048576"] = "x"
    book.save(tmp_path / "a.xlsx")
    with pytest.raises(UnusableInputError, match="过大"):
        read_file(tmp_path / "a.xlsx")
