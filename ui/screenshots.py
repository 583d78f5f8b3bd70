"""Every view of the program as a picture, filled from the sample: for the manual and for looking at it."""

from __future__ import annotations

import os
import sys
import tempfile
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog

from coding.base.resources import resource_path
from coding.base.trouble import file_trouble
from coding.base.whole_file import whole_file
from coding.drg.scheme import EMBEDDED_PACK
from coding.review.modes import Mode
from coding.work.comparing import Listed
from ui.camera import PLAIN_GLASS, Glass
from ui.care_pictures import CareStops
from ui.drawer.registry import DRAWER
from ui.officer_pictures import OfficerStops
from ui.panels.findings import FINDINGS_PANEL
from ui.panels.registry import PANELS, all_actions
from ui.story_pictures import StoryStops

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

    from coding.store.doorkeeper import Doorkeeper
    from ui.panels.panel import Panel, Picture

#: An invented list of groups, as an insurer would publish one.
_PUBLISHED = """DRG编码\tDRG名称
ES30\t呼吸系统感染、炎症，年龄＜17岁
ES31\t呼吸系统感染、炎症，伴严重并发症或合并症
ES33\t呼吸系统感染、炎症，伴一般并发症或合并症
ES35\t呼吸系统感染、炎症，不伴并发症或合并症
FR21\t心力衰竭、休克，伴严重并发症或合并症
FR25\t心力衰竭、休克，不伴并发症或合并症
FR28\t心力衰竭、休克，住院天数＞60天
GB27\t小肠、大肠（含直肠）的大手术，机器人辅助
GB29\t小肠、大肠（含直肠）的大手术"""
#: An invented notice of days off, in the words of the yearly one.
_NOTICE = """一、元旦：1月1日（周五）至3日（周日）放假，共3天。
二、春节：2月5日（农历除夕、周五）至12日（周五）放假调休，共8天。1月31日（周日）、2月14日（周日）上班。
三、清明节：4月3日（周六）至5日（周一）放假，共3天。
四、劳动节：5月1日（周六）至5日（周三）放假调休，共5天。5月8日（周六）上班。
五、端午节：6月9日（周三）放假，共1天。
六、中秋节：9月15日（周三）放假，共1天。
七、国庆节：10月1日（周五）至7日（周四）放假调休，共7天。9月26日（周日）、10月9日（周六）上班。"""
#: Rows as a bureau would publish them, one of which cannot be read.
_ONE_SEX = """疾病编码,疾病名称,性别
N40,前列腺增生,男
D25,子宫平滑肌瘤,女
N80,子宫内膜异位症,女
N45,睾丸炎和附睾炎,男
O80,单胎顺产,母
"""


def main(
    directory: str | Path,
    open_store: Doorkeeper,
    panels: Sequence[Panel] | None = None,
    only: Collection[str] = (),
    glass: Glass = PLAIN_GLASS,
    others: Mapping[str, Glass] = MappingProxyType({}),
) -> int:
    """Draw all views into ``directory`` as PNG, or ``only`` those of these names; of 1366 × 768 without a ``glass``.

    ``others``: each view behind these glasses too, an eighth as large, in a folder of their name.
    ``panels`` that stand beside the form; None: those of the program. 0: done; 2: the folder cannot be written to.
    """
    folder = Path(directory)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        print(f"无法建立文件夹“{folder}”（{file_trouble(error)}）：请换一个位置。", file=sys.stderr)
        return 2
    if QGuiApplication.instance() is None and sys.platform.startswith("linux"):
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
    with tempfile.TemporaryDirectory() as scratch:
        shown = PANELS if panels is None else panels
        return _Photographer(folder, Path(scratch), open_store, shown, glass, others).take_all(frozenset(only))


@dataclass(frozen=True, slots=True)
class Stop:
    """A picture: its name, and how the window is brought to it. ``take`` ends with the picture being written."""

    name: str
    take: Callable[[_Photographer], None]


