"""At the desk of packages, once for window and command line: with which key they are signed, opened and sealed, whose
are taken, and how the pages that came back are judged.

A data file that is not sealed has no key of anybody's own: what it signs anybody can sign. It exchanges no cards; its
packages go by passphrase, to other such files, for trying.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from coding.base.errors import CodingError
from coding.exchange.age_seal import PackageError, Passphrase, ToPeople
from coding.exchange.cards import card_of, card_text, identity_of, recipient_of
from coding.exchange.packages import KnownSigner, read_package
from coding.work.contexts import Contexts
from coding.work.dealing_out import Sender
from coding.work.partners import known_signers, partners
from coding.work.rechecking import examined
from coding.work.stored_neighbours import StoredNeighbours

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from datetime import datetime
    from pathlib import Path

    from coding.exchange.age_seal import Key, Lock
    from coding.exchange.cards import Card
    from coding.exchange.packages import Opened
    from coding.knowledge.knowledge import Knowledge
    from coding.store.kept_packages import NotedPackage
    from coding.store.kept_pages import KeepsPages
    from coding.store.kept_people import KeepsPeople
    from coding.store.store import Store

_CLEAR = "数据文件没有加密，其中的密钥人人可得，不能用名片：请先加密数据文件；试用时可以用口令收发工作包。"


def my_card(store: KeepsPeople) -> tuple[Card, str]:
    """The card of the person at the store, and its line of text. Raises PackageError where the store is clear."""
    require_sealed(store)
    text = card_text(store.me.name, store.signer, store.signer.public)
    return card_of(text), text


def require_sealed(store: KeepsPeople) -> None:
    """Raise PackageError where the keys of the store are known to all."""
    if not store.is_sealed:
        raise PackageError(_CLEAR)


def sender_of(store: KeepsPeople) -> Sender:
    """Who sends: the person at the store; answers to a clear one come by passphrase."""
    reply = recipient_of(identity_of(store.signer)) if store.is_sealed else ""
    return Sender(store.me.name, store.signer, reply)


def addressed(store: KeepsPeople, name: str, title: str) -> tuple[str, str]:
    """For whom a package is noted, and its title. Of clear stores the person is the same everywhere: the title names
    who is meant.
    """
    return (name, title) if store.is_sealed else (store.me.name, f"{title} {name}".strip())


def lock_to(store: Store, name: str, passphrase: str = "") -> Lock:
    """What is sealed to somebody: by the passphrase where there is one, else by the card. Raises PackageError."""
    if passphrase:
        return Passphrase(passphrase)
    require_sealed(store)
    card = partners(store).get(name)
    if card is None:
        raise PackageError(f"没有“{name}”的名片：请先登记对方的名片，或改用口令。")
    return card.lock


def lock_back(noted: NotedPackage, passphrase: str = "") -> Lock:
    """What the answer to a package is sealed to. Raises PackageError where it came by a passphrase and none is told."""
    if passphrase:
        return Passphrase(passphrase)
    if not noted.reply:
        raise PackageError(f"“{noted.partner}”的工作包是用口令发来的：请写出交回用的口令。")
    return ToPeople((noted.reply,))


def opened_at(store: Store, path: Path, passphrase: str = "") -> Opened:
    """A package, read by the person at the store. Raises PackageError."""
    if not passphrase:
        require_sealed(store)
    key: Key = Passphrase(passphrase) if passphrase else identity_of(store.signer)
    return read_package(path, key, _known(store))


def _known(store: Store) -> Mapping[str, KnownSigner]:
    if store.is_sealed:
        return known_signers(store)
    mine = KnownSigner(store.signer.id, store.signer.public, store.me.name)
    return {mine.id: mine}


def judges_anew(
    store: Store, knowledge: Knowledge, clock: Callable[[], datetime], contexts: Contexts | None = None
) -> Callable[[Sequence[int]], None]:
    """Examines pages as they stand now and keeps their verdicts."""
    of = contexts or Contexts.of_waivers(store.waivers(), neighbours=StoredNeighbours(store))

    def judge(ids: Sequence[int]) -> None:
        for verdicts in examined(store, ids, knowledge, of, clock()):
            store.keep_verdicts(verdicts)

    return judge


def pages_numbered(store: KeepsPages, case_nos: Iterable[str]) -> tuple[int, ...]:
    """The pages of these record numbers, in their order. Raises CodingError that names one that is not there."""
    wanted = list(dict.fromkeys(one.strip() for one in case_nos if one.strip()))
    of: dict[str, list[int]] = {}
    for page in store.figures():
        of.setdefault(page.case_no, []).append(page.id)
    if missing := [one for one in wanted if one not in of]:
        more = f"等 {len(missing):,} 个" if len(missing) > 3 else ""
        raise CodingError(f"数据文件中没有病案号 {'、'.join(missing[:3])}{more}：请核对后再试。")
    return tuple(page_id for one in wanted for page_id in of[one])
