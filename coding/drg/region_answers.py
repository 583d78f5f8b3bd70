"""What a person has answered about a region's scheme in the making, and the table it is kept in."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

YES, NO, OWN = "yes", "no", "own"
#: What a question is about: a group's condition, a repaired code, where a CC alone belongs, an ADRG.
GROUP, REPAIR, CC_ALONE, ADRG = "病组", "编码", "只有CC", "ADRG"
ALL = "*"
VERDICT_WORDS = {YES: "是", NO: "否", OWN: "另写"}
_SAID = {
    "是": YES, "yes": YES, "y": YES, "1": YES, "对": YES, "同意": YES, "√": YES,
    "否": NO, "no": NO, "n": NO, "2": NO, "不": NO, "不对": NO, "×": NO,
    "另写": OWN, "own": OWN, "3": OWN, "改": OWN,
}  # fmt: skip
_WAYS = {"较高组": "up", "高": "up", "up": "up", "较低组": "down", "低": "down", "down": "down"}
WAY_WORDS = {"up": "较高组", "down": "较低组"}
COLUMNS = ("类别", "对象", "名称", "回答", "条件或编码", "说明")
_KINDS = {"病组": GROUP, "group": GROUP, "编码": REPAIR, "repair": REPAIR, "只有cc": CC_ALONE, "adrg": ADRG}


@dataclass(frozen=True, slots=True)
class Answer:
    """``verdict``: yes, no or own; ``condition``: what was written instead (a condition, a code, a way), or what
    yes was said to, so that a yes does not go over to another condition.
    """

    kind: str
    key: str
    verdict: str
    condition: str = ""
    name: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Answers:
    """All answers, by kind and key."""

    given: Mapping[tuple[str, str], Answer] = field(default_factory=dict)

    def get(self, kind: str, key: str) -> Answer | None:
        """The answer to one question; None where there is none yet."""
        return self.given.get((kind, key))

    def group(self, code: str) -> Answer | None:
        """The answer about a group."""
        return self.given.get((GROUP, code))

    def cc_alone(self, adrg: str) -> str:
        """up, down or "": where a CC alone belongs when the names know only 伴严重 and 不伴."""
        found = self.given.get((CC_ALONE, adrg)) or self.given.get((CC_ALONE, ALL))
        return _WAYS.get(found.condition, "") if found else ""

    def with_answers(self, more: Iterable[Answer]) -> Answers:
        """The same with further answers; one to a question answered before takes its place."""
        given = {**self.given, **{(a.kind, a.key): a for a in more}}
        return Answers({k: a for k, a in given.items() if a.verdict})


def read_answer_rows(rows: Iterable[tuple[int, list[str]]], name: str) -> tuple[tuple[Answer, ...], tuple[str, ...]]:
    """The answers of a table ``answers.csv`` (line, cells; the header first), and what could not be read of it."""
    answers: list[Answer] = []
    told: list[str] = []
    places: list[int] | None = None
    for line, row in rows:
        cells = [cell.strip() for cell in row]
        if places is None:
            places = [next((at for at, c in enumerate(cells) if c in names), -1) for names in _HEADERS]
            if places[1] < 0 or places[3] < 0:
                return (), (f"“{name}”第{line}行没有“对象”“回答”两列：请按 answers.csv 的表头填写，回答没有采用。",)
            continue
        kind, key, title, said, condition, note = (cells[p] if 0 <= p < len(cells) else "" for p in places)
        if not key or not (said or condition):
            continue
        found = _read(kind, key, said, condition)
        if isinstance(found, str):
            told.append(f"“{name}”第{line}行：{found}")
        else:
            answers.append(Answer(*found, title, note))
    return tuple(answers), tuple(told)


_HEADERS = (
    ("类别", "kind"),
    ("对象", "key", "病组编码", "drg", "code"),
    ("名称", "name"),
    ("回答", "verdict", "answer"),
    ("条件或编码", "条件", "condition"),
    ("说明", "备注", "note"),
)


def _read(kind: str, key: str, said: str, condition: str) -> tuple[str, str, str, str] | str:
    kind = _KINDS.get(kind.lower(), "") if kind else GROUP
    if not kind:
        return "类别不认识：请写 病组、编码、ADRG 或 只有CC。"
    if kind == CC_ALONE:
        way = _WAYS.get(condition) or _WAYS.get(said)
        return (kind, key, OWN, WAY_WORDS[way]) if way else "只有 CC 的病例请写归入“较高组”或“较低组”。"
    verdict = _SAID.get(said.lower(), OWN if condition and not said else "")
    if not verdict:
        return f"回答“{said}”不认识：请写 是、否 或 另写。"
    if verdict == OWN and not condition:
        return "回答是“另写”，但没有写出条件或编码。"
    return kind, key, verdict, "" if verdict == NO else condition


def answer_rows(answers: Answers) -> list[tuple[str, ...]]:
    """The table ``answers.csv``, its header first."""
    kept = sorted(answers.given.values(), key=lambda a: (a.kind, a.key))
    return [COLUMNS, *((a.kind, a.key, a.name, VERDICT_WORDS.get(a.verdict, ""), a.condition, a.note) for a in kept)]
