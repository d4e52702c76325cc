/* What is wrong with the settings of a machine, in plain words. */
#include "exchange/device_ini.h"

#include "base/fill.h"
#include "base/str.h"

const char *device_trouble_sentence(enum device_trouble trouble)
{
    static const char *const sentences[DEVICE_TROUBLE_COUNT] = {
        [DEVICE_FINE] = "",
        [DEVICE_NO_TEXT] =
            N_("The settings file is no text: save it as plain text. None of it was read."),
        [DEVICE_TOO_LARGE] = N_("The settings file is too large. None of it was read."),
        [DEVICE_NO_SETTING] = N_("This line is no setting. Write it as: name = value"),
        [DEVICE_LONG_LINE] = N_("This line is too long, and was left out."),
        [DEVICE_UNKNOWN] = N_("There is no setting “{key}”."),
        [DEVICE_MISSPELT] = N_("There is no setting “{key}”. Is “{hint}” meant?"),
        [DEVICE_TWICE] = N_("“{key}” stands there twice. The last one counts."),
        [DEVICE_BAD_CHARACTERS] = N_("There are hidden characters in “{key}”. Type the line anew."),
        [DEVICE_BAD_CHOICE] = N_("“{key}” cannot be “{value}”. It can be: {hint}"),
        [DEVICE_TOO_LONG] = N_("“{key}” is too long: {hint} letters at most."),
        [DEVICE_BAD_STATION] =
            N_("“{value}” is no station. Take one from the column id of stations.csv."),
        [DEVICE_NO_FOLDER] = N_("There is no folder “{value}” with a students.csv on the card."),
        [DEVICE_BAD_CODE] =
            N_("The join code is not complete, or was misread. Have the board show a new one."),
        [DEVICE_NO_ZONE] = N_("There is no time zone “{value}”. Write it like Europe/Paris."),
        [DEVICE_NO_KEYBOARD] = N_("There is no keyboard “{value}”. Write it like us, fr or de."),
        [DEVICE_BAD_HOSTNAME] =
            N_("“{value}” cannot be the name of a machine: only a to z, digits and - can."),
        [DEVICE_BAD_SSID] = N_("“{value}” is too long for the name of a Wi-Fi."),
        [DEVICE_BAD_PASSPHRASE] =
            N_("A Wi-Fi passphrase has 8 to 63 letters, digits and signs, without accents."),
        [DEVICE_BAD_COUNTRY] =
            N_("“{value}” is no country. Write two letters, such as GB, US or FR."),
        [DEVICE_NO_SSID] = N_("There is a Wi-Fi passphrase, and no “wifi_ssid” that goes with it."),
        [DEVICE_NO_COUNTRY] =
            N_("Add “wifi_country”: two letters such as US, FR or DE. Some Wi-Fi needs it."),
        [DEVICE_AP_LACKS] = N_("For a Wi-Fi of its own, this machine needs “role = board”, "
                               "“wifi_ap_ssid” and “wifi_ap_passphrase”."),
        [DEVICE_ONE_RADIO] =
            N_("A machine that offers a Wi-Fi is not in another: “wifi_ssid” is left out."),
        [DEVICE_BAD_URL] = N_("“{key}” is no address. It begins with https:// or http://"),
        [DEVICE_BAD_SSH_KEY] =
            N_("This is no public key for SSH. Copy the whole line of the .pub file."),
        [DEVICE_GONE] = N_("The secret that was taken from “{key}” is not here. Write it again."),
        [DEVICE_NOT_WIPED] =
            N_("“{key}” can still be read on the card: the card cannot be written."),
        [DEVICE_NO_DATA] = N_("The memory of this machine cannot be used. What is done now is "
                              "gone when it is switched off."),
        [DEVICE_BAD_CAMERA] =
            N_("“{value}” is no camera. Write none, or such as v4l2:/dev/video0."),
        [DEVICE_NO_STATION] = N_("This class has no station “{value}”. It has: {hint}"),
        [DEVICE_JOIN_COUNTS] = N_("There is “join” and “class”: “class” is left out."),
        [DEVICE_NOT_DONE] = N_("A setting could not be put in place: {hint}"),
        [DEVICE_BAD_SCANNER] = N_("“{value}” is no scanner. It begins with /dev/input/"),
        [DEVICE_NO_CARD] = N_("The settings on the card cannot be read: {hint}"),
        [DEVICE_BOARD_JOINS] = N_("A board does not join another one: “join” is left out."),
        [DEVICE_NOT_UPDATED] =
            N_("The update to version {value} did not start. This is still version {hint}; nothing "
               "is lost. Install the update again, or tell the technician."),
        [DEVICE_WENT_BACK] =
            N_("One of the two systems on this card does not start. The other one runs, version "
               "{hint}; nothing is lost. Install an update, or tell the technician."),
        [DEVICE_JOINED_AS] =
            N_("This machine joined as the station “{hint}”, so “{value}” is left out. To make it "
               "another station, join it anew with a new code."),
        [DEVICE_NO_JOIN_FILE] = N_("There is no text file “{hint}” with a join code on the card."),
        [DEVICE_NOT_LOCKED] =
            N_("What this machine keeps is not locked: “{key}” counts at the first "
               "start of a card only. Make a backup and write a new card."),
    };
    return sentences[trouble];
}

void device_mistake_code(const struct device_mistake *mistake, char out[static DEVICE_CODE_SIZE])
{
    str_format(out, DEVICE_CODE_SIZE, "D%02d", (int)mistake->trouble);
}

void device_mistake_sentence(const struct device_mistake *mistake, char *out, size_t size)
{
    const struct fill fills[] = {
        {"key", mistake->key}, {"value", mistake->value}, {"hint", mistake->hint}};
    fill_gaps(out, size, device_trouble_sentence(mistake->trouble), fills, COUNT_OF(fills), false);
}

void device_mistake_say(const struct device_mistake *mistake, char *out, size_t size)
{
    char sentence[ERROR_TEXT_SIZE], line[16] = "", code[DEVICE_CODE_SIZE];
    device_mistake_sentence(mistake, sentence, sizeof sentence);
    if (mistake->line > 0)
        STR_FORMAT(line, ":%d", mistake->line);
    device_mistake_code(mistake, code);
    if (mistake->file[0] == '\0') {
        str_format(out, size, "%s: %s", code, sentence);
        return;
    }
    str_format(out, size, "%s%s (%s): %s", mistake->file, line, code, sentence);
}

bool device_mistake_is_fallback(const struct device_mistake *mistake)
{
    return mistake->trouble == DEVICE_NOT_UPDATED || mistake->trouble == DEVICE_WENT_BACK;
}
