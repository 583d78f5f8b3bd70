"""Files and folders held over the window and let go: told before, sorted out, nothing done without the usual yes."""

import zipfile
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDragMoveEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QMainWindow

from coding.base.resources import resource_path
from coding.exchange.read import read_file
from coding.exchange.write import write_layout
from coding.review.modes import Mode
from coding.review.people import Command, Person, Role
from coding.rules.local_file import write_rule_file
from coding.work.given_files import MOST_FOLDERS, MOST_GIVEN, GivenKind, in_words, sorted_out
from tests.exchange.slip_rows import make_slip, table, written
from ui.dropping import Dropping

LINES = resource_path("sample/sample_n041.csv").read_bytes().splitlines(keepends=True)
CODES = "编码,名称\nI10.x00,高血压\nJ18.900,肺炎\nK35.800,急性阑尾炎\n"
ACTIONS, BUTTON, KEYS = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
EVERYTHING = Person(1, "jia", "甲", frozenset(Role))
READER = Person(2, "yi", "乙", frozenset({Role.READER}))


def pages(path, first=0, count=8):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"".join([LINES[0], *LINES[1 + first : 1 + first + count]]))
    return path


def text(path, words):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(words, encoding="utf-8")
    return path


def mime(urls):
    data = QMimeData()
    data.setUrls([url if isinstance(url, QUrl) else QUrl.fromLocalFile(str(url)) for url in urls])
    return data


def hold(target, urls):
    """The data must outlive the events that carry it."""
    data = mime(urls)
    event = QDragEnterEvent(QPoint(5, 5), ACTIONS, data, BUTTON, KEYS)
    QApplication.sendEvent(target, event)
    return data


def move(target, data):
    event = QDragMoveEvent(QPoint(9, 9), ACTIONS, data, BUTTON, KEYS)
    QApplication.sendEvent(target, event)
    return event.isAccepted()


def let_go(target, data):
    QApplication.sendEvent(target, QDropEvent(QPointF(9, 9), ACTIONS, data, BUTTON, KEYS))


def drop(target, paths):
    let_go(target, hold(target, paths))


@pytest.fixture
def window(coder):
    window = coder.start()
    coder.rest()
    return window


def modal(coder):
    coder.wait(lambda: QApplication.activeModalWidget() is not None)
    return QApplication.activeModalWidget()


# -- what each is


def test_each_is_what_its_columns_say(tmp_path):
    rules = tmp_path / "外院 规则.fprules"
    write_rule_file(rules, [])
    given = [
        pages(tmp_path / "十 月#1.csv"),
        text(tmp_path / "本院诊断.csv", CODES),
        rules,
        text(tmp_path / "同事.fpk", "x"),
        text(tmp_path / "备份.fpb", "x"),
        text(tmp_path / "照片.jpg", "x"),
        tmp_path / "没有.csv",
    ]
    found = sorted_out(given, EVERYTHING)
    assert [one.kind for one in found] == [
        *(GivenKind.PAGES, GivenKind.KNOWLEDGE, GivenKind.RULES, GivenKind.PACKAGE, GivenKind.BACKUP),
        *(GivenKind.WRONG, GivenKind.WRONG),
    ]
    assert [one.path for one in found] == given
    assert "不认识" in found[5].why
    assert "找不到" in found[6].why
    told = in_words(found)
    assert "读入 1 个首页文件" in told
    assert "检查 1 个诊断码表（同意后才生效）" in told
    assert "照片.jpg" in told
    assert in_words(found[:1]) == "松开即读入 1 个首页文件"


def test_a_folder_of_pages_is_its_files_and_one_of_knowledge_goes_whole(tmp_path):
    folder = tmp_path / "导出 2026"
    first, last = pages(folder / "上旬.csv"), pages(folder / "下旬.csv", 8)
    text(folder / "说明.docx", "x")
    assert [one.path for one in sorted_out([folder], EVERYTHING)] == [first, last]
    known = tmp_path / "本院知识"
    text(known / "诊断.csv", CODES)
    (one,) = sorted_out([known], EVERYTHING)
    assert (one.kind, one.path) == (GivenKind.FOLDER, known)
    empty = tmp_path / "空"
    empty.mkdir()
    assert "没有程序能用的文件" in sorted_out([empty], EVERYTHING)[0].why


