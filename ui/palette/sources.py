"""Where the lines of the palette come from: the table of actions, and what the store and the Knowledge hold."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final

from coding.base.errors import CodingError
from coding.codes.entry import CodeKind
from coding.store.store import WorklistQuery
from ui.actions import plain_text, shown_keys
from ui.palette.entry import Entry, Sort, best, sought

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from PySide6.QtGui import QAction

    from coding.knowledge.knowledge import Knowledge
    from coding.store.store import Store, WorklistRow
    from ui.action_spec import ActionSpec
    from ui.palette.entry import Sought

#: So many lines of a sort; of actions more where nothing else is found.
MOST: Final = 6
MOST_ACTIONS: Final = 8
#: From so many characters on, pages, codes, groups and rules are looked for: a single letter means half of them.
LEAST: Final = 2


@dataclass(frozen=True, slots=True)
class Doing:
    """What is done with what was found: a page is opened, a code and a group are shown on their cards, a rule in the
    library of rules.
    """

    page: Callable[[int], object]
    code: Callable[[CodeKind, str], object]
    group: Callable[[str], object]
    rule: Callable[[str], object]


class ActionLines:
    """The actions of a window, each with where it stands in the menus. Their words are made ready to be looked for
    once: with every key that would take longer than all else.
    """

    def __init__(self, specs: Sequence[ActionSpec], action: Callable[[str], QAction]) -> None:
        self._specs = [spec for spec in specs if spec.handled and spec.menu]
        self._action = action

    @cached_property
    def _by_name(self) -> list[tuple[Sought, ActionSpec]]:
        return [(sought(spec.text.rstrip("…")), spec) for spec in self._specs]

    @cached_property
    def _by_hint(self) -> list[tuple[Sought, ActionSpec]]:
        return [(sought(f"{spec.text.rstrip('…')} {spec.hint}"), spec) for spec in self._specs]

    def found(self, typed: str, most: int = MOST_ACTIONS) -> list[Entry]:
        """Those that fit, the best first. Their names fit before their hints do."""
        by_name = best(self._by_name, typed, most)
        rest = ((one, spec) for one, spec in self._by_hint if spec not in by_name)
        return [self._entry(spec) for spec in [*by_name, *best(rest, typed, most)][:most]]

    def of(self, ids: Sequence[str]) -> list[Entry]:
        """These, where there still are such."""
        by_id = {spec.id: spec for spec in self._specs}
        return [self._entry(by_id[id_]) for id_ in ids if id_ in by_id]

    def _entry(self, spec: ActionSpec) -> Entry:
        action = self._action(spec.id)
        why_not = "" if action.isEnabled() else action.statusTip() or "现在不能做"
        beside = spec.menu.replace("/", " › ")
        text = plain_text(action).rstrip("…")
        return Entry(Sort.ACTION, spec.id, text, action.trigger, beside, shown_keys(spec), why_not)


def page_lines(store: Store, typed: str, do: Doing, names: Callable[[WorklistRow], str]) -> list[Entry]:
    """Pages as the search of the worklist finds them. ``names``: a row as one line of text."""
    try:
        rows = store.listed(WorklistQuery(typed), 0, MOST).rows
    except CodingError:  # the list says what is wrong with what is typed
        return []
    return [
        Entry(Sort.PAGE, str(row.id), names(row), lambda page_id=row.id: do.page(page_id), row.case_no) for row in rows
    ]


def code_lines(knowledge: Knowledge, typed: str, do: Doing) -> list[Entry]:
    """Codes of both tables by code, words, initials and pinyin, as a code cell finds them."""
    from coding.suggest.choosing import offers

    found: list[Entry] = []
    for kind, sort in ((CodeKind.DIAGNOSIS, Sort.DIAGNOSIS), (CodeKind.PROCEDURE, Sort.PROCEDURE)):
        for offer in offers(knowledge.lookup, kind, typed, "", MOST // 2 + 1):
            code = offer.match.code
            beside = "灰码" if offer.grey else offer.match.reason
            found.append(Entry(sort, code, f"{code}  {offer.match.name}", lambda c=code, k=kind: do.code(k, c), beside))
    return found


def group_lines(knowledge: Knowledge, typed: str, do: Doing) -> list[Entry]:
    """Groups of the scheme in force, by code and name."""
    scheme = knowledge.scheme
    named = ((group, scheme.group_name(group)) for group in scheme.groups)
    asked = typed.lower().split()
    near = ((code, name) for code, name in named if all(one in f"{code} {name}".lower() for one in asked))
    lines = ((sought(f"{code}  {name}"), Entry(Sort.GROUP, code, f"{code}  {name}", lambda c=code: do.group(c)))
             for code, name in near)  # fmt: skip
    return best(lines, typed, MOST)


def rule_lines_of(titles: Mapping[str, str], typed: str, do: Doing) -> list[Entry]:
    """Rules by id and by what they say. ``titles``: id → what it says."""
    asked = typed.lower().split()
    near = ((id_, said) for id_, said in titles.items() if all(one in f"{id_} {said}".lower() for one in asked))
    lines = ((sought(f"{id_}  {said}"), Entry(Sort.RULE, id_, f"{id_}  {said}", lambda r=id_: do.rule(r)))
             for id_, said in near)  # fmt: skip
    return best(lines, typed, MOST)
