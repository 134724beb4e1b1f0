/*
 * Queries with the articles that they do and do not match: the table of the
 * language, shared by the tests of the matcher, of the index and of the
 * explanation.
 */
#ifndef CRIER_TEST_TOPIC_CASES_H
#define CRIER_TEST_TOPIC_CASES_H

#include "arena.h"
#include "article.h"

struct topic_case {
	int number;
	const char *query;
	/* "language: title // content {key=value}"; a pilcrow ends a block */
	const char *document;
	bool matches;
};
extern const struct topic_case topic_cases[];
extern const size_t topic_case_count;

/* The article of a document in that notation, in arena. */
void topic_case_article(const char *document, struct arena *arena,
    struct article *article);

#endif
