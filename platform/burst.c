#include "platform/burst.h"

#include "base/str.h"
#include "base/utf8.h"
#include <assert.h>
#include <string.h>

/* Scanners send one character at a time; longer texts come from input methods. */
static bool is_character(const struct input *input)
{
    size_t length = strlen(input->text);
    uint32_t code;
    return input->kind == INPUT_TEXT && length > 0 &&
           utf8_decode(input->text, length, &code) == length;
}

static bool is_end(const struct input *input)
{
    return input->kind == INPUT_KEY && (input->key == KEY_ENTER || input->key == KEY_TAB);
}

/* The space bar is a key as well as a character. */
static bool is_held_kind(const struct input *input)
{
    return is_character(input) ||
           (input->kind == INPUT_KEY && input->key == KEY_SPACE && !input->control);
}

static bool is_same(const struct input *a, const struct input *b)
{
    return a->kind == b->kind && a->key == b->key && str_equal(a->text, b->text);
}

static bool is_burst(const struct burst *burst)
{
    return burst->characters >= BURST_MIN && burst->varied;
}

static void forget(struct burst *burst)
{
    burst->count = burst->characters = 0;
    burst->varied = false;
}

static int release(struct burst *burst, struct input out[static BURST_OUT_MAX])
{
    int count = burst->count;
    for (int i = 0; i < count; i++)
        out[i] = burst->held[i];
    forget(burst);
    return count;
}

static int make_badge(struct burst *burst, struct input out[static BURST_OUT_MAX])
{
    struct input badge = {.kind = INPUT_BADGE, .source = SOURCE_SCANNER, .mono_ms = burst->last_ms};
    bool is_known = true;
    for (int i = 0; i < burst->count; i++) {
        const struct input *held = &burst->held[i];
        if (held->kind != INPUT_TEXT)
            continue;
        str_append(badge.text, sizeof badge.text, held->text);
        is_known = is_known && held->us_text[0] != '\0' &&
                   str_append(badge.us_text, sizeof badge.us_text, held->us_text);
    }
    if (!is_known)
        badge.us_text[0] = '\0';
    burst->had_badge = true;
    burst->badge_ms = burst->last_ms;
    forget(burst);
    out[0] = badge;
    return 1;
}

static int finish(struct burst *burst, struct input out[static BURST_OUT_MAX])
{
    burst->passing = false;
    return is_burst(burst) ? make_badge(burst, out) : release(burst, out);
}

/* What comes right behind a burst is the scanner's too: a second end key, or more of a code that
 * holds an end key itself. */
static bool is_tail(const struct burst *burst, const struct input *input)
{
    if (!burst->had_badge || burst->count > 0)
        return false;
    int64_t since_ms = input->mono_ms - burst->badge_ms;
    return (is_end(input) && since_ms <= BURST_END_MS) ||
           ((input->kind == INPUT_KEY || is_character(input)) && since_ms <= BURST_GAP_MS);
}

static int hold(
    struct burst *burst, const struct input *input, struct input out[static BURST_OUT_MAX])
{
    burst->last_ms = input->mono_ms;
    if (burst->passing && is_same(input, &burst->passed)) {
        out[0] = *input;
        return 1;
    }
    burst->passing = false;
    if (burst->count == BURST_MAX)
        return 0;
    if (input->kind == INPUT_TEXT) {
        for (int i = 0; i < burst->count && !burst->varied; i++)
            burst->varied = burst->held[i].kind == INPUT_TEXT && !is_same(&burst->held[i], input);
        burst->characters++;
    }
    burst->held[burst->count++] = *input;
    if (burst->varied || burst->characters < BURST_HELD)
        return 0;
    burst->passing = true;
    burst->passed = *input;
    return release(burst, out);
}

int burst_feed(
    struct burst *burst, const struct input *input, struct input out[static BURST_OUT_MAX])
{
    int count = 0;
    if (input->mono_ms - burst->last_ms > BURST_GAP_MS)
        count = finish(burst, out);
    if (is_tail(burst, input)) {
        burst->badge_ms = input->mono_ms;
        return count;
    }
    if (is_held_kind(input))
        return count + hold(burst, input, out + count);

    bool part = is_burst(burst) && input->kind == INPUT_KEY;
    count += finish(burst, out + count);
    if (part)
        burst->badge_ms = input->mono_ms;
    else
        out[count++] = *input;
    assert(count <= BURST_OUT_MAX);
    return count;
}

int burst_tick(struct burst *burst, int64_t now_ms, struct input out[static BURST_OUT_MAX])
{
    return burst->count > 0 && now_ms - burst->last_ms >= BURST_GAP_MS ? finish(burst, out) : 0;
}

int64_t burst_deadline_ms(const struct burst *burst)
{
    return burst->count > 0 ? burst->last_ms + BURST_GAP_MS : INT64_MAX;
}
