"""A tenth of ``tools/torture.py``: nothing is lost, nothing is silent, nothing is missed."""

import sys

import pytest

from coding.store.kept_audit import Deed
from db.shared.audit.chain import head_of
from db.shared.audit.guards import GUARDED
from tools.torture import PARTS
from tools.torturing.intruder import Kinds
from tools.torturing.tamperings import KINDS, run_tamperings

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows 没有 fork")
HARMLESS = Kinds()
#: Kills take their time; of the tamperings every kind is tried below.
SHARE = {"kills": 20, "tamperings": 100}


@pytest.mark.parametrize("part", PARTS)
def test_a_tenth_of_it_finds_nothing_wrong(part, tmp_path, capsys):
    wrong = PARTS[part](tmp_path, SHARE.get(part, 10), 7)
    assert wrong == [], capsys.readouterr().out


def test_every_kind_of_tampering_is_found(tmp_path):
    found = run_tamperings(tmp_path, len(KINDS), 8)
    assert (found.missed, found.failed) == ([], [])


@HARMLESS.named("guards are taken away and put back")
def _guards(it):
    with it.unguarded():
        pass


@HARMLESS.named("rows are written as they are")
def _rows(it):
    for table, key, _ in GUARDED.values():
        if it.raw.execute(f"SELECT count(*) FROM {table}").fetchone()[0]:
            it.write(table, f"{key} = {key}", it.one(table, key=key), key)


@HARMLESS.named("an entry in one's own name")
def _own_entry(it):
    it.forge(it.me, Deed.EXPORT, {"file": "x.csv"})


@HARMLESS.named("a verdict of the program's at one's own seat")
def _own_seat(it):
    page_id = it.page_id
    it.forge(it.program, Deed.VERDICT, {"pages": 1}, [("verdicts", page_id)], page_id, it.me)


@HARMLESS.named("the chain is made anew as it was, and the head file")
def _chain(it):
    it.rechain(it.one("audit", "id > 8"), lambda _: None)
    it.head(head_of(it.raw))


def test_the_means_of_tampering_are_not_what_is_found(tmp_path):
    """Else each kind would be found by how it was done, and not by what it did."""
    found = run_tamperings(tmp_path, len(HARMLESS), 8, HARMLESS)
    assert (found.missed, found.failed) == (list(HARMLESS), [])
