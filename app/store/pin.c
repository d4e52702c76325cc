#include "store/store_internal.h"

#include <sodium.h>
#include <string.h>

static const char setting_name[] = "teacher-pin";

static bool is_pin(const char *pin)
{
    size_t length = strlen(pin);
    return length >= PIN_MIN && length <= PIN_MAX && strspn(pin, "0123456789") == length;
}

bool store_has_pin(struct store *store)
{
    char hash[crypto_pwhash_STRBYTES];
    return store_get(store, setting_name, hash, sizeof hash);
}

bool store_set_pin(struct store *store, const char *pin, struct error *error)
{
    char hash[crypto_pwhash_STRBYTES];
    if (!is_pin(pin))
        return error_set(error, ERR_BAD_INPUT, "A PIN has %d to %d digits.", PIN_MIN, PIN_MAX);
    if (crypto_pwhash_str(hash, pin, strlen(pin), STORE_PIN_PASSES, STORE_PIN_MEMORY) != 0)
        return error_set(error, ERR_MEMORY, "There is no memory to keep a PIN safely.");
    return store_set(store, setting_name, hash, error);
}

bool store_try_pin(struct store *store, const char *pin, int64_t mono_ms, bool *right,
    int32_t *wait_s, struct error *error)
{
    char hash[crypto_pwhash_STRBYTES];
    *right = false;
    if (!store_get(store, setting_name, hash, sizeof hash))
        return error_set(error, ERR_NOT_FOUND, "No PIN was chosen yet.");
    /* Counted on disk before it is compared. */
    if (!store_try_secret(store, setting_name, mono_ms, wait_s, error))
        return false;
    *right = crypto_pwhash_str_verify(hash, pin, strlen(pin)) == 0;
    return !*right || store_try_succeeded(store, setting_name, error);
}
