/* Every command takes the arguments behind its words and returns the exit code. */
#pragma once

int command_station(int count, char **arguments);
int command_solo(int count, char **arguments);
int command_board(int count, char **arguments);
int command_demo(int count, char **arguments);
int command_class_check(int count, char **arguments);
int command_class_import(int count, char **arguments);
int command_class_export(int count, char **arguments);
int command_badges_print(int count, char **arguments);
int command_badges_png(int count, char **arguments);
int command_badges_pictures(int count, char **arguments);
int command_badges_void(int count, char **arguments);
int command_badges_read(int count, char **arguments);
int command_pin(int count, char **arguments);
int command_groups_form(int count, char **arguments);
int command_groups_series(int count, char **arguments);
int command_groups_approve(int count, char **arguments);
int command_rotation_plan(int count, char **arguments);
int command_mastery(int count, char **arguments);
int command_evidence_import(int count, char **arguments);
int command_paper_groups(int count, char **arguments);
int command_paper_substitute(int count, char **arguments);
int command_paper_family(int count, char **arguments);
int command_paper_team(int count, char **arguments);
int command_events(int count, char **arguments);
int command_events_save(int count, char **arguments);
int command_events_load(int count, char **arguments);
int command_export_csv(int count, char **arguments);
int command_backup(int count, char **arguments);
int command_restore(int count, char **arguments);
int command_erase_student(int count, char **arguments);
int command_doctor(int count, char **arguments);
