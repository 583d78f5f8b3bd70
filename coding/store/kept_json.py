"""What a store keeps as JSON: each with a version, and a reader for every version there ever was.

Version 1 is what was written before there were versions: it bears none. A shape that changes gets the next number
here, a reader beside the old ones, and files of the old shape in ``tests/data/json_shapes``, which must read for ever.
"""

from __future__ import annotations

import json
from dataclasses import asdict, fields
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final, TypeVar

from coding.page.change import Change
from coding.page.front_page import FrontPage
from coding.page.reading import Dialect
from coding.store.kept_drafts import Unsaved
from coding.store.store_errors import NewerStoreError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

Kept = TypeVar("Kept")

#: The version that is written today.
VERSION: Final = 2
#: The version of pages: since 3 a page may have the settlement list of its stay.
PAGE_VERSION: Final = 3
#: The version of dialects: since 3 one says where a .dbf had its memos.
DIALECT_VERSION: Final = 3
_KEY: Final = "version"


def json_text(data: Any) -> str:
    """Compact JSON, Chinese as it is; half characters (lone surrogates) are escaped, no database takes them."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    try:
        text.encode()
    except UnicodeEncodeError:
        return json.dumps(data, separators=(",", ":"))
    return text


def change_json(change: Change) -> str:
    """A Change as it is kept."""
    return json_text({_KEY: VERSION, **change.as_dict()})


def change_of(text: str) -> Change:
    """The Change that was kept. Raises ValueError, TypeError or KeyError where the text is damaged."""
    return _read(json.loads(text), _CHANGES)


def page_json(page: FrontPage) -> str:
    """A page as it is kept, without ``supplied``: it is the same for all pages of a file and kept apart."""
    data = page.as_dict()
    del data["supplied"]
    return json_text({_KEY: PAGE_VERSION, **data})


def page_of(text: str, supplied: frozenset[str]) -> FrontPage:
    """The page that was kept. Raises ValueError, TypeError or KeyError where the text is damaged."""
    return _read({**json.loads(text), "supplied": supplied}, _PAGES)


def dialect_json(dialect: Dialect) -> str:
    """How a file was written, as it is kept."""
    return json_text({_KEY: DIALECT_VERSION, **asdict(dialect)})


def dialect_of(text: str | None) -> Dialect:
    """The dialect that was kept; a plain one for files that came before it was."""
    return _read(json.loads(text), _DIALECTS) if text else Dialect()


def described_json(parts: Mapping[str, str]) -> str:
    """The parts of a Knowledge in words, as they are kept."""
    return json_text({_KEY: VERSION, "parts": dict(parts)})


def described_of(text: str) -> dict[str, str]:
    """The parts of a Knowledge that were kept; version 1 never was."""
    return _read(json.loads(text), {2: lambda data: dict(data["parts"])})


def machine_settings_json(settings: Mapping[str, str]) -> str:
    """The settings of a machine, as they are kept."""
    return json_text({_KEY: VERSION, "settings": dict(settings)})


def machine_settings_of(text: str) -> dict[str, str]:
    """The settings of a machine that were kept; version 1 never was a file."""
    return _read(json.loads(text), {2: lambda data: {str(key): str(said) for key, said in data["settings"].items()}})


def draft_json(unsaved: Sequence[Unsaved]) -> str:
    """A draft, as it is kept."""
    told = [
        {
            "page_id": one.page_id,
            "case_no": one.case_no,
            "change": one.change.as_dict(),
            "before": one.before,
            "after": one.after,
            "author": one.author,
            "at": one.at.isoformat(),
            "sent": one.sent,
        }
        for one in unsaved
    ]
    return json_text({_KEY: VERSION, "unsaved": told})


def draft_of(text: str) -> tuple[Unsaved, ...]:
    """The draft that was kept; version 1 never was. Raises ValueError, TypeError or KeyError where it is damaged."""
    return _read(json.loads(text), {2: lambda data: tuple(map(_unsaved, data["unsaved"]))})


def _unsaved(data: Mapping[str, Any]) -> Unsaved:
    change, at = Change.from_dict(data["change"]), datetime.fromisoformat(data["at"])
    page = data["page_id"], data["case_no"]
    return Unsaved(*page, change, data["before"], data["after"], data["author"], at, data.get("sent", ""))


def list_json(parts: Sequence[Any]) -> str:
    """A setting that is a list (column maps, schemes to compare with), as it is kept."""
    return json_text({_KEY: VERSION, "list": list(parts)})


def list_of(text: str) -> list[Any]:
    """The list that was kept; version 1 was the bare list. Raises ValueError where the text is damaged."""
    data = json.loads(text)
    found = data if isinstance(data, list) else _read(data, {2: lambda kept: kept["list"]})
    if not isinstance(found, list):
        raise ValueError(text)  # noqa: TRY004 - the text is damaged, no caller gave a wrong type
    return found


def _read(data: dict[str, Any], readers: Mapping[int, Callable[[Mapping[str, Any]], Kept]]) -> Kept:
    version = data.pop(_KEY, 1)
    reader = readers.get(version)
    if reader is None:
        raise NewerStoreError(f"数据由更新版本的程序写成（内容版本 {version}）：请升级程序后再打开。")
    return reader(data)


def _dialect(data: Mapping[str, Any]) -> Dialect:
    known = {f.name for f in fields(Dialect)}
    return Dialect(**{name: _tuples(value) for name, value in data.items() if name in known})


def _tuples(value: Any) -> Any:
    return tuple(_tuples(part) for part in value) if isinstance(value, list) else value


_CHANGES: Final[Mapping[int, Callable[[Mapping[str, Any]], Change]]] = {1: Change.from_dict, 2: Change.from_dict}
_PAGES: Final[Mapping[int, Callable[[Mapping[str, Any]], FrontPage]]] = dict.fromkeys(
    range(1, PAGE_VERSION + 1), FrontPage.from_dict
)
_DIALECTS: Final[Mapping[int, Callable[[Mapping[str, Any]], Dialect]]] = dict.fromkeys(
    range(1, DIALECT_VERSION + 1), _dialect
)
