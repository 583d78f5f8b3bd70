"""Ways around the roles and the gate: whoever has a store open in their name goes them, and is refused."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest

from coding.page.change import Change, ChangeSource
from coding.page.edits import go_on, set_field
from coding.page.step import PageState, Step
from coding.review.people import Command, Role
from coding.store.kept_audit import AuditQuery, Deed
from coding.store.kept_drafts import Unsaved
from coding.store.kept_people import SignIn
from coding.store.kept_reviews import About, Said
from coding.store.kept_worklist import Sort, Verdict, WorklistQuery
from coding.store.store_errors import GateHeldError, KeyFileError, NotAllowedError, StoreError
from coding.work.unproved import evidence_change
from db.shared.tables.imports import insert_change
from db.shared.tables.sums import seal
from db.shared.trades.connections import Act
from tests.db.conftest import judged, make_page, make_reading
from tests.db.sealed import FIRST, NOW, PASSWORD, Department

WHO = {"id_no": "330102199001011234"}
SUBMIT = go_on(PageState.CODING, PageState.SUBMITTED)


@pytest.fixture
def department(tmp_path):
    made = Department(tmp_path / "病案.sqlite")
    made.first.set_settings({"release.stages": "two"})
    made.first.import_reading(make_reading(make_page("0001", **WHO), make_page("0002", **WHO, discharge_dept="04")))
    made.one, made.two = sorted(made.first.worklist())
    judged(made.first, made.one, made.two)
    yield made
    made.close()


def progress(store, page_id):
    return store.rows([page_id])[0].progress


# -- taking back, as a way past the table of steps and the gate


def test_who_names_an_own_entry_as_taken_back_makes_no_other_step_than_back(department):
    coder = department.one_of(Role.CODER)
    made = coder.append(department.one, SUBMIT).entry
    passing = Change((), "", ChangeSource.UNDO, step=Step(PageState.SUBMITTED, PageState.PASSED))
    with pytest.raises(NotAllowedError, match="通过"):
        coder.append(department.one, passing, undoes=made.id)
    coder.append(department.one, made.change.inverse(), undoes=made.id)
    assert progress(coder, department.one) == "coding"


def test_an_edit_is_not_smuggled_in_with_what_is_taken_back(department):
    first = department.first
    first.set_settings({"release.stages": "one"})
    page = department.one
    first.append(page, go_on(PageState.CODING, PageState.PASSED))
    opened = first.append(page, set_field(first.page(page), "sex", "2")).entry
    other = replace(set_field(first.page(page), "sex", "9"), step=opened.change.step.inverse())
    with pytest.raises(GateHeldError):
        first.append(page, other, undoes=opened.id)
    first.append(page, set_field(first.page(page), "occupation", "17"))
    with pytest.raises(GateHeldError):  # not the last one: the page would be passed as nobody judged it
        first.append(page, opened.change.inverse(), undoes=opened.id)
    assert progress(first, page) == "coding"


def test_an_edit_does_not_go_through_the_gate_with_the_step(department):
    coder = department.one_of(Role.CODER)
    both = replace(set_field(coder.page(department.one), "sex", "2"), step=SUBMIT.step)
    with pytest.raises(GateHeldError, match="分开"):
        coder.append(department.one, both)
    assert (progress(coder, department.one), coder.history(department.one)) == ("coding", [])


# -- people who are changed while their window is open


def test_who_is_closed_sees_and_does_nothing_more_in_the_window_that_is_open(department):
    coder = department.one_of(Role.CODER)
    page = coder.page(department.one)
    department.first.close_person(coder.me.id, "离职")
    with pytest.raises(NotAllowedError, match="已停用"):
        coder.page(department.one)
    with pytest.raises(NotAllowedError):
        coder.append(department.one, set_field(page, "sex", "2"))
    with pytest.raises(NotAllowedError, match="已停用"):
        coder.require(Command.EXPORT_PAGES)
    assert list(coder.worklist()) == []
    assert department.first.audit_count(AuditQuery(deeds=frozenset({Deed.REFUSED})))
    assert not department.first.verify().complaints


def test_other_roles_hold_at_the_next_write_and_another_name_stands_in_the_history(department):
    officer = department.one_of(Role.OFFICER)
    who = officer.me
    department.first.change_person(replace(who, name="新名字", roles=frozenset({Role.CODER})))
    with pytest.raises(NotAllowedError):
        officer.set_setting("evidence.percent", "10")
    assert officer.append(department.one, set_field(officer.page(department.one), "sex", "2")).entry.author == "新名字"
    assert not department.first.verify().complaints


def test_a_name_is_not_changed_to_that_of_somebody_else(department):
    department.add("li", "李四", Role.CODER)
    made = department.add("wang", "王五", Role.CODER)
    with pytest.raises(StoreError, match="李四"):
        department.first.change_person(replace(made, name="李四"))
    with pytest.raises(StoreError, match="角色"):
        department.first.change_person(replace(made, roles=frozenset()))


def test_who_has_left_gets_no_password(department):
    made = department.add("li", "李四", Role.CODER)
    department.first.close_person(made.id, "离职")
    with pytest.raises(StoreError, match="停用"):
        department.first.reset_password(made.id, PASSWORD, "忘了")
    assert "li" not in department.stores.door(department.path).users


# -- the key file, which bears no seal of its own


def test_who_writes_another_number_into_the_key_file_does_not_come_in_as_somebody_else(department):
    department.add("li", "李四", Role.CODER)
    path = department.path.with_suffix(".keys")
    keys = json.loads(path.read_text(encoding="utf-8"))
    keys["people"]["li"]["id"] = keys["people"][FIRST]["id"]
    path.write_text(json.dumps(keys), encoding="utf-8")
    with pytest.raises(KeyFileError, match="li"):
        department.stores(department.path, SignIn("li", PASSWORD))
    assert not department.first.verify().complaints


def test_who_comes_in_with_the_recovery_key_has_no_password_to_change(department):
    store = department.stores(department.path, SignIn("", recovery=department.recovery))
    with pytest.raises(StoreError, match="恢复密钥"):
        store.change_password("x", PASSWORD)
    store.close()


# -- what is shown to whom


def test_words_ids_and_drafts_of_pages_are_not_for_those_who_may_not_see_the_pages(department):
    first = department.first
    first.append(department.one, evidence_change("张某某病历第 3 页"))
    reader = department.one_of(Role.READER, wards=frozenset({"外科"}))
    administrator = department.one_of(Role.ADMINISTRATOR)
    typing = department.come(FIRST)
    page = typing.page(department.one)
    change = set_field(page, "sex", "2")
    typed = Unsaved(department.one, page.case_no, change, page.digest, page.apply(change).digest, typing.me.name, NOW)
    typing.keep_draft([typed])
    typing.close()
    assert [draft.unsaved for draft in first.left_drafts()] == [(typed,)]
    for store in (reader, administrator):
        assert list(store.evidence_words()) == []
        assert store.left_drafts() == []
    assert [page for page, _ in first.evidence_words()] == [department.one]
    assert first.neighbours([department.two]) != {department.two: ()}, "both are of one person"
    assert reader.neighbours([department.two]) == {department.two: ()}


def test_a_comment_that_quotes_an_identity_is_masked_for_a_reader(department):
    first = department.first
    first.say(department.one, About.FIELD, "id_no", Said.COMMENT, f"样例甲的身份证 {WHO['id_no']} 请核对")
    reader = department.one_of(Role.READER)
    assert [word.text for word in reader.reviews(department.one)] == ["样**的身份证 330102** 请核对"]
    assert [word.text for word in reader.words_about(About.FIELD)] == ["样**的身份证 330102** 请核对"]
    assert WHO["id_no"] in first.reviews(department.one)[0].text


def test_weights_are_not_told_by_the_order_of_the_list(department):
    asked = WorklistQuery(sort=Sort.WEIGHT)
    first = department.first
    low, high = (judgement(weight) for weight in (0.5, 3.0))
    first.keep_verdicts([(department.one, low), (department.two, high)])
    assert list(first.worklist(asked)) == [department.two, department.one]
    blind = department.one_of(Role.CODER, is_money_blind=True)
    assert list(blind.worklist(asked)) == list(blind.worklist())


def judgement(weight):
    return Verdict("clean", 0, 0, 0, 0, "grouped", "HC25", weight, 9000.0, 100.0, "s")


# -- what others write down


def test_what_the_store_does_itself_nobody_else_writes_down(department):
    reader = department.one_of(Role.READER)
    for deed in (Deed.KEY, Deed.PERSON, Deed.RESTORE, Deed.OTHER):
        with pytest.raises(ValueError, match=deed.value):
            reader.note(deed, {"of": 1, "key": "00"})
    entry = reader.note(Deed.EXPORT, {"file": "甲.csv"})
    assert (entry.deed, entry.about) == (Deed.EXPORT, {"file": "甲.csv"})


def test_a_page_as_it_stood_is_shown_to_a_reader_without_identities(department):
    first = department.first
    before = first.history(department.one)
    edit = first.append(department.one, set_field(first.page(department.one), "id_no", "330102199001015678")).entry
    reader = department.one_of(Role.READER)
    then = reader.page_on(department.one, edit.at - timedelta(microseconds=1))
    assert (before, then.page.text("id_no")) == ([], "330102**")


# -- past the program, with an own key


def test_a_step_that_is_not_ones_own_to_make_is_found_though_it_is_signed(department):
    coder = department.one_of(Role.CODER)
    for page, told in ((department.one, {"from": "submitted", "to": "passed"}), (department.two, {})):
        with coder._transaction(Act(None, Deed.STEP, {"source": "step", **told}, page)) as connection:
            connection.execute("UPDATE pages SET progress = 'passed' WHERE id = ?", (page,))
            seal(connection, "pages", "id = ?", (page,))
            kept = go_on(PageState.CODING, PageState.PASSED) if told else SUBMIT
            insert_change(connection, page, kept, coder.me.name, NOW, None)
    told = "".join(complaint.told for complaint in department.first.verify().complaints)
    for words in ("无权把病案从“待质控”转到“通过”", "流转与审计条目所说的不同", "状态与修改记录中的最后一步不同"):
        assert words in told


def test_a_step_that_is_refused_is_written_down_too(department):
    coder = department.one_of(Role.CODER)
    with pytest.raises(NotAllowedError):
        coder.append(department.one, go_on(PageState.CODING, PageState.PASSED))
    refused = [entry for entry in department.first.audit() if entry.deed is Deed.REFUSED]
    assert [(entry.who, entry.about["command"]) for entry in refused] == [(coder.me.id, "step")]
