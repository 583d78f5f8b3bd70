"""What roles and schemas are called: all with the name of the database before them, so that several stores live on one
cluster.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from coding.store.store_errors import StoreError

if TYPE_CHECKING:
    from coding.review.people import Role

#: The schema of the tables themselves: no person has any right in it.
TABLES: Final = "frontpage"
#: The schema of the rights: their tables, and functions that are called by the server alone. Made anew with each step.
RIGHTS: Final = "frontpage_rights"
#: What people see in their place, views under the same names: whoever is shown everything, everything but money, or
#: less than that. In the last one stand the functions that they may call, too.
FULL: Final = "frontpage_full"
UNPAID: Final = "frontpage_unpaid"
SEEN: Final = "frontpage_seen"
#: The lock of the database of whoever writes.
WRITING: Final = 0x46504344_00000001
#: PostgreSQL cuts longer names off.
_MOST_BYTES: Final = 63
_PREFIX: Final = re.compile(r"[a-z][a-z0-9_]{0,19}")


@dataclass(frozen=True, slots=True)
class Names:
    """The names on one database. ``prefix``: small Latin letters, digits, _; at most 20."""

    prefix: str

    def __post_init__(self) -> None:
        if not _PREFIX.fullmatch(self.prefix):
            raise StoreError(
                f"数据库名“{self.prefix}”不能用：请用小写英文字母开头，只含小写字母、数字和下划线，最多 20 个字符。"
            )

    @property
    def owner(self) -> str:
        """Whose the tables are; nobody signs in as it."""
        return f"{self.prefix}_owner"

    @property
    def keeper(self) -> str:
        """Whose the functions are that make logins; nobody signs in as it, and it reads no page."""
        return f"{self.prefix}_keeper"

    @property
    def whole(self) -> str:
        """Whose the functions are that write acts down, and the views of whom nothing is hidden."""
        return f"{self.prefix}_whole"

    @property
    def person(self) -> str:
        """The group of all people."""
        return f"{self.prefix}_person"

    @property
    def full(self) -> str:
        """The group of whom nothing is hidden: what ``FULL`` shows is open to it alone."""
        return f"{self.prefix}_full"

    @property
    def unpaid(self) -> str:
        """The group of whom money at most is hidden."""
        return f"{self.prefix}_unpaid"

    def group(self, role: Role) -> str:
        """The group of one of our roles."""
        return f"{self.prefix}_{role.value}"

    def login(self, user: str) -> str:
        """As whom a user signs in. Raises StoreError where PostgreSQL would cut the name off."""
        name = f"{self.prefix}.{user}"
        if len(name.encode()) > _MOST_BYTES:
            raise StoreError(f"用户名“{user}”太长：加上数据库名最多 63 字节（一个汉字 3 字节），请换一个短的。")
        return name


def schema_for(*, identities: bool, money: bool, wards: bool) -> str:
    """In which schema somebody works who is shown identities and money or not, and only some ``wards`` or all."""
    if not identities or wards:
        return SEEN
    return FULL if money else UNPAID


def quoted(name: str) -> str:
    """A name as SQL takes it, whatever is in it."""
    return '"' + name.replace('"', '""') + '"'


def literal(text: str) -> str:
    """A text as SQL takes it."""
    doubled = text.replace("'", "''")
    return f"E'{doubled}'".replace("\\", "\\\\") if "\\" in text else f"'{doubled}'"
