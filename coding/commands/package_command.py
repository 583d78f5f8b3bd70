"""``package``: pages dealt out, opened, given back and merged between two machines, without the window."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from coding.base.errors import UnusableInputError
from coding.base.period import read_period
from coding.base.trouble import file_trouble
from coding.base.whole_file import whole_file
from coding.commands.inputs import existing, existing_store
from coding.commands.signing_in import one_line, signed_in
from coding.exchange.package_body import PackageKind
from coding.review.people import Command
from coding.store.packages_in_settings import PackagesInSettings
from coding.work.bringing_in import bring_in, give_back
from coding.work.dealing_out import Deal, by_ward, deal
from coding.work.hospital_knowledge import kept_texts, loaded_by
from coding.work.merge_words import change_lines, conflict_words, package_words
from coding.work.merging_packages import look_at, take
from coding.work.package_desk import (
    addressed,
    judges_anew,
    lock_back,
    lock_to,
    my_card,
    opened_at,
    pages_numbered,
    require_sealed,
    sender_of,
)
from coding.work.partners import add_partner

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Sequence

    from coding.knowledge.knowledge import Knowledge
    from coding.store.kept_packages import NotedPackage
    from coding.store.store import Opener, Store
    from coding.work.merging import Touch
    from coding.work.merging_packages import PackageMerge, PageMerge, Taken

#: A list of record numbers, a card: no longer than this.
_MOST_BYTES: Final = 4 * 1024 * 1024


def package(arguments: argparse.Namespace, open_store: Opener | None) -> int:
    """Run one of the six; the exit code."""
    path = existing_store(arguments.store, open_store)
    if open_store is None or path.is_dir():
        raise UnusableInputError(f"“{arguments.store}”不是数据文件：请指定窗口所用的数据文件。")
    store = signed_in(path, arguments, open_store)
    try:
        store.require(_needed(arguments))
        said, lines = _DO[arguments.what](arguments, store)
    finally:
        store.close()
    if arguments.json:
        print(json.dumps(said, ensure_ascii=False))
    elif not arguments.quiet:
        print("\n".join(lines))
    return 0


#: What a command did: as JSON, and as lines.
_Told: TypeAlias = "tuple[dict[str, Any], list[str]]"


def _deal(arguments: argparse.Namespace, store: Store) -> _Told:
    folder = _folder(arguments.folder)
    passphrase = _passphrase(arguments)
    kind = PackageKind.FLAGGED if arguments.review else PackageKind.DEALT
    deals = []
    for name, title, ids in _shares(arguments, store):
        lock = lock_to(store, name, passphrase)
        receiver, titled = addressed(store, name, title)
        deals.append(Deal(receiver, lock, ids, titled, kind))
    done = deal(store, PackagesInSettings(store), folder, deals, sender_of(store), datetime.now())
    said = {
        "packages": [
            {
                "file": None if each.path is None else str(each.path),
                "package": each.id,
                "to": each.receiver,
                "pages": each.pages,
                "still_out": len(each.still_out),
            }
            for each in done
        ]
    }
    return said, [each.in_words() for each in done]


def _shares(arguments: argparse.Namespace, store: Store) -> list[tuple[str, str, tuple[int, ...]]]:
    """Who gets what, under which title."""
    names = list(dict.fromkeys(arguments.to))
    if arguments.pages:
        if len(names) > 1:
            raise UnusableInputError("--pages 的病案只能分给一个人：请只写一个 --to，或分几次分发。")
        listed = existing(arguments.pages, "病案号清单")
        return [(names[0], listed.stem, pages_numbered(store, _text(listed).splitlines()))]
    since, until = "", ""
    if arguments.period:
        period = read_period(arguments.period)
        since, until = period.first.isoformat(), period.last.isoformat()
    found = by_ward(store, since, until)
    wards = list(dict.fromkeys(arguments.ward))
    if missing := [ward for ward in wards if ward not in found]:
        raise UnusableInputError(f"没有病区“{missing[0]}”的病案；有：{'、'.join(filter(None, found)) or '无'}。")
    if len(names) == 1:
        return [(names[0], "、".join(wards), tuple(page_id for ward in wards for page_id in found[ward]))]
    if len(names) != len(wards):
        raise UnusableInputError("--ward 和 --to 的个数不同：请只写一个 --to，或每个病区依次写一个。")
    return [(name, ward, found[ward]) for name, ward in zip(names, wards, strict=True)]


def _open(arguments: argparse.Namespace, store: Store) -> _Told:
    path = existing(arguments.file, "工作包")
    opened = opened_at(store, path, _passphrase(arguments))
    brought = bring_in(store, PackagesInSettings(store), opened, path.name)
    said = {
        "package": brought.id,
        "from": brought.sender,
        "title": opened.package.title,
        "pages": len(brought.ids),
        "left": list(brought.left),
        "was_here": brought.was_here,
    }
    return said, [brought.in_words()]


def _return(arguments: argparse.Namespace, store: Store) -> _Told:
    folder = _folder(arguments.folder)
    notes = PackagesInSettings(store)
    noted = _brought(arguments.package, [one for one in notes.packages() if not one.is_ours])
    lock = lock_back(noted, _passphrase(arguments))
    given = give_back(store, notes, noted.id, folder, sender_of(store), lock, datetime.now())
    said = {
        "file": str(given.path),
        "package": given.id,
        "answers": noted.id,
        "to": noted.partner,
        "pages": given.pages,
        "left": list(given.left),
    }
    return said, [given.in_words()]


def _brought(wanted: str | None, brought: Sequence[NotedPackage]) -> NotedPackage:
    """The package of that number, or the only one."""
    found = [one for one in brought if wanted in (None, one.id)]
    if len(found) == 1:
        return found[0]
    if not brought:
        raise UnusableInputError("本机没有读入过工作包，没有可以交回的：请先用 package open 打开发来的工作包。")
    known = "；".join(
        f"{one.id}（{one.partner} {one.title} {one.at:%Y-%m-%d}，{len(one.pages)} 份）" for one in brought
    )
    raise UnusableInputError(f"请用 --package 写明交回哪一个工作包：{known}。")


def _merge(arguments: argparse.Namespace, store: Store) -> _Told:
    notes = PackagesInSettings(store)
    opened = opened_at(store, existing(arguments.file, "工作包"), _passphrase(arguments))
    found = look_at(store, notes, opened)
    said: dict[str, Any] = {
        "package": found.id,
        "answers": found.answers,
        "from": found.sender,
        "pages": [_page(page) for page in found.pages],
        "taken": None,
    }
    lines = [package_words(found), *_page_lines(found)]
    if arguments.take:
        taken = take(store, notes, opened, datetime.now(), judges_anew(store, _knowledge(store), datetime.now))
        said["taken"] = _taken(taken)
        lines = [*_lines_of_taken(taken), taken.in_words()]
    else:
        lines.append("只是查看，没有写入：加 --take 合并（有冲突的保持本机内容，在窗口里逐项选择）。")
    return said, lines


def _knowledge(store: Store) -> Knowledge:
    return loaded_by(kept_texts(store), store).knowledge


def _page_lines(found: PackageMerge) -> list[str]:
    lines = []
    for page in found.pages:
        if page.refused:
            lines.append(f"病案号 {page.case_no}：不能合并：{page.refused}")
        lines += [f"病案号 {page.case_no}：{line}" for line in change_lines(page)]
        lines += [f"病案号 {page.case_no}：冲突：{conflict_words(conflict)}" for conflict in page.merge.conflicts]
    return lines


def _lines_of_taken(taken: Taken) -> list[str]:
    lines = [f"病案号 {page.case_no}：{page.refused}" for page in (*taken.refused, *taken.held)]
    return lines + [
        f"病案号 {page.case_no}：冲突：{conflict_words(conflict)}"
        for page in taken.left_open
        for conflict in page.merge.conflicts
    ]


def _page(page: PageMerge) -> dict[str, Any]:
    return {
        "page": page.page_id,
        "case_no": page.case_no,
        "changes": change_lines(page),
        "conflicts": [
            {
                "place": one.place,
                "label": one.label,
                "base": one.base,
                "ours": one.ours,
                "theirs": one.theirs,
                "our": _touch(one.our_touch),
                "their": _touch(one.their_touch),
                "can_take": one.can_take,
            }
            for one in page.merge.conflicts
        ],
        "was_settled": page.was_settled,
        "refused": page.refused,
    }


def _touch(touch: Touch | None) -> dict[str, str] | None:
    return None if touch is None else {"name": touch.name, "at": touch.at.isoformat(timespec="seconds")}


def _taken(taken: Taken) -> dict[str, Any]:
    return {
        "changed": list(taken.changed),
        "settled": list(taken.settled),
        "left_open": [page.page_id for page in taken.left_open],
        "held": [{"page": page.page_id, "why": page.refused} for page in taken.held],
        "refused": [{"page": page.page_id, "why": page.refused} for page in taken.refused],
    }


def _card(arguments: argparse.Namespace, store: Store) -> _Told:
    card, text = my_card(store)
    path = Path(arguments.file)
    if path.is_dir():
        raise UnusableInputError(f"“{path}”是一个文件夹：请写出文件名，如 名片.txt。")
    with whole_file(path, "utf-8") as file:
        file.write(text + "\n")
    said = {"file": str(path), **_of_card(card.name, card.check)}
    return said, [f"“{card.name}”的名片已写到“{path}”，校验码 {card.check}：请与对方口头核对。"]


def _know(arguments: argparse.Namespace, store: Store) -> _Told:
    require_sealed(store)
    card = add_partner(store, _text(existing(arguments.file, "名片")), in_place=arguments.replace)
    return _of_card(card.name, card.check), [
        f"已登记“{card.name}”的名片，校验码 {card.check}：请与本人口头核对，不同就不要使用。"
    ]


def _of_card(name: str, check: str) -> dict[str, Any]:
    return {"name": name, "check": check}


def _folder(given: str) -> Path:
    folder = Path(given)
    if folder.exists() and not folder.is_dir():
        raise UnusableInputError(f"“{folder}”是一个文件：请换一个文件夹。")
    return folder


def _passphrase(arguments: argparse.Namespace) -> str:
    given = arguments.passphrase_file
    return one_line(given, "工作包口令文件") if given else ""


def _text(path: Path) -> str:
    """A small file of text. Raises UnusableInputError."""
    try:
        with path.open("rb") as file:
            return file.read(_MOST_BYTES).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UnusableInputError(f"“{path}”不是 UTF-8 文字：请重新保存后再试。") from error
    except OSError as error:
        raise UnusableInputError(f"无法读取“{path}”（{file_trouble(error)}）：请检查路径和权限后再试。") from error


def _needed(arguments: argparse.Namespace) -> Command:
    """What one has to be allowed to do. What is merged asks the store besides: it depends on the package."""
    deals = arguments.what == "know" or (arguments.what == "deal" and not arguments.review)
    return Command.DEAL_PACKAGE if deals else Command.WORK_PACKAGE


#: What does each of them.
_DO: Final[dict[str, Callable[[argparse.Namespace, Store], _Told]]] = {
    "deal": _deal,
    "open": _open,
    "return": _return,
    "merge": _merge,
    "card": _card,
    "know": _know,
}
