"""``support``: the bundle for whoever maintains the program, without the window; made even where no store opens."""

from __future__ import annotations

import json
import sys
from contextlib import closing, suppress
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from coding.base.errors import CodingError
from coding.base.server_file import named_place, store_place
from coding.commands.inputs import existing_store
from coding.commands.signing_in import signed_in
from coding.knowledge.knowledge import load_knowledge
from coding.store.doorkeeper import Doorkeeper
from coding.work.hospital_knowledge import kept_texts, loaded_by
from coding.work.support_bundle import Asked, bundle_name, bundle_pieces, knowledge_lines, write_bundle

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

    from coding.store.store import Opener
    from coding.work.support_bundle import Piece


def support(arguments: argparse.Namespace, open_store: Opener | None) -> int:
    """Run the command; the exit code."""
    now = datetime.now()
    out = Path(arguments.out)
    path = out / bundle_name(now) if out.is_dir() else out
    pieces, trouble = _pieces(arguments, open_store, now)
    write_bundle(path, pieces)
    if arguments.json:
        said = {"file": str(path), "pieces": [piece.name for piece in pieces], "trouble": trouble}
        print(json.dumps(said, ensure_ascii=False))
    elif not arguments.quiet:
        print(f"求助包已写到“{path}”：{'、'.join(piece.name for piece in pieces)}。请先打开看过再发出。")
    return 0


def _pieces(arguments: argparse.Namespace, open_store: Opener | None, now: datetime) -> tuple[Sequence[Piece], str]:
    """The pieces, and why the store could not be opened."""
    given = arguments.db or ""
    named = named_place(given) if given else store_place()
    place, trouble = _where_it_is(named, open_store), ""
    logs = tuple(dict.fromkeys(path.parent / "frontpage.log" for path in (place, named)))
    if given and open_store is not None:
        try:
            with closing(signed_in(existing_store(given, open_store), arguments, open_store)) as store:
                lines = knowledge_lines(loaded_by(kept_texts(store), store).knowledge)
                return bundle_pieces(Asked(place, now, logs, {"knowledge": lines}), store), ""
        except CodingError as error:  # that is when a bundle is wanted most
            print(str(error), file=sys.stderr)
            trouble = type(error).__name__
    lines = knowledge_lines(load_knowledge())
    return bundle_pieces(Asked(place, now, logs, {"knowledge": lines}, trouble), None), trouble


def _where_it_is(named: Path, open_store: Opener | None) -> Path:
    """Where the data file of this place lies now; where it cannot be found, the place itself."""
    if isinstance(open_store, Doorkeeper):
        with suppress(CodingError):
            return open_store.place(named.absolute()).path
    return named
