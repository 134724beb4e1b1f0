/* Deliveries of every kind for the tests of mail. */
#ifndef CRIER_TESTS_MAIL_FIXTURE_H
#define CRIER_TESTS_MAIL_FIXTURE_H

#include "delivery.h"

#define MAIL_KEY "abcdefghijklmnopqrstuvwxyz"

/* Of one article, in the topic nk; the strings are static. */
struct delivery mail_fixture_article(const char *title);
/* Of the count items, each with its title; they are kept in items. */
struct delivery mail_fixture_digest(struct delivery_item *items,
    const char *const *titles, size_t count);
struct delivery mail_fixture_notice(void);

#endif
