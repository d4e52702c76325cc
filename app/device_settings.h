/* What follows from the settings of a machine (exchange/device_ini.h), at every start, before the
 * network and the program: files that the other parts of the system read. By root.
 *
 *   device_settings.c  the order of things
 *   device_card.c      secrets are taken from the card, and written over there
 *   device_join.c      a join code is put where the program finds it
 *   device_files.c     the files
 *   device_wifi.c      those of the Wi-Fi
 *
 * Read: CARD/waystation.ini goes before SYSTEM/chosen.ini. OUT/no-card, OUT/no-data,
 * OUT/locked and OUT/slot tell what the first stage of the start found; OUT/fallback the version of
 * the update that did not start, or "unknown". Written into OUT (/run/waystation), those of what is
 * not set are removed: waystation.conf   the program's settings (exchange/config_file.h)
 *   device.json       exchange/device_json.h
 *   hostname, timezone ("Europe/Paris"), keymap (the file to load), country
 *   iwd/main.conf     where there is a country
 *   access-point      the name of the Wi-Fi that this board offers
 *   authorized_keys, update-url
 *   usb-network       (empty) network adapters on USB are let in
 *   fixed             names of settings, a line each: what is in force because of the card's file,
 *                     and would be otherwise by what was chosen
 *   class/NAME        a copy of the class folder
 *   class-folder      where it lies on the card, for who removes everything
 * and ROOT/etc/hostname, ROOT/etc/localtime; into SYSTEM: taken.ini (secrets), iwd/NAME.psk,
 * iwd/ap/NAME.ap, last.ini (the card's settings, without secrets, for a day on which the card
 * cannot be read); into DATA, by its owner: join.code.
 *
 * Everything appears whole or not at all. A power cut at any moment loses neither a secret nor the
 * card's file, and is repaired by the next start. */
#pragma once

#include "base/arena.h"
#include "exchange/device_json.h"

struct device_places {
    const char *root;   /* the system's own files, "" for the machine itself */
    const char *card;   /* /boot/card */
    const char *system; /* /data/system */
    const char *data;   /* /data/waystation */
    const char *out;    /* /run/waystation */
};

/* Fails only where OUT cannot be written; everything else is a mistake in *about. */
MUST_CHECK bool device_apply(const struct device_places *places, struct arena *arena,
    struct device_about *about, struct error *error);

/* Settings that were chosen on the screen go into SYSTEM/chosen.ini, all or none: `lines` are
 * "name=value"; an empty value takes the setting out. ERR_BAD_INPUT says which is wrong, and why.
 */
MUST_CHECK bool device_choose(const struct device_places *places, const char *const *lines,
    int count, struct arena *arena, struct error *error);

/* Puts a mistake before the others, of which the last is forgotten where there is no room. */
void device_add_first(struct device_about *about, const struct device_mistake *mistake);

/* What device_apply() found: device.json in `out`. */
MUST_CHECK bool device_look(
    const char *out, struct arena *arena, struct device_about *about, struct error *error);
