"""A month dealt out of one store, worked on in another, and merged again: real files, real stores, two people."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from coding.exchange.age_seal import PackageError, ToPeople
from coding.exchange.package_body import PackageKind
from coding.exchange.packages import read_package
from coding.page.change import Change, ChangeSource
from coding.page.edits import go_on, insert_row, set_field
from coding.page.rows import Diagnosis
from coding.page.step import PageState
from coding.review.people import Role
from coding.store.kept_audit import AuditQuery, Deed
from coding.store.kept_packages import CameBack, NotedPackage, NotedPage
from coding.store.kept_reviews import About, Said
from coding.store.packages_in_settings import PackagesInSettings
from coding.store.store_errors import NotAllowedError, StoreError
from coding.work.bringing_in import bring_in, give_back
from coding.work.dealing_out import Deal, Sender, by_ward, call_off, deal, still_out
from coding.work.merging import Choice
from coding.work.merging_packages import look_at, take
from coding.work.package_pages import keep_changes
from db.shared.seat import alone
from db.sqlite.sqlite_store import SqliteStore
from tests.db.conftest import judged, make_page, make_reading
from tests.db.sealed import Department
from tests.exchange.people_of_packages import CODER, KNOWN, OFFICER, somebody

NOW = datetime(2026, 11, 2, 9, 30)
OTHER = somebody("编码员 张")
TO_OFFICER = Sender(CODER.name, CODER, CODER.recipient)
TO_CODER = Sender(OFFICER.name, OFFICER, OFFICER.recipient)


class Machine:
    """A store with its notes of packages."""

    def __init__(self, path, who):
        self.store = SqliteStore(path, lambda: NOW, alone(who.name))
        self.notes = PackagesInSettings(self.store)
        self.who = who
        self.folder = path.parent / "包"

    def edit(self, page_id, *changes):
        for change in changes:
            made = change(self.store.page(page_id)) if callable(change) else change
            if made.step is not None:
                judged(self.store, page_id)
            keep_changes(self.store, page_id, [made])

    def opened(self, path):
        return read_package(path, self.who.identity, KNOWN | {OTHER.id: OTHER.known})

    def take(self, path, **choices):
        return take(self.store, self.notes, self.opened(path), NOW, self.examined, **choices)

    def examined(self, ids):
        judged(self.store, *ids)

    def state(self, page_id):
        return self.store.rows([page_id])[0].progress


@pytest.fixture
def office(tmp_path):
    machine = Machine(tmp_path / "科室" / "首页.sqlite", OFFICER)
    pages = [make_page(str(n), discharge_ward="东区" if n < 4 else "西区", sex="1") for n in range(1, 6)]
    machine.store.import_reading(make_reading(*pages))
    yield machine
    machine.store.close()


@pytest.fixture
def desk(tmp_path):
    machine = Machine(tmp_path / "编码员" / "首页.sqlite", CODER)
    yield machine
    machine.store.close()


def ids_of(machine):
    return {machine.store.page(one).case_no: one for one in machine.store.worklist()}


def dealt(office, *ids, **more):
    [one] = deal(
        office.store, office.notes, office.folder, [Deal(CODER.name, CODER.lock, ids, "东区", **more)], TO_CODER, NOW
    )
    return one


@pytest.fixture
def round_trip(office, desk):
    """Three pages of the east ward at the coder's desk: (office ids, desk ids, id of the package)."""
    east = by_ward(office.store)["东区"]
    one = dealt(office, *east)
    bring_in(desk.store, desk.notes, desk.opened(one.path), one.path.name)
    here, there = ids_of(office), ids_of(desk)
    return [here[n] for n in "123"], [there[n] for n in "123"], one.id


def returned(desk, package_id, days=0, **more):
    when = NOW + timedelta(days=days)
    return give_back(desk.store, desk.notes, package_id, desk.folder, TO_OFFICER, OFFICER.lock, when, **more)


