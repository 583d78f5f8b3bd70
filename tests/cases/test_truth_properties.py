"""What holds of every page of the corpora and every example: told in whole sentences, mended by what is proposed,
the same after a change as anew.
"""

import random
import re
from datetime import datetime

import pytest

from coding.base.resources import resource_path
from coding.examine.examine import examine, examine_again
from coding.exchange.read import read_file
from coding.page.context import Context
from coding.page.edits import insert_row, move_row, remove_row, set_field, set_row
from coding.page.fields import ROW_ATTRIBUTES
from coding.rules.rule_book import embedded_rules
from tests.rules.test_once_a_page import example_pages, pages_of

#: What is left where a placeholder, a part of a sentence or a mark was put together wrongly.
ODD = re.compile(r"[{}—]|[。，；：、]{2}|（）|“”|【】|\(\)|（[、，。；]|[、，]）|。）。|？。|None|  ")
CONTEXT = Context(datetime(2026, 11, 1), ())


@pytest.fixture(scope="module")
def truth(request):
    return list(read_file(request.path.parent / "truth" / "pages.csv").pages)


@pytest.fixture(scope="module")
def judged(request, embedded):
    """Every page with its examination."""
    own = request.path.parent / "truth" / "pages.csv"
    pages = [*example_pages(), *pages_of(resource_path("sample/sample_n041.csv")), *pages_of(own)]
    return [(where, page, context, examine(page, embedded, context)) for where, page, context in pages]


def test_every_message_is_a_whole_sentence(judged):
    odd = {
        (finding.rule, text)
        for _, _, _, seen in judged
        for finding in seen.findings
        for text in (finding.message, finding.hint, finding.basis, *(change.reason for change in finding.changes))
        if ODD.search(text)
    }
    assert odd == set()
    assert all(f.message and f.hint and f.basis for _, _, _, seen in judged for f in seen.findings)


def test_no_rule_fails_on_any_page(judged):
    assert {(where, one.defect) for where, _, _, seen in judged for one in seen.not_judged if one.is_defect} == set()


def test_each_proposed_change_can_be_made_and_takes_its_own_finding_away(judged, embedded):
    left = []
    for where, page, context, seen in judged:
        for finding in seen.findings:
            for change in finding.changes:
                after = examine(page.apply(change), embedded, context)
                left += [(where, f.rule, change.edits) for f in after.findings if _is_same(f, finding)]
    assert left == []


def _is_same(one, other):
    return (one.rule, one.place) == (other.rule, other.place)


def test_no_two_rules_silence_each_other():
    """What yields goes where the other has spoken: in a ring of rules all would go, and nothing would be told."""
    yields = {compiled.rule.id: compiled.rule.yields_to for compiled in embedded_rules().rules}
    assert {other for others in yields.values() for other in others} <= yields.keys() | {
        rule.id for rule in embedded_rules().off
    }
    while free := {rule for rule, others in yields.items() if not others & yields.keys()}:
        yields = {rule: others for rule, others in yields.items() if rule not in free}
    assert yields == {}


@pytest.mark.parametrize("seed", range(4))
def test_an_examination_after_a_change_equals_one_anew(truth, embedded, seed):
    dice, values = random.Random(seed), _Values(truth)
    for page in dice.sample(truth, 10):
        seen = examine(page, embedded, CONTEXT)
        for _ in range(8):
            change = values.change(page, dice)
            seen = examine_again(page, change, seen, embedded, CONTEXT)
            page = page.apply(change)
            anew = examine(page, embedded, CONTEXT)
            assert seen == anew, change
            assert (seen.findings, seen.not_judged, seen.grouping) == (anew.findings, anew.not_judged, anew.grouping)


class _Values:
    """Changes that bring the values and rows of one page of the corpus onto another."""

    def __init__(self, pages):
        self.pages = pages
        self.keys = sorted({key for page in pages for key in page.values} | set(ROW_ATTRIBUTES))
        self.rows = {group: [row for page in pages for row in page.rows(group)] for group in ("diagnosis", "procedure")}

    def change(self, page, dice):
        group = dice.choice(("diagnosis", "diagnosis", "procedure"))
        rows, row, kind = page.rows(group), dice.choice(self.rows[group]), dice.random()
        if kind < 0.4:
            key = dice.choice(self.keys)
            if not ROW_ATTRIBUTES.get(key) or page.rows(ROW_ATTRIBUTES[key][0]):
                return set_field(page, key, dice.choice((dice.choice(self.pages).text(key), "", "-", "垃圾")))
        if kind < 0.6 or not rows:
            return insert_row(page, group, row, dice.randint(0, len(rows)))
        if kind < 0.8:
            parts = dice.choice(({"code": row.code, "name": row.name}, {"code": row.code}, {"name": row.name}))
            return set_row(page, group, dice.randrange(len(rows)), parts)
        if kind < 0.9:
            return remove_row(page, group, dice.randrange(len(rows)))
        return move_row(page, group, dice.randrange(len(rows)), dice.randrange(len(rows)))
