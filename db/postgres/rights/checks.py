"""SQL: what a write has to be whatever deed it is of, so that nobody by one row stops the work of all others."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

from coding.store.kept_json import described_json
from coding.store.kept_worklist import Trade
from db.postgres.rights.names import literal, quoted

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from db.postgres.rights.columns import Column

#: What the program says of a Knowledge beside its parts.
_SAID: Final = json.dumps({key: said for key, said in json.loads(described_json({})).items() if key != "parts"})
_TRADES: Final = ", ".join(literal(trade.value) for trade in Trade)
_MOST: Final = "(SELECT coalesce(max(r.revision), 0) FROM @T@.revisions AS r WHERE r.trade <> n.trade)"
_UNHEARD: Final = (
    f"NOT @S@.json_valid(n.described) OR NOT n.described::jsonb @> {literal(_SAID)}"
    " OR jsonb_typeof(n.described::jsonb -> 'parts') <> 'object'"
)
_MOMENT: Final = r"'^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$'"
#: Table → operation → SELECT that finds a row as it must not be.
_WRONG: Final = {
    "revisions": {
        "INSERT": f"SELECT 1 FROM new_rows AS n WHERE n.trade NOT IN ({_TRADES}) OR n.revision <> 1 + {_MOST}",
        "UPDATE": "SELECT 1 FROM new_rows AS n JOIN old_rows AS o ON n.trade = o.trade"
        f" WHERE n.revision <> 1 + greatest(o.revision, {_MOST})",
    },
    "pages": {
        "UPDATE": "SELECT 1 FROM new_rows AS n JOIN old_rows AS o ON n.id = o.id WHERE n.revision < o.revision"
        " OR n.revision > (SELECT max(r.revision) FROM @T@.revisions AS r)"
    },
    "knowledge": {
        "INSERT": f"SELECT 1 FROM new_rows AS n WHERE {_UNHEARD} OR n.first_seen !~ {_MOMENT}"
        " OR n.first_seen::timestamp IS NULL",
        "UPDATE": "SELECT 1 FROM new_rows AS n JOIN old_rows AS o ON n.stamp = o.stamp"
        f" WHERE {_UNHEARD} OR n.first_seen <> o.first_seen",
    },
    # pages that are there are not on their way: who takes back an import takes them away
    "incoming": {
        "INSERT": "SELECT 1 FROM new_rows AS n"
        " WHERE n.first_page <> 1 + (SELECT coalesce(max(p.id), 0) FROM @T@.pages AS p)"
    },
}


def checks(name: str, operation: str, columns: Sequence[Column]) -> Iterator[str]:
    """Statements for the trigger of a table that refuse such a row."""
    if operation == "INSERT" and any(one.is_key and one.name == "id" for one in columns):
        yield _refused(_far_ahead(name))
    if (wrong := _WRONG.get(name, {}).get(operation)) is not None:
        yield _refused(wrong)


def _far_ahead(name: str) -> str:
    """Numbers follow each other: behind the last there is no other one."""
    before = f"SELECT max(t.id) FROM @T@.{quoted(name)} AS t WHERE t.id < (SELECT min(id) FROM new_rows)"
    return f"SELECT 1 FROM new_rows HAVING min(id) < 1 OR max(id) - count(*) > coalesce(({before}), 0)"


def _refused(wrong: str) -> str:
    return f"PERFORM @R@.require_columns(EXISTS ({wrong}));"
