/* Shared by the files of device_settings.h. */
#pragma once

#include "device_settings.h"
#include "exchange/csv.h"
#include "store/store.h"

enum { DEVICE_PATH_SIZE = STORE_PATH_SIZE };

struct device_work {
    const struct device_places *places;
    struct arena *arena;
    struct device_ini ini;
    struct device_ini *chosen; /* what would be in force without the card's file */
    bool has_data;             /* what is kept stays when the power goes */
    const char *card_bytes;    /* NULL: there is no file, or it cannot be read */
    size_t card_size;
    const char *taken[DEVICE_KEY_COUNT]; /* secrets that are kept; NULL: none */
    const char *join_setting; /* as it stands on the card, once it stands for a code; else "" */
    const char *class_folder; /* of the card, also where `join` goes before it; NULL: none */
    bool is_left;             /* secrets are still on the card, whole or torn */
    struct device_about *about;
};

/* FOLDER/NAME. */
bool device_path(char out[static DEVICE_PATH_SIZE], const char *folder, const char *name);
/* Whole or not at all, with that mode; nothing is written where it says so already. */
MUST_CHECK bool device_put(const char *folder, const char *name, const void *bytes, size_t size,
    int mode, struct error *error);
MUST_CHECK bool device_put_text(
    const char *folder, const char *name, const char *text, int mode, struct error *error);
void device_drop(const char *folder, const char *name);
/* At most DEVICE_INI_LIMIT bytes, no link. NULL: none. */
const char *device_get(
    const char *folder, const char *name, struct arena *arena, size_t *size, struct error *error);
/* The first line of a small file, or "". */
void device_get_line(
    const char *folder, const char *name, struct arena *arena, char *out, size_t size);
bool device_exists(const char *folder, const char *name);

const char *device_text(const struct device_work *work, enum device_key key); /* NULL: not set */
bool device_is_yes(const struct device_work *work, enum device_key key);
void device_say_failed(struct device_work *work, const struct error *error);
/* Leaves the setting out, and says why. */
void device_refuse(struct device_work *work, enum device_trouble trouble, enum device_key key);

/* device_card.c: secrets come into work->taken and SYSTEM/taken.ini, and off the card. */
void device_take_secrets(struct device_work *work);
MUST_CHECK bool device_keep_taken(struct device_work *work, struct error *error);
/* Reads SYSTEM/taken.ini; the card's bytes, in which what a power cut left of a secret is the mark.
 */
const char *device_heal(struct device_work *work, size_t *size);

/* device_join.c: the code that the setting stands for, from the file that it names if need be.
 * NULL: it is none, and that is reported. */
const char *device_join_code(struct device_work *work, const char *setting);
/* The file on the card that it came from is written over and removed. */
bool device_join_wipe(const struct device_work *work);
/* Puts a taken code into the data folder. */
void device_join_hand_over(struct device_work *work);

/* device_wifi.c */
MUST_CHECK bool device_put_wifi(struct device_work *work, struct error *error);

/* device_files.c */
void device_check_places(struct device_work *work);
void device_describe(struct device_work *work);
void device_put_files(struct device_work *work);
