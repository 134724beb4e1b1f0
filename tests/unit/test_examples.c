/*
 * The example configuration is right wherever the tree lies, and what it names
 * is there.
 */
#include <check.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "config_folder.h"

Suite *examples_suite(void);

static struct configuration *
load_example(void)
{
	const char *root = getenv("CRIER_SOURCE");
	char path[PATH_MAX];

	snprintf(path, sizeof(path), "%s/examples/crier.yaml",
	    root == NULL ? "." : root);
	return config_folder_load(path);
}

START_TEST(sample_feeds_lie_beside_it)
{
	struct configuration *c = load_example();
	size_t files = 0, urls = 0;

	for (size_t i = 0; i < c->feed_count; i++) {
		if (c->feeds[i].source == FEED_FROM_URL) {
			urls++;
			continue;
		}
		files++;
		ck_assert_msg(access(c->feeds[i].url, R_OK) == 0,
		    "%s is missing", c->feeds[i].url);
		ck_assert_int_eq(c->feeds[i].url[0], '/');
	}
	ck_assert_uint_ge(files, 4);
	ck_assert_uint_ge(urls, 2);
	configuration_free(c);
}
END_TEST

START_TEST(the_hook_can_be_run)
{
	struct configuration *c = load_example();
	const struct hook *hook = configuration_hook(c, "clips");

	ck_assert_ptr_nonnull(hook);
	ck_assert_int_eq(hook->argv[0][0], '/');
	ck_assert_msg(access(hook->argv[0], X_OK) == 0, "%s cannot be run",
	    hook->argv[0]);
	configuration_free(c);
}
END_TEST

START_TEST(topics_and_lists_are_there_and_hooks_run_at_once)
{
	struct configuration *c = load_example();

	ck_assert_uint_ge(c->topic_count, 3);
	ck_assert_str_eq(c->topics[0].name, "nk-rights");
	ck_assert_uint_eq(c->list_count, 2);
	ck_assert_str_eq(c->lists[0].name, "nk");
	ck_assert_str_eq(c->lists[1].name, "rights");
	ck_assert_int_eq(c->on_first, ON_FIRST_FIRE);
	ck_assert(slice_has_suffix(slice_of(c->database),
	    SLICE("/examples/crier-demo/crier.db")));
	configuration_free(c);
}
END_TEST

Suite *
examples_suite(void)
{
	Suite *suite = suite_create("examples");
	TCase *tcase = tcase_create("crier.yaml");

	tcase_add_test(tcase, sample_feeds_lie_beside_it);
	tcase_add_test(tcase, the_hook_can_be_run);
	tcase_add_test(tcase, topics_and_lists_are_there_and_hooks_run_at_once);
	suite_add_tcase(suite, tcase);
	return suite;
}
