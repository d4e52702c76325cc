/* Words of a lesson that several sheets need. */
#pragma once

#include "base/str.h"
#include "model/classroom.h"
#include "paper/words.h"

enum { LESSON_TEXT_SIZE = 256 };

/* "Monday, 2026-09-14" */
void lesson_date(const struct words *words, int32_t day, char out[static LESSON_TEXT_SIZE]);
/* "Round 2" of a day, 0-based; with its times "Round 2 · 09:00–09:15" if the block starts by the
 * clock. */
void lesson_round(const struct words *words, const struct classroom *classroom, int32_t day,
    int round, char out[static LESSON_TEXT_SIZE]);
/* Its own emoji, or that of its kind: icons of the screens are not on paper. */
const char *lesson_station_emoji(const struct station *station);
/* "Amélie Fontaine" */
enum { LESSON_NAME_SIZE = 2 * NAME_SIZE };
void lesson_name(const struct student *student, char out[static LESSON_NAME_SIZE]);
/* Index of an enrolled student, -1 if there is none of that id. */
int lesson_student(const struct classroom *classroom, const char *id);
/* The enrolled students who are in no group that day; returns how many. */
int lesson_in_no_group(const struct classroom *classroom, int32_t day, int out[static STUDENT_MAX]);

/* Lists such as "Amélie, Tomás": adds an item to one that begins empty. */
enum { LESSON_LIST_SIZE = STUDENT_MAX * (LESSON_NAME_SIZE + 8) };
void lesson_list(const struct words *words, struct str_writer *list, const char *item);

/* "1 Reading Nook · 2 Free choice · 3 Makers Table" of a group, which has no station in round 2;
 * empty if nowhere is planned. */
void lesson_way(const struct words *words, const struct classroom *classroom, int32_t day,
    int group, struct str_writer *out);
/* The same for a student who goes another way than the group; false: goes as the group does. */
bool lesson_own_way(const struct words *words, const struct classroom *classroom, int32_t day,
    int group, int student, struct str_writer *out);
