/* Schedules that geometry gives at once, where no search finds them sooner, or at all.
 *
 * Lines: the students are points (x, y) of the plane over a field with as many elements as there
 * are groups. The lines of one slope are a round, and lines of two slopes share no two points.
 *
 * Two sheets, for 32 students in fours and as many rounds as there can be, 10: two students stand
 * on each point of the plane of order 4. A round is a class of parallel lines, each line two groups
 * of four, one student from each of its points. There are five classes, and five more when the
 * points are dealt anew, so that any two points are on one line twice. The four students on two
 * points meet as they should if the two lines pair them differently: an equation in the field of
 * two elements for each pair of points, 120 in all, which say who goes to which of a line's two
 * groups. That such a schedule exists was open until Aguado (2004); this way to it is our own. */
#include "base/macros.h"
#include "model/partners_inside.h"
#include <string.h>

/* ---- fields ---- */

struct field {
    int32_t order;
    int32_t reduction; /* of order 2^k: the polynomial that is 0, by its bits; of prime order 0 */
};

static bool is_prime(int32_t number)
{
    for (int32_t i = 2; i * i <= number; i++)
        if (number % i == 0)
            return false;
    return number > 1;
}

static bool find_field(int32_t order, struct field *out)
{
    *out = (struct field){order, 0};
    switch (order) {
    case 4: out->reduction = 7; return true;
    case 8: out->reduction = 11; return true;
    case 16: out->reduction = 19; return true;
    default: return is_prime(order);
    }
}

static int32_t add(const struct field *field, int32_t a, int32_t b)
{
    return field->reduction == 0 ? (a + b) % field->order : a ^ b;
}

static int32_t multiply(const struct field *field, int32_t a, int32_t b)
{
    int32_t product = 0;
    if (field->reduction == 0)
        return a * b % field->order;
    for (; b > 0; b >>= 1) {
        product ^= b & 1 ? a : 0;
        a <<= 1;
        a ^= a >= field->order ? field->reduction : 0;
    }
    return product;
}

/* ---- groups ---- */

/* Numbers the groups of a round so that each has the size it should; false if there is no way. */
static bool number_groups(const struct partners_problem *problem, uint8_t *group)
{
    int32_t sizes[GROUP_MAX] = {0}, number[GROUP_MAX];
    bool taken[GROUP_MAX] = {false};
    for (int32_t student = 0; student < problem->count; student++)
        sizes[group[student]]++;
    for (int32_t i = 0; i < problem->group_count; i++) {
        number[i] = 0;
        while (number[i] < problem->group_count &&
               (taken[number[i]] || problem->sizes[number[i]] != sizes[i]))
            number[i]++;
        if (number[i] == problem->group_count)
            return false;
        taken[number[i]] = true;
    }
    for (int32_t student = 0; student < problem->count; student++)
        group[student] = (uint8_t)number[group[student]];
    return true;
}

/* ---- lines ---- */

static bool draw_lines(const struct partners_problem *problem, struct partners_schedule *out)
{
    int32_t groups = problem->group_count;
    int32_t wide = (problem->count + groups - 1) / groups;
    struct field field;
    if (!find_field(groups, &field) || wide > groups || problem->rounds > groups)
        return false;
    for (int32_t round = 0; round < problem->rounds; round++) {
        for (int32_t student = 0; student < problem->count; student++)
            out->group[round][student] =
                (uint8_t)add(&field, student % groups, multiply(&field, round, student / groups));
        if (!number_groups(problem, out->group[round]))
            return false;
    }
    return true;
}

/* ---- two sheets ---- */

enum {
    SIDE = 4, /* points on a line */
    POINTS = SIDE * SIDE,
    CLASSES = SIDE + 1,
    SHEET_ROUNDS = 2 * CLASSES,
    UNKNOWNS = SHEET_ROUNDS * POINTS, /* each a bit: on that line, are the sheets turned round? */
    WORDS = UNKNOWNS / 64 + 1,
    LEAST_STUDENTS = 2 * POINTS - 2, /* two who never meet may be missing */
};

