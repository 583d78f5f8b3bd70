"""What concerns one MDC, in one text file that a coder can read, comment and correct.

    # 说明
    MDC MDCB 神经系统疾病及功能障碍
    顺序 7
    进入 PDX_IN(MDC)
    主要诊断 ~G00 ~G01 !G01.2
    ADRG BB1 脑创伤开颅术
    条件 PDX_IN(D1)&PPX_IN(P1)
    D1 ~S06 ~S02.0
    P1 ~01.24
    BB11 脑创伤开颅术，伴严重并发症与合并症 = MCC
    BB15 脑创伤开颅术 = ALWAYS

Codes stand blank-separated and may go on over further indented lines; ``#`` begins a comment anywhere.
``部位 头颈部 ~S02`` lists principal diagnoses of a trauma region; ``否则`` holds the else rule.
An ADRG in several variants is written ``ADRG AH1_1 名称``: the part before ``_`` is the ADRG.
"""

from __future__ import annotations

import re

from coding.base.errors import KnowledgeError

_Rows = list[tuple[int, list[str]]]
_ROLE = re.compile(r"(D|P|PC)\d+|ELSE")
_GROUP = re.compile(r"([A-Z0-9]{4})\s+(.*?)\s*=\s*(\S+)")


def read_mdc_text(name: str, text: str) -> dict[str, _Rows]:
    """The rows of the pack tables that the file states; empty when it is no such file.

    Raises KnowledgeError naming file and line.
    """
    return _Reader(name).read(text)


class _Reader:
    def __init__(self, name: str) -> None:
        self.name = name
        self.mdc: list[str] = []
        self.node: list[str] = []
        self.tables: dict[str, _Rows] = {}
        self.groups = 0

    def read(self, text: str) -> dict[str, _Rows]:
        for line, words in _joined(text):
            head, _, rest = words.partition(" ")
            rest = rest.strip()
            if not self.mdc and head != "MDC":
                return {}
            self._statement(line, head, rest, words)
        return self.tables

    def _statement(self, line: int, head: str, rest: str, words: str) -> None:
        if head == "MDC":
            code, _, title = rest.partition(" ")
            self.mdc = ["", code, title.strip(), "", ""]
            self._put("mdc", line, self.mdc)
        elif head in {"顺序", "进入", "否则"}:
            self.mdc[{"顺序": 0, "进入": 3, "否则": 4}[head]] = rest
        elif head == "主要诊断":
            for code in rest.split():
                self._put("mdc_dx", line, [self.mdc[1], code, ""])
        elif head == "部位":
            region, *codes = rest.split()
            for code in codes:
                self._put("mdc_dx", line, [self.mdc[1], code, region])
        elif head == "ADRG":
            code, _, title = rest.partition(" ")
            seq = str(len(self.tables.get("adrg", ())) + 1)
            self.node = [self.mdc[1], seq, code, code.split("_")[0], title.strip(), "", ""]
            self._put("adrg", line, self.node)
        elif head == "条件" and self.node:
            self.node[5] = rest
        elif (match := _GROUP.fullmatch(words)) and self.node:  # before the roles: PC13 is a group
            self.groups += 1
            self._put("drg_rules", line, [self.node[2], str(self.groups), match[1], match[2], match[3], ""])
            self._put("drg", line, [match[1], match[2]])
        elif _ROLE.fullmatch(head) and (self.node or head == "ELSE"):
            for code in rest.split():
                self._put("adrg_codes", line, [self.node[2] if self.node else self.mdc[1], head, code])
        else:
            raise KnowledgeError(f"分组方案的 {self.name} 第{line}行读不懂“{words[:20]}”：请按该文件其他行的写法改正。")

    def _put(self, table: str, line: int, values: list[str]) -> None:
        self.tables.setdefault(table, []).append((line, values))


def _joined(text: str) -> list[tuple[int, str]]:
    """(line, statement): comments gone, indented lines joined to the one that they go on."""
    statements: list[tuple[int, str]] = []
    for number, raw in enumerate(text.splitlines(), 1):
        line = raw.split("#")[0].rstrip()
        if not line.strip():
            continue
        if line[0] in " \t" and statements:
            first, words = statements[-1]
            statements[-1] = (first, f"{words} {line.strip()}")
        else:
            statements.append((number, line.strip()))
    return statements
