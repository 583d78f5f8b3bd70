"""What a hospital imports is copied: the original may vanish, a broken part is told and empties no other."""

import shutil
from datetime import datetime
from pathlib import Path

import pytest

from coding.base.errors import KnowledgeError
from coding.store.kept_copies import ImportedCopy, copy_json, copy_of
from coding.work.hospital_knowledge import KNOWLEDGE, imported_copies, kept_texts, knowledge_source, loaded_by
from coding.work.knowledge_copies import (
    PartsWanted,
    bring,
    everything_embedded,
    keep_wanted,
    load_kept,
    load_wanted,
)
from coding.work.knowledge_lines import knowledge_lines

NOW = datetime(2026, 3, 1, 8, 30)
DX = "编码,名称\nJ18.900,肺炎\nI10.x00,高血压\n"
PX = "编码,名称\n47.0100,阑尾切除术\n"
TARIFF = "# 生效日期: 2026-01-01\n# 失效日期: 2026-12-31\nDRG编码,权重\nHC25,1.2\n"
TERMS = "原词,标准名称,编码\n老毛病,脑梗死,I63.900\n"
MAP = "临床版编码,医保版编码\nI10.x00x002,I10.x00\n"


@pytest.fixture
def files(tmp_path, write_pack):
    """A file for each part, as a new user has them on the desktop."""
    desk = tmp_path / "桌面"
    desk.mkdir()
    texts = {"dx_table": DX, "px_table": PX, "tariff": TARIFF, "terms": TERMS, "dx_map": MAP}
    for part, text in texts.items():
        (desk / f"{part}.csv").write_text(text, encoding="utf-8")
    return {**{part: desk / f"{part}.csv" for part in texts}, "scheme": write_pack("桌面/小方案")}


def take(store, **files):
    wanted = PartsWanted(files)
    found = load_wanted(store, wanted, "质控甲", NOW)
    keep_wanted(store, found, wanted)
    return found


def test_everything_that_was_imported_goes_on_when_the_originals_are_gone(store, files):
    for part, path in files.items():
        take(store, **{part: path})
    stamp = load_kept(store, NOW).knowledge.stamp
    shutil.rmtree(files["dx_table"].parent)
    found = load_kept(store, NOW)
    assert (found.troubles, found.knowledge.stamp) == ((), stamp)
    assert len(found.knowledge.codes.dx) == 2
    assert found.knowledge.codes.dx.title == "dx_table"
    assert found.knowledge.scheme.title == "小方案"


def test_an_original_that_is_altered_alters_nothing(store, files):
    take(store, dx_table=files["dx_table"])
    files["dx_table"].write_text("编码,名称\nJ18.900,肺炎\n", encoding="utf-8")
    assert len(load_kept(store, NOW).knowledge.codes.dx) == 2


def test_the_record_says_what_was_brought_when_by_whom_and_how_much(store, files):
    take(store, dx_table=files["dx_table"], tariff=files["tariff"], terms=files["terms"], scheme=files["scheme"])
    copies = imported_copies(store)
    assert (copies["dx_table"].original, copies["dx_table"].count) == ("dx_table.csv", 2)
    assert (copies["dx_table"].brought_at, copies["dx_table"].brought_by) == ("2026-03-01T08:30:00", "质控甲")
    assert (copies["tariff"].valid_from, copies["tariff"].valid_to) == ("2026-01-01", "2026-12-31")
    assert (copies["terms"].count, copies["scheme"].edition) == (1, "小方案")
    lines = {line.part: line for line in knowledge_lines(store, ())}
    assert lines["dx_table"].count == "2 条编码"
    assert lines["tariff"].valid == "2026-01-01 至 2026-12-31"
    assert lines["dx_table"].digest == copies["dx_table"].digest[:8] != ""
    assert lines["px_table"].state == "未导入，现用内置的手术操作表"


@pytest.mark.parametrize("damage", ["cut", "gone", "other"])
@pytest.mark.parametrize("broken", ["dx_table", "px_table", "scheme", "tariff", "terms", "dx_map"])
def test_a_broken_part_is_told_and_empties_no_other(store, files, broken, damage):
    take(store, **files)
    whole = load_kept(store, NOW).knowledge
    copy = Path(getattr(knowledge_source(store), broken))
    copy = copy / "scheme.csv" if copy.is_dir() else copy
    if damage == "gone":
        copy.unlink()
    else:
        copy.write_bytes(copy.read_bytes()[:-4] if damage == "cut" else b"\x00" * 40)
    found = load_kept(store, NOW)
    [trouble] = found.troubles
    assert trouble.part == broken
    assert "请重新导入" in str(trouble)
    assert "质控甲" in str(trouble)
    for part in files:
        used = getattr(found.knowledge.source, part)
        assert (used is None) == (part == broken), part
    assert found.knowledge.stamp != whole.stamp or broken == "terms"
    assert imported_copies(store)[broken].digest, "the store still says what was imported"
    [line] = [x for x in knowledge_lines(store, found.troubles) if x.trouble]
    assert line.state.startswith("不能使用")
    take(store, **{broken: files[broken]})
    healed = load_kept(store, NOW)
    assert (healed.troubles, healed.knowledge.stamp) == ((), whole.stamp)


def test_importing_one_part_while_another_is_broken_works_and_says_so(store, files):
    take(store, dx_table=files["dx_table"])
    Path(knowledge_source(store).dx_table).unlink()
    found = take(store, px_table=files["px_table"])
    assert [t.part for t in found.troubles] == ["dx_table"]
    assert len(found.knowledge.codes.px) == 1


