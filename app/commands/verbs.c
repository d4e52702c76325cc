/* The commands of the program, in the order of its help. */
#include "commands/cli.h"
#include "commands/commands.h"

const struct verb verbs[] = {
    {"station", NULL, command_station, "run this machine as a station"},
    {"solo", NULL, command_solo, "one machine, station and board"},
    {"board", NULL, command_board, "run this machine as the teacher's board"},
    {"demo", NULL, command_demo, "a fictional class in a throw-away data folder"},
    {"class", "check", command_class_check, "check a class folder, change nothing"},
    {"class", "import", command_class_import, "check a class folder and take it"},
    {"class", "export", command_class_export, "write the class as a folder"},
    {"badges", "print", command_badges_print, "issue badges and print them as a PDF sheet"},
    {"badges", "png", command_badges_png, "issue one badge as a picture"},
    {"badges", "pictures", command_badges_pictures,
        "print the list of secret pictures, for the teacher"},
    {"badges", "void", command_badges_void, "make a badge useless"},
    {"badges", "read", command_badges_read, "read badges from image files"},
    {"pin", NULL, command_pin, "set the PIN of the teacher view"},
    {"groups", "form", command_groups_form, "form groups from evidence and rules"},
    {"groups", "approve", command_groups_approve, "put formed groups in place"},
    {"rotation", "plan", command_rotation_plan, "who is where in each round"},
    {"mastery", NULL, command_mastery, "levels of skills, by student"},
    {"events", "save", command_events_save, "write the log to a file"},
    {"events", "load", command_events_load, "take events from such a file"},
    {"events", NULL, command_events, "print the log as lines of JSON"},
    {"export", "csv", command_export_csv, "write what happened as CSV files"},
    {"backup", NULL, command_backup, "copy the data into one file"},
    {"restore", NULL, command_restore, "put a backup in place"},
    {"erase-student", NULL, command_erase_student, "remove a student everywhere"},
    {"doctor", NULL, command_doctor, "say what this machine can do and what is missing"},
    {0},
};
