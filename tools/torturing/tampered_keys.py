"""Entries in a name or with a key that is not the writer's own, and keys that are registered for others."""

from __future__ import annotations

from coding.store.kept_audit import Deed
from db.shared.audit.chain import Hand
from db.shared.key_file import new_seed
from db.shared.seat import PROGRAM, Signer, alone
from tools.torturing.intruder import Intruder, Kinds

KEYS = Kinds()


@KEYS.named("an entry with a made-up key")
def _made_up(it: Intruder) -> None:
    it.forge(Hand(it.me.who, it.me.name, Signer(new_seed())), Deed.EXPORT, {"file": "x.csv"})


@KEYS.named("an export in the program's name")
def _export_by_program(it: Intruder) -> None:
    it.forge(it.program, Deed.EXPORT, {"file": "x.csv"}, seat=it.me)


@KEYS.named("an entry of the program's without a seat")
def _program_alone(it: Intruder) -> None:
    it.forge(it.program, Deed.WRONG_PASSWORD, {"user": "wang", "times": []})


@KEYS.named("an entry in somebody else's number")
def _other_number(it: Intruder) -> None:
    it.forge(Hand(it.officer.id, it.officer.name, it.me.signer), Deed.EXPORT, {"file": "x.csv"})


@KEYS.named("an entry in somebody else's name")
def _other_name(it: Intruder) -> None:
    it.forge(Hand(it.me.who, it.officer.name, it.me.signer), Deed.EXPORT, {"file": "x.csv"})


@KEYS.named("an entry with the key of before the sealing")
def _clear_key(it: Intruder) -> None:
    before = alone()
    it.forge(Hand(before.person.id, before.person.name, before.signer), Deed.EXPORT, {"file": "x.csv"})


@KEYS.named("a key is registered for somebody else")
def _key_for_other(it: Intruder) -> None:
    signer = Signer(new_seed())
    it.forge(it.me, Deed.KEY, {"of": it.officer.id, "name": it.officer.name, "key": signer.public.hex()})
    it.forge(Hand(it.officer.id, it.officer.name, signer), Deed.EXPORT, {"file": "x.csv"})


@KEYS.named("the program registers a key for somebody else")
def _key_by_program(it: Intruder) -> None:
    signer = Signer(new_seed())
    about = {"of": it.officer.id, "name": it.officer.name, "key": signer.public.hex()}
    it.forge(it.program, it.rng.choice([Deed.KEY, Deed.SEAL, Deed.BEGIN, Deed.PASSWORD]), about)
    it.forge(Hand(it.officer.id, it.officer.name, signer), Deed.EXPORT, {"file": "x.csv"})


@KEYS.named("a key of the program's is registered by a coder")
def _key_of_program(it: Intruder) -> None:
    it.forge(it.me, Deed.KEY, {"of": PROGRAM, "key": Signer(new_seed()).public.hex()})
