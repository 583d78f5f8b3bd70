"""The table of roles and commands, walked at the store: what a role may not do is refused there, and written down."""

from dataclasses import replace
from datetime import date

import pytest

from coding.indicators.page_facts import PageFacts
from coding.page.edits import go_on, set_field
from coding.page.step import PageState
from coding.page.waiver import Waiver
from coding.payment.paid_result import PaidResult
from coding.review.grading import SampleVerdict
from coding.review.month_rights import month_command
from coding.review.people import Command, Role, may
from coding.review.sampling import Drawn
from coding.store.kept_audit import AuditQuery, Deed
from coding.store.kept_people import NewPerson
from coding.store.kept_reviews import About, Said
from coding.store.store import MonthKind, Verdict
from coding.store.store_errors import NotAllowedError
from coding.suggest.term_book import TermPair
from tests.db.conftest import judged, make_page, make_reading
from tests.db.sealed import NOW, PASSWORD, Department

VERDICT = Verdict("clean", 0, 0, 0, 0, "grouped", "HC25", 1.0, 9000.0, 100.0, "s")
WAIVER = Waiver("FP-COD-001", "病历属实", "", NOW)
PAID = PaidResult("0001", "", "", None, None, "HC25", 1.0, 9000.0, 8000.0, 0.0, "", None, "结算.csv", 1)


def states_to(store, page_id, *states):
    """Bring a page to a state, whoever may."""
    now = PageState.CODING
    judged(store, page_id)
    for state in states:
        reason = "核对" if state in (PageState.RETURNED, PageState.WAITING) else ""
        until = date(2026, 12, 1) if state is PageState.WAITING else None
        store.append(page_id, go_on(now, state, reason, until))
        now = state


