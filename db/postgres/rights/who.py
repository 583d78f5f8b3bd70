"""SQL: who asks, what she may, and what she is shown. Every function has its search path pinned and asks
``session_user``: what somebody sets herself in her session (role, path, settings) changes nothing.
"""

from __future__ import annotations

from typing import Final

from db.shared.key_file import MOST

#: Texts in ``@…@`` are names: see ``apply.filled``.
TABLES_OF_RIGHTS: Final = """
CREATE TABLE @R@.rights_commands (role text NOT NULL, command text NOT NULL, PRIMARY KEY (command, role));
CREATE TABLE @R@.rights_deeds (deed text NOT NULL, command text NOT NULL, program boolean NOT NULL,
    number int NOT NULL, PRIMARY KEY (deed, command, program));
CREATE TABLE @R@.rights_writes (deed text NOT NULL, command text NOT NULL, program boolean NOT NULL, tbl text NOT NULL,
    op text NOT NULL, cols text[], owes boolean NOT NULL, PRIMARY KEY (tbl, deed, command, program, op));
CREATE TABLE @R@.rights_steps (before text NOT NULL, after text NOT NULL, command text NOT NULL,
    reason boolean NOT NULL, date boolean NOT NULL, gate boolean NOT NULL, undoable boolean NOT NULL,
    two_stage boolean NOT NULL, PRIMARY KEY (before, after, two_stage));
CREATE TABLE @R@.rights_states (state text NOT NULL, two_stage boolean NOT NULL, editing text NOT NULL,
    PRIMARY KEY (state, two_stage));
CREATE TABLE @R@.rights_settings (prefix text PRIMARY KEY, command text NOT NULL);
CREATE TABLE @R@.rights_months (kind text PRIMARY KEY, command text NOT NULL, money text[] NOT NULL,
    whole text[] NOT NULL, ward text NOT NULL, closes boolean NOT NULL);
CREATE TABLE @R@.rights_fields (field text PRIMARY KEY, list text NOT NULL);
CREATE TABLE @R@.rights_masks (field text PRIMARY KEY, how text NOT NULL);
CREATE TABLE @R@.rights_sights (login text PRIMARY KEY, hidden text[] NOT NULL);
"""

#: Name of a table of rights → its columns, in the order of ``rows``.
RIGHTS: Final = {
    "rights_commands": ("role", "command"),
    "rights_deeds": ("deed", "command", "program", "number"),
    "rights_writes": ("deed", "command", "program", "tbl", "op", "cols", "owes"),
    "rights_steps": ("before", "after", "command", "reason", "date", "gate", "undoable", "two_stage"),
    "rights_states": ("state", "two_stage", "editing"),
    "rights_settings": ("prefix", "command"),
    "rights_months": ("kind", "command", "money", "whole", "ward", "closes"),
    "rights_masks": ("field", "how"),
    "rights_fields": ("field", "list"),
}

_SQL: Final = "LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp"
#: Plans are kept for the session: what is asked with every statement must cost little.
_ASK: Final = "LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp"
_PLAIN: Final = "LANGUAGE sql IMMUTABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp"

#: What is asked with every statement, and of nothing but that: its words are looked up when it is made.
_BARE: Final = "LANGUAGE sql STABLE"
#: Her row, where she stands in the table and has not left.
_HER: Final = (
    "FROM @T@.people AS p WHERE starts_with(session_user::text, '@PREFIX@.')"
    ' AND p."user" = substr(session_user::text, @USER_AT@) AND p.closed_at IS NULL'
)

