-- Who is erased goes from lists of students, and nothing else of another child changes: an id may be
-- a word or a number that others have written.
--
-- Nodes and hubs of the version before empty other texts that are the id, too. Rows come from there
-- as edited, which is no conflict, and those that are here already stay as they are.

-- The body without a student's id, as erase_from_body() of store/erase.c does it: dropped from lists
-- under the key "students", as far as there are no brackets in them. The quote that begins a key is
-- never behind a backslash. In time that grows with the body, whatever is in it: no lookbehind.
CREATE OR REPLACE FUNCTION body_without(p_body text, p_student text) RETURNS text
LANGUAGE plpgsql IMMUTABLE SET search_path = waystation, pg_temp AS $$
DECLARE
    v_list text := '[^\\]"students"[ \t\r\n]*:[ \t\r\n]*\[(?:[^][{}"]|"(?:[^"\\]|\\.)*")*';
    v_id text := '"' || regexp_replace(p_student, '([^[:alnum:]])', '\\\1', 'g') || '"'
        || '(?=[ \t\r\n]*(?:,|$))';
BEGIN
    RETURN (
        SELECT string_agg(other || coalesce(regexp_replace(
            regexp_replace(list[1], ',[ \t\r\n]*' || v_id, '', 'g'),
            '^([^[]*\[[ \t\r\n]*)' || v_id || '[ \t\r\n]*,?[ \t\r\n]*', '\1'), ''), '' ORDER BY place)
        FROM regexp_split_to_table(p_body, v_list) WITH ORDINALITY o(other, place)
        LEFT JOIN regexp_matches(p_body, v_list, 'g') WITH ORDINALITY l(list, place) USING (place));
END $$;

-- As before, but what only has the id somewhere in it is neither edited nor dropped.
CREATE OR REPLACE FUNCTION erase(p_class text, p_student text, p_at bigint) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = waystation, pg_temp AS $$
DECLARE
    v_quoted text := '"' || p_student || '"';
BEGIN
    DELETE FROM blob WHERE class_uid = p_class AND name IN (
        SELECT 'clip:' || body_text(e.body, 'clip') FROM event e
        WHERE e.class_uid = p_class AND e.student = p_student AND e.at <= p_at
            AND strpos(e.body, '"clip"') > 0);
    UPDATE event SET student = '', body = '{}', erased = true
    WHERE class_uid = p_class AND student = p_student AND at <= p_at AND kind <> 'student_erased';
    UPDATE event SET body = body_without(body, p_student), edited = true
    WHERE class_uid = p_class AND at <= p_at AND strpos(body, v_quoted) > 0
        AND body_without(body, p_student) <> body;
    DELETE FROM conflict c WHERE class_uid = p_class AND (student = p_student
        OR (strpos(body, v_quoted) > 0 AND body_without(body, p_student) <> body));
    DELETE FROM draft WHERE class_uid = p_class AND student IN (p_student, '') AND at <= p_at;
    DELETE FROM blob WHERE class_uid = p_class AND name LIKE 'plan:%' AND name IS DISTINCT FROM (
        SELECT 'plan:' || body_text(e.body, 'hash') FROM event e
        WHERE e.class_uid = p_class AND e.kind = 'plan_published' AND NOT e.erased
        ORDER BY e.at DESC, e.log DESC, e.seq DESC LIMIT 1);
END $$;