def test_a_month_is_dealt_by_ward_one_package_a_coder(office):
    wards = by_ward(office.store, "2024-03-01", "2024-03-31")
    assert {ward: len(ids) for ward, ids in wards.items()} == {"东区": 3, "西区": 2}
    assert by_ward(office.store, "2025-01-01", "2025-01-31") == {}
    deals = [Deal(CODER.name, CODER.lock, wards["东区"], "东区"), Deal(OTHER.name, OTHER.lock, wards["西区"], "西区")]
    east, west = deal(office.store, office.notes, office.folder, deals, TO_CODER, NOW)
    assert (east.pages, west.pages) == (3, 2)
    assert [p.case_no for p in (x.base for x in office_read(west.path, OTHER).package.pages)] == ["4", "5"]
    assert still_out(office.notes, office.store.worklist()) == {
        **dict.fromkeys(wards["东区"], CODER.name), **dict.fromkeys(wards["西区"], OTHER.name)
    }  # fmt: skip


def office_read(path, who):
    return read_package(path, who.identity, KNOWN)


def test_a_page_that_is_out_is_not_dealt_to_another(office):
    east = by_ward(office.store)["东区"]
    dealt(office, east[0])
    more = dealt(office, *east)
    assert (more.pages, more.still_out) == (2, {east[0]: CODER.name})
    assert "没有再次分发" in more.in_words()
    none = dealt(office, *east)
    assert (none.path, none.pages) == (None, 0)
    assert len(list(office.folder.iterdir())) == 2


def test_a_package_that_could_not_be_written_is_not_waited_for(office):
    east = by_ward(office.store)["东区"]
    with pytest.raises(PackageError, match="公钥"):
        deal(office.store, office.notes, office.folder, [Deal(CODER.name, ToPeople(("age1x",)), east)], TO_CODER, NOW)
    assert still_out(office.notes, east) == {}
    assert dealt(office, *east).pages == 3


def test_a_package_that_was_called_off_is_dealt_anew_and_merged_all_the_same_when_it_comes(office, desk, round_trip):
    here, there, number = round_trip
    assert call_off(office.store, office.notes, number, NOW) == 3
    assert dealt(office, *here).pages == 3
    desk.edit(there[0], lambda page: set_field(page, "sex", "2"))
    office.take(returned(desk, number).path)
    assert office.store.page(here[0]).text("sex") == "2"
    with pytest.raises(StoreError):
        call_off(office.store, office.notes, "p9", NOW)


def test_a_package_opens_as_pages_that_came_with_their_files(office, desk):
    one = dealt(office, *by_ward(office.store)["东区"])
    brought = bring_in(desk.store, desk.notes, desk.opened(one.path), one.path.name)
    assert (len(brought.ids), brought.left) == (3, ())
    page = desk.store.page(brought.ids[0])
    assert page == office.store.page(ids_of(office)[page.case_no])
    assert page.origin.file == "三月.csv"
    [(source, members)] = desk.store.sources(brought.ids)
    assert (source.file, source.columns, len(members)) == ("三月.csv", ("ZZJGDM", "BAH"), 3)
    again = bring_in(desk.store, desk.notes, desk.opened(one.path), one.path.name)
    assert again.was_here
    assert again.ids == brought.ids
    assert "没有重复读入" in again.in_words()


def test_what_a_coder_has_worked_on_is_not_written_over_by_a_package(office, desk):
    desk.store.import_reading(make_reading(make_page("1", discharge_ward="东区", sex="9")))
    [mine] = desk.store.worklist()
    desk.edit(mine, lambda page: set_field(page, "employer", "某厂"))
    one = dealt(office, *by_ward(office.store)["东区"])
    brought = bring_in(desk.store, desk.notes, desk.opened(one.path), one.path.name)
    assert (len(brought.ids), brought.left) == (2, ("1",))
    assert (desk.store.page(mine).text("sex"), desk.store.page(mine).text("employer")) == ("9", "某厂")
    assert "没有覆盖" in brought.in_words()


