/* The names that are refused are those that the option table marks. */
#include "control/powerful.h"

#include <check.h>

#include "config/options.h"

Suite *powerful_suite(void);

/* Powerful in every section that has an option of that name: "hooks" of a topic
 * are mere names, "timeout" of a feed is harmless. */
static bool
is_marked_everywhere(const char *name)
{
	for (size_t i = 0; i < config_option_count(); i++) {
		const struct config_option *option = config_option_at(i);

		if (slice_eq(slice_of(option->name), slice_of(name)) &&
		    !option->powerful)
			return false;
	}
	return true;
}

START_TEST(powerful_names_are_those_of_the_option_table)
{
	for (size_t i = 0; i < config_option_count(); i++) {
		const char *name = config_option_at(i)->name;

		ck_assert_msg(option_is_powerful(slice_of(name)) ==
			is_marked_everywhere(name),
		    "%s", name);
	}
}
END_TEST

START_TEST(other_names_are_not_powerful)
{
	ck_assert(!option_is_powerful(SLICE("")));
	ck_assert(!option_is_powerful(SLICE("exe")));
	ck_assert(!option_is_powerful(SLICE("Exec")));
	ck_assert(option_is_powerful(SLICE("exec")));
}
END_TEST

Suite *
powerful_suite(void)
{
	Suite *suite = suite_create("powerful");
	TCase *tcase = tcase_create("powerful");

	tcase_add_test(tcase, powerful_names_are_those_of_the_option_table);
	tcase_add_test(tcase, other_names_are_not_powerful);
	suite_add_tcase(suite, tcase);
	return suite;
}
