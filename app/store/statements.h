/* Every statement the store runs on its open database, prepared at its first use.
 *
 * STATEMENT(NAME, sql). What is run once in a database's life (schema, migration, salvage) is text
 * where it is run. */
#pragma once

#define EVENT_COLUMNS                                                                       \
    "log, seq, station, at, mono, offset_s, trusted, class, student, kind, version, body, " \
    "erased, salt, content, edited, prev_hash, hash, wall"

/* Of a log that came here whole the newest is its head. */
#define HEAD_COLUMNS                                                                        \
    "SELECT log, CASE complete WHEN 1 THEN (SELECT coalesce(max(seq), 0) FROM event WHERE " \
    "event.log = logs.log) ELSE head END, program <> '' FROM logs "

/* Of a setting or a guard called WHAT:ID: whose it is. NULL for one without a colon. */
#define STUDENT_OF_NAME "CASE WHEN instr(name, ':') > 0 THEN substr(name, instr(name, ':') + 1) END"

/* What is no student's, or is needed as long as there is the class. */
#define LASTING_KINDS                                                                          \
    "'badge_issued', 'badge_voided', 'student_erased', 'plan_published', 'rotation_started', " \
    "'rotation_changed'"
/* What a class begins its next year with. */
#define KEPT_KINDS "'badge_issued', 'badge_voided', 'student_erased', 'plan_published'"
/* Long ago (before ?1) by a clock that could be believed (from ?2 on). */
#define SURE_TIME "(trusted = 1 AND wall >= ?2 AND wall < ?1)"
/* The last clock_set of each log: times before it were not right (model/clock_table.h). */
#define CLOCK_SETS                                                                         \
    "SELECT log, max(seq) AS set_seq FROM event WHERE kind = 'clock_set' AND trusted = 1 " \
    "GROUP BY log"
#define AFTER_CLOCK_SET "event.seq >= coalesce(set_seq, 0)"
/* A setting: the newest id of when rows were last put together from files (store_admit_gaps()).
 * Rows behind it came here in the order of their ids, and those of our own as they happened. */
#define PUT_TOGETHER "put together"

