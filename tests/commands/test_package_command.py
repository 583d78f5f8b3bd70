"""A month between two machines by the command line alone: two sealed stores, two people, cards exchanged once."""

import json

import pytest

from coding.commands.door import run
from coding.page.edits import go_on, set_field
from coding.page.step import PageState
from coding.review.people import Role
from coding.store.kept_people import SignIn
from db.sqlite.sqlite_store import SqliteStore
from db.sqlite.stores import Stores
from tests.cases.page_cases import load_cases
from tests.db.conftest import judged, make_reading
from tests.db.sealed import FIRST, PASSWORD, Department

CODER = "编码员 王"
PHRASE = "一句只告诉对方的话，够长"


def clean_pages(number):
    """Pages before which no gate stands, in the east ward."""
    pages = [case.page for case in load_cases("clean")[:number]]
    found = []
    for at, page in enumerate(pages, 1):
        for key, text in (("discharge_ward", "东区"), ("case_no", f"90000{at}")):
            page = page.apply(set_field(page, key, text))
        found.append(page)
    return found


class Machine:
    """A sealed store, and somebody who types commands beside it."""

    def __init__(self, folder, user, capsys):
        self.path, self.capsys = folder / "首页.sqlite", capsys
        self.folder = folder
        (folder / "口令").write_text(PASSWORD, encoding="utf-8")
        self.me = ["--user", user, "--password-file", folder / "口令"]
        self.user = user

    def __call__(self, what, *arguments, code=0, user=None):
        me = self.me if user is None else ["--user", user, *self.me[2:]]
        ended = run([str(one) for one in ("package", what, *arguments, *me)], open_store=Stores())
        told = self.capsys.readouterr()
        assert ended == code, told
        return told.out if code == 0 else told.err

    def json(self, what, *arguments):
        return json.loads(self(what, *arguments, "--json"))

    def open(self, user=None):
        return Stores()(self.path, SignIn(user or self.user, PASSWORD))


@pytest.fixture
def office(tmp_path, capsys):
    department = Department(tmp_path / "科室" / "首页.sqlite")
    department.first.import_reading(make_reading(*clean_pages(3)))
    department.close()
    return Machine(department.path.parent, FIRST, capsys)


@pytest.fixture
def desk(tmp_path, capsys):
    department = Department(tmp_path / "王" / "首页.sqlite")
    department.add("wang", CODER, Role.CODER)
    department.close()
    return Machine(department.path.parent, "wang", capsys)


@pytest.fixture
def acquainted(office, desk, tmp_path):
    """Cards exchanged: the coder's own, and that of the office, kept at the desk by who may."""
    office("card", office.path, tmp_path / "张.txt")
    desk("card", desk.path, tmp_path / "王.txt")
    office("know", tmp_path / "王.txt", office.path)
    desk("know", tmp_path / "张.txt", desk.path, user=FIRST)


@pytest.fixture
def dealt(office, desk, acquainted):
    [one] = office.json("deal", office.path, office.folder / "包", "--ward", "东区", "--to", CODER)["packages"]
    desk("open", one["file"], desk.path)
    return one


def returned(desk):
    return desk.json("return", desk.path, desk.folder / "交回")["file"]


def ids(store):
    return {store.page(one).case_no: one for one in store.worklist()}


def test_both_read_the_same_twenty_digits(office, desk, tmp_path):
    mine = office.json("card", office.path, tmp_path / "张.txt")
    known = desk("know", tmp_path / "张.txt", desk.path, user=FIRST)
    assert len(mine["check"].replace(" ", "")) == 20
    assert mine["check"] in known
    assert mine["name"] in known


def test_a_card_that_takes_the_place_of_another_is_asked_about(office, desk, acquainted, tmp_path):
    department = Department(tmp_path / "别处" / "首页.sqlite")
    department.add("wang", CODER, Role.CODER)
    department.close()
    other = Machine(department.path.parent, "wang", office.capsys)
    other("card", other.path, tmp_path / "假.txt")
    assert "核对校验码" in office("know", tmp_path / "假.txt", office.path, code=2)
    assert CODER in office("know", tmp_path / "假.txt", office.path, "--replace")


def test_looking_at_what_came_back_writes_nothing_and_taking_it_does(office, desk, dealt):
    there = desk.open()
    page_id, *_ = ids(there).values()
    case_no = there.page(page_id).case_no
    there.append(page_id, set_field(there.page(page_id), "employer", "某厂"))
    there.close()
    back = returned(desk)
    before = office.open()
    entries = [before.history(one) for one in before.worklist()]
    before.close()
    told = office("merge", back, office.path)
    assert f"病案号 {case_no}：" in told
    assert "某厂" in told
    assert CODER in told
    assert "没有写入" in told
    after = office.open()
    assert [after.history(one) for one in after.worklist()] == entries
    after.close()
    said = office.json("merge", back, office.path, "--take")
    assert len(said["taken"]["changed"]) == 1
    assert len(said["taken"]["settled"]) == 3
    store = office.open()
    assert store.page(ids(store)[case_no]).text("employer") == "某厂"
    assert store.rows([ids(store)[case_no]])[0].state, "judged anew"
    assert store.verify().complaints == ()
    store.close()
    again = office.json("merge", back, office.path, "--take")
    assert again["taken"]["changed"] == again["taken"]["settled"] == []


