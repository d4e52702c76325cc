#include "model/grouping_inside.h"

#include "base/rng.h"
#include "base/str.h"

/* For the translators: assets/update-locale.sh looks for it. */
#define NC_(context, text) (text)

/* Nothing that children take for slow, large or mean in one of our languages (a ladybug is an
 * insult in Spanish, a badger in French): a name must not mean a level, nor hurt. */
const struct grouping_name grouping_names[GROUPING_NAME_COUNT] = {
    {NC_("group", "Eagles"), "🦅"},
    {NC_("group", "Dolphins"), "🐬"},
    {NC_("group", "Bears"), "🐻"},
    {NC_("group", "Monarchs"), "🦋"},
    {NC_("group", "Otters"), "🦦"},
    {NC_("group", "Owls"), "🦉"},
    {NC_("group", "Foxes"), "🦊"},
    {NC_("group", "Wolves"), "🐺"},
    {NC_("group", "Penguins"), "🐧"},
    {NC_("group", "Koalas"), "🐨"},
    {NC_("group", "Pandas"), "🐼"},
    {NC_("group", "Tigers"), "🐯"},
    {NC_("group", "Lions"), "🦁"},
    {NC_("group", "Frogs"), "🐸"},
    {NC_("group", "Rabbits"), "🐰"},
    {NC_("group", "Hedgehogs"), "🦔"},
    {NC_("group", "Raccoons"), "🦝"},
    {NC_("group", "Giraffes"), "🦒"},
    {NC_("group", "Zebras"), "🦓"},
    {NC_("group", "Pines"), "🌲"},
    {NC_("group", "Kangaroos"), "🦘"},
    {NC_("group", "Flamingos"), "🦩"},
    {NC_("group", "Parrots"), "🦜"},
    {NC_("group", "Peacocks"), "🦚"},
    {NC_("group", "Swans"), "🦢"},
    {NC_("group", "Tulips"), "🌷"},
    {NC_("group", "Octopuses"), "🐙"},
    {NC_("group", "Clovers"), "🍀"},
    {NC_("group", "Bees"), "🐝"},
    {NC_("group", "Doves"), "🕊️"},
    {NC_("group", "Deer"), "🦌"},
    {NC_("group", "Beavers"), "🦫"},
    {NC_("group", "Palms"), "🌴"},
    {NC_("group", "Llamas"), "🦙"},
    {NC_("group", "Sunflowers"), "🌻"},
    {NC_("group", "Maples"), "🍁"},
    {NC_("group", "Lizards"), "🦎"},
    {NC_("group", "Bison"), "🦬"},
    {NC_("group", "Horses"), "🐴"},
    {NC_("group", "Dragons"), "🐉"},
};

const char *grouping_icon(const char *name)
{
    for (int i = 0; i < GROUPING_NAME_COUNT; i++)
        if (str_equal_ascii_fold(grouping_names[i].name, name))
            return grouping_names[i].icon;
    return "⭐";
}

static bool is_taken(const char names[][NAME_SIZE], int32_t count, const char *name)
{
    for (int i = 0; i < count; i++)
        if (str_equal_ascii_fold(names[i], name))
            return true;
    return false;
}

void grouping_deal_names(char names[][NAME_SIZE], int32_t count, uint64_t seed)
{
    /* A stream of its own: the deal must not depend on how the search went, nor the other way. */
    struct rng rng = rng_seeded(seed ^ UINT64_C(0x6e616d6573));
    int32_t deck[GROUPING_NAME_COUNT];
    for (int i = 0; i < GROUPING_NAME_COUNT; i++)
        deck[i] = i;
    rng_shuffle(&rng, deck, GROUPING_NAME_COUNT);
    int next = 0;
    for (int i = 0; i < count; i++) {
        if (names[i][0] != '\0')
            continue;
        while (is_taken(names, count, grouping_names[deck[next]].name))
            next++;
        str_copy(names[i], NAME_SIZE, grouping_names[deck[next++]].name);
    }
}