#define STORE_STATEMENTS(STATEMENT)                                                                \
    STATEMENT(BEGIN, "BEGIN IMMEDIATE")                                                            \
    STATEMENT(COMMIT, "COMMIT")                                                                    \
    STATEMENT(ROLLBACK, "ROLLBACK")                                                                \
    STATEMENT(CHANGE_COUNT, "UPDATE change SET count = ?1")                                        \
    STATEMENT(EVENT_ADD,                                                                           \
        "INSERT INTO event(" EVENT_COLUMNS ") "                                                    \
        "VALUES(?1,?2,?3,?4,?5,?6,?7,?8,?9,?10,?11,?12,?13,?14,?15,?16,?17,?18,?19)")              \
    STATEMENT(EVENT_FIND, "SELECT " EVENT_COLUMNS " FROM event WHERE log = ?1 AND seq = ?2")       \
    STATEMENT(EVENT_ALL, "SELECT " EVENT_COLUMNS " FROM event ORDER BY at, log, seq")              \
    STATEMENT(EVENT_AFTER,                                                                         \
        "SELECT " EVENT_COLUMNS " FROM event WHERE (at, log, seq) > (?1, ?2, ?3) "                 \
        "ORDER BY at, log, seq")                                                                   \
    STATEMENT(EVENT_SINCE,                                                                         \
        "SELECT " EVENT_COLUMNS " FROM event NOT INDEXED WHERE id > ?1 ORDER BY at, log, seq")     \
    STATEMENT(EVENT_CHAINS, "SELECT " EVENT_COLUMNS " FROM event ORDER BY log, seq")               \
    STATEMENT(EVENT_HASH_AT, "SELECT hash FROM event WHERE id = ?1")                               \
    STATEMENT(EVENT_MENTIONS,                                                                      \
        "SELECT id, student, body FROM event WHERE id > ?1 AND instr(body, ?2) > 0 AND at <= ?3 "  \
        "ORDER BY id LIMIT 1")                                                                     \
    STATEMENT(EVENT_EDIT, "UPDATE event SET body = ?2, salt = ?3, edited = ?4 WHERE id = ?1")      \
    STATEMENT(EVENT_ERASE,                                                                         \
        "UPDATE event SET student = '', body = '{}', salt = zeroblob(16), edited = NULL, "         \
        "erased = 1 WHERE student = ?1 AND kind <> 'student_erased' AND at <= ?2 AND id > ?3")     \
    STATEMENT(EVENT_EXPIRE,                                                                        \
        "WITH sets AS MATERIALIZED (" CLOCK_SETS "), "                                             \
        "bound AS MATERIALIZED (SELECT log, max(seq) AS past_seq FROM event NOT INDEXED "          \
        "LEFT JOIN sets USING (log) WHERE " SURE_TIME " AND " AFTER_CLOCK_SET " GROUP BY log) "    \
        "UPDATE event SET student = '', body = '{}', salt = zeroblob(16), edited = NULL, "         \
        "erased = 1 WHERE id IN (SELECT id FROM event NOT INDEXED LEFT JOIN sets USING (log) "     \
        "LEFT JOIN bound USING (log) WHERE erased = 0 AND kind NOT IN (" LASTING_KINDS ") AND "    \
        "CASE WHEN trusted = 1 AND wall >= ?2 AND " AFTER_CLOCK_SET " THEN wall < ?1 "             \
        "ELSE event.seq < past_seq OR id < ?3 END LIMIT ?4)")                                      \
    STATEMENT(EVENT_WIPE,                                                                          \
        "UPDATE event SET student = '', body = '{}', salt = zeroblob(16), edited = NULL, "         \
        "erased = 1 WHERE id IN (SELECT id FROM event NOT INDEXED WHERE erased = 0 AND "           \
        "kind NOT IN (" KEPT_KINDS ") LIMIT ?1)")                                                  \
    STATEMENT(EVENT_WIPE_COUNTS,                                                                   \
        "SELECT student, kind NOT IN (" KEPT_KINDS ") AS goes, count(*) FROM event NOT INDEXED "   \
        "WHERE erased = 0 AND kind <> 'student_erased' GROUP BY student, goes")                    \
    STATEMENT(EVENT_STUDENTS,                                                                      \
        "SELECT DISTINCT student FROM event WHERE student <> '' AND kind <> 'student_erased'")     \
    STATEMENT(NAMES_OF_STUDENTS,                                                                   \
        "SELECT " STUDENT_OF_NAME " AS student FROM setting WHERE student <> '' "                  \
        "UNION SELECT " STUDENT_OF_NAME " AS student FROM guard WHERE student <> ''")              \
    STATEMENT(DRAFT_DROP_ALL, "DELETE FROM draft")                                                 \
    STATEMENT(DRAFT_GONE_DROP_ALL, "DELETE FROM draft_gone")                                       \
    STATEMENT(CONFLICT_DROP_ALL, "DELETE FROM conflict")                                           \
    STATEMENT(EXPIRED_THROUGH,                                                                     \
        "SELECT id FROM event NOT INDEXED LEFT JOIN (" CLOCK_SETS ") USING (log) "                 \
        "WHERE " SURE_TIME " AND " AFTER_CLOCK_SET " AND "                                         \
        "log IN (SELECT log FROM logs WHERE program <> '' AND complete = 1) AND "                  \
        "id > coalesce((SELECT CAST(value AS INTEGER) FROM setting WHERE name = '" PUT_TOGETHER    \
        "'), 0) ORDER BY id DESC LIMIT 1")                                                         \
    STATEMENT(DAYS_SEEN,                                                                           \
        "SELECT count(DISTINCT wall / 86400000), min(wall) FROM event WHERE at >= ?1 AND "         \
        "trusted = 1 AND wall BETWEEN ?1 AND ?2")                                                  \
    STATEMENT(DRAFT_EXPIRE, "DELETE FROM draft WHERE at >= ?2 AND at < ?1")                        \
    STATEMENT(CONFLICT_EXPIRE, "DELETE FROM conflict WHERE " SURE_TIME)                            \
    STATEMENT(CONFLICT_COUNT, "SELECT count(*) FROM conflict WHERE why = 'differs'")               \
    STATEMENT(TOMBSTONES,                                                                          \
        "SELECT student, max(at), max(id) FROM event WHERE kind = 'student_erased' AND "           \
        "student <> '' GROUP BY student")                                                          \
    STATEMENT(TOMBSTONE_OF,                                                                        \
        "SELECT 1 FROM event WHERE kind = 'student_erased' AND student = ?1 LIMIT 1")              \
    STATEMENT(EVENT_OF_LOG,                                                                        \
        "SELECT " EVENT_COLUMNS " FROM event WHERE log = ?1 AND seq > ?2 ORDER BY seq")            \
    STATEMENT(EVENT_LABELLED,                                                                      \
        "SELECT 1 FROM event WHERE log = ?1 AND seq > ?2 AND station = ?3 LIMIT 1")                \
    STATEMENT(LOG_COUNT, "SELECT count(*) FROM logs")                                              \
    STATEMENT(HEAD_ALL, HEAD_COLUMNS "ORDER BY log")                                               \
    STATEMENT(HEAD_FIND, HEAD_COLUMNS "WHERE log = ?1")                                            \
    STATEMENT(HEAD_RAISE,                                                                          \
        "UPDATE logs SET head = (SELECT a.seq FROM event AS a WHERE a.log = ?1 AND "               \
        "a.seq > logs.head AND NOT EXISTS(SELECT 1 FROM event AS b WHERE b.log = ?1 AND "          \
        "b.seq = a.seq + 1) ORDER BY a.seq LIMIT 1) WHERE log = ?1 AND complete = 0 AND "          \
        "EXISTS(SELECT 1 FROM event WHERE event.log = ?1 AND seq = logs.head + 1)")                \
    STATEMENT(REFUSED_COUNT, "SELECT count(*) FROM refused")                                       \
    STATEMENT(REFUSED_WORDS, "SELECT group_concat(rows || ' (' || why || ')', ', ') FROM (SELECT " \
                             "why, count(*) AS rows "                                              \
                             "FROM refused GROUP BY why ORDER BY 2 DESC, 1)")                      \
    STATEMENT(REFUSED_ADD,                                                                         \
        "INSERT INTO refused(log, seq, why) VALUES(?1,?2,?3) ON CONFLICT(log, seq) DO UPDATE "     \
        "SET why = ?3")                                                                            \
    STATEMENT(LOG_ADD,                                                                             \
        "INSERT INTO logs(log, station, started, program, prev_log, prev_seq, prev_hash, "         \
        "complete) VALUES(?1,?2,?3,?4,?5,?6,?7,?8) ON CONFLICT(log) DO NOTHING")                   \
    STATEMENT(LOG_INCOMPLETE, "UPDATE logs SET complete = 0 WHERE log = ?1 AND complete <> 0")     \
    STATEMENT(LOG_FIND, "SELECT complete, prev_log, prev_seq, prev_hash FROM logs WHERE log = ?1") \
    STATEMENT(LOG_ALL, "SELECT log, prev_log, prev_seq, prev_hash FROM logs "                      \
                       "WHERE prev_log IS NOT NULL AND complete = 1")                              \
    STATEMENT(CONFLICT_ADD, "INSERT INTO conflict(digest, why, " EVENT_COLUMNS ") VALUES(?20,?21," \
                            "?1,?2,?3,?4,?5,?6,?7,?8,?9,?10,?11,?12,?13,?14,?15,?16,?17,?18,?19) " \
                            "ON CONFLICT(digest) DO NOTHING")                                      \
    STATEMENT(CONFLICT_ERASE, "DELETE FROM conflict WHERE student = ?1")                           \
    STATEMENT(CONFLICT_MENTIONS,                                                                   \
        "SELECT id, student, body FROM conflict WHERE id > ?1 AND instr(body, ?2) > 0 AND "        \
        "at <= ?3 ORDER BY id LIMIT 1")                                                            \
    STATEMENT(CONFLICT_DROP, "DELETE FROM conflict WHERE id = ?1")                                 \
    STATEMENT(DRAFT_SAVE,                                                                          \
        "INSERT INTO draft(student, key, body, at, change, own) VALUES(?1,?2,?3,?4,?5,?6) "        \
        "ON CONFLICT(student, key) DO UPDATE SET body = ?3, at = ?4, change = ?5, own = ?6")       \
    STATEMENT(DRAFT_COMES_BACK, "DELETE FROM draft_gone WHERE student = ?1 AND key = ?2")          \
    STATEMENT(DRAFT_GONE,                                                                          \
        "INSERT INTO draft_gone(student, key, at, change, own) VALUES(?1,?2,?3,?4,?5) "            \
        "ON CONFLICT(student, key) DO UPDATE SET at = max(at, ?3), change = ?4, own = ?5")         \
    STATEMENT(DRAFT_TELL,                                                                          \
        "UPDATE draft SET own = 1, change = ?3 WHERE student = ?1 AND key = ?2 AND own = 0")       \
    STATEMENT(DRAFT_GONE_TELL,                                                                     \
        "UPDATE draft_gone SET own = 1, change = ?3 WHERE student = ?1 AND key = ?2 AND own = 0")  \
    STATEMENT(DRAFT_GONE_TRIM,                                                                     \
        "DELETE FROM draft_gone WHERE change < (SELECT change FROM draft_gone "                    \
        "ORDER BY change DESC LIMIT 1 OFFSET ?1)")                                                 \
    STATEMENT(DRAFT_TIME,                                                                          \
        "SELECT max(at) FROM (SELECT at FROM draft WHERE student = ?1 AND key = ?2 UNION ALL "     \
        "SELECT at FROM draft_gone WHERE student = ?1 AND key = ?2)")                              \
    STATEMENT(                                                                                     \
        DRAFT_COUNT, "SELECT (SELECT count(*) FROM draft) + (SELECT count(*) FROM draft_gone)")    \
    STATEMENT(DRAFT_CHANGED,                                                                       \
        "SELECT student, key, body, at, change FROM draft WHERE own = 1 AND change > ?1 "          \
        "UNION ALL SELECT student, key, NULL, at, change FROM draft_gone WHERE own = 1 AND "       \
        "change > ?1 ORDER BY 5, 1, 2")                                                            \
    STATEMENT(DRAFT_LOAD, "SELECT body FROM draft WHERE student = ?1 AND key = ?2")                \
    STATEMENT(DRAFT_GONE_EXPIRE, "DELETE FROM draft_gone WHERE at >= ?2 AND at < ?1")              \
    STATEMENT(DRAFT_GONE_ERASE, "DELETE FROM draft_gone WHERE student = ?1")                       \
    STATEMENT(DRAFT_DROP, "DELETE FROM draft WHERE student = ?1 AND key = ?2")                     \
    STATEMENT(                                                                                     \
        DRAFT_ERASE, "DELETE FROM draft WHERE student IN (?1, '')") /* '': may name anybody */     \
    STATEMENT(PLAN_ADD, "INSERT INTO plan(hash, bytes) VALUES(?1,?2)")                             \
    STATEMENT(PLAN_DROP, "DELETE FROM plan WHERE hash = ?1")                                       \
    STATEMENT(PLAN_TRIM,                                                                           \
        "DELETE FROM plan WHERE id NOT IN (SELECT id FROM plan ORDER BY id DESC LIMIT ?1)")        \
    STATEMENT(PLAN_NEWEST, "SELECT hash, bytes FROM plan ORDER BY id DESC")                        \
    STATEMENT(PLAN_FIND, "SELECT hash, bytes FROM plan WHERE hash = ?1 UNION ALL "                 \
                         "SELECT hash, bytes FROM plan_kept WHERE hash = ?1")                      \
    STATEMENT(PLAN_IS_HERE,                                                                        \
        "SELECT 1 FROM plan WHERE hash = ?1 UNION ALL SELECT 1 FROM plan_kept WHERE hash = ?1")    \
    STATEMENT(PLAN_KEEP,                                                                           \
        "INSERT INTO plan_kept(hash, bytes) VALUES(?1,?2) ON CONFLICT(hash) DO NOTHING")           \
    STATEMENT(PLAN_KEPT_TRIM,                                                                      \
        "DELETE FROM plan_kept WHERE id NOT IN (SELECT id FROM plan_kept ORDER BY id DESC "        \
        "LIMIT ?1)")                                                                               \
    STATEMENT(PLAN_KEPT_DROP, "DELETE FROM plan_kept WHERE hash = ?1")                             \
    STATEMENT(PLAN_KEPT_DROP_ALL, "DELETE FROM plan_kept")                                         \
    STATEMENT(PLAN_NAMED, "SELECT body FROM event WHERE kind = 'plan_published' "                  \
                          "ORDER BY at DESC, log DESC, seq DESC")                                  \
    STATEMENT(SETTING_SET, "INSERT INTO setting(name, value) VALUES(?1,?2) "                       \
                           "ON CONFLICT(name) DO UPDATE SET value = ?2")                           \
    STATEMENT(SETTING_GET, "SELECT value FROM setting WHERE name = ?1")                            \
    STATEMENT(SECRET_SET, "INSERT INTO secret(name, value) VALUES(?1,?2) "                         \
                          "ON CONFLICT(name) DO UPDATE SET value = ?2")                            \
    STATEMENT(SETTING_DROP, "DELETE FROM setting WHERE name = ?1")                                 \
    STATEMENT(SETTING_ERASE, "DELETE FROM setting WHERE " STUDENT_OF_NAME " = ?1")                 \
    STATEMENT(GUARD_LOAD, "SELECT tries, tokens, start, run, refill FROM guard WHERE name = ?1")   \
    STATEMENT(GUARD_SAVE,                                                                          \
        "INSERT INTO guard(name, tries, tokens, start, run, refill) VALUES(?1,?2,?3,?4,?5,?6) "    \
        "ON CONFLICT(name) DO UPDATE SET tries = ?2, tokens = ?3, start = ?4, run = ?5, "          \
        "refill = ?6")                                                                             \
    STATEMENT(GUARD_ERASE, "DELETE FROM guard WHERE " STUDENT_OF_NAME " = ?1")                     \
    STATEMENT(CHECKPOINT_LOAD,                                                                     \
        "SELECT layout, size, through, through_hash, chunks, digest FROM checkpoint")              \
    STATEMENT(CHECKPOINT_SAVE,                                                                     \
        "INSERT INTO checkpoint(id, layout, size, through, through_hash, chunks, digest) "         \
        "VALUES(1,?1,?2,?3,?4,?5,?6)")                                                             \
    STATEMENT(CHECKPOINT_DROP, "DELETE FROM checkpoint")                                           \
    STATEMENT(CHUNK_HASH, "SELECT hash FROM chunk WHERE place = ?1")                               \
    STATEMENT(CHUNK_ALL, "SELECT place, hash, bytes FROM chunk ORDER BY place")                    \
    STATEMENT(CHUNK_SAVE, "INSERT INTO chunk(place, hash, bytes) VALUES(?1,?2,?3) "                \
                          "ON CONFLICT(place) DO UPDATE SET hash = ?2, bytes = ?3")                \
    STATEMENT(CHUNK_DROP, "DELETE FROM chunk WHERE place = ?1")                                    \
    STATEMENT(CHUNK_DROP_ALL, "DELETE FROM chunk")                                                 \
    STATEMENT(CHUNK_DROP_FROM, "DELETE FROM chunk WHERE place >= ?1")                              \
    STATEMENT(CLIP_NAMES,                                                                          \
        "SELECT body FROM event WHERE NOT (student = ?1 AND at <= ?2) AND "                        \
        "instr(body, '\"clip\"') > 0 UNION ALL SELECT body FROM draft WHERE student <> ?1")        \
    STATEMENT(CLIP_NAMES_OF,                                                                       \
        "SELECT body FROM event WHERE student = ?1 AND at <= ?2 AND id > ?3 AND "                  \
        "instr(body, '\"clip\"') > 0 "                                                             \
        "UNION ALL SELECT body FROM draft WHERE student = ?1")                                     \
    STATEMENT(CLIP_NAMES_AFTER,                                                                    \
        "SELECT id, body FROM event WHERE id > ?1 AND id <= ?2 AND instr(body, '\"clip\"') > 0 "   \
        "ORDER BY id")                                                                             \
    STATEMENT(CLIP_DRAFTS, "SELECT body FROM draft")

enum store_statement {
#define STATEMENT(NAME, sql) SQL_##NAME,
    STORE_STATEMENTS(STATEMENT)
#undef STATEMENT
        SQL_COUNT
};
