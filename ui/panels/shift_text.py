"""Before → after of a change, as a text that a label shows."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from ui.theme.theme import current_theme
from ui.wording import finding_words as words

if TYPE_CHECKING:
    from coding.examine.preview import Shift
    from coding.grouping.case import Grouping
    from coding.page.finding import Finding
    from coding.payment.price import Price


def needs_reason(shift: Shift) -> bool:
    """Whether the weight moves by so much, up or down, that the evidence must be named."""
    return shift.asks_for_evidence


def short_shift(shift: Shift, *, money: bool = True) -> str:
    """One line for a list: group and weight before → after, findings gone and come. ``money``: whether weights and
    yuan are shown (``Session.sees_money``).
    """
    old, new = shift.before, shift.after
    if shift.moves_group:
        group = f"{old.grouping.drg} → {new.grouping.drg}"
        if money and (old.price.weight is not None or new.price.weight is not None):
            group += f"　{new.words.sign} {words.weight(old.price)} → {words.weight(new.price)}"
    else:
        group = f"{old.grouping.drg} 不变"
    return f"{group}　问题 −{len(shift.gone)} +{len(shift.come)}"


def shift_html(shift: Shift, *, money: bool = True, findings: bool = True) -> str:
    """The whole comparison: group, weight and payment (if they are shown), score, findings that go and come (if asked
    for), cautions.
    """
    c = current_theme().colours
    old, new = shift.before, shift.after
    prices = [
        (new.words.weight, words.weight(old.price), _moved(old.price, new.price)),
        ("支付估算", words.payment(old.price), words.payment(new.price)),
    ]
    rows = [
        (new.words.group, old.grouping.drg, new.grouping.drg),
        ("大类", _mdc(old.grouping), _mdc(new.grouping)),
        *(prices if money else ()),
        ("暂定评分", f"{old.score.points:g}", f"{new.score.points:g}"),
    ]
    lines = [
        f"<tr><td style='color:{c.text_muted}'>{name}&nbsp;&nbsp;</td><td>{escape(was)}</td>"
        f"<td style='color:{c.text_muted}'>&nbsp;→&nbsp;</td>"
        f"<td>{f'<b>{escape(will)}</b>' if will != was else '不变'}</td></tr>"
        for name, was, will in rows
    ]
    parts = [f"<table cellspacing='0' cellpadding='1'>{''.join(lines)}</table>"]
    if shift.moves_group:
        names = (escape(words.group_title(g)) for g in (old.grouping, new.grouping))
        parts.append(f"<p style='margin:2px 0 0 0; color:{c.text_muted}'>{'<br>→ '.join(names)}</p>")
    if findings:
        parts.append(_findings("消除", "−", shift.gone, c.added))
        parts.append(_findings("新增", "+", shift.come, c.removed))
    parts.extend(
        f"<p style='color:{c.warning}; margin:4px 0 0 0'><b>▲ 注意</b> {escape(t)}</p>" for t in shift.cautions
    )
    return "".join(parts)


def _mdc(grouping: Grouping) -> str:
    return grouping.mdc if grouping.is_placed else "—"


def _moved(old: Price, new: Price) -> str:
    text = words.weight(new)
    if old.weight and new.weight is not None and new.weight != old.weight:
        text += f"（{'升' if new.weight > old.weight else '降'} {abs(new.weight - old.weight) / old.weight:.0%}）"
    return text


def _findings(verb: str, sign: str, findings: tuple[Finding, ...], colour: str) -> str:
    if not findings:
        return f"<p style='margin:4px 0 0 0'>{verb}问题：无</p>"
    lines = "".join(
        f"<br><span style='color:{colour}'>{sign}</span> {f.severity.label}　{escape(f.message)}" for f in findings[:8]
    )
    more = f"<br>另有 {len(findings) - 8} 条" if len(findings) > 8 else ""
    return f"<p style='margin:4px 0 0 0'>{verb}问题 {len(findings)} 条{lines}{more}</p>"
