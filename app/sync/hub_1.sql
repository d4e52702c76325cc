-- A hub: event logs, blobs, drafts and nodes of any number of classes, for PostgreSQL 15 and later.
-- Run as waystation_owner with search_path = waystation, pg_temp. Frozen once released: what
-- changes comes in the next file, and hub_schema.c counts them.
--
-- What a node may do is decided by row-level security and by the triggers here, not by the
-- functions: plain SQL with a node's secret gets no further. Times are ms since 1970.

CREATE TABLE hub (
    id text PRIMARY KEY DEFAULT encode(uuid_send(gen_random_uuid()), 'hex'),
    made timestamptz NOT NULL DEFAULT now(),
    schema integer NOT NULL DEFAULT 0,
    oldest integer NOT NULL DEFAULT 0 -- the oldest node that is understood
);
INSERT INTO hub DEFAULT VALUES;

CREATE TABLE class (
    uid text PRIMARY KEY CHECK (uid ~ '^[0-9a-f]{32}$'),
    id text NOT NULL,
    name text NOT NULL,
    class_key bytea,
    badge_key bytea,
    made timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE node (
    role text PRIMARY KEY CHECK (role ~ '^ws_[a-z0-9]{4,40}$'),
    class_uid text REFERENCES class,
    kind text NOT NULL CHECK (kind IN ('station', 'board', 'hub')),
    label text NOT NULL,
    labels text[] NOT NULL, -- now and before: what it may write as
    verifier text NOT NULL,
    made timestamptz NOT NULL DEFAULT now(),
    expires timestamptz,
    joined timestamptz,
    removed timestamptz,
    seen timestamptz,
    since timestamptz, -- of the connection with this pid
    pid integer,
    report jsonb,
    CHECK (kind = 'hub' OR class_uid IS NOT NULL)
);
CREATE INDEX ON node (class_uid);

-- What a hub below pushes up.
CREATE TABLE node_class (
    role text NOT NULL REFERENCES node,
    class_uid text NOT NULL REFERENCES class,
    PRIMARY KEY (role, class_uid)
);

CREATE TABLE log (
    log bytea PRIMARY KEY CHECK (octet_length(log) = 16),
    class_uid text NOT NULL REFERENCES class,
    head bigint NOT NULL DEFAULT 0, -- 1 to head are here
    first_at bigint,
    last_at bigint,
    via text NOT NULL DEFAULT session_user,
    came timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX ON log (class_uid);

CREATE TABLE event (
    log bytea NOT NULL,
    seq bigint NOT NULL CHECK (seq BETWEEN 1 AND 4294967295),
    at bigint NOT NULL,
    wall bigint NOT NULL,
    mono bigint NOT NULL,
    offset_s integer NOT NULL,
    trusted boolean NOT NULL,
    station text NOT NULL,
    class_id text NOT NULL,
    student text NOT NULL,
    kind text NOT NULL,
    version integer NOT NULL,
    body text NOT NULL CHECK (octet_length(body) <= 1048576),
    erased boolean NOT NULL,
    edited boolean NOT NULL DEFAULT false, -- an erased student's id is gone from the body
    digest bytea NOT NULL CHECK (octet_length(digest) = 16),
    class_uid text NOT NULL,
    via text NOT NULL DEFAULT session_user,
    came timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (log, seq, at)
) PARTITION BY RANGE (at);
CREATE INDEX ON event (class_uid, at);
-- Clocks of 1970 and of 2099.
CREATE TABLE event_default PARTITION OF event DEFAULT;

-- Other rows under a key that is taken.
CREATE TABLE conflict (
    LIKE event INCLUDING DEFAULTS INCLUDING CONSTRAINTS,
    PRIMARY KEY (log, seq, digest)
);
CREATE INDEX ON conflict (class_uid);

CREATE TABLE tombstone (
    class_uid text NOT NULL REFERENCES class,
    student text NOT NULL,
    at bigint NOT NULL, -- what is newer is of somebody else
    PRIMARY KEY (class_uid, student)
);

CREATE TABLE blob (
    class_uid text NOT NULL REFERENCES class,
    name text NOT NULL CHECK (name ~ '^[a-z]+:[0-9A-Za-z_.-]{1,70}$'),
    bytes bytea NOT NULL CHECK (octet_length(bytes) <= 8388608),
    via text NOT NULL DEFAULT session_user,
    came timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (class_uid, name)
);
ALTER TABLE blob ALTER bytes SET STORAGE EXTERNAL;

CREATE SEQUENCE draft_version;
CREATE TABLE draft (
    class_uid text NOT NULL REFERENCES class,
    student text NOT NULL CHECK (octet_length(student) < 256),
    key text NOT NULL CHECK (octet_length(key) < 512),
    body text CHECK (octet_length(body) <= 1048576), -- NULL: there is none any more
    at bigint NOT NULL,
    version bigint NOT NULL DEFAULT nextval('draft_version'),
    via text NOT NULL DEFAULT session_user,
    PRIMARY KEY (class_uid, student, key)
);
CREATE INDEX ON draft (class_uid, version);

-- Who is asking ---------------------------------------------------------------------------------
-- The login counts (session_user), whoever a function runs as.

-- All NULL: nobody.
CREATE FUNCTION my_node() RETURNS node
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = waystation, pg_temp AS $$
DECLARE
    v_node node;
BEGIN
    SELECT * INTO v_node FROM node
    WHERE role = session_user::text AND joined IS NOT NULL AND removed IS NULL;
    RETURN v_node;
END $$;

-- NULL: none.
CREATE FUNCTION my_classes() RETURNS text[]
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = waystation, pg_temp AS $$
DECLARE
    v_kind text;
    v_class text;
BEGIN
    SELECT kind, class_uid INTO v_kind, v_class FROM node
    WHERE role = session_user::text AND joined IS NOT NULL AND removed IS NULL;
    IF v_kind = 'hub' THEN
        RETURN ARRAY(SELECT class_uid FROM node_class WHERE role = session_user::text);
    ELSIF v_kind IS NOT NULL THEN
        RETURN ARRAY[v_class];
    END IF;
    RETURN NULL;
END $$;

-- NULL: any.
CREATE FUNCTION my_labels() RETURNS text[]
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = waystation, pg_temp AS $$
DECLARE
    v_node node := my_node();
BEGIN
    RETURN CASE v_node.kind WHEN 'station' THEN v_node.labels END;
END $$;

-- The class a call is about: the one named, or a node's only one.
CREATE FUNCTION class_of_call(p_class text) RETURNS text
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = waystation, pg_temp AS $$
DECLARE
    v_classes text[] := my_classes();
    v_class text := coalesce(p_class, v_classes[1]);
BEGIN
    IF (v_class = ANY (v_classes)) IS NOT TRUE THEN
        RAISE insufficient_privilege USING MESSAGE = 'this is not a class of ' || session_user;
    END IF;
    RETURN v_class;
END $$;

CREATE FUNCTION my_board_class() RETURNS text
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = waystation, pg_temp AS $$
DECLARE
    v_node node := my_node();
BEGIN
    IF v_node.kind IS DISTINCT FROM 'board' THEN
        RAISE insufficient_privilege USING MESSAGE = session_user || ' is not a board';
    END IF;
    RETURN v_node.class_uid;
END $$;

CREATE FUNCTION ms(p_time timestamptz) RETURNS bigint
LANGUAGE sql STABLE PARALLEL SAFE
RETURN coalesce(floor(extract(epoch FROM p_time) * 1000), 0)::bigint;

-- Months ----------------------------------------------------------------------------------------

-- A partition for the month of p_at, if that is near now. What waits in the default partition for
-- that month moves over.
CREATE FUNCTION month_make(p_at bigint) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = waystation, pg_temp AS $$
DECLARE
    v_first timestamp := date_trunc('month',
        to_timestamp(least(greatest(p_at, 0), 32000000000000) / 1000) AT TIME ZONE 'UTC');
    v_name text := to_char(v_first, '"event_"YYYYMM');
    v_now timestamptz;
    v_low bigint;
    v_high bigint;
BEGIN
    IF to_regclass(v_name) IS NOT NULL THEN
        RETURN;
    END IF;
    v_now := clock_timestamp();
    IF v_now < '2025-01-01Z' OR v_now > '2090-01-01Z'
        OR p_at < ms(v_now - interval '25 months') OR p_at > ms(v_now + interval '40 days') THEN
        RETURN;
    END IF;
    LOCK TABLE event_default IN ACCESS EXCLUSIVE MODE; -- one maker at a time: look again
    IF to_regclass(v_name) IS NOT NULL THEN
        RETURN;
    END IF;
    v_low := ms(v_first AT TIME ZONE 'UTC');
    v_high := ms((v_first + interval '1 month') AT TIME ZONE 'UTC');
    EXECUTE format('CREATE TABLE %I (LIKE event INCLUDING DEFAULTS INCLUDING CONSTRAINTS)', v_name);
    EXECUTE format('WITH moved AS (DELETE FROM event_default WHERE at >= %s AND at < %s RETURNING *)
        INSERT INTO %I SELECT * FROM moved', v_low, v_high, v_name);
    EXECUTE format('ALTER TABLE event ATTACH PARTITION %I FOR VALUES FROM (%s) TO (%s)',
        v_name, v_low, v_high);
END $$;

CREATE FUNCTION months_ahead() RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = waystation, pg_temp AS $$
    SELECT month_make(ms(now()));
    SELECT month_make(ms(now() + interval '31 days'));
$$;

-- Events ----------------------------------------------------------------------------------------

-- The head of a log, which nobody else can move until this transaction is over.
CREATE FUNCTION log_lock(p_class text, p_log bytea) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = waystation, pg_temp AS $$
DECLARE
    v_log log;
BEGIN
    PERFORM class_of_call(p_class);
    INSERT INTO log(log, class_uid) VALUES (p_log, p_class) ON CONFLICT DO NOTHING;
    SELECT * INTO v_log FROM log WHERE log = p_log FOR UPDATE;
    IF v_log.class_uid <> p_class THEN
        RAISE insufficient_privilege USING MESSAGE = 'this log is another class''s';
    END IF;
    RETURN v_log.head;
END $$;

-- NULL for what is no JSON object, and what is no text in it.
CREATE FUNCTION body_text(p_body text, p_key text) RETURNS text
LANGUAGE plpgsql IMMUTABLE SET search_path = waystation, pg_temp AS $$
BEGIN
    RETURN p_body::jsonb ->> p_key;
EXCEPTION WHEN data_exception OR program_limit_exceeded THEN
    RETURN NULL;
END $$;

-- The body without a student's id, as the stations do it: dropped from lists, elsewhere emptied.
CREATE FUNCTION body_without(p_body text, p_student text) RETURNS text
LANGUAGE plpgsql IMMUTABLE SET search_path = waystation, pg_temp AS $$
DECLARE
    v_id text := '"' || regexp_replace(p_student, '([^[:alnum:]])', '\\\1', 'g') || '"';
BEGIN
    p_body := regexp_replace(p_body, ',\s*' || v_id || '(?=\s*[],])', '', 'g');
    p_body := regexp_replace(p_body, '(\[\s*)' || v_id || '(\s*,\s*|(?=\s*\]))', '\1', 'g');
    RETURN regexp_replace(p_body, '(?<!\\)' || v_id, '""', 'g');
END $$;

-- Removes what is left of a student in rows up to a time. Clips go with the rows that name them,
-- and of the plans all but the newest, since they have the name too.
CREATE FUNCTION erase(p_class text, p_student text, p_at bigint) RETURNS void
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
        WHERE e.class_uid = p_class AND e.kind = 'plan_published'
        ORDER BY e.at DESC, e.log DESC, e.seq DESC LIMIT 1);
END $$;

-- After each insert: logs grow only without gaps, whoever inserts and however. Erasures take
-- effect, also on what comes late. Others are told, but not by hubs below: notifying waits for the
-- disk one transaction at a time.
CREATE FUNCTION events_came() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = waystation, pg_temp AS $$
DECLARE
    v_tells boolean := (my_node()).kind IS DISTINCT FROM 'hub';
    v record;
BEGIN
    FOR v IN SELECT class_uid, log, min(seq) AS low, max(seq) AS high, count(*) AS count,
        min(at) AS first_at, max(at) AS last_at FROM came GROUP BY 1, 2 ORDER BY 2
    LOOP
        IF v.low <> log_lock(v.class_uid, v.log) + 1 OR v.high - v.low + 1 <> v.count THEN
            RAISE check_violation USING MESSAGE = 'a log has no gaps';
        END IF;
        UPDATE log SET head = v.high, first_at = least(first_at, v.first_at),
            last_at = greatest(last_at, v.last_at), came = now() WHERE log = v.log;
        IF v_tells THEN
            PERFORM pg_notify('ws_' || v.class_uid, encode(v.log, 'hex') || ':' || v.high);
        END IF;
    END LOOP;
    FOR v IN INSERT INTO tombstone AS t SELECT class_uid, student, max(at) FROM came
        WHERE kind = 'student_erased' AND student <> '' GROUP BY 1, 2
        ON CONFLICT (class_uid, student) DO UPDATE SET at = excluded.at WHERE t.at < excluded.at
        RETURNING class_uid, student, at
    LOOP
        PERFORM erase(v.class_uid, v.student, v.at);
    END LOOP;
    FOR v IN SELECT DISTINCT t.* FROM came c JOIN tombstone t USING (class_uid)
        WHERE c.at <= t.at AND ((c.student = t.student AND c.kind <> 'student_erased')
            OR strpos(c.body, '"' || t.student || '"') > 0)
    LOOP
        PERFORM erase(v.class_uid, v.student, v.at);
    END LOOP;
    RETURN NULL;
END $$;
CREATE TRIGGER events_came AFTER INSERT ON event REFERENCING NEW TABLE AS came
    FOR EACH STATEMENT EXECUTE FUNCTION events_came();

CREATE FUNCTION heads() RETURNS TABLE (log bytea, head bigint)
LANGUAGE sql STABLE SET search_path = waystation, pg_temp AS $$
    SELECT log, head FROM log WHERE head > 0 AND class_uid = ANY (my_classes()) ORDER BY log
$$;

-- Rows of one log, ascending. What follows its head without a gap is taken, what is at or below
-- compared: `conflicts` are different here, and kept. Answers the head after that.
CREATE FUNCTION push(p_class text, p_log bytea, p_seq bigint[], p_at bigint[], p_wall bigint[],
    p_mono bigint[], p_offset integer[], p_trusted boolean[], p_station text[], p_class_id text[],
    p_student text[], p_kind text[], p_version integer[], p_body text[], p_erased boolean[],
    p_edited boolean[], p_digest bytea[]) RETURNS TABLE (head bigint, conflicts integer)
LANGUAGE plpgsql SET search_path = waystation, pg_temp AS $$
#variable_conflict use_column
DECLARE
    v_class text := class_of_call(p_class);
    v_head bigint;
    v_end bigint;
    v_conflicts bigint := 0;
BEGIN
    -- Before all locks on rows, so that nobody waits in a ring.
    PERFORM month_make(min(u.at)) FROM unnest(p_at) u(at)
    GROUP BY date_trunc('month', to_timestamp(least(greatest(u.at, 0), 32000000000000) / 1000)
        AT TIME ZONE 'UTC');
    v_head := log_lock(v_class, p_log);
    IF (SELECT min(s) FROM unnest(p_seq) s) <= v_head THEN
        WITH pushed AS (SELECT * FROM unnest(p_seq, p_at, p_wall, p_mono, p_offset, p_trusted,
                p_station, p_class_id, p_student, p_kind, p_version, p_body, p_erased,
                p_edited, p_digest)
                u(seq, at, wall, mono, offset_s, trusted, station, class_id, student, kind, version,
                    body, erased, edited, digest)
            WHERE seq <= v_head
        ), other AS (SELECT p.* FROM pushed p JOIN event e ON e.log = p_log AND e.seq = p.seq
            WHERE e.digest <> p.digest AND NOT (e.erased OR e.edited OR p.erased OR p.edited)
        ), kept AS (INSERT INTO conflict(log, seq, at, wall, mono, offset_s, trusted, station,
                class_id, student, kind, version, body, erased, edited, digest, class_uid)
            SELECT p_log, seq, at, wall, mono, offset_s, trusted, station, class_id, student, kind,
                version, body, erased, edited, digest, v_class FROM other
            ON CONFLICT DO NOTHING)
        SELECT count(*) INTO v_conflicts FROM other;
    END IF;
    INSERT INTO event(log, seq, at, wall, mono, offset_s, trusted, station, class_id, student, kind,
        version, body, erased, edited, digest, class_uid)
    SELECT p_log, seq, at, wall, mono, offset_s, trusted, station, class_id, student, kind, version,
        body, erased, edited, digest, v_class
    FROM (SELECT u.*, row_number() OVER (ORDER BY seq) AS place
        FROM unnest(p_seq, p_at, p_wall, p_mono, p_offset, p_trusted, p_station, p_class_id,
            p_student, p_kind, p_version, p_body, p_erased, p_edited, p_digest)
            u(seq, at, wall, mono, offset_s, trusted, station, class_id, student, kind, version,
                body, erased, edited, digest)
        WHERE seq > v_head) q
    WHERE seq = v_head + place;
    SELECT l.head INTO v_end FROM log l WHERE l.log = p_log;
    RETURN QUERY SELECT v_end, v_conflicts::integer;
END $$;

-- The rows of a log after p_after, in order, until their bodies reach p_bytes.
CREATE FUNCTION pull(p_log bytea, p_after bigint, p_rows integer, p_bytes bigint)
    RETURNS TABLE (seq bigint, at bigint, wall bigint, mono bigint, offset_s integer,
        trusted boolean, station text, class_id text, student text, kind text, version integer,
        body text, erased boolean, edited boolean)
LANGUAGE plpgsql STABLE SET search_path = waystation, pg_temp AS $$
#variable_conflict use_column
DECLARE
    v_log log;
BEGIN
    SELECT * INTO v_log FROM log WHERE log = p_log;
    RETURN QUERY SELECT q.seq, q.at, q.wall, q.mono, q.offset_s, q.trusted, q.station, q.class_id,
        q.student, q.kind, q.version, q.body, q.erased, q.edited
    FROM (SELECT e.*, sum(octet_length(e.body)) OVER (ORDER BY e.seq) - octet_length(e.body)
            AS before
        FROM event e WHERE e.log = p_log AND e.seq > p_after AND e.seq <= p_after + p_rows
            AND e.at BETWEEN v_log.first_at AND v_log.last_at) q
    WHERE q.before < p_bytes ORDER BY q.seq;
END $$;

-- Blobs and drafts ------------------------------------------------------------------------------

CREATE FUNCTION blob_missing(p_names text[], p_class text DEFAULT NULL) RETURNS SETOF text
LANGUAGE sql STABLE SET search_path = waystation, pg_temp AS $$
    SELECT n FROM unnest(p_names) n
    WHERE NOT EXISTS (SELECT FROM blob b WHERE b.class_uid = class_of_call(p_class) AND b.name = n)
$$;

CREATE FUNCTION blob_put(p_name text, p_bytes bytea, p_class text DEFAULT NULL) RETURNS void
LANGUAGE plpgsql SET search_path = waystation, pg_temp AS $$
DECLARE
    v_class text := class_of_call(p_class);
BEGIN
    INSERT INTO blob(class_uid, name, bytes) VALUES (v_class, p_name, p_bytes)
        ON CONFLICT DO NOTHING;
    IF FOUND THEN
        PERFORM pg_notify('ws_' || v_class, '');
    END IF;
END $$;

CREATE FUNCTION blob_get(p_name text) RETURNS bytea
LANGUAGE sql STABLE SET search_path = waystation, pg_temp AS $$
    SELECT bytes FROM blob WHERE class_uid = ANY (my_classes()) AND name = p_name LIMIT 1
$$;

-- One after the other in a class, so that versions become visible in their order.
CREATE FUNCTION draft_put(p_student text[], p_key text[], p_at bigint[], p_body text[]) RETURNS void
LANGUAGE plpgsql SET search_path = waystation, pg_temp AS $$
DECLARE
    v_class text := class_of_call(NULL);
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended('waystation.draft.' || v_class, 0));
    INSERT INTO draft AS d (class_uid, student, key, at, body)
    SELECT DISTINCT ON (u.student, u.key) v_class, u.student, u.key, u.at, u.body
    FROM unnest(p_student, p_key, p_at, p_body) u(student, key, at, body)
    WHERE NOT EXISTS (SELECT FROM tombstone t WHERE t.class_uid = v_class
        AND t.student = u.student AND t.at >= u.at)
    ORDER BY u.student, u.key, u.at DESC
    ON CONFLICT (class_uid, student, key) DO UPDATE SET at = excluded.at, body = excluded.body,
        version = nextval('draft_version'), via = session_user WHERE d.at < excluded.at;
    IF FOUND THEN
        PERFORM pg_notify('ws_' || v_class, '');
    END IF;
END $$;

-- In the order of their versions, until their bodies reach 256 KiB: ask again after the last.
CREATE FUNCTION drafts(p_since bigint)
    RETURNS TABLE (student text, key text, body text, at bigint, version bigint)
LANGUAGE sql STABLE SET search_path = waystation, pg_temp AS $$
    SELECT student, key, body, at, version FROM (
        SELECT d.*, sum(coalesce(octet_length(body), 0)) OVER (ORDER BY version)
            - coalesce(octet_length(body), 0) AS before
        FROM draft d WHERE class_uid = ANY (my_classes()) AND version > p_since) q
    WHERE before < 262144 ORDER BY version LIMIT 200
$$;

-- Nodes -----------------------------------------------------------------------------------------

-- WS001: this hub is newer than the node understands, or (WS002) older.
CREATE FUNCTION hello(p_oldest integer, p_newest integer)
    RETURNS TABLE (hub text, schema integer, class_uid text, class_id text, class_name text,
        kind text, role text, label text, joined boolean, class_key bytea, badge_key bytea,
        clock bigint)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = waystation, pg_temp AS $$
#variable_conflict use_column
DECLARE
    v_hub hub;
    v_node node;
BEGIN
    SELECT * INTO v_hub FROM hub;
    IF p_newest < v_hub.oldest THEN
        RAISE SQLSTATE 'WS001' USING MESSAGE = format('the hub has version %s', v_hub.schema);
    ELSIF p_oldest > v_hub.schema THEN
        RAISE SQLSTATE 'WS002' USING MESSAGE = format('the hub has version %s', v_hub.schema);
    END IF;
    SELECT * INTO v_node FROM node WHERE role = session_user::text AND removed IS NULL;
    IF NOT FOUND OR (v_node.joined IS NULL AND v_node.expires < now()) THEN
        RAISE invalid_authorization_specification
            USING MESSAGE = session_user || ' does not belong to this hub';
    END IF;
    BEGIN
        PERFORM months_ahead();
        UPDATE node SET seen = now(), pid = pg_backend_pid(),
            since = CASE WHEN pid = pg_backend_pid() THEN coalesce(since, now()) ELSE now() END
        WHERE role = v_node.role;
    EXCEPTION WHEN disk_full OR read_only_sql_transaction THEN
        NULL; -- what is here can still be read
    END;
    RETURN QUERY SELECT v_hub.id, v_hub.schema, c.uid, c.id, c.name, v_node.kind, v_node.role,
        v_node.label, v_node.joined IS NOT NULL, c.class_key,
        CASE WHEN v_node.joined IS NOT NULL AND v_node.kind <> 'hub' THEN c.badge_key END,
        ms(clock_timestamp())
    FROM (SELECT) one LEFT JOIN class c ON c.uid = v_node.class_uid;
END $$;

CREATE FUNCTION report(p_report text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = waystation, pg_temp AS $$
BEGIN
    IF octet_length(p_report) >= 16384 THEN
        RAISE check_violation USING MESSAGE = 'a report has less than 16 KiB';
    END IF;
    UPDATE node SET report = p_report::jsonb, seen = now()
    WHERE role = session_user::text AND joined IS NOT NULL AND removed IS NULL;
END $$;

-- A login with its rights, or the secret and time of one that is there.
CREATE FUNCTION login_make(p_role text, p_verifier text, p_until timestamptz) RETURNS void
LANGUAGE plpgsql SET search_path = waystation, pg_temp AS $$
DECLARE
    v_verb text := CASE WHEN EXISTS (SELECT FROM pg_roles WHERE rolname = p_role)
        THEN 'ALTER' ELSE 'CREATE' END;
BEGIN
    IF p_verifier !~ '^SCRAM-SHA-256\$[0-9]+:[A-Za-z0-9+/=]+\$[A-Za-z0-9+/=]+:[A-Za-z0-9+/=]+$' THEN
        RAISE check_violation USING MESSAGE = 'the secret is not hashed';
    END IF;
    EXECUTE format('%s ROLE %I LOGIN CONNECTION LIMIT 16 PASSWORD %L VALID UNTIL %L', v_verb,
        p_role, p_verifier, coalesce(p_until, 'infinity'));
    EXECUTE format('ALTER ROLE %I SET idle_in_transaction_session_timeout = %L', p_role, '30s');
    IF NOT pg_has_role(p_role, 'waystation_node', 'MEMBER') THEN
        EXECUTE format('GRANT waystation_node TO %I', p_role);
    END IF;
END $$;

CREATE FUNCTION time_of(p_ms bigint) RETURNS timestamptz
LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN CASE WHEN p_ms > 0 THEN to_timestamp(p_ms / 1000.0) END;

-- By the owner: a node as it was, or a new one (p_made is 1). What is known of it here stays, but
-- for a board's or hub's secret; who was removed, here or there, stays so.
CREATE FUNCTION node_again(p_role text, p_class text, p_kind text, p_label text, p_verifier text,
    p_made bigint, p_joined bigint, p_expires bigint, p_removed bigint) RETURNS void
LANGUAGE plpgsql SET search_path = waystation, pg_temp AS $$
DECLARE
    v_node node;
BEGIN
    INSERT INTO node AS n (role, class_uid, kind, label, labels, verifier, made, joined, expires,
        removed)
    VALUES (p_role, p_class, p_kind, p_label, ARRAY[p_label], p_verifier,
        CASE WHEN p_made > 1 THEN time_of(p_made) ELSE now() END,
        CASE WHEN p_joined = 1 THEN now() ELSE time_of(p_joined) END, time_of(p_expires),
        time_of(p_removed))
    ON CONFLICT (role) DO UPDATE SET removed = coalesce(n.removed, excluded.removed),
        verifier = CASE WHEN coalesce(n.removed, excluded.removed) IS NOT NULL THEN ''
            WHEN n.kind = 'station' THEN n.verifier ELSE excluded.verifier END
        WHERE n.class_uid IS NOT DISTINCT FROM excluded.class_uid AND n.kind = excluded.kind
    RETURNING * INTO v_node;
    IF NOT FOUND THEN
        RAISE unique_violation USING MESSAGE = p_role || ' belongs to another class here';
    END IF;
    IF v_node.removed IS NULL THEN
        PERFORM login_make(p_role, v_node.verifier, v_node.expires);
    END IF;
END $$;

-- By a board: a login until p_minutes are over.
CREATE FUNCTION join_open(p_role text, p_label text, p_minutes integer, p_verifier text)
    RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = waystation, pg_temp AS $$
DECLARE
    v_until timestamptz := now() + make_interval(mins => p_minutes);
BEGIN
    INSERT INTO node(role, class_uid, kind, label, labels, verifier, expires)
    VALUES (p_role, my_board_class(), 'station', p_label, ARRAY[p_label], p_verifier, v_until);
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = p_role) THEN
        RAISE unique_violation USING MESSAGE = p_role || ' is taken';
    END IF;
    PERFORM login_make(p_role, p_verifier, v_until);
END $$;

-- By whoever came in with a code: its own secret, once.
CREATE FUNCTION join_accept(p_verifier text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = waystation, pg_temp AS $$
DECLARE
    v_class text;
BEGIN
    UPDATE node SET joined = now(), expires = NULL, verifier = p_verifier
    WHERE role = session_user::text AND joined IS NULL AND removed IS NULL AND expires > now()
    RETURNING class_uid INTO v_class;
    IF v_class IS NULL THEN
        RAISE invalid_authorization_specification USING MESSAGE = 'this code is used up';
    END IF;
    PERFORM login_make(session_user::text, p_verifier, NULL);
    PERFORM pg_notify('ws_' || v_class, '');
END $$;

-- Cuts a node's connections: best effort, since not every owner may. Without them it has no rights
-- either: my_node() knows no removed ones.
CREATE FUNCTION node_cut(p_role text) RETURNS void
LANGUAGE plpgsql SET search_path = waystation, pg_temp AS $$
BEGIN
    PERFORM pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE usename = p_role AND pid <> pg_backend_pid();
EXCEPTION WHEN insufficient_privilege THEN
    NULL;
END $$;

CREATE FUNCTION node_remove(p_role text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = waystation, pg_temp AS $$
DECLARE
    v_class text := my_board_class();
BEGIN
    IF p_role = session_user::text THEN
        RAISE check_violation USING MESSAGE = 'a board does not remove itself';
    END IF;
    UPDATE node SET removed = now(), verifier = ''
    WHERE role = p_role AND class_uid = v_class AND removed IS NULL;
    IF NOT FOUND THEN
        RAISE no_data_found USING MESSAGE = 'there is no ' || p_role || ' in this class';
    END IF;
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = p_role) THEN
        EXECUTE format('ALTER ROLE %I NOLOGIN PASSWORD NULL', p_role);
        EXECUTE format('REVOKE waystation_node FROM %I', p_role);
    END IF;
    PERFORM node_cut(p_role);
    PERFORM pg_notify('ws_' || v_class, '');
END $$;

CREATE FUNCTION node_rename(p_role text, p_label text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = waystation, pg_temp AS $$
BEGIN
    UPDATE node SET label = p_label, labels = array_remove(labels, p_label) || p_label
    WHERE role = p_role AND class_uid = my_board_class() AND removed IS NULL;
    IF NOT FOUND THEN
        RAISE no_data_found USING MESSAGE = 'there is no ' || p_role || ' in this class';
    END IF;
END $$;

CREATE FUNCTION nodes() RETURNS TABLE (role text, verifier text, kind text, label text, made bigint,
    joined bigint, removed bigint, expires bigint, seen bigint, since bigint, sessions integer,
    report text)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = waystation, pg_temp AS $$
#variable_conflict use_column
DECLARE
    v_class text := my_board_class();
BEGIN
    RETURN QUERY SELECT n.role, n.verifier, n.kind, n.label, ms(n.made), ms(n.joined),
        ms(n.removed), ms(n.expires), ms(n.seen), CASE WHEN s.count > 0 THEN ms(n.since) ELSE 0 END,
        s.count::integer, coalesce(n.report::text, '')
    FROM node n CROSS JOIN LATERAL (SELECT count(*) FROM pg_stat_activity a
        WHERE a.usename = n.role AND a.datname = current_database()) s
    WHERE n.class_uid = v_class ORDER BY n.label, n.made, n.role;
END $$;

CREATE FUNCTION class_set(p_id text, p_name text, p_class_key bytea, p_badge_key bytea)
    RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = waystation, pg_temp AS $$
DECLARE
    v_class text := my_board_class();
BEGIN
    UPDATE class SET id = p_id, name = p_name, class_key = p_class_key, badge_key = p_badge_key
    WHERE uid = v_class;
    PERFORM pg_notify('ws_' || v_class, '');
END $$;

-- By a hub below: one more class that it pushes. One that others push is theirs.
CREATE FUNCTION class_bring(p_class text, p_id text, p_name text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = waystation, pg_temp AS $$
DECLARE
    v_node node := my_node();
BEGIN
    IF v_node.kind IS DISTINCT FROM 'hub' OR EXISTS (
        SELECT FROM node_class c JOIN node n USING (role)
        WHERE c.class_uid = p_class AND c.role <> v_node.role AND n.removed IS NULL) OR EXISTS (
        SELECT FROM node n WHERE n.class_uid = p_class AND n.removed IS NULL) THEN
        RAISE insufficient_privilege USING MESSAGE = 'this is not a class of ' || session_user;
    END IF;
    INSERT INTO class AS c (uid, id, name) VALUES (p_class, p_id, p_name)
        ON CONFLICT (uid) DO UPDATE SET id = p_id, name = p_name;
    INSERT INTO node_class VALUES (v_node.role, p_class) ON CONFLICT DO NOTHING;
END $$;

-- Rights ----------------------------------------------------------------------------------------

REVOKE ALL ON ALL FUNCTIONS IN SCHEMA waystation FROM PUBLIC;
GRANT USAGE ON SCHEMA waystation TO waystation_node;
GRANT SELECT ON hub, log, event, conflict, tombstone, blob, draft TO waystation_node;
GRANT INSERT ON event, conflict, blob, draft TO waystation_node;
GRANT UPDATE ON draft TO waystation_node;
GRANT USAGE ON SEQUENCE draft_version TO waystation_node;
GRANT EXECUTE ON FUNCTION my_node, my_classes, my_labels, class_of_call, month_make, log_lock, ms,
    heads, push, pull, blob_missing, blob_put, blob_get, draft_put, drafts, hello, report,
    join_open, join_accept, node_remove, node_rename, nodes, class_set, class_bring
    TO waystation_node;

ALTER TABLE log ENABLE ROW LEVEL SECURITY;
ALTER TABLE event ENABLE ROW LEVEL SECURITY;
ALTER TABLE conflict ENABLE ROW LEVEL SECURITY;
ALTER TABLE tombstone ENABLE ROW LEVEL SECURITY;
ALTER TABLE blob ENABLE ROW LEVEL SECURITY;
ALTER TABLE draft ENABLE ROW LEVEL SECURITY;

CREATE POLICY mine ON log FOR SELECT USING (class_uid = ANY ((SELECT my_classes())::text[]));
CREATE POLICY mine ON event FOR SELECT USING (class_uid = ANY ((SELECT my_classes())::text[]));
CREATE POLICY mine ON conflict FOR SELECT USING (class_uid = ANY ((SELECT my_classes())::text[]));
CREATE POLICY mine ON tombstone FOR SELECT USING (class_uid = ANY ((SELECT my_classes())::text[]));
CREATE POLICY mine ON blob FOR SELECT USING (class_uid = ANY ((SELECT my_classes())::text[]));
CREATE POLICY mine ON draft USING (class_uid = ANY ((SELECT my_classes())::text[]))
    WITH CHECK (class_uid = ANY ((SELECT my_classes())::text[]) AND via = session_user::text);
CREATE POLICY write ON event FOR INSERT WITH CHECK (
    class_uid = ANY ((SELECT my_classes())::text[]) AND via = session_user::text
    AND ((SELECT my_labels()) IS NULL OR station = ANY ((SELECT my_labels())::text[])));
CREATE POLICY write ON conflict FOR INSERT WITH CHECK (
    class_uid = ANY ((SELECT my_classes())::text[]) AND via = session_user::text
    AND ((SELECT my_labels()) IS NULL OR station = ANY ((SELECT my_labels())::text[])));
CREATE POLICY write ON blob FOR INSERT WITH CHECK (
    class_uid = ANY ((SELECT my_classes())::text[]) AND via = session_user::text);