def test_work_comes_back_with_who_and_why_and_its_step(office, desk, round_trip):
    here, there, number = round_trip
    desk.edit(there[0], lambda page: set_field(page, "sex", "2", reason="首页有误", source=ChangeSource.FINDING))
    desk.edit(there[0], Change((), "病程第 3 页", ChangeSource.EVIDENCE), go_on(PageState.CODING, PageState.PASSED))
    desk.edit(there[1], lambda page: insert_row(page, "diagnosis", Diagnosis("E11.900", "2型糖尿病")))
    back = returned(desk, number)
    taken = office.take(back.path)
    assert (set(taken.changed), set(taken.settled)) == ({here[0], here[1]}, set(here))
    for at, mine in zip(here, there, strict=True):
        assert office.store.page(at).digest == desk.store.page(mine).digest
    assert office.state(here[0]) == "passed"
    history = office.store.history(here[0])
    assert [entry.change.source for entry in history] == ["finding", "evidence", "step"]
    assert history[0].change.reason == "首页有误（编码员 王 2026-11-02 09:30）"
    assert {entry.author for entry in history} == {OFFICER.name}
    assert still_out(office.notes, here) == {}


def test_the_same_package_once_more_changes_nothing(office, desk, round_trip):
    here, there, number = round_trip
    desk.edit(there[0], lambda page: set_field(page, "sex", "2"), Change((), "病程", ChangeSource.EVIDENCE))
    back = returned(desk, number)
    office.take(back.path)
    office.edit(here[0], lambda page: set_field(page, "sex", "9"))
    before = [office.store.history(one) for one in here]
    again = office.take(back.path)
    assert (again.changed, again.settled, again.left_open) == ((), (), ())
    assert [office.store.history(one) for one in here] == before
    assert office.store.page(here[0]).text("sex") == "9"


def test_a_kill_between_two_changes_of_a_page_is_mended_by_taking_it_again(office, desk, round_trip):
    here, there, number = round_trip
    desk.edit(there[0], lambda page: set_field(page, "sex", "2"), Change((), "病程第 3 页", ChangeSource.EVIDENCE))
    desk.edit(there[0], lambda page: insert_row(page, "diagnosis", Diagnosis("E11.900", "2型糖尿病"), 1))
    back = returned(desk, number)
    changes = look_at(office.store, office.notes, office.opened(back.path)).pages[0].merge.changes
    for done in range(1, len(changes) + 1):
        keep_changes(office.store, here[0], changes[done - 1 : done])  # this much, and then the kill
        [page, *_] = look_at(office.store, office.notes, office.opened(back.path)).pages
        assert page.merge.is_settled
        left = page.merge.changes
        assert sum(change.source is ChangeSource.EVIDENCE for change in (*changes[:done], *left)) == 1
    assert left == ()
    assert office.store.page(here[0]).digest == desk.store.page(there[0]).digest


def test_a_conflict_stays_ours_until_it_is_chosen(office, desk, round_trip):
    here, there, number = round_trip
    office.edit(here[0], lambda page: set_field(page, "sex", "9"))
    desk.edit(there[0], lambda page: set_field(page, "sex", "2"), lambda page: set_field(page, "employer", "某厂"))
    desk.edit(there[0], go_on(PageState.CODING, PageState.PASSED))
    back = returned(desk, number)
    looked = look_at(office.store, office.notes, office.opened(back.path))
    [open_page] = looked.in_conflict
    [conflict] = open_page.merge.conflicts
    assert (conflict.ours, conflict.theirs) == ("9", "2")
    assert (conflict.our_touch.name, conflict.their_touch.name) == (OFFICER.name, CODER.name)
    assert len(office.store.history(here[0])) == 1  # looking writes nothing
    taken = office.take(back.path)
    assert [page.page_id for page in taken.left_open] == [here[0]]
    assert "有冲突的 1 份" in taken.in_words()
    page = office.store.page(here[0])
    assert (page.text("sex"), page.text("employer"), office.state(here[0])) == ("9", "某厂", "coding")
    assert still_out(office.notes, here) == {here[0]: CODER.name}
    chosen = office.take(back.path, choices={here[0]: {conflict.place: Choice.THEIRS}})
    assert chosen.settled == (here[0],)
    assert (office.store.page(here[0]).text("sex"), office.state(here[0])) == ("2", "passed")
    assert still_out(office.notes, here) == {}


def test_what_was_done_here_meanwhile_stays_beside_what_comes_back(office, desk, round_trip):
    here, there, number = round_trip
    office.edit(here[0], lambda page: insert_row(page, "diagnosis", Diagnosis("J18.900", "肺炎")))
    desk.edit(there[0], lambda page: set_field(page, "op_level", "4", 0))
    taken = office.take(returned(desk, number).path)
    assert taken.left_open == ()
    page = office.store.page(here[0])
    assert [d.code for d in page.diagnoses] == ["K80.000", "I10.x00", "J18.900"]
    assert page.procedures[0].level == "4"
    assert CODER.name in office.store.history(here[0])[-1].change.reason


