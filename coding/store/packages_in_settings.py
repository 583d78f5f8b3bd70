"""Packages noted among the settings of the department: one setting a package, and one that names them all."""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from coding.store.kept_json import json_text, list_json, list_of
from coding.store.kept_packages import CameBack, NotedPackage, NotedPage
from coding.store.store_errors import NewerStoreError, StoreCorruptError, StoreError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from coding.store.kept_settings import KeepsSettings

_VERSION: Final = 1
#: The settings of packages dealt here, flagged here, brought in here; who may write them: resources/people.
_DEALT, _FLAGGED, _IN = _SHELVES = ("packages.dealt", "packages.flagged", "packages.in")


class PackagesInSettings:
    """``KeepsPackages`` over the settings of a store."""

    def __init__(self, settings: KeepsSettings) -> None:
        self._settings = settings

    def keep_package(self, package: NotedPackage) -> None:
        """Note a package that was dealt or brought in; one of that id is there once."""
        shelf = _shelf(package)
        ids = self._ids(shelf)
        if package.id in ids:
            return
        self._settings.set_settings({f"{shelf}.{package.id}": _text(package), shelf: list_json([*ids, package.id])})

    def came_back(self, package_id: str, pages: Sequence[CameBack]) -> None:
        """Note pages that came back and were merged. Raises StoreError for an unknown package."""
        package = self.package(package_id)
        if package is None:
            raise StoreError("数据文件中没有这个工作包的分发记录：请刷新后再试。")
        new = tuple(page for page in pages if page not in package.back)
        if new:
            text = _text(replace(package, back=package.back + new))
            self._settings.set_setting(f"{_shelf(package)}.{package_id}", text)

    def package(self, package_id: str) -> NotedPackage | None:
        """The package of that id; None where nothing is known of it."""
        texts = (self._settings.setting(f"{shelf}.{package_id}") for shelf in _SHELVES)
        return next((_package(text) for text in texts if text), None)

    def packages(self) -> Sequence[NotedPackage]:
        """All packages, oldest first."""
        ids = [one for shelf in _SHELVES for one in self._ids(shelf)]
        return sorted((found for one in ids if (found := self.package(one)) is not None), key=lambda found: found.at)

    def _ids(self, shelf: str) -> list[str]:
        text = self._settings.setting(shelf)
        return list_of(text) if text else []


def _shelf(package: NotedPackage) -> str:
    if not package.is_ours:
        return _IN
    return _FLAGGED if package.kind == "flagged" else _DEALT


def _text(package: NotedPackage) -> str:
    data = asdict(package)
    data["at"] = package.at.isoformat()
    data["pages"] = [[page.page_id, page.there, page.digest, page.state] for page in package.pages]
    data["back"] = [
        [one.package, one.page_id, one.digest, one.by, one.at.isoformat(), one.state] for one in package.back
    ]
    return json_text({"version": _VERSION, **data})


def _back_data(one: CameBack) -> list[Any]:
    return [one.package, one.page_id, one.digest, one.by, one.at.isoformat(), one.state]


def _back(data: Sequence[Any]) -> CameBack:
    package, page_id, digest, by, at, state = data
    return CameBack(package, page_id, digest, by, datetime.fromisoformat(at), state)


def _package(text: str) -> NotedPackage:
    try:
        data: dict[str, Any] = json.loads(text)
        if data.pop("version") != _VERSION:
            raise NewerStoreError("工作包记录由更新版本的程序写成：请升级程序后再打开。")
        data["at"] = datetime.fromisoformat(data["at"])
        data["pages"] = tuple(NotedPage(*page) for page in data["pages"])
        data["back"] = tuple(map(_back, data["back"]))
        return NotedPackage(**data)
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise StoreCorruptError("工作包的分发记录已损坏：请从备份恢复数据文件。") from error
