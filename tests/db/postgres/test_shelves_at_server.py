"""What a hospital has imported lies at the server: another machine finds it there."""

from contextlib import closing
from datetime import datetime

import pytest

from coding.base.private_copies import Content, keep_copy
from coding.store.kept_copies import ImportedCopy, shelf_json
from coding.store.store_errors import StoreCorruptError


@pytest.fixture
def brought(place):
    """A table and a pack in a folder, copied and named by two settings; (setting, copy) of each."""
    store = place.begin(2)
    made = []
    for key, content in (
        ("knowledge.dx_table", Content("编码表.csv", {"": "编码,名称\nI10,高血压\n".encode()})),
        ("knowledge.scheme", Content("方案", {"a.csv": b"1", "unter/b.csv": b"2"})),
    ):
        copy = keep_copy(content, store.knowledge_folder)
        named = ImportedCopy(copy.digest, copy.path.name, content.name, brought_at=datetime(2026, 3, 1).isoformat())
        store.set_settings({key: shelf_json([named])})
        made.append((key, named))
    store.close()
    return made


def test_another_machine_reads_the_same_files(place, brought, tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "andere"))
    with closing(place.open(1)) as store:
        folder = store.knowledge_folder
        assert str(folder).startswith(str(tmp_path / "andere"))
        assert not folder.exists()
        for key, _ in brought:
            store.setting(key)
        table, pack = (copy.place(folder) for _, copy in brought)
        assert table.read_text(encoding="utf-8").startswith("编码,名称")
        assert (pack / "unter" / "b.csv").read_bytes() == b"2"


def test_a_copy_that_is_another_one_is_refused(place, brought, tmp_path, monkeypatch):
    with place.cluster.connected(place.database) as raw:
        raw.execute(
            "UPDATE frontpage.shelves SET packed = (SELECT packed FROM frontpage.shelves ORDER BY stamp LIMIT 1)"
        )
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "andere"))
    with closing(place.open(1)) as store:
        told = []
        for key, copy in brought:
            try:
                store.setting(key)
            except StoreCorruptError as error:
                told.append(str(error))
                assert not copy.place(store.knowledge_folder).exists()
        assert len(told) == 1
        assert "请重新导入" in told[0]
