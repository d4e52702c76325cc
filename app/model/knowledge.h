/* How likely it is that a student has a skill, by Bayesian Knowledge Tracing with forgetting.
 *
 * The model has two states, the skill is there or not, and is the one of Corbett and Anderson,
 * "Knowledge tracing: modeling the acquisition of procedural knowledge" (User Modeling and
 * User-Adapted Interaction 4, 1995), with the chance of forgetting of Khajah, Lindsey and Mozer,
 * "How deep is knowledge tracing?" (EDM 2016). An answer is right, wrong or "I'm not sure yet":
 *
 *   P(unsure | there) = unsure_there          P(unsure | not) = unsure_not
 *   P(right  | there) = (1 - unsure_there) (1 - slip)
 *   P(right  | not)   = (1 - unsure_not) guess        and wrong is the rest
 *
 * so that guess and slip are about those who answer, and an unsure answer speaks against the skill,
 * but less than a wrong one. Between two answers the skill is learnt with the chance `learn` if it
 * was not there and forgotten with the chance `forget` if it was. The estimate is about the moment
 * of the last answer, all answers known; before the first it is `prior`.
 *
 * It is made of the newest EVIDENCE_MAX answers and results that are kept, in their order; those
 * before are as if never given. What that costs: over 20,000 simulated students of the usual
 * numbers with 60 answers each, the estimate differs from that of all answers by less than 0.000005
 * on average and never by more than 0.001 (tests/model/test_knowledge.c checks both).
 *
 * The estimate only puts students and skills in order and tells "getting there" from "not yet"
 * (mastery.h). What is mastered is decided by the visible rule alone. */
#pragma once

#include "model/classroom.h"

/* The usual numbers, of skills without their own. */
extern const struct knowledge_rule knowledge_usual;
#define KNOWLEDGE_UNSURE_THERE 0.05
#define KNOWLEDGE_UNSURE_NOT   0.25

/* 0 to 1. The answers are oldest first. */
double knowledge_trace(
    const struct knowledge_rule *rule, const struct evidence *answers, int count);
/* Of a student and a skill, by their index. */
double knowledge_of(const struct classroom *classroom, int student, int skill);
