"""The key file beside a sealed store: its data key, wrapped for each person by their password, and for the printed
recovery key. Copied into every backup; without it, or without all passwords, nobody reads the store again.

Argon2id (RFC 9106) makes the wrapping key of the password, AES-256-GCM wraps. Who holds the file can try passwords
offline: the weakest one decides.
"""

from __future__ import annotations

import base64
import json
import os
import secrets
import time
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Final, Protocol

from argon2.low_level import Type, hash_secret_raw
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from coding.base.trouble import file_trouble
from coding.store.kept_audit import Head
from coding.store.store_errors import KeyFileError, StoreBusyError, StoreReadOnlyError, WrongPasswordError
from db.shared.exchanged_file import clear_halves, exchange
from db.shared.file_lock import FileLock

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

#: What Argon2id costs: passes, KiB, lanes (RFC 9106, second recommendation). Kept with each wrapping.
COST: Final = (3, 65_536, 4)
#: A file may ask for no more than this: a forged one must not stop the machine.
MOST: Final = (16, 1_048_576, 16)
_VERSION: Final = 1
_SALT_BYTES: Final = 16
_NONCE_BYTES: Final = 12
_PROOF_BYTES: Final = 16
_DATA_KEY_BYTES: Final = 48
_SEED_BYTES: Final = 32
#: A file larger than this is none of ours.
_MOST_BYTES: Final = 4_000_000
#: So many wrong passwords cost nothing; each further one doubles the wait, up to ``_LONGEST`` seconds.
_FREE_TRIES: Final = 3
_LONGEST: Final = 300
#: Seconds that a change of the file waits for another program.
_PATIENCE: Final = 3.0
#: Moments of wrong passwords that are kept until the next sign-in.
_KEPT_WRONG: Final = 100
#: The recovery key is written in these (Crockford's base 32): none is mistaken for another on paper.
_LETTERS: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_READ_AS: Final = str.maketrans({"O": "0", "I": "1", "L": "1", "U": "V"})
_RECOVERY_LETTERS: Final = 24
_GROUP: Final = 5


@dataclass(frozen=True, slots=True)
class Opened:
    """What a password opens: the data key, and the seed of the key that signs."""

    data_key: bytes
    seed: bytes


@dataclass(frozen=True, slots=True)
class Lock:
    """A data key and a seed, wrapped. ``wrong``: when it was tried with a wrong password since it was opened last."""

    salt: bytes
    box: bytes
    cost: tuple[int, int, int]
    wrong: tuple[datetime, ...] = ()

    def open(self, password: str, label: str) -> Opened:
        """What is inside. Raises WrongPasswordError."""
        nonce, sealed = self.box[:_NONCE_BYTES], self.box[_NONCE_BYTES:]
        try:
            inside = AESGCM(_wrapping_key(password, self.salt, self.cost)).decrypt(nonce, sealed, label.encode())
        except InvalidTag:
            raise WrongPasswordError("用户或口令不对：请核对后再输（注意大小写和输入法）。") from None
        return Opened(inside[:_DATA_KEY_BYTES], inside[_DATA_KEY_BYTES:])

    def wait(self, now: datetime) -> int:
        """How many seconds have to pass before the next try; 0 = none."""
        if len(self.wrong) < _FREE_TRIES:
            return 0
        pause = min(2 ** (len(self.wrong) - _FREE_TRIES + 1), _LONGEST)
        # A clock that was set back does not lock anybody out for longer than the longest wait.
        left = self.wrong[-1] + timedelta(seconds=pause) - now
        return max(0, min(round(left.total_seconds()), _LONGEST))


def wrap(opened: Opened, password: str, label: str) -> Lock:
    """Wrap a data key and a seed with a password; ``label`` names whose it is, and is part of the wrapping."""
    salt, nonce = os.urandom(_SALT_BYTES), os.urandom(_NONCE_BYTES)
    sealed = AESGCM(_wrapping_key(password, salt, COST)).encrypt(nonce, opened.data_key + opened.seed, label.encode())
    return Lock(salt, nonce + sealed, COST)


def no_lock() -> Lock:
    """A lock that nothing opens, and that takes as long to try as any."""
    salt, box = os.urandom(_SALT_BYTES), os.urandom(_NONCE_BYTES + _DATA_KEY_BYTES + _SEED_BYTES + _PROOF_BYTES)
    return Lock(salt, box, COST)


