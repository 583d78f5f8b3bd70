"""Kinds that ask the code tables and the scheme: does the code exist, is it a leaf, is it grey, do the words fit it."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING

from rapidfuzz import fuzz

from coding.base.kept_answers import kept_by_question, kept_with_owner
from coding.codes.edition import insurance_code
from coding.codes.entry import CodeEntry, CodeKind, CodeStatus
from coding.codes.parse import is_morphology, is_well_formed, normalise_code, subcategory
from coding.page.change import Change, ChangeSource
from coding.page.edits import set_field, set_row
from coding.rules.kind import Kind
from coding.rules.kinds.code_kinds import ROWS
from coding.rules.kinds.field_kinds import all_fields, texts
from coding.rules.kinds.word_kinds import row_fit
from coding.rules.rule import Compiled, Hit, Rule
from coding.rules.unjudged import UnknownError
from coding.words.fit import UNLIKE_BELOW, Verdict
from coding.words.likeness import folded

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coding.codes.library import CodeLibrary
    from coding.page.front_page import FrontPage
    from coding.rules.facts import Facts
    from coding.rules.page_rows import PageRow
    from coding.rules.params import Params
    from coding.words.fit import Fit

#: What an edition of a code table puts behind a morphology code.
_SUFFIX = re.compile(r"[xX]\d{3}$")
_STRANGE = (CodeStatus.UNKNOWN, CodeStatus.UNKNOWN_EXTENSION)


def _kind_of(key: str) -> CodeKind:
    return CodeKind.PROCEDURE if key == "op_code" else CodeKind.DIAGNOSIS


def code_shape(rule: Rule, params: Params) -> Compiled:
    """The text must have the shape of a code; ``shape=morphology`` for the code of a pathology diagnosis."""
    shape = params.word("shape", ("code", "morphology", "")) or "code"
    params.done()
    keys = all_fields(rule)

    def wrong(key: str, text: str) -> bool:
        if shape == "morphology":
            text = _SUFFIX.sub("", text.strip())
            return not (is_morphology(text) or is_morphology("M" + text.upper().lstrip("M")))
        return not is_well_formed(text, _kind_of(key)) or bool(_lookalike(text))

    def judge(facts: Facts) -> Iterator[Hit]:
        for key in keys:
            if key == "pathology_code" and not facts.real(key):
                continue
            for index, text in texts(facts, key, rule):
                if wrong(key, text):
                    changes: tuple[Change, ...] = ()
                    if shape == "code" and is_well_formed(text, _kind_of(key)):
                        read = normalise_code(text, _kind_of(key))
                        reason = "字母误作数字"
                        changes = (
                            set_field(
                                facts.page,
                                key,
                                read,
                                index or 0,
                                reason=reason,
                                source=ChangeSource.FINDING,
                                rule=rule.id,
                            ),
                        )
                    yield Hit(index, key, {"code": text.strip(), "why": _lookalike(text)}, changes=changes)

    return Compiled(judge, reads=ROWS)


@lru_cache(maxsize=65_536)
def _lookalike(text: str) -> str:
    """Which letter stands for a digit behind the first place (``I1O.x00``), in words; "" where none does."""
    cleaned = unicodedata.normalize("NFKC", text).strip().upper()
    if "+" in cleaned:
        return ""
    found = [letter for letter in "OIL" if letter in cleaned[1:]]
    return f"（疑将数字{'0' if found[0] == 'O' else '1'}写成字母{found[0]}）" if found else ""


def in_table(rule: Rule, params: Params) -> Compiled:
    """The code must stand in the active table. While the table holds headings only, an extension of a heading
    that it knows is accepted, and so is everything in ``accept`` (what the headings are known to lack); a code
    without the right shape is left to the rule of the shape.
    """
    accepted = params.codes("accept", optional=True)
    params.done()
    keys = all_fields(rule)

    def judge(facts: Facts) -> Iterator[Hit]:
        for key in keys:
            library = facts.reference.codes.library(_kind_of(key))
            for index, text in texts(facts, key, rule):
                status = _status(library, text)
                if (
                    status in _STRANGE
                    and insurance_code(facts.page, text, library.kind, facts.reference.codes) in library
                ):
                    continue  # of the clinical edition, and the crosswalk knows what it is in this one
                shapeless = status is CodeStatus.MALFORMED and key == "op_code"  # no other rule tells its shape
                if not shapeless and (status not in _STRANGE or is_morphology(text)):
                    continue
                if accepted is not None and library.headings_only and text in accepted:
                    continue
                yield Hit(index, key, {"code": text.strip(), "version": library.title, "near": _near(library, text)})

    return Compiled(judge, reads=ROWS)


@kept_by_question
def _status(library: CodeLibrary, text: str) -> CodeStatus:
    return library.status(text)


def _near(library: CodeLibrary, text: str) -> str:
    """What the table has under the same subcategory, in words; "" when it has none."""
    sub = subcategory(normalise_code(text, library.kind))
    found = [e for e in library.siblings(text) if subcategory(e.code) == sub][:3] if sub else []
    return "；同亚目现有 " + "、".join(f"{e.code} {e.name}" for e in found) if found else ""


def leaf(rule: Rule, params: Params) -> Compiled:
    """The code must be written out to the last place of the table; a heading of three or four places is none.

    A table of headings can tell only the latter: whether a code of six places has others below it is not judged.
    """
    params.done()
    key = rule.field

    def judge(facts: Facts) -> Iterator[Hit]:
        library = facts.reference.codes.library(_kind_of(key))
        hits = [
            Hit(index, key, {"code": text.strip()})
            for index, text in texts(facts, key, rule)
            if _status(library, text) is CodeStatus.HEADING
            and (_is_short(text, library) or not (library.headings_only or _is_grey(library, text)))
        ]
        if library.headings_only and not hits:
            raise UnknownError(f"当前码表“{library.title}”只到类目亚目，导入医院在用的完整码表后可判断。")
        return iter(hits)

    return Compiled(judge, reads=ROWS)


def _is_short(text: str, library: CodeLibrary) -> bool:
    """Written as a category or subcategory, without the places of the table: ``I10``, ``K80.2``."""
    return len(normalise_code(text, library.kind)) <= 5


def _is_grey(library: CodeLibrary, text: str) -> bool:
    entry = library.get(text)
    return bool(entry and entry.grey)


def grey_code(rule: Rule, params: Params) -> Compiled:
    """A code that the table marks 医保灰码: it may be looked up but not submitted."""
    params.done()

    def judge(facts: Facts) -> Iterator[Hit]:
        if not facts.reference.codes.dx.knows_grey and not facts.reference.codes.px.knows_grey:
            raise UnknownError("当前码表没有标注医保灰码，导入带灰码标志的医保版码表后可判断。")
        for rows, library in ((facts.dx, facts.reference.codes.dx), (facts.px, facts.reference.codes.px)):
            for row in rows:
                # what is submitted is the code of the insurance edition
                if row.code and _is_grey(
                    library, insurance_code(facts.page, row.raw, library.kind, facts.reference.codes, row.name)
                ):
                    leaves = _leaves(library, row)
                    listed = "；可用细目：" + "、".join(f"{e.code} {e.name}" for e in leaves) if leaves else ""
                    values = {**row.words, "leaves": listed}
                    yield Hit(row.index, row.place().field, values, changes=_to_leaf(facts.page, row, leaves, rule))

    return Compiled(judge, reads=ROWS)


def _leaves(library: CodeLibrary, row: PageRow) -> list[CodeEntry]:
    """Up to three codes below or beside a grey one that may be submitted, those that resemble the words first."""
    below = [e for e in library.children(row.raw) if not e.grey] or [e for e in library.siblings(row.raw) if not e.grey]
    words = folded(row.name)
    return sorted(below, key=lambda e: -fuzz.ratio(words, folded(e.name)))[:3] if words else below[:3]


def _to_leaf(page: FrontPage, row: PageRow, leaves: list[CodeEntry], rule: Rule) -> tuple[Change, ...]:
    """The leaf as a mend where its standard name is just what the words say."""
    if not leaves or folded(leaves[0].name) != folded(row.name):
        return ()
    reason = f"“{row.name}”即 {leaves[0].code} 的标准名称"
    return (
        set_row(
            page,
            row.group,
            row.index,
            {"code": leaves[0].code},
            reason=reason,
            source=ChangeSource.FINDING,
            rule=rule.id,
        ),
    )


def level_by_table(rule: Rule, params: Params) -> Compiled:
    """The level of an operation must be the one that the table in use states for its code."""
    params.done()

    def judge(facts: Facts) -> Iterator[Hit]:
        library = facts.reference.codes.px
        if not _knows_levels(library):
            raise UnknownError("当前手术码表没有手术级别一列，导入带级别的分级目录后可判断。")
        for row in facts.px:
            entry = library.get(row.raw) if row.code else None
            stated = re.sub(r"\D", "", entry.level) if entry else ""
            if stated and row.level and stated != row.level:
                level = {"level": stated}
                reason = f"分级目录为{stated}级"
                change = set_row(
                    facts.page, "procedure", row.index, level, reason=reason, source=ChangeSource.FINDING, rule=rule.id
                )
                yield Hit(row.index, "op_level", {**row.words, "std": stated}, changes=(change,))

    return Compiled(judge, reads=ROWS)


@kept_with_owner
def _knows_levels(library: CodeLibrary) -> bool:
    return any(e.level for e in library)


def name_fits(rule: Rule, params: Params) -> Compiled:
    """The words should fit the code: a finding where they and the standard name are unlike, see ``coding.words.fit``.

    ``least``: the share of telling characters, in per cent, below which they are unlike in a full table.
    ``mode=strict``: any difference after folding counts. What the words contradict in so many words (acute beside
    old, the very name of another code) is told by the kind ``words_against_code``, not here.
    """
    least = params.decimal("least")
    bound = float(least) / 100 if least else UNLIKE_BELOW
    strict = params.word("mode", ("free", "strict", "")) == "strict"
    params.done()
    key = rule.field

    def judge(facts: Facts) -> Iterator[Hit]:
        procedures = key == "op_name"
        library = facts.reference.codes.px if procedures else facts.reference.codes.dx
        rows: tuple[PageRow, ...] = (
            facts.px if procedures else facts.others if key.startswith("other") else facts.dx[:1]
        )
        for row in rows:
            if not row.code or not row.name:
                continue
            fit = row_fit(facts, row, library)
            if _is_unlike(row.name, fit, bound, strict, library.headings_only):
                values = {**row.words, "std": fit.standard, "elsewhere": ""}
                yield Hit(row.index, row.place("name").field, values, (row.place(),))

    return Compiled(judge, reads=ROWS)


def _is_unlike(name: str, fit: Fit, bound: float, strict: bool, headings: bool) -> bool:
    if headings or fit.verdict not in (Verdict.FITS, Verdict.UNLIKE):
        return fit.verdict is Verdict.UNLIKE
    if strict:
        return folded(name) != folded(fit.standard)
    return fit.verdict is Verdict.UNLIKE if bound == UNLIKE_BELOW else fit.share < bound


KINDS = (
    Kind("code_shape", "编码形状", code_shape, "编码的形状", "(`shape=morphology`)"),
    Kind(
        "in_table",
        "编码在码表中",
        in_table,
        "编码在码表中。只有类目亚目的内置码表接受其扩展码",
        "(`accept=范围` 内置码表缺的编码)；给出 `{version}` `{near}`",
    ),
    Kind("leaf", "编到末级", leaf, "编到末级"),
    Kind("grey", "医保灰码", grey_code, "医保灰码", "给出 `{leaves}`"),
    Kind("level_by_table", "手术级别与码表", level_by_table, "手术级别与码表一致", "给出 `{std}`"),
    Kind(
        "name_fits",
        "名称与编码相符",
        name_fits,
        "名称与编码相符",
        "`mode=free/strict`；`least` 关键字重合的最低百分数。医院存标准名称的用 strict；给出 `{std}`",
    ),
)
