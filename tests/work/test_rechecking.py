"""What is outdated is what would be judged otherwise now: Knowledge, waivers, audience, neighbours."""

from datetime import date, datetime, timedelta

import pytest

from coding.examine.examine import examine
from coding.knowledge.dated import DatedPart
from coding.knowledge.knowledge import Knowledge, KnowledgeSource, load_knowledge
from coding.page.edits import set_field
from coding.page.waiver import Waiver
from coding.rules.local import LocalRules, local_rules
from coding.work.contexts import Contexts
from coding.work.rechecking import examined, outdated
from coding.work.stored_neighbours import StoredNeighbours
from coding.work.verdicts import verdict_of
from tests.db.conftest import make_page, make_reading

NOW = datetime(2026, 11, 1, 12)


class StopError(Exception):
    """Somebody has pressed the button."""


@pytest.fixture
def filled(store):
    pages = (make_page("1"), make_page("2"), make_page("2", discharge_datetime="2024-06-10 10:00:00"))
    store.import_reading(make_reading(*pages))
    return store


@pytest.fixture
def neighbours(filled):
    return StoredNeighbours(filled)


@pytest.fixture
def contexts(filled, neighbours):
    return lambda audience="": Contexts.of_waivers(filled.waivers(), audience, neighbours)


def judge(store, ids, contexts, knowledge, now=NOW):
    for verdicts in examined(store, ids, knowledge, contexts, now):
        store.keep_verdicts(verdicts)


def test_every_page_is_judged_once(filled, contexts, embedded):
    everything = list(filled.worklist())
    assert outdated(filled, embedded, contexts(), NOW) == everything
    judge(filled, everything, contexts(), embedded)
    assert outdated(filled, embedded, contexts(), NOW) == []
    row = filled.rows([everything[0]])[0]
    context = contexts().of([row.id], NOW)[row.id]
    verdict = verdict_of(examine(filled.page(row.id), embedded, context), context)
    assert (row.state, row.errors, row.drg, row.stamp) == (verdict.state, verdict.errors, verdict.drg, verdict.stamp)


def test_other_rules_and_another_audience_concern_every_page(filled, contexts, embedded):
    everything = list(filled.worklist())
    judge(filled, everything, contexts(), embedded)
    assert outdated(filled, embedded, contexts("coder"), NOW) == everything
    other = embedded.with_rules(local_rules([("FP-STD-002", {"on": "0"})]))
    assert outdated(filled, other, contexts(), NOW) == everything
    assert outdated(filled, embedded.with_rules(LocalRules()), contexts(), NOW) == []


def test_a_waiver_of_one_page_concerns_that_page_until_it_has_expired(filled, contexts, embedded):
    everything = list(filled.worklist())
    judge(filled, everything, contexts(), embedded)
    last = date(2026, 11, 1)
    filled.add_waiver(Waiver("FP-STD-002", "接口如此", "甲", NOW, last), everything[1])
    assert outdated(filled, embedded, contexts(), NOW) == [everything[1]]
    judge(filled, [everything[1]], contexts(), embedded)
    assert outdated(filled, embedded, contexts(), NOW) == []
    assert outdated(filled, embedded, contexts(), NOW + timedelta(days=1)) == [everything[1]]


def test_a_page_is_judged_anew_when_another_stay_of_the_person_has_changed(filled, contexts, neighbours, embedded):
    judge(filled, list(filled.worklist()), contexts(), embedded)
    one, two = (i for i, others in neighbours.ids_of(filled.worklist()).items() if others)
    filled.append(one, set_field(filled.page(one), "abo_blood", "3"))
    judge(filled, [one], contexts(), embedded)
    assert outdated(filled, embedded, contexts(), NOW) == [two]


def test_a_page_is_judged_anew_when_it_is_no_other_stay_of_the_person_any_more(filled, contexts, neighbours, embedded):
    judge(filled, list(filled.worklist()), contexts(), embedded)
    one, two = (i for i, others in neighbours.ids_of(filled.worklist()).items() if others)
    filled.append(one, set_field(filled.page(one), "case_no", "3"))
    judge(filled, [one], contexts(), embedded)
    assert outdated(filled, embedded, contexts(), NOW) == [two]


def test_verdicts_given_where_nobody_knew_the_neighbours_are_given_anew(filled, contexts, embedded):
    everything = list(filled.worklist())
    unknown = Contexts.of_waivers(filled.waivers())
    judge(filled, everything, unknown, embedded)
    assert outdated(filled, embedded, unknown, NOW) == []
    assert outdated(filled, embedded, contexts(), NOW) == everything


def test_who_waits_is_asked_after_every_page_whether_to_go_on(filled, contexts, embedded):
    asked = []

    def stop():
        asked.append(1)
        if len(asked) == 2:
            raise StopError

    with pytest.raises(StopError):
        list(examined(filled, list(filled.worklist()), load_knowledge(), contexts(), NOW, stop))
    assert len(asked) == 2


def test_next_years_tariff_makes_no_page_of_this_year_outdated(filled, contexts, tmp_path):
    tariff = tmp_path / "明年.csv"
    tariff.write_text("DRG编码,权重\nHC29,2\n", encoding="utf-8")
    filled.import_reading(make_reading(make_page("9", discharge_datetime="2027-01-05 10:00:00")))
    (later,) = [row.id for row in filled.rows(filled.worklist()) if row.discharge_date == "2027-01-05"]
    old = Knowledge(KnowledgeSource())
    judge(filled, list(filled.worklist()), contexts(), old)
    shelved = Knowledge(KnowledgeSource(dated=(DatedPart("tariff", str(tariff), date(2027, 1, 1)),)))
    assert outdated(filled, shelved, contexts(), NOW) == [later]
    judge(filled, [later], contexts(), shelved)
    assert outdated(filled, shelved, contexts(), NOW) == []
