"""Bytes that only some can read: the age format, to people by their X25519 keys or to whoever has the passphrase.

age says little of what went wrong; what can be told from the outside (no such file, for whom, cut off) is told here in
a sentence. A file is read whole, checked whole, and given whole: whatever is damaged gives nothing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final, TypeAlias

import pyrage

from coding.base.errors import UnusableInputError

#: How every age file of this version begins.
_FIRST_LINE: Final = b"age-encryption.org/v1\n"
#: How an age file of whatever version begins.
_AGE: Final = b"age-encryption.org/v"
#: The header of an age file is short; so much of it is looked at.
_HEADER: Final = 16_384
#: The line of a passphrase: its salt, and the logarithm of the work (2^n blocks of 1 KiB).
_PASSPHRASE_LINE: Final = re.compile(rb"^-> scrypt [A-Za-z0-9+/]+ (\d{1,3})$", re.MULTILINE)
#: More work than this is not what this program asks for: it would fill the memory of a workstation.
MOST_WORK: Final = 21
#: A passphrase travels beside the file, and whoever has the file may try for years.
LEAST_SIGNS: Final = 12


class PackageError(UnusableInputError):
    """A package cannot be read or written; the sentence says what to do. Nothing of it was used."""


@dataclass(frozen=True, slots=True)
class ToPeople:
    """Sealed to the public keys (``age1…``) of those who may read."""

    recipients: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Passphrase:
    """Sealed, and opened, with a passphrase that is told on another way than the file."""

    phrase: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Identity:
    """The secret key (``AGE-SECRET-KEY-1…``) of who reads."""

    secret: str = field(repr=False)


Lock: TypeAlias = ToPeople | Passphrase
Key: TypeAlias = Identity | Passphrase


def sealed(data: bytes, lock: Lock) -> bytes:
    """The bytes as nobody but the receivers can read them. Raises PackageError for a key or a passphrase of no use."""
    if isinstance(lock, Passphrase):
        if len(lock.phrase) < LEAST_SIGNS:
            raise PackageError(f"工作包的口令太短：请至少用 {LEAST_SIGNS} 个字符，并用别的途径告诉对方。")
        return bytes(pyrage.passphrase.encrypt(data, lock.phrase))
    if not lock.recipients:
        raise PackageError("工作包没有收件人：请先选择收件人，或改用口令。")
    try:
        to = [pyrage.x25519.Recipient.from_str(one) for one in lock.recipients]
    except pyrage.RecipientError as error:
        raise PackageError("收件人的公钥不完整或有误：请让对方重新发送公钥（以 age1 开头的一行）。") from error
    return bytes(pyrage.encrypt(data, to))


def unsealed(data: bytes, key: Key, name: str) -> bytes:
    """The bytes that were sealed. ``name``: of the file, for the sentence. Raises PackageError."""
    work = _work(data, name)
    if isinstance(key, Passphrase):
        return _by_passphrase(data, key, work, name)
    if work is not None:
        raise PackageError(f"“{name}”是用口令加密的：请输入发件人告诉您的口令。")
    try:
        identity = pyrage.x25519.Identity.from_str(key.secret)
    except pyrage.IdentityError as error:
        raise PackageError("本人的解密密钥不完整：请重新登录后再打开工作包。") from error
    try:
        return bytes(pyrage.decrypt(data, [identity]))
    except pyrage.DecryptError as error:
        if "No matching keys" in str(error):
            raise PackageError(
                f"“{name}”不是发给您的（或文件开头已被改动）：请由收件人打开，或让发件人按您的公钥重新发送。"
            ) from error
        raise _damaged(name) from error


def _by_passphrase(data: bytes, key: Passphrase, work: int | None, name: str) -> bytes:
    if work is None:
        raise PackageError(f"“{name}”是发给指定收件人的，口令打不开：请由收件人登录后打开。")
    if work > MOST_WORK:
        raise PackageError(f"“{name}”要求的计算量过大，不像本程序写成的：没有打开，请向发件人核实。")
    try:
        return bytes(pyrage.passphrase.decrypt(data, key.phrase))
    except pyrage.DecryptError as error:
        if "Decryption failed" in str(error):
            raise PackageError(
                f"“{name}”打不开，口令不对（或文件开头已被改动）：请核对口令，仍不行请让发件人重新发送。"
            ) from error
        raise _damaged(name) from error


def _work(data: bytes, name: str) -> int | None:
    """The work that a passphrase costs, None for a file to people. Raises PackageError for what is no such file."""
    if not data:
        raise PackageError(f"“{name}”是空文件：请让发件人重新发送工作包。")
    if not data.startswith(_FIRST_LINE):
        if _FIRST_LINE.startswith(data):
            raise _damaged(name)
        if data.startswith(_AGE):
            raise PackageError(f"“{name}”的加密格式比本程序新：请升级程序后再打开。")
        raise PackageError(f"“{name}”不是工作包：请选择扩展名为 .fpk 的工作包文件。")
    found = _PASSPHRASE_LINE.search(data[:_HEADER].partition(b"\n---")[0])
    return int(found[1]) if found else None


def _damaged(name: str) -> PackageError:
    return PackageError(f"“{name}”不完整或已被改动，没有读入任何内容：请让发件人重新发送。")
