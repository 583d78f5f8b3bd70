"""Each fact is told once a page: no finding twice, and no two rules that would mend a page by the very same change."""

from collections import Counter

import pytest

from coding.base.resources import resource_path
from coding.examine.examine import examine
from coding.exchange.read import read_file
from coding.page.context import Context
from coding.rules.example import read_example
from coding.rules.rule_book import embedded_rules


def example_pages():
    """Every page of every rule, with what stands beside it."""
    for compiled in embedded_rules().rules:
        for text in (compiled.rule.fails, compiled.rule.passes, compiled.rule.near):
            if text:
                page, neighbours, as_of = read_example(text)
                yield compiled.rule.id, page, Context(as_of=as_of, neighbours=neighbours)


def pages_of(path):
    for number, page in enumerate(read_file(path).pages, 1):
        yield f"{path.name} {number}", page, Context()


def told_twice(pages, knowledge):
    """Where the same rule says the same of the same place more than once."""
    found = []
    for where, page, context in pages:
        said = Counter((f.rule, f.place, f.message) for f in examine(page, knowledge, context).findings)
        found += [(where, *key) for key, count in said.items() if count > 1]
    return found


def mended_twice(pages, knowledge):
    """Where two rules propose the same edits: they tell one fact."""
    found = []
    for where, page, context in pages:
        by_edits = {}
        for finding in examine(page, knowledge, context).findings:
            for change in finding.changes:
                by_edits.setdefault(change.edits, set()).add(finding.rule)
        found += [(where, sorted(rules)) for rules in by_edits.values() if len(rules) > 1]
    return found


@pytest.fixture(scope="module")
def pages(request):
    """The examples of the rules, the sample, and the published and own cases where they lie."""
    found = [*example_pages(), *pages_of(resource_path("sample/sample_n041.csv"))]
    own = request.path.parents[1] / "cases" / "truth" / "pages.csv"
    published = request.path.parents[3] / "shared" / "reference" / "truth" / "pages.csv"
    for path in (own, published):
        found += pages_of(path) if path.exists() else ()
    return found


def test_no_finding_is_told_twice(pages, embedded):
    assert told_twice(pages, embedded) == []


def test_no_two_rules_propose_the_same_change(pages, embedded):
    assert mended_twice(pages, embedded) == []


def test_what_is_told_twice_is_seen(embedded):
    """The examination itself is not asked to break: a page that is given twice shows what the test would say."""
    page, _, _ = read_example("dx=I63.900 陈旧性脑梗死 | dx=I63.900 陈旧性脑梗死")
    findings = [f for f in examine(page, embedded, Context()).findings if f.rule == "FP-COD-320"]
    assert len({f.place for f in findings}) == len(findings) == 2, "two rows are two places"
