"""Reading packs: the three containers, split tables, comments, encodings, complaints and refusals."""

import zipfile

import openpyxl
import pytest

from coding.base import disk_cache as cache
from coding.base.errors import KnowledgeError
from coding.drg.reach import check_scheme
from coding.drg.scheme import load_scheme
from tests.drg.small_pack import SMALL, case

PATIENTS = (case("I50.900"), case("I50.900 J96.000"), case("I50.900", "36.1100"), case("I21.900 E11.900"))


def groups(scheme):
    return [scheme.group(patient) for patient in PATIENTS]


def test_folder_zip_and_workbook_group_alike(write_pack, tmp_path):
    folder = write_pack()
    archive = tmp_path / "pack.zip"
    with zipfile.ZipFile(archive, "w") as out:
        for file in folder.iterdir():
            out.write(file, f"某地方案/{file.name}")
    book = openpyxl.Workbook()
    book.remove(book.active)
    for table, rows in SMALL.items():
        sheet = book.create_sheet(table)
        for row in rows:
            sheet.append([float(v) if v == "36.1100" else v for v in row])
    book.save(tmp_path / "pack.xlsx")
    expected = groups(load_scheme(folder))
    assert [g.drg for g in expected] == ["FR15", "FR11", "FB19", "0000"]
    assert groups(load_scheme(archive)) == expected
    assert groups(load_scheme(tmp_path / "pack.xlsx")) == expected


def test_a_table_may_be_split_into_a_folder_of_its_name_and_hold_comments(write_pack):
    folder = write_pack(adrg_codes=None)
    (folder / "adrg_codes").mkdir()
    (folder / "adrg_codes" / "MDCF.csv").write_text(
        "# 循环系统\nnode,role,code\nFB1,P1,36.1100\n# 心衰\nFR1,D1,~I50\n", encoding="utf-8"
    )
    scheme = load_scheme(folder)
    assert scheme.group(case("I50.900")).drg == "FR15"
    assert scheme.group(case("I50.900", "36.1100")).drg == "FB19"


def test_an_mdc_may_stand_in_a_text_file_of_its_own(write_pack):
    folder = write_pack(mdc=None, mdc_dx=None, adrg=None, adrg_codes=None, drg_rules=None, drg=None)
    (folder / "MDCF.txt").write_text(
        "# 说明\nMDC MDCF 循环系统疾病\n顺序 1\n进入 PDX_IN(MDC)\n"
        "主要诊断 ~I50 ~I21\n    !I21.4  # 除外\n"
        "ADRG FB1 心脏手术\n条件 PPX_IN(P1)\nP1 36.1100\nFB19 心脏手术 = ALWAYS\n"
        "ADRG FR1 心力衰竭\n条件 PDX_IN(D1)\nD1\n    ~I50\n    ~I21\n"
        "FR11 心力衰竭，伴严重并发症或合并症 = MCC\nFR15 心力衰竭，不伴 = ALWAYS\n",
        encoding="utf-8",
    )
    scheme = load_scheme(folder)
    assert [scheme.group(p).drg for p in PATIENTS] == ["FR15", "FR11", "FB19", "FR15"]
    assert scheme.group(case("I21.400")).drg == "0000"
    assert check_scheme(scheme) == ()


def test_a_line_that_cannot_be_read_is_named(write_pack):
    folder = write_pack()
    (folder / "MDCE.txt").write_text("MDC MDCE 呼吸\n进入 PDX_IN(MDC)\n这是什么\n", encoding="utf-8")
    with pytest.raises(KnowledgeError, match=r"MDCE\.txt 第3行"):
        load_scheme(folder)


def test_gb18030_is_read(write_pack):
    folder = write_pack()
    for file in folder.iterdir():
        file.write_bytes(file.read_text(encoding="utf-8").encode("gb18030"))
    assert load_scheme(folder).group_name("FB19") == "心脏手术"


def complaints(scheme, part):
    return [(c.file, c.row) for c in check_scheme(scheme) if part in c.message]


def test_complaints_name_file_and_row(small_scheme):
    scheme = small_scheme(
        adrg_codes=[*SMALL["adrg_codes"], ("FR1", "D1", "I50.900"), ("FR1", "D1", "~I50.9"), ("FR1", "D1", "~I50.9")],
        adrg=[
            *SMALL["adrg"],
            ("MDCF", "3", "FX1", "FX1", "", "PDX_WITHIN(D1)", "", ""),
            ("MDCF", "4", "FY1", "FY1", "", "PPX_IN(P1)", "", "FY1"),
        ],
        drg_rules=[
            *SMALL["drg_rules"],
            ("FR1", "3", "FR19", "晚了", "ALWAYS", ""),
            ("FX1", "1", "FX19", "不认识", "ALWAYS", ""),
        ],
        mcc=[*SMALL["mcc"], ("J96.000", "8")],
    )
    assert complaints(scheme, "重复") == [("adrg_codes.csv", 4), ("adrg_codes.csv", 6), ("mcc.csv", 3)]
    assert complaints(scheme, "不认识") == [("adrg.csv", 4)]
    assert complaints(scheme, "不存在或为空") == [("adrg.csv", 5)]
    assert complaints(scheme, "永远不会入组") == [("drg_rules.csv", 5), ("drg_rules.csv", 6), ("adrg.csv", 5)]
    assert scheme.group(case("I50.900 J96.000")).drg == "FR11"


