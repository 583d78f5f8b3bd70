"""Every rule of a hospital as one line."""

from datetime import datetime

from coding.examine.examine import examine
from coding.page.waiver import Waiver
from coding.store.kept_reviews import About, Said
from coding.work.contexts import Contexts
from coding.work.rule_lines import rule_lines
from coding.work.verdicts import verdict_of
from tests.work.test_dry_run import OWN

NOW = datetime(2026, 11, 1, 12)


def test_every_rule_is_a_line_that_says_whose_it_is_and_how_often_it_was_waived(costed, embedded):
    costed.edit_rules([("FP-STD-002", {"severity": "info"}), ("H1-001", {k: v for k, v in OWN.items() if k != "id"})])
    one = costed.worklist()[0]
    told = examine(costed.page(one), embedded).findings[0].rule
    context = Contexts((Waiver(told, "已知", "甲", NOW),)).common(NOW)
    seen = examine(costed.page(one), embedded, context)
    costed.keep_verdicts([(one, verdict_of(seen, context))])
    lines = {line.id: line for line in rule_lines(costed)}
    assert [lines[i].origin for i in ("FP-STD-001", "FP-STD-002", "H1-001")] == ["embedded", "altered", "own"]
    assert list(lines)[-1] == "H1-001"
    assert lines[told].fired.waived == lines[told].fired.findings
    assert lines[told].precision is None, "a waiver is no verdict on the rule"
    assert lines["H1-001"].precision is None


def test_a_rule_whose_findings_nobody_has_reviewed_has_no_precision(costed, embedded):
    one, two = costed.worklist()[:2]
    seen = examine(costed.page(one), embedded)
    told = seen.findings[0].rule
    costed.keep_verdicts([(one, verdict_of(seen))])
    assert {line.precision for line in rule_lines(costed)} == {None}
    for page_id, said, why in ((one, Said.RIGHT, ""), (two, Said.WRONG, "病历有依据")):
        costed.say(page_id, About.FINDING, f"{told}|sex#", said, why, rule=told)
    lines = {line.id: line for line in rule_lines(costed)}
    assert {rule: line.precision for rule, line in lines.items() if line.precision is not None} == {told: 0.5}
    costed.say(two, About.FINDING, f"{told}|sex#", Said.RIGHT, rule=told)
    assert {line.id: line.precision for line in rule_lines(costed)}[told] == 1, "the last verdict on a finding counts"