def stops(panels: Iterable[Panel] = PANELS, pages: Iterable[Panel] = DRAWER) -> tuple[Stop, ...]:
    """All pictures, in the order in which a new user sees the views; each panel brings its own."""
    return (
        Stop("first_start", lambda by: by.save("first_start")),
        Stop("import_result", _Photographer.open_sample),
        Stop("worklist", _Photographer.worklist),
        Stop("worklist_search", _Photographer.worklist_search),
        Stop("filter", _Photographer.filter),
        Stop("page_form", _Photographer.page_form),
        Stop("entry", _Photographer.entry),
        *(
            Stop(picture.name, partial(_panel, panel, picture))
            for panel in (*panels, *pages)
            for picture in panel.pictures
        ),
        Stop("gate", _Photographer.gate),
        Stop("evidence", _Photographer.evidence),
        Stop("local_values", _Photographer.local_values),
        Stop("column_map", _Photographer.column_map),
        Stop("export", _Photographer.export),
        Stop("print", _Photographer.printing),
        Stop("brief", _Photographer.brief),
        Stop("release_options", _Photographer.release_options),
        Stop("deal", _Photographer.deal),
        Stop("officer", _Photographer.officer),
        Stop("sampling", _Photographer.sampling),
        Stop("palette", _Photographer.palette),
        Stop("dark", _Photographer.dark),
        Stop("versions", _Photographer.versions),
        Stop("compare_schemes", _Photographer.compare_schemes),
        Stop("own_weights", _Photographer.own_weights),
        Stop("payment", _Photographer.payment),
        Stop("proof", _Photographer.proof),
        Stop("import_tariff", _Photographer.import_tariff),
        Stop("import_scheme", _Photographer.import_scheme),
        Stop("region_scheme", _Photographer.region_scheme),
        Stop("grouping_options", _Photographer.grouping_options),
        Stop("own_years", _Photographer.own_years),
        Stop("days_off", _Photographer.days_off),
        Stop("sex_table", _Photographer.sex_table),
        Stop("rules", _Photographer.rules),
        Stop("rules_dry_run", _Photographer.rules_dry_run),
        Stop("waive", _Photographer.waive),
        Stop("sealing", _Photographer.sealing),
        Stop("recovery_key", _Photographer.recovery_key),
        Stop("sign_in", _Photographer.sign_in),
        Stop("people", _Photographer.people),
        Stop("person", _Photographer.person),
        Stop("first_password", _Photographer.first_password),
        Stop("audit", _Photographer.audit),
        Stop("history", _Photographer.history),
        Stop("lock", _Photographer.lock),
        Stop("packages", _Photographer.packages),
        Stop("code_table", _Photographer.code_table),
        Stop("folder", _Photographer.folder),
        Stop("knowledge", _Photographer.knowledge),
        Stop("month", _Photographer.month),
        Stop("settings", _Photographer.settings),
        Stop("verify", _Photographer.verify),
        Stop("move", _Photographer.move),
        Stop("support", _Photographer.support),
        Stop("new_version", _Photographer.new_version),
        Stop("shortcuts", _Photographer.shortcuts),
        Stop("about", _Photographer.about),
        Stop("error", _Photographer.error),
    )


def _panel(panel: Panel, picture: Picture, by: _Photographer) -> None:
    by.panel(panel, picture)


#: Without these there is nothing to take the others of.
_ALWAYS = frozenset({"first_start", "import_result"})


