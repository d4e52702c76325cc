/* OneRoster 1.1 and 1.2 as CSV in a zip file: the students of one class.
 *
 * Read: manifest.csv, classes.csv, users.csv, enrollments.csv, and orgs.csv for the name of the
 * school. Columns are found by name in any order; 1.0's names are known. Everything else of a
 * package is left in it: demographics.csv, roles and profiles are never unpacked, and of users.csv
 * passwords, e-mail, telephone and agents are never looked at.
 *
 * Of a delta package, an enrollment that counts goes before one that is over, whatever their order;
 * users who have not changed are not in it, and are known by the plan's ids.
 *
 * What does not fit together (an enrollment of somebody whom nobody knows, …) is reported as a
 * warning and left out, as real packages have that. Errors are for what makes the list of the
 * class wrong: a missing file or column, a class that is not chosen.
 *
 * A student's id is the sourcedId, unless a student of the plan has the `identifier` (the school's
 * number) as id: then that stays. sourcedIds that are longer than an id can be, or hold signs an id
 * must not have, give way to the identifier.
 *
 * Facts: https://www.imsglobal.org/oneroster-v11-final-csv-tables and -v12-, and real packages. */
#pragma once

#include "exchange/class_folder.h"

enum { ONEROSTER_CLASS_MAX = 512, ONEROSTER_ID_SIZE = 256, ONEROSTER_ZIP_BYTES = 50 * 1024 * 1024 };

struct roster_student {
    struct student student; /* id: the sourcedId, or empty where that cannot be one */
    char identifier[ID_SIZE];
    bool leaves;      /* a delta package says so */
    bool id_alone;    /* so does one, and users.csv does not name the user */
    int line, column; /* of the user; in enrollments.csv if id_alone */
};

struct roster {
    char class_id[ONEROSTER_ID_SIZE];
    char class_title[NAME_SIZE];
    char school[NAME_SIZE];
    struct roster_student students[STUDENT_MAX];
    int count;
    bool is_delta; /* who is not named stays */
};

/* What an update did to a plan. */
struct roster_change {
    int joined, left, stayed;
    int mentions; /* taken out of rules and groups: of nobody in the class */
};

/* The files of the package, in the arena. `name` stands in messages. False, and reported, if it is
 * no usable zip file. */
MUST_CHECK bool oneroster_unpack(const char *name, const char *bytes, size_t size,
    struct arena *arena, struct folder *out, struct problems *problems);

/* The students of a class: `wanted` is its sourcedId, classCode or title; NULL: the only one, or
 * the one whose sourcedId is `usual` (the plan's class id). Enrollments that ended before `today`
 * do not count. *out is of use when problems->errors is 0. */
void oneroster_read(const struct folder *package, const char *wanted, const char *usual,
    int32_t today, struct arena *arena, struct roster *out, struct problems *problems);

/* Makes the plan's students those of the roster. Who stays keeps preferred name, avatar, language,
 * settings and interests; who leaves also leaves rules and groups, and rules that are then about
 * nobody go. Reported: students without a name or id, those of whom only an id is known that the
 * plan has not, and more than STUDENT_MAX. */
void roster_update(struct plan *plan, const struct roster *roster, struct roster_change *change,
    struct problems *problems);
