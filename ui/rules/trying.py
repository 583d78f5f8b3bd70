"""The outcome of a dry run in words: in sentences, and as lines of a list."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ui.rules.pages import PageLine

if TYPE_CHECKING:
    from coding.work.dry_run import Firing, Trial


def page_line(firing: Firing) -> PageLine:
    """A page on which the rule fires, as the list shows it."""
    row, hits = firing.row, firing.findings
    more = f"（另 {len(hits) - 1} 处）" if len(hits) > 1 else ""
    return PageLine(row.id, row.case_no, row.patient_name, row.dept, row.discharge_date[:10], hits[0].message + more)


def trial_words(trial: Trial, months: int) -> list[str]:
    """The outcome in sentences."""
    span = f"近 {months} 个月出院的" if months else "全部"
    if not trial.pages:
        return [f"没有{span}病案可试：请先打开首页文件。"]
    fires = len(trial.fires)
    lines = [
        f"{span}病案 {trial.pages:,} 份：会触发 {fires:,} 份（{fires / trial.pages:.1%}），共 {trial.findings:,} 处。"
    ]
    if trial.before is not None:
        lines.append(f"现行规则触发 {trial.before:,} 份；新增 {trial.come:,} 份，不再触发 {trial.gone:,} 份。")
    if trial.waived:
        lines.append(f"其中 {trial.waived:,} 处已在豁免之内。")
    if trial.not_judged:
        reason, number = trial.reasons[0]
        lines.append(f"{trial.not_judged:,} 份未能判断（不等于合格），主要原因（{number:,} 份）：{reason}")
    months_told = "　".join(f"{month}：{fired}/{pages}" for month, pages, fired in trial.by_month[:12])
    lines.append(f"按出院月份（触发/份数）：{months_told}")
    return lines
