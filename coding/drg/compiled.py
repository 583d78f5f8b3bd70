"""A pack in the form in which it is cached and interpreted: plain data, codes turned into list numbers."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from coding.base.errors import KnowledgeError
from coding.drg.atoms import UnknownAtomError, atoms_of, parse_rule
from coding.drg.codelist import Membership, ValueTable
from coding.drg.complaint import Complaint, ComplaintBook, Grade
from coding.drg.group_code import is_ambiguous
from coding.drg.plain_condition import plain_condition, plain_else_rule

if TYPE_CHECKING:
    from coding.drg.pack import Pack

#: What may stand among the lists of a condition as a code: whole, or a beginning.
_LIKE_A_CODE = re.compile(r"[~!]?(?:[A-Z]\d\d|\d\d(?:\.|$))")
#: Owner of the sets that every condition may name, as ``@NAME``.
WHOLE_SCHEME = "@"
#: Raised whenever the layout below changes, so that older cache files are not read.
FORMAT = 5


@dataclass(slots=True)
class CompiledPack:
    """A pack without its files. ``lists`` are names like ``MDC:MDCH``, ``VALID``, ``HC2:P1`` or ``=37.51 50.51``.

    ``mdcs``: (mdc, name, entry, else). ``nodes``: (mdc, node, adrg, name, rule, if_no_drg).
    ``drgs``: node → (drg, name, rule, list_node). ``codes``: code → profile → numbers of ``lists``.
    ``places``: group → (file, line) of the first row that names it. ``complaints``, ``notes``: (file, line, sentence);
    ``marks``: what more is known of a complaint, its grade and its cause. ``orders``: ``mdc MDCF``, ``adrg FR1`` or
    ``drg FR1 FR11`` → its number in the file; ``unread``: the same → a rule that could not be read, as it was written.
    ``followers``: a set → the lists made of it; ``amendments``: what was mended, see ``amendments_of``;
    ``offers``: amendments that would mend the file, each ending with the complaint that it answers to.
    """

    title: str = ""
    settings: dict[str, str] = field(default_factory=dict)
    mdcs: list[tuple[str, str, str, str]] = field(default_factory=list)
    nodes: list[tuple[str, str, str, str, str, str]] = field(default_factory=list)
    drgs: dict[str, list[tuple[str, str, str, str]]] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    lists: list[str] = field(default_factory=list)
    codes: dict[str, int] = field(default_factory=dict)
    profiles: list[tuple[int, ...]] = field(default_factory=list)
    patterns: dict[str, tuple[tuple[int, ...], tuple[int, ...]]] = field(default_factory=dict)
    values: dict[str, dict[str, str]] = field(default_factory=dict)
    value_patterns: dict[str, dict[str, str | None]] = field(default_factory=dict)
    complaints: list[tuple[str, int, str]] = field(default_factory=list)
    places: dict[str, tuple[str, int]] = field(default_factory=dict)
    notes: list[tuple[str, int, str]] = field(default_factory=list)
    marks: dict[tuple[str, int, str], tuple[str, str]] = field(default_factory=dict)
    orders: dict[str, float] = field(default_factory=dict)
    followers: dict[str, list[str]] = field(default_factory=dict)
    unread: dict[str, str] = field(default_factory=dict)
    amendments: list[tuple[str, ...]] = field(default_factory=list)
    offers: list[tuple[str, ...]] = field(default_factory=list)

    def told(self) -> tuple[Complaint, ...]:
        """What is wrong with the pack, then what should be known of it."""
        unmarked = (Grade.FAULT.value, "")
        marked = ((c, *self.marks.get((c[0], c[1], c[2]), unmarked)) for c in self.complaints)
        faults = [Complaint(*c, Grade(grade), cause) for c, grade, cause in marked]
        notes = ((note, self.marks.get((note[0], note[1], note[2]), unmarked)[1]) for note in self.notes)
        return (*faults, *(Complaint(*note, Grade.NOTE, cause) for note, cause in notes))

    def as_plain(self) -> list[Any]:
        """Lists, dicts, texts and numbers only, for marshal."""
        return [getattr(self, name) for name in self.__slots__]

    @classmethod
    def from_plain(cls, data: list[Any]) -> CompiledPack:
        """What ``as_plain`` gave."""
        return cls(*data)

    def membership(self) -> Membership:
        """Code → list numbers."""
        return Membership(self.codes, self.profiles, self.patterns)

    def value_table(self, name: str) -> ValueTable:
        """``mcc``, ``cc``, ``exclusion`` or ``region``."""
        return ValueTable(self.values.get(name, {}), self.value_patterns.get(name, {}))


def compile_pack(pack: Pack) -> CompiledPack:
    """The compiled form of a pack, with the complaints that a reading alone can find.

    Raises KnowledgeError when no group can come of it.
    """
    done = _Compiler(pack).run()
    if not done.mdcs or not done.nodes:
        raise KnowledgeError(f"分组方案“{pack.title}”没有任何 MDC 或 ADRG：请检查 mdc.csv 与 adrg.csv 的内容。")
    return done


class _Compiler:
    def __init__(self, pack: Pack) -> None:
        self.pack = pack
        self.out = CompiledPack()
        self.numbers: dict[str, int] = {}
        self.bits: dict[str, int] = {}
        self.taken: dict[str, tuple[list[int], list[int]]] = {}
        self.book = ComplaintBook()
        #: Nodes of an MDC that does not exist: told once, what belongs to them is not told again.
        self.left: set[str] = set()
        self.missing: list[tuple[str, int, str, str]] = []

    def run(self) -> CompiledPack:
        out, pack = self.out, self.pack
        out.settings = {v[0]: v[1] for _, _, v in pack.rows("scheme")}
        out.title = out.settings.get("name") or pack.title
        out.names = {v[0]: v[1] for _, _, v in pack.rows("drg")}
        self._structure()
        self._code_lists()
        self._value_table("mcc", "mcc", 0, 1)
        self._value_table("cc", "cc", 0, 1)
        self._value_table("exclusion", "exclusion", 0, 1)
        self._value_table("region", "mdc_dx", 1, 2)
        self._profiles()
        self._check_names()
        self._check_rules()
        self._check_missing()
        self.book.close()
        out.complaints, out.notes, out.marks = self.book.complaints, self.book.notes, self.book.marks
        return out

    def complain(self, file: str, row: int, message: str, grade: Grade = Grade.FAULT, cause: str = "") -> None:
        self.book.add(file, row, message, grade, cause)

    # -- structure

    def _structure(self) -> None:
        out = self.out
        mdcs = [(_order(file, line, v[0]), n, v) for n, (file, line, v) in enumerate(self.pack.rows("mdc"))]
        out.orders = {f"mdc {v[1]}": number for number, _, v in mdcs}
        ordered = [v for _, _, v in sorted(mdcs, key=lambda m: m[:2])]
        out.mdcs = [(v[1], v[2], plain_condition(v[3]), plain_else_rule(v[4])) for v in ordered]
        order = {m[0]: n for n, m in enumerate(out.mdcs)}
        nodes = []
        left = self.left
        for n, (file, line, v) in enumerate(self.pack.rows("adrg")):
            if v[0] not in order:
                words = f"{v[2]} 所属的 {v[0]} 不在 mdc.csv 中，永远不会判断到。"
                self.complain(file, line, words, cause=f"{v[0]} 不在 mdc.csv 中")
                left.add(v[2])
                continue
            nodes.append((order[v[0]], _order(file, line, v[1]), n, v))
            out.orders[f"adrg {v[2]}"] = nodes[-1][1]
            for result in (v[3] if is_ambiguous(v[3]) else "", v[6]):
                out.places.setdefault(result, (file, line))
        nodes.sort(key=lambda row: row[:3])
        out.nodes = [
            (v[0], v[2], v[3] or v[2].split("_")[0], v[4], plain_condition(v[5]), v[6]) for _, _, _, v in nodes
        ]
        known = {node[1] for node in out.nodes}
        rules: dict[str, list[tuple[float, int, list[str]]]] = {}
        for n, (file, line, v) in enumerate(self.pack.rows("drg_rules")):
            if v[0] not in known and v[0] not in left:
                words = f"病组 {v[2]} 的节点 {v[0]} 不在 adrg.csv 中，永远不会判断到。"
                self.complain(file, line, words, cause="病组的节点不在 adrg.csv 中")
            rules.setdefault(v[0], []).append((_order(file, line, v[1]), n, v))
            out.orders[f"drg {v[0]} {v[2]}"] = rules[v[0]][-1][0]
            out.places.setdefault(v[2], (file, line))
        for node, listed in rules.items():
            listed.sort(key=lambda row: row[:2])
            out.drgs[node] = [(v[2], v[3], plain_condition(v[4]), v[5]) for _, _, v in listed]

    # -- code lists

    def _number(self, name: str) -> int:
        found = self.numbers.get(name)
        if found is None:
            found = self.numbers[name] = len(self.out.lists)
            self.out.lists.append(name)
        return found

    def _code_lists(self) -> None:
        for file, line, v in self.pack.rows("mdc_dx"):
            # One code may stand for two body regions; that is no duplicate of the list.
            self._put(self._number(f"MDC:{v[0]}"), v[1], file, line, quiet=bool(v[2]))
        for file, line, v in self.pack.rows("px_valid"):
            self._put(self._number("VALID"), v[0], file, line)
        for file, line, v in self.pack.rows("adrg_codes"):
            self._put(self._number(v[1] if v[0] == WHOLE_SCHEME else f"{v[0]}:{v[1]}"), v[2], file, line)

    def _put(self, number: int, code: str, file: str, line: int, *, quiet: bool = False) -> None:
        if code[:1] in "~!":
            taken, out = self.taken.setdefault(code[1:], ([], []))
            if number in taken or number in out:
                self.complain(file, line, f"{self.out.lists[number]} 中的 {code} 重复或自相矛盾。")
            elif code[0] == "~":
                taken.append(number)
            else:
                out.append(number)
            return
        bit = 1 << number
        had = self.bits.get(code, 0)
        if had & bit:
            if not quiet:
                self.complain(file, line, f"{self.out.lists[number]} 中的编码 {code} 重复。")
        else:
            self.bits[code] = had | bit

    def _value_table(self, name: str, table: str, code_at: int, value_at: int) -> None:
        exact: dict[str, str] = {}
        patterns: dict[str, str | None] = {}
        for file, line, v in self.pack.rows(table):
            code, value = v[code_at], v[value_at]
            if name == "region" and not value:
                continue
            if code[:1] in "~!":
                if code[1:] in patterns and name != "region":
                    self.complain(file, line, f"{code} 重复：以后一行为准。")
                patterns[code[1:]] = value if code[0] == "~" else None
            else:
                if code in exact and name != "region":
                    self.complain(file, line, f"编码 {code} 重复：以后一行为准。")
                exact[code] = value
        self.out.values[name] = exact
        self.out.value_patterns[name] = patterns

    def _inline_lists(self, codes: tuple[str, ...]) -> None:
        name = inline_list(codes)
        if name in self.numbers:
            return
        number = self._number(name)
        for code in codes:
            self._put(number, code, "", 0, quiet=True)

    def _profiles(self) -> None:
        for rule in self._rule_texts():
            for atom in atoms_of(_parsed(rule)):
                if atom.codes:
                    self._inline_lists(atom.codes)
        seen: dict[int, int] = {}
        out = self.out
        for code, bits in self.bits.items():
            at = seen.get(bits)
            if at is None:
                at = seen[bits] = len(out.profiles)
                out.profiles.append(_ones(bits))
            out.codes[code] = at
        out.patterns = {p: (tuple(taken), tuple(left)) for p, (taken, left) in self.taken.items()}

    def _rule_texts(self) -> set[str]:
        out = self.out
        texts = {m[2] for m in out.mdcs} | {m[3].split("=>")[0] for m in out.mdcs} | {n[4] for n in out.nodes}
        return texts | {r[2] for rules in out.drgs.values() for r in rules}

    # -- what a reading can check

    def _check_names(self) -> None:
        for table, at, word in (("mdc", 1, "MDC"), ("adrg", 2, "节点"), ("drg", 0, "病组")):
            seen: set[str] = set()
            for file, line, v in self.pack.rows(table):
                if v[at] in seen:
                    self.complain(file, line, f"{word} {v[at]} 重复。")
                seen.add(v[at])
        owners = {n[1] for n in self.out.nodes} | {m[0] for m in self.out.mdcs}
        owners |= {WHOLE_SCHEME} | self.left
        owners |= {r[3] for rules in self.out.drgs.values() for r in rules}
        for file, line, v in self.pack.rows("adrg_codes"):
            if v[0] not in owners:
                self.complain(file, line, f"编码表所属的 {v[0]} 不存在，该表用不到。")
                owners.add(v[0])  # said once

    def _check_rules(self) -> None:
        for file, line, v in self.pack.rows("mdc"):
            self._check(file, line, v[1], v[3], "")
            condition, arrow, result = plain_else_rule(v[4]).partition("=>")
            self._check(file, line, v[1], condition, v[1])
            if arrow and result.strip():
                self.out.places.setdefault(result.strip(), (file, line))
            if v[4] and not (arrow and result.strip()):
                self.complain(file, line, f"{v[1]} 的 else_rule“{v[4]}”缺少“=>结果”。")
        mdc_of = {n[1]: n[0] for n in self.out.nodes}
        for file, line, v in self.pack.rows("adrg"):
            self._check(file, line, v[0], v[5], v[2])
        for file, line, v in self.pack.rows("drg_rules"):
            if not v[2]:
                self.complain(file, line, f"节点 {v[0]} 有一行没有写病组编码。")
            self._check(file, line, mdc_of.get(v[0], ""), v[4], v[5] or v[0])
        named = set(self.out.names)
        for file, line, v in self.pack.rows("drg_rules"):
            if v[2] and v[2] not in named and not v[3]:
                self.complain(file, line, f"病组 {v[2]} 没有名称。", cause="病组没有名称")

    def _check(self, file: str, line: int, mdc: str, text: str, owner: str) -> None:
        plain = plain_condition(text)
        if plain != text:
            self.complain(file, line, f"条件“{text}”按“{plain}”读。", Grade.NOTE, f"条件“{text}”")
        try:
            rule = parse_rule(plain)
        except UnknownAtomError as error:
            words = f"条件“{text}”中的“{error.args[0]}”不认识，该条件按不成立处理。"
            self.complain(file, line, words, Grade.GRAVE, f"条件中的“{error.args[0]}”不认识")
            return
        for atom in atoms_of(rule):
            strange = [c for c in atom.codes if "(" in atom.text and not _LIKE_A_CODE.match(c)]
            if strange:
                words = f"条件“{atom.text}”中的“{strange[0]}”既不是编码表的名称，也不是编码，按没有编码处理。"
                self.complain(file, line, words, Grade.GRAVE, f"条件中的“{strange[0]}”不认识")
            wanted = [list_name(name, mdc, owner) for name in atom.lists]
            wanted += [f"{owner}:PC{k}" for alternative in atom.classes for k in alternative]
            self.missing += [
                (file, line, atom.text, name) for name in dict.fromkeys(wanted) if name not in self.numbers
            ]

    def _check_missing(self) -> None:
        """Lists that a condition asks for and that are not there; where a whole table is not there, that once."""
        whole = {table for table in ("adrg_codes", "px_valid") if not any(True for _ in self.pack.rows(table))}
        lost: dict[str, list[str]] = {}
        for file, line, atom, name in self.missing:
            table = "px_valid" if name == "VALID" else "" if name.startswith("MDC:") else "adrg_codes"
            if table in whole:
                lost.setdefault(table, []).append(f"{file} 第{line}行")
            else:
                words = f"条件“{atom}”用到的编码表 {name} 不存在或为空。"
                self.complain(file, line, words, cause=f"没有编码表 {name}")
        for table, places in lost.items():
            self.complain(f"{table}.csv", 0, _absent(table, places), Grade.GRAVE, f"没有 {table}.csv")


def _absent(table: str, places: list[str]) -> str:
    shown = "、".join(places[:3]) + ("等" if len(places) > 3 else "")
    return (
        f"方案包没有 {table}.csv，或表中没有编码：{len(places):,} 处条件用到的编码表因此是空的（{shown}），"
        "它们按空表判断。请补上这张表。"
    )


def list_name(name: str, mdc: str, owner: str) -> str:
    """The full name of a list that a condition of ``owner`` in ``mdc`` calls ``name``."""
    if name == "MDC":
        return f"MDC:{mdc}"
    return name if name == "VALID" or name[0] == "@" else f"{owner}:{name}"


def inline_list(codes: tuple[str, ...]) -> str:
    """The name of the list that codes written inside a condition make up."""
    return "=" + " ".join(codes)


def _parsed(text: str) -> Any:
    try:
        return parse_rule(text)
    except UnknownAtomError:
        return ()


def _order(file: str, line: int, text: str) -> float:
    try:
        number = float(text or 0)
    except ValueError:
        number = math.nan
    if not math.isfinite(number):
        raise KnowledgeError(f"分组方案的 {file} 第{line}行的顺序“{text}”不是数字：请改为 1、2、3……。")
    return number


def _ones(bits: int) -> tuple[int, ...]:
    found = []
    while bits:
        low = bits & -bits
        found.append(low.bit_length() - 1)
        bits ^= low
    return tuple(found)
