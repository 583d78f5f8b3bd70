"""Where a line of a slip stands on the page as it is now, what the answer would make of it, and whether it may."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from coding.base.dates import read_moment
from coding.page.change import Change, ChangeSource
from coding.page.edits import set_field
from coding.page.fields import ROW_ATTRIBUTES, field_catalogue
from coding.review.slip_lines import anchor_of, shown_value
from coding.review.slips import AnswerKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from coding.page.finding import Finding
    from coding.page.front_page import FrontPage
    from coding.review.slips import SlipLine

#: What a doctor writes for: this is to be empty.
_CLEARED: Final = frozenset({"空", "（空）", "(空)", "清空", "删除", "不填", "无此项"})
#: Sections of the catalogue that other systems fill: no page of ours is changed there by word of mouth.
_OTHERS: Final = ("质控过程", "医保结算清单")


@dataclass(frozen=True, slots=True)
class Placed:
    """A line on the page as it is now. ``index``: its row by now; ``now``: the text there.

    ``is_altered``: it does not say any more what it said; ``is_known`` False: the slip does not keep the value, so that
    nobody can tell. ``is_gone``: there is no such row.
    """

    index: int | None
    now: str
    is_altered: bool
    is_known: bool = True
    is_gone: bool = False

    @property
    def is_as_asked(self) -> bool:
        """Whether an answer may become a Change without passing over somebody."""
        return self.is_known and not self.is_altered and not self.is_gone


def place_of(page: FrontPage, line: SlipLine) -> Placed:
    """Where the line stands by now. A row that has moved is followed where exactly one is it."""
    found = ROW_ATTRIBUTES.get(line.field)
    if found is None or line.index is None:
        now = page.text(line.field)
        return _placed(line, None, now)
    count = len(page.rows(found[0]))
    same = [at for at in range(count) if anchor_of(page, line.field, at) == line.anchor]
    if line.index in same or (not same and line.index < count):
        at = line.index
    elif len(same) == 1:
        at = same[0]
    else:
        return Placed(line.index, "", is_altered=True, is_gone=True)
    placed = _placed(line, at, page.text(line.field, at))
    return placed if same else Placed(at, placed.now, is_altered=True)


def value_of(field: str, text: str) -> tuple[str, str]:
    """The value that a doctor means by a text, as the page has it, and a sentence where it is no value of the field."""
    plain = text.strip()
    if plain in _CLEARED:
        return "", ""
    known = field_catalogue().get(field)
    domain = field_catalogue().domain_of(field)
    if domain is not None:
        return _of_domain(plain, domain.labels)
    if known is not None and known.type in ("date", "datetime"):
        moment = read_moment(plain)
        if moment is None:
            return plain, f"新值“{plain}”看不懂是哪一天：请写成 2026-10-31 或 2026-10-31 08:00。"
        is_day = known.type == "date" or not (":" in plain or "：" in plain or "时" in plain)
        return (moment.date().isoformat() if is_day else moment.isoformat(" ", "seconds")), ""
    return plain, ""


def change_of(page: FrontPage, line: SlipLine, value: str, number: str, reason: str) -> Change:
    """The answer as a Change of the page: by the doctor, on this slip."""
    placed = place_of(page, line)
    words = f"反馈单 {number} 第{line.line}行，{line.doctor}" + (f"：{reason.strip()}" if reason.strip() else "")
    return set_field(
        page,
        line.field,
        value,
        placed.index or 0,
        reason=words,
        source=ChangeSource.SLIP,
        rule=f"{number}#{line.line}",
    )


def why_no_change(line: SlipLine, placed: Placed, kind: AnswerKind, value: str) -> str:
    """Why the answer cannot become a Change; "" where it can, or needs none."""
    if kind is AnswerKind.CORRECT or (kind is AnswerKind.NOTED and not value.strip()):
        return ""
    known = field_catalogue().get(line.field)
    if known is not None and known.section.startswith(_OTHERS):
        return f"【{line.label}】取自其他系统，不能按反馈单修改：请在原系统改正后重新导入，或不采纳并写明。"
    wanted, trouble = value_of(line.field, value)
    if trouble:
        return trouble
    if placed.is_gone:
        return f"页面上已没有【{line.label}】这一行：请打开该病案，对照答复处理。"
    if placed.now.strip() == wanted:
        return ""
    if not placed.is_known:
        return f"【{line.label}】在反馈单上没有列出原值，不能确认页面未变：请打开该病案，对照答复处理。"
    if placed.is_altered:
        was, now = shown_value(line.field, line.value), shown_value(line.field, placed.now)
        return f"【{line.label}】发单时是“{was}”，现在页面上已是“{now}”：没有改动，请打开该病案，对照答复处理。"
    return ""


def still_stands(line: SlipLine, page: FrontPage, findings: Iterable[Finding]) -> bool:
    """Whether what was asked is still found: the same rule at the same place, wherever its row is by now."""
    at = place_of(page, line).index
    return any(
        finding.rule == line.rule and finding.place.field == line.field and finding.place.index == at
        for finding in findings
    )


def _placed(line: SlipLine, at: int | None, now: str) -> Placed:
    return Placed(at, now, is_altered=line.is_value_told and now != line.value, is_known=line.is_value_told)


def _of_domain(text: str, labels: Mapping[str, str]) -> tuple[str, str]:
    if text in labels:
        return text, ""
    by_label = [code for code, label in labels.items() if label == text]
    if len(by_label) == 1:
        return by_label[0], ""
    both = re.fullmatch(r"([0-9A-Za-z.]+)[\s.、:：\-—]*(.+)", text)
    if both and both[1] in labels and labels[both[1]] == both[2].strip():
        return both[1], ""
    if text.isascii() and text.isdigit():  # a spreadsheet has eaten the zeros before it
        padded = [code for code in labels if code.lstrip("0") == text.lstrip("0") and code.strip("0")]
        if len(padded) == 1:
            return padded[0], ""
    choices = "、".join(f"{code} {label}" for code, label in list(labels.items())[:12])
    return text, f"新值“{text}”不在可填的值中（{choices}{'等' if len(labels) > 12 else ''}）：请向医师核对后再采纳。"
