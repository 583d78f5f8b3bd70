"""Column maps that were made for sources of this hospital, kept in the store under their names."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from coding.base.errors import CodingError
from coding.exchange.profile import SourceProfile
from coding.store.kept_json import list_json, list_of
from coding.store.setting import Setting

if TYPE_CHECKING:
    from coding.store.store import Store

_PROFILES: Final = Setting("import.profiles", "[]")


def kept_profiles(store: Store) -> list[SourceProfile]:
    """All column maps, the latest first; one that cannot be read is left out."""
    try:
        texts = list_of(_PROFILES.read(store))
    except (ValueError, TypeError, KeyError, AttributeError):
        return []
    profiles = []
    for text in texts:
        try:
            profiles.append(SourceProfile.from_json(str(text)))
        except CodingError:
            continue
    return profiles


def keep_profile(store: Store, profile: SourceProfile) -> None:
    """Remember a column map; one of the same name is replaced."""
    others = [p for p in kept_profiles(store) if p.name != profile.name]
    _PROFILES.write(store, list_json([p.as_json() for p in (profile, *others)]))
