"""A second, plain interpreter of the rule texts and the program agree on random cases and on random rules."""

import random
import re
from contextlib import suppress

import pytest

from coding.drg.atoms import parse_rule
from coding.drg.compiled import CompiledPack
from coding.drg.conditions import CaseReader
from coding.drg.national_language import UnreadableRuleError, condition_of
from coding.drg.scheme import load_scheme
from coding.drg.trace import walk
from tests.drg.national_book import BOOK, write_book
from tests.drg.plain_interpreter import PlainBook
from tests.drg.random_cases import draw_cases
from tools.compare_interpreters import plain_book, pools

SETS = {
    "DI_A": ("A01.000", "A02.000", "B01.000"),
    "DI_B": ("B01.000", "B02.000"),
    "DI_C": ("C01.000",),
    "OP_A": ("01.0100", "01.0200", "02.0100"),
    "OP_B": ("02.0100", "02.0200"),
    "OP_ALL": ("01.0100", "02.0100", "02.0200", "03.0100"),
}
MCC, CC = {"M01.000": "EX_1", "B02.000": "EX_2"}, {"C01.000": "EX_1", "D01.000": "EX_3"}
EXCLUDED = {"EX_1": ("A01.000",), "EX_2": ("B01.000", "A02.000"), "EX_3": ("C01.000",)}
DX = sorted({c for n, codes in SETS.items() if n[:2] == "DI" for c in codes} | {*MCC, *CC})
PX = sorted({c for n, codes in SETS.items() if n[:2] == "OP" for c in codes})


def sheets_of(rules):
    """A workbook that holds these rules, one ADRG each, for the plain interpreter."""
    sheets = {name: [tuple(map(str, row)) for row in rows] for name, rows in BOOK.items()}
    sheets["集合"] = [BOOK["集合"][0], *((n, c, "", n[:2]) for n, codes in SETS.items() for c in codes)]
    levels = [(c, "", t, "MCC") for c, t in MCC.items()] + [(c, "", t, "CC") for c, t in CC.items()]
    sheets["CC"] = [BOOK["CC"][0], *levels]
    sheets["排除表"] = [BOOK["排除表"][0], *((t, c, "") for t, codes in EXCLUDED.items() for c in codes)]
    return sheets


@pytest.fixture(scope="module")
def plain():
    return PlainBook(sheets_of(()))


@pytest.fixture(scope="module")
def reader():
    """What the program asks of a case, over the same sets."""
    pack = CompiledPack(lists=[*(f"@{name}" for name in SETS), "VALID"])
    for code in (*DX, *PX):
        held = tuple(n for n, name in enumerate(SETS) if code in SETS[name])
        pack.codes[code] = len(pack.profiles)
        pack.profiles.append(held)
    where = {}
    for table, codes in EXCLUDED.items():
        for code in codes:
            where[code] = f"{where[code]}|{table}" if code in where else table
    pack.values = {"mcc": MCC, "cc": CC, "exclusion": where, "region": {}}
    return CaseReader(pack)


def holds(reader, rule, case):
    """Whether the program takes a rule to be true of a case."""
    return all(reader.clause(clause, "", "")(case) for clause in parse_rule(condition_of(rule, SETS)))


# -- random rules


def atom(chance):
    kind = chance.random()
    if kind < 0.2:
        word = chance.choice(("NL", "XSRTL", "XSRTZ", "XB"))
        limit = {"NL": (0, 6, 70), "XSRTL": (28, 29, 365), "XSRTZ": (1500, 2500), "XB": (1, 2)}[word]
        return f"{word}{chance.choice(('>=', '<=', '>', '<', '='))}{chance.choice(limit)}"
    if kind < 0.3:
        return f"length({names(chance, 'OP')} ∩ {fields(chance, ('ZYSS', 'QTSS'))})>={chance.choice((1, 2))}"
    if kind < 0.42:
        levels = chance.choice(("MCC", "CC", "{MCC, CC}", "{CC,MCC}", "{MCC}"))
        return f"QTZD {chance.choice(('in', 'not in'))} {levels}"
    if kind < 0.46:
        return chance.choice(("1", "0"))
    sort = chance.choice(("DI", "OP"))
    words = ("ZYZD", "QTZD") if sort == "DI" else ("ZYSS", "QTSS")
    return f"{fields(chance, words)} {chance.choice(('in', 'in', 'not in'))} {names(chance, sort)}"