def test_folders_in_a_folder_are_looked_through_so_deep_and_no_deeper(tmp_path):
    top = tmp_path / "导出"
    inside = [pages(top / "一.csv"), pages(top / "七月" / "二.csv", 8), pages(top / "七月" / "上旬" / "三.csv", 16)]
    pages(top / "七月" / "上旬" / "更深" / "四.csv", 24)
    pages(top / ".隐藏" / "五.csv", 24)
    found = sorted_out([top], EVERYTHING)
    assert [one.path for one in found if not one.why] == inside
    (deep,) = [one for one in found if one.why]
    assert (deep.path.name, "单独拖入" in deep.why) == ("更深", True)


def test_knowledge_in_a_folder_of_a_folder_is_that_folder_and_a_scheme_is_a_scheme(tmp_path):
    top = tmp_path / "材料"
    first = pages(top / "一.csv")
    text(top / "码表" / "诊断.csv", CODES)
    text(top / "方案" / "scheme.csv", "key,value\n")
    found = sorted_out([top], EVERYTHING)
    assert {(one.kind, one.path) for one in found} == {
        (GivenKind.PAGES, first),
        (GivenKind.FOLDER, top / "码表"),
        (GivenKind.SCHEME, top / "方案"),
    }


def test_more_than_a_day_of_files_or_folders_is_refused_whole(tmp_path):
    files, folders = tmp_path / "文件", tmp_path / "文件夹"
    for at in range(MOST_GIVEN + 1):
        text(files / str(at % 3) / f"{at}.csv", "x")
    for at in range(MOST_FOLDERS):
        (folders / str(at)).mkdir(parents=True)
    for folder in (files, folders):
        (one,) = sorted_out([folder], EVERYTHING)
        assert "请把要用的放进单独的文件夹" in one.why


def test_a_link_to_a_folder_above_does_not_lead_round_in_circles(tmp_path):
    first = pages(tmp_path / "导出" / "一.csv")
    try:
        (tmp_path / "导出" / "又是").symlink_to(tmp_path / "导出", target_is_directory=True)
    except OSError:
        pytest.skip("这里不能建立链接")
    assert [one.path for one in sorted_out([tmp_path / "导出"], EVERYTHING)] == [first]


def test_a_slip_that_came_back_is_known_by_its_layout_as_a_workbook_and_as_a_sheet(tmp_path):
    book = written(tmp_path, make_slip(), "随便什么名字.xlsx")
    merged = tmp_path / "合并.csv"
    merged.write_text("\n".join(",".join(row) for row in table(make_slip(2), {1: ("原值正确", "", "")})), "utf-8")
    found = sorted_out([book, merged], EVERYTHING)
    assert [(one.kind, one.why) for one in found] == [(GivenKind.SLIP, "")] * 2
    assert in_words(found) == "松开即读入 2 张交回的反馈单"
    assert Command.READ_SLIPS.label in sorted_out([book], READER)[0].why


def test_a_zip_of_pages_is_pages_and_a_zip_of_a_scheme_a_scheme(tmp_path):
    source = pages(tmp_path / "一.csv")
    packed, scheme = tmp_path / "首页.zip", tmp_path / "方案.fpscheme"
    for path, name in ((packed, "一.csv"), (scheme, "scheme.csv")):
        with zipfile.ZipFile(path, "w") as archive:
            archive.write(source, name)
    assert [one.kind for one in sorted_out([packed, scheme], EVERYTHING)] == [GivenKind.PAGES, GivenKind.SCHEME]


def test_lists_of_settlement_and_times_are_told_by_their_name(tmp_path):
    page = read_file(resource_path("sample/sample_n041.csv")).pages[0]
    settlement = tmp_path / "清单.json"
    write_layout(settlement, [page], "setl4101")
    times = text(tmp_path / "流程.csv", "病案号,住院次数,编码完成时间,归档时间\n1,1,2026-08-01,2026-08-02\n")
    found = sorted_out([settlement, times], EVERYTHING)
    assert [(one.kind, one.title) for one in found] == [
        (GivenKind.PAGES, "结算清单"),
        (GivenKind.PAGES, "流程时间表或明细表"),
    ]
    assert in_words(found) == "松开即读入 2 个首页文件"


