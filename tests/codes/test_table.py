"""Any sheet with a code and a name column is a code table."""

import pytest
from openpyxl import Workbook

from coding.base.errors import KnowledgeError
from coding.codes.entry import CodeKind
from coding.codes.library import load_code_table

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
    library = load(tmp_path, "编码,名称\nI10.x00,高血压\n" + "??,不明\n" * 50)
    assert len(library.notes) == 21
    assert "30" in library.notes[-1]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "空"),
        ("甲,乙\n1,2\n", "表头"),
        ("编码,名称\n47.0100,阑尾切除术\n", "没有一行"),
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
