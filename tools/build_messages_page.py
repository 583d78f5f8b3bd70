"""The page of the manual with every sentence that the program refuses with, and what to do: read from the source.

Usage: ``python -m tools.build_messages_page``
"""

from __future__ import annotations

import csv
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tools.user_sentences import GAP, Sentence, sentences
from ui.manual.pages import place_name

PAGE: Final = Path(__file__).resolve().parents[1] / "docs" / "manual" / "messages.md"
_SUBJECTS: Final = Path(__file__).with_name("message_subjects.csv")
_HEAD: Final = f"""# 提示和错误：每一句话，怎么办

程序做不了一件事时，用一句话说明是什么、在哪里、怎么办。这里按事情列出它会说的每一句，{GAP}是当时的文件名、数字或名称。
光标在提示框上按 `F1`，直接打开本页的这一句；也可以按 `Ctrl+F`，输入句子里的几个字查找。

检查病案时报出的问题不在这里：那是规则的提示，怎么看、怎么改见 [检查结果](findings.md)，每条规则的写法和依据见
[规则](../rules.md) 和 [规则依据](../clauses.md)；在窗口里按 `Ctrl+R` 打开规则库，查得到每一条的提示语。

照着做了还是不行，或者看到“程序遇到意外情况”：已经保存的内容不受影响，请把日志交给维护人员。本页从程序里
写出，与程序说的一字不差。
"""
#: What to do where the sentence itself says no more than what is wrong.
_MEND: Final = "照这句话改好以后，再做一次。"

#: … and where the reason is told that is known at run time only.
_WHY: Final = "冒号后面写着这一次的原因：照它改好以后，再做一次。"


@dataclass(frozen=True, slots=True)
class Subject:
    """``when`` the sentences of a subject are met; ``rooms``: the folders and files of the source it stands for."""

    title: str
    when: str
    rooms: tuple[str, ...]


def subjects() -> tuple[Subject, ...]:
    """The subjects in their order: ``tools/message_subjects.csv``."""
    with _SUBJECTS.open(encoding="utf-8", newline="") as file:
        return tuple(Subject(row["title"], row["when"], tuple(row["rooms"].split())) for row in csv.DictReader(file))


_QUOTED: Final = re.compile(r"“[^”]*”|（[^）]*）")
_CHINESE: Final = re.compile("[\u4e00-\u9fff]")
#: Of either part at least so many signs are left when the gaps are taken out; else the sentence stands undivided.
_LEAST: Final = 3
_SIGNS: Final = re.compile(r"([\\`*_\[\]<>#|~])")


def messages_page() -> str:
    """The whole page."""
    told: set[str] = set()
    by_subject: dict[str, list[tuple[str, str]]] = {subject.title: [] for subject in subjects()}
    for sentence in sentences():
        wrong, mend = parted(sentence.words)
        if wrong not in told:
            told.add(wrong)
            by_subject[subject_of(sentence).title].append((wrong, mend))
    parts = [_HEAD, *_contents(by_subject)]
    for subject in subjects():
        if entries := by_subject[subject.title]:
            parts += [f"\n## {subject.title}\n\n{subject.when}\n", *map(_entry, sorted(entries, key=_order))]
    return "".join([*parts, "\n[目录](index.md)\n"])


def subject_of(sentence: Sentence) -> Subject:
    """The subject whose room is the nearest around the file of a sentence."""
    nearest = [
        (len(room), -at, subject)
        for at, subject in enumerate(subjects())
        for room in subject.rooms
        if sentence.file == room or sentence.file.startswith(f"{room}/")
    ]
    return max(nearest, key=lambda one: one[:2])[2]


def parted(words: str) -> tuple[str, str]:
    """What is wrong, and what to do: a sentence of the program says both, with a colon or 请 between."""
    plain = _QUOTED.sub(lambda found: "＿" * len(found[0]), words)
    for mark in ("：请", "；请", "。请", "，请", "：", "，须"):
        at = plain.rfind(mark) if mark == "：" else plain.find(mark)
        if at > 0 and all(_own_signs(part) >= _LEAST for part in (words[:at], words[at + 1 :])):
            return words[:at], _ended(words[at + 1 :])
    whole = words.rstrip("。：")
    if whole.endswith(f"：{GAP}"):
        return whole, _WHY
    return whole, _ended(words) if words.startswith("请") else _MEND


def _own_signs(words: str) -> int:
    return len(_CHINESE.findall(words.replace(GAP, "")))


def _ended(words: str) -> str:
    return words if words.endswith(("。", "！", "？")) else f"{words}。"


def _contents(by_subject: dict[str, list[tuple[str, str]]]) -> Iterator[str]:
    yield "\n"
    for title, entries in by_subject.items():
        if entries:
            yield f"- [{title}](#{place_name(title)})（{len(entries)}）\n"


def _entry(entry: tuple[str, str]) -> str:
    wrong, mend = (_SIGNS.sub(r"\\\1", one.replace("\n", " ")) for one in entry)
    return f"\n#### {wrong}\n\n{mend}\n"


def _order(entry: tuple[str, str]) -> tuple[bool, str]:
    """What begins with a gap last; the rest by its words, so that what begins alike stands together."""
    return (entry[0].startswith(GAP), entry[0])


def main() -> int:
    """Write the page."""
    PAGE.write_text(messages_page(), encoding="utf-8", newline="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
