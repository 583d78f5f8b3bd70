"""The two halves of a time in 卫统4-1 (RYSJ the day, RYSJS the hour), and durations as ``days/hours/minutes``."""

from __future__ import annotations

import re

from coding.base.dates import read_moment

_HOUR = re.compile(r"(\d{1,2})(?:时|点)?", re.ASCII)
_JOINED = re.compile(r"(.*\S) (\d{2})时")
_DATE = re.compile(r"\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}日?|\d{8}")
_TIME = re.compile(r"[ T]*(\d{1,2})[:时点]")
_MIDNIGHT = re.compile(rf"({_DATE.pattern})[ T]+0?0:00(?::00(?:\.0+)?)?")
_NUMBER = re.compile(r"\d{1,7}(\.\d{1,9})?", re.ASCII)


def hour_number(text: str) -> int | None:
    """0 to 23, also from ``8时``; None for anything else."""
    found = _HOUR.fullmatch(text)
    hour = int(found.group(1)) if found else 24
    return hour if hour < 24 else None


def without_midnight(day: str) -> str:
    """``2024-03-01 00:00:00`` → ``2024-03-01``: how a date column of a database is written as text."""
    found = _MIDNIGHT.fullmatch(day)
    return found.group(1) if found else day


def joined_time(day: str, hour: str) -> str:
    """``2024-03-01`` and ``8`` → ``2024-03-01 08时``; "" when the day already has a time or either is unfit.

    A day at midnight beside another hour is the day alone. The minutes are unknown and are not invented; the
    spelling shows that, and lets the halves be told apart again.
    """
    number = hour_number(hour)
    if number:
        day = without_midnight(day)
    if number is None or not _DATE.fullmatch(day):
        return ""
    return f"{day} {number:02}时"


def split_time(text: str) -> tuple[str, str] | None:
    """``2024-03-01 08时`` → (``2024-03-01``, ``8``); None for any other spelling."""
    found = _JOINED.fullmatch(text)
    return (found.group(1), str(int(found.group(2)))) if found else None


def hour_in(text: str) -> str:
    """The hour that a time in text gives, without leading zero; "" when it gives none."""
    day = _DATE.match(text)
    found = _TIME.match(text, day.end()) if day else None
    return str(int(found.group(1))) if found else ""


def day_in(text: str) -> str:
    """The day of a time in text, in its own spelling; the text itself when it is no date."""
    day = _DATE.match(text)
    return day.group() if day else text


def duration_of_hours(text: str) -> str:
    """``29.5`` hours → ``1/5/30``; "" for nothing, zero or what is no number."""
    if not _NUMBER.fullmatch(text.strip()):
        return ""
    minutes = round(float(text) * 60)
    if minutes <= 0:
        return ""
    return f"{minutes // 1440}/{minutes // 60 % 24}/{minutes % 60}"


_STANDARD = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?: (\d{2}):(\d{2}):(\d{2}))?", re.ASCII)
_PARTS = re.compile(r"(\d{4})([-/.年])(\d{1,2})([-/.月])(\d{1,2})(日?)|(\d{8})", re.ASCII)
_CLOCK = re.compile(r"([ T]+)(\d{1,2}):\d{2}(:\d{2})?", re.ASCII)


def dated_like(text: str, example: str) -> str:
    """A date in the standard's spelling as its source spells dates: ``2024-07-05`` beside ``2024/3/1`` → ``2024/7/5``.

    A text that is no such date stays; without an example that is a date it stays, too. The time keeps its seconds
    where they say something.
    """
    found, like = _STANDARD.fullmatch(text), _PARTS.match(example)
    if not found or not like or read_moment(text) is None:
        return text
    (year, month, day), clock = found.groups()[:3], found.groups()[3:]
    rest = example[like.end() :]
    if like.group(7):
        return f"{year}{month}{day}" + _close_clock(clock, rest)
    if "0" not in (like.group(3)[0], like.group(5)[0]) and len(like.group(3) + like.group(5)) < 4:
        month, day = str(int(month)), str(int(day))
    return f"{year}{like.group(2)}{month}{like.group(4)}{day}{like.group(6)}" + _clock(clock, rest)


def _close_clock(clock: tuple[str | None, ...], rest: str) -> str:
    if clock[0] is None:
        return ""
    if not rest or rest.isdecimal():
        return "".join(part or "" for part in clock[: 2 if len(rest) == 4 and clock[2] == "00" else 3])
    return _clock(clock, rest)


def _clock(clock: tuple[str | None, ...], rest: str) -> str:
    hour, minute, second = clock
    if hour is None:
        return ""
    like = _CLOCK.match(rest)
    if like is None:
        return f" {hour}:{minute}:{second}"
    hour = str(int(hour)) if len(like.group(2)) == 1 else hour
    return f"{like.group(1)}{hour}:{minute}" + ("" if second == "00" and not like.group(3) else f":{second}")
