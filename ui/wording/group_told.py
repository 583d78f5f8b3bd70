"""What the window says of the group of the page in work: once, for the strip, its tip and a screen reader."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from coding.base.errors import CodingError
from coding.examine.alternatives import cause
from coding.payment.price_words import policy_mark
from coding.work.held_parts import held_days
from ui.wording import finding_words as words

if TYPE_CHECKING:
    from coding.examine.examine import Examination
    from coding.examine.preview import Shift
    from coding.page.front_page import FrontPage
    from coding.payment.price import Price
    from ui.session import Session

#: A weight that moves by less than this is the same one in two digits behind the point.
_NOTHING = 0.00005


@dataclass(frozen=True, slots=True)
class GroupTold:
    """``code``, ``name``: the group, or why there is none. ``figures``: weight, payment estimate, cost and balance,
    what is special of the payment; "" for who sees no money. ``warnings``: cause of no group, what is to be known of
    the price, what the insurer refused. ``more``: chapter, scheme and tariff, policy, what it had when it came in.
    """

    code: str = ""
    name: str = ""
    figures: str = ""
    move: str = ""
    warnings: tuple[str, ...] = ()
    more: tuple[str, ...] = ()

    @property
    def title(self) -> str:
        """``HC29 胆囊切除手术``."""
        return f"{self.code} {self.name}".strip()

    @property
    def warning(self) -> str:
        """The warnings in one line."""
        return "　".join(self.warnings).replace("\n", "　")

    def in_full(self) -> str:
        """All of it, in lines."""
        return "\n".join(filter(None, (self.title, self.figures, self.move, *self.warnings, *self.more)))


def group_told(session: Session, came_in: Examination | None) -> GroupTold:
    """What is to be said of the page in work; ``came_in``: how it was judged as it was imported."""
    page, examination, knowledge = session.page, session.examination, session.held_knowledge
    if page is None:
        return GroupTold()
    if examination is None or knowledge is None:
        return GroupTold(name="正在装入知识库，稍候给出分组")
    grouping, price, money = examination.grouping, examination.price, session.sees_money
    told = (cause(page, knowledge), *((words.price_note(price), _insurer_said(session, page)) if money else ()))
    chapter = f"{grouping.mdc} {knowledge.scheme.chapter_name(grouping.mdc)}".strip() if grouping.is_grouped else ""
    core = f"核心组 {grouping.adrg}" if grouping.adrg and grouping.adrg != grouping.drg else ""
    more = (
        "　".join(filter(None, (chapter, core))),
        _came_in(came_in, examination),
        whose_scheme(session, price),
        words.policy_tip(knowledge, price) if money else "",
    )
    return GroupTold(
        grouping.drg or "—",
        grouping.name if grouping.is_grouped else grouping.status.value,
        _figures(page, examination) if money else "",
        "" if came_in is None else moved(came_in, examination, money=money),
        tuple(filter(None, told)),
        tuple(filter(None, more)),
    )


def whose_scheme(session: Session, price: Price | None) -> str:
    """Which scheme and tariff speak for the page in work, where another one holds for other days from when on."""
    knowledge = session.held_knowledge
    if knowledge is None:
        return ""
    short, whole = words.sources(knowledge, price)
    if session.knowledge and (days := held_days(session.knowledge, "scheme", session.page)):
        short = f"{days}{' ' * days[-1].isdigit()}出院按 {short}"
    return f"{short}\n{whole}"


def moved(before: Examination, after: Examination, *, money: bool) -> str:
    """``BR25 → ER35 ▲115 %``: from one verdict to the other; "" where group and weight are the same. Who sees no money
    is told of the group alone.
    """
    old, new = before.grouping.drg or "—", after.grouping.drg or "—"
    share = weight_share(before, after) if money else None
    if old != new:
        return f"{old} → {new}" + (f" {_signed(share)}" if share else "")
    if not share:
        return ""
    sign = after.words.sign
    return f"{sign} {words.weight(before.price)} → {words.weight(after.price)} {_signed(share)}"


def considered_words(shift: Shift, *, money: bool) -> str:
    """``如采用：BR25 → ER35　RW 0.76 → 1.63 ▲115 %``: what a row that is only looked at would make of the page."""
    before, after = shift.before, shift.after
    old, new = before.grouping.drg or "—", after.grouping.drg or "—"
    group = f"{old} → {new}" if old != new else f"{new} 不变"
    if not money or (before.price.weight is None and after.price.weight is None):
        return f"如采用：{group}"
    share = weight_share(before, after)
    if not share:
        return f"如采用：{group}　{after.words.weight} {words.weight(after.price)}"
    weights = f"{words.weight(before.price)} → {words.weight(after.price)}"
    return f"如采用：{group}　{after.words.weight} {weights} {_signed(share)}"


def weight_share(before: Examination, after: Examination) -> float | None:
    """By which share of itself the weight moves, up or down; None where it cannot be told, 0 where it does not."""
    old, new = before.price.weight, after.price.weight
    if old is None or new is None or old <= 0:
        return None
    return (new - old) / old if abs(new - old) > _NOTHING else 0.0


def _signed(share: float) -> str:
    """Raising and lowering in the same words."""
    size = f"{abs(share):.0%}".replace("%", " %") if abs(share) >= 0.01 else "不到 1 %"
    return f"{'▲' if share > 0 else '▼'}{size}"


def _figures(page: FrontPage, examination: Examination) -> str:
    price = examination.price
    cost = page.number("fee_total")
    parts = [f"{examination.words.weight} {words.weight(price)}"]
    if price.payment is not None:
        parts.append(f"支付估算 {words.payment(price)}")
    beside = words.cost_beside(price, None if cost is None else float(cost))
    return "　".join(filter(None, (*parts, beside or policy_mark(price))))


def _came_in(came_in: Examination | None, now: Examination) -> str:
    if came_in is None:
        return ""
    if came_in.grouping.drg == now.grouping.drg:
        return f"导入时同为 {now.grouping.drg or '—'}"
    return f"导入时 {words.group_title(came_in.grouping)}"


def _insurer_said(session: Session, page: FrontPage) -> str:
    """What the insurer has paid and refused for this stay; nothing where the store cannot be asked just now, or may
    not be.
    """
    from coding.work.paid_results import insurer_words, results_of_page  # no part of the start

    try:
        return "\n".join(filter(None, map(insurer_words, results_of_page(session.store, page))))
    except CodingError:
        return ""
