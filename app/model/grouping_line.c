/* One score: the best groups are runs of the sorted scores, so a dynamic program over
 * (groups, students) finds them exactly, whatever the bounds of the sizes. */
#include "model/grouping.h"

#include <assert.h>

enum { ROW = STUDENT_MAX + 1 };

struct line {
    int32_t order[STUDENT_MAX];
    double sum[ROW], square[ROW]; /* of the first so many, sorted */
};

static void sort_scores(struct line *line, const double *scores, int32_t count)
{
    for (int i = 0; i < count; i++) {
        int at = i;
        for (; at > 0 && scores[line->order[at - 1]] > scores[i]; at--)
            line->order[at] = line->order[at - 1];
        line->order[at] = i;
    }
    /* Around the middle, so that the sums of squares keep their digits. */
    double middle = count > 0 ? scores[line->order[count / 2]] : 0;
    line->sum[0] = line->square[0] = 0;
    for (int i = 0; i < count; i++) {
        double score = scores[line->order[i]] - middle;
        line->sum[i + 1] = line->sum[i] + score;
        line->square[i + 1] = line->square[i] + score * score;
    }
}

static double run_cost(const struct line *line, int32_t first, int32_t end)
{
    double sum = line->sum[end] - line->sum[first];
    double cost = line->square[end] - line->square[first] - sum * sum / (end - first);
    return cost > 0 ? cost : 0;
}

double grouping_split_line(
    const double *scores, int32_t count, int32_t groups, int32_t least, int32_t most, int32_t *slot)
{
    assert(count <= STUDENT_MAX && groups >= 1 && groups <= GROUP_MAX && least >= 1);
    struct line line;
    sort_scores(&line, scores, count);
    double cost[ROW], next[ROW]; /* negative: not reachable */
    uint8_t size[GROUP_MAX][ROW];
    for (int end = 0; end <= count; end++)
        cost[end] = end == 0 ? 0 : -1;
    for (int group = 0; group < groups; group++) {
        for (int end = 0; end <= count; end++) {
            next[end] = -1;
            for (int members = least; members <= most && members <= end; members++) {
                if (cost[end - members] < 0)
                    continue;
                double sum = cost[end - members] + run_cost(&line, end - members, end);
                if (next[end] >= 0 && sum >= next[end])
                    continue;
                next[end] = sum;
                size[group][end] = (uint8_t)members;
            }
        }
        for (int end = 0; end <= count; end++)
            cost[end] = next[end];
    }
    if (cost[count] < 0)
        return -1;
    for (int group = groups - 1, end = count; group >= 0; group--)
        for (int members = size[group][end]; members > 0; members--)
            slot[line.order[--end]] = group;
    return cost[count];
}
