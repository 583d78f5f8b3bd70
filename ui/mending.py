"""Accepting what a finding offers, wherever the focus is: what is half typed is kept first."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from ui.form.form_view import PageForm
    from ui.panels.findings import FindingsPanel
    from ui.workplace import Workplace


class Mending:
    """Alt+Enter of the window: the first change of the chosen finding."""

    def __init__(self, workplace: Workplace, form: PageForm, findings: Callable[[], FindingsPanel]) -> None:
        self._place = workplace
        self._form = form
        self._findings = findings

    def handlers(self) -> dict[str, Callable[[], object]]:
        """Action id → what it does."""
        return {"accept_mend": self.accept}

    def accept(self) -> None:
        """Accept the first change of the chosen finding; what is typed is written down before, or the key refuses.

        Words that await a code would be lost with the cell. And what was typed may have mended the finding, or made
        another one of it: then nothing is accepted that she has not seen.
        """
        if words := self._form.unanswered():
            self._place.say(f"编码栏中的“{words}”还没有选定编码：按 Enter 选定或按 Esc 放弃，再采纳。")
            return
        findings = self._findings()
        chosen = findings.current
        self._form.settle()
        now = findings.current
        if chosen is not None and (now is None or now.identity != chosen.identity):
            self._place.say("刚输入的内容已保存，所选问题已不同：请看过后再采纳。")
            return
        findings.accept_first()