#: Command → what of a store needs it: the store as somebody, the store of the first person, and a page.
CALLS = {
    Command.READ_PAGES: lambda s, _, page: s.page(page),
    Command.SHOW_IDENTITIES: lambda s, _, page: s.show_identities(page, "家属来电核对"),
    Command.EDIT_PAGE: lambda s, _, page: s.append(page, set_field(s.page(page), "sex", "2")),
    Command.KEEP_VERDICTS: lambda s, _, page: s.keep_verdicts([(page, VERDICT)]),
    Command.IMPORT_PAGES: lambda s, *_: s.import_reading(make_reading(make_page("9999"), file="四月.csv")),
    Command.SUBMIT: lambda s, _, page: s.append(page, go_on(PageState.CODING, PageState.SUBMITTED)),
    Command.PUT_OFF: lambda s, _, page: s.append(
        page, go_on(PageState.CODING, PageState.WAITING, "等病理", date(2026, 12, 1))
    ),
    Command.WAIVE: lambda s, *_: s.add_waiver(WAIVER),
    Command.END_WAIVER: lambda s, first, _: s.end_waiver(first.add_waiver(WAIVER).id),
    Command.REVIEW_WAIVER: lambda s, _, page: s.say(page, About.WAIVER, "1", Said.RIGHT),
    Command.JUDGE_FINDING: lambda s, _, page: s.say(page, About.FINDING, "FP-COD-001|sex#", Said.RIGHT),
    Command.COMMENT: lambda s, _, page: s.say(page, About.FIELD, "sex", Said.COMMENT, "请核对"),
    Command.SECOND_OPINION: lambda s, _, page: s.say(page, About.PAGE, "", Said.ASK_OPINION, "主诊断？"),
    Command.ASSIGN: lambda s, _, page: s.assign([page], s.me.id),
    Command.TAKE_PAGE: lambda s, _, page: s.take(page),
    Command.SAMPLE: lambda s, _, page: s.keep_sample("十月", "wards", "1", [Drawn(page, "病区", ("内科",))]),
    Command.EDIT_RULES: lambda s, *_: s.edit_rules([("FP-COD-001", {"on": "0"})]),
    Command.LEARN_TERMS: lambda s, *_: s.add_terms([TermPair("dx", "胆结石", "K80.000", "胆囊结石")]),
    Command.BRING_TERMS: lambda s, *_: s.add_terms(
        [TermPair("dx", "胆结石", "K80.000", "胆囊结石")], "import", approve=True
    ),
    Command.JUDGE_TERMS: lambda s, *_: s.judge_terms([], "approved"),
    Command.BRING_PAID: lambda s, *_: s.keep_paid([PAID], "b"),
    Command.SEE_MONEY: lambda s, *_: s.paid_results(),
    Command.BRING_KNOWLEDGE: lambda s, *_: s.set_setting("knowledge.scheme", "x"),
    Command.SET_DEPARTMENT: lambda s, *_: s.set_setting("evidence.percent", "10"),
    Command.KEEP_PEOPLE: lambda s, *_: s.add_person(NewPerson("new", "新人", frozenset({Role.CODER}), PASSWORD)),
    Command.RESET_PASSWORD: lambda s, *_: s.reset_password(s.people()[-1].id, PASSWORD, "忘了"),
    Command.SEE_AUDIT: lambda s, *_: s.audit(),
    Command.KEEP_MONTH: lambda s, *_: s.note_month(MonthKind.OPENED, {}, month="2026-10"),
    Command.REOPEN_MONTH: lambda s, first, _: _reopen(s, first),
    Command.MAKE_SLIPS: lambda s, *_: s.note_month(MonthKind.SLIP, {}, subject="F-1"),
    Command.READ_SLIPS: lambda s, *_: s.note_month(MonthKind.ANSWER, {}, subject="F-1"),
    Command.KEEP_BATCHES: lambda s, *_: s.note_months(MonthKind.BATCH, [("", "1", None, {})]),
    Command.KEEP_FINES: lambda s, *_: s.note_month(MonthKind.EXCUSED, {}),
    Command.ANSWER_SUSPECTED: lambda s, _, page: s.note_month(MonthKind.SUSPECTED, {}, page_id=page),
    Command.KEEP_DENIALS: lambda s, *_: s.note_month(MonthKind.DENIAL, {}),
    Command.KEEP_TARGETS: lambda s, *_: s.note_month(MonthKind.TEAM, {}, subject="医生甲"),
    Command.SEE_MONTH: lambda s, *_: s.facts(),
    Command.VERIFY: lambda s, *_: s.verify(),
}


def _reopen(store, first):
    """Reopen a month that somebody else has closed."""
    if not first.month_entries("2026-09"):
        first.note_month(MonthKind.OPENED, {}, month="2026-09")
        first.note_month(MonthKind.CLOSED, {}, month="2026-09")
    store.note_month(MonthKind.REOPENED, {"reason": "补收"}, month="2026-09")


#: Commands whose steps begin at another state.
STEPS = {
    Command.TAKE_BACK: ([PageState.SUBMITTED], go_on(PageState.SUBMITTED, PageState.CODING)),
    Command.PASS_PAGE: ([PageState.SUBMITTED], go_on(PageState.SUBMITTED, PageState.PASSED)),
    Command.SEND_BACK: ([PageState.SUBMITTED], go_on(PageState.SUBMITTED, PageState.RETURNED, "主诊断选错")),
    Command.UPLOAD: ([PageState.SUBMITTED, PageState.PASSED], go_on(PageState.PASSED, PageState.UPLOADED)),
    Command.REPORT_AGAIN: (
        [PageState.SUBMITTED, PageState.PASSED, PageState.UPLOADED],
        go_on(PageState.UPLOADED, PageState.CODING, "医保退回"),
    ),
    Command.ARCHIVE: (
        [PageState.SUBMITTED, PageState.PASSED, PageState.UPLOADED],
        go_on(PageState.UPLOADED, PageState.ARCHIVED),
    ),
}


@pytest.fixture
def department(tmp_path):
    made = Department(tmp_path / "病案.sqlite")
    made.first.set_settings({"release.stages": "two", "release.one_person": "1"})
    made.first.import_reading(make_reading(make_page("0001"), make_page("0002")))
    made.pages = list(made.first.worklist())
    judged(made.first, *made.pages)
    yield made
    made.close()