def _wrapping_key(password: str, salt: bytes, cost: tuple[int, int, int]) -> bytes:
    passes, memory, lanes = cost
    return hash_secret_raw(
        password.encode("utf-8", "surrogatepass"), salt, time_cost=passes, memory_cost=memory, parallelism=lanes,
        hash_len=32, type=Type.ID,
    )  # fmt: skip


def new_data_key() -> bytes:
    """A data key that nobody has."""
    return secrets.token_bytes(_DATA_KEY_BYTES)


def new_seed() -> bytes:
    """The seed of a key that signs."""
    return secrets.token_bytes(_SEED_BYTES)


def new_recovery_key() -> str:
    """A recovery key as it is printed: 24 letters of 5 bits and one that checks them, in groups of five."""
    letters = "".join(secrets.choice(_LETTERS) for _ in range(_RECOVERY_LETTERS))
    return recovery_words(letters + _check_letter(letters))


def recovery_words(text: str) -> str:
    """A recovery key in groups, however it was typed."""
    letters = _letters(text)
    return "-".join(letters[at : at + _GROUP] for at in range(0, len(letters), _GROUP))


def typed_recovery_key(text: str) -> str:
    """A recovery key as it is meant. Raises WrongPasswordError where a letter is missing or mistyped."""
    letters = _letters(text)
    whole = len(letters) == _RECOVERY_LETTERS + 1 and set(letters) <= set(_LETTERS)
    if not whole or _check_letter(letters[:-1]) != letters[-1]:
        raise WrongPasswordError("恢复密钥有输错的字符：应为 5 组、每组 5 个字母或数字，请对照打印件重新输入。")
    return recovery_words(letters)


def _letters(text: str) -> str:
    return "".join(c for c in text.upper() if c.isalnum()).translate(_READ_AS)


def _check_letter(letters: str) -> str:
    total = sum((at + 1) * _LETTERS.index(letter) for at, letter in enumerate(letters))
    return _LETTERS[total % 31]


@dataclass(frozen=True, slots=True)
class Keys:
    """What a key file holds. ``store`` names the store it belongs to; ``people``: user → person id and lock.

    ``sealing``: the second way in has not been tried yet. ``head``: the end of the chain when it was written last.
    """

    store: str
    people: Mapping[str, tuple[int, Lock]] = field(default_factory=dict)
    recovery: Lock | None = None
    sealing: bool = False
    head: Head | None = None

    def with_person(self, user: str, number: int, lock: Lock) -> Keys:
        """The keys with another lock of somebody."""
        return replace(self, people={**self.people, user: (number, lock)})

    def without(self, user: str) -> Keys:
        """The keys without somebody."""
        return replace(self, people={name: kept for name, kept in self.people.items() if name != user})

    def tried(self, user: str, moment: datetime | None) -> Keys:
        """The keys after a wrong password of somebody (a moment) or a right one (None)."""
        number, lock = self.people[user]
        wrong = () if moment is None else (*lock.wrong, moment)[-_KEPT_WRONG:]
        return self.with_person(user, number, replace(lock, wrong=wrong))


def label_of(store: str, user: str) -> str:
    """Of a wrapping: which store, whose; "" is the recovery key's."""
    return f"{store}|{user}"


def key_path(store: Path) -> Path:
    """Where the key file of a store lies."""
    return store.with_suffix(".keys")


def read_keys(path: Path) -> Keys:
    """The key file at a place. Raises KeyFileError."""
    try:
        with path.open("rb") as file:
            return read_keys_text(file.read(_MOST_BYTES))
    except FileNotFoundError as error:
        raise KeyFileError(f"没有找到密钥文件 {path}：它应与数据文件放在一起，请放回原处，或从备份中取回。") from error
    except OSError as error:
        raise KeyFileError(f"密钥文件 {path} 打不开（{file_trouble(error)}）：请检查权限后再试。") from error
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise KeyFileError(f"密钥文件 {path} 已损坏：请从备份中取回同名文件，放在数据文件旁边。") from error


