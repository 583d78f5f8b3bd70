"""What a scheme has wrong, for whoever uses it: found without a search, so that every run can say it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from coding.drg.complaint import Complaint, Grade, in_order, rolled

if TYPE_CHECKING:
    from coding.dip.dip_scheme import DipScheme
    from coding.drg.scheme import Scheme
    from coding.grouping.grouper import Grouper

#: Lines of a brief, and of a check in full; complaints of one cause that are told each by itself.
BRIEF_LINES, FULL_LINES = 20, 1_000
_APART_IN_BRIEF, _APART_IN_FULL = 2, 20
_SHOWN = 3
#: Complaints in the summary of a run.
_MOST_IN_SUMMARY = 200


@dataclass(frozen=True, slots=True)
class SchemeReport:
    """``complaints`` and ``notes`` by file and row, ``lost``: the groups that nothing comes to because of them."""

    title: str
    complaints: tuple[Complaint, ...] = ()
    notes: tuple[Complaint, ...] = ()
    lost: tuple[str, ...] = ()

    @property
    def is_grave(self) -> bool:
        """Whether a person should be asked before the scheme is used."""
        return bool(self.lost) or any(complaint.grade is Grade.GRAVE for complaint in self.complaints)

    def lines(self) -> list[Complaint]:
        """What is to be told, one cause in one line where it made many: complaints, then notes, marked as such."""
        notes = (replace(note, message=f"提示：{note.message}") for note in rolled(self.notes, _APART_IN_FULL))
        return [*rolled(self.complaints, _APART_IN_FULL), *notes]

    def brief(self) -> list[Complaint]:
        """The same in as few lines as may be, the grave ones first; notes left out."""
        found = rolled(self.complaints, _APART_IN_BRIEF)
        return sorted(found, key=lambda complaint: complaint.grade is not Grade.GRAVE)

    def in_words(self, most: int = 5) -> str:
        """The brief in so many lines at most, for a tool tip or a label; "" where nothing is wrong."""
        brief = self.brief()
        if not brief:
            return ""
        more = ["……"] if len(brief) > most else []
        head = f"方案检查：{len(self.complaints):,} 处要核对。{self.lost_words()}"
        return "\n".join((head, *map(str, brief[:most]), *more))

    def lost_words(self) -> str:
        """How many groups cannot be reached, in a sentence; "" for none."""
        if not self.lost:
            return ""
        shown = "、".join(self.lost[:_SHOWN]) + ("等" if len(self.lost) > _SHOWN else "")
        return f"方案有 {len(self.lost):,} 个病组因条件不认识或编码表缺失，任何病例都到不了（{shown}）。"

    def in_short(self) -> dict[str, object]:
        """For the summary of a run: complaints of one cause as one, no more than can be read."""
        return {
            "title": self.title,
            "complaint_count": len(self.complaints),
            "complaints": [_plain(complaint) for complaint in self.brief()[:_MOST_IN_SUMMARY]],
            "lost_groups": list(self.lost),
        }

    def as_plain(self) -> dict[str, object]:
        """All of it, for JSON."""
        return {
            "title": self.title,
            "complaints": [_plain(complaint) for complaint in self.complaints],
            "notes": [_plain(note) for note in self.notes],
            "lost_groups": list(self.lost),
        }


def scheme_report(scheme: Grouper) -> SchemeReport:
    """What is known of a scheme without any search."""
    from coding.drg.scheme import Scheme  # schemes are no part of the start

    if isinstance(scheme, Scheme):
        return report_of(scheme, scheme.pack.told())
    from coding.dip.dip_scheme import DipScheme

    return _of_packets(scheme) if isinstance(scheme, DipScheme) else SchemeReport(scheme.title)


def _of_packets(scheme: DipScheme) -> SchemeReport:
    """What a DIP pack says of itself: sentences that begin with their place."""
    return SchemeReport(scheme.title, tuple(map(complaint_of, scheme.catalogue.complaints)))


def complaint_of(text: str) -> Complaint:
    """The complaint that a sentence tells which begins with its place."""
    place, _, words = text.partition("：")
    return Complaint(place, 0, words)


def report_of(scheme: Scheme, told: tuple[Complaint, ...]) -> SchemeReport:
    """The report of what was told of a scheme."""
    from coding.drg.lost_groups import lost_groups
    from coding.drg.without_middle import middle_note

    faults = (complaint for complaint in told if complaint.grade is not Grade.NOTE)
    notes = [complaint for complaint in told if complaint.grade is Grade.NOTE]
    if middle := middle_note(scheme.pack):
        notes.append(Complaint("ADRG", 0, middle, Grade.NOTE))
    return SchemeReport(scheme.title, tuple(in_order(faults)), tuple(in_order(notes)), lost_groups(scheme.pack))


def _plain(complaint: Complaint) -> dict[str, object]:
    return {"file": complaint.file, "row": complaint.row, "grade": complaint.grade.value, "message": complaint.message}
