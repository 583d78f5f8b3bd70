"""Pages of a store → files: in the family they came in, or as a new file of another one; findings for the wards."""

from __future__ import annotations

from dataclasses import dataclass, replace
from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING, Final

from coding.examine.examine import examine
from coding.exchange.spool import PageStack
from coding.exchange.write import write_layout, write_pages
from coding.page.audience import EVERYBODY
from coding.reports.findings_sheet import PageFindings, write_findings
from coding.store.kept_audit import Deed
from coding.work.export_plan import TOGETHER, WITHOUT_SOURCE, Family, planned_files, reading_of
from coding.work.steps import Step, untold
from coding.work.stored_pages import chunked, each_in_context

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from datetime import datetime
    from pathlib import Path

    from coding.knowledge.knowledge import Knowledge
    from coding.page.finding import Finding
    from coding.page.front_page import FrontPage
    from coding.store.store import Store
    from coding.work.contexts import Contexts

    #: A page with its names, numbers and addresses hidden.
    Mask = Callable[[FrontPage], FrontPage]

#: Stands in the dialog before pages go out with the persons they are of.
IDENTITIES_GO_OUT: Final = "导出的文件含患者姓名和证件号，未加密：请只存放在受控的位置，用后删除；导出记入审计。"
_MASKS: Final = "coding.review.masks"
#: A text of a page that is shorter stands in other words as well.
_SHORTEST: Final = 2


@dataclass(frozen=True, slots=True)
class Exported:
    """What was written: pages, files and Chinese notes."""

    count: int
    files: tuple[Path, ...]
    notes: tuple[str, ...] = ()

    def in_words(self) -> str:
        """已导出 20 份病案到 …"""
        where = str(self.files[0]) if len(self.files) == 1 else f"{self.files[0].parent}（{len(self.files)} 个文件）"
        return f"已导出 {self.count:,} 份病案到 {where}。" + "".join(self.notes)


def masking() -> Mask | None:
    """How the persons of pages are hidden in what goes out; None where the program knows no way to."""
    if find_spec(_MASKS) is None:
        return None
    mask: Mask = import_module(_MASKS).masked
    return mask


def note_export(store: Store, about: Mapping[str, object]) -> None:
    """Write an export down in the audit, before its first byte: what has gone out stands there, whatever follows."""
    note = getattr(store, "note", None)  # until every store keeps an audit
    if note is not None:
        note(Deed.EXPORT, about)


def export_pages(
    path: Path,
    store: Store,
    ids: Sequence[int],
    family: Family,
    now: datetime,
    step: Step = untold,
    mask: Mask | None = None,
) -> Exported:
    """Write the pages as they stand now, into the files that ``planned_files`` names; with ``mask`` without persons.

    ``step`` is told pages gathered and in all, and may raise to stop. Raises UnusableInputError when a file cannot be
    written.
    """
    said = {"what": "pages", "file": str(path), "family": family.title, "pages": len(ids), "masked": mask is not None}
    note_export(store, said)
    if family.layout:
        pages, _ = _gathered(store, ids, step, (0, len(ids)), mask)
        return Exported(len(pages), (path,), write_layout(path, pages, family.layout, family.encoding, now.date()))
    notes: list[str] = []
    done = 0
    files = planned_files(path, store, ids, family)
    for file in files:
        pages, originals = _gathered(store, file.ids, step, (done, len(ids)), mask)
        done += len(file.ids)
        if file.source is not None and file.source.columns:
            notes += write_pages(file.path, pages, reading_of(file.source, originals))
        else:
            notes += write_layout(file.path, pages, WITHOUT_SOURCE, day=now.date())
    return Exported(done, tuple(file.path for file in files), tuple(dict.fromkeys(notes)))


def _gathered(
    store: Store, ids: Sequence[int], step: Step, told: tuple[int, int], mask: Mask | None
) -> tuple[list[FrontPage], Sequence[FrontPage]]:
    """The pages as they stand, in the order of the file, and as they came. ``told``: pages before these, and in all."""
    before, total = told
    stand: list[tuple[str, int, int, FrontPage]] = []
    came = PageStack()
    for chunk in chunked(ids, TOGETHER):
        step(before + len(stand), total)
        for (_, page), (_, original) in zip(store.pages(chunk), store.originals(chunk), strict=True):
            stand.append((page.origin.file, page.origin.row, len(stand), _hidden(page, mask)))
            came.append(_hidden(original, mask))
    stand.sort(key=lambda entry: entry[:3])
    return [entry[3] for entry in stand], came.finished()


def _hidden(page: FrontPage, mask: Mask | None) -> FrontPage:
    """The page without its person; what stands in columns that no field knows may be anybody, and stays here."""
    if mask is None:
        return page
    settlement = mask(page.settlement) if page.settlement is not None else None
    return replace(mask(page), extra={}, settlement=settlement)


def _hidden_in(finding: Finding, page: FrontPage, hidden: FrontPage) -> Finding:
    """The finding without the texts of the page that are hidden: its value is one, its message may quote them."""
    texts = [(text, hidden.text(key)) for key, text in page.values.items() if len(text) >= _SHORTEST]

    def without(words: str) -> str:
        for text, instead in texts:
            words = words.replace(text, instead) if text != instead else words
        return words

    return replace(finding, value=without(finding.value), message=without(finding.message), hint=without(finding.hint))


def export_findings(
    path: Path,
    store: Store,
    ids: Sequence[int],
    knowledge: Knowledge,
    contexts: Contexts,
    now: datetime,
    step: Step = untold,
    mask: Mask | None = None,
) -> int:
    """Examine the pages and write what was found as a workbook for the wards; the number of findings.

    What is waived is not asked of a ward; what is for others than the coder is: whatever the audience of ``contexts``.
    """

    def found() -> Iterator[PageFindings]:
        for number, (_, page, context) in enumerate(each_in_context(store, ids, contexts, now)):
            if number % TOGETHER == 0:
                step(number, len(ids))
            seen = examine(page, knowledge, replace(context, audience=EVERYBODY))
            shown = _hidden(page, mask)
            yield PageFindings(shown, tuple(_hidden_in(one, page, shown) for one in seen.findings))
        step(len(ids), len(ids))

    note_export(store, {"what": "findings", "file": str(path), "pages": len(ids), "masked": mask is not None})
    return write_findings(path, found())