def update_keys(path: Path, change: Callable[[Keys], Keys]) -> Keys:
    """Read, change and keep a key file, one program at a time; what is kept then. Raises KeyFileError and its kin."""
    lock = FileLock(path.with_name(f"{path.name}.lock"))
    until = time.monotonic() + _PATIENCE
    try:
        while not lock.take():
            if time.monotonic() > until:
                raise StoreBusyError(f"密钥文件 {path} 正被另一个程序使用：请稍候再试。")
            time.sleep(0.02)
    except OSError as error:
        raise StoreReadOnlyError(
            f"密钥文件 {path} 无法写入（{file_trouble(error)}）：请检查文件夹权限和磁盘空间后再试。"
        ) from error
    try:
        clear_halves(path)
        keys = change(read_keys(path))
        write_keys(path, keys)
        return keys
    finally:
        lock.give_back()


def write_keys(path: Path, keys: Keys) -> None:
    """Keep a key file, whole or not at all and on the disk, for its owner alone. Raises StoreReadOnlyError."""
    try:
        exchange(path, keys_text(keys).encode("utf-8"))
    except OSError as error:
        raise StoreReadOnlyError(
            f"密钥文件 {path} 无法写入（{file_trouble(error)}）：请检查文件夹权限和磁盘空间后再试。"
        ) from error


class KeyKeeper(Protocol):
    """Where the keys of a store are kept."""

    @property
    def place(self) -> str:
        """The place, as a sentence names it."""
        ...

    @property
    def is_apart(self) -> bool:
        """Whether what is written to them stays though the transaction that it was written in comes to no end."""
        ...

    def read(self) -> Keys:
        """The keys as they stand. Raises KeyFileError."""
        ...

    def update(self, change: Callable[[Keys], Keys]) -> Keys:
        """Change and keep them, one program at a time; what is kept then. Raises KeyFileError and its kin."""
        ...


@dataclass(frozen=True, slots=True)
class KeyFile:
    """The key file beside a store."""

    path: Path

    @property
    def place(self) -> str:
        """See ``KeyKeeper``."""
        return str(self.path)

    @property
    def is_apart(self) -> bool:
        """See ``KeyKeeper``."""
        return True

    def read(self) -> Keys:
        """See ``KeyKeeper``."""
        return read_keys(self.path)

    def update(self, change: Callable[[Keys], Keys]) -> Keys:
        """See ``KeyKeeper``."""
        return update_keys(self.path, change)


def keys_text(keys: Keys) -> str:
    """What a key file holds, as it is written."""
    return json.dumps(_as_data(keys), ensure_ascii=False, indent=1)


def read_keys_text(text: str | bytes) -> Keys:
    """What was written so. Raises KeyFileError for a newer version, ValueError and its like for what is none."""
    return _keys_of(json.loads(text))


def _as_data(keys: Keys) -> dict[str, Any]:
    return {
        "version": _VERSION,
        "store": keys.store,
        "sealing": keys.sealing,
        "head": {"id": keys.head.id, "hash": keys.head.hash} if keys.head else None,
        "people": {user: {"id": number, **_lock_data(lock)} for user, (number, lock) in keys.people.items()},
        "recovery": _lock_data(keys.recovery) if keys.recovery else None,
    }


def _lock_data(lock: Lock) -> dict[str, Any]:
    return {
        "salt": base64.b64encode(lock.salt).decode(),
        "box": base64.b64encode(lock.box).decode(),
        "cost": list(lock.cost),
        "wrong": [moment.isoformat(timespec="seconds") for moment in lock.wrong],
    }


def _keys_of(data: Any) -> Keys:
    if data["version"] != _VERSION:
        raise KeyFileError("密钥文件由更新版本的程序写成：请升级程序后再打开。")
    head = Head(int(data["head"]["id"]), str(data["head"]["hash"])) if data["head"] else None
    people = {str(user): (int(kept["id"]), _lock_of(kept)) for user, kept in data["people"].items()}
    recovery = _lock_of(data["recovery"]) if data["recovery"] else None
    return Keys(str(data["store"]), people, recovery, bool(data["sealing"]), head)


def _lock_of(data: Any) -> Lock:
    passes, memory, lanes = (int(part) for part in data["cost"])
    if not all(0 < part <= most for part, most in zip((passes, memory, lanes), MOST, strict=True)):
        raise ValueError(data["cost"])
    wrong = tuple(datetime.fromisoformat(moment) for moment in data["wrong"])
    salt, box = base64.b64decode(data["salt"], validate=True), base64.b64decode(data["box"], validate=True)
    return Lock(salt, box, (passes, memory, lanes), wrong)
