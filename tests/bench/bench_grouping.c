/* How good the search of model/partition is, through its public header, at limits of CPU seconds.
 *
 *     bench_grouping [--limits 1,5,20] [--seeds 5] [--reference FILE] NAME < INSTANCE
 *     bench_grouping --make RanReal|RanInt|Geo COUNT ss|ds SEED > INSTANCE
 *
 * grouping.sh runs it over a folder. One run is looked at at each limit: the search does not know
 * when it will be stopped. */
#include "grouping_instance.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { LIMIT_MAX = 8 };

static struct instance instance;

struct course {
    const struct partition *partition;
    double begin_s, limits_s[LIMIT_MAX], values[LIMIT_MAX];
    int limit_count, reached;
};

static double cpu_s(void)
{
    struct timespec now;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

static bool look(void *user)
{
    struct course *course = user;
    double spent_s = cpu_s() - course->begin_s;
    while (course->reached < course->limit_count && spent_s >= course->limits_s[course->reached]) {
        struct partition_value value;
        (void)partition_best(course->partition, &value);
        course->values[course->reached++] = value.broken ? 0 : value.value;
    }
    return course->reached == course->limit_count;
}

static bool run(struct course *course, uint64_t seed, struct error *error)
{
    const struct partition_problem *problem = &instance.problem;
    size_t size = partition_memory_size(problem->count, problem->group_count, 0);
    void *memory = malloc(size);
    if (!memory)
        return error_set(error, ERR_MEMORY, "There is no memory for the search.");
    struct partition *partition;
    course->begin_s = cpu_s();
    course->reached = 0;
    bool ok = partition_open(&partition, problem, seed, NULL, memory, size, error);
    if (ok) {
        course->partition = partition;
        (void)partition_improve(partition, INT64_MAX / 4, look, course);
    }
    free(memory);
    return ok;
}

/* Lines `instance limit value`; 0 if there is none for this one. */
static double reference_value(const char *path, const char *name, double limit_s)
{
    FILE *file = path ? fopen(path, "r") : NULL;
    char line[256], known[128];
    double known_s, value, found = 0;
    while (file && !found && fgets(line, sizeof(line), file))
        if (sscanf(line, "%127s %lf %lf", known, &known_s, &value) == 3 &&
            strcmp(known, name) == 0 && known_s == limit_s)
            found = value;
    if (file)
        fclose(file);
    return found;
}

static bool measure(
    struct course *course, const char *name, int seeds, const char *reference, struct error *error)
{
    double sum[LIMIT_MAX] = {0}, worst[LIMIT_MAX] = {0}, best[LIMIT_MAX] = {0};
    for (int seed = 1; seed <= seeds; seed++) {
        if (!run(course, (uint64_t)seed, error))
            return false;
        for (int k = 0; k < course->limit_count; k++) {
            double value = course->values[k];
            sum[k] += value;
            worst[k] = seed == 1 ? value : MIN(worst[k], value);
            best[k] = seed == 1 ? value : MAX(best[k], value);
        }
    }
    for (int k = 0; k < course->limit_count; k++) {
        double known = reference_value(reference, name, course->limits_s[k]);
        printf("| %s | %g | %.3f | %.3f | %.3f |", name, course->limits_s[k], sum[k] / seeds,
            worst[k], best[k]);
        if (known > 0)
            printf(" %.3f | %.5f |\n", known, sum[k] / seeds / known);
        else
            printf(" | |\n");
    }
    return true;
}

static int make(char **words)
{
    static const char *const kinds[INSTANCE_KIND_COUNT] = {"RanReal", "RanInt", "Geo"};
    int kind = 0, count = atoi(words[1]);
    while (kind < INSTANCE_KIND_COUNT && strcmp(kinds[kind], words[0]) != 0)
        kind++;
    int groups = instance_usual_groups(count);
    if (kind == INSTANCE_KIND_COUNT || count < 2 || count > PARTITION_THING_MAX ||
        groups > PARTITION_GROUP_MAX || count % groups != 0) {
        fprintf(stderr, "Say RanReal, RanInt or Geo, and a count that groups divide, to %d.\n",
            PARTITION_THING_MAX);
        return EXIT_FAILURE;
    }
    instance_make(&instance, (enum instance_kind)kind, count, groups, strcmp(words[2], "ss") == 0,
        strtoull(words[3], NULL, 10));
    return instance_write(&instance, stdout) ? EXIT_SUCCESS : EXIT_FAILURE;
}

static void read_limits(struct course *course, const char *text)
{
    course->limit_count = 0;
    while (*text && course->limit_count < LIMIT_MAX) {
        char *end;
        double limit_s = strtod(text, &end);
        if (end == text)
            break;
        course->limits_s[course->limit_count++] = limit_s;
        text = *end == ',' ? end + 1 : end;
    }
}

int main(int argc, char **argv)
{
    struct course course = {0};
    struct error error = {0};
    const char *reference = NULL, *name = NULL;
    int seeds = 5;
    if (argc == 6 && strcmp(argv[1], "--make") == 0)
        return make(argv + 2);
    read_limits(&course, "1,5,20");
    for (int k = 1; k < argc; k++)
        if (k + 1 < argc && strcmp(argv[k], "--limits") == 0)
            read_limits(&course, argv[++k]);
        else if (k + 1 < argc && strcmp(argv[k], "--seeds") == 0)
            seeds = atoi(argv[++k]);
        else if (k + 1 < argc && strcmp(argv[k], "--reference") == 0)
            reference = argv[++k];
        else
            name = argv[k];
    if (!name || course.limit_count == 0 || seeds < 1) {
        fprintf(stderr, "Usage: see the head of bench_grouping.c.\n");
        return EXIT_FAILURE;
    }
    if (!instance_read(&instance, stdin, &error) ||
        !measure(&course, name, seeds, reference, &error)) {
        fprintf(stderr, "%s: %s\n", name, error.text);
        return EXIT_FAILURE;
    }
    return EXIT_SUCCESS;
}
