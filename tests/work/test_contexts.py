"""The context of a page: waivers of its own and of all, neighbours, audience, the moment."""

from datetime import datetime

from coding.page.front_page import FrontPage
from coding.page.waiver import Waiver
from coding.work.contexts import Contexts
from coding.work.stored_neighbours import StoredNeighbours
from tests.db.conftest import make_page, make_reading

NOW = datetime(2026, 11, 1, 12)


def waiver(rule="FP-STD-002"):
    return Waiver(rule, "接口如此", "甲", NOW)


def test_each_page_has_its_own_waivers_and_those_of_all(store):
    store.import_reading(make_reading(make_page("1"), make_page("2")))
    first, second = sorted(store.worklist())
    store.add_waiver(waiver(), first)
    store.add_waiver(waiver("FP-STD-001"))
    store.end_waiver(store.add_waiver(waiver("FP-STD-003"), first).id)
    contexts = Contexts.of_waivers(store.waivers(), "coder")
    found = contexts.of([first, second], NOW)
    assert [w.rule for w in found[first].waivers] == ["FP-STD-002", "FP-STD-001"]
    assert [w.rule for w in found[second].waivers] == ["FP-STD-001"]
    assert found[second] == contexts.common(NOW)
    assert (found[first].audience, found[first].as_of) == ("coder", NOW)
    assert contexts.particular([second, first]) == [first]


def test_who_knows_no_neighbours_does_not_claim_that_there_are_none(store):
    store.import_reading(make_reading(make_page("1"), make_page("1", discharge_datetime="2024-06-10 10:00:00")))
    one, two = sorted(store.worklist())
    assert Contexts().of([one], NOW)[one].neighbours is None
    assert Contexts().common(NOW).neighbours is None
    contexts = Contexts(neighbours=StoredNeighbours(store))
    assert contexts.of([one], NOW)[one].neighbours == (store.page(two),)
    assert contexts.common(NOW).neighbours == ()


def test_only_pages_with_waivers_or_other_stays_are_particular(store):
    later = {"discharge_datetime": "2024-06-10 10:00:00"}
    store.import_reading(make_reading(make_page("1"), make_page("2"), make_page("3"), make_page("1", **later)))
    one, two, three, again = sorted(store.worklist())
    store.add_waiver(waiver(), three)
    contexts = Contexts.of_waivers(store.waivers(), neighbours=StoredNeighbours(store))
    assert contexts.particular([again, three, two, one]) == [again, three, one]
    assert contexts.of([two], NOW)[two] == contexts.common(NOW)


def test_a_page_of_a_batch_has_the_waivers_of_all_and_its_neighbours_there():
    other = FrontPage({"case_no": "1"})
    context = Contexts((waiver(),), {1: (waiver("FP-STD-001"),)}, "coder").among((other,), NOW)
    assert context.neighbours == (other,)
    assert [w.rule for w in context.waivers] == ["FP-STD-002"]
    assert (context.audience, context.as_of) == ("coder", NOW)