def test_a_part_whose_copy_is_whole_but_that_this_program_cannot_read_is_told_alone(store, files, tmp_path):
    take(store, dx_table=files["dx_table"], px_table=files["px_table"])
    odd = tmp_path / "奇怪.csv"
    odd.write_text("没有,这样的列\n1,2\n", encoding="utf-8")
    copy = bring(store, "dx_table", odd).copy
    record = ImportedCopy(copy.digest, "奇怪.csv", "奇怪.csv", brought_at="2025-01-01T00:00:00", brought_by="前任")
    KNOWLEDGE["dx_table"].write(store, copy_json(record))
    found = load_kept(store, NOW)
    [trouble] = found.troubles
    assert "前任" in str(trouble)
    assert "编码列" in str(trouble)
    assert len(found.knowledge.codes.px) == 1


def test_a_file_that_cannot_be_used_leaves_everything_as_it_was(store, files, tmp_path):
    take(store, dx_table=files["dx_table"])
    before = kept_texts(store), sorted(store.knowledge_folder.iterdir())
    for part in ("dx_table", "px_table", "tariff", "terms", "scheme"):
        wrong = tmp_path / f"错{part}.csv"
        wrong.write_text(f"不是,表\n{part},1\n", encoding="utf-8")
        with pytest.raises(KnowledgeError):
            take(store, **{part: wrong})
    with pytest.raises(KnowledgeError, match="打不开"):
        take(store, px_table=tmp_path / "没有.csv")
    assert (kept_texts(store), sorted(store.knowledge_folder.iterdir())) == before


def test_bringing_the_same_bytes_again_is_one_copy(store, files, tmp_path):
    take(store, dx_table=files["dx_table"])
    other = tmp_path / "另存为.csv"
    other.write_bytes(files["dx_table"].read_bytes())
    take(store, dx_table=other)
    assert len(list(store.knowledge_folder.iterdir())) == 1
    assert imported_copies(store)["dx_table"].original == "另存为.csv"


def test_other_answers_to_the_tariff_in_use_keep_who_brought_it(store, files):
    take(store, tariff=files["tariff"])
    wanted = PartsWanted(settings={"tariff_options": '{"valid_to": "2026-06-30"}'})
    found = load_wanted(store, wanted, "编码乙", datetime(2026, 4, 1))
    keep_wanted(store, found, wanted)
    copy = imported_copies(store)["tariff"]
    assert (copy.brought_by, copy.valid_to) == ("质控甲", "2026-06-30")


def test_another_tariff_forgets_what_was_answered_for_the_one_before(store, files, tmp_path):
    wanted = PartsWanted({"tariff": files["tariff"]}, {"tariff_options": '{"rate": 9000}'})
    keep_wanted(store, load_wanted(store, wanted, "甲", NOW), wanted)
    assert load_kept(store, NOW).knowledge.tariff.rate == 9000
    new = tmp_path / "新.csv"
    new.write_text("DRG编码,权重\nHC25,1.3\n", encoding="utf-8")
    take(store, tariff=new)
    assert load_kept(store, NOW).knowledge.tariff.rate is None


def test_a_path_of_former_days_is_copied_in_where_the_file_still_lies(store, files):
    KNOWLEDGE["dx_table"].write(store, str(files["dx_table"]))
    KNOWLEDGE["scheme"].write(store, str(files["scheme"]))
    KNOWLEDGE["px_table"].write(store, str(files["px_table"].with_name("早就没有了.csv")))
    found = load_kept(store, NOW)
    [trouble] = found.troubles
    assert trouble.part == "px_table"
    assert "早就没有了.csv" in str(trouble)
    shutil.rmtree(files["dx_table"].parent)
    again = load_kept(store, NOW)
    assert again.knowledge.stamp == found.knowledge.stamp
    assert imported_copies(store)["dx_table"].count == 2
    assert [t.part for t in again.troubles] == ["px_table"]


def test_two_windows_that_import_different_parts_lose_neither(store, files):
    one, other = PartsWanted({"dx_table": files["dx_table"]}), PartsWanted({"px_table": files["px_table"]})
    first, second = load_wanted(store, one, "甲", NOW), load_wanted(store, other, "乙", NOW)
    keep_wanted(store, first, one)
    keep_wanted(store, second, other)
    assert set(imported_copies(store)) == {"dx_table", "px_table"}


def test_back_to_what_is_embedded(store, files, embedded):
    take(store, **files)
    wanted = everything_embedded()
    keep_wanted(store, load_wanted(store, wanted, "甲", NOW), wanted)
    assert load_kept(store, NOW).knowledge.stamp == embedded.stamp


@pytest.mark.parametrize(
    "text", ['{"version": 2}', '{"version":2,"digest":"ab","file":"../x"}', "{", '{"version": 99}']
)
def test_a_record_that_cannot_be_read_is_told(store, text):
    KNOWLEDGE["dx_table"].write(store, text)
    found = loaded_by(kept_texts(store), store)
    assert [t.part for t in found.troubles] == ["dx_table"]
    [line] = [x for x in knowledge_lines(store, found.troubles) if x.part == "dx_table"]
    assert line.state.startswith("记录损坏")


def test_a_record_comes_back_as_it_was_kept():
    copy = ImportedCopy(
        "ab12", "表.csv", "原表.csv", "医保版 2.0", 33304, "2026-01-01", "", "2026-03-01T08:30:00", "甲"
    )
    assert copy_of(copy_json(copy)) == copy
    assert copy_of("") is None
    assert copy_of("/某处/表.csv") == ImportedCopy("", "/某处/表.csv", "表.csv")
