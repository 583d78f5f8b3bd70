"""Entries of the audit in words: what was done, before and after, why; and the rows of their export."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from coding.base.errors import CodingError
from coding.page.fields import field_catalogue
from coding.page.step import PageState
from coding.review.people import Command, Role
from coding.store.kept_audit import Deed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from datetime import datetime

    from coding.store.kept_audit import AuditEntry, Verified
    from coding.store.store import Entry, Store

HEADERS: Final = (
    "序号",
    "时间",
    "时间（UTC）",
    "用户编号",
    "用户",
    "事项",
    "病案编号",
    "病案号",
    "内容",
    "修改前",
    "修改后",
    "原因",
    "知识版本",
    "签名密钥",
    "密钥说明",
    "哈希",
)
_PLAIN: Final = {
    "file": "文件",
    "files": "文件数",
    "pages": "病案数",
    "user": "用户名",
    "name": "姓名",
    "results": "结算结果行数",
    "terms": "词条数",
    "entries": "条数",
    "identities": "含身份",
    "times": "时间",
    "keys": "设置项",
    "what": "内容",
    "rows": "行数",
    "masked": "不含身份",
    "family": "格式",
    "wards": "科室",
    "money_blind": "不见金额",
    "closed": "停用",
    "opened": "重新启用",
    "rule": "规则",
    "state": "状态",
    "proved": "恢复密钥已核对",
}
_YES: Final = {True: "是", False: "否"}


@dataclass(frozen=True, slots=True)
class Told:
    """An entry in words. ``before`` and ``after`` are of a change; "" where there is none, or none may be shown."""

    what: str
    before: str = ""
    after: str = ""
    reason: str = ""
    stamp: str = ""
    case_no: str = ""


class AuditTeller:
    """Tells entries of one store; what a change did is looked up in the history of its page, once a page."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._known: dict[int, Mapping[int, Entry]] = {}
        self._case_nos: dict[int, str] = {}

    def tell(self, entry: AuditEntry) -> Told:
        """The entry in words."""
        about = entry.about
        reason, stamp = str(about.get("reason", "")), str(about.get("stamp", ""))
        case_no = str(about.get("case_no", "")) or self._case_no(entry.page_id)
        made = self.change_of(entry)
        if made is None:
            return Told(_words(entry.deed, about), reason=reason, stamp=stamp, case_no=case_no)
        edits = made.change.edits
        sets = [edit for edit in edits if edit.field]
        before = "\n".join(edit.before or "（空）" for edit in sets)
        after = "\n".join(edit.after or "（空）" for edit in sets)
        back = "撤销：" if made.undoes is not None else ""
        return Told(f"{back}{made.change.describe()}", before, after, made.change.reason or reason, stamp, case_no)

    def _case_no(self, page_id: int | None) -> str:
        """The record number of a page as it is now, where the entry does not say it."""
        if page_id is None:
            return ""
        if page_id not in self._case_nos:
            try:
                rows = self._store.rows([page_id])
            except CodingError:
                rows = []
            self._case_nos[page_id] = rows[0].case_no if rows else ""
        return self._case_nos[page_id]

    def change_of(self, entry: AuditEntry) -> Entry | None:
        """What the entry did to its page; None where it did nothing, or its history cannot be read."""
        number = entry.about.get("change")
        if entry.page_id is None or not isinstance(number, int):
            return None
        history = self._known.get(entry.page_id, {})
        if number not in history:
            try:
                history = {one.id: one for one in self._store.history(entry.page_id)}
            except CodingError:
                return None
            self._known[entry.page_id] = history
        return history.get(number)


def export_rows(
    store: Store, entries: Iterable[AuditEntry], *, identities: bool, step: Callable[[], None] = lambda: None
) -> Iterator[Sequence[str]]:
    """The header and a row an entry. Without identities no record number and no text of a page: which fields were
    altered is told, not to what.
    """
    teller = AuditTeller(store)
    yield HEADERS
    for entry in entries:
        step()
        told = teller.tell(entry)
        made = teller.change_of(entry)
        what, before, after, case_no = told.what, told.before, told.after, told.case_no
        reason = told.reason
        if not identities:
            before = after = case_no = ""
            if made is not None:
                what, reason = _fields(made), "（有）" if reason else ""
            elif entry.page_id is not None or entry.deed in _WITH_TEXT:
                what = entry.deed.label
                reason = "（有）" if reason else ""
        yield (
            str(entry.id),
            f"{_here(entry.at):%Y-%m-%d %H:%M:%S}",
            f"{entry.at:%Y-%m-%d %H:%M:%S}",
            str(entry.who),
            entry.name,
            entry.deed.label,
            "" if entry.page_id is None else str(entry.page_id),
            case_no,
            what,
            before,
            after,
            reason,
            told.stamp,
            entry.key,
            entry.key_note,
            entry.hash,
        )


#: Whose words may name a patient though they belong to no page: names of files, words of a record.
_WITH_TEXT: Final = frozenset({Deed.IMPORT, Deed.EXPORT, Deed.IDENTITIES, Deed.REVIEW, Deed.WAIVER, Deed.PACKAGE})


def local_time(entry: AuditEntry) -> datetime:
    """When it was, by the clock on the wall; the entry itself says UTC."""
    return _here(entry.at)


def verified_words(found: Verified) -> list[str]:
    """What a verification found, in sentences; the first one is the outcome."""
    counted = f"比较了 {found.entries:,} 条审计记录、{found.rows:,} 行数据"
    if found.complaints:
        head = f"发现 {len(found.complaints):,} 处与写入时不同（{counted}）：请不要再修改，报告信息科，并从备份恢复。"
    else:
        head = f"没有发现问题：{counted}，都与写入时相同。"
    return [head, *(f"{one.where}：{one.told}" for one in found.complaints)]


def _here(moment: datetime) -> datetime:
    return (moment if moment.tzinfo is None else moment.astimezone()).replace(tzinfo=None)


def _fields(made: Entry) -> str:
    """Which fields a change altered, without their texts."""
    change = made.change
    catalogue = field_catalogue()
    labels = dict.fromkeys(catalogue.label(edit.field) if edit.field else "行" for edit in change.edits)
    told = [f"修改的栏目：{'、'.join(labels)}"] if labels else []
    return "；".join([*told, *([change.step.describe()] if change.step else [])]) or "补写依据"


def _words(deed: Deed, about: Mapping[str, Any]) -> str:
    """What was done, of the parts that have a word of the field."""
    parts = [deed.label]
    if (command := about.get("command")) is not None:
        parts.append(_command(str(command)))
    if "from" in about and "to" in about:
        parts.append(f"{_state(str(about['from']))} → {_state(str(about['to']))}")
    if isinstance(about.get("roles"), (list, tuple)):
        parts.append("角色：" + "、".join(_role(str(role)) for role in about["roles"]))
    for key, title in _PLAIN.items():
        said = about.get(key)
        if said not in (None, "", [], ()):
            parts.append(f"{title}：{_value(said)}")
    return "　".join(parts)


def _value(said: Any) -> str:
    if isinstance(said, bool):
        return _YES[said]
    if isinstance(said, (list, tuple)):
        return "、".join(map(str, said))
    return f"{said:,}" if isinstance(said, int) else str(said)


def _command(value: str) -> str:
    return Command(value).label if value in set(Command) else value


def _role(value: str) -> str:
    return Role(value).label if value in set(Role) else value


def _state(value: str) -> str:
    return PageState(value).label if value in set(PageState) else value
