"""The stores that are tortured: small, with something in every trade, clear or sealed; every name is made up."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from coding.indicators.page_facts import PageFacts
from coding.page.edits import go_on, set_field
from coding.page.front_page import FrontPage, Origin
from coding.page.reading import Reading
from coding.page.rows import Diagnosis
from coding.page.step import PageState
from coding.page.waiver import Waiver
from coding.review.people import ALL_ROLES, Role
from coding.store.kept_months import MonthKind
from coding.store.kept_people import NewPerson, SignIn
from coding.store.kept_reviews import About, Said
from coding.store.kept_worklist import Verdict
from coding.store.store_errors import StoreError
from coding.suggest.term_book import TermPair
from db.shared import key_file
from db.shared.key_file import key_path, label_of, read_keys
from db.shared.seat import Seat, Signer
from db.sqlite.sqlite_store import SqliteStore
from db.sqlite.stores import Stores

OFFICER = SignIn("wang", "一句好记的口令话")
CODER = SignIn("li", "另一句好记的话呀")
PAGES = 24
_FACTS = PageFacts("00001", "2026-02-10T10:00:00", ward="内科一病房", weight=12_500, cost=980_050)


def cheap_passwords() -> None:
    """Let a password cost next to nothing: what is tortured is the files, and a thousand sign-ins take their time."""
    key_file.COST = (1, 1_024, 1)


class Ticking:
    """A clock that moves on by a second at every look, from a fixed moment."""

    def __init__(self, start: datetime = datetime(2026, 3, 1, 8)) -> None:
        self._now = start

    def __call__(self) -> datetime:
        """The moment now."""
        self._now += timedelta(seconds=1)
        return self._now


def page(number: int, **values: str) -> FrontPage:
    base = {
        "org_code": "00000000",
        "case_no": f"{number:05}",
        "admission_times": "1",
        "patient_name": f"样例{number}",
        "sex": "1",
        "admission_datetime": "2026-02-01 08:00:00",
        "discharge_datetime": "2026-02-10 10:00:00",
        "discharge_dept": "03",
        **values,
    }
    rows = (Diagnosis("K80.000", "胆囊结石伴急性胆囊炎", "1"), Diagnosis("I10.x00", "高血压", "1"))
    return FrontPage(base, rows, (), (), extra={}, origin=Origin("三月.csv", number, "", "n041", "gb18030"))


def reading(first: int, count: int) -> Reading:
    pages = tuple(page(n) for n in range(first, first + count))
    return Reading(f"{first}.csv", "n041", "gb18030", ("ZZJGDM", "BAH"), pages)


def verdict(number: int) -> Verdict:
    return Verdict(
        "warning", 0, 2, 3, 4, "分组成功", f"HC{number:02}", 1.25, 9_800.5, 97.5, "0123456789ab", (("A", 2, 1),)
    )


@dataclass(frozen=True)
class Tortured:
    """A sealed store that was closed, with the seats of two people and the recovery key."""

    path: Path
    officer: Seat
    coder: Seat
    recovery: str

    @property
    def data_key(self) -> bytes:
        """What the file is sealed with."""
        assert self.officer.data_key is not None
        return self.officer.data_key

    def at(self, folder: Path) -> Path:
        """The store in a copy of its folder."""
        return folder / self.path.name


def sealed_store(folder: Path) -> Tortured:
    """A sealed store with two people, and all kinds of work in it."""
    folder.mkdir(parents=True, exist_ok=True)
    path, clock = folder / "首页.sqlite", Ticking()
    store = SqliteStore(path, clock)
    store.import_reading(reading(0, PAGES))
    store.close()
    stores = Stores(clock)
    recovery = stores.seal(path, NewPerson(OFFICER.user, "王质控", ALL_ROLES, OFFICER.password))
    store = stores(path, OFFICER)
    store.prove_recovery_key(recovery)
    store.add_person(NewPerson(CODER.user, "李编码", frozenset({Role.CODER}), "头一句好记的话呀"))
    store.close()
    first = stores(path, SignIn(CODER.user, "头一句好记的话呀"))
    first.change_password("头一句好记的话呀", CODER.password)
    work(first, 1)
    first.close()
    store = stores(path, OFFICER)
    work(store, 0)
    store.close()
    return Tortured(path, seat_of(path, OFFICER), seat_of(path, CODER), recovery)


def work(store: Any, beginning: int) -> None:
    """A bit of everything that a person may do."""
    ids = list(store.worklist())
    mine = ids[beginning::2]
    for page_id in mine[:5]:
        store.append(page_id, set_field(store.page(page_id), "patient_name", "改过的"))
    store.keep_verdicts([(page_id, replace(verdict(page_id), facts=_FACTS)) for page_id in mine])
    store.say(mine[0], About.PAGE, "", Said.COMMENT, "请核对")
    store.note_month(MonthKind.SUSPECTED, {"answer": "原值正确"}, month="2026-02", page_id=mine[0])
    store.add_terms([TermPair("胆囊炎伴结石", ("胆囊结石伴急性胆囊炎",), "K80.000", "dx")])
    if Role.OFFICER not in store.me.roles:
        return
    store.set_settings({"evidence.percent": "20"})
    store.note_month(MonthKind.EXCUSED, {"why": "节假日"}, month="2026-02", subject="医生甲")
    store.note_months(MonthKind.TEAM, [("", "医生甲", None, {"team": "一组"}), ("", "医生乙", None, {"team": "二组"})])
    store.edit_rules([("FP-ACC-101", {"severity": "info"})], "试")
    fields = {field.name for field in dataclasses.fields(Waiver)}
    given = {"rule": "FP-ACC-102", "reason": "本院如此", "author": store.me.name, "at": datetime(2026, 3, 1)}
    store.add_waiver(Waiver(**{name: said for name, said in given.items() if name in fields}), ids[0])
    store.say(mine[1], About.FINDING, "FP-ACC-101|sex#0", Said.RIGHT, rule="FP-ACC-101")
    store.assign(ids[:6], store.me.id)
    store.append(mine[2], go_on(PageState.CODING, PageState.PASSED))


def seat_of(path: Path, sign_in: SignIn) -> Seat:
    """The seat of somebody, without the cost of a password at each of a thousand openings."""
    keys = read_keys(key_path(path))
    number, lock = keys.people[sign_in.user]
    opened = lock.open(sign_in.password, label_of(keys.store, sign_in.user))
    store = SqliteStore(
        path, Ticking(datetime(2026, 3, 2)), Seat(_person(number), Signer(opened.seed), opened.data_key)
    )
    try:
        person = next(one for one in store.people() if one.id == number)
    finally:
        store.close()
    return Seat(person, Signer(opened.seed), opened.data_key)


def _person(number: int) -> Any:
    from coding.review.people import Person

    return Person(number, "", "", frozenset(ALL_ROLES))


READINGS: dict[str, Callable[[Any], Any]] = {
    "pages": lambda store: [store.page(i) for i in store.worklist()],
    "originals": lambda store: [store.original(i) for i in sorted(store.worklist())],
    "histories": lambda store: [store.history(i) for i in sorted(store.worklist())],
    "rows": lambda store: store.rows(sorted(store.worklist())),
    "settings": lambda store: store.setting("evidence.percent"),
    "terms": lambda store: store.terms(),
    "rules": lambda store: store.rule_edits(),
    "waivers": lambda store: store.waivers(),
    "reviews": lambda store: [store.reviews(i) for i in sorted(store.worklist())],
    "people": lambda store: store.people(),
}


def read_all(store: Any) -> dict[str, Any]:
    """What each reading gives, or the sentence with which it is refused."""
    return {name: _read(read, store) for name, read in READINGS.items()}


def _read(read: Callable[[Any], Any], store: Any) -> Any:
    try:
        return read(store)
    except StoreError as error:
        return error
