"""A weight of its own that hangs on an item of the page which no grouper reads: moving it asks for evidence too."""

from datetime import datetime

from coding.knowledge.knowledge import Knowledge, KnowledgeSource
from coding.page.edits import set_field
from coding.work.unproved import Proof, unproved_pages
from tests.db.conftest import make_page, make_reading

AT = datetime(2026, 11, 1, 12)
POLICY = "key,value,of,from,to,clause\nown_weight,呼吸机小时 > 96 => 9,长时间机械通气,,,甲文\n"


def known(tmp_path):
    policy = tmp_path / "政策.csv"
    policy.write_text(POLICY, encoding="utf-8")
    return Knowledge(KnowledgeSource(policy=str(policy)))


def test_a_change_that_moves_the_weight_by_the_policy_alone_wants_evidence(store, tmp_path):
    page = make_page("1", age_years="54", los_days="9", discharge_way="1", fee_total="9000", ventilator_hours="10")
    (page_id,) = store.import_reading(make_reading(page)).added
    knowledge = known(tmp_path)
    store.append(page_id, set_field(store.page(page_id), "ventilator_hours", "97"))
    assert unproved_pages(store, [page_id], knowledge) == {page_id}
    assert Proof(store, page_id, knowledge).is_wanted(tuple(store.history(page_id)))
    assert unproved_pages(store, [page_id], Knowledge(KnowledgeSource())) == frozenset()
