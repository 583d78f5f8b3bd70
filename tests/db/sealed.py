"""A sealed store with people in it, for tests: passwords cost little here, everything else is as it is."""

from datetime import datetime, timedelta

from coding.review.people import ALL_ROLES, Role
from coding.store.kept_people import NewPerson, SignIn
from db.sqlite.stores import Stores

#: The first person, in all roles, and what everybody's password is.
FIRST, PASSWORD = "zhang", "一句好记的口令话"
NOW = datetime(2026, 11, 2, 8, 0, 0)


class Ticking:
    """A clock that goes on by a second whenever it is asked."""

    def __init__(self, now=NOW):
        self.now = now

    def __call__(self):
        self.now += timedelta(seconds=1)
        return self.now


class Department:
    """A sealed store at a place: ``first`` is open as its first person; ``come(role)`` opens it as somebody else."""

    def __init__(self, path, clock=None):
        self.path = path
        self.stores = Stores(clock or Ticking())
        self.recovery = self.stores.seal(path, NewPerson(FIRST, "张主任", ALL_ROLES, PASSWORD))
        self.first = self.stores(path, SignIn(FIRST, PASSWORD))
        self.first.prove_recovery_key(self.recovery)
        self._open = [self.first]

    def add(self, user, name, *roles, **more):
        """Let somebody in."""
        return self.first.add_person(NewPerson(user, name, frozenset(roles), PASSWORD, **more))

    def come(self, user):
        """The store as somebody who is in."""
        store = self.stores(self.path, SignIn(user, PASSWORD))
        self._open.append(store)
        return store

    def one_of(self, role, **more):
        """The store as a person of this role alone."""
        user = f"{role.value}{len(self.first.people())}"
        self.add(user, f"{Role(role).label}甲", role, **more)
        return self.come(user)

    def close(self):
        """Close everything."""
        for store in self._open:
            store.close()
