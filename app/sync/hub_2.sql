-- What is refused is kept for the board to show: a transaction that fails leaves nothing behind, so
-- the refusal is caught where it happens and noted instead.

CREATE TABLE refusal (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    class_uid text NOT NULL REFERENCES class,
    role text NOT NULL,
    label text NOT NULL,
    text text NOT NULL,
    at timestamptz NOT NULL DEFAULT now(),
    count integer NOT NULL DEFAULT 1
);
CREATE INDEX ON refusal (class_uid, id);

-- The same again only counts; the newest 100 of a class stay.
CREATE FUNCTION refusal_note(p_text text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = waystation, pg_temp AS $$
DECLARE
    v_node node := my_node();
BEGIN
    IF v_node.class_uid IS NULL THEN
        RETURN;
    END IF;
    UPDATE refusal SET at = now(), count = least(count, 1000000000) + 1
    WHERE class_uid = v_node.class_uid AND role = v_node.role AND text = left(p_text, 200);
    IF NOT FOUND THEN
        INSERT INTO refusal(class_uid, role, label, text)
        VALUES (v_node.class_uid, v_node.role, v_node.label, left(p_text, 200));
        DELETE FROM refusal WHERE class_uid = v_node.class_uid AND id NOT IN (
            SELECT id FROM refusal WHERE class_uid = v_node.class_uid ORDER BY id DESC LIMIT 100);
    END IF;
END $$;

CREATE FUNCTION refusals()
    RETURNS TABLE (at bigint, count integer, role text, label text, text text)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = waystation, pg_temp AS $$
#variable_conflict use_column
DECLARE
    v_class text := my_board_class();
BEGIN
    RETURN QUERY SELECT ms(r.at), r.count, r.role, r.label, r.text FROM refusal r
    WHERE r.class_uid = v_class ORDER BY r.at DESC, r.id DESC;
END $$;

ALTER FUNCTION push(text, bytea, bigint[], bigint[], bigint[], bigint[], integer[], boolean[],
    text[], text[], text[], text[], integer[], text[], boolean[], boolean[],
    bytea[]) RENAME TO push_rows;

-- As before; `refused` says why nothing was taken, `unfit` that it would not be from anybody else.
CREATE FUNCTION push(p_class text, p_log bytea, p_seq bigint[], p_at bigint[], p_wall bigint[],
    p_mono bigint[], p_offset integer[], p_trusted boolean[], p_station text[], p_class_id text[],
    p_student text[], p_kind text[], p_version integer[], p_body text[], p_erased boolean[],
    p_edited boolean[], p_digest bytea[]) RETURNS TABLE (head bigint, conflicts integer, refused text,
        unfit boolean)
LANGUAGE plpgsql SET search_path = waystation, pg_temp AS $$
#variable_conflict use_column
BEGIN
    RETURN QUERY SELECT r.head, r.conflicts, NULL::text, false
    FROM push_rows(p_class, p_log, p_seq, p_at, p_wall, p_mono, p_offset, p_trusted, p_station,
        p_class_id, p_student, p_kind, p_version, p_body, p_erased,
                p_edited, p_digest) r;
EXCEPTION WHEN insufficient_privilege OR integrity_constraint_violation THEN
    PERFORM refusal_note(CASE SQLSTATE
        WHEN '42501' THEN 'it sent what another station wrote (as ' ||
            coalesce((SELECT string_agg(DISTINCT left(s, 60), ', ') FROM unnest(p_station) s), '')
            || ')'
        ELSE SQLERRM END);
    RETURN QUERY SELECT 0::bigint, 0, SQLERRM, SQLSTATE <> '42501';
END $$;

REVOKE ALL ON FUNCTION refusal_note, refusals, push FROM PUBLIC;
GRANT EXECUTE ON FUNCTION refusal_note, refusals, push TO waystation_node;
ALTER TABLE refusal ENABLE ROW LEVEL SECURITY;
