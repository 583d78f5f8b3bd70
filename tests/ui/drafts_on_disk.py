"""What of the typing a kill would leave: read from the drafts beside the store, as the next start reads them."""

from coding.store.kept_json import draft_of


def drafted(store):
    """The texts of all drafts, place by place."""
    paths = sorted(store.path.parent.glob(f"{store.path.stem}.draft-*.json"))
    kept = [one for path in paths for one in draft_of(path.read_text(encoding="utf-8"))]
    return [edit.after for one in kept for edit in one.change.edits]
