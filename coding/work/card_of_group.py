"""What is known of one group, backwards from the scheme: who comes into it, what divides its family, what it weighs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from coding.codes.entry import CodeKind
from coding.codes.parse import category
from coding.grouping.leading import CodeRole
from coding.grouping.way_in import BEGUN, LEFT_OUT

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

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
    """The codes that one condition of a group names, as the scheme writes them. ``title`` as it calls the list,
    ``where``: where one of them must stand, or (``is_barred``) must not. ``categories``: category, and how many lines
    are of it.
    """

    title: str
    where: str
    kind: CodeKind
    is_barred: bool
    written: tuple[str, ...]
    categories: tuple[tuple[str, int], ...]


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
    scheme = knowledge.scheme
    name, traits = scheme.group_name(drg), scheme.traits(drg)
    members = _members(drg, scheme)
    ways = {one: scheme.ways_into(one) for one in dict.fromkeys((*members, drg))}
    return GroupOverview(
        drg=drg,
        name=name,
        is_known=bool(ways[drg]) or drg in members,
        words=scheme.words,
        scheme=scheme.title,
        is_general=scheme.is_general,
        chapter=f"{traits.chapter} {scheme.chapter_name(traits.chapter)}".strip(),
        ways=tuple(map(_way, ways[drg])),
        family=tuple(_family(drg, members, ways, scheme, knowledge.tariff if money else None)),
        is_in_order=any(way.before for one in members for way in ways[one]),
        tariff=knowledge.tariff.title if money else "",
    )


def _members(drg: str, scheme: Grouper) -> tuple[str, ...]:
    """The groups of the family of a group that the scheme names, in its order."""
    family = scheme.traits(drg).family
    return tuple(one for one in scheme.groups if one == drg or (family and scheme.traits(one).family == family))


def _way(way: WayIn) -> GroupWay:
    asked = [
        AskedCodes(
            one.title,
            one.role.value if one.role else "",
            CodeKind.PROCEDURE if one.role in _PROCEDURES else CodeKind.DIAGNOSIS,
            one.is_barred,
            one.codes,
            _categories(one.codes),
        )
        for one in way.lists
    ]
    if way.principals:
        where = CodeRole.PRINCIPAL.value
        categories = _categories(way.principals)
        asked.insert(0, AskedCodes("目录所写", where, CodeKind.DIAGNOSIS, False, way.principals, categories))
    # the narrowest list decides: that of a whole chapter comes behind it
    asked.sort(key=lambda one: (one.is_barred, one.kind is CodeKind.PROCEDURE, len(one.written)))
    return GroupWay(way.chapter, way.family, way.conditions, way.before, tuple(asked))


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


def _categories(written: Iterable[str]) -> tuple[tuple[str, int], ...]:
    counts: dict[str, int] = {}
    for one in written:
        head = one.partition(".")[0].partition(" ")[0]
        counts[head] = counts.get(head, 0) + (not one.endswith(LEFT_OUT))
    return tuple(counts.items())


def _family(
    drg: str, members: Sequence[str], ways: Mapping[str, tuple[WayIn, ...]], scheme: Grouper, tariff: Tariff | None
) -> Iterator[FamilyMember]:
    """The groups of the family with what tells them apart: what all of them ask is left out."""
    every = [frozenset(_all_asked(way)) for one in members for way in ways[one]]
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