@pytest.mark.parametrize("role", Role)
def test_what_a_role_may_not_do_is_refused_at_the_store_and_written_down(department, role):
    store = department.one_of(role)
    for command in Command:
        before = department.first.audit_count(AuditQuery(deeds=frozenset({Deed.REFUSED})))
        page = department.pages[0]
        if command in STEPS:
            page = _page_at(department, *STEPS[command][0])
            call = lambda s, page=page, step=STEPS[command][1]: s.append(page, step)  # noqa: E731
        elif command in CALLS:
            call = lambda s, command=command, page=page: CALLS[command](s, department.first, page)  # noqa: E731
        else:  # done outside the store: the store is asked
            call = lambda s, command=command: s.require(command)  # noqa: E731
        seen_anyway = command is Command.SHOW_IDENTITIES and may({role}, Command.SEE_IDENTITIES)
        if may({role}, command) or seen_anyway:
            continue
        with pytest.raises(NotAllowedError):
            call(store)
        if command not in STEPS and command not in _NOT_NOTED:
            refused = department.first.audit_count(AuditQuery(deeds=frozenset({Deed.REFUSED})))
            assert refused == before + 1, command
    assert not department.first.verify().complaints


#: Refused by a sentence of the table of steps, or by what one is shown: nothing was tried that is worth an entry.
_NOT_NOTED = {Command.READ_PAGES, Command.SUBMIT, Command.PUT_OFF, Command.SHOW_IDENTITIES, Command.EDIT_PAGE}


#: What else needs a command, beside what CALLS do with it.
ALSO = [
    (Command.KEEP_PEOPLE, lambda s: s.change_person(replace(s.me, roles=frozenset(Role)))),
    (Command.KEEP_PEOPLE, lambda s: s.close_person(s.people()[-1].id, "离职")),
    (Command.KEEP_PEOPLE, lambda s: s.open_person(s.me.id, PASSWORD, "返聘")),
    (Command.RESET_PASSWORD, lambda s: s.new_recovery_key()),
    (Command.SEE_AUDIT, lambda s: s.audit_count()),
    (Command.JUDGE_TERMS, lambda s: s.remove_terms([])),
    (Command.KEEP_MONTH, lambda s: s.note_months(MonthKind.CLOSED, [("2026-10", "", None, {})])),
    (Command.KEEP_VERDICTS, lambda s: s.keep_facts([], "s")),
]


@pytest.mark.parametrize(("command", "call"), ALSO)
def test_no_other_way_leads_around_a_command(department, command, call):
    reader = department.one_of(Role.READER)
    with pytest.raises(NotAllowedError, match=command.label):
        call(reader)


@pytest.mark.parametrize("command", [*CALLS, *STEPS])
def test_what_somebody_may_do_is_done(department, command):
    if command in STEPS:
        states, step = STEPS[command]
        department.first.append(_page_at(department, *states), step)
    else:
        CALLS[command](department.first, department.first, department.pages[0])
    assert not department.first.verify().complaints


def test_every_command_is_walked(department):
    outside = set(Command) - set(CALLS) - set(STEPS)
    for command in outside:
        department.first.require(command)
    assert Command.EXPORT_PAGES in outside


def test_a_grade_and_a_contest_are_for_those_who_may(department):
    page = department.pages[0]
    first = department.first
    coder = department.one_of(Role.CODER)
    sample = first.keep_sample("十月", "wards", "1", [Drawn(page, "病区", ("内科",))])
    wrong = SampleVerdict(page, principal=False, main_procedure=True, others=True, grade="c", grader=0,
                          right_codes="K81.000", errors=("principal_code",))  # fmt: skip
    with pytest.raises(NotAllowedError):
        coder.grade(sample.id, wrong)
    first.grade(sample.id, wrong)
    with pytest.raises(NotAllowedError, match="编码员"):
        coder.contest(sample.id, page, "病历有病理报告", coder.me.id)
    first.assign([page], coder.me.id)
    coder.contest(sample.id, page, "病历有病理报告", coder.me.id)
    with pytest.raises(NotAllowedError, match="一次"):
        coder.contest(sample.id, page, "再看一次", coder.me.id)
    assert [verdict.grader for verdict in first.grades_of(sample.id)] == [first.me.id]
    assert not first.verify().complaints