def test_a_page_that_was_done_here_meanwhile_waits_for_a_person(office, desk, round_trip):
    here, there, number = round_trip
    office.edit(here[0], go_on(PageState.CODING, PageState.PASSED))
    desk.edit(there[0], lambda page: set_field(page, "sex", "2"))
    back = returned(desk, number)
    taken = office.take(back.path)
    assert [page.merge.conflicts[0].place for page in taken.left_open] == ["state"]
    assert (office.store.page(here[0]).text("sex"), office.state(here[0])) == ("1", "passed")
    left = office.take(back.path, choices={here[0]: {"state": Choice.OURS}})
    assert left.settled == (here[0],)
    assert office.store.page(here[0]).text("sex") == "1"


def test_a_second_return_brings_only_what_is_new(office, desk, round_trip):
    here, there, number = round_trip
    desk.edit(there[0], lambda page: set_field(page, "sex", "2"))
    office.take(returned(desk, number).path)
    office.edit(here[0], lambda page: set_field(page, "employer", "某厂"))
    desk.edit(there[0], lambda page: set_field(page, "sex", "9"))
    taken = office.take(returned(desk, number, days=1).path)
    assert taken.left_open == ()
    page = office.store.page(here[0])
    assert (page.text("sex"), page.text("employer")) == ("9", "某厂")


def test_pages_that_were_taken_back_there_come_back_as_they_went(office, desk, round_trip):
    _, there, number = round_trip
    change = set_field(desk.store.page(there[0]), "sex", "2")
    desk.edit(there[0], change, change.inverse())
    taken = office.take(returned(desk, number).path)
    assert (taken.changed, len(taken.settled)) == ((), 3)


def test_a_flagged_page_goes_to_the_officer_with_its_history_and_comes_back(office, desk, round_trip):
    _, there, _ = round_trip
    mine = there[0]
    desk.edit(mine, lambda page: set_field(page, "sex", "2"))
    desk.store.say(mine, About.PAGE, "", Said.ASK_OPINION, "主诊断存疑")
    flagged = Deal(OFFICER.name, OFFICER.lock, (mine,), "送审", PackageKind.FLAGGED, {mine: "主诊断存疑"})
    [one] = deal(desk.store, desk.notes, desk.folder, [flagged], TO_OFFICER, NOW)
    opened = office.opened(one.path)
    [packed] = opened.package.pages
    assert packed.note == "主诊断存疑"
    assert [entry.author for entry in packed.entries] == [CODER.name]
    third = Machine(office.folder.parent.parent / "质控" / "首页.sqlite", OFFICER)
    [here] = bring_in(third.store, third.notes, opened, one.path.name).ids
    asked = f"主诊断存疑（{CODER.name} 2026-11-02 09:30）"
    assert [review.text for review in third.store.reviews(here)] == [asked]
    third.edit(here, lambda page: set_field(page, "principal_dx_poa", "4"))
    third.store.say(here, About.FINDING, "FP-COD-001|sex#0", Said.RIGHT, "同意", rule="FP-COD-001")
    third.store.say(here, About.CHANGE, "7", Said.WRONG, "证据不足")
    sender = Sender(OFFICER.name, OFFICER)
    back = give_back(third.store, third.notes, one.id, third.folder, sender, CODER.lock, NOW)
    third.store.close()
    for _ in range(2):
        desk.take(back.path)
        signed = f"（{OFFICER.name} 2026-11-02 09:30）"
        assert [(r.about, r.said, r.text) for r in desk.store.reviews(mine)] == [
            (About.PAGE, Said.ASK_OPINION, "主诊断存疑"),
            (About.FINDING, Said.RIGHT, f"同意{signed}"),
            (About.PAGE, Said.COMMENT, f"不认可：证据不足{signed}"),
        ]
    assert desk.store.page(mine).text("principal_dx_poa") == "4"


