"""What the audit says has gone out of a store."""

from pathlib import Path

from coding.store.kept_audit import AuditQuery, Deed


def taken_out(store):
    """Newest first: what, into which file or folder, whether without persons."""
    entries = store.audit(AuditQuery(frozenset({Deed.EXPORT})))
    return [(e.about["what"], Path(e.about["file"]).name, e.about["masked"]) for e in entries]
