"""The threads of one program over the connections of its seat: each has what it works with for itself."""

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from coding.page.edits import set_field
from coding.review.people import Role
from coding.store.kept_audit import Deed
from db.postgres import connections
from db.postgres.rights import signing
from db.shared.tables.contents import PagesAtHand
from db.shared.trades import connections as trades
from db.shared.trades.connections import Act, Connections
from tests.db.postgres.rights.conftest import WHO
from tests.db.sealed import PASSWORD

ROUNDS = 8
OTHER = "另一句好记的口令话"


def cut(ward):
    """Every connection to the database breaks."""
    with ward.cluster.connected() as chief:
        chief.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", (ward.database,))


def at_once(*works):
    """Do these at the same moment, each in a thread of its own; the errors."""
    start = threading.Barrier(len(works))

    def run(work):
        start.wait()
        work()

    with ThreadPoolExecutor(len(works)) as threads:
        ended = [threads.submit(run, work) for work in works]
    return [error for each in ended if (error := each.exception()) is not None]


def test_a_change_comes_whole_though_others_read_while_its_connection_is_made_anew(ward):
    store, page_id = ward.first, ward.one
    for number in range(ROUNDS):
        page = store.page(page_id)
        cut(ward)
        change = set_field(page, "contact_name", f"第{number}位")
        assert at_once(lambda: store.append(page_id, change), *3 * [lambda: store.page(page_id)]) == []  # noqa: B023
        assert store.page(page_id).text("contact_name") == f"第{number}位"
    assert len(store.history(page_id)) == ROUNDS
    assert not store.verify().complaints


def test_who_asks_for_the_keys_does_not_ask_in_the_middle_of_a_change_of_another_thread(ward):
    store, read = ward.first, []
    asking = threading.Thread(target=lambda: read.append(store._keys.read()))
    with store._transaction(Act(None, Deed.REFUSED, {"command": "试一次"})):
        asking.start()
        asking.join(0.3)
        assert not read
    asking.join()
    assert read


def test_whoever_connects_while_she_changes_her_password_leaves_her_the_new_one(ward, monkeypatch):
    coder = ward.add("li", Role.CODER)

    def end_act(*given):
        assert at_once(coder.worklist) == []  # by a connection of its own, and the password has not come to be yet
        return signing.end_act(*given)

    with monkeypatch.context() as patched:
        patched.setattr(connections, "end_act", end_act)
        coder.change_password(PASSWORD, OTHER)
    cut(ward)
    assert coder.page(ward.one).text("sex") == "1"
    assert coder.append(ward.one, set_field(coder.page(ward.one), "sex", "2")).page.text("sex") == "2"


@pytest.mark.parametrize("between", [(Connections, "_look_who"), (PagesAtHand, "put")])
def test_whoever_is_shown_more_while_she_reads_has_nothing_masked_before_her_for_long(ward, monkeypatch, between):
    """A reading that has begun shows what it showed then; another thread finds her other roles first."""
    clerk, met = ward.add("yi", Role.INSURANCE), []
    does = getattr(*between)

    def meeting(*given):
        if between[1] == "put":
            meet()
        found = does(*given)
        meet()
        return found

    def meet():
        if not met:
            met.append(True)
            ward.first.change_person(replace(clerk.me, roles=frozenset({Role.OFFICER})))
            assert at_once(lambda: clerk.give_back(ward.one)) == []

    with monkeypatch.context() as patched:
        patched.setattr(*between, meeting)
        clerk.page(ward.one)
    assert met
    page = clerk.page(ward.one)
    assert page.text("id_no") == WHO["id_no"]
    done = clerk.append(ward.one, set_field(page, "sex", "2"))
    assert done.page.text("id_no") == ward.first.page(ward.one).text("id_no") == WHO["id_no"]
    assert not ward.first.verify().complaints


def test_she_signs_with_the_key_of_her_own_first_password_whoever_looks_who_she_is_when_it_comes_to_be(
    ward, monkeypatch
):
    coder, kept = ward.add("li", Role.CODER), []
    looks, is_changed = threading.Event(), threading.Event()

    def taking(seat, **other):
        if threading.current_thread() in kept:
            looks.set()
            is_changed.wait(0.3)
        return replace(seat, **other)

    def write(head):
        kept.append(threading.Thread(target=coder.page, args=(ward.one,)))
        kept[0].start()
        assert looks.wait(60)

    with monkeypatch.context() as patched:
        patched.setattr(trades, "replace", taking)
        patched.setattr(coder._head, "write", write)  # all of it is at the server by then
        coder.change_password(PASSWORD, OTHER)
        is_changed.set()
        kept[0].join()
    coder.note(Deed.EXPORT, {})
    last = ward.first.audit(limit=1)[0]
    assert (last.name, last.key_note) == (coder.me.name, "")


@pytest.mark.parametrize("does", ["note", "close"])
def test_the_end_of_the_chain_is_kept_at_this_machine_before_another_thread_writes_or_closes(ward, monkeypatch, does):
    store, others = ward.come("zhang"), []
    keep, work = store._head.write, {"note": lambda: store.note(Deed.EXPORT, {}), "close": store.close}[does]

    def write(head):
        if not others:
            others.append(threading.Thread(target=work))
            others[0].start()
            others[0].join(0.2)
            assert others[0].is_alive()
        keep(head)

    monkeypatch.setattr(store._head, "write", write)
    store.note(Deed.EXPORT, {})
    others[0].join()
    assert store._head.read() == ward.first.head()