struct equation {
    uint64_t bits[WORDS]; /* of the unknowns, and at UNKNOWNS what they sum up to */
};

/* Equations whose first unknown differs; zero bits: none. */
struct system {
    struct equation first[UNKNOWNS];
};

static bool has_bit(const struct equation *equation, int32_t bit)
{
    return equation->bits[bit / 64] >> bit % 64 & 1;
}

static void flip_bit(struct equation *equation, int32_t bit)
{
    equation->bits[bit / 64] ^= UINT64_C(1) << bit % 64;
}

/* False: it contradicts those before. */
static bool add_equation(struct system *system, struct equation equation)
{
    for (int32_t unknown = 0; unknown < UNKNOWNS; unknown++) {
        struct equation *first = &system->first[unknown];
        if (!has_bit(&equation, unknown))
            continue;
        if (!has_bit(first, unknown)) {
            *first = equation;
            return true;
        }
        for (int32_t word = 0; word < WORDS; word++)
            equation.bits[word] ^= first->bits[word];
    }
    return !has_bit(&equation, UNKNOWNS);
}

/* Where there is no equation, nothing is turned. */
static void solve(const struct system *system, bool *value)
{
    for (int32_t unknown = UNKNOWNS - 1; unknown >= 0; unknown--) {
        const struct equation *first = &system->first[unknown];
        value[unknown] = has_bit(first, UNKNOWNS);
        for (int32_t later = unknown + 1; later < UNKNOWNS; later++)
            value[unknown] ^= has_bit(first, later) && value[later];
    }
}

/* A line for each point in each round. The second deal is one of few so simple that the equations
 * can be solved; of deals by chance one in five can. */
static void draw_classes(uint8_t line[SHEET_ROUNDS][POINTS])
{
    struct field field;
    (void)find_field(SIDE, &field);
    for (int32_t slope = 0; slope < CLASSES; slope++)
        for (int32_t point = 0; point < POINTS; point++) {
            int32_t x = point % SIDE, y = point / SIDE;
            int32_t dealt = (2 * (point + 1) % (POINTS + 1) + 3) % POINTS;
            int32_t here = slope < SIDE ? add(&field, y, multiply(&field, slope, x)) : x;
            line[slope][point] = line[CLASSES + slope][dealt] = (uint8_t)here;
        }
}

/* Two points are on one line in two rounds: the students pair differently there. */
static bool state_pairs(uint8_t line[SHEET_ROUNDS][POINTS], struct system *system)
{
    for (int32_t a = 0; a < POINTS; a++)
        for (int32_t b = 0; b < a; b++) {
            struct equation equation = {0};
            flip_bit(&equation, UNKNOWNS);
            for (int32_t round = 0; round < SHEET_ROUNDS; round++)
                if (line[round][a] == line[round][b]) {
                    flip_bit(&equation, round * POINTS + a);
                    flip_bit(&equation, round * POINTS + b);
                }
            if (!add_equation(system, equation))
                return false;
        }
    return true;
}

static bool draw_sheets(const struct partners_problem *problem, struct partners_schedule *out)
{
    uint8_t line[SHEET_ROUNDS][POINTS];
    bool turned[UNKNOWNS];
    struct system system = {0};
    if (problem->group_count != 2 * SIDE || problem->count < LEAST_STUDENTS ||
        problem->count > 2 * POINTS || problem->rounds > SHEET_ROUNDS)
        return false;
    draw_classes(line);
    if (!state_pairs(line, &system))
        return false;
    solve(&system, turned);
    for (int32_t round = 0; round < problem->rounds; round++) {
        for (int32_t student = 0; student < problem->count; student++) {
            int32_t point = student / 2, sheet = student % 2;
            out->group[round][student] =
                (uint8_t)(2 * line[round][point] + (sheet ^ turned[round * POINTS + point]));
        }
        if (!number_groups(problem, out->group[round]))
            return false;
    }
    return true;
}

bool partners_draw(const struct partners_problem *problem, struct partners_schedule *out)
{
    memset(out, 0, sizeof *out);
    return draw_lines(problem, out) || draw_sheets(problem, out);
}
