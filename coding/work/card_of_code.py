"""What is known of one code, put together for a card: its place in the book, notes, editions, and where it leads to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from coding.base.kept_answers import kept_with_owner
from coding.codes.edition import insurance_code, speaks_insurance, spelled
from coding.codes.entry import CodeKind, CodeStatus, ProcedureKind
from coding.codes.hierarchy import hierarchy
from coding.codes.parse import category, halves, is_well_formed, normalise_code, six_place, subcategory
from coding.codes.procedure_kind import procedure_kind
from coding.rules.combined_codes import submitted
from coding.work.card_notes import CodeNote, notes_on

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coding.codes.code_tables import CodeTables
    from coding.codes.crosswalk import Crosswalk
    from coding.codes.entry import CodeEntry
    from coding.codes.library import CodeLibrary
    from coding.grouping.grouper import Complication
    from coding.grouping.leading import Leads
    from coding.knowledge.knowledge import Knowledge
    from coding.page.front_page import FrontPage

_ANY_DIAGNOSIS, _ANY_PROCEDURE = "I10", "47.0"


@dataclass(frozen=True, slots=True)
class Rung:
    """One step of the way from chapter to code. ``is_code``: it has a card of its own."""

    word: str
    code: str
    name: str
    is_code: bool = False


@dataclass(frozen=True, slots=True)
class OtherEdition:
    """What a code is in the other edition: in words, its code and name ("" where not known); ``is_warning``: the two
    editions mean something else by it.
    """

    words: str
    code: str = ""
    name: str = ""
    is_warning: bool = False


@dataclass(frozen=True, slots=True)
class CodeCard:
    """A code with all that is known of it without the store. ``code`` as it is shown, ``grouped_as`` as it is grouped.

    ``instead``: what may be submitted in the stead of a 灰码; ``pairs``: rows of the table that hold it as dagger or
    asterisk; ``halves``: of a pair its dagger and asterisk. ``room``: done in an operating room, None where no table
    says it. ``excluding``: principal diagnoses beside which it is no complication, as the scheme writes them.
    """

    kind: CodeKind
    code: str
    name: str
    status: CodeStatus
    rungs: tuple[Rung, ...]
    below: tuple[CodeEntry, ...]
    beside: tuple[CodeEntry, ...]
    grey: bool
    instead: tuple[CodeEntry, ...]
    halves: tuple[tuple[str, str, str], ...]
    pairs: tuple[CodeEntry, ...]
    procedure: ProcedureKind
    room: bool | None
    level: str
    notes: tuple[CodeNote, ...]
    editions: tuple[OtherEdition, ...]
    grouped_as: str
    severity: Complication
    excluding: tuple[str, ...]
    leads: Leads

    @property
    def is_known(self) -> bool:
        """Whether the code table or the book knows it."""
        return self.status not in (CodeStatus.MALFORMED, CodeStatus.UNKNOWN)


def code_card(text: str, kind: CodeKind, knowledge: Knowledge, page: FrontPage | None = None) -> CodeCard:
    """The card of a code in whatever spelling; what no table knows is told by ``status``, never refused.

    ``page``: on which the code stands: it says of which edition it is, and so as what it is grouped.
    """
    codes, scheme = knowledge.codes, knowledge.scheme
    library = codes.library(kind)
    entry = library.get(text)
    code = entry.code if entry is not None else normalise_code(text, kind) or text.strip()
    is_read = is_well_formed(code, kind)
    as_grouped = insurance_code(page, code, kind, codes) if page is not None else spelled(code, kind)
    grouped_as = spelled(as_grouped, kind) or code
    grey = bool(entry and entry.grey)
    return CodeCard(
        kind=kind,
        code=code,
        name=library.name(code) or (library.name(halves(code)[0]) if is_read else ""),
        status=library.status(code),
        rungs=tuple(_rungs(code, library)) if is_read else (),
        below=library.children(code) if is_read else (),
        beside=library.siblings(code) if is_read else (),
        grey=grey,
        instead=tuple(_instead(code, library)) if grey else (),
        halves=tuple(_halves(code, library)),
        pairs=_pairs(library).get(_half_key(code), ()) if kind is CodeKind.DIAGNOSIS else (),
        procedure=procedure_kind(code, library) if kind is CodeKind.PROCEDURE else ProcedureKind.UNKNOWN,
        room=entry.operating_room if entry is not None else None,
        level=entry.level if entry is not None else "",
        notes=notes_on(code, kind, knowledge.rules) if is_read else (),
        editions=tuple(_editions(spelled(code, kind), kind, codes)),
        grouped_as=grouped_as,
        severity=scheme.severity_of(grouped_as),
        excluding=scheme.excluding(grouped_as),
        leads=scheme.leads(grouped_as, kind),
    )


def prepare_cards(knowledge: Knowledge) -> None:
    """Read the tables that the first card needs, which takes up to a second: to be done behind a window."""
    code_card(_ANY_DIAGNOSIS, CodeKind.DIAGNOSIS, knowledge)
    code_card(_ANY_PROCEDURE, CodeKind.PROCEDURE, knowledge)


def _rungs(code: str, library: CodeLibrary) -> Iterator[Rung]:
    book, kind = hierarchy(library.kind), library.kind
    if chapter := library.chapter(code):
        yield Rung("章", chapter.code, chapter.name)
    if block := library.block(code):
        yield Rung("节", block.code, block.name)
    place, sub = category(code), subcategory(code)
    above = [("类目", place)]
    if kind is CodeKind.PROCEDURE and len(sub) > len("47.0"):
        above.append(("亚目", sub[: len("47.0")]))
    if sub not in (place, code):
        above.append(("亚目" if kind is CodeKind.DIAGNOSIS else "细目", sub))
    for word, one in above:
        name = book.heading_name(one) or library.name(one)
        if one != code and six_place(one) != six_place(code) and name:
            yield Rung(word, one, name, is_code=True)


def _instead(code: str, library: CodeLibrary) -> Iterator[CodeEntry]:
    """What may be submitted: below the grey code, else beside it."""
    found = [entry for entry in submitted(library, code) if entry.code != code]
    yield from found or [entry for entry in library.siblings(code) if not entry.grey]


def _halves(code: str, library: CodeLibrary) -> Iterator[tuple[str, str, str]]:
    dagger, asterisk = halves(code)
    if dagger and asterisk:
        yield "剑号（病因）", dagger, library.name(dagger)
        yield "星号（表现）", asterisk, library.name(asterisk)


def _half_key(code: str) -> str:
    dagger, asterisk = halves(code)
    return "" if dagger and asterisk else subcategory(dagger or asterisk)


@kept_with_owner
def _pairs(library: CodeLibrary) -> dict[str, tuple[CodeEntry, ...]]:
    """Subcategory → the rows of the table that hold it as dagger or as asterisk."""
    found: dict[str, list[CodeEntry]] = {}
    for entry in library:
        if "+" in entry.code:
            for half in filter(None, map(subcategory, halves(entry.code))):
                found.setdefault(half, []).append(entry)
    return {half: tuple(dict.fromkeys(rows)) for half, rows in found.items()}


def _editions(code: str, kind: CodeKind, codes: CodeTables) -> Iterator[OtherEdition]:
    crosswalk = codes.crosswalk(kind)
    if crosswalk is None:
        yield OtherEdition("没有导入临床版与医保版的对照表。")
        return
    library, target = codes.library(kind), crosswalk.carry(code)
    is_clinical = crosswalk.knows(code)
    if is_clinical and target == code:
        yield OtherEdition("临床版与医保版同码。")
    elif is_clinical:
        yield OtherEdition("作为临床版编码，对应医保版", target, library.name(target))
    sources = [source for source in _sources(crosswalk).get(code, ()) if source != code]
    for source in sources:
        name = "" if speaks_insurance(library, crosswalk) else library.name(source)
        yield OtherEdition("作为医保版编码，由临床版对照而来", source, name)
    if is_clinical and target != code and speaks_insurance(library, crosswalk) and (own := library.get(code)):
        yield OtherEdition(
            f"同一编码在两个版本中含义不同：医保版的 {code} 是“{own.name}”，临床版的 {code} 对应医保版 {target}。",
            is_warning=True,
        )
    if not is_clinical and not sources:
        yield OtherEdition("对照表中没有这个编码。")


@kept_with_owner
def _sources(crosswalk: Crosswalk) -> dict[str, tuple[str, ...]]:
    """Insurance code → the clinical codes that are carried to it."""
    found: dict[str, list[str]] = {}
    for source, target in crosswalk.targets.items():
        found.setdefault(target, []).append(source)
    return {target: tuple(sources) for target, sources in found.items()}