FUNCTIONS: Final = f"""
-- Everybody is a person unless she is a member of the owner: what is not known is held to the rights.
CREATE FUNCTION @R@.is_person() RETURNS boolean {_BARE}
    RETURN NOT pg_catalog.pg_has_role(session_user, '@OWNER@', 'MEMBER');
CREATE FUNCTION @R@.me(OUT id bigint, OUT name text, OUT roles text[], OUT wards text[], OUT is_money_blind boolean)
    RETURNS SETOF record {_ASK} ROWS 1 AS $f$
BEGIN
    RETURN QUERY SELECT p.id, p.name, string_to_array(p.roles, ' '), array_remove(string_to_array(p.wards, E'\\n'), ''),
                        p.money_blind <> 0 {_HER};
END $f$;
CREATE FUNCTION @R@.is_known() RETURNS boolean {_ASK} AS $f$
BEGIN
    RETURN EXISTS (SELECT 1 {_HER});
END $f$;
CREATE FUNCTION @R@.may(asked text) RETURNS boolean {_ASK} AS $f$
BEGIN
    RETURN EXISTS (SELECT 1 {_HER} AND NOT (asked = 'see_money' AND p.money_blind <> 0) AND EXISTS (
                   SELECT 1 FROM @R@.rights_commands AS c
                   WHERE c.command = asked AND c.role = ANY (string_to_array(p.roles, ' '))));
END $f$;
-- What of the store is hidden from her: these words; of whoever is nobody all of it.
CREATE FUNCTION @R@.hidden_from_me() RETURNS text[] {_ASK} AS $f$
DECLARE words text[];
BEGIN
    IF NOT @R@.is_person() THEN
        RETURN '{{}}';
    END IF;
    SELECT s.hidden INTO words FROM @R@.rights_sights AS s WHERE s.login = session_user::text;
    IF NOT FOUND THEN
        RETURN '{{pages,identities,money,wards,incoming}}';
    ELSIF 'incoming' = ANY (words) AND NOT EXISTS (SELECT 1 FROM @T@.incoming) THEN
        RETURN array_remove(words, 'incoming');
    END IF;
    RETURN words;
END $f$;
CREATE FUNCTION @R@.sees_all_wards() RETURNS boolean {_BARE}
    RETURN NOT @R@.hidden_from_me() && '{{pages,wards}}';
CREATE FUNCTION @R@.my_wards() RETURNS text[] {_ASK} AS $f$
BEGIN
    RETURN (SELECT wards FROM @R@.me());
END $f$;
-- Pages of a file that is on its way are seen by nobody who could not bring one.
CREATE FUNCTION @R@.shown_before() RETURNS bigint {_ASK} AS $f$
BEGIN
    RETURN CASE WHEN @R@.may('import_pages') THEN 9223372036854775807
                ELSE coalesce((SELECT min(first_page) FROM @T@.incoming), 9223372036854775807) END;
END $f$;
CREATE FUNCTION @R@.sees_everything() RETURNS boolean {_BARE}
    RETURN NOT @R@.hidden_from_me() && '{{pages,wards,incoming}}';
-- Nothing is hidden from her: she works on the tables as they stand.
CREATE FUNCTION @R@.sees_whole() RETURNS boolean {_BARE}
    RETURN @R@.is_person() AND @R@.hidden_from_me() = '{{}}';
CREATE FUNCTION @R@.sees_all_identities() RETURNS boolean {_BARE}
    RETURN @R@.is_person() AND NOT @R@.hidden_from_me() && '{{pages,identities,wards,incoming}}';

-- What stands in a cell for who is not shown identities: cells are clear and sealed part, between marks.
CREATE FUNCTION @R@.clear_part(cell text) RETURNS text LANGUAGE sql IMMUTABLE
    RETURN CASE WHEN starts_with(cell, E'\\x02') THEN substr(split_part(cell, E'\\x03', 1), 2) ELSE cell END;
CREATE FUNCTION @R@.masked_word(word text, how text) RETURNS text {_PLAIN} AS $f$
    SELECT CASE WHEN btrim(word) = '' THEN word ELSE
        CASE how WHEN 'name' THEN CASE WHEN length(btrim(word)) > 1 THEN left(btrim(word), 1) ELSE '' END
                 WHEN 'number' THEN CASE WHEN length(btrim(word)) >= 12 THEN left(btrim(word), 6) ELSE '' END
                 WHEN 'phone' THEN CASE WHEN length(btrim(word)) >= 6 THEN left(btrim(word), 3) ELSE '' END
                 WHEN 'place' THEN coalesce(substring(btrim(word) FROM '^.{{1,8}}?(?:特别行政区|自治区|省|市)'), '')
                 ELSE '' END || '**' END
$f$;
CREATE FUNCTION @R@.masked_name(name text) RETURNS text {_PLAIN} AS $f$
    SELECT CASE WHEN starts_with(name, E'\\x02') THEN substr(split_part(name, E'\\x03', 1), 2)
                ELSE @R@.masked_word(name, 'name') END
$f$;
-- A text in which no identity of a page stands, wherever in it somebody has written one.
CREATE FUNCTION @R@.without_identities(said text, page text) RETURNS text {_SQL} AS $f$
    WITH RECURSIVE known AS (
        SELECT row_number() OVER (ORDER BY length(word) DESC, word) AS n, word, instead FROM (
            SELECT DISTINCT btrim(v.value) AS word, replace(@R@.masked_word(v.value, m.how), '\\', '\\\\') AS instead
            FROM (SELECT page::jsonb AS p) AS one,
                 LATERAL (SELECT * FROM jsonb_each_text(p -> 'values')
                          UNION ALL SELECT * FROM jsonb_each_text(coalesce(p #> '{{settlement,values}}', '{{}}'))) AS v
            JOIN @R@.rights_masks AS m ON m.field = v.key
            WHERE length(btrim(v.value)) >= 2) AS words
    ), done AS (
        SELECT 0::bigint AS n, said AS text
        UNION ALL SELECT known.n, regexp_replace(done.text, '***=' || known.word, known.instead, 'gi')
        FROM done JOIN known ON known.n = done.n + 1
    )
    SELECT text FROM done ORDER BY n DESC LIMIT 1
$f$;
CREATE FUNCTION @R@.masked_page(page text) RETURNS text {_SQL} AS $f$
    SELECT CASE WHEN page IS NULL THEN NULL
                WHEN starts_with(page, E'\\x02') THEN @R@.clear_part(page)
                ELSE @R@.without_identities(
                    jsonb_set((page::jsonb #- '{{settlement,extra}}'), '{{extra}}', '{{}}')::text, page) END
$f$;
CREATE FUNCTION @R@.masked_beside(said text, page_id bigint) RETURNS text {_SQL} AS $f$
    SELECT CASE WHEN said IS NULL THEN NULL WHEN starts_with(said, E'\\x02') THEN @R@.clear_part(said)
                ELSE (SELECT CASE WHEN starts_with(coalesce(c.current, c.original), E'\\x02') THEN ''
                                  ELSE @R@.without_identities(@R@.without_identities(said, c.original),
                                                              coalesce(c.current, c.original)) END
                      FROM @T@.contents AS c WHERE c.page_id = masked_beside.page_id) END
$f$;
-- A change: whatever stood in a field of identity, before and after, is one, and the page may not know it any more.
CREATE FUNCTION @R@.masked_change(said text, page_id bigint) RETURNS text {_SQL} AS $f$
    SELECT CASE WHEN starts_with(said, E'\\x02') THEN @R@.clear_part(said) ELSE @R@.masked_beside(
        jsonb_set(said::jsonb, '{{edits}}', coalesce((
            SELECT jsonb_agg(CASE WHEN m.field IS NULL THEN e.edit ELSE e.edit || jsonb_build_object(
                'before', @R@.masked_word(e.edit ->> 'before', m.how),
                'after', @R@.masked_word(e.edit ->> 'after', m.how))
                END ORDER BY e.n)
            FROM jsonb_array_elements(said::jsonb -> 'edits') WITH ORDINALITY AS e(edit, n)
            LEFT JOIN @R@.rights_masks AS m ON m.field = e.edit ->> 'field'), '[]'))::text, page_id) END
$f$;
CREATE FUNCTION @R@.masked_words(page_id bigint) RETURNS text {_SQL} AS $f$
    SELECT lower(concat_ws(' ', p.case_no, @R@.masked_name(p.patient_name), p.dept, p.principal, p.discharge_date))
    FROM @T@.pages AS p WHERE p.id = masked_words.page_id
$f$;
CREATE FUNCTION @R@.masked_pairs(page_id bigint) RETURNS text[] {_SQL} AS $f$
    SELECT array_agg(DISTINCT substr(w.word, n, l))
    FROM regexp_split_to_table(@R@.masked_words(page_id), '\\s+') AS w(word),
         generate_series(1, length(w.word)) AS n, (VALUES (1), (2)) AS s(l)
$f$;
CREATE FUNCTION @R@.shown_month(said text, kind text, is_money boolean, is_whole boolean) RETURNS text {_SQL} AS $f$
    SELECT CASE WHEN is_money AND is_whole THEN said ELSE (
        said::jsonb - CASE WHEN is_money THEN '{{}}'::text[] ELSE r.money END
                    - CASE WHEN is_whole THEN '{{}}'::text[] ELSE r.whole END)::text END
    FROM @R@.rights_months AS r WHERE r.kind = shown_month.kind
$f$;
CREATE FUNCTION @R@.month_is_for_me(said text, kind text) RETURNS boolean {_SQL} AS $f$
    SELECT r.ward = '' OR (r.ward <> '*' AND said::jsonb ->> r.ward = ANY (@R@.my_wards()))
    FROM @R@.rights_months AS r WHERE r.kind = month_is_for_me.kind
$f$;
"""

