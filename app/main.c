/* waystation: finds the command and runs it. */
#include "base/str.h"
#include "commands/cli.h"
#include <errno.h>
#include <locale.h>
#include <stdio.h>
#include <string.h>

static int help(void)
{
    puts("Usage: waystation COMMAND [OPTION]…\n\nA classroom station: check in with a badge, see "
         "where to be and what to work on,\nreflect, hand in an exit ticket.\n\nCommands:");
    for (const struct verb *verb = verbs; verb->first != NULL; verb++) {
        char name[32];
        STR_FORMAT(name, "%s%s%s", verb->first, verb->second != NULL ? " " : "",
            verb->second != NULL ? verb->second : "");
        printf("  %-18s %s\n", name, verb->summary);
    }
    puts("\nEach has --help. Try `waystation demo`. The manual is waystation(1).");
    return CLI_DONE;
}

/* The first word alone may be right: then its second words are listed. */
static int no_command(const char *first, const char *second)
{
    fprintf(stderr, "waystation: there is no command \"%s%s%s\"", first, second != NULL ? " " : "",
        second != NULL ? second : "");
    const char *before = ": use ";
    for (const struct verb *verb = verbs; verb->first != NULL; verb++) {
        if (!str_equal(verb->first, first) || verb->second == NULL)
            continue;
        fprintf(stderr, "%s`%s %s`", before, first, verb->second);
        before = ", ";
    }
    fputs("; see `waystation --help`\n", stderr);
    return CLI_USAGE;
}

static int run(int count, char **arguments)
{
    if (count < 2 || str_equal(arguments[1], "--help") || str_equal(arguments[1], "-h") ||
        str_equal(arguments[1], "help"))
        return help();
    if (str_equal(arguments[1], "--version")) {
        puts("waystation " WAYSTATION_VERSION);
        return CLI_DONE;
    }
    for (const struct verb *verb = verbs; verb->first != NULL; verb++) {
        if (!str_equal(verb->first, arguments[1]))
            continue;
        if (verb->second == NULL)
            return verb->run(count - 2, arguments + 2);
        if (count > 2 && str_equal(verb->second, arguments[2]))
            return verb->run(count - 3, arguments + 3);
    }
    return no_command(arguments[1], count > 2 ? arguments[2] : NULL);
}

/* Who is told nothing, as of a full disk, must not take it for an answer. */
static int finish(int status)
{
    errno = 0;
    bool written = fflush(stdout) == 0 && ferror(stdout) == 0;
    if (written || status == CLI_COULD_NOT) /* then a reason was given */
        return status;
    fprintf(stderr, "waystation: what it tells could not be written: %s\n",
        errno != 0 ? strerror(errno) : "some of it is missing");
    return CLI_COULD_NOT;
}

int main(int count, char **arguments)
{
    setlocale(LC_ALL, "C.UTF-8"); /* languages are the students', not the process's */
    return finish(run(count, arguments));
}