def test_what_one_may_not_do_is_refused_with_the_reason(tmp_path):
    (one,) = sorted_out([pages(tmp_path / "一.csv")], READER)
    assert Command.IMPORT_PAGES.label in one.why
    assert "乙" in one.why
    assert in_words([one]).startswith("一.csv：")


# -- over the window


def test_what_will_happen_is_told_over_the_window_before_it_is_let_go(coder, window, tmp_path):
    paths = [pages(tmp_path / f"{name}.csv", 8 * at) for at, name in enumerate(("上旬", "中 旬", "下旬"))]
    data = hold(window, paths)
    overlay = window.given.overlay
    assert overlay.isVisible()
    assert "3 个文件" in overlay.sentence
    coder.wait(lambda: overlay.sentence == "松开即读入 3 个首页文件")
    assert overlay.geometry() == window.rect()
    assert move(window, data)
    assert window.session.store.count() == 0, "nothing is read before it is let go"
    let_go(window, data)
    assert not overlay.isVisible()

    def all_in():
        if (told := QApplication.activeModalWidget()) is not None:
            told.close()
        return window.session.store.count() == 24

    coder.wait(all_in)
    coder.rest()
    assert window.given.waiting == 0


def test_what_leaves_the_window_again_does_nothing(coder, window, tmp_path):
    hold(window, [pages(tmp_path / "一.csv")])
    QApplication.sendEvent(window, QDragLeaveEvent())
    assert not window.given.overlay.isVisible()
    coder.rest()
    assert not window.given.overlay.isVisible(), "what was found out meanwhile is told nobody any more"
    assert window.session.store.count() == 0


def test_what_cannot_be_used_is_told_and_the_pointer_forbids_it(coder, window, tmp_path):
    data = hold(window, [text(tmp_path / "照片.jpg", "x")])
    coder.wait(lambda: "不认识" in window.given.overlay.sentence)
    assert not move(window, data)
    QApplication.sendEvent(window, QDragLeaveEvent())
    other = hold(window, [QUrl("https://example.org/a.csv")])
    assert "磁盘" in window.given.overlay.sentence
    assert not move(window, other)
    window.given.take(())
    assert "磁盘" in modal(coder).sentence


def test_a_field_does_not_take_a_file_as_the_text_of_its_path(qtbot, tmp_path):
    window = QMainWindow()
    qtbot.addWidget(window)
    edit = QLineEdit(window)
    window.setCentralWidget(edit)
    dropped = []
    Dropping(window).dropped.connect(dropped.append)
    window.show()
    qtbot.waitExposed(window)
    drop(window.windowHandle(), [tmp_path / "一.csv"])
    assert edit.text() == ""
    assert dropped == [(tmp_path / "一.csv",)]


def test_a_file_of_a_server_and_one_with_signs_of_an_address_come_with_their_paths(qtbot, tmp_path):
    window = QMainWindow()
    qtbot.addWidget(window)
    dropped = []
    Dropping(window).dropped.connect(dropped.append)
    strange = tmp_path / "十 月 100%#1?.csv"
    drop(window, [QUrl("file://server/共享 盘/一 月.csv"), strange, strange])
    assert dropped == [(Path("//server/共享 盘/一 月.csv"), strange)]


# -- let go


def test_several_kinds_are_sorted_out_in_one_dialog(coder, window, tmp_path):
    drop(window, [text(tmp_path / "照片.jpg", "x"), pages(tmp_path / "一.csv"), text(tmp_path / "诊断.csv", CODES)])
    dialog = modal(coder)
    assert dialog.windowTitle() == "收到的文件"
    assert [one.kind for one in dialog.chosen] == [GivenKind.PAGES, GivenKind.KNOWLEDGE]
    table = dialog.table
    assert table.item(0, 0).text() == "—"
    assert "不认识" in table.item(0, 3).text()
    coder.press("Down")
    coder.press("Down")
    coder.press("Space")
    assert [one.kind for one in dialog.chosen] == [GivenKind.PAGES]
    coder.press("Return")
    coder.wait(lambda: window.session.store.count() == 8)
    coder.rest()


