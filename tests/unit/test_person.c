/*
 * Persons in one text.
 */
#include "parse/person.h"

#include <check.h>

#include "compiler.h"
#include "limits.h"

Suite *person_suite(void);

static const struct {
	const char *text, *name, *email, *url; /* NULL: absent */
} rows[] = {
	/* clang-format off */
	{ "ann@h.example (Ann Quay)", "Ann Quay", "ann@h.example", NULL },
	{ "Ann Quay (ann@h.example)", "Ann Quay", "ann@h.example", NULL },
	{ "Ann Quay <ann@h.example>", "Ann Quay", "ann@h.example", NULL },
	{ "Ann Quay &lt;ann@h.example&gt;", "Ann Quay", "ann@h.example",
	    NULL },
	{ "\"Quay, Ann\" <ann@h.example>", "Quay, Ann", "ann@h.example",
	    NULL },
	{ "mailto:ann@h.example", NULL, "ann@h.example", NULL },
	{ "mailto:ann@h.example?subject=Tide (Ann)", "Ann", "ann@h.example",
	    NULL },
	{ "ann@h.example", NULL, "ann@h.example", NULL },
	{ "<ann@h.example>", NULL, "ann@h.example", NULL },
	{ "Ann Quay", "Ann Quay", NULL, NULL },
	{ "ann@h.example, Ann Quay", "Ann Quay", "ann@h.example", NULL },
	{ "Ann Quay ann@h.example", "Ann Quay", "ann@h.example", NULL },
	{ "Ann Quay - ann@h.example", "Ann Quay", "ann@h.example", NULL },
	{ "By Ann Quay", "By Ann Quay", NULL, NULL },
	{ "Ann and Bob", "Ann and Bob", NULL, NULL },
	{ "Quay, Ann", "Quay, Ann", NULL, NULL },
	{ "noreply@blogger.com (Ann)", "Ann", NULL, NULL },
	{ "no-reply@h.example (Ann)", "Ann", NULL, NULL },
	{ "noreply@h.example", NULL, "noreply@h.example", NULL },
	{ "ann(at)h.example", "ann(at)h.example", NULL, NULL },
	{ "http://h.example/ann", NULL, NULL, "http://h.example/ann" },
	{ "Ann http://h.example/ann", "Ann http://h.example/ann", NULL,
	    NULL },
	{ "ann@[1.2.3.4] (Ann)", "Ann", "ann@[1.2.3.4]", NULL },
	{ "ann.quay+x@sub.h-1.example (Ann)", "Ann",
	    "ann.quay+x@sub.h-1.example", NULL },
	{ "o'hara@h.example", NULL, "o'hara@h.example", NULL },
	{ "ann@localhost", "ann@localhost", NULL, NULL },
	{ "@ann", "@ann", NULL, NULL },
	{ "ann@h.example. (Ann)", ". (Ann)", "ann@h.example", NULL },
	{ "<b>Ann</b> Quay", "Ann Quay", NULL, NULL },
	{ "Ann\n  Quay", "Ann Quay", NULL, NULL },
	{ "An\001n", "Ann", NULL, NULL },
	{ "Ång Ström <a@h.example>", "Ång Ström", "a@h.example", NULL },
	{ "a@h.example b@h.example", "b@h.example", "a@h.example", NULL },
	{ "", NULL, NULL, NULL },
	{ " , ", NULL, NULL, NULL },
	{ "()", NULL, NULL, NULL },
	/* clang-format on */
};

static void
assert_part(const char *text, const char *part, struct slice found,
    const char *expected)
{
	if (expected == NULL)
		ck_assert_msg(found.ptr == NULL, "%s: %s is %.*s", text, part,
		    SLICE_FMT(found));
	else
		ck_assert_msg(slice_eq(found, slice_of(expected)),
		    "%s: %s is %.*s", text, part, SLICE_FMT(found));
}

START_TEST(name_address_and_url_are_told_apart)
{
	struct buffer scratch;
	struct person person;
	bool is_any;

	buffer_init(&scratch, KIB);
	buffer_append_string(&scratch, "left from the last one");
	is_any = person_read(slice_of(rows[_i].text), &scratch, &person);
	assert_part(rows[_i].text, "name", person.name, rows[_i].name);
	assert_part(rows[_i].text, "email", person.email, rows[_i].email);
	assert_part(rows[_i].text, "url", person.url, rows[_i].url);
	ck_assert_msg(is_any ==
		(rows[_i].name != NULL || rows[_i].email != NULL ||
		    rows[_i].url != NULL),
	    "%s", rows[_i].text);
	buffer_finish(&scratch);
}
END_TEST

static const struct {
	const char *text, *parts; /* parted by '|' */
} cuts[] = {
	/* clang-format off */
	{ "Ann Quay", "Ann Quay" },
	{ "Ann; Bob", "Ann| Bob" },
	{ "Ann and Bob", "Ann and Bob" },
	{ "Quay, Ann", "Quay, Ann" },
	{ "Ann <a@h.example>, Bob <b@h.example>",
	    "Ann <a@h.example>| Bob <b@h.example>" },
	{ "Ann <a@h.example>, Bob", "Ann <a@h.example>, Bob" },
	{ "Ann, Bob <b@h.example>", "Ann, Bob <b@h.example>" },
	{ "Ann &lt;a@h.example&gt;; Bob",
	    "Ann &lt;a@h.example&gt;| Bob" },
	{ "A&#38;B; C", "A&#38;B| C" },
	{ "", "" },
	/* clang-format on */
};

START_TEST(only_complete_forms_part_persons)
{
	struct slice rest = slice_of(cuts[_i].text), one;
	struct buffer joined;
	bool is_first = true;

	buffer_init(&joined, KIB);
	while (person_cut(&rest, &one)) {
		if (!is_first)
			buffer_append_char(&joined, '|');
		buffer_append(&joined, one);
		is_first = false;
	}
	ck_assert_str_eq(buffer_string(&joined), cuts[_i].parts);
	buffer_finish(&joined);
}
END_TEST

START_TEST(no_room_is_no_person)
{
	struct buffer scratch;
	struct person person;

	buffer_init(&scratch, 8);
	ck_assert(
	    !person_read(SLICE("Ann Quay <ann@h.example>"), &scratch, &person));
	buffer_finish(&scratch);
}
END_TEST

Suite *
person_suite(void)
{
	Suite *suite = suite_create("person");
	TCase *tests = tcase_create("person");

	tcase_add_loop_test(tests, name_address_and_url_are_told_apart, 0,
	    (int)ARRAY_LEN(rows));
	tcase_add_loop_test(tests, only_complete_forms_part_persons, 0,
	    (int)ARRAY_LEN(cuts));
	tcase_add_test(tests, no_room_is_no_person);
	suite_add_tcase(suite, tests);
	return suite;
}
