"""What a trace tells beside the steps: the file that a scheme is, what was mended in it, what tables beside it say."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coding.drg.amendments import Amendment, amendments_of
from coding.drg.atoms import Rule, atoms_of
from coding.drg.side_tables import NOT_PRINCIPAL, SIDE_WORDS
from coding.grouping.case import Case, TraceStep

if TYPE_CHECKING:
    from coding.drg.compiled import CompiledPack

_SETS = frozenset({"set", "adrg_codes"})
_COMPLICATIONS = frozenset({"mcc", "cc", "exclusion"})


def scheme_notes(pack: CompiledPack) -> list[TraceStep]:
    """Which published file the scheme is, where it is one, and what was mended in it."""
    return [*_published(pack.settings), *_amended(pack)]


def _published(settings: dict[str, str]) -> list[TraceStep]:
    """Name, date and fingerprint of the bytes."""
    if not settings.get("file"):
        return []
    date = f"，文件日期 {settings['file_date']}" if settings.get("file_date") else ""
    return [TraceStep(f"方案文件 {settings['file']}", "note", f"指纹 {settings.get('file_stamp', '')}{date}")]


def _amended(pack: CompiledPack) -> list[TraceStep]:
    """That the scheme is no longer as it was published: how many facts, by which files, when."""
    held, settings = amendments_of(pack), pack.settings
    if not held:
        return []
    file = f"{settings['amendments_file']}，" if settings.get("amendments_file") else ""
    date = f"，更正日期 {settings['amendments_date']}" if settings.get("amendments_date") else ""
    detail = f"{file}指纹 {settings.get('amendments_stamp', '')}{date}"
    lines = tuple(TraceStep(one.words, "note", one.basis) for one in held)
    return [TraceStep(f"方案经更正表更正 {len(held)} 处", "note", detail, lines)]


def not_principal_note(pack: CompiledPack, case: Case) -> list[TraceStep]:
    """That a table beside the scheme bars the principal diagnosis; the group stays as the rules give it."""
    listed = pack.values.get(NOT_PRINCIPAL, {})
    code = case.dx[0] if case.dx else ""
    if code not in listed:
        return []
    title = f"主要诊断 {code} {listed[code]}".rstrip() + f" 在“{SIDE_WORDS[NOT_PRINCIPAL]}”表内"
    detail = f"出自 {pack.settings.get(f'{NOT_PRINCIPAL}_file', '')}；入组仍按方案的规则判断。"
    return [TraceStep(title, "miss", detail)]


class Resting:
    """Which steps of one case rest on amendments of its scheme."""

    def __init__(self, pack: CompiledPack, case: Case) -> None:
        self._held = amendments_of(pack)
        self._codes = {*case.dx, *case.px}
        self._followers = pack.followers

    def on(self, table: str, name: str, rule: Rule) -> tuple[TraceStep, ...]:
        """Amendments of this row (``adrg`` FR1), and of the sets that its rule asks, where the case has the code."""
        if not self._held:
            return ()
        lists = {part if part[0] == "@" else f"{name}:{part}" for atom in atoms_of(rule) for part in atom.lists}
        return tuple(_note(one) for one in self._held if self._is_row(one, table, name) or self._is_asked(one, lists))

    def on_complications(self) -> tuple[TraceStep, ...]:
        """Amendments of the lists of complications that concern a code of the case."""
        return tuple(_note(one) for one in self._held if one.table in _COMPLICATIONS and one.key in self._codes)

    def _is_row(self, one: Amendment, table: str, name: str) -> bool:
        return one.table == table and one.key.rpartition("/")[2].partition("_")[0] == name

    def _is_asked(self, one: Amendment, lists: set[str]) -> bool:
        if one.table not in _SETS or self._codes.isdisjoint((one.old, one.new)):
            return False
        node, _, role = one.key.partition("/")
        followers = {f"{name.partition(':')[2]}:MDC" for name in self._followers.get(f"@{node}", ())}
        return not lists.isdisjoint({f"@{node}", f"{node.partition('_')[0]}:{role or 'MDC'}", *followers})


def _note(one: Amendment) -> TraceStep:
    return TraceStep(f"依更正：{one.words}", "note", one.basis)
