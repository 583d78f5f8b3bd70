"""What is known of one group, backwards from the scheme: who comes into it, what divides its family, what it weighs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from coding.codes.entry import CodeKind
from coding.codes.parse import category
from coding.grouping.leading import CodeRole
from coding.grouping.way_in import BEGUN, LEFT_OUT

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from coding.codes.code_tables import CodeTables
    from coding.grouping.grouper import Grouper, GroupWords
    from coding.grouping.way_in import WayIn
    from coding.knowledge.knowledge import Knowledge
    from coding.payment.price import Price
    from coding.payment.tariff import Tariff

#: Characters of a list that stand in a line about a group.
_LONGEST: Final = 60
_PROCEDURES: Final = frozenset(
    {CodeRole.MAIN_PROCEDURE, CodeRole.ANY_PROCEDURE, CodeRole.FURTHER_PROCEDURE}
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class ListedCode:
    """One line of a list of a scheme: as the scheme writes it (``K80.000``, ``K80 开头``), the code in it that has a
    card ("" where it is a range or several codes), and the name that the table gives.
    """

    written: str
    code: str
    name: str


@dataclass(frozen=True, slots=True)
class AskedCodes:
    """The codes that one condition of a group names. ``title`` as the scheme calls the list, ``where``: where one of
    them must stand, or (``is_barred``) must not. ``categories``: category, its name, and how many lines are of it.
    """

    title: str
    where: str
    kind: CodeKind
    is_barred: bool
    codes: tuple[ListedCode, ...]
    categories: tuple[tuple[str, str, int], ...]


@dataclass(frozen=True, slots=True)
class GroupWay:
    """One way into the group: all that is asked, in words, and the codes that it names."""

    chapter: str
    family: str
    conditions: tuple[str, ...]
    before: tuple[str, ...]
    asked: tuple[AskedCodes, ...]


@dataclass(frozen=True, slots=True)
class FamilyMember:
    """A group of the family: what the scheme asks of it beyond the family's own, in words; ``price`` None for who sees
    no money.
    """

    drg: str
    name: str
    asks: str
    is_this: bool
    price: Price | None


@dataclass(frozen=True, slots=True)
class GroupOverview:
    """A group with all that is known of it without the store. ``is_known``: the scheme names it.

    ``family``: its own and its neighbours, in the order of the scheme; ``is_in_order``: the first that holds is the
    result. ``tariff``: whose weights these are, "" for who
    sees no money.
    """

    drg: str
    name: str
    is_known: bool
    words: GroupWords
    scheme: str
    is_general: bool
    chapter: str
    ways: tuple[GroupWay, ...]
    family: tuple[FamilyMember, ...]
    is_in_order: bool
    tariff: str


def group_overview(drg: str, knowledge: Knowledge, *, money: bool) -> GroupOverview:
    """The card of a group; one that the scheme does not name is told as that."""
    scheme, codes = knowledge.scheme, knowledge.codes
    name, traits = scheme.group_name(drg), scheme.traits(drg)
    ways = scheme.ways_into(drg)
    return GroupOverview(
        drg=drg,
        name=name,
        is_known=bool(ways) or drg in scheme.groups,
        words=scheme.words,
        scheme=scheme.title,
        is_general=scheme.is_general,
        chapter=f"{traits.chapter} {scheme.chapter_name(traits.chapter)}".strip(),
        ways=tuple(_way(way, codes) for way in ways),
        family=(family := tuple(_family(drg, scheme, knowledge.tariff if money else None))),
        is_in_order=any(way.before for one in family for way in scheme.ways_into(one.drg)),
        tariff=knowledge.tariff.title if money else "",
    )


def _way(way: WayIn, codes: CodeTables) -> GroupWay:
    asked = [
        _asked(one.title, one.role.value if one.role else "", one.role in _PROCEDURES, one.codes, codes, one.is_barred)
        for one in way.lists
    ]
    if way.principals:
        asked.insert(0, _asked("目录所写的诊断", CodeRole.PRINCIPAL.value, False, way.principals, codes, False))
    # the narrowest list decides: that of a whole chapter comes behind it
    asked.sort(key=lambda one: (one.is_barred, one.kind is CodeKind.PROCEDURE, len(one.codes)))
    return GroupWay(way.chapter, way.family, way.conditions, way.before, tuple(asked))


def _asked(
    title: str, where: str, of_procedures: bool, written: Sequence[str], codes: CodeTables, is_barred: bool
) -> AskedCodes:
    kind = CodeKind.PROCEDURE if of_procedures else CodeKind.DIAGNOSIS
    lines = tuple(listed_code(one, kind, codes) for one in written)
    return AskedCodes(title, where, kind, is_barred, lines, tuple(_categories(lines, kind, codes)))


def listed_code(written: str, kind: CodeKind, codes: CodeTables) -> ListedCode:
    """A line of a list of a scheme with the name of its code."""
    plain = written.removesuffix(BEGUN).removesuffix(LEFT_OUT).rstrip("+*")
    code = plain if category(plain) else ""
    if code == "" or ("+" in plain and kind is CodeKind.PROCEDURE):
        return ListedCode(written, "", _several_names(plain, kind, codes))
    return ListedCode(written, code, codes.library(kind).name(code))


def _several_names(plain: str, kind: CodeKind, codes: CodeTables) -> str:
    """The names of procedures that are asked for together."""
    library = codes.library(kind)
    return " + ".join(filter(None, (library.name(part) for part in plain.split("+")))) if "+" in plain else ""


def _categories(lines: Iterable[ListedCode], kind: CodeKind, codes: CodeTables) -> Iterable[tuple[str, str, int]]:
    counts: dict[str, int] = {}
    for line in lines:
        head = category(line.code) or line.written.partition(".")[0].partition(" ")[0]
        counts[head] = counts.get(head, 0) + (0 if line.written.endswith(LEFT_OUT) else 1)
    library = codes.library(kind)
    return ((head, library.name(head), count) for head, count in counts.items())


def _family(drg: str, scheme: Grouper, tariff: Tariff | None) -> Iterable[FamilyMember]:
    """The groups of the family with what tells them apart: what all of them ask is left out."""
    family = scheme.traits(drg).family
    members = [one for one in scheme.groups if one == drg or (family and scheme.traits(one).family == family)]
    ways = {one: scheme.ways_into(one) for one in members}
    every = [frozenset(_all_asked(way)) for found in ways.values() for way in found]
    shared = frozenset.intersection(*every) if every else frozenset()
    for one in members:
        own = (tuple(asked for asked in _all_asked(way) if asked not in shared) for way in ways[one])
        asks = tuple(dict.fromkeys("，且".join(told) for told in own if told))
        price = tariff.price(one) if tariff is not None else None
        yield FamilyMember(one, scheme.group_name(one), "；或".join(asks), one == drg, price)


def _all_asked(way: WayIn) -> tuple[str, ...]:
    """All that a way asks, in words: its conditions, and what its lists hold where they are short."""
    return (*way.conditions, *(f"{one.title}：{_shortened(one.words)}" for one in way.lists))


def _shortened(words: str) -> str:
    return words if len(words) <= _LONGEST else f"{words[:_LONGEST]}…"
