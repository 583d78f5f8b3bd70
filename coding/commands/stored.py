"""What a hospital has kept in its store, for a command that judges without the window: the two never disagree."""

from __future__ import annotations

import sys
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from coding.base.errors import UnusableInputError
from coding.commands.inputs import existing_store
from coding.commands.signing_in import signed_in
from coding.knowledge.knowledge import KnowledgeSource
from coding.rules.local import LocalRules, local_book
from coding.work.archiving import SETTINGS
from coding.work.column_maps import kept_profiles
from coding.work.hospital_knowledge import KNOWLEDGE, PARTS, kept_texts, loaded_by
from coding.work.local_habits import kept_local_values

if TYPE_CHECKING:
    import argparse
    from collections.abc import Mapping

    from coding.exchange.local_values import LocalValues
    from coding.exchange.profile import SourceProfile
    from coding.store.store import Opener


@dataclass(frozen=True, slots=True)
class KeptHere:
    """What stands in a store beside its pages: knowledge with rules and terms, column maps, what local texts mean.

    ``archiving``: the department's terms of late archiving.
    """

    source: KnowledgeSource = KnowledgeSource()
    profiles: tuple[SourceProfile, ...] = ()
    local: tuple[LocalValues, ...] = ()
    archiving: Mapping[str, str] = field(default_factory=dict)


def kept_here(arguments: argparse.Namespace, open_store: Opener | None) -> KeptHere:
    """What the store of ``--db`` says; nothing where none is named. A part that cannot be used is told on stderr.

    Raises UnusableInputError where there is no such file, StoreError where it is no store.
    """
    given = arguments.db
    if not given:
        return KeptHere()
    path = existing_store(given, open_store)
    if open_store is None or path.is_dir():
        raise UnusableInputError(f"“{given}”不是数据文件：请指定窗口所用的数据文件。")
    store = signed_in(path, arguments, open_store)
    try:
        found = loaded_by(kept_texts(store), store)
        for trouble in found.troubles:
            print(trouble, file=sys.stderr)
        for said in local_book(LocalRules.from_text(found.knowledge.source.rules)).troubles.values():
            print(f"本院规则有一条没有生效：{said}", file=sys.stderr)
        archiving = {key: setting.read(store) for key, setting in SETTINGS.items()}
        profiles, local = tuple(kept_profiles(store)), tuple(kept_local_values(store))
        return KeptHere(found.knowledge.source, profiles, local, archiving)
    finally:
        store.close()


def over(given: KnowledgeSource, kept: KnowledgeSource) -> KnowledgeSource:
    """What the command line gives goes before what is kept, part by part; the answers to a tariff go with it.

    A part that is given, be it for some days only, has nothing of what is kept on any day.
    """
    names = dict.fromkeys((*KNOWLEDGE, "rules", "amendments"))
    named: dict[str, Any] = {name: said for name in names if (said := getattr(given, name))}
    parts = {name for name in named if name in PARTS} | {part.part for part in given.dated}
    if "scheme" in parts:  # what is kept was made for another scheme
        parts.add("amendments")
    for part in parts - named.keys():
        named[part] = None
    if "tariff" in parts:
        named["tariff_options"] = given.tariff_options
    named["dated"] = (*(part for part in kept.dated if part.part not in parts), *given.dated)
    return replace(kept, **named)
