"""SQL: acts. Whoever writes opens an act, writes what its deed allows under its command, and closes it with the entry
of the audit; a transaction whose act is not closed so is not committed.

The server keeps itself which rows were written and makes their digests; it draws number and time of the entry, and asks
whether hash, hash before, key, person and rows are what they say. It cannot prove a signature (``verify`` does).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from db.postgres.rights.checks import checks
from db.postgres.rights.names import WRITING, quoted
from db.postgres.rights.rows import tables
from db.shared.audit.guards import GUARDED

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from db.postgres.rights.columns import Column

#: Seconds by which the moment of an entry may differ from the server's clock.
CLOCK_SECONDS: Final = 10
#: A write holds the store for some seconds at most. Who holds it longer than this is cut off by who waits for it.
HOLD_SECONDS: Final = 120
#: So long a session may be idle with the lock of whoever writes: only one that took it by hand ever is.
_IDLE_SECONDS: Final = 1
#: Columns of a verdict that an edit may only take away, and what they are then.
_TAKEN_AWAY: Final = {"state": "''", "held": "0"}

STATE: Final = """
CREATE UNLOGGED TABLE @R@.acts (xid xid8 PRIMARY KEY, person bigint NOT NULL, name text NOT NULL, deed text NOT NULL,
    command text NOT NULL, program boolean NOT NULL, owes boolean NOT NULL DEFAULT false,
    closed boolean NOT NULL DEFAULT false, rows bytea, tables text[], keys text[], digests bytea[]);
CREATE UNLOGGED TABLE @R@.act_rows (xid xid8 NOT NULL, tbl text NOT NULL, "row" text NOT NULL, was text,
    fresh boolean NOT NULL, PRIMARY KEY (xid, tbl, "row"));
"""

#: Of the digest of a row: sha256.
_DIGEST_BYTES: Final = 32
_DO: Final = "LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp"
#: What only those call: as whom they run, and by their path.
_WITHIN: Final = "LANGUAGE plpgsql VOLATILE"
_TELL: Final = "RAISE insufficient_privilege USING MESSAGE ="


def _words() -> str:
    """How each byte stands in Python's repr of bytes, as an array of SQL. How "'" does hangs on the others."""
    said = [repr(bytes((byte,)))[2:-1].replace("\\", "\\\\") for byte in range(256)]
    said[ord("'")] = r"\x01"
    return "ARRAY[" + ", ".join(f"E'{word}'" for word in said) + "]"


def _repr(digest: str) -> str:
    """Python's repr of a digest, which may be None: the hash over the rows of an entry is made of it."""
    said = " || ".join(f"words[get_byte({digest}, {at}) + 1]" for at in range(_DIGEST_BYTES))
    is_double = rf"position('\x27'::bytea IN {digest}) > 0 AND position('\x22'::bytea IN {digest}) = 0"
    return (
        f"CASE WHEN {digest} IS NULL THEN 'None'"
        f""" WHEN {is_double} THEN 'b"' || replace({said}, chr(1), '''') || '"'"""
        rf""" ELSE 'b''' || replace({said}, chr(1), '\''') || '''' END"""
    )


