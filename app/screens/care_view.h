/* What the screens of an appliance show: what this machine is, and the care tasks that root does
 * for the program (device_care.h). The program fills it; a screen asks with WISH_CARE. */
#pragma once

#include "base/error.h"
#include "model/plan.h"

/* Every code that told/TASK may carry. One that is not among them counts as CARE_FAILED, and its
 * text is shown as it came. The order: good ends, what is wrong with the stick, with the update,
 * with the network, with this machine, with the request. */
#define CARE_CODES(X)                                                                  \
    X(OK, "ok")                           /* done */                                   \
    X(RESTART_NEEDED, "restart-needed")   /* done; it counts from the next start */    \
    X(NO_STICK, "no-stick")               /* none is there */                          \
    X(STICK_GONE, "stick-gone")           /* it was pulled while it was read or written */ \
    X(STICK_FULL, "stick-full")                                                        \
    X(STICK_READ_ONLY, "stick-read-only") /* or its file system can only be read */    \
    X(STICK_DAMAGED, "stick-damaged")     /* reading or writing failed */              \
    X(NO_UPDATE, "no-update")             /* no file of an update there */             \
    X(BAD_SIGNATURE, "bad-signature")     /* not by who makes this system, or changed */ \
    X(DAMAGED, "damaged")                 /* the file of the update is not whole */    \
    X(WRONG_MACHINE, "wrong-machine")     /* for another kind of machine */            \
    X(OLDER, "older")                     /* than what is installed */                 \
    X(SAME, "same")                       /* is installed already */                   \
    X(NO_SECOND_SLOT, "no-second-slot")   /* this card has nowhere to put it */        \
    X(NO_NETWORK, "no-network")                                                        \
    X(NOT_FOUND, "not-found")             /* the server has no such file */            \
    X(WIFI_REFUSED, "wifi-refused")       /* name or passphrase wrong */               \
    X(CARD_FULL, "card-full")             /* no room on this machine */                \
    X(CARD_READ_ONLY, "card-read-only")   /* its card cannot be written any more */    \
    X(CARD_FAILED, "card-failed")         /* writing or reading back failed */         \
    X(BUSY, "busy")                       /* another task is running */                \
    X(SETTINGS_FIXED, "settings-fixed")   /* waystation.ini says it, and that wins */  \
    X(BAD_VALUE, "bad-value")             /* a setting that cannot be; detail: which */ \
    X(BAD_REQUEST, "bad-request")         /* no such task or key */                    \
    X(FAILED, "failed")                   /* anything else; detail */                  \
    X(NO_ANSWER, "no-answer")             /* never told: the machine did not answer in time */

enum care_code {
#define CARE_CODE(NAME, text) CARE_##NAME,
    CARE_CODES(CARE_CODE)
#undef CARE_CODE
    CARE_CODE_COUNT
};
