#include "model/knowledge.h"

#include "base/macros.h"

const struct knowledge_rule knowledge_usual = {
    .prior = 0.3f, .learn = 0.2f, .guess = 0.2f, .slip = 0.1f, .forget = 0.05f};

/* How likely the answer is when the skill is there, or not. */
static double likelihood(
    const struct knowledge_rule *rule, const struct evidence *answer, bool is_there)
{
    double unsure = is_there ? KNOWLEDGE_UNSURE_THERE : KNOWLEDGE_UNSURE_NOT;
    double right = is_there ? 1.0 - (double)rule->slip : (double)rule->guess;
    if (answer->unsure)
        return unsure;
    return (1.0 - unsure) * (answer->right ? right : 1.0 - right);
}

double knowledge_trace(const struct knowledge_rule *rule, const struct evidence *answers, int count)
{
    double there = (double)rule->prior;
    for (int i = 0; i < count; i++) {
        if (i > 0)
            there = there * (1.0 - (double)rule->forget) + (1.0 - there) * (double)rule->learn;
        double with = there * likelihood(rule, &answers[i], true);
        double without = (1.0 - there) * likelihood(rule, &answers[i], false);
        if (with + without > 0) /* else impossible by the rule, such as a slip of chance 0 */
            there = with / (with + without);
    }
    return there;
}

double knowledge_of(const struct classroom *classroom, int student, int skill)
{
    const struct evidence_list *list = &classroom->students[student].evidence[skill];
    const struct knowledge_rule *own = &classroom->plan.skills[skill].knowledge;
    int count = MIN(list->count, EVIDENCE_MAX);
    return knowledge_trace(
        own->is_given ? own : &knowledge_usual, list->entries + list->count - count, count);
}
