"""What stands in the search box, read: ``科:内科 规:FP-COD 月:7 zmj`` as words and filters, and what is not understood.

The text is the truth: nothing is remembered beside it. Which keys there are, what each takes and an example stand in
``resources/worklist/filters.csv``. What is understood is applied even where no page is so, and that is told; what is
not understood is told and left out.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING, Final

from coding.base.resources import resource_table
from coding.page.fields import field_catalogue
from coding.store.found_by import typed_code
from coding.store.page_filter import MONEY, By, PageFilter, Than
from coding.suggest.person_names import name_initials
from coding.suggest.pinyin import initials
from coding.work.list_marks import MINE, list_marks
from coding.work.typed_months import NotUnderstoodError, months_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

_FILE: Final = "worklist/filters.csv"
#: What stands on the pages of the store, and on how many: ``KeepsWorklist.values``.
Known = Callable[[By], Sequence[tuple[str, int]]]

#: One part of the text: a word, or a key with what follows it; blanks between quotes belong to it.
_PART: Final = re.compile(r'(?:"[^"]*"?|[^\s"])+')
#: A key is a few Chinese characters or letters; 08:30 is a time and no filter.
_TYPED: Final = re.compile(r"(?P<no>-?)(?P<key>[^\W\d_]{1,6})(?P<than>:|>=|<=|>|<|=)(?P<said>.*)", re.DOTALL)
#: No figure of a page is longer.
_NUMBER: Final = r"(\d{1,15}(?:\.\d{0,15})?|\.\d{1,15})(万?)"
_COMPARED: Final = re.compile(rf"(>=|<=|>|<|=)?{_NUMBER}(?:元|天)?")
_BETWEEN: Final = re.compile(rf"{_NUMBER}(?:-|~|\.\.|到|至){_NUMBER}(?:元|天)?")
_PLAIN_QUOTES: Final = str.maketrans(
    {"“": '"', "”": '"', "„": '"', "「": '"', "」": '"', "『": '"', "』": '"', "＂": '"'}
)
_PLAIN_SIGNS: Final = str.maketrans(
    {"≥": ">=", "≤": "<=", "、": ",", "《": "<", "》": ">", "—": "-", "–": "-", "−": "-"}
)
_TEXTS: Final = frozenset({By.DEPT, By.DOCTOR, By.CODER})
_MOVED: Final = frozenset({By.WEIGHT_MOVED, By.PAYMENT_MOVED})
_BEGINNINGS: Final = frozenset({By.RULE, By.GROUP})
#: So many values are named where none of them is the one that is asked for.
_NAMED: Final = 4


@dataclass(frozen=True, slots=True)
class FilterKey:
    """What of a page can be asked for by typing: its names, the first is the one that is shown; what it takes."""

    by: By
    names: tuple[str, ...]
    title: str
    accepts: str
    example: str


@dataclass(frozen=True, slots=True)
class TypedQuery:
    """What a text asks: ``words`` as ``WorklistQuery.text`` takes them, ``filters``, and ``told``: sentences on what is
    not understood, or is on no page.
    """

    words: str = ""
    filters: tuple[PageFilter, ...] = ()
    told: tuple[str, ...] = ()


@cache
def filter_keys() -> tuple[FilterKey, ...]:
    """All keys, in the order in which they are offered."""
    table = resource_table(_FILE, "by", "keys", "title", "accepts", "example")
    return tuple(
        FilterKey(By(row["by"]), tuple(row["keys"].split()), row["title"], row["accepts"], row["example"])
        for row in table
    )


def keys_for(*, sees_money: bool) -> tuple[FilterKey, ...]:
    """Those that a person may ask by: a filter by weights or yuan tells them."""
    return tuple(key for key in filter_keys() if sees_money or key.by not in MONEY)


@cache
def _by_name() -> Mapping[str, FilterKey]:
    return {name: key for key in filter_keys() for name in key.names}


def plain_signs(text: str) -> str:
    """The text with its signs as the keyboard without an input method gives them: ``：`` is ``:``, ``＞`` is ``>``."""
    return unicodedata.normalize("NFKC", text.translate(_PLAIN_QUOTES)).translate(_PLAIN_SIGNS)


def read_typed(text: str, known: Known, *, sees_money: bool = True, me: int | None = None) -> TypedQuery:
    """Read what stands in the search box. Whatever it is, it is an answer: nothing is raised.

    ``known``: what stands on the pages; asked only for what is typed. ``me``: the id of whoever types, for 态:我的.
    """
    words: list[str] = []
    filters: list[PageFilter] = []
    told: list[str] = []
    for part in parts_of(text):
        typed = _filter_part(part)
        if typed is None:
            words.append(part.replace('"', " "))
            continue
        negated, name, said = typed
        key = _by_name().get(name)
        if key is None or (key.by in MONEY and not sees_money):
            told.append(_unknown(name, sees_money=sees_money) if key is None else _hidden(key))
            continue
        try:
            one = replace(_read(key, said, known, me), is_not=negated)
        except NotUnderstoodError as error:
            told.append(f"“{part}”没有用上：{error}填{key.accepts}，如 {key.example}。")
            continue
        filters.append(one)
        told += _on_no_page(key, one, said, known)
    return TypedQuery(" ".join(" ".join(words).split()), tuple(filters), tuple(told))


def parts_of(text: str) -> list[str]:
    """Words and filters one by one, signs made plain."""
    return _PART.findall(plain_signs(text))


def _filter_part(part: str) -> tuple[bool, str, str] | None:
    """Whether it is negated, the key, and what follows it with its sign; None for a word."""
    bare = part.removeprefix("-")
    key = _by_name().get(bare)
    if key is not None and key.by in _MOVED:
        return bare != part, bare, ""
    found = _TYPED.fullmatch(part)
    if found is None:
        return None
    than = "" if found["than"] == ":" else found["than"]
    return bool(found["no"]), found["key"], than + found["said"].replace('"', "").strip()


def _read(key: FilterKey, said: str, known: Known, me: int | None) -> PageFilter:
    by = key.by
    if by in _MOVED and not said:
        return PageFilter(by)
    if not said.strip("<>=, "):
        raise NotUnderstoodError("后面还没有内容；")
    if by in (By.WEIGHT, By.COST, By.STAY) or by in _MOVED:
        return PageFilter(by, bounds=_bounds(said))
    texts = [text for text in (one.strip() for one in said.removeprefix("=").split(",")) if text]
    if not texts or any(sign in said for sign in "<>"):
        raise NotUnderstoodError("这里不比较大小；")
    if by is By.MARK:
        return _marks(texts, me)
    if by is By.MONTH:
        return PageFilter(by, _all(months_of(text, [month for month, _ in known(by)]) for text in texts))
    if by is By.CODE:
        return PageFilter(by, _all(_code(text) for text in texts))
    if by in _BEGINNINGS:
        return PageFilter(by, tuple(text.upper() for text in texts))
    values = [value for value, _ in known(by)]
    return PageFilter(by, _all(_meant(by, text, values) or (text,) for text in texts))


def _all(parts: Iterable[Sequence[str]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(text for part in parts for text in part))


def _code(text: str) -> Sequence[str]:
    if typed_code(text) is None:
        raise NotUnderstoodError(f"“{text}”不是编码的写法；")
    return (text.upper(),)


def _meant(by: By, text: str, values: Sequence[str]) -> tuple[str, ...]:
    """Which of the values on the pages are meant: that one itself, else those that hold it, else by first letters."""
    wanted = text.casefold()
    label = field_catalogue().value_label("discharge_dept", text) if by is By.DEPT else text
    if label in values:
        return (label,)
    if holding := tuple(value for value in values if wanted in value.casefold()):
        return holding
    if not (text.isascii() and text.isalpha()):
        return ()
    return tuple(value for value in values if any(way.startswith(wanted) for way in letters_of(by, value)))


def letters_of(by: By, value: str) -> frozenset[str]:
    """The first letters by which a value is found: of a person in every way the name is read."""
    return frozenset({initials(value).lower()}) if by is By.DEPT else name_initials(value)


def _marks(texts: Sequence[str], me: int | None) -> PageFilter:
    found = []
    for text in texts:
        marks = [one.mark for one in list_marks().values() if one.label == text]
        marks = marks or [one.mark for one in list_marks().values() if initials(one.label).lower() == text.lower()]
        if not marks:
            raise NotUnderstoodError(f"没有“{text}”这个状态，有：{'、'.join(m.label for m in list_marks().values())}；")
        found += marks
    if MINE not in found:
        return PageFilter(By.MARK, tuple(found))
    if len(found) > 1 or me is None:
        raise NotUnderstoodError("“我的”要单独写；")
    return PageFilter(By.WHOSE, (str(me),))


def _bounds(said: str) -> tuple[tuple[Than, float], ...]:
    text = said.replace(",", "").replace(" ", "").removeprefix("=")
    if between := _BETWEEN.fullmatch(text):
        low, high = _number(between[1], between[2]), _number(between[3], between[4])
        if between[4] and not between[2] and low < high / 10_000:
            low *= 10_000  # 2-3万
        return (Than.AT_LEAST, min(low, high)), (Than.AT_MOST, max(low, high))
    found = _COMPARED.fullmatch(text)
    if found is None:
        raise NotUnderstoodError(f"“{said}”不是数字；")
    number = _number(found[2], found[3])
    if found[1] in (None, "="):
        return (Than.AT_LEAST, number), (Than.AT_MOST, number)
    return ((Than(found[1]), number),)


def _number(digits: str, unit: str) -> float:
    return float(digits) * (10_000 if unit else 1)


def _on_no_page(key: FilterKey, one: PageFilter, said: str, known: Known) -> Iterator[str]:
    """A sentence where what is asked for is on no page, with what there is."""
    if one.by not in _TEXTS | _BEGINNINGS | {By.MONTH}:
        return
    values = known(one.by)
    lacking = [text for text in one.texts if not any(_is_borne(one.by, value, text) for value, _ in values)]
    if one.by is By.MONTH:
        lacking = [said] if len(lacking) == len(one.texts) else []
    yield from (f"没有病案符合 {key.names[0]}:{text}{_there_is(values)}。" for text in lacking)


def _is_borne(by: By, value: str, text: str) -> bool:
    return value == text if by in _TEXTS else value.startswith(text)


def _there_is(values: Sequence[tuple[str, int]]) -> str:
    most = sorted(values, key=lambda value: -value[1])[:_NAMED]
    if not most:
        return ""
    named = "、".join(f"{value} {number:,}" for value, number in most)
    return f"，有：{named}{f' 等 {len(values)} 个' if len(values) > len(most) else ''}"


def _unknown(name: str, *, sees_money: bool) -> str:
    names = " ".join(key.names[0] for key in keys_for(sees_money=sees_money))
    return f"不认识“{name}”，可以用：{names}；如 科:内科、天>30。"


def _hidden(key: FilterKey) -> str:
    return f"“{key.names[0]}”没有用上：您不看权重和费用，不能按{key.title}筛选。"
