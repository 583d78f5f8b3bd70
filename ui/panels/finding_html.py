"""A finding, and its waiver, as a text that a label shows."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from ui.theme.theme import current_theme
from ui.wording.finding_words import place_words

if TYPE_CHECKING:
    from coding.page.finding import Finding
    from coding.page.waiver import Waived

#: Signs of a message that its row in the list shows whole.
_TOLD = 90


def waiver_html(waived: Waived) -> str:
    """Why, by whom and until when a finding is accepted."""
    waiver = waived.waiver
    until = f"有效至 {waiver.expires}" if waiver.expires else "长期有效"
    return f"<b>已豁免</b>：{escape(waiver.reason)}<br>{escape(waiver.author)}，{waiver.at:%Y-%m-%d}，{until}"


def finding_html(finding: Finding) -> str:
    """A finding in full: hint, clause, place, value, rule, how sure it is, class of violation; the message where its
    row may have cut it.
    """
    c = current_theme().colours
    parts = [f"<b>{escape(finding.message)}</b>"] if len(finding.message) > _TOLD else []
    if finding.hint:
        parts.append(f"建议：{escape(finding.hint)}")
    about = [f"依据：{escape(finding.basis)}"] if finding.basis else []
    value = f"　现值：{escape(finding.value)}" if finding.value else ""
    about.append(f"栏目：{escape(place_words(finding.place))}{value}")
    about.append(f"{escape(finding.rule)} · {finding.dimension.label} · {finding.strength.label}")
    if finding.violation:
        about.append(f"可能属于：{escape(finding.violation)}")
    return "<br>".join([*parts, f"<span style='color:{c.text_muted}'>{'<br>'.join(about)}</span>"])
