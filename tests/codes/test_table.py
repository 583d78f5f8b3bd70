"""Any sheet with a code and a name column is a code table."""

import pytest
from openpyxl import Workbook

from coding.base.errors import KnowledgeError
from coding.codes.entry import CodeKind
from coding.codes.library import load_code_table
from tests.workbooks import workbook

DX, PX = CodeKind.DIAGNOSIS, CodeKind.PROCEDURE


def load(tmp_path, text, kind=DX, encoding="utf-8", name="表.csv"):
    path = tmp_path / name
    path.write_bytes(text.encode(encoding))
    return load_code_table(path, kind)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize(
    "header", ["编码,名称", "诊断代码,诊断名称", "ICD-10编码,疾病名称", "code,name", "ICD10,诊断", "主要编码,标准名称"]
)
def test_columns_are_found_by_their_headers_in_any_encoding(tmp_path, encoding, header):
    library = load(tmp_path, f"{header}\nI10.x00x002,高血压\n", encoding=encoding)
    assert library.get("I10.x00x002").name == "高血压"


def test_further_columns_are_kept(tmp_path):
    text = "序号\t手术代码\t手术名称\t类别\t级别\t灰码\t手术室\n1\t47.0100\t腹腔镜下阑尾切除术\t手术\t三级\t否\t1\n"
    entry = load(tmp_path, text, PX).get("47.01")
    assert (entry.kind, entry.level, entry.grey, entry.operating_room) == ("手术", "三级", False, True)


def test_a_workbook_is_read_and_a_title_above_the_header_is_passed_over(tmp_path):
    book = Workbook()
    book.active.append(["某院诊断编码库"])
    book.active.append(["诊断编码", "诊断名称", "医保灰码"])
    book.active.append(["K80.000", "胆囊结石伴有急性胆囊炎", 1])
    book.active.append(["K80.000x002", "胆囊结石伴急性胆囊炎", 0])
    book.save(tmp_path / "库.xlsx")
    library = load_code_table(tmp_path / "库.xlsx", DX)
    assert [e.grey for e in library] == [True, False]


def test_rows_that_cannot_be_used_are_told(tmp_path):
    library = load(tmp_path, "编码,名称\nI10.x00,高血压\n??,不明\nI10.x00,高血压病\nI11.900,\nI10.x00,高血压\n")
    assert len(library) == 1
    assert len(library.notes) == 3
    assert "第3行" in library.notes[0]
    assert "重复" in library.notes[1]


def test_many_bad_rows_are_summed_up(tmp_path):
    good = "".join(f"A{n:02}.000,病{n}\n" for n in range(50))
    library = load(tmp_path, "编码,名称\n" + good + "??,不明\n" * 50)
    assert len(library.notes) == 21
    assert "30" in library.notes[-1]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "空"),
        ("甲,乙\n1,2\n", "表头"),
        ("编码,名称\n47.0100,阑尾切除术\n", "像是手术操作编码表"),
        ("编码,名称\n", "没有一行"),
    ],
)
def test_a_table_that_cannot_be_used_says_why(tmp_path, text, words):
    with pytest.raises(KnowledgeError, match=words):
        load(tmp_path, text)


def test_an_absent_file_and_a_damaged_workbook_say_so(tmp_path):
    with pytest.raises(KnowledgeError, match="打不开"):
        load_code_table(tmp_path / "无.csv", DX)
    with pytest.raises(KnowledgeError, match="打不开"):
        load_code_table(tmp_path, DX)
    (tmp_path / "坏.xlsx").write_bytes(b"PK\x03\x04broken")
    with pytest.raises(KnowledgeError, match="工作簿"):
        load_code_table(tmp_path / "坏.xlsx", DX)
    (tmp_path / "坏.csv").write_bytes(b"\x00\x81\xff\xff\x00")
    with pytest.raises(KnowledgeError):
        load_code_table(tmp_path / "坏.csv", DX)


@pytest.mark.parametrize(
    ("told", "grey"),
    [("1", True), ("是", True), ("灰码", True), ("0", False), ("否", False), ("", False), ("待定", None)],
)
def test_whether_a_code_is_grey_is_yes_no_or_not_known(tmp_path, told, grey):
    assert load(tmp_path, f"编码,名称,灰码\nI10.x00,高血压,{told}\n").get("I10.x00").grey is grey


def test_what_the_table_has_no_column_for_is_not_known(tmp_path):
    entry = load(tmp_path, "编码,名称\nI10.x00,高血压\n").get("I10.x00")
    assert (entry.grey, entry.operating_room, entry.kind, entry.level) == (None, None, "", "")


def test_only_the_four_kinds_of_the_classification_are_kinds(tmp_path):
    text = "编码,名称,类别\n47.0100,阑尾切除术,手术\n88.7200,心脏超声,检查\n36.0600,支架置入,介入治疗\n"
    assert [e.kind for e in load(tmp_path, text, PX)] == ["手术", "", "介入治疗"]


def test_codes_are_kept_as_they_are_meant_and_morphology_is_kept(tmp_path):
    library = load(tmp_path, "编码,名称\ni219,急性心肌梗死\nm8500/3,浸润性导管癌\nK80.000X002,胆囊结石\n")
    assert [e.code for e in library] == ["I21.9", "M8500/3", "K80.000x002"]
    assert library.notes == ()


def test_empty_rows_and_short_rows_are_no_complaint(tmp_path):
    library = load(tmp_path, "序号,编码,名称\n1,I10.x00,高血压\n2\n3,,\n4,I11.900,高血压心脏病\n")
    assert [e.code for e in library] == ["I10.x00", "I11.900"]
    assert library.notes == ()