@pytest.fixture
def month(department):
    """A month with entries on pages of two wards and on none, and the facts of two pages."""
    first = department.first
    pages = [make_page(f"70{n}", discharge_ward=ward) for n, ward in enumerate(("内科", "外科"))]
    ids = first.import_reading(make_reading(*pages, file="七.csv")).added
    first.note_months(MonthKind.SUSPECTED, [("2026-10", "", page_id, {}) for page_id in ids])
    first.note_months(MonthKind.SLIP, [("2026-10", ward, None, {"ward": ward}) for ward in ("内科", "外科")])
    first.note_month(MonthKind.FINES, {"rows": []}, month="2026-10")
    first.note_month(MonthKind.DENIAL, {"amount": 120, "cause": "超限定"}, month="2026-10", page_id=ids[0])
    first.note_month(MonthKind.OPENED, {}, month="2026-10")
    first.note_month(MonthKind.CLOSED, {"figures": {"cmi": "1.01"}, "stamp": "s"}, month="2026-10")
    facts = [PageFacts(f"70{n}", "2026-10-01T10:00:00", weight=9_000, cost=100, payment=90) for n in range(2)]
    first.keep_facts(zip(ids, facts, strict=True), "s")
    return ids


def test_a_ward_head_is_shown_what_is_of_the_own_ward(department, month):
    reader = department.one_of(Role.READER, wards=frozenset({"外科"}))
    shown = reader.month_entries()
    assert [(e.kind, e.page_id) for e in shown if e.page_id] == [(MonthKind.SUSPECTED, month[1])]
    assert [e.subject for e in shown if e.kind is MonthKind.SLIP] == ["外科"]
    assert not [e for e in shown if e.kind is MonthKind.FINES]
    assert [dict(e.said) for e in shown if e.kind is MonthKind.CLOSED] == [{"figures": None, "stamp": "s"}]
    assert [(i, facts.cost) for i, facts in reader.facts()] == [(month[1], 100)]
    assert reader.without_facts("s") == []


def test_who_sees_no_money_is_shown_none_in_a_month(department, month):
    store = department.one_of(Role.CODER, is_money_blind=True)
    assert [e.said for e in store.month_entries(kinds=[MonthKind.DENIAL])] == [{"cause": "超限定"}]
    assert [dict(e.said) for e in store.month_entries(kinds=[MonthKind.CLOSED])] == [{"figures": None, "stamp": "s"}]
    facts = [facts for _, facts in store.facts()]
    assert [(f.case_no, f.weight, f.cost, f.payment) for f in facts] == [
        ("700", None, None, None),
        ("701", None, None, None),
    ]
    assert [e.said["amount"] for e in department.first.month_entries(kinds=[MonthKind.DENIAL])] == [120]


def test_an_administrator_is_told_which_months_are_closed_and_no_more(department, month):
    store = department.one_of(Role.ADMINISTRATOR)
    assert [(e.kind, dict(e.said)) for e in store.month_entries()] == [
        (MonthKind.OPENED, {}),
        (MonthKind.CLOSED, {"stamp": "s"}),
    ]
    with pytest.raises(NotAllowedError):
        store.facts()


def test_every_kind_of_entry_has_its_command():
    assert {kind for kind in MonthKind if month_command(kind) is None} == set()


def _page_at(department, *states):
    """A new page, brought to a state."""
    store = department.first
    number = f"8{len(department.pages):03}"
    result = store.import_reading(make_reading(make_page(number), file=f"{number}.csv"))
    department.pages.append(result.added[0])
    states_to(store, result.added[0], *states)
    return result.added[0]
