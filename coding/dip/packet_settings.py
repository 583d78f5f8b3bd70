"""The settings of a DIP pack: every key with the values that an interpreter knows; anything else is an error."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from coding.dip.items import CATEGORY, SUBCATEGORY, WHOLE

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_FIGURE = re.compile(r"\d+(?:\.\d*)?")
#: Settings that a pack may state, and what holds where it does not.
SETTINGS: Mapping[str, str] = {
    "name": "",
    "version": "",
    "region": "",
    "code_edition": "",
    "layers": "XQ|BX|FZ|JC|ZH",
    "px_role": "principal",
    "exclude_match": "exact",
    "px_match": "exact",
    "dx_levels": "full|4|3",
    "conservative": "strict",
    "low": "0.5",
    "high": "2",
    "high_style": "add",
}
#: Keys of which only some values can be interpreted, and those values.
_VALUES: Mapping[str, tuple[str, ...]] = {
    "px_role": ("principal", "any"),
    "exclude_match": ("exact", "prefix"),
    "px_match": ("exact",),
    "conservative": ("strict", "fallback"),
    "high_style": ("add", "review"),
}
#: The words of ``dx_levels``, the closest first.
_LEVELS: Mapping[str, int] = {"full": WHOLE, "4": SUBCATEGORY, "3": CATEGORY}
_FIGURES = ("low", "high")


@dataclass(frozen=True, slots=True)
class PackSettings:
    """How a pack is to be interpreted; ``stated`` are its texts.

    ``layers`` in order. ``any_procedure``: px is compared with all procedures (2.0), not with the principal one (3.0).
    ``by_beginning``: codes of the exclusion lists are beginnings of codes. ``falls_back``: an empty procedure cell of a
    row of burns or tuberculosis also takes cases whose procedure no row takes. ``closeness``: which diagnosis items
    count. ``adds_above``: what is beyond ``high`` is paid in addition; else such a case is a candidate for review.
    """

    stated: Mapping[str, str]
    layers: tuple[str, ...]
    any_procedure: bool
    by_beginning: bool
    falls_back: bool
    closeness: frozenset[int]
    low: float
    high: float
    adds_above: bool


def settings_of(stated: Mapping[str, str]) -> PackSettings:
    """The settings that a pack states, the others as they are without it; ``wrong_settings`` found nothing in them."""
    told = {**SETTINGS, **stated}
    return PackSettings(
        stated=told,
        layers=_parts(told["layers"]),
        any_procedure=told["px_role"] == "any",
        by_beginning=told["exclude_match"] == "prefix",
        falls_back=told["conservative"] == "fallback",
        closeness=frozenset(_LEVELS[word] for word in _parts(told["dx_levels"])),
        low=float(told["low"]),
        high=float(told["high"]),
        adds_above=told["high_style"] == "add",
    )


def wrong_settings(stated: Mapping[str, str]) -> Iterable[tuple[str, str]]:
    """(key, sentence) for every key that nobody knows and every value that cannot be interpreted."""
    for key in sorted(stated.keys() - SETTINGS.keys()):
        yield key, f"项目“{key}”不认识：请核对拼写，或更新本程序。"
    for key, known in _VALUES.items():
        if key in stated and stated[key] not in known:
            yield key, f"{key} 的值“{stated[key]}”不认识：应为 {' 或 '.join(known)}。"
    wrong = [key for key in _FIGURES if key in stated and not _FIGURE.fullmatch(stated[key])]
    for key in wrong:
        yield key, f"{key} 的值“{stated[key]}”不是数字：应写成 0.5、2 的样子。"
    told = {**SETTINGS, **stated}
    if not wrong and float(told["low"]) >= float(told["high"]):
        yield "low", f"low（{told['low']}）应小于 high（{told['high']}）：请核对偏差界限。"
    levels = _parts(told["dx_levels"])
    if not levels or list(levels) != [word for word in _LEVELS if word in levels]:
        yield "dx_levels", f"dx_levels 的值“{told['dx_levels']}”不认识：应从 full|4|3 中取，次序不变，以 | 隔开。"
    layers = _parts(told["layers"])
    if not layers or len(set(layers)) < len(layers) or any(not layer.isalnum() for layer in layers):
        yield "layers", f"layers 的值“{told['layers']}”看不懂：应写成 XQ|BX|FZ|JC|ZH 的样子，以 | 隔开，各写一次。"


def _parts(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split("|") if part.strip())
