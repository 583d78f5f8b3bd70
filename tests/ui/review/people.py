"""Two people at one store: a coder and an officer, each with the roles of the post."""

from dataclasses import replace
from datetime import datetime

from coding.page.reading import Reading
from coding.review.people import Role
from db.shared.seat import alone
from db.sqlite.sqlite_store import SqliteStore
from tests.cases.page_cases import load_cases

NAMES = {"编码员": (1, Role.CODER), "质控员": (2, Role.OFFICER), "李编码": (3, Role.CODER)}


def seat_of(name):
    number, role = NAMES[name]
    seat = alone(name, number)
    return replace(seat, person=replace(seat.person, roles=frozenset({role})))


def opener(name, clock=datetime.now):
    """Opens a store as somebody."""
    return lambda path: SqliteStore(path, clock, seat_of(name))


def clean_pages(number):
    """Pages before which no gate stands."""
    return tuple(case.page for case in load_cases("clean")[:number])


def fill(path, pages, *, two_stage=False):
    """A store with these pages, and how the department releases them."""
    store = SqliteStore(path)
    store.import_reading(Reading("试.csv", "n041", "utf-8", (), tuple(pages)))
    if two_stage:
        store.set_setting("release.stages", "two")
    ids = sorted(store.worklist())
    store.close()
    return ids
