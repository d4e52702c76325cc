#include "sync/member.h"

#include "base/str.h"
#include "store/store.h"
#include <sodium.h>
#include <string.h>

static const char setting[] = "hub.member", setting_coming[] = "hub.coming";

/* The kind is the letter before the code. */
enum { KIND_LENGTH = 1, TEXT_SIZE_MAX = KIND_LENGTH + JOIN_CODE_SIZE };
static const char kinds[] = "sb";

bool member_save(
    struct store *store, enum member_kind kind, const struct member *member, struct error *error)
{
    char text[TEXT_SIZE_MAX] = {kinds[kind == MEMBER_BOARD], '\0'};
    bool ok = join_code_write(member, text + KIND_LENGTH, error) &&
              store_set(store, kind == MEMBER_COMING ? setting_coming : setting, text, error);
    sodium_memzero(text, sizeof text);
    return ok;
}

static bool load(struct store *store, const char *name, struct member *out, enum member_kind *kind,
    struct error *error)
{
    char text[TEXT_SIZE_MAX];
    struct error problem = {0};
    if (!store_get(store, name, text, sizeof text) || text[0] == '\0')
        return error_set(error, ERR_NOT_FOUND,
            "this machine works alone: it has not joined a board (`waystation hub join`)");
    bool ok = strchr(kinds, text[0]) != NULL && join_code_read(text + KIND_LENGTH, out, &problem);
    *kind = text[0] == kinds[1] ? MEMBER_BOARD : MEMBER_STATION;
    sodium_memzero(text, sizeof text);
    return ok || error_set(error, ERR_CORRUPT,
                     "what this machine knows of its board is damaged: join it anew");
}

bool member_load(
    struct store *store, struct member *out, enum member_kind *kind, struct error *error)
{
    return load(store, setting, out, kind, error);
}

bool member_load_coming(struct store *store, struct member *out, struct error *error)
{
    enum member_kind kind;
    return load(store, setting_coming, out, &kind, error);
}

bool member_forget(struct store *store, bool coming, struct error *error)
{
    return store_set(store, coming ? setting_coming : setting, "", error);
}

/* The end of the host in "host:port", "[v6]:port", "v6". */
static const char *find_port(const char *text)
{
    const char *last = strrchr(text, ':'), *bracket = strchr(text, ']');
    if (text[0] == '[')
        return bracket != NULL && bracket[1] == ':' ? bracket + 1 : NULL;
    return last != NULL && strchr(text, ':') == last ? last : NULL;
}

bool member_read_address(const char *text, struct member *out, struct error *error)
{
    char copy[MEMBER_HOST_SIZE + 8];
    int port = MEMBER_PORT;
    bool ok = STR_COPY(copy, text);
    size_t length = str_trim(copy);
    const char *colon = find_port(copy);
    if (ok && colon != NULL) {
        ok = str_to_int(colon + 1, 1, UINT16_MAX, &port);
        length = (size_t)(colon - copy);
    }
    const char *host = copy;
    if (ok && copy[0] == '[') {
        ok = length > 2 && copy[length - 1] == ']';
        host++;
        length -= 2;
    }
    if (!ok || length == 0 || length >= sizeof out->host ||
        strcspn(host, " \t\r\n,/[]'\"\\@") < length)
        return error_set(error, ERR_BAD_INPUT,
            "\"%.60s\" is no address: write it as the board shows it, board.local or 10.0.0.7, "
            "with :%d behind it if the board shows a number there",
            text, MEMBER_PORT);
    str_copy_length(out->host, sizeof out->host, host, length);
    out->port = port;
    STR_COPY(out->database, MEMBER_DATABASE);
    return true;
}
