"""Packages ``.fpk``: pages on their way between two machines without a server, signed by one, readable by another.

Inside the seal (``age_seal``) stand a line with the version, a line with the name of the key, a line with the
signature, and the body (``package_body``). Signed is all but the signature, so that no part of one package can be put
into another. Who signed is looked up before a word of the body is read: of a stranger's file nothing is interpreted.
"""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Protocol

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from coding.base.trouble import file_trouble
from coding.base.whole_file import whole_binary
from coding.exchange.age_seal import Key, Lock, PackageError, sealed, unsealed
from coding.exchange.package_body import MOST_PAGES, Package, body_of, package_in
from coding.store.store_errors import NewerStoreError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

#: The version that is written today.
VERSION: Final = 1
#: How the names of packages end.
ENDING: Final = ".fpk"
#: No package is larger; what is read of a file is never more, and what it takes in memory some times as much.
MOST_BYTES: Final = 64 * 1024 * 1024
_WORD: Final = b"frontpage-package"
#: What stands before the body: word and version, name of the key, signature.
_HEAD: Final = re.compile(rb"frontpage-package (\d{1,9})\n([0-9A-Za-z_-]{1,64})\n([0-9A-Za-z+/=]{88})\n")
_VERSION_LINE: Final = re.compile(rb"frontpage-package (\d{1,9})\n")


class Signer(Protocol):
    """The Ed25519 key of who sends."""

    @property
    def id(self) -> str:
        """The name of the key."""
        ...

    def sign(self, message: bytes) -> bytes:
        """64 bytes that only this key can make of the message."""
        ...


@dataclass(frozen=True, slots=True)
class KnownSigner:
    """A person whose packages are taken: the name of the key, its public half (32 bytes), whose it is."""

    id: str
    public: bytes
    name: str


@dataclass(frozen=True, slots=True)
class Opened:
    """A package that was read: its name (a hash of its content), what is in it, and who signed it."""

    id: str
    package: Package
    signer: KnownSigner


def write_package(path: Path, package: Package, signer: Signer, lock: Lock) -> str:
    """Write a package, whole or not at all, for this user alone; the id under which it is noted.

    Raises PackageError where it is too large or nobody could open it, UnusableInputError where it cannot be written.
    """
    if len(package.pages) > MOST_PAGES:
        raise PackageError(f"一个工作包最多装 {MOST_PAGES:,} 份病案：请按科室分成几个。")
    body = body_of(package)
    head = b"%s %d\n%s\n" % (_WORD, VERSION, signer.id.encode())
    signature = base64.b64encode(signer.sign(head + body))
    data = sealed(head + signature + b"\n" + body, lock)
    if len(data) > MOST_BYTES:
        raise PackageError(f"工作包超过 {MOST_BYTES // 1024**2} MB：请按科室分成几个。")
    with whole_binary(path) as file:
        file.write(data)
    return _id(body)


def package_id(package: Package) -> str:
    """The id under which a package is noted: a hash of its content."""
    return _id(body_of(package))


def read_package(path: Path, key: Key, known: Mapping[str, KnownSigner]) -> Opened:
    """Read a package of somebody who is known, whole or not at all. Raises PackageError."""
    name = path.name
    plain = unsealed(_bytes_of(path), key, name)
    head = _HEAD.match(plain)
    if head is None or int(head[1]) != VERSION:
        raise _no_head(plain, name)
    signer = known.get(head[2].decode())
    if signer is None:
        raise PackageError(f"“{name}”的签名人不在本机名单中：请先登记对方的签名公钥，再打开工作包。")
    body = plain[head.end() :]
    if not _is_signed(signer.public, plain[: head.start(3)] + body, base64.b64decode(head[3])):
        raise PackageError(f"“{name}”的签名与“{signer.name}”的密钥不符，可能被人改动：没有读入，请让对方重新发送。")
    package = _package(body, name)
    if package.sender != signer.name:
        raise PackageError(f"“{name}”写明由“{package.sender}”发出，却由“{signer.name}”签名：没有读入，请向双方核实。")
    return Opened(_id(body), package, signer)


def _bytes_of(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            data = file.read(MOST_BYTES + 1)
    except OSError as error:
        raise PackageError(f"无法读取“{path}”（{file_trouble(error)}）：请检查路径后再试。") from error
    if len(data) > MOST_BYTES:
        raise PackageError(f"“{path.name}”超过 {MOST_BYTES // 1024**2} MB，不是本程序写成的工作包：请核对文件。")
    return data


def _no_head(plain: bytes, name: str) -> PackageError:
    version = _VERSION_LINE.match(plain)
    if version is not None and int(version[1]) > VERSION:
        return PackageError(f"“{name}”由更新版本的程序写成（版本 {int(version[1])}）：请升级程序后再打开。")
    return PackageError(f"“{name}”里面不是工作包：请选择由本程序导出的 .fpk 文件。")


def _package(body: bytes, name: str) -> Package:
    """What was signed by somebody who is known is read; a defect in it is the defect of a program."""
    try:
        return package_in(body)
    except NewerStoreError as error:
        raise PackageError(f"“{name}”的内容由更新版本的程序写成：请升级程序后再打开。") from error
    except (ValueError, TypeError, KeyError, IndexError, AttributeError, AssertionError, RecursionError) as error:
        raise PackageError(f"“{name}”的内容无法理解，没有读入：请双方都升级到最新版本，再让对方重新发送。") from error


def _is_signed(public: bytes, message: bytes, signature: bytes) -> bool:
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True


def _id(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()[:16]
