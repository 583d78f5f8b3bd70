"""Each rule reads no more than it says: what was said of the same texts before, and what an edit leaves as it was,
rests on that.
"""

from coding.grouping.page_case import case_reads
from coding.page.context import Context
from coding.page.front_page import FrontPage
from coding.rules.engine import judged
from coding.rules.example import read_example
from coding.rules.facts import Facts
from coding.rules.page_rows import RowSet
from coding.rules.reads import CASE, tokens

_WHOLE = {
    "dx": "diagnosis", "others": "diagnosis", "principal": "diagnosis", "diagnoses_at": "diagnosis",
    "all_read": "diagnosis", "px": "procedure", "grouping": "grouping", "price": "price",
    "context": "beside the page", "other_stays": "beside the page",
}  # fmt: skip
_SETS = {RowSet.PROCEDURES: "procedure", RowSet.ICUS: "intensive_care"}


class Watched(dict):
    """Texts that tell which of them were asked for."""

    def __init__(self, texts, read):
        super().__init__(texts)
        self.read = read

    def get(self, key, default=None):
        self.read.add(key)
        return super().get(key, default)

    def __getitem__(self, key):
        self.read.add(key)
        return super().__getitem__(key)

    def __contains__(self, key):
        self.read.add(key)
        return super().__contains__(key)


class WatchedFacts(Facts):
    """Facts that tell what was asked of them."""

    __slots__ = ("read",)

    def __init__(self, read, *told):
        self.read = read
        super().__init__(*told)
        self.given = Watched(self.given, read)
        read.clear()

    def __getattribute__(self, name):
        if name in _WHOLE:
            super().__getattribute__("read").add(_WHOLE[name])
        return super().__getattribute__(name)

    def rows(self, name):
        self.read.add(_SETS.get(name, "diagnosis"))
        return super().rows(name)


def told_and_read(compiled, example, reference):
    page, neighbours, as_of = read_example(example)
    grouping = reference.group(page)
    price = reference.price(page, grouping)
    read = set()
    watched = FrontPage(
        Watched(page.values, read), page.diagnoses, page.procedures, page.intensive_cares, page.supplied, page.extra,
        page.origin, page.settlement,
    )  # fmt: skip
    facts = WatchedFacts(read, watched, reference, Context(as_of, neighbours), grouping, price)
    judged(compiled, facts)
    case = tokens(case_reads()) if CASE in compiled.reads else frozenset()
    return compiled.reads | case, tokens(read)


def test_no_rule_reads_more_than_it_says(embedded):
    more, asked = set(), 0
    for compiled in embedded.rules.rules:
        if compiled.reads is None or compiled.needs - {"grouping"}:
            continue
        for example in filter(None, (compiled.rule.fails, compiled.rule.passes, compiled.rule.near)):
            told, read = told_and_read(compiled, example, embedded.reference)
            asked += bool(read)
            more |= {(compiled.rule.id, key) for key in read - told}
    assert more == set()
    assert asked > 1_000
