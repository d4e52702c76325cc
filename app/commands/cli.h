/* The command line: options, help, exit codes, and what every command does alike.
 *
 * Exit codes: 0 done, 1 the answer is no, 2 wrong use, 3 could not. What is told goes to standard
 * output unchecked: main() looks at the end whether all of it was written, else it is 3. */
#pragma once

#include "base/error.h"
#include "exchange/config_file.h"
#include "records.h"

enum { CLI_DONE = 0, CLI_NO = 1, CLI_USAGE = 2, CLI_COULD_NOT = 3 };

enum { CLI_LIST_MAX = STUDENT_MAX, CLI_PLACES_MAX = 256, CLI_OPTIONS_MAX = 64 };

struct cli_list {
    const char *items[CLI_LIST_MAX];
    int count;
};

/* A text is given once: of two values one would be dropped. */
enum cli_kind { CLI_FLAG, CLI_TEXT, CLI_LIST };

struct cli_option {
    const char *name; /* "--data" */
    enum cli_kind kind;
    void *out;         /* bool *, const char **, struct cli_list * */
    const char *value; /* "DIR" in the help; NULL for a flag */
    const char *help;
};

/* The option that nearly every command has. */
#define CLI_DATA_OPTION(out)                                           \
    {                                                                  \
        "--data", CLI_TEXT, (out), "DIR", "where everything is stored" \
    }

struct cli {
    const char *name;    /* "class check" */
    const char *places;  /* "FOLDER", shown in the help; NULL: none */
    int least, most;     /* how many of them */
    const char *summary; /* one sentence */
    const char *details; /* more, or NULL */
    const struct cli_option *options;
    size_t option_count;
    const char *given[CLI_PLACES_MAX]; /* filled */
    int given_count;
    uint64_t taken; /* filled: options by bit */
};

/* Reads arguments behind the command's words. False when the command should end now with *status
 * (help was printed, or the use was wrong and said so). */
bool cli_read(struct cli *cli, int count, char **arguments, int *status);

/* Prints "waystation: text" on standard error and returns status. */
int cli_fail(int status, const struct error *error);

/* What waystation.conf says: $WAYSTATION_CONFIG, else /etc/waystation/waystation.conf; it need not
 * exist. Read once; what is wrong in it is printed then. */
const struct config *cli_installation(void);

/* The data folder: --data, else $WAYSTATION_DATA, else that of waystation.conf, else the system's.
 */
void cli_data_folder(const char *option, char out[static STORE_PATH_SIZE]);

/* Opens the records of a data folder for a command. */
MUST_CHECK bool cli_open_records(
    struct records *out, const char *data, bool read_only, struct error *error);

/* One line of standard input: what is on a command line, others on the machine can see. `what` it
 * is, for the error. ERR_BAD_INPUT: there is none; ERR_IO. */
MUST_CHECK bool cli_read_secret(const char *what, char *out, size_t size, struct error *error);

/* Now, for a command: the real clock. */
struct moment cli_now(void);

/* A verb: the words behind "waystation" that it answers to, one or two. */
struct verb {
    const char *first, *second; /* second NULL: one word */
    int (*run)(int count, char **arguments);
    const char *summary;
};

/* Ended by a verb without first word. Each is in a file of its own. */
extern const struct verb verbs[];
