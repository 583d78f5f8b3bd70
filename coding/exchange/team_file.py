"""Which doctor is of which team 医疗组, from when to when: a table that the hospital keeps; no front page says it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import combinations
from typing import TYPE_CHECKING, NamedTuple

from coding.exchange.headed_rows import HeadedRow, headed_table

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

_REFUSAL = "不像医疗组名单：表头中要有医师和医疗组两列，可另有起、止日期。"


class TeamSpell(NamedTuple):
    """A doctor in a team from the first day to the last, both included; None = open. As ``figures_of`` takes it."""

    doctor: str
    team: str
    first: date | None = None
    last: date | None = None


@dataclass(frozen=True, slots=True)
class Teams:
    """The rows as the file has them. Of several that hold on a day the later one counts."""

    spells: tuple[TeamSpell, ...] = ()
    troubles: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


def read_teams(path: Path) -> Teams:
    """The table in a file. Raises UnusableInputError where it is none; a row that cannot be used is told."""
    table = headed_table(path, "teams", ("doctor", "team"), _REFUSAL)
    spells: list[TeamSpell] = []
    troubles: list[str] = []
    by_doctor: dict[str, list[TeamSpell]] = {}
    for row in table.rows:
        try:
            spell = _spell(row)
        except ValueError as error:
            troubles.append(f"{row.place}：{error}，这一行没有读入，请改正后再读。")
            continue
        spells.append(spell)
        by_doctor.setdefault(spell.doctor, []).append(spell)
    troubles += (said for told in by_doctor.values() for said in _overlaps(path.name, told))
    return Teams(tuple(spells), tuple(troubles), table.notes)


def _overlaps(file: str, spells: Sequence[TeamSpell]) -> Iterator[str]:
    """Rows of a doctor that put the same days to two teams; one without days is what holds where no other does."""
    dated = [one for one in spells if one.first is not None or one.last is not None]
    for one, later in combinations(dated, 2):
        begin, end = (
            max(one.first or date.min, later.first or date.min),
            min(one.last or date.max, later.last or date.max),
        )
        if one.team != later.team and begin <= end:
            days = f"{'' if begin == date.min else begin} 至 {'' if end == date.max else end}".strip()
            told = f"医师“{one.doctor}”既属“{one.team}”又属“{later.team}”（{days}）"
            yield f"{file}：{told}，按后一行计：请核对起止日期。"


def _spell(row: HeadedRow) -> TeamSpell:
    doctor, team = row.text("doctor"), row.text("team")
    if not doctor or not team:
        raise ValueError("没有医师或医疗组")
    first, last = row.day("first", "起日"), row.day("last", "止日")
    if first is not None and last is not None and last < first:
        raise ValueError("止日早于起日")
    return TeamSpell(doctor, team, first, last)
