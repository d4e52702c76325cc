#include "platform/speech.h"

#include "base/str.h"
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
