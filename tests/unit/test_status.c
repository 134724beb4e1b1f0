/* What status codes mean, and that everything has a word. */
#include <check.h>
#include <string.h>

#include "compiler.h"
#include "fetch/status.h"

Suite *status_suite(void);

static const struct row {
	int status;
	enum outcome outcome;
	enum failure_class failure_class;
	bool redirects;
	const char *rule;
} rows[] = {
	/* clang-format off */
	{ 200, OUTCOME_MODIFIED,     CLASS_NONE,         false, "R33" },
	{ 201, OUTCOME_FAILED,       CLASS_SOFT,         false, "R34" },
	{ 203, OUTCOME_MODIFIED,     CLASS_NONE,         false, "R33" },
	{ 204, OUTCOME_FAILED,       CLASS_SOFT,         false, "R34" },
	{ 206, OUTCOME_FAILED,       CLASS_SOFT,         false, "R34" },
	{ 226, OUTCOME_FAILED,       CLASS_SOFT,         false, "R35" },
	{ 299, OUTCOME_FAILED,       CLASS_SOFT,         false, "R34" },
	{ 300, OUTCOME_FAILED,       CLASS_SOFT,         true,  "R37" },
	{ 301, OUTCOME_FAILED,       CLASS_SOFT,         true,  "R36" },
	{ 302, OUTCOME_FAILED,       CLASS_SOFT,         true,  "R37" },
	{ 303, OUTCOME_FAILED,       CLASS_SOFT,         true,  "R37" },
	{ 304, OUTCOME_NOT_MODIFIED, CLASS_NONE,         false, "R14" },
	{ 305, OUTCOME_FAILED,       CLASS_SOFT,         false, "R39" },
	{ 306, OUTCOME_FAILED,       CLASS_SOFT,         false, "R39" },
	{ 307, OUTCOME_FAILED,       CLASS_SOFT,         true,  "R37" },
	{ 308, OUTCOME_FAILED,       CLASS_SOFT,         true,  "R36" },
	{ 399, OUTCOME_FAILED,       CLASS_SOFT,         false, "R39" },
	{ 400, OUTCOME_FAILED,       CLASS_CLIENT,       false, "R46" },
	{ 401, OUTCOME_FAILED,       CLASS_UNAUTHORIZED, false, "R40" },
	{ 402, OUTCOME_FAILED,       CLASS_CLIENT,       false, "R46" },
	{ 403, OUTCOME_FAILED,       CLASS_FORBIDDEN,    false, "R41" },
	{ 404, OUTCOME_FAILED,       CLASS_NOT_FOUND,    false, "R42" },
	{ 406, OUTCOME_FAILED,       CLASS_CLIENT,       false, "R44" },
	{ 408, OUTCOME_FAILED,       CLASS_NET,          false, "R45" },
	{ 410, OUTCOME_GONE,         CLASS_GONE,         false, "R43" },
	{ 412, OUTCOME_FAILED,       CLASS_SOFT,         false, "R46" },
	{ 418, OUTCOME_FAILED,       CLASS_CLIENT,       false, "R46" },
	{ 425, OUTCOME_FAILED,       CLASS_NET,          false, "R45" },
	{ 429, OUTCOME_FAILED,       CLASS_THROTTLED,    false, "R47" },
	{ 431, OUTCOME_FAILED,       CLASS_SOFT,         false, "R46" },
	{ 451, OUTCOME_FAILED,       CLASS_NOT_FOUND,    false, "R42" },
	{ 499, OUTCOME_FAILED,       CLASS_CLIENT,       false, "R46" },
	{ 500, OUTCOME_FAILED,       CLASS_SERVER,       false, "R50" },
	{ 503, OUTCOME_FAILED,       CLASS_SERVER,       false, "R48" },
	{ 522, OUTCOME_FAILED,       CLASS_SERVER,       false, "R50" },
	{ 599, OUTCOME_FAILED,       CLASS_SERVER,       false, "R50" },
	{ 0,   OUTCOME_FAILED,       CLASS_GARBAGE,      false, "R57" },
	{ 199, OUTCOME_FAILED,       CLASS_GARBAGE,      false, "R57" },
	{ 600, OUTCOME_FAILED,       CLASS_GARBAGE,      false, "R57" },
	{ 999, OUTCOME_FAILED,       CLASS_GARBAGE,      false, "R57" },
	/* clang-format on */
};

START_TEST(a4_every_status_has_its_meaning)
{
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		const struct status_meaning *meaning = status_meaning(
		    rows[i].status);

		ck_assert_msg(meaning->outcome == rows[i].outcome &&
			meaning->failure_class == rows[i].failure_class &&
			meaning->redirects == rows[i].redirects &&
			strcmp(meaning->rule, rows[i].rule) == 0,
		    "%d: %s", rows[i].status, meaning->rule);
	}
}
END_TEST

static bool
is_word(const char *word)
{
	return word != NULL && word[0] != '\0' &&
	    word[strspn(word, "abcdefghijklmnopqrstuvwxyz-")] == '\0';
}

START_TEST(every_outcome_and_class_has_its_own_word)
{
	for (int i = 0; i < OUTCOME_COUNT; i++) {
		ck_assert(is_word(outcome_name((enum outcome)i)));
		for (int j = 0; j < i; j++)
			ck_assert_str_ne(outcome_name((enum outcome)i),
			    outcome_name((enum outcome)j));
	}
	for (int i = 0; i < CLASS_COUNT; i++) {
		const char *name = failure_class_name((enum failure_class)i);
		const char *text = failure_class_text((enum failure_class)i);

		ck_assert(is_word(name));
		ck_assert_msg(strlen(text) > 10 &&
			text[strlen(text) - 1] != '.',
		    "%s", name);
		for (int j = 0; j < i; j++)
			ck_assert_str_ne(name,
			    failure_class_name((enum failure_class)j));
	}
}
END_TEST

Suite *
status_suite(void)
{
	Suite *suite = suite_create("status");
	TCase *tests = tcase_create("status");

	tcase_add_test(tests, a4_every_status_has_its_meaning);
	tcase_add_test(tests, every_outcome_and_class_has_its_own_word);
	suite_add_tcase(suite, tests);
	return suite;
}
