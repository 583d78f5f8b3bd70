"""Column maps that were made for sources of this hospital, kept in the store under their names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coding.base.errors import CodingError
from coding.store.kept_json import list_json, list_of
from coding.store.store import Store

if TYPE_CHECKING:
    from coding.exchange.profile import SourceProfile

_KEY = "import.profiles"


def kept_profiles(store: Store) -> list[SourceProfile]:
    """All column maps, the latest first; one that cannot be read is left out."""
    from coding.exchange.profile import SourceProfile  # the window opens without it

    try:
        texts = list_of(store.setting(_KEY, "[]"))
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
    store.set_setting(_KEY, list_json([p.as_json() for p in (profile, *others)]))