def fields(chance, words):
    return chance.choice((*words, f"{{{words[0]}, {words[1]}}}", f"{{{words[1]},{words[0]}}}", f"{{{words[0]}}}"))


def names(chance, sort):
    known = [name for name in SETS if name.startswith(sort)]
    picked = chance.sample(known, chance.choice((1, 1, 2)))
    return picked[0] if len(picked) == 1 and chance.random() < 0.7 else "{" + ", ".join(picked) + "}"


def rule(chance, depth=0):
    if depth > 3 or chance.random() < 0.3:
        return atom(chance)
    if chance.random() < 0.15:
        return f"not ({rule(chance, depth + 1)})"
    parts = [rule(chance, depth + 1) for _ in range(chance.choice((2, 2, 3)))]
    parts = [f"({part})" if chance.random() < 0.6 else part for part in parts]
    return chance.choice((" and ", " or ")).join(parts)


def as_typed(text, chance):
    """The same rule as people and spreadsheet programs leave it."""
    if chance.random() < 0.5:
        text = re.sub(r"\b(and|or|not|in)\b", lambda m: chance.choice((m[0], m[0].upper(), m[0].title())), text)
        text = re.sub(r"\bIN\b|\bIn\b", "in", text)
        text = re.sub(r"\bNOT in\b|\bNot in\b", "not in", text)
    if chance.random() < 0.5:
        text = text.replace(" ", chance.choice(("　", "\n", "_x000D_\n", "  ", "\xa0")))
    if chance.random() < 0.3:
        text = text.translate(str.maketrans({"(": "（", ")": "）", ",": "，", ">": "＞", "<": "＜", "=": "＝"}))
    return text


@pytest.mark.parametrize("seed", range(12))
def test_a_random_rule_means_the_same_to_both_interpreters(seed, plain, reader):
    chance = random.Random(seed)
    cases = list(draw_cases(DX, PX, 30, seed))
    for _ in range(30):
        text = as_typed(rule(chance), chance)
        for case in cases:
            assert holds(reader, text, case) is plain.holds(text, case), (text, case)


@pytest.mark.parametrize("seed", range(12))
def test_a_damaged_rule_is_refused_or_means_what_python_would_read(seed, plain, reader):
    """Whatever text comes of a damage: the program does not take it for something that it does not say."""
    chance = random.Random(1000 + seed)
    readable = []
    cases = list(draw_cases(DX, PX, 20, seed))
    for _ in range(40):
        text = damaged(rule(chance), chance)
        with suppress(UnreadableRuleError):
            parse_rule(condition_of(text, SETS))
            readable.append(text)
    for text in readable:
        for case in cases:
            assert holds(reader, text, case) is plain.holds(text, case), (text, case)


def damaged(text, chance):
    at = chance.randrange(len(text))
    kind = chance.randrange(5)
    if kind == 0:
        return text[:at]
    if kind == 1:
        return text[:at] + text[at + 1 :]
    if kind == 2:
        return text[:at] + chance.choice("()={},<>∩ _1x和") + text[at:]
    if kind == 3:
        words = text.split(" ")
        chance.shuffle(words)
        return " ".join(words)
    return text[:at] + text[chance.randrange(len(text)) :]


# -- whole workbooks


def test_random_cases_reach_the_same_groups_in_the_small_workbook(tmp_path):
    path = write_book(tmp_path / "方案.xlsx")
    assert differing(path, 4000, least=10) == []


def test_random_cases_reach_the_same_groups_in_the_published_workbook(reference):
    assert differing(reference / "drg30" / "form_a.xlsx", 6000, least=400) == []


def differing(path, count, least):
    scheme, book = load_scheme(path), plain_book(path)
    dx, px, near = pools(book)
    wrong, reached = [], set()
    for at, case in enumerate(draw_cases(dx, px, count, 3, near)):
        found = scheme.group(case)
        reached.add(found.drg)
        if found.drg != book.group(case) or (at % 10 == 0 and walk(scheme, case)[0] != found):
            wrong.append(case)
    assert len(reached) >= least
    return wrong
