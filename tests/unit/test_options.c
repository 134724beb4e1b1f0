/*
 * The table of options itself, and the manual page that describes it.
 */
#include "config/options.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>

#include "config/sections.h"
#include "config_folder.h"

Suite *options_suite(void);

START_TEST(the_table_is_sorted_and_finds_its_rows)
{
	for (size_t i = 0; i < config_option_count(); i++) {
		const struct config_option *option = config_option_at(i);

		ck_assert_uint_eq(config_option_find(option->section,
				      slice_of(option->name)),
		    i);
		ck_assert_uint_eq(config_option_index(option), i);
	}
	ck_assert_uint_eq(config_option_find(CONFIG_TOP, SLICE("url")),
	    SIZE_MAX);
	ck_assert_uint_eq(config_option_find(CONFIG_FEED, SLICE("ur")),
	    SIZE_MAX);
	ck_assert_uint_eq(config_option_find(CONFIG_LIST, SLICE("query")),
	    SIZE_MAX);
}
END_TEST

/* What a table row must say besides its type. */
START_TEST(the_rows_are_complete)
{
	for (size_t i = 0; i < config_option_count(); i++) {
		const struct config_option *option = config_option_at(i);
		bool ranged = option->type == CONFIG_COUNT ||
		    option->type == CONFIG_DURATION ||
		    option->type == CONFIG_SIZE;

		ck_assert_msg(option->help != NULL && option->help[0] != '\0',
		    "%s has no help", option->name);
		ck_assert_msg(!ranged || option->min < option->max,
		    "%s has no range", option->name);
		ck_assert_msg(option->type != CONFIG_WORDS ||
			option->choices != NULL,
		    "%s has no words", option->name);
		ck_assert_msg(option->type != CONFIG_CHOICE ||
			(option->choices != NULL && option->preset != NULL),
		    "%s has no choices", option->name);
		ck_assert_msg((option->type == CONFIG_NAMED ||
				  option->type == CONFIG_PART ||
				  option->type == CONFIG_ITEMS) ==
			(option->names != CONFIG_TOP),
		    "%s names no section", option->name);
		ck_assert_msg(option->at <
			config_section_kind(option->section)->size,
		    "%s is outside its struct", option->name);
	}
}
END_TEST

/* The list of the contract: taken from configuration files alone. */
START_TEST(powerful_options_are_marked)
{
	static const struct {
		enum config_section section;
		const char *name;
	} rows[] = {
		{ CONFIG_FEED, "exec" },
		{ CONFIG_FEED, "filter" },
		{ CONFIG_FEED, "file" },
		{ CONFIG_FEED, "allow_private" },
		{ CONFIG_FEED, "insecure_tls" },
		{ CONFIG_FEED, "proxy" },
		{ CONFIG_FEED, "client_cert" },
		{ CONFIG_FEED, "auth" },
		{ CONFIG_TOP, "hooks" },
		{ CONFIG_TOP, "hosts" },
		{ CONFIG_TOP, "mail" },
		{ CONFIG_TOP, "resolver" },
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		size_t index = config_option_find(rows[i].section,
		    slice_of(rows[i].name));

		ck_assert_msg(index != SIZE_MAX &&
			config_option_at(index)->powerful,
		    "%s is not powerful", rows[i].name);
	}
	for (size_t i = 0; i < config_option_count(); i++) {
		const struct config_option *option = config_option_at(i);

		ck_assert_msg((option->section != CONFIG_HOOK &&
				  option->section != CONFIG_HOST &&
				  option->section != CONFIG_MAIL) ||
			option->powerful,
		    "%s is not powerful", option->name);
	}
}
END_TEST

/* The headings of the page, by section. */
static const char *const headings[CONFIG_SECTIONS] = {
	[CONFIG_TOP] = "\n.Ss Options at the top\n",
	[CONFIG_FEED] = "\n.Ss Options of a feed\n",
	[CONFIG_TOPIC] = "\n.Ss Options of a topic\n",
	[CONFIG_HOOK] = "\n.Ss Options of a hook\n",
	[CONFIG_HOST] = "\n.Ss Options of a host\n",
	[CONFIG_MAIL] = "\n.Ss Options of the mail server\n",
	[CONFIG_RETENTION] = "\n.Ss Options of retention\n",
	[CONFIG_OPML] = "\n.Ss Options of an OPML list\n",
};

static struct slice
between(struct slice text, const char *begin, const char *end)
{
	size_t at = slice_find(text, slice_of(begin));

	if (at == SIZE_MAX)
		return SLICE_NONE;
	text = slice_from(text, at + strlen(begin));
	return slice_sub(text, 0, slice_find(text, slice_of(end)));
}

/* What the page says of the option, up to the next one. */
static struct slice
page_item(struct slice page, const struct config_option *option)
{
	struct slice section = between(page, headings[option->section],
	    "\n.El\n");
	char item[64];

	snprintf(item, sizeof(item), "\n.It Ic %s", option->name);
	return between(section, item, "\n.It ");
}

START_TEST(the_manual_page_says_what_the_table_says)
{
	struct slice page = config_folder_source("man/crier.yaml.5");

	for (size_t i = 0; i < config_option_count(); i++) {
		const struct config_option *option = config_option_at(i);
		struct slice item = page_item(page, option);
		char help[128];
		bool later;

		/* The help is a sentence of the page. */
		snprintf(help, sizeof(help), "\n%c%s.",
		    option->help[0] - 'a' + 'A', option->help + 1);
		ck_assert_msg(slice_find(item, slice_of(help)) != SIZE_MAX,
		    "the page does not say of %s: %s", option->name, help);
		later = slice_find(item, SLICE("Not supported yet.")) !=
		    SIZE_MAX;
		ck_assert_msg(later == (option->type == CONFIG_LATER),
		    "the page is wrong about %s being supported", option->name);
		ck_assert_msg(option->preset == NULL ||
			slice_find(item, slice_of(option->preset)) != SIZE_MAX,
		    "the page does not say the default of %s", option->name);
	}
	free((char *)(uintptr_t)page.ptr);
}
END_TEST

Suite *
options_suite(void)
{
	Suite *suite = suite_create("options");
	TCase *tcase = tcase_create("table");

	tcase_add_test(tcase, the_table_is_sorted_and_finds_its_rows);
	tcase_add_test(tcase, the_rows_are_complete);
	tcase_add_test(tcase, powerful_options_are_marked);
	tcase_add_test(tcase, the_manual_page_says_what_the_table_says);
	suite_add_tcase(suite, tcase);
	return suite;
}
