"""Of which edition the codes of a page are, and the code of the insurance edition that stands for each."""

from __future__ import annotations

from functools import cache, lru_cache
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from coding.base.kept_answers import kept_with_owner
from coding.base.resources import resource_table
from coding.codes.parse import is_well_formed, normalise_code, six_place
from coding.page.fields import is_blank

if TYPE_CHECKING:
    from coding.codes.code_tables import CodeTables
    from coding.codes.crosswalk import Crosswalk
    from coding.codes.entry import CodeKind
    from coding.codes.library import CodeLibrary
    from coding.page.front_page import FrontPage

CLINICAL = "clinical"
INSURANCE = "insurance"
#: Columns of a file by which it says itself of which edition its codes are.
STATED_IN = ("编码版本", "诊断编码版本", "code_edition")


@cache
def _table() -> dict[str, dict[str, str]]:
    """``layout``: edition of a layout; ``word``: what a file may call an edition."""
    found: dict[str, dict[str, str]] = {}
    for row in resource_table("codes/editions.csv", "what", "text", "edition"):
        found.setdefault(row["what"], {})[row["text"]] = row["edition"]
    return found


def edition_of(page: FrontPage, setting: str = "") -> str:
    """``clinical`` or ``insurance``: what the page says of itself, else the setting, else its layout.

    ``setting``: an edition for all pages, or one for each layout: ``n041=insurance,n042=clinical``.
    """
    for column in STATED_IN:
        told = page.extra.get(column, "").strip()
        if told:
            for word, edition in _table()["word"].items():
                if word in told:
                    return edition
    return said_edition(setting, page.origin.layout) or layout_edition(page.origin.layout)


def layout_edition(layout: str) -> str:
    """Of which edition the codes of a layout are where nobody says it."""
    return _table()["layout"].get(layout, CLINICAL)


def said_edition(setting: str, layout: str) -> str:
    """What a setting says of a layout; "" where it says nothing."""
    said = _said(setting)
    return said.get(layout) or said.get("", "")


def with_said_edition(setting: str, layout: str, edition: str) -> str:
    """The setting that says one thing more: of which edition the codes of a layout are."""
    said = {**_said(setting), layout: edition}
    return ",".join(f"{name}={word}" if name else word for name, word in sorted(said.items()))


@cache
def _said(setting: str) -> dict[str, str]:
    """Layout → edition, "" = all layouts that are not named."""
    found = {}
    for piece in setting.split(","):
        layout, _, edition = piece.strip().rpartition("=")
        if edition in (CLINICAL, INSURANCE):
            found[layout] = edition
    return found


def carried_by(page: FrontPage, kind: CodeKind, codes: CodeTables | None) -> Crosswalk | None:
    """The crosswalk that the codes of this page have to go through; None when there is none, or nothing to carry."""
    if codes is None:
        return None
    crosswalk = codes.crosswalk(kind)
    if crosswalk is None or edition_of(page, codes.edition) != CLINICAL:
        return None
    return crosswalk


def insurance_code(page: FrontPage, code: str, kind: CodeKind, codes: CodeTables, name: str = "") -> str:
    """The code of the insurance edition that stands for a code of this page; the code as it is where it is one.

    ``name`` is that of its row.
    """
    crosswalk = carried_by(page, kind, codes)
    if crosswalk is None:
        return code
    canonical = spelled(code, kind)
    return carried(canonical, name, crosswalk, codes) if crosswalk.knows(canonical) else code


def carried(code: str, name: str, crosswalk: Crosswalk, codes: CodeTables) -> str:
    """What the crosswalk makes of a code in canonical spelling.

    A row that carries the very name of the insurance table was coded from it, by a suggestion that was accepted say:
    its code is of the insurance edition on whatever page it stands, and stays.
    """
    target = crosswalk.carry(code)
    if target == code or not name.strip():
        return target
    library = codes.library(crosswalk.kind)
    entry = library.get(code)
    if entry is not None and entry.name == name.strip() and speaks_insurance(library, crosswalk):
        return code
    return target


def speaks_insurance(library: CodeLibrary, crosswalk: Crosswalk) -> bool:
    """True for a code table of the insurance edition: it lacks most of the codes that the crosswalk changes."""
    known = _editions(crosswalk)
    if library not in known:
        known[library] = _lacks_changed_codes(library, crosswalk)
    return known[library]


@kept_with_owner
def _editions(_crosswalk: Crosswalk) -> WeakKeyDictionary[CodeLibrary, bool]:
    """What was said of code tables beside a crosswalk; it goes when either of them is exchanged."""
    return WeakKeyDictionary()


def _lacks_changed_codes(library: CodeLibrary, crosswalk: Crosswalk) -> bool:
    if library.headings_only:
        return False
    changed = [source for source, target in crosswalk.targets.items() if source != target]
    return sum(library.get(code) is not None for code in changed) * 2 <= len(changed)


@lru_cache(maxsize=16_384)
def spelled(code: str, kind: CodeKind) -> str:
    """The canonical spelling of a code; "" for a blank, the text as it stands when it is no code."""
    if is_blank(code):
        return ""
    read = normalise_code(code, kind)
    return six_place(read) if is_well_formed(read, kind) else code.strip()
