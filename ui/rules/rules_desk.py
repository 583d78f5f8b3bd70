"""The rules of the store's hospital: what is said of them, by whom, how often they fire, and the waivers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from coding.base.errors import KnowledgeError
from coding.page.moment import Moment
from coding.review.people import Command
from coding.work.hospital_knowledge import own_rules
from ui.allowed import require

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from coding.page.waiver import Waiver
    from coding.rules.local import LocalRule, LocalRules, Row
    from coding.rules.local_file import RuleFile
    from coding.store.store import KeptWaiver, RuleEdit
    from coding.work.rule_lines import RuleLine
    from ui.knowledge_loading import KnowledgeLoading
    from ui.session import Session


class RuleDesk(QObject):
    """Every edit goes to the store with who and when, then the window judges with the new rules.

    Methods that write raise CodingError when the store cannot be written.
    """

    changed = Signal()

    def __init__(self, session: Session, loading: KnowledgeLoading) -> None:
        super().__init__()
        self.session = session
        self._loading = loading

    # -- what is in force

    @property
    def rules(self) -> LocalRules:
        """What the hospital says of its rules now."""
        return own_rules(self.session.store)

    def lines(self) -> list[RuleLine]:
        """All rules: the embedded ones in their order, then the hospital's own."""
        from coding.work.rule_lines import rule_lines  # rules are no part of the start

        return rule_lines(self.session.store)

    def row(self, rule_id: str) -> Row | None:
        """The whole row of a rule as it is in force."""
        from coding.rules.local import row_of

        return row_of(rule_id, self.rules)

    def history(self, rule_id: str) -> list[RuleEdit]:
        """The edits of one rule, oldest first."""
        return [e for e in self.session.store.rule_edits() if e.rule == rule_id]

    # -- edits

    def save(self, row: Row, note: str = "") -> bool:
        """Keep a rule as this row has it; False when that is what is in force already."""
        from coding.rules.local import said_of

        said = said_of(row)
        if said == self.rules.get(row["id"]):
            return False
        if row["on"] == "1":
            self._require_examples(row)
        self._keep([(row["id"], _columns(said))], note)
        return True

    def _require_examples(self, row: Row) -> None:
        """A rule of the hospital's own that does not do what its examples say is not switched on."""
        from coding.rules.local import compile_row, is_embedded
        from coding.work.dry_run import example_troubles

        knowledge = self.session.knowledge
        if knowledge is None or is_embedded(row["id"]):
            return
        troubles = example_troubles(compile_row(row, f"规则 {row['id']}"), knowledge, only_failing=True)
        if troubles:
            raise KnowledgeError(f"规则 {row['id']} 的示例不符，不能启用：{'；'.join(troubles)}。请先改好示例或条件。")

    def switch(self, rule_id: str, on: bool) -> None:
        """Switch a rule on or off."""
        row = self.row(rule_id)
        assert row is not None
        self.save({**row, "on": "1" if on else "0"}, "启用" if on else "停用")

    def set_moment(self, rule_id: str, moment: Moment) -> None:
        """Have a rule judged from another moment on."""
        row = self.row(rule_id)
        assert row is not None
        if (row["moment"] or Moment.TYPING) != moment:
            self.save({**row, "moment": moment.value}, f"时机改为{moment.label}")

    def take_back(self, rule_id: str, note: str = "") -> None:
        """An embedded rule as it ships again; an own rule is removed. Both stay in the history."""
        from coding.rules.local import is_embedded

        if self.rules.get(rule_id) is not None:
            self._keep([(rule_id, None)], note or ("恢复内置" if is_embedded(rule_id) else "删除"))

    def restore(self, edit: RuleEdit) -> None:
        """A rule as it was after an earlier edit."""
        self._keep([(edit.rule, edit.columns)], f"恢复到 {edit.at:%Y-%m-%d %H:%M}")

    def take_over(self, file: RuleFile) -> None:
        """What an import brought: all or none."""
        said = [*((r.id, _columns(r)) for r in file.changed), *((rule_id, None) for rule_id in file.back)]
        self._keep(said, f"导入 {file.file}")

    def export(self, path: Path, *, everything: bool) -> int:
        """Write rules for another hospital: what this one altered and added, or all rules. The number written."""
        from coding.rules.local_file import write_rule_file  # reading files is no part of the start

        rows = [line.row for line in self.lines() if everything or line.origin != "embedded"]
        return write_rule_file(path, rows)

    # -- waivers

    def waive(self, waiver: Waiver, page_id: int | None) -> None:
        """Accept findings from now on, on one page or on all."""
        require(self.session.store, Command.WAIVE)
        self.session.store.add_waiver(waiver, page_id)
        self._waivers_changed()

    def end_waivers(self, kept: Iterable[KeptWaiver]) -> None:
        """Withdraw waivers: what they accepted is told again."""
        require(self.session.store, Command.END_WAIVER)
        for one in kept:
            self.session.store.end_waiver(one.id)
        self._waivers_changed()

    def waivers_like(self, waiver: Waiver) -> list[KeptWaiver]:
        """The kept waivers that say the same and have not been withdrawn, on the page in work or on all."""
        return [
            k
            for k in self.session.store.waivers()
            if k.waiver == waiver and k.ended_at is None and k.page_id in (None, self.session.page_id)
        ]

    def _waivers_changed(self) -> None:
        self.session.renew_contexts()
        self.changed.emit()

    def _keep(self, edits: list[tuple[str, Mapping[str, str] | None]], note: str) -> None:
        require(self.session.store, Command.EDIT_RULES)
        self.session.store.edit_rules(edits, note)
        self._loading.use_rules(self.rules)
        self.changed.emit()


def _columns(said: LocalRule | None) -> Mapping[str, str] | None:
    return None if said is None else dict(said.columns)


def same_row(one: Row, other: Row) -> bool:
    """Whether two rows say the same."""
    from coding.rules.rule_book import COLUMNS

    return all(one.get(c, "") == other.get(c, "") for c in COLUMNS)
