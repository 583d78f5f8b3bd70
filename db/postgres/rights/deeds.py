"""SQL: what the server asks of an act before its entry is written: the steps of a page, whose page it is, which
setting, which month.

What a rule finds on a page the server cannot ask: that takes the knowledge. Whoever keeps verdicts says it, signed.
"""

from __future__ import annotations

from typing import Final

_ASK: Final = "LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp"
#: What the functions of acts call alone: as whom they run, and by their path.
_WITHIN: Final = "LANGUAGE plpgsql STABLE"
_FIXED: Final = "LANGUAGE plpgsql IMMUTABLE"
_TELL: Final = "RAISE insufficient_privilege USING MESSAGE ="
#: How the rule of a change begins that passes over the gate, see ``coding.review.gate``.
OVERRIDE: Final = "override:"

FUNCTIONS: Final = f"""
CREATE FUNCTION @R@.may_see_page(asked bigint) RETURNS boolean {_ASK} AS $f$
BEGIN
    RETURN EXISTS (SELECT 1 FROM @T@.pages AS p WHERE p.id = asked);
END $f$;

CREATE FUNCTION @R@.setting_is(asked text, said text) RETURNS boolean {_WITHIN} AS $f$
BEGIN
    RETURN EXISTS (SELECT 1 FROM @T@.settings AS s WHERE s.key = asked AND s.value = said);
END $f$;
-- The keys of the rows of a table that an act has written; numbers, so that the index of the table finds them.
CREATE FUNCTION @R@.act_keys(a @R@.acts, asked text) RETURNS bigint[] {_WITHIN} AS $f$
BEGIN
    RETURN (SELECT coalesce(array_agg(r."row"::bigint), '{{}}') FROM @R@.act_rows AS r
            WHERE r.xid = a.xid AND r.tbl = asked);
END $f$;

-- The entries of a page that stand before one: how often each was taken back and made again decides.
CREATE FUNCTION @R@.standing(asked bigint, before_entry bigint)
    RETURNS TABLE (id bigint, author text, told jsonb) {_WITHIN} AS $f$
BEGIN
    RETURN QUERY WITH RECURSIVE course AS (
        SELECT c.id, c.author, c.undoes, c.change, 0 AS depth FROM @T@.changes AS c
        WHERE c.page_id = asked AND c.undoes IS NULL AND c.id < before_entry
        UNION ALL
        SELECT c.id, c.author, c.undoes, c.change, course.depth + 1 FROM @T@.changes AS c
        JOIN course ON c.undoes = course.id WHERE c.page_id = asked AND c.id < before_entry AND c.id > course.id
    )
    SELECT e.id, e.author, @R@.clear_part(e.change)::jsonb FROM course AS e
    WHERE e.depth % 2 = 0 AND NOT EXISTS (SELECT 1 FROM course AS x WHERE x.undoes = e.id) ORDER BY e.id;
END $f$;

-- Edits without what they do not say, and the edits that take some back.
CREATE FUNCTION @R@.plain_edits(edits jsonb) RETURNS jsonb {_WITHIN} AS $f$
BEGIN
    RETURN coalesce((SELECT jsonb_agg(jsonb_strip_nulls(e.edit) ORDER BY e.n)
                     FROM jsonb_array_elements(edits) WITH ORDINALITY AS e(edit, n)), '[]');
END $f$;
CREATE FUNCTION @R@.inverse_edits(edits jsonb) RETURNS jsonb {_WITHIN} AS $f$
BEGIN
    RETURN coalesce((SELECT jsonb_agg(jsonb_strip_nulls(e.edit || CASE e.edit ->> 'kind'
        WHEN 'set' THEN jsonb_build_object('before', e.edit -> 'after', 'after', e.edit -> 'before',
                                           'supplied', e.edit -> 'was_supplied', 'was_supplied', e.edit -> 'supplied')
        WHEN 'insert' THEN '{{"kind": "remove"}}' WHEN 'remove' THEN '{{"kind": "insert"}}'
        ELSE jsonb_build_object('index', e.edit -> 'to', 'to', e.edit -> 'index') END) ORDER BY e.n DESC)
        FROM jsonb_array_elements(edits) WITH ORDINALITY AS e(edit, n)), '[]');
END $f$;

CREATE FUNCTION @R@.require_own(asked bigint, entry bigint, author text) RETURNS void {_WITHIN} AS $f$
BEGIN
    IF author IN (
        (SELECT s.author FROM @R@.standing(asked, entry) AS s
         WHERE jsonb_array_length(s.told -> 'edits') > 0 AND s.told ->> 'source' <> 'import'
         ORDER BY s.id DESC LIMIT 1),
        (SELECT s.author FROM @R@.standing(asked, entry) AS s
         WHERE s.told #>> '{{step,after}}' = 'submitted' ORDER BY s.id DESC LIMIT 1)
    ) THEN
        {_TELL} '自己编码或提交的病案不能自己通过，没有写入。';
    END IF;
END $f$;

CREATE FUNCTION @R@.require_step(c record, told jsonb, two_stage boolean, was text, page record, author text)
    RETURNS void {_WITHIN} AS $f$
DECLARE r @R@.rights_steps; u record; back boolean := false;
BEGIN
    IF was IS DISTINCT FROM told #>> '{{step,before}}' OR page.progress IS DISTINCT FROM told #>> '{{step,after}}' THEN
        {_TELL} '病案的状态与修改记录中的步骤不符，没有写入。';
    END IF;
    IF c.undoes IS NOT NULL THEN
        -- it takes back the last thing that stands, and nothing but that
        SELECT x.told, x.id INTO u FROM @R@.standing(c.page_id, c.id) AS x
        WHERE jsonb_array_length(x.told -> 'edits') > 0 OR jsonb_typeof(x.told -> 'step') = 'object'
        ORDER BY x.id DESC LIMIT 1;
        back := u.id IS NOT DISTINCT FROM c.undoes AND u.told #>> '{{step,before}}' = page.progress
            AND u.told #>> '{{step,after}}' = was
            AND @R@.inverse_edits(u.told -> 'edits') = @R@.plain_edits(told -> 'edits');
    END IF;
    IF back THEN
        SELECT * INTO r FROM @R@.rights_steps AS s WHERE s.before = page.progress AND s.after = was
            ORDER BY s.two_stage = require_step.two_stage DESC LIMIT 1;
        IF FOUND AND r.undoable AND @R@.may(r.command) THEN
            RETURN;
        END IF;
        {_TELL} '这一步不能撤销，没有写入。';
    END IF;
    SELECT * INTO r FROM @R@.rights_steps AS s
    WHERE s.before = was AND s.after = page.progress AND s.two_stage = require_step.two_stage;
    IF NOT FOUND THEN
        {_TELL} format('病案不能从“%s”直接到“%s”，没有写入。', was, page.progress);
    ELSIF NOT @R@.may(r.command) THEN
        {_TELL} format('您没有“%s”的权限，没有写入。', r.command);
    ELSIF r.reason AND btrim(coalesce(told ->> 'reason', '')) = '' THEN
        {_TELL} '这一步要写明理由，没有写入。';
    ELSIF r.date AND told #>> '{{step,until}}' IS NULL THEN
        {_TELL} '这一步要写明日期，没有写入。';
    END IF;
    IF r.gate THEN
        IF jsonb_array_length(told -> 'edits') > 0 OR page.state = '' THEN
            {_TELL} '还没有按现在的内容质控，不能放行，没有写入。';
        ELSIF page.held > 0 AND NOT (starts_with(coalesce(told ->> 'rule', ''), '{OVERRIDE}')
              AND btrim(coalesce(told ->> 'reason', '')) <> '' AND @R@.may('override_gate')) THEN
            {_TELL} '放行检查还有没处理的问题，没有写入。';
        END IF;
    END IF;
    IF page.progress = 'passed' AND two_stage AND NOT @R@.setting_is('release.one_person', '1') THEN
        PERFORM @R@.require_own(c.page_id, c.id, author);
    END IF;
END $f$;

-- What of a page is another than it was: single fields by their names, lists of rows, and what stands beside.
CREATE FUNCTION @R@.differing(was text, now text) RETURNS text {_FIXED} AS $f$
DECLARE o jsonb := @R@.clear_part(was)::jsonb; n jsonb := @R@.clear_part(now)::jsonb;
BEGIN
    RETURN (SELECT coalesce(string_agg(key, ' '), '') FROM (
        SELECT k.key FROM jsonb_object_keys(n || o) AS k(key)
        WHERE k.key NOT IN ('values', 'version', 'origin') AND o -> k.key IS DISTINCT FROM n -> k.key
        UNION ALL
        SELECT k.key FROM jsonb_object_keys((n -> 'values') || (o -> 'values')) AS k(key)
        WHERE o -> 'values' -> k.key IS DISTINCT FROM n -> 'values' -> k.key) AS keys);
END $f$;
CREATE FUNCTION @R@.require_told(differs text, told jsonb) RETURNS void {_WITHIN} AS $f$
DECLARE key text;
BEGIN
    FOREACH key IN ARRAY coalesce(string_to_array(differs, ' '), '{{}}') LOOP
        IF NOT EXISTS (SELECT 1 FROM jsonb_array_elements(told -> 'edits') AS e(edit)
                       LEFT JOIN @R@.rights_fields AS f ON f.field IN (e.edit ->> 'field', e.edit ->> 'group')
                       WHERE key IN (e.edit ->> 'field', f.list)) THEN
            {_TELL} format('“%s”被改而修改记录没有说到，没有写入。', key);
        END IF;
    END LOOP;
END $f$;

-- A page and its history: one change a page, and nothing of the page that the change does not say.
CREATE FUNCTION @R@.require_course(a @R@.acts, asked bigint) RETURNS void {_WITHIN} AS $f$
DECLARE c record; told jsonb; page record; was text; editing text; count int := 0;
    two boolean := @R@.setting_is('release.stages', 'two'); changes bigint[] := @R@.act_keys(a, 'changes');
    verdicts bigint[] := @R@.act_keys(a, 'verdicts');
BEGIN
    FOR c IN SELECT x.* FROM @T@.changes AS x WHERE x.id = ANY (changes) LOOP
        count := count + 1;
        told := @R@.clear_part(c.change)::jsonb;
        SELECT p.progress, p.state, p.held INTO page FROM @T@.pages AS p WHERE p.id = c.page_id;
        SELECT coalesce((SELECT r.was FROM @R@.act_rows AS r
                         WHERE r.xid = a.xid AND r.tbl = 'pages' AND r."row" = c.page_id::text),
                        page.progress) INTO was;
        IF a.deed = 'import' THEN
            IF jsonb_typeof(told -> 'step') = 'object' OR c.author <> '导入' OR told ->> 'source' <> 'import' THEN
                {_TELL} '导入不能改变病案的状态，没有写入。';
            END IF;
            CONTINUE;
        END IF;
        IF c.page_id IS DISTINCT FROM asked OR c.author <> a.name OR told ->> 'source' = 'import' THEN
            {_TELL} '修改记录与审计条目不是同一份病案或同一个人，没有写入。';
        END IF;
        IF jsonb_array_length(told -> 'edits') > 0 THEN
            SELECT s.editing INTO editing FROM @R@.rights_states AS s
            WHERE s.state = was AND s.two_stage = two;
            IF NOT (@R@.may('edit_page') AND (editing IN ('stays', 'opens')
                                              OR (editing = 'officer' AND @R@.may('pass_page')))) THEN
                {_TELL} format('病案在“%s”时您不能修改，没有写入。', was);
            END IF;
        END IF;
        PERFORM @R@.require_told((SELECT r.was FROM @R@.act_rows AS r WHERE r.xid = a.xid AND r.tbl = 'contents'
                                  AND r."row" = c.page_id::text), told);
        IF jsonb_typeof(told -> 'step') = 'object' THEN
            PERFORM @R@.require_step(c, told, two, was, page, a.name);
        ELSIF was <> page.progress THEN
            {_TELL} '病案的状态变了而没有步骤，没有写入。';
        END IF;
    END LOOP;
    IF a.deed <> 'import' AND count <> 1 THEN
        {_TELL} '一次修改一份病案、一条修改记录，没有写入。';
    END IF;
    IF EXISTS (SELECT 1 FROM @R@.act_rows AS r WHERE r.xid = a.xid AND NOT r.fresh AND r.tbl IN ('pages', 'contents')
               AND r."row" NOT IN (SELECT x.page_id::text FROM @T@.changes AS x WHERE x.id = ANY (changes))) THEN
        {_TELL} '病案内容被改而没有修改记录，没有写入。';
    END IF;
    IF (a.deed = 'import' AND EXISTS (
            SELECT 1 FROM @R@.act_rows AS r WHERE r.xid = a.xid AND r.tbl = 'pages' AND NOT r.fresh
            AND r.was <> (SELECT p.progress FROM @T@.pages AS p WHERE p.id = r."row"::bigint)))
       OR (a.deed IN ('change', 'import') AND EXISTS (
            SELECT 1 FROM @T@.pages AS p WHERE p.id = ANY (verdicts) AND (p.state <> '' OR p.held <> 0))) THEN
        {_TELL} '修改或导入不能写质控结果和状态，没有写入。';
    END IF;
END $f$;

CREATE FUNCTION @R@.require_person(a @R@.acts, told jsonb) RETURNS void {_WITHIN} AS $f$
DECLARE may_others boolean := @R@.may('keep_people') OR @R@.may('reset_password');
BEGIN
    IF told ? 'key' AND (told ->> 'of')::bigint IS DISTINCT FROM a.person AND NOT may_others THEN
        {_TELL} '不能登记别人的签名密钥，没有写入。';
    END IF;
    IF a.deed <> 'person' AND (told ? 'roles' OR told ? 'name' OR told ? 'closed') AND NOT @R@.may('keep_people') THEN
        {_TELL} '审计条目不能这样写。';
    END IF;
    IF EXISTS (SELECT 1 FROM @R@.act_rows AS r WHERE r.xid = a.xid AND r.tbl = 'people'
               AND (r."row" IS DISTINCT FROM told ->> 'of' OR (r."row" <> a.person::text AND NOT may_others))) THEN
        {_TELL} '只能写审计条目中的那位用户，没有写入。';
    END IF;
    IF EXISTS (SELECT 1 FROM @R@.act_rows AS r WHERE r.xid = a.xid AND r.tbl = 'people')
       AND NOT EXISTS (SELECT 1 FROM @T@.people AS p
                       WHERE p.closed_at IS NULL AND 'administrator' = ANY (string_to_array(p.roles, ' '))) THEN
        {_TELL} '至少要有一位管理员，没有写入。';
    END IF;
END $f$;

CREATE FUNCTION @R@.require_months(a @R@.acts) RETURNS void {_WITHIN} AS $f$
DECLARE e record; entries bigint[] := @R@.act_keys(a, 'month_entries');
BEGIN
    FOR e IN SELECT m.*, k.command, k.closes FROM @T@.month_entries AS m
             LEFT JOIN @R@.rights_months AS k ON k.kind = m.kind
             WHERE m.id = ANY (entries) LOOP
        IF e.command IS NULL OR NOT @R@.may(e.command) THEN
            {_TELL} format('您没有“%s”的权限，没有写入。', e.command);
        ELSIF e.closes AND (SELECT m.kind FROM @T@.month_entries AS m
                            WHERE m.month = e.month AND m.id < e.id AND m.kind IN ('opened', 'closed', 'reopened')
                            ORDER BY m.id DESC LIMIT 1) = 'closed' THEN
            {_TELL} '这个月已关账，没有写入。';
        END IF;
    END LOOP;
END $f$;

CREATE FUNCTION @R@.require_deed(a @R@.acts, told jsonb, asked bigint) RETURNS void {_WITHIN} AS $f$
DECLARE reviews bigint[] := @R@.act_keys(a, 'reviews');
BEGIN
    IF a.deed IN ('change', 'step') OR (a.deed = 'import' AND NOT a.program) THEN
        PERFORM @R@.require_course(a, asked);
    ELSIF a.deed IN ('person', 'password', 'key') THEN
        PERFORM @R@.require_person(a, told);
    ELSIF a.deed = 'month' THEN
        PERFORM @R@.require_months(a);
    ELSIF a.deed = 'settings' THEN
        IF EXISTS (SELECT 1 FROM @R@.act_rows AS r WHERE r.xid = a.xid AND r.tbl = 'settings'
                   AND starts_with(r."row", 'server.')) THEN
            {_TELL} '这项设置在建立数据时写定，不能再改。';
        END IF;
        IF EXISTS (SELECT 1 FROM @R@.act_rows AS r WHERE r.xid = a.xid AND r.tbl = 'settings' AND NOT @R@.may(
                   (SELECT s.command FROM @R@.rights_settings AS s WHERE starts_with(r."row", s.prefix)
                    ORDER BY length(s.prefix) DESC LIMIT 1))) THEN
            {_TELL} '您没有修改这项设置的权限，没有写入。';
        END IF;
    ELSIF a.deed = 'identities' THEN
        IF asked IS NOT NULL AND NOT @R@.may_see_page(asked) THEN
            {_TELL} '这份病案不属于您的科室。';
        ELSIF a.command = 'show_identities' AND (asked IS NULL OR btrim(coalesce(told ->> 'reason', '')) = '') THEN
            {_TELL} '请写明查看身份的原因和病案。';
        END IF;
    END IF;
    -- words on a page are written by whoever is shown the page
    IF EXISTS (SELECT 1 FROM @T@.reviews AS v
               WHERE v.id = ANY (reviews) AND NOT @R@.may_see_page(v.page_id)) THEN
        {_TELL} '这份病案不属于您的科室。';
    END IF;
    -- what the program may take away of an import are pages that were on their way
    IF a.deed = 'import' AND a.program AND EXISTS (
        SELECT 1 FROM @R@.act_rows AS r WHERE r.xid = a.xid AND r.tbl = 'pages'
        AND r."row"::bigint < coalesce((SELECT min(first_page) FROM @T@.incoming), 9223372036854775807)) THEN
        {_TELL} '只能收回没有读完的导入，没有写入。';
    END IF;
END $f$;
"""

#: What a page that was shown for a reason holds: only after the entry of it is on the disk.
SHOWN: Final = f"""
CREATE FUNCTION @S@.shown_page(asked bigint, OUT original text, OUT current text, OUT original_shape bigint,
                               OUT current_shape bigint)
    LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $f$
BEGIN
    IF NOT @R@.may('show_identities') OR NOT @R@.may_see_page(asked)
       OR pg_current_xact_id_if_assigned() IS NOT NULL  -- what was written is not kept yet, and may be taken back
       OR NOT EXISTS (SELECT 1 FROM @T@.audit AS e WHERE e.deed = 'identities' AND e.page_id = asked
                      AND e.who = (SELECT id FROM @R@.me())
                      AND e.at::timestamptz > clock_timestamp() - interval '5 min')
    THEN
        {_TELL} '查看身份要先写明原因并记入审计。';
    END IF;
    SELECT c.original, c.current, c.original_shape, c.current_shape
    INTO original, current, original_shape, current_shape FROM @T@.contents AS c WHERE c.page_id = asked;
END $f$;
"""
