"""Backups from the window: asked for, made when it is left, and a failure told at the next start."""

from coding.work.backing_up import FAILED, FOLDER, WHEN
from db.sqlite.sqlite_store import SqliteStore
from ui.dialogs.message import MessageDialog


def told(window):
    return [dialog.sentence for dialog in window.findChildren(MessageDialog)]


def test_it_is_made_behind_the_window_and_told(coder, qtbot, tmp_path):
    window = coder.start()
    window.backups.back_up(tmp_path / "备份")
    qtbot.waitUntil(lambda: any("已备份到" in said for said in told(window)))
    assert len(list((tmp_path / "备份").glob("*.fpb"))) == 1


def test_leaving_the_window_makes_one_where_the_department_keeps_them(coder, tmp_path):
    window = coder.start()
    FOLDER.write(window.session.store, str(tmp_path / "备份"))
    window.leave()
    assert len(list((tmp_path / "备份").glob("*.fpb"))) == 1


def test_one_that_could_not_be_made_is_told_at_the_next_start(coder, qtbot, tmp_path):
    window = coder.start()
    (tmp_path / "备份").write_text("没有接上")
    FOLDER.write(window.session.store, str(tmp_path / "备份"))
    path = window.store_path
    window.leave()
    store = SqliteStore(path)
    assert "移动硬盘或网络盘要先接上" in FAILED.read(store)
    store.close()


def test_the_one_of_the_day_is_made_behind_the_window_and_a_folder_out_of_reach_is_said(coder, qtbot, tmp_path):
    window = coder.start()
    store, folder = window.session.store, tmp_path / "备份"
    WHEN.write(store, "0")
    folder.write_text("没有接上")
    FOLDER.write(store, str(folder))
    window.backups._look()
    qtbot.waitUntil(lambda: "移动硬盘或网络盘要先接上" in window.status.currentMessage())
    folder.unlink()
    window.backups._look()
    qtbot.waitUntil(lambda: "已备份到" in window.status.currentMessage())
    assert len(list(folder.glob("*.fpb"))) == 1
