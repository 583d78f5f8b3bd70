"""The trade of the audit: everything that was done, chained so that nothing of it can be altered unseen."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import date, datetime

    from coding.page.front_page import FrontPage


class Deed(StrEnum):
    """What was done; the words are those of the store."""

    BEGIN = "begin"  # the chain begins
    SEAL = "seal"  # the file was made unreadable without a password
    KEY = "key"  # a key of a person is registered
    PERSON = "person"  # somebody came, got other roles, left
    SIGN_IN = "sign_in"
    SIGN_OUT = "sign_out"
    WRONG_PASSWORD = "wrong_password"
    PASSWORD = "password"  # changed or reset
    REFUSED = "refused"  # somebody was not allowed to do it
    IMPORT = "import"
    CHANGE = "change"
    STEP = "step"
    VERDICT = "verdict"  # what the program found on pages
    WAIVER = "waiver"
    REVIEW = "review"  # an officer's verdict, a comment, a second opinion
    ASSIGN = "assign"
    SAMPLE = "sample"
    MONTH = "month"  # an entry of the journal of the months
    RULES = "rules"
    TERMS = "terms"
    SETTINGS = "settings"
    PAID = "paid"
    KNOWLEDGE = "knowledge"  # tables, schemes, policies were imported
    IDENTITIES = "identities"  # somebody had names and numbers shown
    EXPORT = "export"
    PACKAGE = "package"  # dealt out, come back
    BACKUP = "backup"
    RESTORE = "restore"
    MOVE = "move"  # the data file lies in another folder
    OTHER = "other"

    @property
    def label(self) -> str:
        """The word on the screen."""
        return _LABELS[self]


_LABELS = {
    Deed.BEGIN: "记录开始",
    Deed.SEAL: "加密",
    Deed.KEY: "签名密钥",
    Deed.PERSON: "用户",
    Deed.SIGN_IN: "登录",
    Deed.SIGN_OUT: "退出",
    Deed.WRONG_PASSWORD: "口令错误",
    Deed.PASSWORD: "口令",
    Deed.REFUSED: "被拒绝",
    Deed.IMPORT: "导入",
    Deed.CHANGE: "修改",
    Deed.STEP: "流转",
    Deed.VERDICT: "程序质控",
    Deed.WAIVER: "豁免",
    Deed.REVIEW: "审核",
    Deed.ASSIGN: "分派",
    Deed.SAMPLE: "抽查",
    Deed.MONTH: "月度",
    Deed.RULES: "规则",
    Deed.TERMS: "词库",
    Deed.SETTINGS: "设置",
    Deed.PAID: "结算结果",
    Deed.KNOWLEDGE: "本院知识",
    Deed.IDENTITIES: "查看身份",
    Deed.EXPORT: "导出",
    Deed.PACKAGE: "工作包",
    Deed.BACKUP: "备份",
    Deed.RESTORE: "恢复",
    Deed.MOVE: "移动",
    Deed.OTHER: "其他",
}


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """One entry: ``id`` is its number in the chain, without gaps; ``at`` UTC. ``who`` is 0 for the program itself.

    ``about``: plain data of the deed: the page and its record number, before, after, reason, file, stamp. ``key``
    names the key that signed; ``key_note`` is not empty where that key was registered by somebody else than its owner.
    """

    id: int
    at: datetime
    who: int
    name: str
    deed: Deed
    page_id: int | None
    about: Mapping[str, Any]
    key: str
    hash: str
    key_note: str = ""


@dataclass(frozen=True, slots=True)
class AuditQuery:
    """What is asked of the audit; every part that is said narrows it. ``since``, ``until``: days, both included."""

    deeds: frozenset[Deed] = frozenset()
    who: int | None = None
    page_id: int | None = None
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Head:
    """The end of the chain at a moment: the number and the hash of its last entry. Kept outside the file, too."""

    id: int
    hash: str


@dataclass(frozen=True, slots=True)
class Complaint:
    """One thing that is not as it was written. ``where``: the entry, page or table; ``told``: a Chinese sentence."""

    where: str
    told: str


@dataclass(frozen=True, slots=True)
class Verified:
    """What a verification saw: entries and rows compared, what was found, and what could not be judged and why."""

    entries: int
    rows: int
    head: Head | None
    complaints: tuple[Complaint, ...] = ()
    not_judged: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Grouped:
    """The group that a page had from an entry of the audit on: what was kept of the verdict."""

    entry: int
    at: datetime
    status: str
    drg: str
    weight: float | None
    payment: float | None
    stamp: str


@dataclass(frozen=True, slots=True)
class PageThen:
    """A page as it stood at a moment, its state, and the group that it had; None: it was not judged by then."""

    page: FrontPage
    state: str
    grouped: Grouped | None
    at: datetime = field(compare=False)


@dataclass(frozen=True, slots=True)
class Came:
    """When a page was imported first, and by whom; "" for one older than the audit: nobody wrote it down."""

    at: datetime
    by: str = ""


class KeepsAudit(Protocol):
    """The audit of the store. Writes of every other trade stand in it without being asked."""

    def note(self, deed: Deed, about: Mapping[str, Any], page_id: int | None = None) -> AuditEntry:
        """Write down what was done outside the store: an export, names that were shown, a table that was imported."""
        ...

    def audit(self, query: AuditQuery = AuditQuery(), start: int = 0, limit: int = 200) -> Sequence[AuditEntry]:
        """Entries that answer, newest first."""
        ...

    def audit_count(self, query: AuditQuery = AuditQuery()) -> int:
        """How many entries answer."""
        ...

    def head(self) -> Head:
        """The end of the chain now."""
        ...

    def verify(self, heads: Sequence[Head] = (), step: Callable[[int, int], None] | None = None) -> Verified:
        """Compare every entry with the one before, its signature and its rows, and every row with its last entry.
        ``heads``: what backups and reports say that the chain once ended with. ``step`` may raise to give it up.
        """
        ...

    def page_on(self, page_id: int, moment: datetime) -> PageThen:
        """A page as it stood at a moment (the store's own clock). Raises UnknownPageError before it was imported."""
        ...

    def came(self, page_id: int) -> Came:
        """When and by whom a page was imported first; of one older than the audit, the time of the import it bears."""
        ...

    def groups_of(self, page_id: int) -> Sequence[Grouped]:
        """The groups that a page has had, oldest first."""
        ...
