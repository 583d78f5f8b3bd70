"""The record of what was imported: every shape it ever had reads for ever."""

from pathlib import Path

import pytest

from coding.store.kept_copies import ImportedCopy, copy_json, copy_of
from coding.store.store_errors import NewerStoreError

SHAPES = Path(__file__).resolve().parents[1] / "data" / "json_shapes"
DIGEST = "85da27b8775c68e2a2a1f6f2f7b2c7d6f0f5a5b4c3d2e1f00112233445566778"


def test_a_bare_path_is_what_was_kept_at_first():
    found = copy_of((SHAPES / "imported_copy_v1.txt").read_text(encoding="utf-8"))
    assert found == ImportedCopy("", "D:/知识/本院诊断.csv", "本院诊断.csv")
    assert found.is_path
    assert copy_json(found) == "D:/知识/本院诊断.csv"


def test_a_record_names_the_copy_and_who_brought_it():
    text = (SHAPES / "imported_copy_v2.json").read_text(encoding="utf-8")
    found = copy_of(text)
    assert found == ImportedCopy(
        DIGEST,
        "本院诊断.csv",
        "本院诊断(1).csv",
        "医保版 2.0",
        33304,
        "2026-01-01",
        "",
        "2026-03-01T08:30:00",
        "质控甲",
    )
    assert copy_json(found) == text
    assert found.place(Path("/x/病案.knowledge")) == Path("/x/病案.knowledge/85da27b8775c68e2/本院诊断.csv")


def test_a_record_cannot_point_out_of_the_folder_of_copies():
    for file in ("../../别处.csv", "/etc/passwd", ""):
        with pytest.raises(ValueError, match="version"):
            copy_of(f'{{"version":2,"digest":"{DIGEST}","file":"{file}"}}')
    with pytest.raises(ValueError, match="version"):
        copy_of('{"version":2,"digest":"../..","file":"x.csv"}')


def test_a_record_of_a_newer_program_is_not_guessed_at():
    with pytest.raises(NewerStoreError):
        copy_of('{"version":99,"digest":"ab","file":"x"}')


def test_whoever_opens_a_store_finds_its_copies_in_the_same_place(opened):
    one, other = opened(), opened()
    assert one.knowledge_folder == other.knowledge_folder
    assert not one.knowledge_folder.exists(), "nothing is made before something is imported"
