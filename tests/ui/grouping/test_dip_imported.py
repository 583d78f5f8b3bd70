"""A hospital of a DIP city brings its scheme through the window: pack or national workbook, then its scores."""

import zipfile
from dataclasses import replace
from datetime import date

import pytest
from PySide6.QtWidgets import QApplication, QLabel

from coding.commands.door import run
from coding.knowledge.knowledge import load_knowledge
from coding.page.rows import Diagnosis, Procedure
from coding.work.hospital_knowledge import knowledge_source
from db.sqlite.sqlite_store import SqliteStore
from tests.db.conftest import make_page, make_reading
from tests.dip.small_city import write_city
from tests.dip.test_national_book import FEW
from tests.ui.grouping.test_scheme_dropped import drop, use_for_every_day
from tools.make_dip_book import book_of, write_dip_book
from ui.group_line import GroupLine
from ui.grouping.scheme_dialog import SchemeDialog
from ui.grouping.scores_dialog import ScoresDialog
from ui.grouping.tariff_dialog import TariffDialog
from ui.plain import PlainLabel
from ui.shelves.days_dialog import DaysDialog


@pytest.fixture
def window(coder):
    """Two discharges, of which the second is in no basic packet: its amount shows the level of the hospital."""
    store = SqliteStore(coder.path)
    plain = {"age_years": "54", "sex": "1", "payment_method": "01", "fee_total": "15000"}
    store.import_reading(
        make_reading(
            *(
                replace(
                    make_page(number, **plain),
                    diagnoses=(Diagnosis(code=dx, name="诊断", poa="1"),),
                    procedures=tuple(Procedure(code=code, name="操作", date="2026-03-03") for code in px),
                )
                for number, dx, px in (("1001", "K35.800", ["47.0100", "54.5100"]), ("1002", "C34.900", []))
            )
        )
    )
    store.close()
    window = coder.start()
    coder.rest()
    return window


def shown_in(dialog):
    return "　".join(label.text() for label in dialog.findChildren(PlainLabel))


def said(widget):
    """What labels say, and the painted line of the group."""
    labels = [label.text() for label in widget.findChildren(QLabel) if label.isVisibleTo(widget)]
    lines = [line.accessibleDescription() for line in widget.findChildren(GroupLine) if line.isVisibleTo(widget)]
    return "　".join((*labels, *lines))


def wait_for_dip(coder, window):
    coder.wait(lambda: window.session.knowledge.scheme.words.method == "DIP")
    coder.rest()


def dialog_of(coder, kind):
    coder.wait(lambda: isinstance(QApplication.activeModalWidget(), kind))
    return QApplication.activeModalWidget()


def zipped(folder):
    path = folder.with_suffix(".zip")
    with zipfile.ZipFile(path, "w") as archive:
        for file in folder.iterdir():
            archive.write(file, file.name)
    return path


@pytest.mark.parametrize("form", ["folder", "zip"])
def test_a_pack_is_dropped_shown_and_used_with_the_level_of_the_hospital(coder, window, tmp_path, form):
    pack = write_city(tmp_path / "小城")
    dialog = drop(coder, window, pack if form == "folder" else zipped(pack))
    assert dialog.windowTitle() == "导入分组方案"
    assert "5 个层次" in shown_in(dialog)
    assert "10 个核心病种，3 个综合病种" in shown_in(dialog)
    assert not dialog.mend.isVisible()
    dialog.level.setCurrentIndex(dialog.level.findData("三级"))
    dialog.use_button.click()
    wait_for_dip(coder, window)
    coder.find("1001")
    assert "BX-2" in said(window)
    assert "分值 1760" in said(window)
    assert window.session.knowledge.scheme.pricing.level == "三级"
    assert load_knowledge(knowledge_source(window.session.store)).scheme.pricing.level == "三级"


def test_the_level_of_a_pack_can_be_answered_anew(coder, window, tmp_path):
    dialog = drop(coder, window, write_city(tmp_path / "小城"))
    dialog.use_button.click()
    wait_for_dip(coder, window)
    assert window.session.knowledge.scheme.pricing.level == ""
    window.actions_["tariff_options"].trigger()
    asked = dialog_of(coder, ScoresDialog)
    asked.level.setCurrentIndex(asked.level.findData("二级"))
    asked.accept_button.click()
    coder.wait(lambda: window.session.knowledge.scheme.pricing.level == "二级")


