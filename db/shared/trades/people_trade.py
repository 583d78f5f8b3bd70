"""People in their table, and their locks among the keys."""

from __future__ import annotations

from contextlib import contextmanager, suppress
from dataclasses import replace
from typing import TYPE_CHECKING

from coding.review.passwords import weakness
from coding.review.people import Command, Person, Role
from coding.store.kept_audit import Deed
from coding.store.store_errors import (
    KeyFileError,
    NotAllowedError,
    StoreError,
    StoreReadOnlyError,
    WeakPasswordError,
    WrongPasswordError,
)
from db.shared.audit.key_register import KeyRegister
from db.shared.draft_files import seal_beside
from db.shared.key_file import (
    Keys,
    Lock,
    Opened,
    label_of,
    new_recovery_key,
    new_seed,
    typed_recovery_key,
    wrap,
)
from db.shared.seat import ALONE, RECOVERY, RECOVERY_NAME, Signer
from db.shared.tables.people_tables import insert_person, read_people, update_person
from db.shared.trades.connections import Act, Connections

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from coding.store.kept_people import NewPerson

_CLEAR = "数据文件没有加密，只有一个使用者：请先加密（建立第一个用户）后再添加用户。"


class PeopleTrade(Connections):
    """``coding.store.kept_people``."""

    def arrive(self) -> None:
        """Somebody has signed in: who it is stands in the file, and that it was, with the wrong passwords before.
        Raises NotAllowedError for who has left.
        """
        self._recognise()
        if self._seat.wrong:
            times = [moment.isoformat(timespec="seconds") for moment in self._seat.wrong]
            wrong = Act(None, Deed.WRONG_PASSWORD, {"user": self.me.user, "times": times}, by_program=True)
            with self._transaction(wrong):
                pass
        with self._transaction(Act(None, Deed.SIGN_IN)):
            pass
        if self.is_sealed:
            with suppress(OSError):  # a sealing that was cut off may have left them clear
                seal_beside(self.path, self._cipher)
        if self.is_sealing and self._is_second():
            with suppress(StoreReadOnlyError):  # the next one tries again, and the window goes on saying so
                self.finish_sealing()

    def _recognise(self) -> None:
        """Take who sits here from the file: name, roles, wards. Raises NotAllowedError for who has left."""
        if self.me.id > 0:
            person = self._person(self.me.id)
            # the key file bears no seal of its own: whose number stands in it is not believed
            if self.is_sealed and (person.user != self.me.user or not self._is_key_of(person)):
                raise KeyFileError(
                    f"密钥文件 {self._keys.place} 中“{self.me.user}”一项与数据文件不符（被改动过，或口令没有改成）："
                    "请管理员重设口令，或从备份中取回成对的两个文件。"
                )
            if person.closed_at is not None:
                raise NotAllowedError(f"“{person.name}”已停用：请管理员重新启用后再登录。")
            self._sit(person=person)

    def _is_key_of(self, person: Person) -> bool:
        """Whether the key that was found in the key file is one that the chain has registered for this person."""
        with self._reading() as connection:
            found = KeyRegister.of(connection).keys.get(self._seat.signer.id)
        return found is not None and found.owner == person.id

    def _is_second(self) -> bool:
        """Whether the person at the store is another one than the first who signed in since the sealing."""
        with self._reading() as connection:
            rows = connection.execute("SELECT DISTINCT who FROM audit WHERE deed = ? AND who > 0", (Deed.SIGN_IN,))
            return len(rows.fetchall()) > 1

    @property
    def is_sealing(self) -> bool:
        """Whether the second way in has not been tried yet."""
        return self.is_sealed and self._keys.read().sealing

    def prove_recovery_key(self, typed: str) -> None:
        """The recovery key, typed back: the sealing is done."""
        keys = self._keys.read()
        assert keys.recovery is not None
        opened = keys.recovery.open(typed_recovery_key(typed), label_of(keys.store, ""))
        if opened.data_key != self._seat.data_key:
            raise WrongPasswordError("这不是本数据文件的恢复密钥：请对照打印件重新输入。")
        self.finish_sealing()

    def finish_sealing(self) -> None:
        """Two ways in were tried: from now on there is no clear copy any more."""
        if self.is_sealing:
            if left := self._clear_former():
                raise StoreReadOnlyError(
                    f"加密以前的明文副本 {left[0]} 删不掉，患者信息仍在其中：请关闭正在使用它的程序、检查权限后再试。"
                )
            self._keys.update(lambda keys: replace(keys, sealing=False))
            with self._transaction(Act(None, Deed.KEY, {"proved": True})):
                pass

    def people(self) -> Sequence[Person]:
        """All people, those who have left included."""
        with self._reading() as connection:
            return read_people(connection)

    def add_person(self, person: NewPerson) -> Person:
        """Let somebody in."""
        self._require_sealed()
        self._require(Command.KEEP_PEOPLE)
        _require_strong(person.password, person.user, person.name)
        if not person.user.strip() or not person.name.strip() or not person.roles:
            raise StoreError("用户名、姓名和至少一个角色都要填写：请补上后再试。")
        if any(known.user == person.user for known in self.people()):
            raise StoreError(f"用户名“{person.user}”已有人使用：请换一个。")
        self._require_name(person.name)
        seed = new_seed()
        made = Person(0, person.user, person.name, person.roles, person.wards, person.is_money_blind, must_change=True)
        about = {**_told(made), "key": Signer(seed).public.hex()}
        lock = self._wrapped(made.user, seed, person.password)
        put_back = self._put_back(_lock_of(made.user))
        with put_back as former, self._transaction(Act(None, Deed.PERSON, about)) as connection:
            made = replace(made, id=insert_person(connection, made, self._clock()))
            about["of"] = made.id
            self._keep_lock(made, lock, former)
            self._let_sign_in(connection, made, person.password)
        return made

    def change_person(self, person: Person) -> None:
        """Keep other roles, wards, name or money blindness."""
        self._require(Command.KEEP_PEOPLE)
        before = self._person(person.id)
        kept = replace(person, user=before.user, closed_at=before.closed_at, must_change=before.must_change)
        self._require_an_administrator(kept)
        if not kept.name.strip() or not kept.roles:
            raise StoreError("姓名和至少一个角色都要填写：请补上后再试。")
        if kept.name != before.name:
            self._require_name(kept.name)
        with self._transaction(Act(None, Deed.PERSON, {**_told(kept), "of": kept.id})) as connection:
            update_person(connection, kept)
        if kept.id == self.me.id:
            self._sit(person=kept)

    def close_person(self, person_id: int, reason: str) -> None:
        """Somebody has left."""
        self._require_sealed()
        self._require(Command.KEEP_PEOPLE)
        _require_reason(reason)
        closed = replace(self._person(person_id), closed_at=self._clock())
        self._require_an_administrator(closed)
        about = {"of": person_id, "user": closed.user, "closed": True, "reason": reason}
        with self._transaction(Act(None, Deed.PERSON, about)) as connection:
            update_person(connection, closed)
        self._keys.update(lambda keys: keys.without(closed.user))

    def open_person(self, person_id: int, password: str, reason: str) -> None:
        """Somebody has come back."""
        self._require(Command.KEEP_PEOPLE)
        self._set_password(replace(self._person(person_id), closed_at=None), password, reason, {"opened": True})

    def change_password(self, old: str, new: str) -> None:
        """Another password for the person at the store; the key that signs stays, unless somebody else had made it."""
        self._require_sealed()
        self._require(Command.CHANGE_PASSWORD)
        me = self._seat.person  # as it is kept, whatever she wants to see
        keys = self._keys.read()
        if me.user not in keys.people:
            raise StoreError("用恢复密钥登录的没有口令可改：请在用户列表中给自己重设口令，再用它登录。")
        _require_strong(new, me.user, me.name)
        opened = keys.people[me.user][1].open(old, label_of(keys.store, me.user))
        if old == new:
            raise WeakPasswordError("新口令与旧口令相同：请换一个。")
        about: dict[str, object] = {"of": me.id}
        seed = new_seed() if me.must_change else opened.seed
        if me.must_change:
            about["key"] = Signer(seed).public.hex()
        changed, lock = replace(me, must_change=False), self._wrapped(me.user, seed, new)
        put_back = self._put_back(_lock_of(me.user))
        with put_back as former, self._transaction(Act(None, Deed.PASSWORD, about)) as connection:
            update_person(connection, changed)
            self._keep_lock(changed, lock, former)
            self._let_sign_in(connection, changed, new)
        self._sit(person=changed, signer=Signer(seed))

    def reset_password(self, person_id: int, password: str, reason: str) -> None:
        """A password of the first sign-in for somebody who has lost theirs."""
        self._require(Command.RESET_PASSWORD)
        person = self._person(person_id)
        if person.closed_at is not None:
            raise StoreError(f"“{person.name}”已停用，没有重设口令：请用“重新启用”。")
        self._set_password(person, password, reason, {})

    def new_recovery_key(self) -> str:
        """Another recovery key in the place of the one there was."""
        self._require_sealed()
        self._require(Command.RESET_PASSWORD)
        words, seed = new_recovery_key(), new_seed()
        lock = self._wrapped("", seed, words)
        about = {"of": RECOVERY, "name": RECOVERY_NAME, "key": Signer(seed).public.hex()}
        with self._put_back(_recovery_of) as former, self._transaction(Act(None, Deed.KEY, about)):
            self._keep_keys(lambda keys: replace(keys, recovery=lock, sealing=True), former)
        return words

    def _set_password(self, person: Person, password: str, reason: str, more: dict[str, object]) -> None:
        self._require_sealed()
        _require_reason(reason)
        _require_strong(password, person.user, person.name)
        seed, person = new_seed(), replace(person, must_change=True)
        about = {"of": person.id, "user": person.user, "reason": reason, "key": Signer(seed).public.hex(), **more}
        lock = self._wrapped(person.user, seed, password)
        put_back = self._put_back(_lock_of(person.user))
        with put_back as former, self._transaction(Act(None, Deed.PASSWORD, about)) as connection:
            update_person(connection, person)
            self._keep_lock(person, lock, former)
            self._let_sign_in(connection, person, password)

    def _wrapped(self, user: str, seed: bytes, password: str) -> Lock:
        """The data key and a seed, wrapped for somebody: it takes its time, so before anything is locked."""
        assert self._seat.data_key is not None
        return wrap(Opened(self._seat.data_key, seed), password, label_of(self._keys.read().store, user))

    def _keep_lock(self, person: Person, lock: Lock, former: list[Keys]) -> None:
        self._keep_keys(lambda keys: keys.with_person(person.user, person.id, lock), former)

    def _keep_keys(self, change: Callable[[Keys], Keys], former: list[Keys]) -> None:
        """Change the keys; ``former``: what was there, see ``_put_back``."""

        def changed(keys: Keys) -> Keys:
            former.append(keys)
            return change(keys)

        self._keys.update(changed)

    @contextmanager
    def _put_back(self, restore: Callable[[Keys, Keys], Keys]) -> Iterator[list[Keys]]:
        """Where what is written inside does not come to be, the key file is as it was: what opened it opens it.
        ``restore`` makes of the keys as they are now, and as they were, those that are kept. Given is the list of what
        was there before it was changed: until then somebody else may change it.
        """
        former: list[Keys] = []
        try:
            yield former
        except BaseException:
            if former and self._keys.is_apart:
                with suppress(StoreError):
                    self._keys.update(lambda now: restore(now, former[0]))
            raise

    def _person(self, person_id: int) -> Person:
        for person in self.people():
            if person.id == person_id:
                return person
        raise StoreError("数据文件中没有这个用户：请刷新用户列表后再试。")

    def _require_an_administrator(self, changed: Person) -> None:
        """Raise StoreError where nobody would be left who may keep people."""
        others = [changed if known.id == changed.id else known for known in self.people()]
        if not any(Role.ADMINISTRATOR in one.roles and one.closed_at is None for one in others):
            raise StoreError("至少要有一位管理员，没有修改：请先让另一位用户担任管理员。")

    def _require_name(self, name: str) -> None:
        """Raise StoreError where somebody has that name: the history, and whose own a page is, go by it."""
        if any(known.name == name and known.user != ALONE for known in self.people()):
            raise StoreError(f"已有一位“{name}”：修改记录按姓名署名，请加上科室或编号以区分。")

    def _require_sealed(self) -> None:
        if not self.is_sealed:
            raise StoreError(_CLEAR)


def _lock_of(user: str) -> Callable[[Keys, Keys], Keys]:
    """What puts back the lock that somebody had, or none."""

    def restore(now: Keys, former: Keys) -> Keys:
        had = former.people.get(user)
        return now.with_person(user, *had) if had is not None else now.without(user)

    return restore


def _recovery_of(now: Keys, former: Keys) -> Keys:
    """Puts back the lock of the recovery key."""
    return replace(now, recovery=former.recovery, sealing=former.sealing)


def _told(person: Person) -> dict[str, object]:
    return {
        "user": person.user,
        "name": person.name,
        "roles": sorted(person.roles),
        "wards": sorted(person.wards),
        "money_blind": person.is_money_blind,
    }


def _require_strong(password: str, user: str, name: str) -> None:
    if why := weakness(password, user, name):
        raise WeakPasswordError(why)


def _require_reason(reason: str) -> None:
    if not reason.strip():
        raise StoreError("请写明原因：它会留在审计记录中。")