_FUNCTIONS: Final = f"""
CREATE FUNCTION @S@.begin_act(deed text, command text DEFAULT '', program boolean DEFAULT false)
    RETURNS void {_DO} AS $f$
DECLARE m record;
BEGIN
    -- where nobody says under which command a deed is done, it is the first of the table that she may
    IF begin_act.command = '' AND NOT EXISTS (SELECT 1 FROM @R@.rights_deeds AS d WHERE (d.deed, d.command, d.program)
                                              = (begin_act.deed, '', begin_act.program)) THEN
        SELECT d.command INTO begin_act.command FROM @R@.rights_deeds AS d
        WHERE d.deed = begin_act.deed AND d.program = begin_act.program AND @R@.may(d.command)
        ORDER BY d.number LIMIT 1;
    END IF;
    SELECT * INTO m FROM @R@.me();
    IF NOT FOUND THEN
        {_TELL} '您不在用户表中，或已停用，不能写入：请管理员处理。';
    END IF;
    IF begin_act.command <> '' AND NOT @R@.may(begin_act.command) THEN
        {_TELL} format('您没有“%s”的权限，没有写入。', begin_act.command);
    END IF;
    IF NOT EXISTS (SELECT 1 FROM @R@.rights_deeds AS d WHERE (d.deed, d.command, d.program)
                   = (begin_act.deed, begin_act.command, begin_act.program)) THEN
        {_TELL} format('没有“%s / %s”这种操作，没有写入。', begin_act.deed, begin_act.command);
    END IF;
    IF EXISTS (SELECT 1 FROM @R@.acts WHERE xid = pg_current_xact_id()) THEN
        {_TELL} '一个事务只能做一件事，没有写入。';
    END IF;
    INSERT INTO @R@.acts (xid, person, name, deed, command, program)
    VALUES (pg_current_xact_id(), m.id, m.name, begin_act.deed, begin_act.command, begin_act.program);
END $f$;

-- After every statement that writes a table of the store: the act that is open, where it may write that.
CREATE FUNCTION @R@.writing(asked text, operation text, OUT person bigint, OUT name text, OUT deed text,
                            OUT cols text[], OUT owes boolean) {_WITHIN} AS $f$
DECLARE found_op text; is_closed boolean; is_told boolean;
BEGIN
    SELECT a.person, a.name, a.deed, a.closed, a.rows IS NOT NULL, w.op, w.cols, w.owes AND NOT a.owes
    INTO person, name, deed, is_closed, is_told, found_op, cols, owes
    FROM @R@.acts AS a LEFT JOIN @R@.rights_writes AS w ON w.tbl = asked AND w.op = operation
        AND (w.deed, w.command, w.program) = (a.deed, a.command, a.program)
    WHERE a.xid = pg_current_xact_id_if_assigned();
    IF NOT FOUND OR is_closed THEN
        {_TELL} format('“%s”只能随审计记录一起写，没有写入。', asked);
    ELSIF found_op IS NULL THEN
        {_TELL} format('“%s”不写“%s”，没有写入。', deed, asked);
    ELSIF is_told THEN  -- what was told of the rows was of before
        UPDATE @R@.acts AS a SET rows = NULL WHERE a.xid = pg_current_xact_id_if_assigned();
    END IF;
END $f$;
CREATE FUNCTION @R@.owe() RETURNS void {_WITHIN} AS $f$
BEGIN
    UPDATE @R@.acts SET owes = true WHERE xid = pg_current_xact_id_if_assigned();
END $f$;
CREATE FUNCTION @R@.not_emptied() RETURNS trigger {_DO} AS $f$
BEGIN
    IF @R@.is_person() THEN
        {_TELL} format('“%s”不能清空。', TG_TABLE_NAME);
    END IF;
    RETURN NULL;
END $f$;

-- What an act may not touch, whatever its deed.
CREATE FUNCTION @R@.require_columns(is_changed boolean) RETURNS void {_WITHIN} AS $f$
BEGIN
    IF is_changed THEN
        {_TELL} '这些列不能这样改，没有写入。';
    END IF;
END $f$;

CREATE FUNCTION @R@.end_of_chain(OUT id bigint, OUT hash bytea, OUT at text) {_WITHIN} AS $f$
BEGIN
    LOCK TABLE @T@.audit IN EXCLUSIVE MODE;
    SELECT a.id, a.hash, a.at INTO id, hash, at FROM @T@.audit AS a ORDER BY a.id DESC LIMIT 1;
    IF NOT FOUND THEN
        id := 0; hash := decode(repeat('00', 32), 'hex'); at := '';
    END IF;
END $f$;

CREATE FUNCTION @R@.key_repr(tbl text, key text) RETURNS text {_WITHIN} AS $f$
BEGIN
    IF tbl <> 'settings' THEN
        RETURN key;
    ELSIF key ~ '^[ !#-&(-\\[\\]-~\u4e00-\u9fff]*$' THEN
        RETURN '''' || key || '''';
    END IF;
    {_TELL} format('设置的名字“%s”含有不能用的字符，没有写入。', key);
END $f$;

CREATE FUNCTION @R@.written_rows() RETURNS TABLE (tbl text, key text, digest bytea) {_WITHIN} AS $f$
DECLARE part record;
BEGIN
    FOR part IN SELECT r.tbl AS name, array_agg(r."row") AS keys FROM @R@.act_rows AS r
                WHERE r.xid = pg_current_xact_id_if_assigned() GROUP BY r.tbl LOOP
        RETURN QUERY SELECT part.name, k.key, d.digest FROM unnest(part.keys) AS k(key)
                     LEFT JOIN @R@.digests(part.name, part.keys) AS d ON d.key = k.key;
    END LOOP;
END $f$;

-- The act with the rows that were written so far and the hash over them: made once, until something else is written.
CREATE FUNCTION @R@.told_rows() RETURNS @R@.acts {_WITHIN} AS $f$
DECLARE a @R@.acts; said text; words CONSTANT text[] := {_words()};
BEGIN
    SELECT * INTO a FROM @R@.acts WHERE xid = pg_current_xact_id_if_assigned();
    IF NOT FOUND OR a.closed OR a.rows IS NOT NULL THEN
        RETURN a;
    END IF;
    SELECT coalesce(array_agg(w.tbl), '{{}}'), coalesce(array_agg(w.key), '{{}}'),
           coalesce(array_agg(w.digest), '{{}}'),
           string_agg('(''' || w.tbl || ''', ' || @R@.key_repr(w.tbl, w.key) || ', ' || {_repr("w.digest")} || ')', '')
    INTO a.tables, a.keys, a.digests, said
    FROM (SELECT * FROM @R@.written_rows() AS r ORDER BY r.tbl COLLATE "C",
          CASE WHEN r.tbl = 'settings' THEN 0 ELSE r.key::bigint END, r.key COLLATE "C") AS w;
    a.rows := sha256(convert_to(coalesce(said, ''), 'UTF8'));
    UPDATE @R@.acts SET rows = a.rows, tables = a.tables, keys = a.keys, digests = a.digests WHERE xid = a.xid;
    RETURN a;
END $f$;

-- What was written so far in the act, for whoever signs it: number and time of the entry, the hash before it, and rows.
CREATE FUNCTION @S@.written(OUT id bigint, OUT at text, OUT before text, OUT previous bytea, OUT rows bytea,
                            OUT tables text[], OUT keys text[], OUT digests bytea[], OUT owes boolean) {_DO} AS $f$
DECLARE head record; a @R@.acts;
BEGIN
    a := @R@.told_rows();
    IF a.xid IS NULL OR a.closed THEN
        {_TELL} '没有打开的操作。';
    END IF;
    SELECT * INTO head FROM @R@.end_of_chain();
    id := head.id + 1;
    previous := head.hash;
    before := head.at;
    at := to_char(clock_timestamp() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US') || '+00:00';
    rows := a.rows;
    tables := a.tables;
    keys := a.keys;
    digests := a.digests;
    owes := a.owes;
END $f$;

CREATE FUNCTION @R@.key_owner(asked text) RETURNS bigint {_WITHIN} AS $f$
DECLARE e record;
BEGIN
    FOR e IN SELECT about::jsonb AS told FROM @T@.audit
             WHERE deed IN ('begin', 'seal', 'key', 'person', 'password') ORDER BY id DESC LOOP
        IF e.told ->> 'key' ~ '^[0-9a-f]{{64}}$'
           AND left(encode(sha256(decode(e.told ->> 'key', 'hex')), 'hex'), 16) = asked THEN
            RETURN (e.told ->> 'of')::bigint;
        END IF;
    END LOOP;
    RETURN NULL;
END $f$;

CREATE FUNCTION @S@.end_act(id bigint, at text, who bigint, name text, page_id bigint, about text, previous bytea,
                            hash bytea, key text, signature bytea) RETURNS void {_DO} AS $f$
DECLARE a @R@.acts; head record; told jsonb; made bytea;
BEGIN
    a := @R@.told_rows();
    IF a.xid IS NULL OR a.closed THEN
        {_TELL} '没有打开的操作：审计记录只能与写入的内容一起写。';
    END IF;
    told := end_act.about::jsonb;
    IF a.program THEN
        IF end_act.who <> 0 OR end_act.name <> '程序'
           OR (told #>> '{{seat,who}}')::bigint IS DISTINCT FROM a.person THEN
            {_TELL} '程序的审计条目要由登录者同签。';
        END IF;
    ELSIF end_act.who <> a.person OR end_act.name <> a.name THEN
        {_TELL} '审计条目写的不是登录的人。';
    END IF;
    SELECT * INTO head FROM @R@.end_of_chain();
    IF end_act.id <> head.id + 1 OR end_act.previous <> head.hash THEN
        {_TELL} '审计条目没有接在最后一条后面。';
    END IF;
    IF end_act.at !~ '^\\d{{4}}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{{6}}\\+00:00$'
       OR abs(extract(epoch FROM end_act.at::timestamptz - clock_timestamp())) > {CLOCK_SECONDS} THEN
        {_TELL} '审计条目的时间与服务器不符。';
    END IF;
    made := sha256(convert_to('[' || end_act.id || ', ' || to_json(end_act.at) || ', ' || end_act.who || ', '
        || to_json(end_act.name) || ', ' || to_json(a.deed) || ', ' || coalesce(end_act.page_id::text, 'null') || ', '
        || to_json(end_act.about) || ', "' || encode(a.rows, 'hex') || '", "'
        || encode(end_act.previous, 'hex') || '", ' || to_json(end_act.key) || ']', 'UTF8'));
    IF made <> end_act.hash THEN
        {_TELL} '审计条目的校验值与写入的内容不符。';
    END IF;
    IF octet_length(end_act.signature) <> 64 OR @R@.key_owner(end_act.key) IS DISTINCT FROM end_act.who THEN
        {_TELL} '审计条目的签名密钥不是登录者的。';
    END IF;
    IF a.program AND @R@.key_owner(told #>> '{{seat,key}}') IS DISTINCT FROM a.person THEN
        {_TELL} '审计条目的同签密钥不是登录者的。';
    END IF;
    PERFORM @R@.require_deed(a, told, end_act.page_id);
    INSERT INTO @T@.audit (id, at, who, name, deed, page_id, about, rows, previous, hash, key, signature)
    VALUES (end_act.id, end_act.at, end_act.who, end_act.name, a.deed, end_act.page_id, end_act.about,
            a.rows, end_act.previous, end_act.hash, end_act.key, end_act.signature);
    INSERT INTO @T@.audit_rows (entry, tbl, "row", digest)
    SELECT end_act.id, w.tbl, @ROW@, w.digest FROM unnest(a.tables, a.keys, a.digests) AS w(tbl, key, digest);
    UPDATE @R@.acts SET closed = true WHERE xid = a.xid;
    DELETE FROM @R@.act_rows WHERE xid = a.xid;
    DELETE FROM @T@.written WHERE tx = a.xid;
END $f$;

-- Whoever has waited for the store in vain cuts off who holds it much longer than any write does: a transaction that is
-- left open, a table that is locked, the lock of whoever writes. How many.
CREATE FUNCTION @S@.end_holders() RETURNS bigint {_DO} AS $f$
BEGIN
    IF NOT starts_with(session_user::text, '@PREFIX@.') THEN  -- whoever holds the table of people holds up no one else
        RETURN 0;
    END IF;
    RETURN (SELECT count(*) FILTER (WHERE pg_terminate_backend(a.pid)) FROM pg_stat_activity AS a
        WHERE a.datname = current_database() AND a.pid <> pg_backend_pid() AND starts_with(a.usename::text, '@PREFIX@.')
        AND (a.xact_start < clock_timestamp() - @HOLD@ * interval '1 s'
             OR (a.state = 'idle' AND a.state_change < clock_timestamp() - {_IDLE_SECONDS} * interval '1 s'))
        AND EXISTS (SELECT 1 FROM pg_locks AS l WHERE l.pid = a.pid AND l.granted AND (
            (l.locktype = 'advisory' AND l.classid::bigint << 32 | l.objid::bigint = {WRITING})
            OR (l.locktype = 'relation' AND l.mode <> 'AccessShareLock' AND l.relation IN (
                SELECT c.oid FROM pg_class AS c WHERE c.relnamespace = '@T@'::regnamespace)))));
END $f$;

-- At the commit: what was begun is closed by its entry.
CREATE FUNCTION @R@.require_closed() RETURNS trigger {_DO} AS $f$
DECLARE a @R@.acts;
BEGIN
    SELECT * INTO a FROM @R@.acts WHERE xid = NEW.xid;
    IF FOUND AND NOT a.closed AND (a.owes OR EXISTS (SELECT 1 FROM @R@.act_rows AS r WHERE r.xid = NEW.xid)) THEN
        {_TELL} '写入的内容没有审计记录，没有保存。';
    END IF;
    DELETE FROM @R@.acts WHERE xid = NEW.xid;
    RETURN NULL;
END $f$;
CREATE CONSTRAINT TRIGGER closed AFTER INSERT ON @R@.acts DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION @R@.require_closed();

-- The audit is only added to, by whomever.
CREATE FUNCTION @R@.only_added() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $f$
BEGIN
    RAISE insufficient_privilege USING MESSAGE = '审计记录只能添加，不能修改或删除。';
END $f$;
CREATE FUNCTION @R@.only_by_acts() RETURNS trigger {_DO} AS $f$
BEGIN
    IF @R@.is_person()
       AND NOT EXISTS (SELECT 1 FROM @R@.acts WHERE xid = pg_current_xact_id_if_assigned() AND NOT closed) THEN
        {_TELL} '审计记录只能与写入的内容一起写。';
    END IF;
    RETURN NULL;
END $f$;
"""