def test_names_that_stand_twice_or_nowhere_are_complained_of(small_scheme):
    scheme = small_scheme(
        drg=[*SMALL["drg"], ("FB19", "又一次")],
        adrg_codes=[*SMALL["adrg_codes"], ("FZ9", "D1", "I51.900"), ("FZ9", "D1", "I51.800")],
    )
    assert complaints(scheme, "重复") == [("drg.csv", 5)]
    assert complaints(scheme, "用不到") == [("adrg_codes.csv", 4)]


def test_a_sound_pack_has_no_complaints(small_scheme):
    assert check_scheme(small_scheme()) == ()


def unusable(path):
    with pytest.raises(KnowledgeError) as error:
        load_scheme(path)
    text = str(error.value)
    assert text.endswith("。")
    assert "Traceback" not in text
    return text


def test_unusable_packs_are_told_in_one_sentence(write_pack, tmp_path):
    assert "mdc.csv" in unusable(write_pack("a", mdc=None))
    assert "entry_rule" in unusable(write_pack("b", mdc=[("order", "mdc", "name")]))
    assert "没有任何" in unusable(write_pack("c", adrg=[SMALL["adrg"][0]]))
    assert "不是数字" in unusable(write_pack("d", adrg=[SMALL["adrg"][0], ("MDCF", "第一", *SMALL["adrg"][1][2:])]))
    assert "找不到" in unusable(tmp_path / "没有")
    (tmp_path / "empty").mkdir()
    unusable(tmp_path / "empty")
    (tmp_path / "note.txt").write_text("你好", encoding="utf-8")
    unusable(tmp_path / "note.txt")
    (tmp_path / "broken.xlsx").write_bytes(b"PK\x03\x04 not a workbook")
    unusable(tmp_path / "broken.xlsx")
    (tmp_path / "broken.zip").write_bytes(b"PK\x05\x06 nothing")
    unusable(tmp_path / "broken.zip")
    folder = write_pack("e")
    (folder / "mcc.csv").write_bytes(b"\xff\xfe\x00\x81\xff")
    unusable(folder)


def test_stamp_changes_with_the_content_only(write_pack):
    first, same = load_scheme(write_pack("a")), load_scheme(write_pack("b"))
    other = load_scheme(write_pack("c", mcc=[("code", "exclusion_table")]))
    assert first.stamp == same.stamp != other.stamp


def test_the_cached_form_groups_alike(write_pack):
    folder = write_pack()
    cold, warm = load_scheme(folder), load_scheme(folder)
    assert groups(cold) == groups(warm)
    assert check_scheme(cold) == check_scheme(warm)
    assert any(cache.cache_dir().iterdir())


def test_the_cache_keeps_a_limited_number_of_packs(write_pack, monkeypatch):
    monkeypatch.setattr(cache, "_KEPT", 2)
    for number in range(4):
        load_scheme(write_pack(f"p{number}", mcc=[("code", "exclusion_table"), (f"J96.00{number}", "7")]))
    assert len(list(cache.cache_dir().glob("*.bin"))) == 2


def test_a_damaged_or_unwritable_cache_does_no_harm(write_pack, tmp_path, monkeypatch):
    folder = write_pack()
    load_scheme(folder)
    for file in cache.cache_dir().iterdir():
        file.write_bytes(file.read_bytes()[:40])
    assert load_scheme(folder).group(case("I50.900")).drg == "FR15"
    blocked = tmp_path / "a_file"
    blocked.write_text("")
    monkeypatch.setenv("XDG_CACHE_HOME", str(blocked))
    monkeypatch.setenv("LOCALAPPDATA", str(blocked))
    assert load_scheme(folder).group(case("I50.900")).drg == "FR15"


def test_comments_and_empty_rows_of_a_workbook_are_passed_over(tmp_path):
    book = openpyxl.Workbook()
    book.remove(book.active)
    for table, (header, *rows) in SMALL.items():
        sheet = book.create_sheet(table)
        sheet.append(["# 说明"])
        for row in (header, (), *rows, ("# 以下从略", "", "")):
            sheet.append(list(row))
    book.save(tmp_path / "pack.xlsx")
    scheme = load_scheme(tmp_path / "pack.xlsx")
    assert [g.drg for g in groups(scheme)] == ["FR15", "FR11", "FB19", "0000"]
    assert check_scheme(scheme) == ()
