"""What can go wrong with what the program remembers, whichever store stands behind it; each says what to do."""

from __future__ import annotations

from coding.base.errors import CodingError


class StoreError(CodingError):
    """The store could not be used; every cause that a user can mend has a class of its own."""


class StoreBusyError(StoreError):
    """Another window or program holds the store; nothing was written, trying again is safe."""


class StoreAwayError(StoreBusyError):
    """The server cannot be reached just now. Whether what was under way has been written is not known: it is sent again
    under its number (``append``).
    """


class StoreShutOutError(StoreAwayError):
    """The server is there, but does not go on with whoever was in: her login, the database or its version is another
    one. ``why`` says it.
    """

    def __init__(self, why: StoreError) -> None:
        super().__init__(str(why))
        self.why = why


class StoreReadOnlyError(StoreError):
    """The store, or the folder it lies in, may not be written to."""


class StoreFullError(StoreError):
    """There is no room left on the disk; nothing was written."""


class StoreCorruptError(StoreError):
    """It is not a store of this program, or it is damaged."""


class StoreOnNetworkError(StoreError):
    """The store would lie on another machine, where what it is kept in does not work."""


class StoreGoneError(StoreError):
    """The file was removed, or another one put in its place, while it was open; nothing was written."""


class NewerStoreError(StoreError):
    """It was written by a newer version of the program."""


class NotFoundedError(StoreError):
    """The database on a server holds no store yet: its first person makes one."""


class UnknownPageError(StoreError):
    """A page id that the store does not hold."""


class UnknownWaiverError(StoreError):
    """A waiver that the store does not hold."""


class NotAllowedError(StoreError):
    """The roles of the person at the store do not allow it; nothing was written but that it was tried."""


class WrongPasswordError(StoreError):
    """Nobody of that name and password may open the store; or too many were wrong, and it has to wait."""


class WeakPasswordError(StoreError):
    """A password that is too short, or one that everybody would try first."""


class SealedStoreError(StoreError):
    """The store is sealed: it opens for somebody with a password only."""


class KeyFileError(StoreError):
    """The key file beside the store is missing, damaged, or another store's."""


class GateHeldError(StoreError):
    """Something stands at the gate before a step that is neither mended nor answered; nothing was written."""


class PageTakenError(StoreError):
    """Somebody else is working on the page; nothing was written."""


class PageReadOnlyError(StoreError):
    """The page has been released or archived: it is sent back before it is changed; nothing was written."""
