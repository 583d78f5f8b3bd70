"""A Knowledge made after another shares what is the same; what the other holds on some days only is not the same."""

from datetime import date

from coding.knowledge.dated import DatedPart
from coding.knowledge.knowledge import Knowledge, KnowledgeSource
from tests.dip.small_city import write_city


def test_what_holds_from_january_is_not_taken_for_what_holds_before(tmp_path):
    tariff, policy = tmp_path / "明年.csv", tmp_path / "政策.csv"
    tariff.write_text("DRG编码,权重\nHC29,2\n", encoding="utf-8")
    policy.write_text("key,value,of,from,to,clause\nrate,9000,,,,\n", encoding="utf-8")
    begin = date(2027, 1, 1)
    shelved = KnowledgeSource(
        dated=(DatedPart("tariff", str(tariff), begin), DatedPart("policy", str(policy), begin)),
    )
    first = Knowledge(shelved)
    for later in (
        Knowledge(KnowledgeSource(dated=shelved.dated[:1]), first),
        Knowledge(KnowledgeSource(edition="insurance", dated=shelved.dated), first),
        Knowledge(KnowledgeSource(), first),
    ):
        before = later.on(date(2026, 12, 31))
        assert before.tariff.is_demonstration
        assert before.policy is None
        assert before.scheme is first.scheme  # what is the same is loaded once
    assert Knowledge(shelved, first).on(begin).tariff is first.on(begin).tariff


def test_a_scheme_of_drg_after_one_of_dip_has_not_the_scores_of_that_one(tmp_path):
    pack = write_city(tmp_path / "小城")
    dated = (DatedPart("scheme", str(pack), None, date(2026, 12, 31)),)
    knowledge = Knowledge(KnowledgeSource(dated=dated))
    before, after = (knowledge.on(day) for day in (date(2026, 12, 31), date(2027, 1, 1)))
    assert (before.scheme.words.method, after.scheme.words.method) == ("DIP", "DRG")
    assert "BX-1" in before.tariff.lines
    assert after.tariff.is_demonstration
