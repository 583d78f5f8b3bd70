"""Whatever stands on the shelf: judged once nothing is outdated, and another entry concerns the pages of its days only.

The shelves are drawn; which pages an entry concerns is worked out day by day here, without the spans of the program.
"""

from datetime import date, datetime, timedelta
from random import Random

import pytest

from coding.knowledge.dated import DatedPart
from coding.knowledge.knowledge import Knowledge, KnowledgeSource
from coding.work.contexts import Contexts
from coding.work.rechecking import examined, outdated
from tests.db.conftest import make_page, make_reading

NOW = datetime(2027, 6, 1, 12)
BEGIN = date(2026, 12, 20)
#: A page for each of these days, the first and the last among them, and one without a day.
DAYS = [BEGIN + timedelta(days=n) for n in range(26)]


@pytest.fixture
def files(tmp_path):
    """Tariffs and policies, each of its own content."""
    made = {"tariff": [], "policy": []}
    for n in range(3):
        tariff, policy = tmp_path / f"权重{n}.csv", tmp_path / f"政策{n}.csv"
        tariff.write_text(f"# 费率: {8000 + n}\nDRG编码,权重\nHC29,2\n", encoding="utf-8")
        policy.write_text(f"key,value,of,from,to,clause\nrate,{9000 + n},,,,\n", encoding="utf-8")
        made["tariff"].append(str(tariff))
        made["policy"].append(str(policy))
    return made


def drawn(random, files):
    """An entry of the shelf; open at either end now and then."""
    part = random.choice(("tariff", "policy"))
    first = random.choice([None, *DAYS])
    last = random.choice([None, *(day for day in DAYS if first is None or first <= day)])
    return DatedPart(part, random.choice(files[part]), first, last)


def holding(shelf, day):
    """Part → file on a day (None: in force from now on): the one that began later, of two alike the one named later."""
    asked = day or date.max
    found = {}
    for part in shelf:
        begin = part.valid_from or date.min
        if begin <= asked <= (part.valid_to or date.max) and found.get(part.part, (date.min,))[0] <= begin:
            found[part.part] = begin, part.path
    return {name: path for name, (_, path) in found.items()}


def judge(store, ids, knowledge):
    for verdicts in examined(store, ids, knowledge, Contexts(), NOW):
        store.keep_verdicts(verdicts)


@pytest.mark.parametrize("seed", range(6))
def test_another_shelf_makes_exactly_the_pages_of_its_days_outdated(store, files, seed):
    random = Random(seed)
    pages = [
        make_page(str(n), discharge_datetime=f"{day} 10:00:00" if day else "") for n, day in enumerate([*DAYS, None])
    ]
    store.import_reading(make_reading(*pages))
    day_of = {row.id: date.fromisoformat(row.discharge_date) if row.discharge_date else None
              for row in store.rows(store.worklist())}  # fmt: skip
    shelf = [drawn(random, files) for _ in range(random.randint(1, 4))]
    knowledge = Knowledge(KnowledgeSource(dated=tuple(shelf)))
    judge(store, list(day_of), knowledge)
    assert outdated(store, knowledge, Contexts(), NOW) == []
    for _ in range(4):
        changed = list(shelf)
        at = random.randrange(len(changed))
        if random.random() < 0.3 and len(changed) > 1:
            del changed[at]
        else:
            changed[at] = drawn(random, files)
        other = Knowledge(KnowledgeSource(dated=tuple(changed)), knowledge)
        wanted = {i for i, day in day_of.items() if holding(shelf, day) != holding(changed, day)}
        found = outdated(store, other, Contexts(), NOW)
        assert set(found) == wanted
        judge(store, found, other)
        assert outdated(store, other, Contexts(), NOW) == []
        shelf, knowledge = changed, other
