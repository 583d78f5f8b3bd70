"""What the actions of grouping do: import a scheme or a tariff, compare, settings."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QDialog, QFileDialog

from coding.base.errors import CodingError
from coding.payment.tariff_options import TariffOptions
from coding.work.knowledge_copies import PartsWanted, answered_anew, bring
from coding.work.shelf import ShelfDays
from coding.work.what_file import SCHEME_PACK
from ui.grouping.kept_versions import KeptVersions
from ui.host_page import host_of
from ui.unexpected import in_words

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QWidget

    from coding.dip.dip_scheme import DipScheme
    from coding.knowledge.knowledge import Knowledge
    from ui.grouping.month import MonthDialog
    from ui.grouping.versions_window import VersionsDialog
    from ui.workplace import Workplace

#: The pages of the drawer that the comparisons stand in: of schemes, and of versions of the page.
_COMPARE_PAGE, _VERSIONS_PAGE = "compare_page", "versions_page"
_TARIFFS = "权重表 (*.csv *.txt *.xlsx *.xls);;所有文件 (*)"
_SCHEMES = f"分组方案 (*.zip *.xlsx *{SCHEME_PACK} scheme.csv);;所有文件 (*)"
_PACK = f"分组方案包 (*{SCHEME_PACK})"


class GroupingActions(QObject):
    """Opens the dialogs of grouping, each built when it is asked for: the start must not wait.

    ``listed_changed``: the schemes that pages are compared under are other ones. ``page_wanted``: the id of a page that
    is to be the one in work.
    """

    listed_changed = Signal()
    page_wanted = Signal(int)

    def __init__(self, workplace: Workplace) -> None:
        super().__init__(workplace.parent)
        self._place = workplace
        self._kept = KeptVersions()

    def handlers(self) -> dict[str, Callable[[], None]]:
        """Action id → what it does."""
        return {
            "import_scheme": self._choose_scheme_folder,
            "import_scheme_file": self._choose_scheme_file,
            "import_tariff": self._choose_tariff,
            "import_policy": self._choose_policy,
            "policy_example": self._save_example,
            "payment_of_month": self._open_payment,
            "paid_results": self._open_paid,
            "tariff_options": self._ask_again,
            "versions": self._open_versions,
            "compare_schemes": self._open_month,
            "region_scheme": self._open_region,
            "export_scheme": self._choose_pack,
            "own_weights": self._open_weights,
            "grouping_options": self._open_options,
        }

    def import_scheme(self, path: Path) -> None:
        """Check a pack behind the window and show what is in it; it is used when the person agrees."""
        from coding.drg.edition_check import EditionTables, tables_in_force
        from ui.grouping.scheme_dialog import Checked, SchemeDialog, check_pack
        from ui.shelves.days_dialog import put_on_shelf

        # of an unpacked pack the person may point at any of its files
        path = path.parent if path.name.lower() == "scheme.csv" else path
        place = self._place

        def show(checked: Checked) -> None:
            dialog = SchemeDialog(checked, place.parent, answered.level)
            dialog.agreed.connect(lambda agreed: put_on_shelf(place, agreed, checked.scheme.title, dialog.settings))
            _open(dialog)

        knowledge = place.session.knowledge
        answered = TariffOptions.from_text((knowledge.source.tariff_options if knowledge else "") or "")
        tables = tables_in_force(knowledge.codes) if knowledge else EditionTables()
        place.runner.run(
            f"检查方案 {path.name}",
            lambda _task: check_pack(place.store, path, tables),
            on_result=show,
            on_error=lambda error: place.refuse(in_words(error)),
            foreground=True,
        )

    def import_tariff(self, path: Path, options: TariffOptions = TariffOptions()) -> None:
        """Show what the header of a tariff says and ask what it leaves open."""
        from ui.grouping.scores_dialog import ScoresDialog
        from ui.grouping.tariff_dialog import TariffDialog
        from ui.shelves.days_dialog import put_on_shelf, used_words

        place = self._place
        try:
            file = bring(place.store, "tariff", path)
        except CodingError as error:
            place.refuse(str(error))
            return
        dialog: TariffDialog | ScoresDialog
        try:
            packets = self._packets(file.path)
            if packets is not None:
                dialog = ScoresDialog(packets, file.path, path.name, place.parent, options)
            else:
                dialog = TariffDialog(file.path, place.parent, options)
        except CodingError as error:
            file.discard()
            place.refuse(str(error))
            return

        from coding.payment.tariff_table import day
        from coding.work.shelf_days import days_of_scheme

        def use(answers: TariffOptions) -> None:
            stated = ShelfDays(day(answers.valid_from), day(answers.valid_to))
            settings = {"tariff_options": answers.as_text()}
            held = days_of_scheme(place.store) if packets is not None else ShelfDays()
            if held.is_always:
                put_on_shelf(place, file, settings=settings, stated=stated)
            else:  # scores of a scheme that is used from some day on
                wanted = PartsWanted({"tariff": file}, settings, {"tariff": held})
                place.loading.use(wanted, used_words("tariff", file.original, held))

        dialog.agreed.connect(use)
        dialog.rejected.connect(lambda: file.discard())
        _open(dialog)

    def _packets(self, table: Path) -> DipScheme | None:
        """The DIP scheme that a table of scores is for: that in force, or one of other days where the table has scores;
        None where it is a table of weights.
        """
        from coding.dip.dip_scheme import DipScheme
        from coding.dip.local_scores import has_scores

        knowledge = self._place.session.knowledge
        if knowledge is None:
            return None
        schemes = [held.scheme for held in (knowledge, *reversed(knowledge.spans))]
        packets = [scheme for scheme in schemes if isinstance(scheme, DipScheme)]
        if not packets or (len(packets) < len(schemes) and not has_scores(table)):
            return None
        return packets[0]

    def import_policy(self, path: Path) -> None:
        """Show what a policy says before it is used."""
        from ui.grouping.policy_dialog import PolicyDialog
        from ui.shelves.days_dialog import put_on_shelf

        place = self._place
        try:
            file = bring(place.store, "policy", path)
        except CodingError as error:
            place.refuse(str(error))
            return
        try:
            dialog = PolicyDialog(file.path, path.name, place.parent)
        except CodingError as error:
            file.discard()
            place.refuse(str(error))
            return
        dialog.accepted.connect(lambda: put_on_shelf(place, file))
        dialog.rejected.connect(lambda: file.discard())
        _open(dialog)

    def _answer_anew(self, path: Path, options: TariffOptions) -> None:
        """Ask again about the tariff in force: the same copy, other answers."""
        from ui.grouping.scores_dialog import ScoresDialog
        from ui.grouping.tariff_dialog import TariffDialog

        place = self._place
        dialog: TariffDialog | ScoresDialog
        try:
            packets = self._packets(path)
            if packets is not None:
                dialog = ScoresDialog(packets, path, path.name, place.parent, options)
            else:
                dialog = TariffDialog(path, place.parent, options)
        except CodingError as error:
            place.refuse(str(error))
            return

        def use(answers: TariffOptions) -> None:
            wanted = answered_anew(place.store, path, answers.as_text())
            place.loading.use(wanted, f"权重与费率表“{path.name}”的选项已更改。按它检查的病案正在重新检查。")

        dialog.agreed.connect(use)
        _open(dialog)

    def _open_versions(self) -> None:
        """Versions of the page in work side by side."""
        session = self._place.session
        self._place.write_down()
        if session.page is None or session.knowledge is None:
            self._place.refuse("还没有可以比较的病案：请先打开一份，并等知识库装入。")
            return
        self._open_in_drawer(_VERSIONS_PAGE, self._versions)

    def _versions(self, parent: QWidget) -> VersionsDialog:
        from ui.grouping.versions_window import VersionsDialog

        return VersionsDialog(self._place.session, self._kept, parent)

    def _open_in_drawer(self, key: str, make: Callable[[QWidget], QDialog]) -> None:
        """Beside the page; one that was closed begins anew."""
        page = host_of(self._place, key)
        if page.desk is not None and page.desk.isHidden():
            page.let_go()
        page.hold(make)
        page.take_focus()

    def _open_month(self) -> None:
        """In the drawer, beside the page: Enter on a page opens it there."""
        self._place.write_down()
        self._open_in_drawer(_COMPARE_PAGE, self._month)

    def _month(self, _parent: QWidget) -> MonthDialog:
        from ui.grouping.month import MonthDialog

        dialog = MonthDialog(self._place)
        dialog.listed_changed.connect(self.listed_changed)
        dialog.page_wanted.connect(self.page_wanted)
        return dialog

    def _open_region(self) -> None:
        from ui.grouping.region_dialog import RegionDialog

        dialog = RegionDialog(self._place)
        dialog.made.connect(self.import_scheme)
        _open(dialog)

    def _open_weights(self) -> None:
        from ui.grouping.weights_window import WeightsDialog

        self._place.write_down()
        _open(WeightsDialog(self._place))

    def _open_payment(self) -> None:
        from ui.grouping.payment_window import PaymentDialog

        self._place.write_down()
        dialog = PaymentDialog(self._place)
        dialog.page_wanted.connect(self.page_wanted)
        _open(dialog)

    def _open_paid(self) -> None:
        from ui.grouping.paid_window import PaidDialog

        self._place.write_down()
        dialog = PaidDialog(self._place)
        dialog.page_wanted.connect(self.page_wanted)
        _open(dialog)

    def _save_example(self) -> None:
        """The example as a file of the hospital's own, to be filled in."""
        name = str(Path(self._place.last_folder or ".") / "支付政策.csv")
        chosen, _ = QFileDialog.getSaveFileName(self._place.parent, "另存演示政策", name, "CSV 文件 (*.csv)")
        if not chosen:
            return
        try:
            from coding.work.policy_example import write_example

            write_example(Path(chosen))
        except CodingError as error:
            self._place.refuse(str(error))
            return
        self._place.say(
            f"演示政策已写到“{chosen}”：把数字、条件和依据改成本地区的，再用“文件 › 导入知识 › 支付政策”导入。"
        )

    def _open_options(self) -> None:
        from ui.grouping.options import GroupingOptions

        _open(GroupingOptions(self._place))

    def _ask_again(self) -> None:
        knowledge = self._place.session.held_knowledge  # of the page in work: another tariff may hold on other days
        if knowledge is not None and knowledge.source.tariff is None and knowledge.scheme.words.method == "DIP":
            self._ask_level(knowledge)
            return
        if knowledge is None or knowledge.source.tariff is None:
            self._place.refuse("现在用的是内置演示费率，没有可选的项目：请先导入本地区的权重与费率表。")
            return
        options = TariffOptions.from_text(knowledge.source.tariff_options or "")
        self._answer_anew(Path(knowledge.source.tariff), options)

    def _ask_level(self, knowledge: Knowledge) -> None:
        """The level of the hospital, of a DIP pack that has its own scores."""
        from coding.dip.dip_scheme import DipScheme
        from ui.grouping.scores_dialog import ScoresDialog

        place, scheme = self._place, knowledge.scheme
        assert isinstance(scheme, DipScheme)
        options = TariffOptions.from_text(knowledge.source.tariff_options or "")
        dialog = ScoresDialog(scheme, None, scheme.title, place.parent, options)

        def use(answers: TariffOptions) -> None:
            wanted = PartsWanted(settings={"tariff_options": answers.as_text()})
            place.loading.use(wanted, "医院级别已更改。全部病案正在重新检查。")

        dialog.agreed.connect(use)
        _open(dialog)

    def export_pack(self, path: Path) -> None:
        """Write the scheme in force as one file to be passed on."""
        from coding.work.scheme_pack import write_scheme_pack

        knowledge, place = self._place.session.held_knowledge, self._place
        if knowledge is None:
            place.refuse("知识库还在装入：请稍候再导出。")
            return
        scheme, amendments = knowledge.source.scheme, knowledge.source.amendments
        place.runner.run(
            f"导出 {path.name}",
            lambda _task: write_scheme_pack(path, scheme, amendments),
            on_result=lambda _: place.say(f"分组方案“{knowledge.scheme.title}”已写到 {path}。"),
            on_error=lambda error: place.refuse(in_words(error)),
            foreground=True,
        )

    def _choose_pack(self) -> None:
        name = str(Path(self._place.last_folder or ".") / f"分组方案{SCHEME_PACK}")
        chosen, _ = QFileDialog.getSaveFileName(self._place.parent, "导出分组方案包", name, _PACK)
        if chosen:
            path = Path(chosen)
            self.export_pack(path if path.suffix else path.with_suffix(SCHEME_PACK))

    def _choose_tariff(self) -> None:
        chosen = self._ask_for_file("导入权重与费率表", _TARIFFS)
        if chosen:
            self.import_tariff(Path(chosen))

    def _choose_policy(self) -> None:
        chosen = self._ask_for_file("导入支付政策", _TARIFFS.replace("权重表", "支付政策"))
        if chosen:
            self.import_policy(Path(chosen))

    def _choose_scheme_folder(self) -> None:
        title = "导入分组方案：选择方案所在的文件夹"
        chosen = QFileDialog.getExistingDirectory(self._place.parent, title, self._place.last_folder)
        if chosen:
            self.import_scheme(Path(chosen))

    def _choose_scheme_file(self) -> None:
        chosen = self._ask_for_file("导入分组方案", _SCHEMES)
        if chosen:
            self.import_scheme(Path(chosen))

    def _ask_for_file(self, title: str, kinds: str) -> str:
        chosen, _ = QFileDialog.getOpenFileName(self._place.parent, title, self._place.last_folder, kinds)
        return chosen


def _open(dialog: QDialog) -> None:
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.open()
