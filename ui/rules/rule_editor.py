"""The form in which a rule is altered or written: rows without code, the same as text under 高级, tried as it is typed.

The boxes of the columns are what is kept; the rows read them and write into them, so that either may be altered.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSignalBlocker, QSize, Qt, QTimer, Signal
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QSplitter, QVBoxLayout, QWidget

from coding.base.errors import CodingError, KnowledgeError
from coding.review.people import Command
from coding.rules.local import MEANT, Row, compile_row, is_embedded
from coding.rules.rule_book import COLUMNS
from coding.rules.rule_language import complaint_in_words, spoken, written
from coding.rules.rule_rows import fields_text, params_text, rows_of
from coding.work.dry_run import EXAMPLES, example_verdicts
from coding.work.page_examples import example_of
from ui.allowed import who_may
from ui.rules.basis_line import basis_complaint
from ui.rules.code_choices import code_choices, code_names
from ui.rules.condition_form import ConditionForm
from ui.rules.live_view import LiveView
from ui.rules.rule_inputs import put, rule_input, set_read_only, text_of
from ui.rules.rule_sections import NARROWEST, RuleSections
from ui.rules.rules_desk import RuleDesk, same_row
from ui.theme.fonts import scaled

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent

    from coding.rules.asked import Answer
    from coding.rules.rule import CompiledRule
    from coding.rules.rule_rows import RuleRows
    from coding.work.dry_run import ExampleVerdict
    from ui.rules.choice_line import Choice
    from ui.tasks import TaskRunner

#: Milliseconds after the last key before what was typed is compiled.
_DELAY = 250
#: Where the dry run stands beside the rows, and where it stands under them.
_SMALLEST_BESIDE, _SMALLEST = QSize(420, 180), QSize(420, 340)


class RuleForm(QWidget):
    """``saved`` carries the id of the rule that was kept; ``try_wanted`` asks for a dry run of what is typed.

    The boxes speak Chinese; what the files have may be typed as well. ``row`` is always as the files have it.
    ``page_wanted`` asks for a page on which the rule would fire.
    """

    saved = Signal(str)
    try_wanted = Signal()
    guide_wanted = Signal()
    failed = Signal(str)
    page_wanted = Signal(int)

    def __init__(self, desk: RuleDesk, runner: TaskRunner) -> None:
        super().__init__()
        self._desk = desk
        self._start: Row | None = None
        self._read = ("", "", "")  # kind, parameters and fields that the rows were made of
        self._unfinished = ""
        self._verdicts: dict[str, ExampleVerdict] = {}
        self.is_new = False
        self.compiled: CompiledRule | None = None
        self._timer = QTimer(self, singleShot=True, interval=_DELAY)
        self._timer.timeout.connect(self.judge)
        self.inputs = {column: rule_input(column, self._timer.start) for column in COLUMNS}
        self.conditions = ConditionForm(self._find_codes)
        self.live = LiveView(desk, runner)
        self.sections = RuleSections(self.inputs, self.conditions)
        self.note = self.sections.note
        self.verdict = self.sections.verdict
        self.save_button = self.sections.save_button
        self.try_button = self.sections.try_button
        self.undo_button = self.sections.undo_button
        self.guide_button = self.sections.guide_button
        self.split = QSplitter(Qt.Orientation.Vertical)
        self.split.setChildrenCollapsible(False)
        self.split.addWidget(self.sections)
        self.split.addWidget(self.live)
        self.split.setStretchFactor(0, 3)
        self.split.setStretchFactor(1, 2)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(self.split)
        self._connect()

    def _connect(self) -> None:
        self.save_button.clicked.connect(self.save)
        self.try_button.clicked.connect(self.try_wanted)
        self.undo_button.clicked.connect(self.give_up)
        self.guide_button.clicked.connect(self.guide_wanted)
        self.conditions.altered.connect(self._on_rows)
        self.conditions.codes_told.connect(lambda codes: self.sections.tell_codes(self._names(codes)))
        self.sections.place_chosen.connect(self._on_place)
        self.live.opened.connect(self.page_wanted)
        self.live.made_example.connect(self.make_example)

    # -- what is shown

    def show_row(self, row: Row, *, new: bool = False, draft: Row | None = None) -> None:
        """Fill the form with a rule. ``new``: a rule that is to be added. ``draft``: what was typed and not kept."""
        self._start = dict(row)
        self.is_new = new
        for column, widget in self.inputs.items():
            with QSignalBlocker(widget):
                put(widget, spoken(column, (draft or row).get(column, "") or MEANT.get(column, "")))
        own = new or not is_embedded(row["id"])
        for column, widget in self.inputs.items():
            set_read_only(widget, not self.may_edit)
            if column in ("kind", "dimension", "fields") and not own:
                widget.setEnabled(False)
            elif self.may_edit or isinstance(widget, QPlainTextEdit | QLineEdit):
                widget.setEnabled(True)
        id_box = self.inputs["id"]
        assert isinstance(id_box, QLineEdit)
        id_box.setReadOnly(not new or not self.may_edit)
        self.note.clear()
        self.note.setReadOnly(not self.may_edit)
        self.sections.set_read_only(not self.may_edit, who_may(Command.EDIT_RULES))
        self._show_rows()
        self.judge()

    @property
    def may_edit(self) -> bool:
        """Whether whoever has signed in may alter rules."""
        return self._desk.session.store.me.may(Command.EDIT_RULES)

    @property
    def row(self) -> Row:
        """The rule as it stands in the form."""
        return {column: written(column, text_of(widget).strip()) for column, widget in self.inputs.items()}

    @property
    def is_altered(self) -> bool:
        """Whether something was typed that is not kept."""
        if self._start is None:
            return False
        start = {c: v.strip() for c, v in self._start.items()}
        now = self.row
        return not same_row(
            {**now, "moment": now["moment"] or "typing", "role": now["role"] or "coder"},
            {**start, "moment": start["moment"] or "typing", "role": start["role"] or "coder"},
        )

    def _show_rows(self) -> None:
        """Read the columns as rows; where rows cannot say them, open the text and say why."""
        row = self.row
        self._read = (row["kind"], row["params"], row["fields"])
        self._unfinished = ""
        rows = rows_of(row)
        if isinstance(rows, str):
            self.sections.show_text_only(f"{rows}，行里写不下：请看下面的高级写法，内容原样未动。")
            return
        self.conditions.show_rows(rows, read_only=not self.may_edit)
        self.sections.show_as_rows(rows, row)

    # -- what the person does

    def judge(self) -> None:
        """Compile what is typed and try it on its examples; say what is wrong."""
        self._timer.stop()
        row = self.row
        if (row["kind"], row["params"], row["fields"]) != self._read:
            self._show_rows()
        self.compiled = None
        self._verdicts = {}
        role, told = "clean", "可以使用；两个示例都判断正确。"
        try:
            self.compiled = self._compiled(row)
        except KnowledgeError as error:
            role, told = "error", complaint_in_words(str(error))
        can_be_on = True
        if self.compiled is not None:
            role, told, can_be_on = self._judge_examples(self.compiled, row)
        self.sections.tell(told, role)
        self.sections.mark_examples(self._verdicts, row)
        self.sections.show_meaning(row)
        altered = self.is_altered
        may_be_kept = self.compiled is not None and can_be_on and self.may_edit
        self.save_button.setEnabled(may_be_kept and (altered or self.is_new))
        self.undo_button.setEnabled(altered)
        self.try_button.setEnabled(self.compiled is not None)
        self.live.try_soon(self.compiled)

    def _judge_examples(self, compiled: CompiledRule, row: Row) -> tuple[str, str, bool]:
        """Role and words of the verdict, and whether the rule may be switched on as it stands."""
        knowledge = self._desk.session.knowledge
        if knowledge is None:
            return "warning", "知识库还在装入，示例还没有核对。", True
        self._verdicts = example_verdicts(compiled, knowledge)
        troubles = [f"{EXAMPLES[c][0]}：{v.trouble}" for c, v in self._verdicts.items() if v.trouble]
        is_failing = any(verdict.is_failing for verdict in self._verdicts.values())
        if is_failing and row["on"] == "1" and self._is_written_here(row):
            return "error", "示例不符的规则不能启用：改好示例或条件，或先停用再保存。" + "；".join(troubles), False
        if troubles:
            return "warning", "可以保存，但示例不符：" + "；".join(troubles), True
        if not (row["fails"] and row["passes"]):
            return "warning", "可以保存；建议补上不合格示例和合格示例，并先试运行。", True
        if self._is_written_here(row) and (complaint := basis_complaint(row["basis"])):
            return "warning", f"可以保存；{complaint}。", True
        return "clean", "可以使用；两个示例都判断正确。", True

    def _is_written_here(self, row: Row) -> bool:
        return self.is_new or not is_embedded(row["id"])

    def _on_rows(self) -> None:
        """The rows say something else: it stands in the text at once."""
        rows = self.conditions.rows
        try:
            shown = _spoken_params(rows)
            fields = self._fields_of(rows)
        except (KnowledgeError, SyntaxError) as error:
            self._unfinished = f"条件还没有写完：{error}"
            self._timer.start()
            return
        self._unfinished = ""
        self._put_quietly("params", shown)
        if fields is not None:
            self._put_quietly("fields", spoken("fields", fields))
        row = self.row
        self._read = (row["kind"], row["params"], row["fields"])
        self.sections.show_as_rows(rows, row)
        self._timer.start()

    def _fields_of(self, rows: RuleRows) -> str | None:
        row = self.row
        if not self._is_written_here(row):
            return None
        place = row["fields"].split()[0] if rows.kind == "required" and row["fields"] else ""
        return fields_text(rows, place, row["fields"] if rows.kind == "required" else "")

    def _on_place(self, name: str, key: str) -> None:
        """Where the finding is told: an item of the row (``at``), or the first field."""
        if name == "at":
            self.conditions.set_param("at", key)
            return
        others = [item for item in self.row["fields"].split() if item.rstrip("?") != key]
        self._put_quietly("fields", spoken("fields", " ".join((key, *others))))
        row = self.row
        self._read = (row["kind"], row["params"], row["fields"])
        self._timer.start()

    def _put_quietly(self, column: str, text: str) -> None:
        widget = self.inputs[column]
        if text_of(widget) != text:
            with QSignalBlocker(widget):
                put(widget, text)

    def make_example(self, column: str, page_id: int) -> None:
        """A page on which the rule fires becomes its example, of what the rule reads alone and without identities."""
        if self.compiled is None or not self.may_edit:
            return
        session = self._desk.session
        try:
            page = session.store.page(page_id)
        except CodingError as error:
            self.failed.emit(str(error))
            return
        text = example_of(page, self.compiled, session.clock())
        put(self.inputs[column], spoken(column, text))
        self.judge()
        self.sections.show_input(column)

    def focus_input(self, column: str) -> None:
        """Put the focus on the input of a column."""
        self.sections.show_input(column)
        self.inputs[column].setFocus(Qt.FocusReason.ShortcutFocusReason)

    def add_field(self, key: str) -> None:
        """Put the key of a field where it is read; where that is fixed, into the parameters at the cursor."""
        fields, params = self.inputs["fields"], self.inputs["params"]
        assert isinstance(fields, QLineEdit)
        assert isinstance(params, QPlainTextEdit)
        if not fields.isEnabled():
            params.insertPlainText(spoken("fields", key))
        elif key not in self.row["fields"].split():
            fields.setText(f"{fields.text()} {spoken('fields', key)}".strip())

    def give_up(self) -> None:
        """Put back what was there before."""
        if self._start is not None:
            self.show_row(self._start, new=self.is_new)

    def save(self) -> None:
        """Keep what is typed, if it can be used."""
        self.judge()
        if self.compiled is None or not self.save_button.isEnabled():
            return
        row = self.row
        try:
            self._desk.save(row, self.note.text().strip())
        except CodingError as error:
            self.failed.emit(str(error))
            return
        self._start = row
        self.is_new = False
        self.saved.emit(row["id"])

    def _compiled(self, row: Row) -> CompiledRule:
        if self._unfinished:
            raise KnowledgeError(self._unfinished)
        source = f"规则 {row['id'] or '（未编号）'}"
        if self.is_new and self._desk.row(row["id"]) is not None:
            raise KnowledgeError(f"{source}：这个编号已有规则，请换一个编号。")
        return compile_row(row, source)

    # -- codes

    def _find_codes(self, answer: Answer, typed: str) -> list[Choice]:
        session = self._desk.session
        return code_choices(session.knowledge if session.is_search_ready else None, answer, typed)

    def _names(self, codes: str) -> str:
        return code_names(self._desk.session.knowledge, codes) if codes else ""

    def minimumSizeHint(self) -> QSize:
        """Narrow: the dry run goes below the rows where both have no room beside each other."""
        return _SMALLEST_BESIDE if self.split.orientation() is Qt.Orientation.Horizontal else _SMALLEST

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        both = round(scaled(NARROWEST)) + self.live.minimumSizeHint().width()
        beside = Qt.Orientation.Horizontal if self.width() >= both else Qt.Orientation.Vertical
        if self.split.orientation() is not beside:
            self.split.setOrientation(beside)
            self.updateGeometry()
            whole = self.width() if beside is Qt.Orientation.Horizontal else self.height()
            self.split.setSizes([whole * 3 // 5, whole * 2 // 5])

    def focusNextPrevChild(self, forward: bool) -> bool:
        moved = super().focusNextPrevChild(forward)
        self.sections.keep_in_sight(self.focusWidget())
        return moved


def _spoken_params(rows: RuleRows) -> str:
    """The parameters in Chinese. Raises KnowledgeError where they could not be read back word for word."""
    text = params_text(rows)
    shown = spoken("params", text)
    if written("params", shown) != text:
        raise KnowledgeError("文字里不能有用「」括起的栏目名")
    return shown
