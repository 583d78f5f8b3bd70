"""What a policy says of a stay, in sentences: the same on the screen, in tables and in workbooks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coding.payment.price import NO_CLAUSE
from coding.payment.pricing import NOT_BY_GROUP

if TYPE_CHECKING:
    from collections.abc import Sequence

    from coding.payment.price import Ground, Price


def policy_sentences(price: Price) -> tuple[str, ...]:
    """Why there is no payment, the lines it was reckoned by, candidates, what was not judged; each with its clause."""
    said = price.policy
    if said is None:
        return ()
    told = []
    if said.excluded is not None:
        told.append(f"{NOT_BY_GROUP}：{with_clause(said.excluded)}。")
    if said.unknown:
        told.append(f"不估算支付额：{said.unknown}。")
    if said.lines:
        told.append(f"支付按{_joined(said.lines)}。")
    if said.basic is not None and said.excluded is None:
        told.append(f"{with_clause(said.basic)}：系数为 1，不分医院等级。")
    if said.band is not None:
        times = "" if price.multiple is None else f"，费用为{multiple_of(price)}的 {price.multiple:.2f} 倍"
        told.append(f"{with_clause(said.band)}{times}。")
    if said.candidates:
        told.append(f"特例单议候选：{_joined(said.candidates)}。")
    if said.unjudged:
        told.append(f"未判断：{'、'.join(dict.fromkeys(said.unjudged))}（首页没有所需的栏目）。")
    return tuple(told)


def policy_mark(price: Price) -> str:
    """The shortest word for what is special about a payment; "" where nothing is."""
    if price.excluded is not None:
        return NOT_BY_GROUP
    words = [price.band] if price.band else []
    if price.candidates:
        words.append("特例候选")
    return " · ".join(words)


def multiple_of(price: Price) -> str:
    """What the cost is held against: of a packet its standard, of a group its mean cost."""
    return "均费" if price.standard is None else "支付标准"


def with_clause(ground: Ground) -> str:
    """The word and the clause it rests on; that the file names none where it does not."""
    return f"{ground.word}（{ground.clause or NO_CLAUSE}）"


def _joined(grounds: Sequence[Ground]) -> str:
    return "；".join(with_clause(ground) for ground in grounds)