#: What the program calls by name, wherever it works: its own schema stands before this one in its path.
CALLED: Final = f"""
CREATE FUNCTION @S@.json_valid(said text) RETURNS boolean LANGUAGE plpgsql IMMUTABLE
    SET search_path = pg_catalog, pg_temp AS $f$
BEGIN
    PERFORM CASE WHEN starts_with(said, E'\\x02') THEN substr(split_part(said, E'\\x03', 1), 2) ELSE said END::json;
    RETURN said IS NOT NULL;
EXCEPTION WHEN others THEN
    RETURN false;
END $f$;
CREATE FUNCTION @S@.json_extract(said text, VARIADIC paths text[]) RETURNS text LANGUAGE sql IMMUTABLE
    SET search_path = pg_catalog, pg_temp AS $f$
    SELECT json_agg(CASE WHEN starts_with(said, E'\\x02') THEN substr(split_part(said, E'\\x03', 1), 2)
                         ELSE said END::json #> string_to_array(substr(path, 3), '.') ORDER BY place)::text
    FROM unnest(paths) WITH ORDINALITY AS each_path(path, place)
$f$;
-- In which schema she works now; nobody who is no person works anywhere but on the tables.
CREATE FUNCTION @S@.my_schema() RETURNS text {_SQL} AS $f$
    SELECT CASE WHEN NOT @R@.is_person() THEN '@T@' WHEN @R@.sees_whole() THEN '@FULL@'
                WHEN @R@.sees_all_identities() THEN '@UNPAID@' ELSE '@S@' END
$f$;
"""

