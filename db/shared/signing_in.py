"""Who signs in: a user with a password, or whoever has the recovery key, out of the keys of a store."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from coding.review.people import Person, Role
from coding.store.store_errors import WrongPasswordError
from db.shared.key_file import label_of, no_lock, typed_recovery_key
from db.shared.seat import RECOVERY, RECOVERY_NAME, Seat, Signer

if TYPE_CHECKING:
    from datetime import datetime

    from coding.store.kept_people import SignIn
    from coding.store.store import Clock
    from db.shared.key_file import KeyKeeper, Keys

#: Roles of whoever comes in with the recovery key: somebody has to be able to give out passwords again.
_RECOVERING: Final = frozenset({Role.ADMINISTRATOR})


def seat_of(kept: KeyKeeper, sign_in: SignIn, clock: Clock) -> Seat:
    """The seat of whoever signs in. Raises WrongPasswordError, KeyFileError; a wrong password is counted."""
    keys = kept.read()
    if sign_in.recovery:
        if keys.recovery is None:
            raise WrongPasswordError("这个数据文件没有恢复密钥：请用用户名和口令登录。")
        opened = keys.recovery.open(typed_recovery_key(sign_in.recovery), label_of(keys.store, ""))
        person = Person(RECOVERY, "", RECOVERY_NAME, _RECOVERING)
        return Seat(person, Signer(opened.seed), opened.data_key)
    number, lock = keys.people.get(sign_in.user, (0, no_lock()))  # who exists is not told by the time it takes
    now = clock()
    if wait := lock.wait(now):
        raise WrongPasswordError(f"口令已连续输错 {len(lock.wrong)} 次：请等 {wait} 秒后再试，或请管理员重设口令。")
    try:
        opened = lock.open(sign_in.password, label_of(keys.store, sign_in.user))
    except WrongPasswordError:
        if number:
            kept.update(lambda known: _tried(known, sign_in.user, now))
        raise
    if lock.wrong:
        kept.update(lambda known: _tried(known, sign_in.user, None))
    person = Person(number, sign_in.user, sign_in.user, frozenset())
    return Seat(person, Signer(opened.seed), opened.data_key, lock.wrong)


def _tried(keys: Keys, user: str, moment: datetime | None) -> Keys:
    return keys.tried(user, moment) if user in keys.people else keys
