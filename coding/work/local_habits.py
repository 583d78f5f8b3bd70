"""One way of the house that turns every page red is a question at import, not a finding on every page.

A hospital that writes its own department numbers has a forced error on each of its pages. What meets more than half of
a file in one coded column is asked about once: what each text means. Nothing is mapped unless a person says so; the
answers are kept with the layout and the source, and used by window and command line alike.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Final

from rapidfuzz import fuzz, process

from coding.base.errors import CodingError
from coding.exchange.local_values import LocalValues
from coding.grouping.case import Grouping, GroupStatus
from coding.page.context import Context
from coding.page.fields import ROW_ATTRIBUTES, field_catalogue
from coding.page.front_page import FrontPage
from coding.page.rows import ROW_TYPES
from coding.payment.price import Price
from coding.rules.facts import Facts
from coding.store.kept_json import list_json, list_of
from coding.store.setting import Setting

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from coding.knowledge.knowledge import Knowledge
    from coding.page.reading import ForeignField, ForeignValue, Reading
    from coding.rules.rule import CompiledRule
    from coding.store.store import Store

_KEPT: Final = Setting("import.local_values", "[]")
#: So many pages that say one thing alike are no chance.
_TELLING: Final = 5
#: So alike (0–100) two names must be to be offered.
_ALIKE: Final = 75.0
#: What is said of a column in which nearly everything is different: nobody is asked about it.
_NO_CODES: Final = "写法太多，不像代码，请核对来源文件的这一列是不是填了别的内容。"
_BEHIND: Final = ("门诊", "病房", "病区", "专业", *"学科室区组一二三四五六七八九十0123456789")
_LONGEST_NAME: Final = 40
_CHINESE: Final = re.compile(r"[\u4e00-\u9fff]{2,}")


@dataclass(frozen=True, slots=True)
class LocalText:
    """A text of the hospital's own, on how many pages it stands, and the code that its name suggests.

    ``name``: what stands beside it on the pages, where the text is a number; ``alike``: 100 the same name, less: a
    guess, 0: none.
    """

    text: str
    pages: int
    name: str = ""
    code: str = ""
    alike: int = 0


@dataclass(frozen=True, slots=True)
class LocalHabit:
    """One domain in which a file writes texts of its own. ``pages`` of ``of`` have any; ``rules`` find them."""

    layout: str
    source: str
    domain: str
    fields: tuple[str, ...]
    texts: tuple[LocalText, ...]
    pages: int
    of: int
    rules: tuple[str, ...]
    is_open: bool = False

    @property
    def labels(self) -> str:
        """The fields in words: 入院科别、出院科别."""
        return "、".join(field_catalogue().label(key) for key in self.fields)

    @property
    def codes(self) -> Mapping[str, str]:
        """Code → label of the domain."""
        return field_catalogue().domains[self.domain].labels

    def in_words(self) -> str:
        """【出院科别】1,499 份中有 1,499 份 …"""
        kinds = f"{len(self.texts)} 种以上" if self.is_open else f"{len(self.texts)} 种"
        shown = "、".join(f"“{text.text}”" for text in self.texts[:3])
        return (
            f"【{self.labels}】{self.of:,} 份中有 {self.pages:,} 份写的不是"
            f"“{field_catalogue().domains[self.domain].title}”里的代码，共 {kinds}（如 {shown}）："
            f"{_NO_CODES if self.is_open else '像是本院自己的写法。'}"
        )

    def answered(self, codes: Mapping[str, str]) -> LocalValues:
        """The habit with the answer of a person: text → code; what she gave no code is left as it is."""
        given = {text.text: codes[text.text] for text in self.texts if codes.get(text.text) in self.codes}
        left = frozenset(text.text for text in self.texts if text.text not in given)
        return LocalValues(self.layout, self.source, self.domain, self.fields, given, left)


class LocalHabitError(CodingError):
    """A file whose habits nobody has been asked about yet; nothing of it was kept."""

    def __init__(self, habits: Sequence[LocalHabit]) -> None:
        super().__init__("".join(habit.in_words() for habit in habits) + "请先说明各种写法的意思，或原样读入。")
        self.habits = tuple(habits)


def kept_local_values(store: Store) -> list[LocalValues]:
    """What persons have said that texts mean; one that cannot be read is left out."""
    try:
        rows = list_of(_KEPT.read(store))
    except (ValueError, TypeError, KeyError, AttributeError):
        return []
    found = []
    for row in rows:
        try:
            found.append(LocalValues.from_row(row))
        except (ValueError, TypeError, KeyError, AttributeError):
            continue
    return found


def keep_local_values(store: Store, answers: Iterable[LocalValues]) -> None:
    """Remember answers, over those that were given before for the same layout, source and domain."""
    kept = {(v.layout, v.source, v.domain): v for v in kept_local_values(store)}
    for new in answers:
        key = (new.layout, new.source, new.domain)
        kept[key] = _joined(kept[key], new) if key in kept else new
    _KEPT.write(store, list_json([v.as_row() for v in kept.values()]))


def _joined(old: LocalValues, new: LocalValues) -> LocalValues:
    codes = {text: code for text, code in {**old.codes, **new.codes}.items() if text not in new.left}
    left = (old.left | new.left) - set(codes)
    fields = tuple(dict.fromkeys((*old.fields, *new.fields)))
    return LocalValues(new.layout, new.source, new.domain, fields, codes, left)


def local_habits(reading: Reading, knowledge: Knowledge, kept: Sequence[LocalValues] = ()) -> tuple[LocalHabit, ...]:
    """The habits of a file that nobody has answered yet: a finding of the rules of domains in force, in one column, on
    more than half of the pages; and of a column that was answered what is new in it.
    """
    answered = {
        key: (values.left, bool(values.codes))
        for values in kept
        if (values.layout, values.source) == (reading.layout, reading.source)
        for key in values.fields
    }
    total = len(reading.pages)
    by_domain: dict[str, list[_Met]] = {}
    for key, field in reading.foreign.items():
        left, is_mapped = answered.get(key, (frozenset(), False))
        new = tuple(value for value in field.values if value.text not in left)
        pages = min(field.pages, sum(value.pages for value in new))
        if pages < _TELLING or (pages * 2 <= total and not is_mapped):
            continue
        met = _met(key, field, new, knowledge)
        if met.pages >= _TELLING and (met.pages * 2 > total or is_mapped):
            by_domain.setdefault(field_catalogue()[key].domain, []).append(met)
    return tuple(_habit(reading, domain, met, knowledge) for domain, met in by_domain.items())


@dataclass(frozen=True, slots=True)
class _Met:
    key: str
    values: tuple[ForeignValue, ...]
    pages: int
    rules: tuple[str, ...]
    is_open: bool


def _met(key: str, field: ForeignField, values: Sequence[ForeignValue], knowledge: Knowledge) -> _Met:
    rules = _domain_rules(key, knowledge)
    found = {value.text: [r.rule.id for r in rules if _finds(r, key, value.text, knowledge)] for value in values}
    wrong = tuple(value for value in values if found[value.text])
    ids = tuple(sorted({rule for value in wrong for rule in found[value.text]}))
    # of an open field not every text was counted
    pages = field.pages if field.is_open else min(field.pages, sum(value.pages for value in wrong))
    return _Met(key, wrong, pages, ids, field.is_open)


def _habit(reading: Reading, domain: str, met: Sequence[_Met], knowledge: Knowledge) -> LocalHabit:
    """One question for all fields of a domain: those that are full of it, and those in which the same texts stand."""
    asked = {value.text for one in met for value in one.values}
    further = [
        _met(key, field, [v for v in field.values if v.text in asked], knowledge)
        for key, field in reading.foreign.items()
        if field_catalogue()[key].domain == domain and key not in {one.key for one in met}
    ]
    fields = [*met, *(one for one in further if one.values)]
    pages: dict[str, int] = {}
    beside: dict[str, list[Mapping[str, str]]] = {}
    for one in fields:
        for value in one.values:
            pages[value.text] = max(pages.get(value.text, 0), value.pages)
            beside.setdefault(value.text, []).extend(value.beside)
    shared = Counter(name for found in beside.values() for name in set(_names_beside(found)))
    texts = tuple(
        _suggested(text, count, [n for n in _names_beside(beside[text]) if shared[n] == 1], domain)
        for text, count in sorted(pages.items(), key=lambda item: (-item[1], item[0]))
    )
    rules = tuple(dict.fromkeys(rule for one in fields for rule in one.rules))
    return LocalHabit(
        reading.layout,
        reading.source,
        domain,
        tuple(one.key for one in fields),
        texts,
        max(one.pages for one in met),
        len(reading.pages),
        rules,
        any(one.is_open for one in met),
    )


def _domain_rules(key: str, knowledge: Knowledge) -> list[CompiledRule]:
    return [c for c in knowledge.rules.rules if c.rule.kind == "domain" and c.rule.field == key]


def _finds(rule: CompiledRule, key: str, text: str, knowledge: Knowledge) -> bool:
    """Whether a rule finds something where a page says nothing else."""
    place = ROW_ATTRIBUTES.get(key)
    if place is None:
        page = FrontPage({key: text})
    else:
        group, attribute = place
        rows = tuple(ROW_TYPES[group](**{attribute: text}) for _ in range(2))
        page = FrontPage(**{_ROWS[group]: rows})  # type: ignore[arg-type]
    nothing = Grouping(GroupStatus.CHECK_FAILED, "0000", "00", "0000")
    facts = Facts(page, knowledge.reference, Context(), nothing, Price(None, None))
    return any(True for _ in rule.judge(facts))


_ROWS: Final = {"diagnosis": "diagnoses", "procedure": "procedures", "intensive_care": "intensive_cares"}


def _suggested(text: str, pages: int, names: Sequence[str], domain: str) -> LocalText:
    """The text with the code whose name is that of the text itself, or of what stands beside it and no other text."""
    best = LocalText(text, pages, names[0] if len(names) == 1 else "")
    for name in (text, *names):
        code, alike = _alike(name, domain)
        if alike > best.alike:
            best = LocalText(text, pages, "" if name == text else name, code, alike)
    return best


def _names_beside(beside: Sequence[Mapping[str, str]]) -> Iterator[str]:
    """What stands in one column on all the pages that were looked at, and is a name of something in Chinese."""
    if beside:
        for header, value in beside[0].items():
            same = all(other.get(header) == value for other in beside)
            if same and 2 <= len(value) <= 20 and _CHINESE.search(value):
                yield value


def _alike(name: str, domain: str) -> tuple[str, int]:
    """The code of the label that is most like a name, and how much (0–100); "" and 0 where none is alike."""
    stems = _stems(domain)
    stem = _stem(name)
    if not _CHINESE.search(name) or not stem:
        return "", 0
    if stem in stems:
        return stems[stem], 100
    found = process.extractOne(stem, stems.keys(), scorer=fuzz.ratio, score_cutoff=_ALIKE)
    return (stems[found[0]], min(round(found[1]), 99)) if found else ("", 0)


@cache
def _stems(domain: str) -> dict[str, str]:
    """The label without what hospitals put behind it → code; of two alike the first."""
    stems: dict[str, str] = {}
    for code, label in field_catalogue().domains[domain].labels.items():
        if stem := _stem(label):
            stems.setdefault(stem, code)
    return stems


def _stem(text: str) -> str:
    name = text.strip()[:_LONGEST_NAME]
    while behind := next((word for word in _BEHIND if name.endswith(word)), ""):
        name = name.removesuffix(behind)
    return name