#: What is hidden from each login goes with the row of its person, in the same transaction: it is asked with every
#: statement.
SIGHTS: Final = """
CREATE FUNCTION @R@.keep_sight() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp AS $f$
DECLARE held text[];
BEGIN
    IF TG_OP <> 'INSERT' THEN
        DELETE FROM @R@.rights_sights WHERE login = '@PREFIX@.' || OLD."user";
    END IF;
    IF TG_OP <> 'DELETE' AND NEW.closed_at IS NULL THEN
        held := ARRAY(SELECT c.command FROM @R@.rights_commands AS c
                      WHERE c.role = ANY (string_to_array(NEW.roles, ' ')));
        INSERT INTO @R@.rights_sights (login, hidden) VALUES ('@PREFIX@.' || NEW."user", array_remove(ARRAY[
            CASE WHEN 'read_pages' = ANY (held) THEN '' ELSE 'pages' END,
            CASE WHEN 'see_identities' = ANY (held) THEN '' ELSE 'identities' END,
            CASE WHEN 'see_money' = ANY (held) AND NEW.money_blind = 0 THEN '' ELSE 'money' END,
            CASE WHEN 'read_all_wards' = ANY (held)
                      OR array_remove(string_to_array(NEW.wards, E'\\n'), '') = '{}' THEN '' ELSE 'wards' END,
            CASE WHEN 'import_pages' = ANY (held) THEN '' ELSE 'incoming' END], ''));
    END IF;
    RETURN NULL;
END $f$;
CREATE TRIGGER keep_sight AFTER INSERT OR UPDATE OR DELETE ON @T@.people
    FOR EACH ROW EXECUTE FUNCTION @R@.keep_sight();
"""

