#include "platform/speech.h"

#include "base/str.h"
#include <ctype.h>
#include <string.h>

static void fold(char *out, size_t size, const char *text)
{
    str_copy(out, size, text);
    for (char *at = out; *at != '\0'; at++) {
        if (*at >= 'A' && *at <= 'Z')
            *at = (char)(*at - 'A' + 'a');
        if (*at == '_')
            *at = '-';
    }
}

static bool is_plain(const char *language)
{
    size_t length = strspn(language, "abcdefghijklmnopqrstuvwxyz0123456789-");
    return length >= 2 && length < SPEECH_VOICE_SIZE && language[length] == '\0' &&
           language[0] != '-';
}

/* The second column of a line is the voice's language: " 5  fr-fr  --/M  French_(France)". A
 * `prefix` also matches what goes on with "-". */
static bool find_voice(
    const char *list, const char *language, bool prefix, char voice[static SPEECH_VOICE_SIZE])
{
    size_t want = strlen(language);
    for (const char *line = list; *line != '\0';) {
        const char *word = line + strspn(line, " ");
        word += strcspn(word, " \n");
        word += strspn(word, " ");
        size_t length = strcspn(word, " \n");
        bool same = length >= want && strncmp(word, language, want) == 0 &&
                    (length == want || (prefix && word[want] == '-'));
        if (same && length < SPEECH_VOICE_SIZE) {
            str_copy_length(voice, SPEECH_VOICE_SIZE, word, length);
            return true;
        }
        line += strcspn(line, "\n");
        line += *line == '\n';
    }
    return false;
}

void speech_choose_voice(
    const char *list, const char *language, char voice[static SPEECH_VOICE_SIZE])
{
    /* What our classes mean by a language, where that is not espeak-ng's first idea of it. */
    static const char *const preferred[][2] = {{"en", "en-us"}, {"es", "es-419"}, {"fr", "fr-fr"},
        {"fr-ca", "fr-fr"}, {"zh", "cmn"}, {"zh-cn", "cmn"}, {"zh-hans", "cmn"}, {"zh-tw", "cmn"},
        {"zh-hant", "cmn"}, {"no", "nb"}, {"tl", "en-us"}, {"fil", "en-us"}, {"iw", "he"}};
    char wanted[64];
    fold(wanted, sizeof wanted, language);
    for (size_t i = 0; i < COUNT_OF(preferred); i++)
        if (str_equal(wanted, preferred[i][0]))
            STR_COPY(wanted, preferred[i][1]);
    if (!is_plain(wanted))
        STR_COPY(wanted, "en-us");
    if (list[0] == '\0') {
        str_copy(voice, SPEECH_VOICE_SIZE, wanted);
        return;
    }
    if (find_voice(list, wanted, true, voice))
        return;
    char *dash = strchr(wanted, '-');
    if (dash != NULL)
        *dash = '\0';
    if (find_voice(list, wanted, true, voice) || find_voice(list, "en-us", false, voice))
        return;
    str_copy(voice, SPEECH_VOICE_SIZE, "en");
}

/* A mark of punctuation alone is said with what stands before it. */
static bool has_words(const char *text, size_t length)
{
    for (size_t i = 0; i < length; i++)
        if (isalnum((unsigned char)text[i]) || (unsigned char)text[i] >= 0x80)
            return true;
    return false;
}

/* The voice that says all of it; NULL: it takes both. */
static const char *only_voice(
    const char *text, const char *interface_voice, const char *class_voice)
{
    const char *only = NULL, *piece;
    size_t length;
    bool is_class;
    while (spoken_next(&text, &is_class, &piece, &length)) {
        const char *voice = is_class ? class_voice : interface_voice;
        if (!has_words(piece, length))
            continue;
        if (only != NULL && !str_equal(only, voice))
            return NULL;
        only = voice;
    }
    return only != NULL ? only : interface_voice;
}

static void put_escaped(struct str_writer *writer, const char *text, size_t length)
{
    while (length > 0) {
        size_t part = 0;
        while (part < length && text[part] != '<' && text[part] != '&')
            part++;
        str_put_length(writer, text, part);
        if (part < length)
            str_put(writer, text[part++] == '<' ? "&lt;" : "&amp;");
        text += part;
        length -= part;
    }
}

const char *speech_write(
    char *out, size_t size, const char *text, const char *interface_voice, const char *class_voice)
{
    const char *only = only_voice(text, interface_voice, class_voice);
    if (only != NULL) {
        spoken_plain(out, size, text);
        return only;
    }
    struct str_writer writer = str_writer(out, size);
    const char *piece, *now = NULL;
    size_t length;
    bool is_class;
    str_put(&writer, "<speak>");
    while (spoken_next(&text, &is_class, &piece, &length)) {
        const char *next = is_class ? class_voice : interface_voice;
        if (now == NULL || (has_words(piece, length) && !str_equal(now, next))) {
            str_putf(&writer, "%s<s xml:lang=\"%s\">", now != NULL ? "</s>" : "", next);
            now = next;
        }
        put_escaped(&writer, piece, length);
    }
    str_put(&writer, "</s></speak>");
    return NULL;
}
