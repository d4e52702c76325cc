#include "model/avatar.h"

#include "base/macros.h"
#include "base/str.h"
#include "base/utf8.h"
#include <string.h>

static const char neutral[] = "🙂";

/* Each is one code point that Noto Color Emoji draws in colour without a variation selector. */
const struct avatar avatars[] = {
    {"fox", "🦊"},
    {"cat", "🐱"},
    {"dog", "🐶"},
    {"rabbit", "🐰"},
    {"bear", "🐻"},
    {"panda", "🐼"},
    {"koala", "🐨"},
    {"tiger", "🐯"},
    {"lion", "🦁"},
    {"frog", "🐸"},
    {"monkey", "🐵"},
    {"horse", "🐴"},
    {"unicorn", "🦄"},
    {"zebra", "🦓"},
    {"cow", "🐮"},
    {"pig", "🐷"},
    {"mouse", "🐭"},
    {"hamster", "🐹"},
    {"wolf", "🐺"},
    {"raccoon", "🦝"},
    {"elephant", "🐘"},
    {"giraffe", "🦒"},
    {"hippo", "🦛"},
    {"rhino", "🦏"},
    {"gorilla", "🦍"},
    {"sloth", "🦥"},
    {"otter", "🦦"},
    {"kangaroo", "🦘"},
    {"hedgehog", "🦔"},
    {"bat", "🦇"},
    {"deer", "🦌"},
    {"camel", "🐪"},
    {"llama", "🦙"},
    {"goat", "🐐"},
    {"sheep", "🐑"},
    {"penguin", "🐧"},
    {"owl", "🦉"},
    {"parrot", "🦜"},
    {"chick", "🐤"},
    {"duck", "🦆"},
    {"swan", "🦢"},
    {"flamingo", "🦩"},
    {"peacock", "🦚"},
    {"eagle", "🦅"},
    {"turkey", "🦃"},
    {"rooster", "🐓"},
    {"dolphin", "🐬"},
    {"whale", "🐳"},
    {"shark", "🦈"},
    {"octopus", "🐙"},
    {"crab", "🦀"},
    {"lobster", "🦞"},
    {"fish", "🐠"},
    {"pufferfish", "🐡"},
    {"turtle", "🐢"},
    {"crocodile", "🐊"},
    {"lizard", "🦎"},
    {"dragon", "🐲"},
    {"dinosaur", "🦕"},
    {"snail", "🐌"},
    {"butterfly", "🦋"},
    {"bee", "🐝"},
    {"ladybug", "🐞"},
    {"ant", "🐜"},
    {"cricket", "🦗"},
    {"robot", "🤖"},
    {"alien", "👽"},
    {"snowman", "⛄"},
    {"rocket", "🚀"},
    {"rainbow", "🌈"},
    {"sunflower", "🌻"},
    {"cactus", "🌵"},
    {"mushroom", "🍄"},
    {"strawberry", "🍓"},
    {"pineapple", "🍍"},
    {"watermelon", "🍉"},
    {"balloon", "🎈"},
    {"kite", "🪁"},
    {"guitar", "🎸"},
    {"planet", "🪐"},
};
const size_t avatar_count = COUNT_OF(avatars);

/* Twelve outlines and main colours that a five-year-old does not mix up. */
const struct avatar pictures[PICTURE_COUNT] = {
    {"apple", "🍎"},
    {"car", "🚗"},
    {"house", "🏠"},
    {"star", "⭐"},
    {"tree", "🌳"},
    {"fish", "🐟"},
    {"key", "🔑"},
    {"umbrella", "☔"},
    {"ball", "⚽"},
    {"flower", "🌼"},
    {"moon", "🌙"},
    {"book", "📘"},
};

int avatar_find(const char *name_or_emoji)
{
    for (size_t i = 0; i < avatar_count; i++)
        if (str_equal_ascii_fold(avatars[i].name, name_or_emoji) ||
            str_equal(avatars[i].emoji, name_or_emoji))
            return (int)i;
    return -1;
}

/* The blocks that hold emoji; a letter or a digit of any script is in none of them. */
static bool starts_with_emoji(const char *text)
{
    uint32_t code = 0;
    if (text[0] != '\0')
        utf8_decode(text, strlen(text), &code);
    return (code >= 0x1F000 && code <= 0x1FAFF) || (code >= 0x2190 && code <= 0x2BFF);
}

const char *avatar_emoji(const char *avatar)
{
    int known = avatar_find(avatar);
    if (known >= 0)
        return avatars[known].emoji;
    return starts_with_emoji(avatar) ? avatar : neutral;
}

const char *avatar_label(const char *avatar)
{
    int known = avatar_find(avatar);
    return known >= 0 ? avatars[known].name : avatar;
}