def functions(columns: Mapping[str, Sequence[Column]]) -> str:
    """The functions of acts, on these tables."""
    kind = next(column.type for column in columns["audit_rows"] if column.name == "row")
    key = {
        "text": "w.key",
        "jsonb": "CASE WHEN w.tbl = 'settings' THEN to_jsonb(w.key) ELSE w.key::jsonb END",
    }[kind]
    return _FUNCTIONS.replace("@ROW@", key).replace("@HOLD@", str(HOLD_SECONDS))


def guard_statements(columns: Mapping[str, Sequence[Column]]) -> Iterator[str]:
    """Triggers on every table: who writes it, which rows she wrote, and that the audit is only added to."""
    yield _digests()
    for name, table in tables().items():
        if name not in columns:
            continue
        if name in ("key_file", "shelves"):  # see ``who.KEYS``
            continue
        yield (
            f"CREATE TRIGGER not_emptied BEFORE TRUNCATE ON @T@.{quoted(name)}"
            " FOR EACH STATEMENT EXECUTE FUNCTION @R@.not_emptied()"
        )
        yield from _noting(name, columns[name], table.authors, table.append)
    for name in ("audit", "audit_rows"):
        yield (
            f"CREATE TRIGGER only_added BEFORE UPDATE OR DELETE OR TRUNCATE ON @T@.{name}"
            " FOR EACH STATEMENT EXECUTE FUNCTION @R@.only_added()"
        )
        yield (
            f"CREATE TRIGGER only_by_acts BEFORE INSERT ON @T@.{name}"
            " FOR EACH STATEMENT EXECUTE FUNCTION @R@.only_by_acts()"
        )
        yield f"ALTER TABLE @T@.{name} ENABLE ALWAYS TRIGGER only_added"
        yield f"ALTER TABLE @T@.{name} ENABLE ALWAYS TRIGGER only_by_acts"