def test_the_national_workbook_groups_and_a_table_of_scores_prices_it(coder, window, tmp_path):
    book = write_dip_book(tmp_path / "按病种分值付费病种库.xlsx", book_of(FEW))
    (tmp_path / "不能作为主要诊断.csv").write_text("编码\nI50.900\n", encoding="utf-8")  # of a DRG scheme, lying beside
    dialog = drop(coder, window, book)
    shown = [dialog.table.item(row, 2).text() for row in range(dialog.table.rowCount())]
    assert "没有分值" in shown_in(dialog)
    assert any("分值表" in words for words in shown)
    dialog.use_button.click()
    use_for_every_day(coder)
    wait_for_dip(coder, window)
    coder.find("1001")
    assert "BX-4" in said(window)
    scores = tmp_path / "分值表.csv"
    scores.write_text("序号,分值\nBX-4,1760\nJC-11,1300\nXX-9,1\n", encoding="utf-8")
    window.grouping.import_tariff(scores)
    asked = dialog_of(coder, ScoresDialog)
    assert "2 个有分值" in shown_in(asked)
    assert any("XX-9" in asked.table.item(row, 1).text() for row in range(asked.table.rowCount()))
    asked.accept_button.click()
    coder.wait(lambda: window.session.knowledge.tariff.lines)
    coder.rest()
    coder.find("1002")
    coder.find("1001")
    assert "分值 1760" in said(window)


def test_scores_go_along_with_a_scheme_of_next_year_and_leave_this_year_alone(coder, window, tmp_path):
    weights = tmp_path / "权重.csv"
    weights.write_text("drg_code,weight\nGD25,1.0\n", encoding="utf-8")
    window.grouping.import_tariff(weights)
    dialog_of(coder, TariffDialog).accept_button.click()
    coder.wait(lambda: window.session.knowledge.source.tariff)
    drop(coder, window, write_dip_book(tmp_path / "按病种分值付费病种库.xlsx", book_of(FEW))).use_button.click()
    days = dialog_of(coder, DaysDialog)
    coder.wait(lambda: days.use_button.isEnabled())
    days.use_button.click()
    wait_for_dip(coder, window)
    now, later = (window.session.knowledge.on(day) for day in (date(2026, 3, 9), date(2027, 1, 1)))
    assert (now.scheme.words.method, now.tariff.price("GD25").weight) == ("DRG", 1.0)
    assert (later.scheme.words.method, later.tariff.lines) == ("DIP", {})
    scores = tmp_path / "分值表.csv"
    scores.write_text("序号,分值\nBX-4,1760\n", encoding="utf-8")
    window.grouping.import_tariff(scores)
    dialog_of(coder, ScoresDialog).accept_button.click()
    coder.wait(lambda: window.session.knowledge.on(date(2027, 1, 1)).tariff.lines)
    assert window.session.knowledge.on(date(2026, 3, 9)).tariff.price("GD25").weight == 1.0


def test_a_table_of_weights_is_refused_under_dip_in_words(coder, window, tmp_path):
    drop(coder, window, write_city(tmp_path / "小城")).use_button.click()
    wait_for_dip(coder, window)
    weights = tmp_path / "权重.csv"
    weights.write_text("drg_code,weight\nFR15,1.0\n", encoding="utf-8")
    window.grouping.import_tariff(weights)
    coder.wait(lambda: QApplication.activeModalWidget() is not None)
    assert "须有“序号”和“分值”两列" in QApplication.activeModalWidget().sentence
    assert len(list(window.session.store.knowledge_folder.iterdir())) == 1


def test_the_dialog_tells_what_the_command_line_tells(coder, window, tmp_path, capsys):
    wrong = [{"dx": "K35", "seq": "ZH-1", "type": "相关手术组", "score": "1"}]
    pack = write_city(tmp_path / "小城", mixed=wrong)
    assert run(["scheme", str(pack), "--json"], open_store=SqliteStore) == 1
    printed = capsys.readouterr().out
    dialog = drop(coder, window, pack)
    shown = [dialog.table.item(row, 2).text() for row in range(dialog.table.rowCount())]
    told = [words for words in shown if not words.startswith("提示")]
    assert told
    assert all(words in printed for words in told)
    assert isinstance(dialog, SchemeDialog)
    coder.press("Escape")


def test_weights_that_a_dip_pack_has_no_use_for_are_stopped_and_that_is_said(coder, window, tmp_path):
    weights = tmp_path / "权重.csv"
    weights.write_text("drg_code,weight\nGD25,1.0\n", encoding="utf-8")
    window.grouping.import_tariff(weights)
    dialog_of(coder, TariffDialog).accept_button.click()
    coder.wait(lambda: window.session.knowledge.source.tariff)
    told = []
    window.knowledge_loading.loaded.connect(told.append)
    drop(coder, window, write_city(tmp_path / "小城")).use_button.click()
    wait_for_dip(coder, window)
    assert "已停用" in told[-1]
    assert window.session.knowledge.source.tariff is None
