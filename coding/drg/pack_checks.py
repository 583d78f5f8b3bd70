"""What the tables of a pack say that does not fit together: exclusion tables, orders, lists, groups, spelling.

Each gives (file, line, sentence, grade, cause); none keeps a pack from being used.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from coding.codes.edition import spelled
from coding.codes.entry import CodeKind
from coding.codes.parse import is_well_formed
from coding.drg.atoms import Atom, UnknownAtomError, atoms_of, parse_rule
from coding.drg.complaint import ComplaintBook, Grade
from coding.drg.group_code import is_ambiguous

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coding.drg.compiled import CompiledPack
    from coding.drg.pack import Pack

#: Owner of the sets of the whole scheme, as in ``compiled``.
_WHOLE_SCHEME = "@"
_SHOWN = 3
#: Codes in full as the insurance edition writes nearly all of them: no need to look closer.
_CANONICAL = re.compile(r"(?:[A-Z][0-9]{2}\.[0-9x][0-9]{2}|[0-9]{2}\.[0-9][0-9x][0-9]{2})(?:x[0-9]{3})?")
_KINDS = {CodeKind.DIAGNOSIS: "诊断", CodeKind.PROCEDURE: "手术操作"}
#: A procedure code as a spreadsheet leaves it that takes it for a number.
_AS_NUMBER = re.compile(r"([0-9]{1,2})\.([0-9]{1,4})")
#: The number of an exclusion table as nobody's spreadsheet spoilt it.
_PLAIN_NUMBER = re.compile(r"[A-Z0-9_]+")
#: So many exclusion tables on one side only, and more than half of them, are no exception but a fault.
_MANY = 10
#: Tables that hold codes: where the code stands in the values, and of which kind it is ("" = its role says it).
CODE_TABLES: dict[str, tuple[int, CodeKind | None]] = {
    "mdc_dx": (1, CodeKind.DIAGNOSIS),
    "adrg_codes": (2, None),
    "px_valid": (0, CodeKind.PROCEDURE),
    "mcc": (0, CodeKind.DIAGNOSIS),
    "cc": (0, CodeKind.DIAGNOSIS),
    "exclusion": (0, CodeKind.DIAGNOSIS),
}


class Fault(NamedTuple):
    """One thing that is told."""

    file: str
    row: int
    message: str
    grade: Grade = Grade.FAULT
    cause: str = ""


def check_tables(pack: Pack, out: CompiledPack) -> None:
    """Put what the tables say against each other before the other complaints of a compiled pack."""
    book = ComplaintBook()
    for fault in _faults(pack, out):
        book.add(*fault)
    book.close()
    out.complaints[:0] = book.complaints
    out.notes[:0] = book.notes
    out.marks.update(book.marks)


def _faults(pack: Pack, out: CompiledPack) -> Iterator[Fault]:
    yield from _complications(pack, out)
    yield from _exclusions(pack, out)
    yield from _orders(pack)
    yield from _letters(pack)
    yield from _list_nodes(pack, out)
    yield from _groups(pack, out)
    yield from _beyond_their_mdc(pack, out)
    yield from _strays(pack, out)
    yield from _empty_conditions(pack)
    yield from _spelling(pack, out)


def kind_of(table: str, values: list[str]) -> CodeKind:
    """Of which kind the code of a row is."""
    at, kind = CODE_TABLES[table]
    if kind is not None:
        return kind
    role = values[1]
    if role[:1] == "D" or role == "ELSE":
        return CodeKind.DIAGNOSIS
    if role[:1] == "P":
        return CodeKind.PROCEDURE
    return _kind_by_letter(values[at].lstrip("~!"))


def _kind_by_letter(code: str) -> CodeKind:
    return CodeKind.DIAGNOSIS if spelled_plain(code)[:1].isalpha() else CodeKind.PROCEDURE


# -- complications and exclusions


def _complications(pack: Pack, out: CompiledPack) -> Iterator[Fault]:
    """Conditions that ask for complications of a pack that names none."""
    asked = Counter(a.kind for text in _conditions(out) for a in _atoms(text) if a.kind in {"MCC", "CC", "MCC_OR_CC"})
    has = {level: any(True for _ in pack.rows(level)) for level in ("mcc", "cc")}
    for level in ("mcc", "cc"):
        count = asked[level.upper()] + asked["MCC_OR_CC"]
        if count and not has[level]:
            asks = f"{count:,} 处条件问到 {level.upper()}，没有编码能算"
            words = f"方案包没有 {level}.csv，或表中没有编码：{asks}。请补上该表。"
            yield Fault(f"{level}.csv", 0, words, Grade.GRAVE, f"没有 {level}.csv")


def _exclusions(pack: Pack, out: CompiledPack) -> Iterator[Fault]:
    """Numbers of exclusion tables that stand on one side only."""
    numbers = {table: _numbers(out, table) for table in ("mcc", "cc", "exclusion")}
    if numbers["mcc"] | numbers["cc"] == numbers["exclusion"]:
        return
    sides = {table: _table_numbers(pack, table) for table in ("mcc", "cc", "exclusion")}
    excluded, asked = set(sides["exclusion"]), {*sides["mcc"], *sides["cc"]}
    if asked and not excluded:
        words = "方案包没有 exclusion.csv，或表中没有表号：并发症与合并症一律不被排除。有这张表的请补上。"
        yield Fault("exclusion.csv", 0, words, Grade.FAULT, "没有 exclusion.csv")
        return
    is_apart = {*map(_number_text, excluded)}.isdisjoint(map(_number_text, asked))
    for table, others, where, effect in (
        ("mcc", excluded, "exclusion.csv", "这些编码不会被任何主要诊断排除"),
        ("cc", excluded, "exclusion.csv", "这些编码不会被任何主要诊断排除"),
        ("exclusion", asked, "mcc.csv、cc.csv", "它们不排除任何编码"),
    ):
        lonely = [number for number in sides[table] if number not in others]
        alike = {_number_text(other): other for other in others}
        alone = [n for n in lonely if not _is_told_elsewhere(n, alike.get(_number_text(n)), table)]
        if alone:
            is_whole = is_apart or (len(alone) >= _MANY and len(alone) * 2 > len(sides[table]))
            yield _alone(alone, sides[table], others, f"在 {where} 中没有，{effect}", is_whole=is_whole)


def _numbers(out: CompiledPack, table: str) -> set[str]:
    """The exclusion tables that a table names."""
    values = {*out.values.get(table, {}).values(), *out.value_patterns.get(table, {}).values()}
    return {number for value in values if value for number in value.split("|") if number}


def _table_numbers(pack: Pack, table: str) -> dict[str, list[tuple[str, int]]]:
    """Exclusion table → the rows that name it."""
    found: dict[str, list[tuple[str, int]]] = {}
    for file, line, values in pack.rows(table):
        for number in values[1].split("|") if table == "exclusion" else [values[1]]:
            if number:
                found.setdefault(number, []).append((file, line))
    return found


def same_table_numbers(pack: Pack) -> dict[str, str]:
    """Exclusion table as mcc or cc writes it → as exclusion writes it, where only the spelling differs."""
    excluded = _table_numbers(pack, "exclusion")
    alike = {_number_text(number): number for number in excluded}
    asked = {*_table_numbers(pack, "mcc"), *_table_numbers(pack, "cc")} - excluded.keys()
    return {number: alike[_number_text(number)] for number in asked if _number_text(number) in alike}


def _alone(
    alone: list[str], places: dict[str, list[tuple[str, int]]], others: set[str], effect: str, *, is_whole: bool
) -> Fault:
    alike = {_number_text(other): other for other in others}
    typed = [(number, alike[_number_text(number)]) for number in alone if _number_text(number) in alike]
    file, line = places[(typed[0][0] if typed else alone[0])][0]
    rows = sum(len(places[number]) for number in alone)
    shown = "、".join(alone[:_SHOWN]) + ("等" if len(alone) > _SHOWN else "")
    words = f"排除表号 {shown}（{len(alone)} 个表号，{rows:,} 行）{effect}"
    if typed:
        number, other = typed[0]
        words += f"。其中 {len(typed)} 个只是写法不同，如“{number}”应与“{other}”相同：{_why(number, other)}"
    return Fault(file, line, f"{words}。", Grade.FAULT if typed or is_whole else Grade.NOTE)


def _number_text(number: str) -> str:
    """What a table number means, whatever a spreadsheet made of it."""
    text = "".join(spelled_plain(number).split()).upper()
    whole, dot, rest = text.partition(".")
    if dot and rest.strip("0") == "":
        text = whole
    return text.lstrip("0") or "0"


def _is_told_elsewhere(number: str, other: str | None, table: str) -> bool:
    """Whether the table of the other side is the one to be put right, and tells it."""
    if other is None:
        return False
    is_odd, other_is_odd = (not _PLAIN_NUMBER.fullmatch(one) for one in (number, other))
    return other_is_odd if is_odd is not other_is_odd else table == "exclusion"


def _why(number: str, other: str) -> str:
    if (".0" in number) != (".0" in other):
        return "多半是 Excel 把表号当作数存成了小数，请把该列设为文本后重新填写"
    if number.strip("0") == other.strip("0") or number.lstrip("0") == other.lstrip("0"):
        return "一边带前导零，一边不带，请写成一样"
    return "一边含空格、全角字符或大小写不同，请写成一样"


def spelled_plain(text: str) -> str:
    """Text in half width, without byte order marks and blanks that nobody sees."""
    half = "".join(chr(ord(c) - 0xFEE0) if 0xFF01 <= ord(c) <= 0xFF5E else c for c in text)
    return "".join(c for c in half if c not in "\ufeff\u200b\u200c\u200d\u2060\u00a0\u3000")


# -- order


def _orders(pack: Pack) -> Iterator[Fault]:
    for table, scope_at, order_at, what_at in (("mdc", -1, 0, 1), ("adrg", 0, 1, 2), ("drg_rules", 0, 1, 2)):
        seen: dict[tuple[str, float], tuple[str, int, str]] = {}
        for file, line, values in pack.rows(table):
            if not values[order_at]:
                continue
            scope = values[scope_at] if scope_at >= 0 else ""
            key = (scope, float(values[order_at]))
            if key in seen:
                _, first, other = seen[key]
                inside = f"{scope} 内" if scope else ""
                words = (
                    f"{values[what_at]} 与第{first}行的 {other} 在{inside}顺序都是 {values[order_at]}：按行的先后判断。"
                )
                yield Fault(file, line, words, cause=f"{table} 的顺序重复")
            else:
                seen[key] = (file, line, values[what_at])


# -- names


def _letters(pack: Pack) -> Iterator[Fault]:
    """ADRGs that stand in the MDC of another letter, and groups of another ADRG."""
    adrgs: dict[str, str] = {}
    for file, line, values in pack.rows("adrg"):
        mdc, node = values[0], values[2]
        adrg = adrgs[node] = values[3] or node.split("_")[0]
        if mdc[:3] == "MDC" and adrg and mdc[3:4] != adrg[:1]:
            yield Fault(file, line, f"ADRG {adrg} 的首字母与所属的 {mdc} 不符。", cause="ADRG 的首字母与 MDC 不符")
    for file, line, values in pack.rows("drg_rules"):
        owner = adrgs.get(values[0], "")
        if owner and values[2] and not is_ambiguous(values[2]) and values[2][: len(owner)] != owner:
            words = f"病组 {values[2]} 写在 ADRG {owner} 的节点 {values[0]} 下，编码不符。"
            yield Fault(file, line, words, cause="病组与 ADRG 不符")


def _list_nodes(pack: Pack, out: CompiledPack) -> Iterator[Fault]:
    """Rows that borrow the lists of a node that has none and is none."""
    known = {node[1] for node in out.nodes} | {name.rpartition(":")[0] for name in out.lists}
    for file, line, values in pack.rows("drg_rules"):
        owner = values[5]
        if owner and owner not in known:
            words = f"病组 {values[2]} 的 list_node“{owner}”不存在：既不是节点，adrg_codes 中也没有它的编码表。"
            yield Fault(file, line, words, cause=f"list_node {owner} 不存在")


def _groups(pack: Pack, out: CompiledPack) -> Iterator[Fault]:
    """Groups that stand in the rules and not in the list of groups, and the other way round."""
    if not out.names:
        words = "方案包没有 drg.csv，或表中没有病组：病组的名称都是空的，核对不了病组是否齐全。请补上该表。"
        yield Fault("drg.csv", 0, words, cause="没有 drg.csv")
        return
    nodes = {node[1] for node in out.nodes}
    given: set[str] = set()
    unnamed: dict[str, tuple[str, int]] = {}
    for file, line, values in pack.rows("drg_rules"):
        given.add(values[2])
        if values[2] and values[3] and values[2] not in out.names and values[0] in nodes:
            unnamed.setdefault(values[2], (file, line))
    if unnamed:
        file, line = next(iter(unnamed.values()))
        yield Fault(file, line, f"有 {len(unnamed)} 个病组不在 drg.csv 中：{_some(unnamed)}。")
    given |= {result for node in out.nodes for result in (node[2], node[5])}
    given |= {otherwise.partition("=>")[2].strip() for _, _, _, otherwise in out.mdcs}
    given |= {out.settings.get(key, "").rpartition("|")[2] for key in ("failure_result", "nothing_result")}
    idle = {values[0]: (file, line) for file, line, values in pack.rows("drg") if values[0] and values[0] not in given}
    if idle:
        file, line = next(iter(idle.values()))
        yield Fault(file, line, f"有 {len(idle)} 个病组没有任何规则，不会入组：{_some(idle)}。")


def _some(names: dict[str, tuple[str, int]]) -> str:
    listed = list(names)
    return "、".join(listed[:_SHOWN]) + ("等" if len(listed) > _SHOWN else "")


def _strays(pack: Pack, out: CompiledPack) -> Iterator[Fault]:
    """Principal diagnoses of an MDC that does not exist; body regions may stand for MDCZ alone."""
    known = {mdc for mdc, _, _, _ in out.mdcs}
    if all(name[4:] in known for name in out.lists if name.startswith("MDC:")):
        return
    found: dict[str, list[tuple[str, int]]] = {}
    for file, line, (mdc, _, region) in pack.rows("mdc_dx"):
        if mdc not in known and not region:
            found.setdefault(mdc, []).append((file, line))
    for mdc, rows in found.items():
        yield Fault(*rows[0], f"{mdc} 不在 mdc.csv 中：它的 {len(rows):,} 个主要诊断用不到。")


def _empty_conditions(pack: Pack) -> Iterator[Fault]:
    """Rows of tables without a condition: they hold always, which may not be what was meant."""
    for table, at, word in (("mdc", 3, "MDC"), ("adrg", 5, "ADRG"), ("drg_rules", 4, "病组")):
        rows = [(file, line) for file, line, v in pack.rows(table) if not v[at] and not file.lower().endswith(".txt")]
        if rows:
            yield Fault(*rows[0], f"有 {len(rows):,} 个{word}没有写条件（首个在本行）：按总是成立处理。", Grade.NOTE)


# -- lists of principal diagnoses


def _beyond_their_mdc(pack: Pack, out: CompiledPack) -> Iterator[Fault]:
    """Principal diagnoses of an ADRG that its MDC does not take: those cases never come to it."""
    numbers = {name: at for at, name in enumerate(out.lists)}
    entries = {mdc: _principal_lists(entry, mdc, mdc, numbers) for mdc, _, entry, _ in out.mdcs}
    asked = {f"{node}:{name}": mdc for mdc, node, _, _, rule, _ in out.nodes for name in _own_principals(rule)}
    mdc_of = {numbers[name]: mdc for name, mdc in asked.items() if name in numbers}
    taken = {at for lists in entries.values() for at in lists}
    taken |= {at for name, at in numbers.items() if name.startswith("MDC:")}
    member = out.membership()
    beyond: set[tuple[int, str]] = set()
    nowhere: set[str] = set()
    for code in out.codes:
        lists = member(code)
        of_adrg = [at for at in lists if at in mdc_of]
        beyond.update((at, code) for at in of_adrg if (e := entries.get(mdc_of[at])) and e.isdisjoint(lists))
        if of_adrg and taken.isdisjoint(lists):
            nowhere.add(code)
    if not beyond and not nowhere:
        return
    found: dict[str, dict[str, list[tuple[str, int, str]]]] = {}
    first: tuple[str, int, str] | None = None
    for file, line, (owner, role, code) in pack.rows("adrg_codes"):
        at = numbers.get(f"{owner}:{role}", -1)
        if (at, code) in beyond:
            found.setdefault(mdc_of[at], {}).setdefault(owner, []).append((file, line, code))
        if first is None and at in mdc_of and code in nowhere:
            first = file, line, code
    for mdc, nodes in found.items():
        rows = [row for listed in nodes.values() for row in listed]
        file, line, code = rows[0]
        words = (
            f"{mdc} 有 {len(nodes)} 个 ADRG 的主要诊断表中，{len({r[2] for r in rows})} 个编码不在 {mdc} 的主要诊断表内"
            f"（首个：{next(iter(nodes))} 的 {code}）：以它们为主要诊断的病例到不了这些 ADRG。"
        )
        yield Fault(file, line, words, cause="ADRG 的主要诊断不在其 MDC 内")
    if first:
        file, line, code = first
        words = f"ADRG 的主要诊断表中有 {len(nowhere)} 个编码不在任何 MDC 的主要诊断表内（首个 {code}）。"
        yield Fault(file, line, words, Grade.NOTE)


def _principal_lists(text: str, mdc: str, owner: str, numbers: dict[str, int]) -> frozenset[int]:
    """The lists of which one must hold the principal diagnosis for a condition to hold; empty where it may be any."""
    try:
        rule = parse_rule(text)
    except UnknownAtomError:
        return frozenset()
    for clause in rule:
        if all(atom.kind == "PDX_IN" and not atom.codes for atom in clause):
            names = [
                f"MDC:{mdc}" if n == "MDC" else n if n[0] == "@" else f"{owner}:{n}" for a in clause for n in a.lists
            ]
            return frozenset(numbers[name] for name in names if name in numbers)
    return frozenset()


def _own_principals(text: str) -> Iterator[str]:
    """The lists of its own that a condition wants the principal diagnosis to be in."""
    try:
        rule = parse_rule(text)
    except UnknownAtomError:
        return
    for clause in rule:
        if all(atom.kind == "PDX_IN" for atom in clause):
            yield from (n for atom in clause for n in atom.lists if n not in {"MDC", "VALID"} and n[0] != "@")


# -- spelling


def _spelling(pack: Pack, out: CompiledPack) -> Iterator[Fault]:
    """Codes that no page can carry as they are written, for pages carry codes in their canonical spelling."""
    written = set(out.codes).union(*(out.values.get(table, {}) for table in ("mcc", "cc", "exclusion")))
    odd = (code for code in written if not _CANONICAL.fullmatch(code))
    strange = {code for code in odd if spelling_words(code, _kind_by_letter(code))} | _of_the_other_kind(out)
    if not strange:
        return
    for table, (at, _) in CODE_TABLES.items():
        for file, line, values in pack.rows(table):
            if values[at] in strange and (words := spelling_words(values[at], kind_of(table, values))):
                yield Fault(file, line, words, cause=f"编码的写法不对（{file}）")


def _of_the_other_kind(out: CompiledPack) -> set[str]:
    """Diagnoses in lists of procedures, and the other way round."""
    are_letters = [_wants_letters(name) for name in out.lists]
    wrong = [
        frozenset(not wants for at in profile if (wants := are_letters[at]) is not None) for profile in out.profiles
    ]
    listed = {code for code, at in out.codes.items() if wrong[at] and code[:1].isalpha() in wrong[at]}
    tables = (out.values.get(table, {}) for table in ("mcc", "cc", "exclusion"))
    return listed | {code for table in tables for code in table if code[:1].isdigit()}


def _wants_letters(name: str) -> bool | None:
    """Whether the codes of a list begin with letters, as diagnoses do; None where its name does not say."""
    if name.startswith(("=", "@")):
        return None
    role = name.rpartition(":")[2]
    if name == "VALID" or role[:1] == "P":
        return False
    return True if name.startswith("MDC:") or role[:1] == "D" or role == "ELSE" else None


def spelling_words(code: str, kind: CodeKind) -> str:
    """What is wrong with the spelling of a code, and what it most likely is; "" where nothing is."""
    likely = likely_spelling(code, kind)
    if not is_well_formed(likely, kind):
        begun = _CANONICAL.match(likely)
        meant = f"：可能是 {begun[0]}" if begun and is_well_formed(begun[0], kind) else ""
        return f"“{visible(code)}”不是{_KINDS[kind]}编码的写法，不会与首页上的任何编码相符{meant}。"
    if likely == code:
        return ""
    return f"编码“{visible(code)}”{_reason(code, likely)}，首页上的编码不会与它相符：应为 {likely}。"


def likely_spelling(code: str, kind: CodeKind) -> str:
    """The canonical spelling of a code, with the zero that a spreadsheet ate; the code itself where it is none."""
    if not code:
        return code
    if kind is CodeKind.PROCEDURE and (number := _AS_NUMBER.fullmatch(spelled_plain(code).strip())):
        # a code with a letter is no number to a spreadsheet: what lost zeros at its end had digits only
        return f"{number[1]:0>2}.{number[2]:0<4}"
    if kind is CodeKind.PROCEDURE and code[1:2] == "." and is_well_formed(f"0{code}", kind):
        return spelled(f"0{code}", kind)
    return spelled(code, kind) or code


def visible(code: str) -> str:
    """A code with what cannot be seen in it named."""
    return code.replace("\ufeff", "[BOM]").replace("\u200b", "[零宽空格]").replace("\u00a0", "[空格]")


def _reason(code: str, likely: str) -> str:
    if "\ufeff" in code or "\u200b" in code:
        return "里有看不见的字符（BOM）"
    if any(c.isspace() for c in code):
        return "里有空格"
    if not code.isascii():
        return "里有全角字符"
    if code.lower() == likely.lower():
        return "的大小写不对（扩展码的 x 小写，首字母大写）"
    if likely.startswith("0") and code.find(".") == 1:
        return "丢了前面的零（多半是 Excel 当作数保存）"
    if likely.startswith(code.rstrip("0")) or likely.startswith(code):
        return "不足位（末尾的零没有了）"
    return "写法不规范"


# -- conditions


def _conditions(out: CompiledPack) -> Iterator[str]:
    yield from (entry for _, _, entry, _ in out.mdcs)
    yield from (node[4] for node in out.nodes)
    yield from (rule[2] for rules in out.drgs.values() for rule in rules)


def _atoms(text: str) -> Iterator[Atom]:
    try:
        yield from atoms_of(parse_rule(text))
    except UnknownAtomError:
        return
