"""Writes ``tests/data/surface.txt``, what ``coding.surface`` promises: ``python -m tools.write_surface``.

A line a name: the parameters of a function or of making an object, its fields, what can be asked of it. A change of it
is a change for everybody who builds on the library: see ``docs/library.md``.
"""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from enum import Enum
from functools import cached_property
from pathlib import Path

from coding import surface

PAGE = Path(__file__).resolve().parents[1] / "tests" / "data" / "surface.txt"


def lines() -> Iterator[str]:
    """All public names, in order, each with what may be written behind it."""
    for name in sorted(surface.__all__):
        found = getattr(surface, name)
        if inspect.isclass(found):
            yield from _class(name, found)
        elif callable(found):
            yield f"{name}{_parameters(found)}"
        else:
            yield f"{name}: {type(found).__name__}"


def main() -> None:
    PAGE.write_text("\n".join(lines()) + "\n", encoding="utf-8", newline="\n")


def _class(name: str, found: type) -> Iterator[str]:
    if issubclass(found, Enum):
        yield f"{name}: {' '.join(member.name for member in found)}"
        return
    if issubclass(found, Exception) or getattr(found, "_is_protocol", False):
        yield f"{name}"
    else:
        yield f"{name}{_parameters(found)}"
    own = {field.name for field in fields(found)} if is_dataclass(found) else set()
    members = {key: value for base in reversed(found.__mro__[:-1]) for key, value in vars(base).items()}
    for key, value in sorted(members.items()):
        if key.startswith("_") or key in own or _plain(value) is None:
            continue
        plain = _plain(value)
        yield f"{name}.{key}{_parameters(plain) if callable(plain) else ''}"


def _plain(value: object) -> object:
    """What a member of a class is: a function, "" for what is asked without parentheses, None for anything else."""
    if isinstance(value, property | cached_property):
        return ""
    if isinstance(value, classmethod | staticmethod):
        return value.__func__
    return value if inspect.isfunction(value) else None


def _parameters(found: object) -> str:
    parts = []
    for parameter in inspect.signature(found).parameters.values():  # type: ignore[arg-type]
        mark = {parameter.VAR_POSITIONAL: "*", parameter.VAR_KEYWORD: "**"}.get(parameter.kind, "")
        if parameter.kind is parameter.KEYWORD_ONLY and "*" not in parts and not any(p.startswith("*") for p in parts):
            parts.append("*")
        parts.append(f"{mark}{parameter.name}{'' if parameter.default is parameter.empty else '=…'}")
    return f"({', '.join(parts)})"


if __name__ == "__main__":
    main()
