"""What the worklist keeps of an examination, and the stamp under which it holds."""

from datetime import datetime

from coding.examine.examine import examine, stamp_of
from coding.page.context import Context
from coding.page.edits import set_field
from coding.page.waiver import Waiver
from coding.store.kept_knowledge import knowledge_part
from coding.work.verdicts import verdict_of, verdict_stamp
from tests.db.conftest import make_page

NOW = datetime(2026, 11, 1, 12)
PAGE = make_page("1", sex="7")


def test_a_verdict_counts_what_was_found_and_what_is_waived(embedded):
    context = Context(NOW, (), (Waiver("FP-STD-002", "接口如此", "甲", NOW),))
    seen = examine(PAGE, embedded, context)
    verdict = verdict_of(seen, context)
    assert (verdict.state, verdict.errors, verdict.warnings, verdict.infos) == (
        "error",
        sum(f.severity == "error" for f in seen.findings),
        sum(f.severity == "warning" for f in seen.findings),
        sum(f.severity == "info" for f in seen.findings),
    )
    assert (verdict.drg, verdict.weight, verdict.score) == (
        seen.grouping.drg,
        seen.price.weight,
        seen.score.points,
    )
    fired = {rule: (number, waived) for rule, number, waived in verdict.fired}
    assert fired["FP-STD-002"] == (1, 1)
    assert sum(number for number, _ in fired.values()) == len(seen.findings) + 1
    assert verdict.not_judged == len(seen.not_judged)


def test_what_is_for_others_than_the_coder_fired_all_the_same(embedded):
    everybody, coder = Context(NOW, ()), Context(NOW, (), audience="coder")
    all_of_them = verdict_of(examine(PAGE, embedded, everybody), everybody)
    hers = verdict_of(examine(PAGE, embedded, coder), coder)
    assert {r: n for r, n, _ in hers.fired} == {r: n for r, n, _ in all_of_them.fired}
    assert hers.stamp != all_of_them.stamp


def test_a_stamp_tells_unknown_neighbours_from_none_and_one_state_of_a_neighbour_from_another(embedded):
    other = make_page("1", discharge_datetime="2024-06-10 10:00:00")
    changed = other.apply(set_field(other, "sex", "2"))
    contexts = [Context(NOW), Context(NOW, ()), Context(NOW, (other,)), Context(NOW, (changed,))]
    stamps = [verdict_stamp(embedded, context) for context in contexts]
    assert len(set(stamps)) == 4
    assert [verdict_of(examine(PAGE, embedded, context), context).stamp for context in contexts] == stamps


def test_whatever_stays_stand_beside_a_page_its_stamp_names_knowledge_waivers_and_audience(embedded):
    other = make_page("1", discharge_datetime="2024-06-10 10:00:00")
    waivers = (Waiver("FP-STD-002", "接口如此", "甲", NOW),)
    for beside in (None, (), (other,)):
        for context in (Context(NOW, beside), Context(NOW, beside, waivers, "coder")):
            assert knowledge_part(verdict_stamp(embedded, context)) == stamp_of(embedded, context)
