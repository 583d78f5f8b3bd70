"""The threads of one program over the connections of its seat: each has what it works with for itself."""

import threading
from concurrent.futures import ThreadPoolExecutor

from coding.page.edits import set_field
from coding.store.kept_audit import Deed
from db.shared.trades.connections import Act

ROUNDS = 8


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
