"""Pictures of what a new user meets in her first month: a code that is typed, a file that has ways of its own, what a
hospital brings along, the first person that is added.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QPoint
from PySide6.QtGui import QPainter, QPixmap

from coding.base.resources import resource_path, resource_table
from coding.base.whole_file import whole_file
from coding.page.edits import move_row
from coding.work.knowledge_copies import PartsWanted, keep_wanted, load_wanted
from coding.work.shelf import ShelfDays
from ui.people_pictures import PeopleStops
from ui.session import Session
from ui.theme.theme import current_theme

if TYPE_CHECKING:
    from pathlib import Path

    from PySide6.QtWidgets import QWidget

    from coding.page.front_page import FrontPage
    from ui.workplace import Workplace

#: An export of pages as a hospital writes it that numbers its departments itself, and one with headers of its own.
_OWN_DEPARTMENTS: Final = ("K01", "K02", "K03")
_MONTH: Final = "2026-10"
_OWN_HEADERS: Final = (
    "住院流水,患者,性别,入院,出院,主诊断,主诊断码,总金额,备用",
    "0030017,张某,男,2026-10-02,2026-10-09,肺炎,J18.900,8230.50,",
    "0030018,李某,女,2026-10-03,2026-10-12,脑梗死,I63.900,15120.00,",
    "0030021,王某,男,2026-10-05,2026-10-08,慢性胆囊炎,K81.100,9860.20,",
)
#: A second table of invented weights, of no region.
_WEIGHTS: Final = "DRG编码,DRG名称,权重\nES35,呼吸系统感染、炎症,0.62\nFR25,心力衰竭、休克,0.81\n"
#: Rows of a table of codes that cannot be used.
_FAULTY: Final = ("I63.,脑梗死（编码不全）,", ",没有编码的一行,")
#: A page of the sample with a symptom in the place of the disease.
_MENDED: Final = "00310299"
#: The header of an insurer's list.
_INSURED: Final = "病案号,性别,年龄,住院天数,诊断编码,手术操作编码,医保病组"
_NO_TABLE: Final = "日期,值班\n2026-10-01,甲\n"
_BROUGHT_AT: Final = datetime(2026, 11, 20, 10, 30)
_NEXT_YEAR: Final = date(2027, 1, 1)


class StoryStops(PeopleStops):
    """Stops of the three stories of the manual."""

    def filter(self) -> None:
        """The keys on the buttons above the list."""
        window = self._window
        self._wait(lambda: not window.batch.is_running and not window.runner.running)
        window.activateWindow()
        self._pause()
        window.actions_["filter"].trigger()
        self.save("filter")
        window.worklist.view.setFocus()

    def entry(self) -> None:
        """Initials typed into a name cell, and what the chosen line would do; a list that opens is a window of its own,
        and is put into the picture where it stands.
        """
        from ui.form.candidates import EntryEdit

        window = self._window
        self._open(lambda row, page: bool(row.drg) and len(page.diagnoses) == 2 and len(page.procedures) > 0)
        window.form.focus_section(2)
        table = window.form.table("diagnosis")
        table.go(len(window.session.page.diagnoses), "name")
        self._pause()
        table.edit(table.currentIndex())
        editor = table.findChild(EntryEdit)
        editor.setText("gxb")
        editor.textEdited.emit("gxb")
        self._wait(editor.list_is_open)
        self._pause(600)
        self._picture_with(editor.list_view(), "entry")
        table.close_cell()
        self._pause()

    def evidence(self) -> None:
        """What is asked where the weight has moved."""
        from ui.panels.reason import ReasonDialog

        session = self._window.session
        self._open(lambda _, page: page.case_no == _MENDED)
        mends = [change for finding in session.examination.findings for change in finding.changes]
        shifts = [session.preview(change) for change in mends or [move_row(session.page, "diagnosis", 0, 0)]]
        dialog = ReasonDialog(next((shift for shift in shifts if shift.asks_for_evidence), shifts[0]), self._window)
        dialog.kinds[2].setChecked(True)
        dialog.words.setPlainText("胸部CT：支气管肺炎；主治医师查房记录")
        self._picture_of(dialog, "evidence")

    def local_values(self) -> None:
        from coding.exchange.read import read_file
        from coding.work.local_habits import local_habits
        from ui.files.local_values_dialog import LocalValuesDialog

        path = _export(self._scratch / "本院十月.csv", _OWN_DEPARTMENTS)
        habits = local_habits(read_file(path), self._window.session.knowledge)
        dialog = LocalValuesDialog(path, habits, self._window)
        dialog.set_code(0, "0301")
        self._picture_of(dialog, "local_values")

    def column_map(self) -> None:
        from coding.exchange.peek import peek_known
        from ui.files.column_map import ColumnMapDialog

        path = self._scratch / "某系统导出.csv"
        _write(path, "\n".join(_OWN_HEADERS))
        dialog = ColumnMapDialog(path, peek_known(path), self._window)
        for row, key in enumerate(("case_no", "patient_name")):
            dialog.set_field(row, key)
        self._picture_of(dialog, "column_map")

    def export(self) -> None:
        from ui.files.export_dialog import ExportDialog

        dialog = ExportDialog(self._window.workplace)
        dialog.name.setText(str(self._scratch / "校正后首页.csv"))
        dialog.look()
        self._wait(lambda: dialog.contents is not None and not self._window.runner.running)
        dialog.name.blockSignals(True)
        dialog.name.setText("D:\\病案\\校正后首页.csv")
        self._picture_of(dialog, "export")

    def printing(self) -> None:
        """A page as it comes out on paper."""
        from ui.printing.jobs import page_job
        from ui.printing.print_dialog import PrintDialog

        window = self._window
        self._open(lambda row, page: bool(row.drg) and len(page.procedures) > 0 and len(page.diagnoses) > 2)
        dialog = PrintDialog(window.session, page_job(window.session), window)
        dialog.person_box.setChecked(True)
        self._picture_of(dialog, "print")

    def brief(self) -> None:
        """The two pages of one export."""
        from coding.work.brief import brief_of_paths
        from coding.work.executors import InProcess
        from ui.month.brief_dialog import BriefDialog

        place = self._window.workplace
        path = _export(self._scratch / "十月首页.csv")
        brief = brief_of_paths([path], place.session.knowledge, place.session.clock(), executor=InProcess())
        dialog = BriefDialog(place, brief)
        dialog.show()
        self._pause(300)
        self._picture_of(dialog, "brief")

    def payment(self) -> None:
        """A month by group, by ward and by who is insured."""
        from ui.grouping.payment_window import PaymentDialog

        dialog = PaymentDialog(self._window.workplace)
        self._wait(lambda: dialog.found is not None and not self._window.runner.running)
        self._picture_of(dialog, "payment")

    def proof(self) -> None:
        """A list of the insurer beside the own groups: some are others, as where ordinary complications count more."""
        from coding.work.insurer_proof import prove
        from ui.proof.proof_dialog import ProofDialog, ShownProof

        place = self._window.workplace
        store, path = place.store, self._scratch / "结算明细.csv"
        ids = store.worklist()
        lines = [_insured(page, row.drg) for row, (_, page) in zip(store.rows(ids), store.pages(ids), strict=True)]
        _write(path, "\n".join([_INSURED, *filter(None, lines)]))
        found = prove([path], place.session.knowledge, today=place.session.clock().date())
        pages = {page.case_no: page_id for page_id, page in store.pages(ids)}
        self._picture_of(ProofDialog(place, ShownProof((path,), found, pages)), "proof")

    def code_table(self) -> None:
        """A table of codes before it is used: the embedded one with some rows that are not as they should be."""
        from coding.work.code_table_check import check_code_table
        from ui.knowledge.code_table_dialog import CodeTableDialog

        path = self._scratch / "本院诊断编码表2026版.csv"
        rows = [f"{row['code']},{row['name']}," for row in resource_table("codes/icd10.csv", "code", "name")]
        _write(path, "\n".join(["诊断编码,诊断名称,灰码", *_FAULTY, *rows]))
        place = self._hospital()
        dialog = CodeTableDialog(check_code_table(place.store, "dx_table", path), place)
        self._wait(lambda: dialog.effect is not None and dialog.days_form.is_known)
        self._wait(lambda: not self._window.runner.running)
        self._picture_of(dialog, "code_table")

    def folder(self) -> None:
        """What a folder holds that was dropped on the window."""
        from ui.knowledge.folder_dialog import FolderDialog

        folder = self._scratch / "某市2027年"
        folder.mkdir()
        _write(folder / "权重.csv", _WEIGHTS)
        _write(folder / "性别对照.csv", "编码,名称,性别\nN40,前列腺增生,男\n")
        _write(folder / "值班表.csv", _NO_TABLE)
        dialog = FolderDialog(self._hospital(), folder)
        self._wait(lambda: dialog.effect is not None and not self._window.runner.running)
        self._picture_of(dialog, "folder")

    def knowledge(self) -> None:
        """The shelves of a hospital that has brought a few things, one of them for next year."""
        from ui.knowledge.knowledge_desk import KnowledgeDesk

        place = self._hospital()
        weights = self._scratch / "某市2027年权重表.csv"
        _write(weights, _WEIGHTS)
        for wanted in (
            PartsWanted({"tariff": resource_path("tariffs/demo.csv"), "policy": resource_path("policies/demo.csv")}),
            PartsWanted({"tariff": weights}, days={"tariff": ShelfDays(_NEXT_YEAR)}),
        ):
            keep_wanted(place.store, load_wanted(place.store, wanted, "林青", _BROUGHT_AT), wanted)
        desk = KnowledgeDesk(place)
        desk.place_label.setText("存放在：D:\\病案\\首页.knowledge（备份数据文件时一起复制）")
        self._picture_of(desk, "knowledge")

    def first_password(self) -> None:
        from ui.people.person_dialog import FirstPasswordDialog

        self._picture_of(FirstPasswordDialog("zhoumin", "周敏", "kfm7-p2xr-9wdn", self._window), "first_password")

    def release_options(self) -> None:
        from ui.review.release_options import ReleaseOptions

        self._picture_of(ReleaseOptions(self._window.workplace), "release_options")

    def _hospital(self) -> Workplace:
        """The place of the window over the sealed store."""
        place = self._window.workplace
        session = Session(self._sealed_store, place.session.knowledge)
        return replace(place, session=session, listed=lambda: list(self._sealed_store.worklist()))

    def _picture_with(self, popup: QWidget, name: str) -> None:
        self._write(self._with_list(popup), name)

    def _with_list(self, popup: QWidget) -> QPixmap:
        picture: QPixmap = self._window.grab()
        painter = QPainter(picture)
        painter.setPen(current_theme().colour("line_strong"))
        at = self._window.mapFromGlobal(popup.mapToGlobal(QPoint(0, 0)))
        painter.drawPixmap(at, popup.grab())
        painter.drawRect(popup.rect().translated(at))
        painter.end()
        return picture


def _insured(page: FrontPage, group: str) -> str:
    """A line of the insurer's list, "" of what has no group: he counts ordinary complications as grave ones in one."""
    if group in ("", "0000"):
        return ""
    given = group.replace("BR23", "BR21").replace("ET23", "ET21")
    codes = ["|".join(row.code for row in rows if row.code) for rows in (page.diagnoses, page.procedures)]
    facts = (page.text(key) for key in ("sex", "age_years", "los_days"))
    return ",".join((page.case_no, *facts, *codes, given))


def _write(path: Path, text: str) -> None:
    with whole_file(path, "utf-8-sig") as file:
        file.write(text)


def _export(path: Path, departments: tuple[str, ...] = ()) -> Path:
    """Pages of the sample that left in October, with ``departments`` in turn in the place of theirs."""
    header, *lines = resource_path("sample/sample_n041.csv").read_text(encoding="gb18030").splitlines()
    names = header.split(",")
    rows = [line.split(",") for line in lines]
    taken = [row for row in rows if len(row) == len(names) and row[names.index("CYSJ")].startswith(_MONTH)]
    for number, row in enumerate(taken):
        for column in ("RYKB", "CYKB") if departments else ():
            row[names.index(column)] = departments[number % len(departments)]
    _write(path, "\n".join([header, *(",".join(row) for row in taken)]))
    return path