def test_the_first_of_two_names_is_kept_and_the_row_is_named(tmp_path):
    library = load(tmp_path, "某院编码库,\n编码,名称\nI10.x00,高血压\nI10.x00,高血压病\n,无编码\nI11.900,\n")
    assert library.name("I10.x00") == "高血压"
    assert [note[:3] for note in library.notes] == ["第4行", "第5行", "第6行"]


@pytest.mark.parametrize(("bad", "notes", "last"), [(20, 20, "第51行"), (21, 21, "另有1行")])
def test_twenty_complaints_are_told_and_the_others_counted(tmp_path, bad, notes, last):
    good = "".join(f"A{n:02}.000,病{n}\n" for n in range(30))
    library = load(tmp_path, "编码,名称\n" + good + "??,不明\n" * bad)
    assert len(library.notes) == notes
    assert library.notes[-1].startswith(last)


def test_a_header_is_looked_for_in_the_first_ten_rows(tmp_path):
    assert len(load(tmp_path, "说明,\n" * 9 + "编码,名称\nI10.x00,高血压\n")) == 1
    with pytest.raises(KnowledgeError, match="表头"):
        load(tmp_path, "说明,\n" * 10 + "编码,名称\nI10.x00,高血压\n")


@pytest.mark.parametrize(("kind", "word"), [(DX, "诊断编码"), (PX, "手术操作编码")])
def test_a_table_without_a_usable_code_says_which_codes_were_looked_for(tmp_path, kind, word):
    with pytest.raises(KnowledgeError, match=word):
        load(tmp_path, "编码,名称\n??,不明\n", kind)


def test_one_column_is_not_taken_for_two_things(tmp_path):
    library = load(tmp_path, "诊断编码,诊断编码名称,诊断\nI10.x00,高血压,别的\n")
    assert library.name("I10.x00") in ("高血压", "别的")
    with pytest.raises(KnowledgeError, match="表头"):
        load(tmp_path, "诊断编码,备注\nI10.x00,高血压\n")


@pytest.mark.parametrize("sign", [",", "\t", ";", "|"])
def test_columns_may_be_parted_by_any_usual_sign(tmp_path, sign):
    text = f"编码{sign}名称{sign}灰码\n\nI10.x00{sign}高血压{sign}0\n"
    assert load(tmp_path, text).get("I10.x00").grey is False


def test_a_workbook_by_another_name_is_read_and_the_sheet_with_the_header_is_the_table(tmp_path):
    book = Workbook()
    book.active.append(["说明"])
    sheet = book.create_sheet("码表")
    sheet.append(["编码", "名称", "灰码"])
    sheet.append([None, None, None])
    sheet.append(["I10.x00", "高血压", 1.0])
    book.save(tmp_path / "库.xlsx")
    renamed = (tmp_path / "库.xlsx").rename(tmp_path / "库.dat")
    library = load_code_table(renamed, DX)
    assert library.get("I10.x00").grey is True
    assert library.notes == ("只读取了工作表“码表”，没有读取：Sheet。",)
    assert (library.title, library.stamp[:3]) == ("库", "dx-")


def test_of_two_sheets_with_such_a_header_the_one_that_holds_the_codes_is_the_table(tmp_path):
    explained = [["字段名称", "字段编码", "说明"], ["诊断编码", "zdbm", "如 A00.000"], ["例子", "A00.000", ""]]
    codes = [["编码", "名称"], ["I10.x00", "高血压"], ["J18.900", "肺炎"]]
    path = workbook(tmp_path / "库.xlsx", 字段说明=explained, 码表=codes)
    assert [entry.code for entry in load_code_table(path, DX)] == ["I10.x00", "J18.900"]
    assert load_code_table(path, DX).notes == ("只读取了工作表“码表”，没有读取：字段说明。",)


def test_of_a_workbook_with_both_kinds_each_door_takes_its_own(tmp_path):
    path = workbook(
        tmp_path / "库.xlsx",
        诊断=[["编码", "名称"], ["I10.x00", "高血压"], ["J18.900", "肺炎"]],
        手术=[["编码", "名称"], ["47.0100", "腹腔镜下阑尾切除术"]],
    )
    assert [entry.code for entry in load_code_table(path, DX)] == ["I10.x00", "J18.900"]
    assert [entry.code for entry in load_code_table(path, PX)] == ["47.0100"]


def test_a_line_that_cannot_be_used_is_named_as_an_editor_numbers_it(tmp_path):
    library = load(tmp_path, "编码,名称\n\n\nI10.x00,高血压\n\nXX,坏\n")
    assert library.notes == ("第6行“XX 坏”的编码不可用，未载入。",)


def test_a_title_that_looks_like_half_a_header_is_passed_over(tmp_path):
    for title in ("诊断名称说明,甲", "诊断编码库,甲"):
        assert len(load(tmp_path, f"{title}\n编码,名称\nI10.x00,高血压\n")) == 1


def test_the_sign_that_parts_columns_is_that_of_the_header(tmp_path):
    library = load(tmp_path, "编码\t名称\nI10.x00\t高血压,原发性,缓进型,良性\n")
    assert library.name("I10.x00") == "高血压,原发性,缓进型,良性"


def test_a_file_with_a_sign_that_no_text_has_is_refused(tmp_path):
    with pytest.raises(KnowledgeError, match="无法解读的字节"):
        load(tmp_path, "编码,名称\nI10.x00,高\0血压\n")


def test_a_column_whose_header_says_two_things_is_taken_for_the_first(tmp_path):
    entry = load(tmp_path, "编码,名称,灰码手术室\n47.0100,阑尾切除术,1\n", PX).get("47.0100")
    assert (entry.grey, entry.operating_room) == (True, None)
