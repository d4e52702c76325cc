#include "sync/message.h"

#include "base/macros.h"
#include <assert.h>

const char *sync_trouble_text(enum sync_trouble trouble)
{
    static const char *const texts[SYNC_TROUBLE_COUNT] = {
        [SYNC_FINE] = N_("Connected."),
        [SYNC_NO_ADDRESS] = N_("The board cannot be found: is this machine in the same network?"),
        [SYNC_REFUSED] = N_("The board does not answer: is it switched on?"),
        [SYNC_SILENT] = N_("The board takes too long to answer. It is tried again by itself."),
        [SYNC_WRONG_SECRET] =
            N_("The board does not let this machine in: join it anew with a new code."),
        [SYNC_NOT_A_HUB] = N_("What answers there is no board of Waystation: check the address."),
        [SYNC_HUB_OLDER] = N_("The board has an older version: update the board."),
        [SYNC_HUB_NEWER] = N_("The board has a newer version: update this machine."),
        [SYNC_HUB_FULL] = N_("The board's disk is full: make room there."),
        [SYNC_DENIED] = N_("The board refuses what this machine sends: join it anew."),
        [SYNC_BROKEN] = N_("Something is wrong with the board's database."),
    };
    assert(trouble >= 0 && trouble < SYNC_TROUBLE_COUNT);
    return texts[trouble];
}
