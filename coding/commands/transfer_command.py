"""``transfer``: a data file to a department's server, and back."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING

from coding.base.errors import UnusableInputError
from coding.base.server_file import named_place
from coding.commands.inputs import existing_store
from coding.commands.progress import progress
from coding.commands.signing_in import asked, is_asked, named, one_line
from coding.store.store_errors import SealedStoreError
from coding.store.transferred import Transfers
from coding.work.transferring import transferred_words

if TYPE_CHECKING:
    import argparse
    from pathlib import Path

    from coding.store.kept_people import SignIn
    from coding.store.store import Opener
    from coding.store.transferred import Transferred


def transfer(arguments: argparse.Namespace, open_store: Opener | None) -> int:
    """Run the command; the exit code."""
    if not isinstance(open_store, Transfers):
        raise UnusableInputError("数据文件部分没有安装：请重新安装本程序。")
    who = named(arguments)
    places = existing_store(arguments.source, open_store), named_place(arguments.target)
    try:
        made = _transferred(arguments, open_store, places, who)
    except SealedStoreError:
        if who is not None or not is_asked():
            raise
        made = _transferred(arguments, open_store, places, asked(arguments))
    if arguments.json:
        said = {**asdict(made), "head": asdict(made.head)}
        print(json.dumps(said, ensure_ascii=False))
    elif not arguments.quiet:
        print(transferred_words(made))
    return 0


def _transferred(
    arguments: argparse.Namespace, stores: Transfers, places: tuple[Path, Path], who: SignIn | None
) -> Transferred:
    given = arguments.server_password_file
    password = one_line(given, "服务器口令文件") if given else ""
    with progress(arguments, "迁移", "") as told:

        def step(_words: str, done: int, total: int) -> None:
            told(done, total)

        return stores.transfer(*places, who, step, password)