class _Photographer(OfficerStops, StoryStops, CareStops):
    """Goes through the window as a coder would and takes a picture at every stop."""

    def take_all(self, only: frozenset[str]) -> int:
        """All pictures, or those of these names and what has to come before them."""
        try:
            self._open_window()
            for stop in stops(self._panels):
                if not only or stop.name in only | _ALWAYS:
                    stop.take(self)
        finally:
            self._program.close()
            if self._sealed is not None:
                self._sealed.close()
        return 2 if self._failed else 0

    # -- the stops

    def open_sample(self) -> None:
        """The other store, and what came of reading it."""
        self._program.exchange(sample=True)
        window = self._window
        self._put_behind_glass()
        self._wait(lambda: window.session.is_search_ready and bool(window.worklist.ids))
        self._wait(lambda: not window.runner.running)
        result = window.findChild(QDialog)
        if result is not None:
            self._picture_of(result, "import_result")
            result.close()
        window.reset_layout()

    def worklist(self) -> None:
        worklist = self._window.worklist
        worklist.sorts.setCurrentIndex(worklist.sorts.findData("worst"))
        self._wait(lambda: not worklist.is_busy)
        self._pause()
        self._window.pages.open(worklist.ids[2])
        worklist.view.setFocus()
        self.save("worklist")

    def worklist_search(self) -> None:
        worklist = self._window.worklist
        worklist.search.setText("内科")
        self._wait(lambda: not worklist.is_busy)
        self.save("worklist_search")
        worklist.search.clear()
        worklist.sorts.setCurrentIndex(0)
        self._wait(lambda: not worklist.is_busy)

    def page_form(self) -> None:
        self._open(lambda _, page: len(page.diagnoses) > 3 and len(page.procedures) > 1)
        self._window.form.focus_section(2)
        self.save("page_form")

    def panel(self, panel: Panel, picture: Picture) -> None:
        """One picture of a panel, as its row says."""
        if picture.wanted is not None:
            self._open(picture.wanted)
        if picture.section is not None:
            self._window.form.focus_section(picture.section)
        self._window.drawing.close()  # a panel beside the form is shown with nothing under it
        view = self._window.show_panel(panel.key)
        self._pause()  # a drawer that has just opened is filled
        view.take_focus()
        picture.arrange(view)
        self._wait(lambda: picture.is_ready(view))
        self._pause(picture.settle)
        self.save(picture.name)

    def _save_desk(self, desk: QDialog, name: str, *, raised: bool = False) -> None:
        """A desk in the drawer beside the page, or in all its height; it is closed then."""
        self._window.splitter.raise_drawer(raised)
        self._rest()
        self.save(name)
        desk.close()

    def gate(self) -> None:
        from ui.review.gate_dialog import GateDialog

        window = self._window
        self._open(lambda row, _: row.errors > 0 and row.warnings > 0)
        rule = window.flow.key()
        if rule is not None:
            self._picture_of(GateDialog(window.session, rule, window.flow.gate, window), "gate")

    def deal(self) -> None:
        from coding.review.dealing import DutyOf
        from ui.review.deal_dialog import DealDialog

        dialog = DealDialog(self._window.workplace)
        for of, name in ((DutyOf.WARD, "三病区"), (DutyOf.SPECIALTY, "03"), (DutyOf.SPECIALTY, "04")):
            dialog.add_row()
            row = dialog.table.rowCount() - 1
            dialog.table.cellWidget(row, 0).setCurrentText(of.label)
            dialog.table.item(row, 1).setText(name)
        self._picture_of(dialog, "deal")

    def sampling(self) -> None:
        from ui.review.sampling_desk import SamplingDesk

        desk = SamplingDesk(self._window.workplace)
        desk.label.setText("2026年10月")
        desk.seed.setText("20261001")
        desk.plans.setCurrentIndex(desk.plans.findData("coders"))
        desk.draw()
        self._wait(lambda: desk.at is not None and not self._window.runner.running)
        self._picture_of(desk, "sampling")

    def palette(self) -> None:
        """What the initials of a spoken name find, over the page in work."""
        self._window.actions_["palette"].trigger()
        palette = self._window.palette.palette
        palette.typed.setText("gxb")
        self._wait(lambda: len(palette.entries) > 1)
        self._pause(400)
        self.save("palette")
        palette.leave()

    def dark(self) -> None:
        self._window.appearance.choose("dark", keep=False)
        self._open(lambda row, _: row.errors > 0 and row.warnings > 0)
        self._window.form.focus_section(2)
        self._window.knowledge.show_panel(FINDINGS_PANEL.key)
        self.save("dark")
        self._in_its_light()

    def versions(self) -> None:
        from ui.grouping.versions_window import VersionsDialog

        self._open(lambda row, page: bool(row.weight) and len(page.procedures) > 0 and len(page.diagnoses) > 2)
        self._window.actions_["versions"].trigger()
        self._save_desk(self._window.findChildren(VersionsDialog)[-1], "versions")

    def compare_schemes(self) -> None:
        from ui.grouping.month import MonthDialog

        self._window.actions_["compare_schemes"].trigger()
        month = self._window.findChildren(MonthDialog)[-1]
        month.add(Listed())
        month.start()
        self._wait(lambda: month.switch is not None)
        self._save_desk(month, "compare_schemes")

    def own_weights(self) -> None:
        from ui.grouping.weights_window import WeightsDialog

        weights = WeightsDialog(self._window.workplace)
        self._wait(lambda: weights.computed is not None)
        self._picture_of(weights, "own_weights")

    def import_tariff(self) -> None:
        from ui.grouping.tariff_dialog import TariffDialog

        self._picture_of(TariffDialog(resource_path("tariffs/demo.csv"), self._window), "import_tariff")

    def import_scheme(self) -> None:
        from ui.grouping.scheme_dialog import SchemeDialog, check_pack

        self._picture_of(
            SchemeDialog(check_pack(self._window.session.store, resource_path(EMBEDDED_PACK)), self._window),
            "import_scheme",
        )

    def region_scheme(self) -> None:
        from ui.grouping.region_dialog import RegionDialog

        region = RegionDialog(self._window.workplace)
        region.begin.pasted.setPlainText(_PUBLISHED)
        region.begin.name.setText("某市分组方案（虚构）")
        region.start()
        self._wait(lambda: region.plan is not None)
        self._picture_of(region, "region_scheme")

    def grouping_options(self) -> None:
        from ui.grouping.options import GroupingOptions

        self._picture_of(GroupingOptions(self._window.workplace), "grouping_options")

    def own_years(self) -> None:
        terms = self._window.terms.show()
        terms.tabs.setCurrentWidget(terms.years)
        terms.years.read()
        self._wait(lambda: terms.years.export_button.isEnabled())
        self._save_desk(terms, "own_years")

    def days_off(self) -> None:
        from ui.knowledge.calendar_dialog import CalendarDialog

        dialog = CalendarDialog(self._window.workplace)
        dialog.text.setPlainText(_NOTICE)
        self._picture_of(dialog, "days_off")

    def sex_table(self) -> None:
        from coding.reference.sex_table import load_sex_table
        from ui.knowledge.sex_table_dialog import SexTableDialog

        path = self._scratch / "性别对照表.csv"
        with whole_file(path, "utf-8") as file:
            file.write(_ONE_SEX)
        self._picture_of(SexTableDialog(load_sex_table(path), path.name, self._window), "sex_table")

    def rules(self) -> None:
        rules = self._rule_window()
        rules.states.setCurrentIndex(rules.states.findData("fired"))
        rules.choose(next((line.id for line in rules.model.lines if line.row["severity"] == "warning"), "FP-ACC-044"))
        self._save_desk(rules, "rules")

    def rules_dry_run(self) -> None:
        rules = self._rule_window()
        rules.side.try_form()
        self._wait(lambda: rules.side.trial.trial is not None)
        self._save_desk(rules, "rules_dry_run", raised=True)

    def waive(self) -> None:
        from ui.rules.waive import WaiveDialog

        window = self._window
        self._open(lambda row, _: row.errors > 0)
        window.knowledge.show_panel(FINDINGS_PANEL.key)
        finding = window.knowledge.view(FINDINGS_PANEL.key).current
        if finding is not None:
            self._picture_of(WaiveDialog(window.session, finding, window), "waive")

    def month(self) -> None:
        """The desk at the steps that have something to show, and the first of them in dark too."""
        from ui.month_pictures import prepare

        window = self._window
        self._wait(lambda: not window.runner.running and not window.batch.is_running)
        period = prepare(window.workplace)
        window.session.catch_up()
        window.batch.start()
        self._wait(lambda: not window.batch.is_running)
        desk = window.month.show()
        assert desk is not None

        def rest() -> None:
            self._wait(lambda: desk.reading is not None and not window.runner.running)

        rest()
        desk.bar.go(period)
        for step in ("figures", "charts", "open", "mend", "ask", "answer", "upload", "close", "report"):
            desk.show_step(step)
            rest()
            if step == "charts":
                desk.charts.choose("heat")
                rest()
            desk.enter()
            self._pause()
            self.save(f"month_{'answers' if step == 'answer' else step}")
        desk.show_step("figures")
        window.appearance.choose("dark", keep=False)
        rest()
        self.save("month_figures_dark")
        self._in_its_light()
        window.modes.go(Mode.CODE)

    def shortcuts(self) -> None:
        from ui.dialogs.shortcuts import ShortcutSheet

        self._picture_of(ShortcutSheet(all_actions((*self._panels, *DRAWER)), self._window), "shortcuts")

    def about(self) -> None:
        from ui.care.about_dialog import AboutDialog

        for tab, name in enumerate(("about", "about_licences")):
            dialog = AboutDialog("", self._window)
            dialog.tabs.setCurrentIndex(tab)
            self._picture_of(dialog, name)

    def error(self) -> None:
        from ui.dialogs.message import MessageDialog

        sentence = "文件“门诊日志.csv”不是住院病案首页：没有找到病案号和主要诊断的列。请选择从 HIS 导出的首页文件。"
        self._picture_of(MessageDialog(self._window, sentence, "error"), "error")

    def _rule_window(self):  # noqa: ANN202 - the type would import the window before the platform is chosen
        self._wait(lambda: not self._window.runner.running)
        self._window.rules.show()
        self._pause(300)  # the counts of the rules come behind the window
        self._wait(lambda: not self._window.runner.running)
        self._window.rules.window.reload()
        return self._window.rules.window
