"""A hospital's scheme proved against its insurer: records that carry the insurer's group, and what would mend most.

What is found is shown; a person takes a change over, with a reason, as a row of the amendments of the scheme.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from coding.base.errors import UnusableInputError
from coding.base.sheet_writer import write_csv
from coding.drg.amendments import Amendment, amendment_rows, read_amendments
from coding.drg.insurer_records import (
    Agreement,
    Comparability,
    Difference,
    InsurerReader,
    InsurerRecord,
    agreements,
    differences,
)
from coding.drg.mend_scores import MendSearch, trial_of
from coding.drg.scheme import Scheme
from coding.exchange.insurer_group import insurer_column, insurer_group_of, insurer_note
from coding.exchange.profile import WORKFLOW, finder
from coding.exchange.read import read_files
from coding.grouping.page_case import case_of
from coding.work.steps import Step, untold

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date
    from pathlib import Path

    from coding.drg.rule_mend import ScoredMend
    from coding.exchange.layout import Finder
    from coding.knowledge.knowledge import Knowledge
    from coding.page.front_page import FrontPage
    from coding.page.reading import Reading, Reject

#: What a file of amendments is called that a proof writes.
AMENDMENTS_FILE = "amendments.csv"
#: Differences that are looked at one by one.
MOST_DIFFERENCES = 20
#: Records between two looks whether to go on.
_TOGETHER = 500
#: Parts of a hundred of the work: reading the files, grouping what was read, then the search for what would mend.
_FILE_SHARE, _READ_SHARE, _WHOLE = 20, 30, 100


@dataclass(frozen=True)
class Proof:
    """What came of it. ``records`` in the order of the files; ``rejects`` are rows that could not be read at all;
    ``notes`` what the files say of themselves; ``knowledge`` the stamp of what it was judged by; ``other_days`` records
    that another scheme holds for.
    """

    files: tuple[str, ...]
    scheme: Scheme
    records: tuple[InsurerRecord, ...]
    rejects: tuple[Reject, ...]
    notes: tuple[str, ...]
    search: MendSearch
    knowledge: str
    other_days: int = 0

    @cached_property
    def judged(self) -> tuple[InsurerRecord, ...]:
        """The records that were compared: those that the places of a ``ScoredMend`` count."""
        return judged_of(self.records)

    @cached_property
    def agreements(self) -> tuple[Agreement, ...]:
        """The whole first, then every MDC, ADRG and DRG."""
        return agreements(self.records, self.scheme)

    @cached_property
    def differences(self) -> tuple[Difference, ...]:
        """Every pair of groups that differ, most records first."""
        return differences(self.records)

    @property
    def whole(self) -> Agreement:
        """The agreement of all records that were compared."""
        return self.agreements[0] if self.agreements else Agreement("all", "", "", 0, 0, 0, 0)

    @cached_property
    def not_judged(self) -> dict[str, int]:
        """Why records were not compared, and how many; rows that could not be read among them."""
        counts = Counter(record.comparability for record in self.records)
        found = {why.value: counts[why] for why in Comparability if why is not Comparability.JUDGED and counts[why]}
        if self.rejects:
            found["行读不出"] = len(self.rejects)
        if self.other_days:
            found["出院日期适用另一方案"] = self.other_days
        return found

    def examples(self, places: Sequence[int], most: int = 5) -> list[InsurerRecord]:
        """Some of the records that a change mends or breaks."""
        return [self.judged[at] for at in places[:most]]

    def supported(self, mend: ScoredMend) -> int:
        """For how many of its places a change has a record that speaks for it."""
        groups = {theirs.drg for at in mend.mended if (theirs := self.judged[at].theirs)}
        groups |= {self.judged[at].ours.drg for at in mend.mended}
        return sum(row.key.rpartition("/")[2] in groups or row.key in groups for row in mend.mend.amendments)


def judged_of(records: Sequence[InsurerRecord]) -> tuple[InsurerRecord, ...]:
    """The records that could be compared."""
    return tuple(record for record in records if record.comparability is Comparability.JUDGED)


def prove(
    paths: Sequence[Path],
    knowledge: Knowledge,
    step: Step = untold,
    find: Finder | None = None,
    today: date | None = None,
) -> Proof:
    """Compare the groups of records with those of their insurer, and look for the change that would mend most.

    Records without a day of discharge are compared under the scheme that knows most of the insurer's groups; where two
    know as many, under that of ``today``.

    Raises UnusableInputError where a file has no column for the insurer's group, or the scheme is none of DRG.
    """
    readings = [reading for path in paths for reading in read_files(path, _reading(step), find or finder())]
    for reading in readings:
        _refuse_without_group(reading)
    total = max(sum(len(reading.pages) for reading in readings), 1)
    scheme = _scheme_of(readings, knowledge, today)
    reader = InsurerReader(scheme)
    records: list[InsurerRecord] = []
    other_days = 0
    for done, (reading, page) in enumerate(_pages(readings), 1):
        if _is_dated(page) and knowledge.of(page).scheme is not scheme:
            other_days += 1
        else:
            case = case_of(page, knowledge.codes)
            said = insurer_group_of(page)
            records.append(reader.record(reading.file, page.origin.row, page.case_no, case, said))
        if done % _TOGETHER == 0:
            step(_FILE_SHARE + (_READ_SHARE - _FILE_SHARE) * done // total, _WHOLE)
    trial = trial_of(scheme, judged_of(records))
    left = _WHOLE - _READ_SHARE
    search = trial.search(lambda done, of: step(_READ_SHARE + left * done // max(of, 1), _WHOLE))
    step(_WHOLE, _WHOLE)
    return Proof(
        tuple(reading.file for reading in readings),
        scheme,
        tuple(records),
        tuple(reject for reading in readings for reject in reading.rejects),
        tuple(f"{reading.file}：{note}" for reading in readings for note in _notes(reading)),
        search,
        knowledge.stamp,
        other_days,
    )


def _reading(step: Step) -> Step:
    """Told while a file is read."""
    return lambda done, of: step(_FILE_SHARE * done // max(of, done, 1), _WHOLE)


def _notes(reading: Reading) -> Iterator[str]:
    """What the file says of itself, but for the column that is just being used."""
    header = insurer_column(reading.columns)
    return (note for note in reading.notes if header is None or note != insurer_note(header))


def _pages(readings: Sequence[Reading]) -> Iterator[tuple[Reading, FrontPage]]:
    for reading in readings:
        for page in reading.pages:
            yield reading, page


def _refuse_without_group(reading: Reading) -> None:
    if reading.layout == WORKFLOW:
        raise UnusableInputError(f"“{reading.file}”是流程或明细表，没有诊断，不能核对：请换医保返回的结算明细。")
    if insurer_column(reading.columns) is None:
        raise UnusableInputError(
            f"“{reading.file}”没有医保病组一列（如“医保实际分组结果”“医保病组”“DRG编码”）：请换带医保病组的结算明细，"
            "或把该列的表头改成其中一种叫法。"
        )


def _is_dated(page: FrontPage) -> bool:
    return page.date("discharge_datetime") is not None


def _scheme_of(readings: Sequence[Reading], knowledge: Knowledge, today: date | None) -> Scheme:
    """The scheme that holds for most of the records; where they have no days that which knows most of their groups."""
    if not knowledge.spans:
        found = knowledge.scheme
    else:
        schemes = [knowledge.on(today).scheme, knowledge.scheme, *(span.scheme for span in knowledge.spans)]
        counts = Counter(id(knowledge.of(page).scheme) for _, page in _pages(readings) if _is_dated(page))
        if not counts:
            said = Counter(insurer_group_of(page) for _, page in _pages(readings))
            counts = Counter({id(s): sum(said[group] for group in s.groups) for s in schemes})
        found = max(schemes, key=lambda scheme: counts[id(scheme)])
    if not isinstance(found, Scheme):
        raise UnusableInputError(f"“{found.title}”不是 DRG 分组方案，不能与医保病组核对：请换用 DRG 方案。")
    return found


# -- taking over


def taken(proof: Proof, number: int, reason: str, by: str, day: date) -> tuple[Amendment, ...]:
    """The rows of the change that stands at ``number`` (from 1), with their source. Raises UnusableInputError."""
    found = proof.search.found
    if not 1 <= number <= len(found):
        there = f"共 {len(found)} 种" if found else "没有找到任何改法"
        raise UnusableInputError(f"没有第 {number} 种改法（{there}）：请看 mends.csv 中的序号。")
    one = found[number - 1]
    source = f"与医保结算结果核对 {'、'.join(proof.files)}，{len(one.mended)} 条"
    reason = reason.strip() or f"{one.mend.words}：{one.evidence}"
    return tuple(
        replace(row, source=source, date=day.isoformat(), reason=reason, by=by.strip()) for row in one.mend.amendments
    )


def kept_amendments(path: Path | None) -> tuple[Amendment, ...]:
    """The amendments of a file that is in use already. Raises KnowledgeError."""
    if path is None:
        return ()
    try:
        return read_amendments(path.read_bytes(), path.name)
    except OSError as error:
        raise UnusableInputError(f"更正表“{path}”打不开：请检查路径和读取权限。") from error


def write_amendments(path: Path, rows: Sequence[Amendment]) -> None:
    """A file of amendments, as a scheme reads it. Raises UnusableInputError."""
    write_csv(path, amendment_rows(rows))
