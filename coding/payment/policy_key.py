"""What a payment policy may speak of: its keys, as ``resources/policies/keys.csv`` names them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from coding.base.resources import resource_table
from coding.payment.formula import NAMES, Vocabulary

#: What the conditions and formulas of a policy may speak of beside those of a tariff; see ``stay_facts``.
FACTS = (
    "年龄", "天龄", "出生体重", "离院方式", "死亡", "日间手术", "ICU小时", "ICU天数", "呼吸机小时", "转科次数",
    "诊断个数", "手术个数", "手术组", "基础病组", "职工", "居民", "系数", "点数", "点值",
)  # fmt: skip
#: Questions after codes: how many of the stay begin with one of those asked for.
QUESTIONS = ("主要诊断", "任一诊断", "其他诊断", "主要手术", "任一手术", "病组")
POLICY = Vocabulary((*NAMES, *FACTS), QUESTIONS)


@dataclass(frozen=True, slots=True)
class PolicyKey:
    """One key: ``word`` its name in Chinese, ``kind`` how its value is written, ``of`` what stands in that column.

    ``once``: for the same ``of`` and the same days there is but one row. ``choices``: the words that a choice has.
    """

    key: str
    word: str
    kind: str
    of: str
    once: bool
    choices: tuple[str, ...] = ()


@cache
def policy_keys() -> dict[str, PolicyKey]:
    """All keys by their name, in the order of the table."""
    rows = resource_table("policies/keys.csv", "key", "word", "kind", "of", "once", "choices", "note")
    return {
        row["key"]: PolicyKey(
            row["key"],
            row["word"],
            row["kind"],
            row["of"],
            row["once"] == "1",
            tuple(filter(None, row["choices"].split("|"))),
        )
        for row in rows
    }


@cache
def key_called(name: str) -> PolicyKey | None:
    """The key of a name, in English or Chinese; None where there is none."""
    plain = name.strip()
    return policy_keys().get(plain.lower()) or next((k for k in policy_keys().values() if k.word == plain), None)
