"""Paper out of the store: the page, the slip; that it is printed stands in the audit, as of any other export."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coding.page.altered import altered_cells
from coding.reports.printed import Printed
from coding.review.masks import masked as without_person
from coding.review.people import Command
from coding.work.exporting import note_export
from coding.work.month_report_files import HOSPITAL

if TYPE_CHECKING:
    from collections.abc import Callable, Collection
    from datetime import datetime

    from coding.page.altered import Cell
    from coding.page.front_page import FrontPage
    from coding.reports.paper import Sheet
    from coding.store.store import Store

PRINTER = "打印"


def printed_now(store: Store, at: datetime, *, tells_persons: bool | None) -> Printed:
    """What stands on every sheet of what this person prints now."""
    return Printed(HOSPITAL.read(store), store.me.name, at, tells_persons)


def may_print_persons(store: Store) -> bool:
    """Whether who is at the store may take the persons out on paper."""
    return store.me.may(Command.EXPORT_PAGES) and store.me.may(Command.SEE_IDENTITIES)


def note_printed(store: Store, what: str, where: str, pages: int, *, masked: bool) -> None:
    """Keep in the audit what goes to a printer, or into a file. Raises NotAllowedError for who may not take it out."""
    note_export(store, {"what": what, "file": where, "pages": pages, "masked": masked})


def page_paper(
    store: Store, page: FrontPage, original: FrontPage, at: datetime, *, masked: bool, marked: bool
) -> Callable[[Callable[[str, float], float]], list[Sheet]]:
    """Lays the page out as the paper form. ``masked``: without the person; ``marked``: what was changed is shown."""
    from coding.reports.form_paper import front_page_sheets

    altered: Collection[Cell] = altered_cells(original, page) if marked else ()
    shown = without_person(page) if masked else page
    printed = printed_now(store, at, tells_persons=not masked)
    return lambda measure: front_page_sheets(shown, measure, printed, altered)
