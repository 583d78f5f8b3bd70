"""The rich text of a card: its parts, lines and links. Every word from outside is escaped here."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Final

from ui.theme.fonts import CODE_FAMILIES
from ui.theme.theme import current_theme, theme_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from ui.cards.card_key import Target
    from ui.theme.palette import Colours

_CODES: Final = ", ".join(f"'{name}'" for name in CODE_FAMILIES)
#: What the address of a link begins with; behind it stands its number.
LINK: Final = "card:"


class CardText:
    """Makes the pieces of one card and remembers where its links lead. ``is_paper``: dark on white, to print."""

    def __init__(self, *, is_paper: bool = False) -> None:
        self.colours: Colours = (theme_of(dark=False) if is_paper else current_theme()).colours
        self.targets: list[Target] = []

    def target(self, address: str) -> Target | None:
        """Where a link leads; None for an address that is none of this card's."""
        number = address.removeprefix(LINK)
        known = address.startswith(LINK) and number.isdecimal() and int(number) < len(self.targets)
        return self.targets[int(number)] if known else None

    def link(self, words: str, target: Target) -> str:
        """Words that lead on."""
        self.targets.append(target)
        return f"<a style='color:{self.colours.link}' href='{LINK}{len(self.targets) - 1}'>{escape(words)}</a>"

    def code_link(self, code: str, target: Target) -> str:
        """The same in the letters of codes."""
        return f'<span style="font-family:{_CODES}">{self.link(code, target)}</span>'

    def muted(self, words: str) -> str:
        """What stands back."""
        return f"<span style='color:{self.colours.text_muted}'>{escape(words)}</span>"

    def warning(self, words: str) -> str:
        """What must not be overlooked; the words say so themselves."""
        return f"<span style='color:{self.colours.warning}'>{escape(words)}</span>"

    def plain(self, words: str) -> str:
        """Ordinary words."""
        return escape(words)

    def head(self, code: str, name: str, tags: Iterable[str]) -> str:
        """The title of a card: code, name, and what is true of it in a word each."""
        told = "　·　".join(tags)
        title = f'<span style="font-family:{_CODES}"><b>{escape(code)}</b></span>　<b>{escape(name)}</b>'
        return f"<p style='margin:0; font-size:large'>{title}</p>" + (
            f"<p style='margin:2px 0 6px 0'>{told}</p>" if told else ""
        )

    def part(self, title: str, lines: Sequence[str]) -> str:
        """A part of a card under its title; "" where there is nothing to say."""
        if not lines:
            return ""
        rows = "".join(f"<p style='margin:1px 0 1px 0'>{line}</p>" for line in lines)
        heading = f"<span style='color:{self.colours.text_muted}'><b>{escape(title)}</b></span>"
        return f"<p style='margin:8px 0 2px 0'>{heading}</p>{rows}"


def side_by_side(head: str, columns: Sequence[Sequence[str]], at_most: int) -> str:
    """The whole card: the head, and its columns beside each other, ``at_most`` so many."""
    filled = [[part for part in column if part] for column in columns]
    shown = [column for column in filled if column]
    while len(shown) > max(1, at_most):
        last = shown.pop()
        shown[-1] = [*shown[-1], *last]
    if len(shown) < 2:
        return head + "".join(part for column in shown for part in column)
    share = 100 // len(shown)
    cells = "".join(
        f"<td width='{share}%' valign='top' style='padding-right:16px'>{''.join(column)}</td>" for column in shown
    )
    return f"{head}<table width='100%' cellspacing='0' cellpadding='0'><tr>{cells}</tr></table>"
