/*
 * What a query means, written from its definition alone: every position, every
 * tuple is tried. Slow, and shares nothing with the matcher but the tree and
 * the positions.
 */
#ifndef CRIER_TEST_TOPIC_NAIVE_H
#define CRIER_TEST_TOPIC_NAIVE_H

#include "topic/ast.h"
#include "topic/tokens.h"

bool naive_matches(const struct query *query, const struct tokens *tokens,
    const struct article *article, struct query_moment moment);

#endif
