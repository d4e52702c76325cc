#include "commands/rotation_words.h"

#include "base/str.h"

static const char *const loss_words[LOSS_COUNT] = {
    "begins at another station",
    "visits a station again",
    "has no station in a round",
    "meets the teacher later or not at all",
    "misses a station it must visit",
};

void rotation_words_cause(const struct rotation_words *words, const struct rotation_reason *why,
    char out[static ROTATION_SENTENCE_SIZE])
{
    const char *name = why->unit >= 0 ? words->names[why->unit] : "";
    out[0] = '\0';
    switch (why->cause) {
    case CAUSE_ROUND_FULL:
        str_format(out, ROTATION_SENTENCE_SIZE,
            "In round %d %d students need a station, and those that are open hold %d.",
            why->round + 1, why->needed, why->there_is);
        break;
    case CAUSE_STATION_FULL:
        str_format(out, ROTATION_SENTENCE_SIZE,
            "%d students must visit %s, which has room for %d in all its rounds.", why->needed,
            words->plan->stations[why->place].name, why->there_is);
        break;
    case CAUSE_FEW_STATIONS:
        str_format(out, ROTATION_SENTENCE_SIZE,
            "%s needs %d stations, another one in each round, and only %d hold so many students.",
            name, why->needed, why->there_is);
        break;
    case CAUSE_UNIT_TOO_LARGE:
        str_format(out, ROTATION_SENTENCE_SIZE,
            "%s has %d students, and no station holds more than %d.", name, why->needed,
            why->there_is);
        break;
    case CAUSE_TOGETHER: break;
    }
}

void rotation_words_demand(const struct rotation_words *words, const struct rotation_demand *what,
    char out[static ROTATION_SENTENCE_SIZE])
{
    const char *name = what->unit >= 0 ? words->names[what->unit] : "";
    const char *place = what->place >= 0 ? words->plan->stations[what->place].name : "";
    switch (what->kind) {
    case DEMAND_CAPACITY:
        str_format(out, ROTATION_SENTENCE_SIZE, "%s holds %d students (round %d)", place,
            words->problem->places[what->place].capacity, what->round + 1);
        break;
    case DEMAND_OPENING:
        str_format(out, ROTATION_SENTENCE_SIZE, "%s is not open in every round", place);
        break;
    case DEMAND_STATION:
        str_format(out, ROTATION_SENTENCE_SIZE, "%s has a station in every round", name);
        break;
    case DEMAND_ONCE:
        str_format(out, ROTATION_SENTENCE_SIZE, "%s visits no station twice", name);
        break;
    case DEMAND_MUST:
        str_format(out, ROTATION_SENTENCE_SIZE, "%s must visit %s", name, place);
        break;
    case DEMAND_TEACHER:
        str_format(out, ROTATION_SENTENCE_SIZE, "%s meets the teacher first", name);
        break;
    case DEMAND_FIRST:
        str_format(out, ROTATION_SENTENCE_SIZE, "%s begins at %s", name, place);
        break;
    case DEMAND_TWO_ROUNDS:
        str_format(
            out, ROTATION_SENTENCE_SIZE, "%s has two rounds at a station that needs them", name);
        break;
    }
}

void rotation_words_print_losses(
    const struct rotation_words *words, const struct rotation_plan *plan, FILE *out)
{
    for (int unit = 0; unit < words->problem->unit_count; unit++) {
        int32_t counts[LOSS_COUNT] = {0};
        const char *name = words->names[unit];
        rotation_unit_loss(words->problem, unit, plan->place[unit], counts);
        for (int kind = 0; kind < LOSS_COUNT; kind++) {
            if (counts[kind] > 1)
                fprintf(out, "  %s %s (%d times)\n", name, loss_words[kind], counts[kind]);
            else if (counts[kind] == 1)
                fprintf(out, "  %s %s\n", name, loss_words[kind]);
        }
    }
}

void rotation_words_print(const struct rotation_words *words, const struct rotation_reason *reason,
    const struct rotation_plan *plan, const struct rotation_loss *loss, FILE *out)
{
    char sentence[ROTATION_SENTENCE_SIZE];
    fputs("There is no such plan.\n", out);
    rotation_words_cause(words, reason, sentence);
    if (sentence[0] != '\0')
        fprintf(out, "%s\n", sentence);
    fputs("These cannot all hold together:\n", out);
    for (int32_t i = 0; i < reason->demand_count; i++) {
        rotation_words_demand(words, &reason->demands[i], sentence);
        fprintf(out, "  %s\n", sentence);
    }
    fputs(loss->least ? "The nearest plan gives up:\n" : "A near plan gives up:\n", out);
    rotation_words_print_losses(words, plan, out);
    fputc('\n', out);
}
