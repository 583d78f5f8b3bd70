"""SQL: logins. They come, change and go with the row in ``people``, in the same transaction.

The functions belong to a role that may make roles and reads no page. A password comes as its SCRAM verifier: what was
typed is never sent.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from coding.review.people import Role
from db.postgres.rights.names import literal

if TYPE_CHECKING:
    from db.postgres.rights.names import Names

#: What holds for the session of a person unless she sets it otherwise: whoever forgets a transaction stops nobody.
SETTINGS: Final = {
    "search_path": "frontpage_seen, pg_catalog, pg_temp",
    "idle_in_transaction_session_timeout": "'60s'",
    "lock_timeout": "'10s'",
    "statement_timeout": "'10min'",
}
#: Connections of one person at once: some windows, some programs.
_CONNECTIONS: Final = 20

_DO: Final = "LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp"
_TELL: Final = "RAISE insufficient_privilege USING MESSAGE ="


def functions(names: Names) -> str:
    """The trigger that keeps logins as people are, and what sets a password."""
    groups = ", ".join(f"({literal(role.value)}, {literal(names.group(role))})" for role in Role)
    settings = " ".join(
        f"EXECUTE format('ALTER ROLE %I SET {key} TO {value.replace(chr(39), chr(39) * 2)}', login);"
        for key, value in SETTINGS.items()
    )
    return f"""
CREATE FUNCTION @R@.keep_login() RETURNS trigger {_DO} AS $f$
DECLARE login text := '@PREFIX@.' || NEW."user"; g record; held text[]; sees_names boolean; sees_money boolean;
BEGIN
    IF TG_OP = 'UPDATE' AND NEW."user" <> OLD."user" THEN
        {_TELL} '用户名不能改：请停用后另加一位。';
    ELSIF octet_length(login) > 63 OR NEW."user" = '' THEN
        {_TELL} format('用户名“%s”太长或为空。', NEW."user");
    END IF;
    IF NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = login) THEN
        EXECUTE format('CREATE ROLE %I NOLOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS INHERIT'
                       ' CONNECTION LIMIT {_CONNECTIONS}', login);
        {settings}
    ELSIF EXISTS (SELECT 1 FROM pg_roles AS r WHERE r.rolname = login
                  AND (r.rolsuper OR r.rolcreaterole OR r.rolcreatedb OR r.rolbypassrls OR r.rolreplication)) THEN
        {_TELL} format('服务器上的“%s”另有特权，不能用作登录名。', login);
    ELSIF TG_OP = 'INSERT' AND @R@.is_person() THEN  -- of a store that stood here before: it begins without a password
        EXECUTE format('ALTER ROLE %I PASSWORD NULL', login);
    END IF;
    IF NEW.closed_at IS NOT NULL THEN
        EXECUTE format('ALTER ROLE %I NOLOGIN PASSWORD NULL', login);
        EXECUTE format('REVOKE %I FROM %I', '{names.person}', login);
    ELSE
        EXECUTE format('ALTER ROLE %I LOGIN', login);
        EXECUTE format('GRANT %I TO %I', '{names.person}', login);
    END IF;
    SELECT coalesce(array_agg(DISTINCT c.command), '{{}}') INTO held FROM @R@.rights_commands AS c
    WHERE NEW.closed_at IS NULL AND c.role = ANY (string_to_array(NEW.roles, ' '));
    sees_names := held @> '{{read_pages,see_identities}}'
        AND ('read_all_wards' = ANY (held) OR btrim(NEW.wards, E'\n') = '');
    sees_money := 'see_money' = ANY (held) AND NEW.money_blind = 0;
    FOR g IN SELECT v.name, NEW.closed_at IS NULL AND v.role = ANY (string_to_array(NEW.roles, ' ')) AS is_hers
             FROM (VALUES {groups}) AS v(role, name)
             UNION ALL VALUES ('{names.unpaid}', sees_names), ('{names.full}', sees_names AND sees_money) LOOP
        IF g.is_hers THEN
            EXECUTE format('GRANT %I TO %I', g.name, login);
        ELSE
            EXECUTE format('REVOKE %I FROM %I', g.name, login);
        END IF;
    END LOOP;
    RETURN NULL;
END $f$;

-- Inside the act that the audit tells: her own, or by whom may set those of others.
CREATE FUNCTION @S@.set_password(person_id bigint, verifier text) RETURNS void {_DO} AS $f$
DECLARE a @R@.acts; known text;
BEGIN
    IF verifier !~ '^SCRAM-SHA-256\\$\\d+:[A-Za-z0-9+/=]+\\$[A-Za-z0-9+/=]+:[A-Za-z0-9+/=]+$' THEN
        {_TELL} '口令只能以 SCRAM-SHA-256 的校验值设置。';
    END IF;
    IF @R@.is_person() THEN
        SELECT * INTO a FROM @R@.acts WHERE xid = pg_current_xact_id_if_assigned();
        IF NOT FOUND OR a.closed OR NOT (
            (a.command IN ('keep_people', 'reset_password') AND a.deed IN ('person', 'password'))
            OR (a.command = 'change_password' AND a.person = person_id)) THEN
            {_TELL} '口令只能由本人修改，或由管理员重设并记入审计。';
        END IF;
        UPDATE @R@.acts SET owes = true WHERE xid = a.xid;
        -- the entry has to name whose it is: the row of that person is written in the same act
        IF a.person <> person_id AND NOT EXISTS (
            SELECT 1 FROM @R@.act_rows AS r WHERE r.xid = a.xid AND r.tbl = 'people' AND r."row" = person_id::text) THEN
            {_TELL} '先写用户的一行，再设口令。';
        END IF;
    END IF;
    SELECT p."user" INTO known FROM @T@.people AS p WHERE p.id = person_id AND p.closed_at IS NULL;
    IF NOT FOUND THEN
        {_TELL} '没有这位用户，或已停用。';
    END IF;
    EXECUTE format('ALTER ROLE %I LOGIN PASSWORD %L', '@PREFIX@.' || known, verifier);
END $f$;
"""


#: The trigger belongs to the table; what it calls belongs to the keeper.
TRIGGER: Final = """
CREATE TRIGGER keep_login AFTER INSERT OR UPDATE ON @T@.people FOR EACH ROW EXECUTE FUNCTION @R@.keep_login()
"""