def _digests() -> str:
    """A digest of the rows of what is guarded, by its name: sha256 over the JSON of the columns."""
    cases = []
    for name, (table, key, columns) in GUARDED.items():
        values = ", ".join(f"t.{quoted(column)}" for column in _names(columns))
        kind = "text" if name == "settings" else "bigint"
        cases.append(
            f"WHEN '{name}' THEN RETURN QUERY SELECT t.{quoted(key)}::text,"
            f" sha256(convert_to(jsonb_build_array({values})::text, 'UTF8'))"
            f" FROM @T@.{quoted(table)} AS t WHERE t.{quoted(key)} = ANY (asked_keys::{kind}[]);"
        )
    return (
        "CREATE FUNCTION @R@.digests(asked text, asked_keys text[]) RETURNS TABLE (key text, digest bytea)"
        f" {_WITHIN} SET extra_float_digits = 1 SET bytea_output = hex"  # not hers to say how a number is written
        f" AS $f$ BEGIN CASE asked {' '.join(cases)} END CASE; END $f$"
    )


def _names(columns: str) -> list[str]:
    return [name.strip(' "') for name in columns.split(",")]


def _noting(
    name: str, columns: Sequence[Column], authors: Mapping[str, str], append: tuple[str, ...] | None
) -> Iterator[str]:
    guarded = [guarded for guarded, (table, _, _) in GUARDED.items() if table == name]
    keys = [column.sql for column in columns if column.is_key]
    same = " AND ".join(f"n.{key} = o.{key}" for key in keys)
    owed = ["IF w.owes AND EXISTS (SELECT 1 FROM {}) THEN PERFORM @R@.owe(); END IF;"] if not guarded else []
    body = {
        "INSERT": [
            *checks(name, "INSERT", columns),
            *_authors(authors, "new_rows AS n", ""),
            *(_note(one, columns, "new", "", fresh=True) for one in guarded),
            *(one.format("new_rows") for one in owed),
        ],
        "UPDATE": [
            f"PERFORM @R@.require_columns((SELECT count(*) FROM new_rows) <> (SELECT count(*) FROM new_rows AS n"
            f" JOIN old_rows AS o ON {same or 'true'}));",
            "IF w.cols IS NOT NULL THEN PERFORM @R@.require_columns(EXISTS (SELECT 1 FROM new_rows AS n"
            f" JOIN old_rows AS o ON {same or 'true'} WHERE to_jsonb(n) - w.cols <> to_jsonb(o) - w.cols)); END IF;",
            *checks(name, "UPDATE", columns),
            *_append(append, same),
            *_authors(authors, f"new_rows AS n JOIN old_rows AS o ON {same or 'true'}", "o"),
            *(_note(one, columns, "new", same, fresh=False) for one in guarded),
            *(one.format("new_rows") for one in owed),
        ],
        "DELETE": [
            *(_note(one, columns, "old", "", fresh=False) for one in guarded),
            # what is of the moment is given back by whoever has it
            *(() if guarded else _authors(authors, "old_rows AS n", "")),
            *(one.format("old_rows") for one in owed),
        ],
    }
    seen = {"INSERT": "NEW TABLE AS new_rows", "DELETE": "OLD TABLE AS old_rows"}
    for operation, does in body.items():
        function = f"@R@.{quoted(f'note_{name}_{operation.lower()}')}"
        yield (
            f"CREATE FUNCTION {function}() RETURNS trigger {_DO} AS $f$ DECLARE w record; BEGIN"
            f" IF NOT @R@.is_person() THEN RETURN NULL; END IF;"
            f" SELECT * INTO w FROM @R@.writing('{name}', '{operation[0].lower()}'); {' '.join(does)}"
            " RETURN NULL; END $f$"
        )
        tables_seen = seen.get(operation, "OLD TABLE AS old_rows NEW TABLE AS new_rows")
        yield (
            f"CREATE TRIGGER note_{operation.lower()} AFTER {operation} ON @T@.{quoted(name)}"
            f" REFERENCING {tables_seen} FOR EACH STATEMENT EXECUTE FUNCTION {function}()"
        )


