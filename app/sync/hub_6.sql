-- What a class keeps no longer goes from its hub, too, as it goes from the machines (store_expire()
-- of store/expire.c): a row keeps its place in its log, what it said is gone. A machine that has it
-- still, or not any more, has the same row: what is erased on one side is no conflict.

-- LASTING_KINDS of store/statements.h.
CREATE FUNCTION lasting_kinds() RETURNS text[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN ARRAY['badge_issued', 'badge_voided', 'student_erased', 'plan_published', 'rotation_started',
    'rotation_changed'];

-- By a board whose own clock is proven: what is older than p_before, at most p_rows rows. Answers how
-- many; fewer than p_rows: that was all, and drafts and clips that nothing names went, too.
--
-- A row is as old as its own time, if that can be trusted and no clock_set of its log comes after it.
-- One without is older than what its log has behind it, and than when it came here, if that was on a
-- day on which the hub's clock agreed with a trusted one: where the hub is on the board, its clock
-- began at any date before it was set.
CREATE FUNCTION class_expire(p_before bigint, p_rows integer) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = waystation, pg_temp AS $$
DECLARE
    v_class text := my_board_class();
    v_first bigint := ms('2026-01-01Z');
    v_day bigint := 86400000;
    v_came timestamptz := to_timestamp(p_before / 1000.0);
    v_count bigint;
BEGIN
    IF p_before > ms(clock_timestamp()) - v_day THEN
        RAISE check_violation USING MESSAGE = 'keep a day at least';
    END IF;
    WITH sets AS MATERIALIZED (SELECT log, max(seq) AS seq FROM event
        WHERE class_uid = v_class AND kind = 'clock_set' AND trusted GROUP BY log
    ), bound AS MATERIALIZED (SELECT e.log, max(e.seq) AS seq FROM event e LEFT JOIN sets s USING (log)
        WHERE e.class_uid = v_class AND e.trusted AND e.wall >= v_first AND e.wall < p_before
            AND e.seq >= coalesce(s.seq, 0) GROUP BY e.log
    ), agreed AS MATERIALIZED (SELECT DISTINCT ms(came) / v_day AS day FROM event
        WHERE class_uid = v_class AND trusted AND came < v_came AND abs(ms(came) - wall) < v_day
    ), old AS (SELECT e.log, e.seq, e.at FROM event e LEFT JOIN bound b USING (log)
            LEFT JOIN sets s USING (log)
        WHERE e.class_uid = v_class AND NOT e.erased AND e.kind <> ALL (lasting_kinds())
            AND CASE WHEN e.trusted AND e.wall >= v_first AND e.seq >= coalesce(s.seq, 0)
                THEN e.wall < p_before
                ELSE e.seq < b.seq
                    OR (e.came < v_came AND ms(e.came) / v_day IN (SELECT day FROM agreed)) END
        LIMIT p_rows
    ) UPDATE event e SET student = '', body = '{}', erased = true FROM old o
    WHERE e.log = o.log AND e.seq = o.seq AND e.at = o.at;
    GET DIAGNOSTICS v_count = ROW_COUNT;
    IF v_count < p_rows THEN
        DELETE FROM conflict WHERE class_uid = v_class AND trusted AND wall >= v_first
            AND wall < p_before;
        DELETE FROM draft WHERE class_uid = v_class AND at >= v_first AND at < p_before;
        -- A station that has the row still may have brought its clip again.
        DELETE FROM blob WHERE class_uid = v_class AND name LIKE 'clip:%'
            AND came < now() - interval '1 day' AND name NOT IN (
                SELECT 'clip:' || coalesce(body_text(body, 'clip'), '') FROM event
                WHERE class_uid = v_class AND strpos(body, '"clip"') > 0);
    END IF;
    RETURN v_count;
END $$;

REVOKE ALL ON FUNCTION lasting_kinds, class_expire FROM PUBLIC;
GRANT EXECUTE ON FUNCTION class_expire TO waystation_node;
