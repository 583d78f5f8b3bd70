"""What is asked of each entry of the chain in its turn: whose key signed it, and whether it may do what it says.

What an entry is asked depends on those before it: which keys are registered, who is in which role, which pages are on
their way. Nobody may do more than the program would let them, whatever keys they have.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from coding.page.step import PageState
from coding.review.case_life import step_rule
from coding.review.month_rights import month_command
from coding.review.people import Command, Role, may
from coding.review.setting_rights import setting_command
from coding.store.kept_audit import Deed
from db.shared.audit.chain import seat_message
from db.shared.audit.complaints import TABLES, place
from db.shared.audit.key_register import KeyRegister
from db.shared.seat import PROGRAM, PROGRAM_NAME, RECOVERY, RECOVERY_NAME, is_signed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from db.shared.audit.chain import Link
    from db.shared.audit.complaints import Found
    from db.shared.audit.guards import RowDigest

#: What is guarded → the commands of which one allows writing it.
_WRITTEN_BY: Final[dict[str, tuple[Command, ...]]] = {
    "pages": (Command.EDIT_PAGE, Command.IMPORT_PAGES),
    "contents": (Command.EDIT_PAGE, Command.IMPORT_PAGES),
    "changes": (Command.EDIT_PAGE, Command.IMPORT_PAGES),
    "imports": (Command.IMPORT_PAGES,),
    "waivers": (Command.WAIVE, Command.END_WAIVER),
    "rule_edits": (Command.EDIT_RULES,),
    "terms": (Command.LEARN_TERMS, Command.JUDGE_TERMS, Command.BRING_TERMS),
    "paid_results": (Command.BRING_PAID,),
    "reviews": (Command.COMMENT, Command.JUDGE_FINDING, Command.REVIEW_WAIVER, Command.SECOND_OPINION),
    "assignments": (Command.ASSIGN,),
    "samples": (Command.SAMPLE,),
    "sample_words": (Command.SAMPLE, Command.CONTEST),
    "incoming": (Command.IMPORT_PAGES,),
    "people": (Command.KEEP_PEOPLE,),
    "groupings": (),
    "month_entries": (),  # by its kind: see ``_writes``
    "page_facts": (),
    "moved": (),
}
#: Steps that a person makes who cannot edit: the page and its history are written.
_BY_STEP: Final = (Command.UPLOAD, Command.REPORT_AGAIN, Command.ARCHIVE, Command.SEND_BACK)
#: What the program may write of itself: verdicts; an upgrade also rewrites light columns, never what a person said.
_PROGRAM_WRITES: Final[dict[str, set[str]]] = {
    Deed.VERDICT: {"verdicts", "groupings", "page_facts", "moved"},
    Deed.OTHER: {"pages", "verdicts", "shapes", "settings", "imports", "groupings"},
    Deed.IMPORT: {"pages", "verdicts", "contents", "imports", "incoming", "page_facts", "moved"},
    Deed.WRONG_PASSWORD: set(),
}
#: Written once and never again.
_ONCE: Final = frozenset(
    {"changes", "reviews", "groupings", "rule_edits", "sample_words", "samples", "paid_results", "month_entries"}
)
#: What a store that moves may write anew without altering it: rows whose digests the server made of how they were kept
#: there, where who administers it reads no names.
KEPT_OTHERWISE: Final = frozenset({"pages", "contents", "changes", "reviews", "waivers"})
_BYTES_OF_SERVER, _BYTES_OF_OURS = 32, 16
#: Never removed.
_STAYS: Final = frozenset({*_ONCE, "people", "waivers", "shapes"})
#: Removed only as part of an import that came to no end.
_COMES: Final = frozenset({"pages", "contents", "imports", "verdicts"})


@dataclass(frozen=True, slots=True)
class Cut:
    """A restore: what the chain had behind ``after`` up to ``until`` is not in the file any more. ``digest``: the hash
    of the entry ``after``, as the restore tells it.
    """

    entry: int
    name: str
    after: int
    until: int
    digest: str


@dataclass(slots=True)
class LinkChecks:
    """What the entries so far have settled. ``last``: the last digest of each row."""

    found: Found
    last: dict[tuple[str, Any], bytes | None] = field(default_factory=dict)
    writers: dict[tuple[str, Any], tuple[str, int, str]] = field(default_factory=dict)
    roles: dict[int, frozenset[Role]] = field(default_factory=dict)
    cuts: list[Cut] = field(default_factory=list)
    #: Change → from which state to which its entry says that it brought the page.
    steps: dict[Any, tuple[str, str]] = field(default_factory=dict)
    #: Entry of a month → of which kind the audit says that it is.
    month_kinds: dict[Any, str] = field(default_factory=dict)
    schema: int | None = None
    #: Import → the last page before it, of those that are on their way.
    coming: dict[Any, int] = field(default_factory=dict)
    _register: KeyRegister = field(default_factory=KeyRegister)
    _names: dict[int, set[str]] = field(default_factory=dict)
    _closed: set[int] = field(default_factory=set)
    _last_page: int = 0
    _is_beginning: bool = False

    def look(self, link: Link, rows: Sequence[RowDigest]) -> None:
        """Look at the next entry and at the digests of what it wrote."""
        about, where = link.told, f"第 {link.id} 条"
        self._is_beginning = self._begins(link)
        self._keys(link, about, where)
        self._signature(link, where)
        self._people(link, about, where)
        if link.who == PROGRAM:
            self._program(link, about, rows, where)
        else:
            self._person(link, rows, where)
            self._step(link, about, where)
        self._restore(link, about, where)
        self._rows(link, rows, where)

    def holds(self, person: int) -> frozenset[Role] | None:
        """The roles of somebody now; None: nobody has said, as of the one person of a clear store."""
        return frozenset() if person in self._closed else self.roles.get(person)

    def _may(self, person: int, *commands: Command) -> bool:
        """Whether somebody may do one of these; who comes in with the recovery key is an administrator."""
        held = frozenset({Role.ADMINISTRATOR}) if person == RECOVERY else self.holds(person)
        return held is None or any(may(held, command) for command in commands)

    @property
    def _has_administrator(self) -> bool:
        return any(Role.ADMINISTRATOR in held for held in self.roles.values())

    def _begins(self, link: Link) -> bool:
        """Whether the program may let people in: at the beginning of the chain, and when a store is sealed."""
        if link.deed == Deed.BEGIN:
            return link.id == 1
        return link.deed in (Deed.SEAL, Deed.KEY) and not self._has_administrator

    def _keys(self, link: Link, about: dict[str, Any], where: str) -> None:
        """Whether a key that the entry brings may be registered so."""
        if link.deed == Deed.SEAL and self._is_beginning:
            self._register.keys.clear()  # those of the clear store are no secret
            self.roles = dict.fromkeys(self._names, frozenset())
        made = self._register.read(link)
        if made is None:
            return
        by_program = link.who == PROGRAM and self._is_beginning
        by_person = link.who != PROGRAM and made.owner != PROGRAM
        own = made.owner == link.who
        if by_program or (by_person and (own or self._may(link.who, Command.KEEP_PEOPLE, Command.RESET_PASSWORD))):
            self._register.keep(made)
        else:
            self.found.say(where, f"“{link.name}”无权登记这个签名密钥（{about.get('of')}）。")

    def _signature(self, link: Link, where: str) -> None:
        """Whose key signed, whether it did, and whether the name beside it is theirs."""
        key = self._register.keys.get(link.key)
        if key is None:
            self.found.say(where, "签名所用的密钥没有登记：条目是伪造的。")
        elif key.owner != link.who:
            self.found.say(where, f"签名的密钥不是“{link.name}”的：条目是冒名写的。")
        elif not is_signed(key.public, link.hash, link.signature):
            self.found.say(where, "签名不对：条目被改动或伪造。")
        names = {PROGRAM: {PROGRAM_NAME}, RECOVERY: {RECOVERY_NAME}}.get(link.who, self._names.get(link.who))
        if names is not None and link.name not in names:
            self.found.say(where, f"写的是“{link.name}”，签名的是{'、'.join(sorted(names))}：条目是冒名写的。")

    def _people(self, link: Link, about: dict[str, Any], where: str) -> None:
        """Who is in which role from now on."""
        of = about.get("of")
        if not isinstance(of, int) or not {"roles", "closed", "opened", "name"} & about.keys():
            return
        if link.deed not in (Deed.BEGIN, Deed.KEY, Deed.PERSON, Deed.PASSWORD):
            return
        if link.who == PROGRAM and not self._is_beginning:
            return  # told already
        if link.who != PROGRAM and not self._may(link.who, Command.KEEP_PEOPLE):
            self.found.say(where, f"“{link.name}”无权改变用户和角色：绕过了程序。")
            return
        if isinstance(about.get("name"), str):
            self._names.setdefault(of, set()).add(about["name"])
        if isinstance(about.get("roles"), list):
            self.roles[of] = frozenset(Role(role) for role in about["roles"] if role in set(Role))
        if about.get("closed"):
            self._closed.add(of)
        if about.get("opened"):
            self._closed.discard(of)

    def _program(self, link: Link, about: dict[str, Any], rows: Sequence[RowDigest], where: str) -> None:
        """Whether the program does this, and who sat there: its own key is known to whoever has the data key."""
        if link.deed == Deed.BEGIN or self._is_beginning:
            if not self._is_beginning:
                self.found.say(where, "记录不能再次开始：条目是伪造的。")
            self.schema = about.get("schema", self.schema)
            return
        if link.deed not in _PROGRAM_WRITES:
            self.found.say(where, "程序不写这样的条目：是伪造的。")
            return
        seat, message = seat_message(link)
        key = self._register.keys.get(seat.key) if seat else None
        is_told = (
            seat is not None
            and key is not None
            and key.owner == seat.who
            and is_signed(key.public, message, seat.signature)
        )
        if not is_told:
            self.found.say(where, "程序的条目没有当时登录者的签名：是伪造的。")
        elif seat is not None and link.deed == Deed.VERDICT and not self._may(seat.who, Command.KEEP_VERDICTS):
            self.found.say(where, "当时登录的人无权保存质控结果：绕过了程序。")
        if link.deed == Deed.OTHER:
            self._upgrade(about, where)
        self._tell_wrong(link, {name for name, _, _ in rows} - _PROGRAM_WRITES[link.deed], where)
        if link.deed == Deed.IMPORT and any(digest is not None for _, _, digest in rows):
            self.found.say(where, "程序自己不导入病案：条目是伪造的。")

    def _upgrade(self, about: dict[str, Any], where: str) -> None:
        """An upgrade goes from the schema that the file has to a later one."""
        before, after = about.get("upgraded_from"), about.get("schema")
        known = isinstance(before, int) and isinstance(after, int) and after > before
        if not known or self.schema not in (None, before):
            self.found.say(where, "升级的版本与之前的记录不符：条目是伪造的。")
        else:
            self.schema = after

    def _person(self, link: Link, rows: Sequence[RowDigest], where: str) -> None:
        """Whether whoever signed may write these tables."""
        names = {name for name, _, _ in rows}
        kind = str(link.told.get("kind", ""))
        self.month_kinds.update((key, kind) for name, key, _ in rows if name == "month_entries")
        if link.deed == Deed.PASSWORD and all(key == link.who for name, key, _ in rows if name == "people"):
            names -= {"people"}
        wrong = {n for n in names if n in _WRITTEN_BY and not self._writes(link, n)}
        if not all(self._may(link.who, setting_command(str(key))) for name, key, _ in rows if name == "settings"):
            wrong.add("settings")
        self._tell_wrong(link, wrong, where)
        if "contents" in names and "changes" not in names and link.deed not in (Deed.IMPORT, Deed.MOVE):
            self.found.say(where, "病案内容被改而没有修改记录：绕过了程序。")

    def _step(self, link: Link, about: dict[str, Any], where: str) -> None:
        """Whether whoever signed may bring a page from that state to the other, or back where they had brought it."""
        if link.deed not in (Deed.STEP, Deed.CHANGE) or "to" not in about:
            return
        self.steps[about.get("change")] = str(about.get("from")), str(about["to"])
        try:
            before, after = PageState(str(about.get("from"))), PageState(str(about["to"]))
        except ValueError:
            self.found.say(where, "写的状态程序不认识：绕过了程序。")
            return
        made, back = step_rule(before, after), step_rule(after, before)
        asked = [rule.command for rule in (made,) if rule]
        asked += [rule.command for rule in (back,) if rule and rule.is_undoable and about.get("undoes")]
        if not asked or not self._may(link.who, *asked):
            self.found.say(where, f"“{link.name}”无权把病案从“{before.label}”转到“{after.label}”：绕过了程序。")

    def _writes(self, link: Link, name: str) -> bool:
        if link.deed == Deed.STEP and name in ("pages", "changes") and self._may(link.who, *_BY_STEP):
            return True
        if link.deed == Deed.MOVE and name in KEPT_OTHERWISE:
            return self._may(link.who, Command.MOVE_STORE)
        if name == "people" and link.deed == Deed.PASSWORD:
            return self._may(link.who, Command.RESET_PASSWORD)
        if name == "month_entries":
            command = month_command(str(link.told.get("kind", "")))
            return link.deed == Deed.MONTH and command is not None and self._may(link.who, command)
        return self._may(link.who, *_WRITTEN_BY[name]) if _WRITTEN_BY[name] else False

    def _tell_wrong(self, link: Link, names: set[str], where: str) -> None:
        for name in sorted(names):
            self.found.say(where, f"“{link.name}”无权写“{TABLES.get(name, name)}”：绕过了程序。")

    def _restore(self, link: Link, about: dict[str, Any], where: str) -> None:
        """What a restore cut off is known to have gone."""
        if link.deed != Deed.RESTORE:
            return
        try:
            after, digest = int(about["restored"]["id"]), str(about["restored"]["hash"])
            until = int(about["was"]["id"]) if about["was"] else after
            shared = about.get("shared", about["restored"])  # on a server somebody may have come in since
            cut = Cut(link.id, link.name, int(shared["id"]), until, str(shared["hash"]))
        except (KeyError, TypeError, ValueError):
            after, digest, cut = -1, "", Cut(link.id, link.name, -1, -1, "")
        if link.who == PROGRAM or not self._may(link.who, Command.RESTORE):
            self.found.say(where, f"“{link.name}”无权恢复备份：绕过了程序。")
        elif (after + 1, digest) != (link.id, link.previous.hex()):
            self.found.say(where, "恢复的条目与它前面的一条不符：条目是伪造的。")
        else:
            self.cuts.append(cut)

    def _rows(self, link: Link, rows: Sequence[RowDigest], where: str) -> None:
        """What was written once is not written again, and what stays is not removed."""
        upgrade = link.who == PROGRAM and link.deed == Deed.OTHER
        for name, key, digest in rows:
            if name == "incoming" and digest is not None:
                self.coming[key] = self._last_page
        for name, key, digest in rows:
            before = self.last.get((name, key))
            if digest is None:
                self._removed(name, key, where)
            elif link.deed == Deed.MOVE and name in KEPT_OTHERWISE:
                self._moved(name, key, (before, digest), where)
            elif name in _ONCE and before is not None and not upgrade:
                self.found.say(where, f"{place(name, key)}写下以后又被改动：绕过了程序。")
            if name in _ONCE and (name, key) not in self.writers:
                self.writers[name, key] = (link.deed, link.who, link.name)
            self.last[name, key] = digest
            if name == "pages" and digest is not None and isinstance(key, int):
                self._last_page = max(self._last_page, key)
        for name, key, digest in rows:
            if name == "incoming" and digest is None:
                self.coming.pop(key, None)

    def _moved(self, name: str, key: Any, pair: tuple[bytes | None, bytes], where: str) -> None:
        """A move alters nothing: it makes our digest of what has had one of the server."""
        if [len(digest or b"") for digest in pair] != [_BYTES_OF_SERVER, _BYTES_OF_OURS]:
            self.found.say(where, f"{place(name, key)}在移动时被改动：绕过了程序。")

    def _removed(self, name: str, key: Any, where: str) -> None:
        on_its_way = key in self.coming if name == "imports" else any(key > before for before in self.coming.values())
        if name in _STAYS or (name in _COMES and not on_its_way):
            self.found.say(where, f"{place(name, key)}被删去：程序从不删去它。")