def _append(append: tuple[str, ...] | None, same: str) -> Iterator[str]:
    if append is not None:
        columns = "ARRAY[" + ", ".join(f"'{column}'" for column in append) + "]::text[]"
        yield (
            "PERFORM @R@.require_columns(EXISTS (SELECT 1 FROM new_rows AS n JOIN old_rows AS o"
            f" ON {same} WHERE to_jsonb(n) - {columns} <> to_jsonb(o) - {columns}));"
        )


def _authors(authors: Mapping[str, str], rows: str, old: str) -> Iterator[str]:
    """Nobody writes under the name of somebody else; a file that comes writes under that of the import."""
    for column, is_what in authors.items():
        changed = f"n.{column} IS DISTINCT FROM {old}.{column} AND " if old else ""
        yield (
            f"IF EXISTS (SELECT 1 FROM {rows} WHERE"
            f" {changed}n.{column} IS NOT NULL AND n.{column} <> w.{'name' if is_what == 'name' else 'person'}"
            f" AND NOT (w.deed = 'import' AND n.{column}::text = '导入')) THEN"
            " RAISE insufficient_privilege USING MESSAGE = '不能以别人的名义写，没有写入。'; END IF;"
        )


def _note(guarded: str, columns: Sequence[Column], side: str, same: str, *, fresh: bool) -> str:
    """Write down which rows were written; of a table that is guarded in parts, those of which the part has changed."""
    _, key, guarded_columns = GUARDED[guarded]
    here = {column.name for column in columns}
    names = _names(guarded_columns)
    rows, where, was, again = f"{side}_rows AS r", "", "NULL", "DO NOTHING"
    if guarded == "pages":
        was = "NULL" if side == "new" and not same else "o.progress" if same else "r.progress"
    if guarded == "contents" and same:
        was = "@R@.differing(coalesce(o.current, o.original), coalesce(r.current, r.original))"
        # what it was written over a second time differs by both
        again = "(xid, tbl, \"row\") DO UPDATE SET was = btrim(concat_ws(' ', act_rows.was, excluded.was))"
    if same:
        joined = same.replace("n.", "r.")
        rows = f"new_rows AS r JOIN old_rows AS o ON {joined}"
        if guarded in ("pages", "verdicts"):
            differs = " OR ".join(
                f"r.{quoted(n)} IS DISTINCT FROM o.{quoted(n)}" for n in names if n in here and n != key
            )
            where = f" WHERE {differs}"
    return (
        f"INSERT INTO @R@.act_rows (xid, tbl, \"row\", was, fresh) SELECT pg_current_xact_id(), '{guarded}',"
        f" r.{quoted(key)}::text, {was}, {'true' if fresh else 'false'} FROM {rows}{where} ON CONFLICT {again};"
    )
