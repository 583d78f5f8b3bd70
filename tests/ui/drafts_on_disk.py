"""What of the typing a kill would leave: read from the drafts beside the store, as the next start reads them."""

from coding.store.kept_json import draft_of


def drafted(store):
    """The texts of all drafts of a store, place by place."""
    return drafted_beside(store.path)


def drafted_beside(path):
    """The same of a store that another process has open."""
    paths = sorted(path.parent.glob(f"{path.stem}.draft-*.json"))
    kept = [one for path in paths for one in draft_of(path.read_text(encoding="utf-8"))]
    return [_typed(edit) for one in kept for edit in one.change.edits]


def _typed(edit):
    return edit.after if edit.row is None else edit.row.name
