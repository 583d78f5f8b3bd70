"""What each file of a folder is: told by its columns, whatever it is called; what nobody reads is told as not known."""

import pytest

from coding.base.errors import CodingError
from coding.base.resources import resource_path
from coding.work.recognising import MOST_FILES, files_within, recognise, recognised, usable

CODES = "编码,名称\nI10.x00,特发性高血压\nJ18.900,肺炎\nE11.900,2型糖尿病\n"
OPERATIONS = "手术编码,手术名称\n51.2300,腹腔镜下胆囊切除术\n47.0100,腹腔镜下阑尾切除术\n"
MAP = "临床版编码,临床版名称,医保版编码,医保版名称\nI10.x05,高血压病3级,I10.x00,高血压\nJ18.903,重症肺炎,J18.900,肺炎\n"
TERMS = "原词,标准词,编码\n高血压3级,特发性高血压,I10.x00\n高压,特发性高血压,I10.x00\n血压高,特发性高血压,I10.x00\n"
WEIGHTS = "DRG编码,DRG名称,权重\nES31,呼吸系统感染/炎症,1.02\nFR21,心力衰竭,1.31\nBR21,脑缺血性疾患,1.10\n"
SEXES = "编码,名称,性别\nC61.x00,前列腺恶性肿瘤,男\nN80.900,子宫内膜异位症,女\n"
OTHER = "日期,天气\n2026-01-01,晴\n2026-01-02,雨\n"


@pytest.fixture
def write(tmp_path):
    def made(name, text):
        path = tmp_path / name
        path.write_bytes(text.encode("gb18030"))
        return path

    return made


@pytest.mark.parametrize(
    ("text", "part", "count"),
    [
        (CODES, "dx_table", 3),
        (OPERATIONS, "px_table", 2),
        (MAP, "dx_map", 2),
        (TERMS, "terms", 3),
        (WEIGHTS, "tariff", 3),
        (SEXES, "sex_table", 2),
        (OTHER, "", 0),
    ],
)
def test_a_table_is_told_by_its_columns(write, text, part, count):
    found = recognise(write("表.csv", text))
    assert (found.part, found.count) == (part, count)
    assert bool(found.told) is not bool(part)


def test_an_export_of_pages_is_sent_where_pages_are_opened():
    found = recognise(resource_path("sample/sample_n041.csv"))
    assert found.part == ""
    assert "Ctrl+O" in found.told


def test_a_policy_is_told_from_a_table_of_weights(tmp_path):
    from coding.work.policy_example import write_example

    path = tmp_path / "政策.csv"
    write_example(path)
    assert recognise(path).part == "policy"


def test_of_a_folder_the_tables_are_looked_at_by_name(write, tmp_path):
    for name, text in (("2诊断.csv", CODES), ("1手术.csv", OPERATIONS), ("3别的.csv", OTHER), ("说明.docx", "x")):
        write(name, text)
    write(".~锁.csv", CODES)
    paths = files_within(tmp_path)
    assert [path.name for path in paths] == ["1手术.csv", "2诊断.csv", "3别的.csv"]
    steps = []
    found = recognised(paths, lambda done, total: steps.append((done, total)))
    assert [one.part for one in found] == ["px_table", "dx_table", ""]
    assert steps == [(1, 3), (2, 3), (3, 3)]


def test_of_two_editions_the_later_one_is_proposed(write, tmp_path):
    for name in ("医保版1.0.csv", "医保版2.0.csv"):
        write(name, CODES)
    assert [one.path.name for one in usable(recognised(files_within(tmp_path)))] == ["医保版2.0.csv"]


def test_a_folder_without_tables_and_one_with_too_many_are_refused(write, tmp_path):
    with pytest.raises(CodingError, match="没有表格"):
        files_within(tmp_path)
    for number in range(MOST_FILES + 1):
        write(f"{number}.csv", OTHER)
    with pytest.raises(CodingError, match="超过"):
        files_within(tmp_path)


@pytest.mark.parametrize(
    "damage", [b"", b"\x00\xff" * 400, "编码,名称\n".encode("utf-16")], ids=["empty", "noise", "header"]
)
def test_a_damaged_file_is_not_recognised_and_raises_nothing(tmp_path, damage):
    path = tmp_path / "坏.xlsx"
    path.write_bytes(damage)
    assert recognise(path).part == ""
