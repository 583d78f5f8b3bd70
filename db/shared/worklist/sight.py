"""What the person at the store is shown: pages of which wards, whose identities, which money."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from coding.review.masked_changes import masked_change
from coding.review.masks import masked, masked_name
from coding.review.people import Command
from coding.store.store_errors import NotAllowedError
from db.shared.sql.select import Select

if TYPE_CHECKING:
    from collections.abc import Sequence

    from coding.page.front_page import FrontPage
    from coding.review.people import Person
    from coding.store.kept_history import Entry
    from coding.store.kept_worklist import WorklistRow
    from db.shared.sql.engine import Connection

#: Every engine takes at least 999 parameters in one statement.
_AT_ONCE = 500
_OTHER_WARD = "这份病案不属于您的科室，不能查看：请由本科室的人查看，或请管理员调整可查看的科室。"
_NO_PAGES = "{name}（{roles}）不能查看病案：请由编码员或质控员查看，或请管理员调整角色。"


@dataclass(frozen=True, slots=True)
class Sight:
    """What somebody is shown. ``wards`` empty: all of them. ``is_masked``: who keeps the store gives it masked."""

    name: str
    roles: str
    pages: bool
    identities: bool
    money: bool
    wards: tuple[str, ...]
    is_masked: bool = False

    @classmethod
    def of(cls, person: Person) -> Sight:
        """What the roles of a person let them see."""
        wards = () if person.may(Command.READ_ALL_WARDS) else tuple(sorted(person.wards))
        return cls(
            person.name,
            person.role_words if person.closed_at is None else "已停用",
            person.may(Command.READ_PAGES),
            person.may(Command.SEE_IDENTITIES),
            person.may(Command.SEE_MONEY),
            wards,
        )

    @property
    def condition(self) -> Select | None:
        """Which pages are listed; None: all."""
        if not self.pages:
            return Select("FALSE")
        if not self.wards:
            return None
        places = ",".join("?" * len(self.wards))
        return Select(f"(ward IN ({places}) OR dept IN ({places}))", (*self.wards, *self.wards))

    def require(self, connection: Connection, page_id: int) -> None:
        """Raise NotAllowedError for a page that is not shown."""
        if not self.pages:
            raise NotAllowedError(_NO_PAGES.format(name=self.name, roles=self.roles))
        if self.wards and page_id not in self.seen(connection, [page_id]):
            raise NotAllowedError(_OTHER_WARD)

    def seen(self, connection: Connection, ids: Sequence[int]) -> frozenset[int]:
        """Those of these pages, at most some hundred, that are shown."""
        condition = self.condition
        if condition is None:
            return frozenset(ids)
        places = ",".join("?" * len(ids))
        rows = connection.execute(
            f"SELECT id FROM pages WHERE id IN ({places}) AND {condition.sql}", (*ids, *condition.parameters)
        )
        return frozenset(row[0] for row in rows)

    def all_seen(self, connection: Connection, ids: Sequence[int]) -> frozenset[int]:
        """Those of these pages, however many, that are shown."""
        parts = (ids[start : start + _AT_ONCE] for start in range(0, len(ids), _AT_ONCE))
        return frozenset(page_id for part in parts for page_id in self.seen(connection, part))

    def page(self, page: FrontPage) -> FrontPage:
        """A page as it is shown."""
        return page if self.identities or self.is_masked else masked(page)

    def row(self, row: WorklistRow) -> WorklistRow:
        """A row of the worklist as it is shown."""
        if self.identities and self.money:
            return row
        name = row.patient_name if self.identities or self.is_masked else masked_name(row.patient_name)
        if self.money:
            return replace(row, patient_name=name)
        return replace(row, patient_name=name, weight=None, weight_moved=None, payment_moved=None)

    def entry(self, entry: Entry, page: FrontPage) -> Entry:
        """An entry of the history of a page as it is shown; ``page`` as it stands."""
        return entry if self.identities or self.is_masked else replace(entry, change=masked_change(entry.change, page))
