"""A page that is damaged on the disk keeps no other page from being judged."""

from datetime import datetime

from coding.work.contexts import Contexts
from coding.work.rechecking import examined
from tests.db.conftest import make_page, make_reading
from tests.db.damage import damage

NOW = datetime(2026, 11, 1, 12)


def test_the_others_are_judged(store, embedded):
    ids = store.import_reading(make_reading(*(make_page(str(n)) for n in range(60)))).added
    damaged = ids[7]
    damage(store, "UPDATE contents SET original = replace(original, '样', '模') WHERE page_id = ?", (damaged,))
    judged = [i for verdicts in examined(store, ids, embedded, Contexts(), NOW) for i, _ in verdicts]
    assert judged == [i for i in ids if i != damaged]
