"""What is known of a page, in the panel beside the form: findings, suggestions with previews, the way to the group."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester

from coding.examine.preview import Shift
from coding.knowledge.knowledge import load_knowledge
from coding.page.edits import set_field
from coding.page.finding import Dimension, Finding, NotJudged, Place, Severity
from coding.page.front_page import FrontPage
from coding.page.reading import Reading
from coding.page.rows import Diagnosis, Procedure
from coding.payment.price import Price
from db.sqlite.sqlite_store import SqliteStore
from tests.ui.at_work import workplace_of
from tests.ui.input_method import type_words
from ui.panels.finding_list import FindingModel, sorted_findings
from ui.panels.knowledge_panel import KnowledgePanel
from ui.panels.reason import ReasonDialog, accept_change
from ui.panels.shift_text import needs_reason, shift_html, short_shift
from ui.panels.suggestion_list import Head, SuggestionModel
from ui.session import Session
from ui.wording.finding_words import balance

PAGE = FrontPage(
    {"case_no": "000001", "sex": "2", "age_years": "54", "admission_times": "1", "los_days": "5", "rh_blood": "9"},
    (Diagnosis("K35.800", "急性阑尾炎", "1"), Diagnosis("", "高血压", "1"), Diagnosis("J18.900", "肺炎", "1")),
    (Procedure("47.0100", "腹腔镜阑尾切除术", "2024-03-02", "3"),),
)


def finding(rule, severity, field, index=None, message="问题", **more):
    return Finding(rule, Dimension.ACCURACY, severity, Place(field, index), message, "请核对", "某条", **more)


@pytest.fixture
def session(tmp_path):
    store = SqliteStore(tmp_path / "panels.sqlite")
    result = store.import_reading(Reading("试.csv", "n041", "utf-8", (), (PAGE,)))
    session = Session(store, load_knowledge())
    session.open(result.added[0])
    yield session
    store.close()


@pytest.fixture
def panel(qtbot, session):
    panel = KnowledgePanel(workplace_of(session, qtbot))
    panel.resize(380, 700)
    qtbot.addWidget(panel)
    panel.show()
    panel.activateWindow()
    qtbot.waitExposed(panel)
    return panel


def show(session, *findings, not_judged=()):
    """Let the page in work have these findings."""
    session.judge.examination = replace(session.examination, findings=findings, not_judged=not_judged)
    session.examined.emit(session.page_id)


def suggested(qtbot, panel):
    panel.show_panel("suggestions")
    qtbot.waitUntil(lambda: panel.view("suggestions").model.first_suggestion() >= 0)
    return panel.view("suggestions")


def weighed(examination, weight, drg):
    return replace(
        examination,
        price=Price(weight, None if weight is None else weight * 10000),
        grouping=replace(examination.grouping, drg=drg),
    )


def test_the_panel_before_the_knowledge_is_loaded(qtbot, tmp_path):
    store = SqliteStore(tmp_path / "early.sqlite")
    result = store.import_reading(Reading("试.csv", "n041", "utf-8", (), (PAGE,)))
    session = Session(store)
    session.open(result.added[0])
    panel = KnowledgePanel(workplace_of(session, qtbot))
    qtbot.addWidget(panel)
    panel.show()
    does = panel.handlers()
    for look in (does["suggestions"], does["findings"], does["next_finding"], does["basis"]):
        look()
    assert panel.section("findings").head.sentence.text() == "知识库载入后自动检查。"
    session.use_knowledge(load_knowledge())
    assert panel.section("findings").head.sentence.text() != "知识库载入后自动检查。"
    store.close()


# -- findings


def test_findings_stand_gravest_first(qtmodeltester, session):
    given = (
        finding("A", Severity.INFO, "employer"),
        finding("B", Severity.WARNING, "rh_blood"),
        finding("C", Severity.ERROR, "sex"),
        finding("D", Severity.WARNING, "age_years"),
    )
    assert [f.rule for f in sorted_findings(given)] == ["C", "B", "D", "A"]
    model = FindingModel()
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    model.show(given)
    qtmodeltester.check(model)
    model.show(())
    assert tester.model() is model


def test_enter_on_a_finding_asks_for_its_place(qtbot, panel, session):
    show(session, finding("A", Severity.ERROR, "other_dx_code", 1), finding("B", Severity.WARNING, "rh_blood"))
    panel.show_panel("findings")
    with qtbot.waitSignal(panel.place_activated) as asked:
        qtbot.keyClick(panel.view("findings").list, Qt.Key.Key_Return)
    assert asked.args == [Place("other_dx_code", 1)]


def test_next_finding_walks_through_all_and_stops_at_either_end(panel, session):
    show(session, finding("A", Severity.ERROR, "sex"), finding("B", Severity.WARNING, "rh_blood"))
    asked, said = [], []
    panel.place_activated.connect(lambda place: asked.append(place.field))
    session.failed.connect(said.append)
    does = panel.handlers()
    for step in ("next_finding", "next_finding", "next_finding", "previous_finding", "previous_finding"):
        does[step]()
    assert asked == ["sex", "rh_blood", "sex"]
    assert [sentence[:7] for sentence in said] == ["已是最后一条问", "已是第一条问题"]


def test_change_of_a_finding_is_previewed_and_accepted_by_key(qtbot, panel, session):
    change = set_field(session.page, "rh_blood", "2")
    show(session, finding("FP-X", Severity.WARNING, "rh_blood", changes=(change,)))
    panel.show_panel("findings")
    assert session.page.text("rh_blood") == "9"
    qtbot.keyClick(panel.view("findings").list, Qt.Key.Key_Return, Qt.KeyboardModifier.AltModifier)
    assert session.store.page(session.page_id).text("rh_blood") == "2"
    kept = session.store.history(session.page_id)[-1].change
    assert (kept.source, kept.rule) == ("finding", "FP-X")
    assert kept.reason
    session.undo()
    assert session.page.text("rh_blood") == "9"


def test_what_could_not_be_judged_is_told_as_such(panel, session):
    unjudged = (NotJudged("R1", "没有费用明细"), NotJudged("R2", "没有费用明细"))
    show(session, not_judged=unjudged)
    assert panel.view("findings").unjudged.text() == "未判定 2"
    assert panel.view("findings").unjudged.accessibleName() == "2 条规则未判定（不等于通过）"
    assert panel.section("findings").head.sentence.text() == "已判定的规则没有发现问题。"
    panel.view("findings").unjudged.setChecked(True)
    assert not panel.view("findings").reasons.isHidden()
    assert panel.view("findings").reasons.item(0).text() == "没有费用明细：R1、R2"


def test_a_rule_that_the_program_failed_on_is_told_above_the_list_and_is_no_rule_that_waits_for_input(panel, session):
    failed = NotJudged("R1", "程序自身出错：规则 R1 未能执行，请把日志交给维护人员。", "TypeError\n…")
    show(session, finding("A", Severity.ERROR, "sex"), not_judged=(failed, NotJudged("R2", "没有费用明细")))
    assert panel.view("findings").defects.text() == failed.reason
    assert not panel.view("findings").defects.isHidden()
    assert panel.view("findings").unjudged.text() == "未判定 1"
    show(session, finding("A", Severity.ERROR, "sex"))
    assert panel.view("findings").defects.isHidden()


def test_chosen_finding_stays_chosen_when_others_go(panel, session):
    first, second = finding("A", Severity.ERROR, "sex"), finding("B", Severity.WARNING, "rh_blood")
    show(session, first, second)
    panel.view("findings").list.setCurrentIndex(panel.view("findings").model.index(1))
    show(session, second)
    assert panel.view("findings").current.rule == "B"


# -- suggestions


def test_row_without_code_gets_suggestions_each_with_its_preview(qtbot, panel, session):
    shown = suggested(qtbot, panel)
    row = shown.model.row_of("diagnosis", 1)
    assert row > 0
    head = shown.model.lines[row - 1]
    assert isinstance(head, Head)
    assert (head.title, head.cause) == ("其他诊断1", "编码缺失")
    rows = [i for i in range(shown.model.rowCount()) if shown.model.suggestion(i)]
    qtbot.waitUntil(lambda: all(i in shown.model.shifts for i in rows))
    assert session.page == PAGE


def test_row_that_needs_nothing_gets_no_suggestion(qtbot, panel, session):
    shown = suggested(qtbot, panel)
    assert shown.model.row_of("diagnosis", 0) == -1
    panel.set_place(Place("principal_dx_code", 0))
    qtbot.wait(350)
    assert shown.model.row_of("diagnosis", 0) == -1


def test_enter_accepts_the_chosen_suggestion_and_undo_takes_it_back(qtbot, panel, session):
    shown = suggested(qtbot, panel)
    panel.set_place(Place("other_dx_code", 1))
    chosen = shown.current
    assert (chosen.group, chosen.index) == ("diagnosis", 1)
    qtbot.keyClick(shown.list, Qt.Key.Key_Return)
    assert session.store.page(session.page_id).diagnoses[1].code == chosen.match.code
    kept = session.store.history(session.page_id)[-1].change
    assert kept.source == "suggestion"
    assert "编码缺失" in kept.reason
    session.undo()
    assert session.store.page(session.page_id).diagnoses[1] == PAGE.diagnoses[1]


def test_words_in_the_search_box_find_codes_for_the_row_in_hand(qtbot, panel, session):
    shown = suggested(qtbot, panel)
    panel.set_place(Place("other_dx_name", 2))
    shown.search.setFocus()
    type_words(shown.search, "支气管肺炎")
    qtbot.waitUntil(lambda: shown.model.lines and shown.model.lines[0].cause == "检索")
    assert shown.model.lines[0].title == "其他诊断2"
    qtbot.keyClick(shown.search, Qt.Key.Key_Return)
    assert shown.list.hasFocus()
    assert session.page == PAGE
    found = shown.current.match
    assert "肺炎" in found.name
    qtbot.keyClick(shown.list, Qt.Key.Key_Return)
    if shown.findChildren(ReasonDialog):
        dialog = shown.findChildren(ReasonDialog)[0]
        dialog.kinds[0].setChecked(True)
        dialog.accept()
    assert session.page.diagnoses[2].code == found.code
    assert shown.search.text() == ""


def test_another_page_does_not_show_the_suggestions_of_the_last(qtbot, panel, session):
    shown = suggested(qtbot, panel)
    result = session.store.import_reading(Reading("二.csv", "n041", "utf-8", (), (FrontPage({"case_no": "2"}),)))
    session.open(result.added[0])
    assert shown.model.rowCount() == 0


def test_suggestion_model_keeps_the_contract_of_qt(qtmodeltester, qtbot, panel):
    lines = suggested(qtbot, panel).model.lines
    model = SuggestionModel()
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    model.show(lines)
    qtmodeltester.check(model)
    model.show(())
    assert tester.model() is model


# -- before → after, and the reason


@pytest.mark.parametrize(
    ("before", "after", "asked"),
    [
        *((1.0, 1.21, True), (1.0, 0.79, True), (1.0, 1.19, False), (1.0, 0.81, False)),
        *((None, 1.0, False), (1.0, 1.0, False)),
    ],
)
def test_a_weight_that_moves_much_up_or_down_wants_its_evidence(session, before, after, asked):
    change = set_field(session.page, "rh_blood", "2")
    old, new = weighed(session.examination, before, "AA11"), weighed(session.examination, after, "AA15")
    assert needs_reason(Shift(change, old, new, (), (), ())) is asked


def test_reason_is_asked_for_and_kept_with_the_change(qtbot, panel, session):
    change = set_field(session.page, "rh_blood", "2")
    old, new = weighed(session.examination, 1.0, "AA11"), weighed(session.examination, 0.7, "AA15")
    dialog = accept_change(session, Shift(change, old, new, (), (), ("权重降低 30%",)), "编码缺失", panel)
    assert isinstance(dialog, ReasonDialog)
    assert session.page.text("rh_blood") == "9"
    assert not dialog.accept_button.isEnabled()
    dialog.kinds[0].setChecked(True)
    dialog.words.setFocus()
    type_words(dialog.words, "3月2日手术记录")
    assert dialog.accept_button.isEnabled()
    dialog.accept()
    assert session.page.text("rh_blood") == "2"
    kept = session.store.history(session.page_id)[-1].change
    assert kept.reason == "编码缺失；手术记录；3月2日手术记录"


def test_cancelled_reason_leaves_the_page_as_it_is(panel, session):
    change = set_field(session.page, "rh_blood", "2")
    old, new = weighed(session.examination, 1.0, "AA11"), weighed(session.examination, 1.7, "AA15")
    dialog = accept_change(session, Shift(change, old, new, (), (), ()), "", panel)
    dialog.reject()
    assert session.page == PAGE


def test_shift_is_told_with_weight_findings_and_cautions(session):
    gone = finding("A", Severity.ERROR, "sex", message="甲<乙")
    old, new = weighed(session.examination, 0.80, "FR15"), weighed(session.examination, 1.61, "FR11")
    shift = Shift(set_field(session.page, "rh_blood", "2"), old, new, (gone,), (), ("请核对依据",))
    html = shift_html(shift)
    assert "0.8" in html
    assert "1.61（升 101%）" in html
    assert "强制　甲&lt;乙" in html
    assert "新增问题：无" in html
    assert "请核对依据" in html
    assert short_shift(shift) == "FR15 → FR11　RW 0.8 → 1.61　问题 −1 +0"


def test_a_group_is_never_called_a_proof(panel):
    from ui.wording.finding_words import NO_PROOF

    assert "不等于编码正确" in NO_PROOF


def test_sections_count_what_they_hold(qtbot, panel, session):
    show(session, finding("A", Severity.ERROR, "sex"))
    assert panel.section("findings").head.button.text() == "问题 1"
    suggested(qtbot, panel)
    assert panel.section("suggestions").head.button.text() == "建议 1"


@pytest.mark.parametrize(
    ("yuan", "told"), [(11818.6, "+11,819"), (-1250.6, "-1,251"), (-0.3, "0"), (0.0, "0"), (0.4, "0"), (None, "—")]
)
def test_a_balance_of_less_than_a_yuan_has_no_sign(yuan, told):
    assert balance(Price(1.0, 1.0, balance=yuan)) == told
