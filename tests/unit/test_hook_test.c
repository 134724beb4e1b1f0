/* A hook that is tried by hand. */
#include "server_fixture.h"

#include <stdlib.h>

#include <check.h>
#include <event2/event.h>

#include "compiler.h"
#include "pidfd.h"

Suite *hook_test_suite(void);

/* ---- hooks -------------------------------------------------------------------------------------------------- */

static char *
part(const char *text, const char *from, const char *to)
{
	const char *first = strstr(text, from);
	const char *end_of = first == NULL ? NULL
					   : strstr(first + strlen(from), to);

	ck_assert_msg(end_of != NULL, "%s", text);
	first += strlen(from);
	return strndup(first, (size_t)(end_of - first));
}

static void
test_hooks(void)
{
	char *first = ask("{'do':'hooks.test','hook':'append','id':1}");
	char *second = ask("{'do':'hooks.test','hook':'append','id':1}");
	char *first_key = part(first, "'key':'", "'");
	char *second_key = part(second, "'key':'", "'");

	ck_assert_ptr_nonnull(strstr(first, "'status':0"));
	ck_assert_ptr_nonnull(strstr(first, "'verdict':'ok'"));
	ck_assert_uint_eq(strlen(first_key), DELIVERY_KEY);
	ck_assert_str_ne(first_key, second_key);
	free(first);
	free(second);
	free(first_key);
	free(second_key);
	expect("{'do':'hooks.test','hook':'append','id':77}",
	    "input: there is no article 77");
	expect("{'do':'hooks.test','hook':'other','id':1}",
	    "input: no hook 'other' is configured");
}

START_TEST(a_hook_is_tested_without_the_outbox)
{
	with_client(test_hooks);
	server_fixture_stop();
	server_fixture_look();
	CHECK_SQL(&fixture.control.database,
	    "SELECT count(*) FROM delivery WHERE attempts > 0", 0);
}
END_TEST

Suite *
hook_test_suite(void)
{
	Suite *suite = suite_create("hook_test");
	TCase *tcase = tcase_create("hook_test");

	suite_add_tcase(suite, tcase);
	if (!pidfd_is_known())
		return suite;
	tcase_add_checked_fixture(tcase, server_fixture_begin,
	    server_fixture_end);
	tcase_set_timeout(tcase, TEST_TIMEOUT);
	tcase_add_test(tcase, a_hook_is_tested_without_the_outbox);
	return suite;
}