_BASE64: Final = "^([A-Za-z0-9+/]{4})*([A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$"
#: The locks of everybody lie in one row: each writes her own, those of others whoever may set passwords.
KEYS: Final = rf"""
-- Of the locks she is shown her own: one of somebody else is a thing to try passwords on.
CREATE FUNCTION @R@.keys_for_me(keys text) RETURNS text LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp AS $f$
DECLARE hers text := substr(session_user::text, @USER_AT@);
BEGIN
    IF NOT @R@.is_person() OR @R@.may('keep_people') OR @R@.may('reset_password') THEN
        RETURN keys;
    END IF;
    RETURN jsonb_set(keys::jsonb, '{{people}}', jsonb_strip_nulls(
        jsonb_build_object(hers, keys::jsonb #> ARRAY['people', hers])))::text;
END $f$;
-- What she writes comes in the place of her own; what she was not shown stays.
CREATE FUNCTION @R@.write_key_file() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp AS $f$
DECLARE hers text := substr(session_user::text, @USER_AT@);
BEGIN
    IF NOT @R@.is_person() OR @R@.may('keep_people') OR @R@.may('reset_password') THEN
        UPDATE @T@.key_file SET keys = NEW.keys WHERE one = NEW.one;
    ELSE
        UPDATE @T@.key_file AS k SET keys = (NEW.keys::jsonb || jsonb_build_object('people',
            ((k.keys::jsonb -> 'people') - hers) || coalesce(NEW.keys::jsonb -> 'people', '{{}}')))::text
        WHERE one = NEW.one;
    END IF;
    RETURN NEW;
END $f$;
-- Whether it is a lock of hers, or none: one that nobody can read stops whoever reads all of them.
CREATE FUNCTION @R@.is_lock(lock jsonb) RETURNS boolean LANGUAGE plpgsql STABLE AS $f$
BEGIN
    RETURN lock IS NULL OR coalesce(lock -> 'id' = to_jsonb((SELECT m.id FROM @R@.me() AS m))
        AND lock ->> 'salt' ~ '{_BASE64}' AND lock ->> 'box' ~ '{_BASE64}'
        AND jsonb_array_length(lock -> 'cost') = {len(MOST)}
        AND NOT EXISTS (SELECT 1 FROM jsonb_array_elements_text(lock -> 'cost') WITH ORDINALITY AS c(part, n)
                        WHERE NOT (part ~ '^\d{{1,9}}$' AND part::bigint BETWEEN 1 AND (ARRAY{list(MOST)})[n]))
        AND NOT EXISTS (SELECT 1 FROM jsonb_array_elements_text(lock -> 'wrong') AS w(moment)
                        WHERE moment !~ '^\d{{4}}-\d\d-\d\dT\d\d:\d\d:\d\d$' OR moment::timestamp IS NULL), false);
EXCEPTION WHEN others THEN
    RETURN false;
END $f$;
CREATE FUNCTION @R@.guard_keys() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp AS $f$
DECLARE hers text[] := ARRAY['people', substr(session_user::text, @USER_AT@)];
BEGIN
    IF NOT @R@.is_person() OR @R@.may('keep_people') OR @R@.may('reset_password') THEN
        RETURN NULL;
    ELSIF TG_OP <> 'UPDATE' OR NOT @R@.is_known() OR EXISTS (
        SELECT 1 FROM new_rows AS n, old_rows AS o
        WHERE (n.keys::jsonb #- hers) - 'sealing' IS DISTINCT FROM (o.keys::jsonb #- hers) - 'sealing'
              -- that the second way in was tried anybody says who comes in after the first
              OR coalesce(n.keys::jsonb -> 'sealing', 'null')
                 NOT IN (coalesce(o.keys::jsonb -> 'sealing', 'null'), 'false')
              OR NOT @R@.is_lock(n.keys::jsonb #> hers)) THEN
        RAISE insufficient_privilege USING MESSAGE = '只能改自己的口令锁，没有写入。';
    END IF;
    RETURN NULL;
END $f$;
-- What a hospital has imported is kept by its digest: brought by whoever may bring it, and nobody's to alter.
CREATE FUNCTION @R@.guard_shelves() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp AS $f$
BEGIN
    IF @R@.is_person() AND NOT (TG_OP = 'INSERT' AND @R@.may('bring_knowledge')) THEN
        RAISE insufficient_privilege USING MESSAGE = '本院知识只能由有权导入的人添加，没有写入。';
    END IF;
    RETURN NULL;
END $f$;
CREATE TRIGGER guard_shelves BEFORE INSERT OR UPDATE OR DELETE OR TRUNCATE ON @T@.shelves
    FOR EACH STATEMENT EXECUTE FUNCTION @R@.guard_shelves();
CREATE TRIGGER guard_keys AFTER UPDATE ON @T@.key_file REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION @R@.guard_keys();
"""
