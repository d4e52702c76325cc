#include "platform/scanner.h"

#include "base/str.h"
#include <linux/input.h>
#include <string.h>

static char find_letter(int code)
{
    static const char rows[] = "QWERTYUIOP\0\0\0\0ASDFGHJKL\0\0\0\0\0ZXCVBNM";
    static const char pad[] = "789\000456\0001230";
    if (code >= KEY_1 && code <= KEY_9)
        return (char)('1' + code - KEY_1);
    if (code == KEY_0)
        return '0';
    if (code >= KEY_Q && code <= KEY_M)
        return rows[code - KEY_Q];
    if (code >= KEY_KP7 && code <= KEY_KP0)
        return pad[code - KEY_KP7];
    return '\0';
}

bool scanner_finish(struct scanner_decoder *decoder, char text[static SCANNER_TEXT_SIZE])
{
    bool has = decoder->length > 0 && !decoder->broken;
    if (has)
        memcpy(text, decoder->text, (size_t)decoder->length + 1);
    *decoder = (struct scanner_decoder){0};
    return has;
}

bool scanner_feed(struct scanner_decoder *decoder, const struct input_event *event,
    char text[static SCANNER_TEXT_SIZE])
{
    enum { PRESSED = 1 };
    if (event->type == EV_SYN && event->code == SYN_DROPPED)
        decoder->broken = true;
    if (event->type != EV_KEY || event->value != PRESSED)
        return false;
    if (event->code == KEY_ENTER || event->code == KEY_KPENTER || event->code == KEY_TAB)
        return scanner_finish(decoder, text);
    char letter = find_letter(event->code);
    if (letter == '\0' || decoder->length == SCANNER_TEXT_MAX)
        return false;
    decoder->text[decoder->length++] = letter;
    decoder->text[decoder->length] = '\0';
    return false;
}

/* Names as makers give them; a plain keyboard must never match, or nobody could type. */
bool scanner_is_name(const char *name)
{
    static const char *const words[] = {"scan", "barcode", "bar_code", "symbol_tech", "datalogic",
        "honeywell_imag", "metrologic", "newland", "newtologic", "opticon", "netum", "inateck",
        "eyoyo", "hid_kbw", "hidkeyboard", "wit_electron", "code_corp", "zebra"};
    char folded[256];
    if (!str_ends_with(name, "-event-kbd"))
        return false;
    STR_COPY(folded, name);
    for (char *at = folded; *at != '\0'; at++)
        if (*at >= 'A' && *at <= 'Z')
            *at = (char)(*at - 'A' + 'a');
    for (size_t i = 0; i < COUNT_OF(words); i++)
        if (strstr(folded, words[i]) != NULL)
            return true;
    return false;
}