def test_a_submitted_page_arrives_submitted(office, desk, round_trip):
    here, there, number = round_trip
    for machine in (office, desk):
        machine.store.set_setting("release.stages", "two")
    desk.edit(
        there[0], lambda page: set_field(page, "sex", "2"), go_on(PageState.CODING, PageState.SUBMITTED, "已核对")
    )
    office.take(returned(desk, number).path)
    assert office.state(here[0]) == "submitted"
    assert "已核对" in office.store.history(here[0])[-1].change.reason


def test_a_page_that_was_done_elsewhere_is_submitted_where_two_stages_stand(office, desk, round_trip):
    here, there, number = round_trip
    office.store.set_setting("release.stages", "two")
    desk.edit(there[0], lambda page: set_field(page, "sex", "2"), go_on(PageState.CODING, PageState.PASSED))
    assert office.take(returned(desk, number).path).settled == tuple(here)
    assert office.state(here[0]) == "submitted"
    office.edit(here[0], go_on(PageState.SUBMITTED, PageState.RETURNED, "请再核对"))
    again = office.take(returned(desk, number, days=1).path)
    assert (again.changed, again.left_open, office.state(here[0])) == ((), (), "returned")


def test_pages_are_judged_between_what_was_changed_and_the_step(office, desk, round_trip):
    here, there, number = round_trip
    desk.edit(there[0], lambda page: set_field(page, "sex", "2"), go_on(PageState.CODING, PageState.PASSED))
    desk.edit(there[1], lambda page: set_field(page, "sex", "2"))
    seen = []

    def examined(ids):
        seen.append([(i, office.state(i), office.store.page(i).text("sex")) for i in ids])
        judged(office.store, *ids)

    path = returned(desk, number).path
    take(office.store, office.notes, office.opened(path), NOW, examined)
    assert seen == [[(here[0], "coding", "2"), (here[1], "coding", "2")]]
    assert office.state(here[0]) == "passed"


def test_a_step_that_the_gate_holds_leaves_the_page_in_coding_and_says_so(office, desk, round_trip):
    here, there, number = round_trip
    for page_id in there[:2]:
        desk.edit(page_id, lambda page: set_field(page, "sex", "2"), go_on(PageState.CODING, PageState.PASSED))
    path = returned(desk, number).path

    def examined(ids):
        judged(office.store, *(i for i in ids if i != here[0]))

    taken = take(office.store, office.notes, office.opened(path), NOW, examined)
    assert [page.page_id for page in taken.held] == [here[0]]
    assert "放行" in taken.held[0].refused
    assert taken.held[0].refused in taken.in_words()
    assert set(taken.settled) == set(here)
    assert [office.state(one) for one in here] == ["coding", "passed", "coding"]
    assert office.store.page(here[0]).text("sex") == "2"
    again = office.take(path)
    assert (again.changed, again.held, office.state(here[0])) == ((), (), "coding")


def test_a_coder_does_not_merge_what_the_department_dealt(office, desk, round_trip):
    _, there, number = round_trip
    desk.edit(there[0], lambda page: set_field(page, "sex", "2"))
    path = returned(desk, number).path
    coder = replace(alone(OFFICER.name), person=replace(office.store.me, roles=frozenset({Role.CODER})))
    store = SqliteStore(office.store.path, lambda: NOW, coder)
    before = [office.store.history(one) for one in office.store.worklist()]
    with pytest.raises(NotAllowedError):
        take(store, PackagesInSettings(store), office.opened(path), NOW, office.examined)
    assert [office.store.history(one) for one in office.store.worklist()] == before
    store.close()


def test_what_the_case_life_does_not_let_is_told_and_waits(office, desk, round_trip):
    here, there, number = round_trip
    desk.edit(there[0], lambda page: set_field(page, "sex", "2"))
    office.edit(here[0], go_on(PageState.CODING, PageState.PASSED), go_on(PageState.PASSED, PageState.UPLOADED))
    back = returned(desk, number)
    assert office.take(back.path).left_open
    taken = office.take(back.path, choices={here[0]: {"state": Choice.THEIRS}})
    assert [page.page_id for page in taken.refused] == [here[0]]
    assert "补报" in taken.in_words()
    assert office.store.page(here[0]).text("sex") == "1"


