-- What a stolen card can do: its secret writes of visits and work under its station's name, and no
-- more. What only a board decides is taken from boards, from the hubs below and from the owner.

-- Those of event_kind_is_of_board().
CREATE FUNCTION board_kinds() RETURNS text[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN ARRAY['goal_set', 'kudos_given', 'groups_approved', 'rotation_started', 'rotation_changed',
    'student_moved', 'playlist_set', 'mastery_set', 'evidence_imported', 'badge_issued',
    'badge_voided', 'plan_published', 'student_erased'];

-- An erasure holds until now and no longer, or whoever is given the same id is erased for ever. A hub
-- that does not know how late it is takes it as it is.
CREATE FUNCTION tombstone_at(p_at bigint) RETURNS bigint
LANGUAGE sql STABLE
RETURN CASE WHEN clock_timestamp() BETWEEN '2025-01-01Z' AND '2090-01-01Z'
    THEN least(p_at, ms(clock_timestamp())) ELSE p_at END;

-- As before, but a row without words names no plan: it holds the place of one that was not taken.
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
    WHERE class_uid = p_class AND at <= p_at AND strpos(body, v_quoted) > 0;
    DELETE FROM conflict c WHERE class_uid = p_class
        AND (student = p_student OR strpos(body, v_quoted) > 0);
    DELETE FROM draft WHERE class_uid = p_class AND student IN (p_student, '') AND at <= p_at;
    DELETE FROM blob WHERE class_uid = p_class AND name LIKE 'plan:%' AND name IS DISTINCT FROM (
        SELECT 'plan:' || body_text(e.body, 'hash') FROM event e
        WHERE e.class_uid = p_class AND e.kind = 'plan_published' AND NOT e.erased
        ORDER BY e.at DESC, e.log DESC, e.seq DESC LIMIT 1);
END $$;

-- As before, and a station decides nothing for the class. A row of such a kind that says nothing is
-- taken: what the station wrote behind it could not follow otherwise.
CREATE OR REPLACE FUNCTION events_came() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = waystation, pg_temp AS $$
DECLARE
    v_kind text := (my_node()).kind;
    v_denied text;
    v record;
BEGIN
    IF v_kind = 'station' THEN
        SELECT string_agg(DISTINCT kind, ', ') INTO v_denied FROM came
        WHERE kind = ANY (board_kinds()) AND NOT (erased AND student = '' AND body = '{}');
        IF v_denied IS NOT NULL THEN
            RAISE check_violation USING
                MESSAGE = 'it sent what only a board decides (' || v_denied || ')';
        END IF;
    END IF;
    FOR v IN SELECT class_uid, log, min(seq) AS low, max(seq) AS high, count(*) AS count,
        min(at) AS first_at, max(at) AS last_at FROM came GROUP BY 1, 2 ORDER BY 2
    LOOP
        IF v.low <> log_lock(v.class_uid, v.log) + 1 OR v.high - v.low + 1 <> v.count THEN
            RAISE check_violation USING MESSAGE = 'a log has no gaps';
        END IF;
        UPDATE log SET head = v.high, first_at = least(first_at, v.first_at),
            last_at = greatest(last_at, v.last_at), came = now() WHERE log = v.log;
        IF v_kind IS DISTINCT FROM 'hub' THEN
            PERFORM pg_notify('ws_' || v.class_uid, encode(v.log, 'hex') || ':' || v.high);
        END IF;
    END LOOP;
    FOR v IN SELECT class_uid, student, max(at) AS at FROM came
        WHERE kind = 'student_erased' AND student <> '' GROUP BY 1, 2
    LOOP
        INSERT INTO tombstone AS t VALUES (v.class_uid, v.student, tombstone_at(v.at))
        ON CONFLICT (class_uid, student) DO UPDATE SET at = excluded.at WHERE t.at < excluded.at;
        PERFORM erase(v.class_uid, v.student, v.at); -- what is here goes, also by a clock ahead
    END LOOP;
    FOR v IN SELECT DISTINCT t.* FROM came c JOIN tombstone t USING (class_uid)
        WHERE c.at <= t.at AND ((c.student = t.student AND c.kind <> 'student_erased')
            OR strpos(c.body, '"' || t.student || '"') > 0)
    LOOP
        PERFORM erase(v.class_uid, v.student, v.at);
    END LOOP;
    RETURN NULL;
END $$;

REVOKE ALL ON FUNCTION board_kinds, tombstone_at FROM PUBLIC;

UPDATE tombstone SET at = tombstone_at(at);
