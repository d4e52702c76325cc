#include "sync/hub_inside.h"

#include "base/str.h"
#include <stdio.h>
#include <stdlib.h>

/* Roles are of the whole cluster: another database's hub may have made them, or is making them
 * right now. The owner lets nodes in, and (if whoever runs this may allow it) cuts them off. */
static const char *const before[] = {
    "BEGIN",
    "SET LOCAL client_min_messages = warning",
    "SELECT pg_advisory_xact_lock(hashtextextended('waystation.schema', 0))",
    "DO $$ BEGIN CREATE ROLE waystation_owner NOLOGIN CREATEROLE;\n"
    "EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$",
    "DO $$ BEGIN CREATE ROLE waystation_node NOLOGIN;\n"
    "EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$",
    "DO $$ BEGIN\n"
    "IF NOT pg_has_role('waystation_owner', 'waystation_node', 'MEMBER') THEN\n"
    "GRANT waystation_node TO waystation_owner WITH ADMIN OPTION; END IF;\n"
    "IF NOT pg_has_role(current_user, 'waystation_owner', 'MEMBER') THEN\n"
    "EXECUTE format('GRANT waystation_owner TO %I', current_user); END IF; END $$",
    "DO $$ BEGIN GRANT pg_signal_backend TO waystation_owner;\n"
    "EXCEPTION WHEN insufficient_privilege THEN NULL; END $$",
    "CREATE SCHEMA IF NOT EXISTS waystation AUTHORIZATION waystation_owner",
    "CREATE SCHEMA IF NOT EXISTS waystation_report AUTHORIZATION waystation_owner",
    "DO $$ BEGIN\n"
    "IF NOT has_database_privilege('waystation_node', current_database(), 'CONNECT') THEN\n"
    "EXECUTE format('GRANT CONNECT ON DATABASE %I TO waystation_node', current_database());\n"
    "END IF; END $$",
    "SET LOCAL ROLE waystation_owner",
    "SET LOCAL search_path = waystation, pg_temp",
};

static bool run(PGconn *conn, const char *sql, struct error *error)
{
    PGresult *result = PQexec(conn, sql);
    ExecStatusType status = PQresultStatus(result);
    struct hub_fault fault;
    bool ok = status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK;
    if (!ok) {
        hub_fault_take(&fault, conn, result);
        hub_fault_error(&fault, error);
    }
    PQclear(result);
    return ok;
}

static bool read_number(PGconn *conn, const char *sql, int *out, struct error *error)
{
    PGresult *result = PQexec(conn, sql);
    struct hub_fault fault;
    bool ok = PQresultStatus(result) == PGRES_TUPLES_OK && PQntuples(result) == 1;
    if (ok)
        *out = atoi(PQgetvalue(result, 0, 0));
    else
        hub_fault_take(&fault, conn, result);
    PQclear(result);
    return ok || hub_fault_error(&fault, error);
}

static bool migrate(PGconn *conn, int version, struct error *error)
{
    int has = 0, schema = 0;
    char sql[128];
    for (size_t i = 0; i < COUNT_OF(before); i++)
        if (!run(conn, before[i], error))
            return false;
    if (!read_number(conn, "SELECT (to_regclass('waystation.hub') IS NOT NULL)::int", &has, error))
        return false;
    if (has && !read_number(conn, "SELECT schema FROM hub", &schema, error))
        return false;
    if (schema > SYNC_PROTOCOL)
        return error_set(error, ERR_TOO_NEW,
            "the hub has version %d, this program knows %d: update this program", schema,
            SYNC_PROTOCOL);
    for (int i = schema; i < version; i++)
        if (!run(conn, hub_sql[i], error))
            return false;
    STR_FORMAT(sql, "UPDATE hub SET schema = %d, oldest = %d WHERE schema < %d", version,
        MAX(1, version - 1), version);
    return run(conn, sql, error) && run(conn, "SELECT months_ahead()", error) &&
           run(conn, "COMMIT", error);
}

bool hub_migrate(PGconn *conn, int version, struct error *error)
{
    if (migrate(conn, version, error))
        return true;
    PQclear(PQexec(conn, "ROLLBACK"));
    if (error != NULL && error->code == ERR_DENIED) {
        struct error why = *error;
        error_clear(error);
        return error_set(error, ERR_DENIED,
            "%s. Set it up as a superuser of that server, or as a role with CREATEROLE that owns "
            "the database",
            why.text);
    }
    return error_prefix(error, "setting up the hub's database");
}
