-- A school's or district's hub: where a class belongs, how long things stay, and reports without
-- names (waystation-hub(7)).

ALTER TABLE class ADD COLUMN school text NOT NULL DEFAULT '' CHECK (octet_length(school) < 96),
    ADD COLUMN wave text NOT NULL DEFAULT '' CHECK (octet_length(wave) < 96);

-- By the hub below that brings the class.
CREATE FUNCTION class_place(p_class text, p_school text, p_wave text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = waystation, pg_temp AS $$
BEGIN
    UPDATE class SET school = p_school, wave = p_wave
    WHERE uid = class_of_call(p_class) AND (my_node()).kind = 'hub';
END $$;

-- By the owner: a hub below loses its login. What it brought stays, and another may bring it now.
CREATE FUNCTION hub_remove(p_label text) RETURNS integer
LANGUAGE plpgsql SET search_path = waystation, pg_temp AS $$
DECLARE
    v_role text;
    v_count integer := 0;
BEGIN
    FOR v_role IN UPDATE node SET removed = now(), verifier = ''
        WHERE kind = 'hub' AND label = p_label AND removed IS NULL RETURNING role
    LOOP
        EXECUTE format('ALTER ROLE %I NOLOGIN PASSWORD NULL', v_role);
        EXECUTE format('REVOKE waystation_node FROM %I', v_role);
        PERFORM node_cut(v_role);
        v_count := v_count + 1;
    END LOOP;
    RETURN v_count;
END $$;

-- By the owner of a hub that only others push to: whole months go, and rows whose clock was wrong
-- are blanked by the time they came. The heads stay, so that nothing comes back.
CREATE FUNCTION expire(p_days integer) RETURNS TABLE (months integer, blanked bigint)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = waystation, pg_temp AS $$
DECLARE
    v_before timestamptz := now() - make_interval(days => p_days);
    v_name text;
    v_months integer := 0;
    v_blanked bigint;
BEGIN
    IF p_days < 31 THEN
        RAISE check_violation USING MESSAGE = 'keep 31 days at least';
    ELSIF EXISTS (SELECT FROM node WHERE kind <> 'hub' AND removed IS NULL) THEN
        RAISE object_not_in_prerequisite_state USING
            MESSAGE = 'this is the hub of a class, whose stations need what is old';
    END IF;
    FOR v_name IN SELECT c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
        WHERE i.inhparent = 'event'::regclass AND c.relname ~ '^event_[0-9]{6}$'
            AND (to_date(substr(c.relname, 7), 'YYYYMM') + interval '1 month')
                AT TIME ZONE 'UTC' <= v_before
        ORDER BY 1
    LOOP
        EXECUTE format('DROP TABLE %I', v_name);
        v_months := v_months + 1;
    END LOOP;
    UPDATE event_default SET student = '', body = '{}', erased = true
    WHERE NOT (erased AND student = '')
        AND (came < v_before OR (at < ms(v_before) AND at >= ms('2020-01-01Z')));
    GET DIAGNOSTICS v_blanked = ROW_COUNT;
    DELETE FROM conflict WHERE came < v_before;
    RETURN QUERY SELECT v_months, v_blanked;
END $$;

REVOKE ALL ON FUNCTION class_place, hub_remove, expire FROM PUBLIC;
GRANT EXECUTE ON FUNCTION class_place TO waystation_node;

-- Reports ---------------------------------------------------------------------------------------
-- The rule against working out who: the smallest cell is a class in a week (and a skill). One with
-- fewer than 5 students has NULL for every number. Schools and waves add up shown cells only, and
-- no number is in two views, so that no subtraction leads to a cell that is not shown.

DO $$ BEGIN
    CREATE ROLE waystation_reader NOLOGIN;
EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$;

-- NULL for what is no JSON.
CREATE FUNCTION body_json(p_body text) RETURNS jsonb
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = waystation, pg_temp AS $$
BEGIN
    RETURN p_body::jsonb;
EXCEPTION WHEN data_exception OR program_limit_exceeded THEN
    RETURN NULL;
END $$;
REVOKE ALL ON FUNCTION body_json FROM PUBLIC;
GRANT EXECUTE ON FUNCTION body_json TO waystation_reader; -- through views only: it has no schema

-- Of the last 53 weeks, which begin on Mondays (UTC).
CREATE VIEW report_event AS
SELECT class_uid, student, kind, body,
    date_trunc('week', to_timestamp(at / 1000.0) AT TIME ZONE 'UTC')::date AS week
FROM event
WHERE student <> '' AND at >= (extract(epoch FROM now()) * 1000)::bigint - 371 * 86400000::bigint
    AND at <= (extract(epoch FROM now()) * 1000)::bigint + 86400000;

CREATE VIEW report_reflection AS
SELECT class_uid, week, student, CASE WHEN body ->> 'feeling' IN ('1', '2', '3', '4')
    THEN (body ->> 'feeling')::integer END AS feeling
FROM (SELECT class_uid, week, student, body_json(body) AS body FROM report_event
    WHERE kind = 'reflection_submitted') e;

CREATE VIEW report_answer AS
SELECT e.class_uid, e.week, e.student, a.answer ->> 'skill' AS skill,
    coalesce(a.answer ->> 'right' = 'true', false) AS is_right
FROM (SELECT class_uid, week, student, body_json(body) -> 'answers' AS answers FROM report_event
    WHERE kind = 'ticket_submitted') e
CROSS JOIN LATERAL jsonb_array_elements(CASE WHEN jsonb_typeof(e.answers) = 'array'
    THEN e.answers ELSE '[]' END) a(answer)
WHERE a.answer ->> 'scored' = 'true' AND a.answer ->> 'skill' <> '';

-- Each view from its cells; `more` are what its cells are told apart by, beside class and week.
DO $do$
DECLARE
    v record;
BEGIN
    FOR v IN SELECT * FROM (VALUES
        ('visits', '', $$SELECT class_uid, week, count(DISTINCT student) AS students,
                count(*) AS visits
            FROM waystation.report_event WHERE kind = 'visit_started' GROUP BY 1, 2$$,
            $$sum(visits) FILTER (WHERE students >= 5)::bigint AS visits$$),
        ('tickets', '', $$SELECT class_uid, week, count(DISTINCT student) AS students,
                count(*) AS tickets
            FROM waystation.report_event WHERE kind = 'ticket_submitted' GROUP BY 1, 2$$,
            $$sum(tickets) FILTER (WHERE students >= 5)::bigint AS tickets$$),
        ('reflections', '', $$SELECT class_uid, week, count(DISTINCT student) AS students,
                count(*) AS reflections, count(feeling) AS felt, sum(feeling) AS feelings,
                count(DISTINCT student) FILTER (WHERE feeling IS NOT NULL) AS feeling_students
            FROM waystation.report_reflection GROUP BY 1, 2$$,
            $$sum(reflections) FILTER (WHERE students >= 5)::bigint AS reflections,
            round(sum(feelings) FILTER (WHERE feeling_students >= 5)
                / sum(felt) FILTER (WHERE feeling_students >= 5), 1) AS feeling$$),
        ('growth', 'skill, ', $$SELECT class_uid, week, skill, count(DISTINCT student) AS students,
                count(*) AS answers, count(*) FILTER (WHERE is_right) AS right_answers
            FROM waystation.report_answer GROUP BY 1, 2, 3$$,
            $$sum(answers) FILTER (WHERE students >= 5)::bigint AS answers,
            round(sum(right_answers) FILTER (WHERE students >= 5)
                / sum(answers) FILTER (WHERE students >= 5), 3) AS right_share$$)
    ) t(name, more, cells, numbers)
    LOOP
        EXECUTE format($$CREATE VIEW waystation_report.%1$I WITH (security_barrier) AS
            SELECT CASE WHEN grouping(uid) = 0 THEN 'class' WHEN grouping(school) = 0 THEN 'school'
                    ELSE 'wave' END AS level,
                uid AS class_uid, class, school, wave, week, %2$s
                sum(students) FILTER (WHERE students >= 5)::bigint AS students, %4$s
            FROM (SELECT c.uid, c.name AS class, nullif(c.school, '') AS school,
                    nullif(c.wave, '') AS wave, q.*
                FROM (%3$s) q JOIN waystation.class c ON c.uid = q.class_uid) shown
            GROUP BY GROUPING SETS ((uid, class, school, wave, %2$s week),
                (school, %2$s week), (wave, %2$s week))
            HAVING grouping(uid) = 0 OR (grouping(school) = 0 AND school IS NOT NULL)
                OR (grouping(wave) = 0 AND wave IS NOT NULL)$$,
            v.name, v.more, v.cells, v.numbers);
    END LOOP;
END $do$;

GRANT USAGE ON SCHEMA waystation_report TO waystation_reader;
GRANT SELECT ON ALL TABLES IN SCHEMA waystation_report TO waystation_reader;