def test_a_code_table_is_shown_and_used_only_when_it_is_agreed_to(coder, window, tmp_path):
    drop(window, [text(tmp_path / "诊断 码表.csv", CODES)])
    dialog = modal(coder)
    assert "诊断 码表.csv" in dialog.windowTitle() or "诊断" in dialog.windowTitle()
    dialog.reject()
    coder.rest()
    assert window.session.knowledge.source.dx_table is None


def test_word_pairs_which_the_menu_takes_at_once_are_asked_about_when_dropped(coder, window, tmp_path):
    pairs = "raw,std,code\n糖,糖尿病,E14.900\n高压,高血压病,I10.x00\n"
    drop(window, [text(tmp_path / "术语.csv", pairs)])
    dialog = modal(coder)
    assert dialog.windowTitle() == "导入知识：术语.csv"
    coder.wait(lambda: dialog.found)
    assert dialog.found[0].part == "terms"
    dialog.reject()
    coder.rest()
    assert window.session.knowledge.source.terms is None


def test_a_rule_pack_shows_what_it_would_alter(coder, window, tmp_path):
    desk = window.rules.desk
    desk.switch("FP-STD-002", False)
    pack = tmp_path / "外院.fprules"
    assert desk.export(pack, everything=False) == 1
    desk.take_back("FP-STD-002")
    coder.rest()
    drop(window, [pack])
    dialog = modal(coder)
    assert "FP-STD-002" in dialog.list.item(0).text()
    assert desk.rules.get("FP-STD-002") is None, "nothing before the yes"
    dialog.accept()
    coder.rest()
    assert desk.row("FP-STD-002")["on"] == "0"


def test_a_package_is_offered_and_not_opened(coder, window, tmp_path):
    drop(window, [text(tmp_path / "发来.fpk", "x")])
    dialog = modal(coder)
    assert dialog.windowTitle() == "工作包"
    assert dialog.tabs.currentWidget() is dialog.open_
    assert "发来.fpk" in dialog.work.told.text()
    dialog.work.phrase.setText("correct horse battery")
    dialog.open_.open_button.click()
    coder.wait(lambda: "不是工作包" in dialog.work.told.text())
    dialog.reject()


def test_slips_that_came_back_are_read_at_their_step_of_the_month(coder, window, tmp_path):
    """All together, as from the button of the step; what is ready to be read is told there."""
    drop(window, [written(tmp_path, make_slip(2), "心内科.xlsx"), written(tmp_path, make_slip(3), "又一张.xlsx")])
    coder.wait(lambda: window.modes.now is Mode.MONTH)
    answers = window.month.show().view("answer")
    assert answers.isVisible()
    coder.wait(lambda: answers.told.text() == "读入 2 个文件：新答复 0 条，还没有答复的 5 行。")
    assert not window.month.is_at_work
    coder.rest()


def test_a_backup_of_another_data_file_is_refused(coder, window, tmp_path):
    drop(window, [text(tmp_path / "旧.fpb", "x")])
    assert "没有恢复" in modal(coder).sentence or "备份" in modal(coder).sentence


def test_a_connection_file_is_no_file_to_read_and_it_is_said_what_it_is_for(coder, window, tmp_path):
    drop(window, [text(tmp_path / "科室.fpserver", 'host = "a"')])
    assert "双击这个文件登录" in modal(coder).sentence


def test_a_file_waits_while_a_dialog_is_open(coder, window, tmp_path, qtbot):
    window.given.take([text(tmp_path / "发来.fpk", "x")])
    dialog = modal(coder)
    window.given.take([pages(tmp_path / "一.csv")])
    coder.rest()
    assert window.given.waiting == 1
    assert window.session.store.count() == 0
    dialog.reject()
    coder.wait(lambda: window.session.store.count() == 8)
    coder.rest()


def test_lots_that_come_close_upon_each_other_are_all_read(coder, window, tmp_path):
    for at, name in enumerate(("上旬", "中旬")):
        window.given.take([pages(tmp_path / f"{name}.csv", 8 * at)])
    hold(window, [pages(tmp_path / "下旬.csv", 16)])
    QApplication.sendEvent(window, QDragLeaveEvent())

    def both_in():
        if (told := QApplication.activeModalWidget()) is not None:
            told.close()
        return window.session.store.count() == 16

    coder.wait(both_in)
    coder.rest()
    assert window.given.waiting == 0
    assert window.session.store.count() == 16, "what was only held is not read"