def test_every_package_stands_in_the_audit(office, desk, round_trip):
    _, _, number = round_trip
    back = returned(desk, number)
    office.take(back.path)
    for machine, kinds in ((office, ["returned", "dealt"]), (desk, ["returned", "dealt"])):
        entries = machine.store.audit(AuditQuery(deeds=frozenset({Deed.PACKAGE})))
        assert [entry.about["kind"] for entry in entries] == kinds
        assert machine.store.verify().complaints == ()


def test_a_coder_works_on_packages_and_does_not_deal_them(tmp_path, office):
    department = Department(tmp_path / "多人" / "首页.sqlite")
    store = department.one_of(Role.CODER)
    one = dealt(office, *by_ward(office.store)["东区"])
    brought = bring_in(store, PackagesInSettings(store), read_package(one.path, CODER.identity, KNOWN), one.path.name)
    assert len(brought.ids) == 3
    deals = [Deal(OTHER.name, OTHER.lock, brought.ids)]
    with pytest.raises(NotAllowedError):
        deal(store, PackagesInSettings(store), tmp_path / "包", deals, TO_OFFICER, NOW)
    assert not (tmp_path / "包").exists()
    department.close()


def test_a_package_goes_where_it_belongs(office, desk, round_trip):
    _, _, number = round_trip
    one = dealt(office, *by_ward(office.store)["西区"])
    with pytest.raises(PackageError, match="打开工作包"):
        look_at(desk.store, desk.notes, desk.opened(one.path))
    back = returned(desk, number)
    with pytest.raises(PackageError, match="合并"):
        bring_in(office.store, office.notes, office.opened(back.path), back.path.name)
    with pytest.raises(PackageError, match="不是由本数据文件分发"):
        look_at(desk.store, desk.notes, office.opened(back.path))
    with pytest.raises(PackageError, match="没有读入过"):
        returned(office, number)
    forged = give_back(desk.store, desk.notes, number, desk.folder, Sender(OTHER.name, OTHER), OFFICER.lock, NOW)
    with pytest.raises(PackageError, match="核实"):
        office.take(forged.path)


def test_notes_of_packages_outlive_the_program(office, tmp_path):
    noted = NotedPackage(
        "p1", "dealt", CODER.name, NOW, True, (NotedPage(1, 1, "d", "coding"), NotedPage(2, 2, "e", "coding"))
    )
    office.notes.keep_package(noted)
    office.notes.keep_package(noted)
    office.notes.came_back("p1", [CameBack("r1", 1, "f", OFFICER.name, NOW)])
    office.notes.came_back("p1", [CameBack("r1", 1, "f", OFFICER.name, NOW)])
    again = PackagesInSettings(SqliteStore(office.store.path, lambda: NOW))
    [package] = again.packages()
    assert package.out == {2}
    assert (package.pages, len(package.back), package.back[0].at) == (noted.pages, 1, NOW)
    assert again.package("p2") is None
    with pytest.raises(StoreError, match="分发记录"):
        again.came_back("p2", [])


def test_a_kill_between_two_files_of_a_package_leaves_what_a_second_opening_mends(office, desk):
    office.store.import_reading(make_reading(make_page("9", discharge_ward="东区"), file="四月.csv"))
    one = dealt(office, *by_ward(office.store)["东区"])
    opened = desk.opened(one.path)
    desk.store.import_reading(
        make_reading(*(p.base for p in opened.package.pages[:3]))
    )  # the first file, then the kill
    brought = bring_in(desk.store, desk.notes, opened, one.path.name)
    assert len(brought.ids) == len(desk.store.worklist()) == 4
    assert brought.left == ()


def test_no_word_of_a_page_lies_beside_the_stores_and_the_packages(office, desk, round_trip, tmp_path, monkeypatch):
    watched = tmp_path / "临时"
    watched.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(watched))
    _, there, number = round_trip
    desk.edit(there[0], lambda page: set_field(page, "sex", "2"))
    back = returned(desk, number)
    office.take(back.path)
    assert list(watched.iterdir()) == []
    for file in [*office.folder.iterdir(), *desk.folder.iterdir()]:
        assert file.suffix == ".fpk"
        assert not any(word.encode() in file.read_bytes() for word in ("样例甲", "K80.000", "胆囊", "00000000"))