def test_a_conflict_is_told_with_both_values_who_and_when_and_ours_stays(office, desk, dealt):
    for machine, value, user in ((office, "甲厂", None), (desk, "乙厂", None)):
        store = machine.open(user)
        page_id = min(ids(store).items())[1]
        store.append(page_id, set_field(store.page(page_id), "employer", value))
        store.close()
    back = returned(desk)
    told = office("merge", back, office.path)
    [line] = [line for line in told.splitlines() if "冲突：" in line]
    assert "甲厂（张主任 " in line
    assert f"乙厂（{CODER} " in line
    [conflict] = [one for page in office.json("merge", back, office.path)["pages"] for one in page["conflicts"]]
    assert (conflict["ours"], conflict["theirs"]) == ("甲厂", "乙厂")
    assert (conflict["our"]["name"], conflict["their"]["name"]) == ("张主任", CODER)
    said = office.json("merge", back, office.path, "--take")
    assert len(said["taken"]["left_open"]) == 1
    store = office.open()
    assert store.page(min(ids(store).items())[1]).text("employer") == "甲厂"
    store.close()


def test_done_at_a_desk_of_one_stage_is_submitted_in_a_department_of_two(office, desk, dealt):
    store = office.open()
    store.set_setting("release.stages", "two")
    store.close()
    there = desk.open()
    page_id = next(iter(ids(there).values()))
    judged(there, page_id)
    there.append(page_id, go_on(PageState(there.rows([page_id])[0].progress), PageState.PASSED))
    case_no = there.page(page_id).case_no
    there.close()
    office("merge", returned(desk), office.path, "--take")
    store = office.open()
    assert store.rows([ids(store)[case_no]])[0].progress == "submitted"
    store.close()


def test_what_a_role_may_not_do_is_a_sentence(office, desk, dealt):
    told = desk("deal", desk.path, desk.folder, "--ward", "东区", "--to", "张主任", code=2)
    assert "分发" in told
    assert list(desk.folder.glob("*.fpk")) == []
    assert desk.json("deal", desk.path, desk.folder, "--ward", "东区", "--to", "张主任", "--review")["packages"]


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--ward", "南区", "--to", CODER], "没有病区“南区”"),
        (["--ward", "东区", "--to", "没见过的人"], "没有“没见过的人”的名片"),
        (["--ward", "东区", "西区", "--to", CODER], "没有病区“西区”"),
        (["--ward", "东区", "--to", CODER, "别人"], "个数不同"),
        (["--to", CODER], "要写一个"),
    ],
)
def test_what_cannot_be_dealt_is_a_sentence(office, desk, acquainted, arguments, told):
    assert told in office("deal", office.path, office.folder / "包", *arguments, code=2)
    assert not (office.folder / "包").exists()


def test_pages_are_dealt_by_a_list_of_record_numbers(office, desk, acquainted):
    wanted = [page.case_no for page in clean_pages(3)[:2]]
    (office.folder / "清单.txt").write_text("\n".join(wanted), encoding="utf-8-sig")
    given = ["--pages", office.folder / "清单.txt", "--to", CODER]
    [one] = office.json("deal", office.path, office.folder / "包", *given)["packages"]
    assert one["pages"] == 2
    (office.folder / "清单.txt").write_text("没有的号", encoding="utf-8")
    assert "没有的号" in office("deal", office.path, office.folder / "包", *given, code=2)


def test_a_clear_store_has_no_cards_and_goes_by_passphrase(tmp_path, capsys):
    folder = tmp_path / "清"
    folder.mkdir()
    here, there = folder / "甲.sqlite", folder / "乙.sqlite"
    store = SqliteStore(here)
    store.import_reading(make_reading(*clean_pages(2)))
    store.close()
    SqliteStore(there).close()
    phrase = folder / "口令"
    phrase.write_text(PHRASE, encoding="utf-8")

    def main(*arguments):
        code = run(["package", *(str(one) for one in arguments)], open_store=Stores())
        told = capsys.readouterr()
        return code, told.out + told.err

    for what in (["card", here, folder / "卡"], ["know", phrase, here]):
        code, told = main(*what)
        assert (code, "没有加密" in told) == (2, True), told
    assert main("deal", here, folder, "--ward", "东区", "--to", "王")[0] == 2
    with_phrase = ["--passphrase-file", phrase]
    code, told = main("deal", here, folder, "--ward", "东区", "--to", "王", *with_phrase, "--json")
    assert code == 0, told
    file = json.loads(told)["packages"][0]["file"]
    assert "王" in file
    assert main("open", file, there)[0] == 2
    assert main("open", file, there, *with_phrase)[0] == 0
    code, told = main("return", there, folder, *with_phrase, "--json")
    back = json.loads(told)["file"]
    code, told = main("merge", back, here, *with_phrase, "--take")
    assert code == 0
    assert "已合并 2 份" in told
