/* Which hops are made (R36 to R39). */
#include <check.h>
#include <stdio.h>
#include <string.h>

#include "compiler.h"
#include "fetch/redirect.h"

Suite *redirect_suite(void);

static const struct row {
	const char *name, *from;
	int status;
	const char *target;
	bool any_port;
	const char *next; /* NULL: refused */
	enum failure_class failure_class;
	bool permanent;
} rows[] = {
	/* clang-format off */
	{ "R36 301", "http://a.example/", 301, "http://b.example/x", false,
	    "http://b.example/x", CLASS_NONE, true },
	{ "R36 308", "http://a.example/", 308, "https://a.example/", false,
	    "https://a.example/", CLASS_NONE, true },
	{ "R37 302", "http://a.example/", 302, "http://b.example/", false,
	    "http://b.example/", CLASS_NONE, false },
	{ "R37 303", "http://a.example/", 303, "http://b.example/", false,
	    "http://b.example/", CLASS_NONE, false },
	{ "R37 307", "http://a.example/", 307, "http://b.example/", false,
	    "http://b.example/", CLASS_NONE, false },
	{ "R37 300", "http://a.example/", 300, "http://b.example/", false,
	    "http://b.example/", CLASS_NONE, false },
	{ "E068 userinfo and fragment", "http://a.example/", 301,
	    "http://u:p@b.example/x?y#z", false, "http://b.example/x?y",
	    CLASS_NONE, true },
	{ "E066 no Location", "http://a.example/", 301, NULL, false, NULL,
	    CLASS_SOFT, false },
	{ "E067 a file", "http://a.example/", 301, "file:///etc/passwd", false,
	    NULL, CLASS_REDIRECT, false },
	{ "E067 ftp", "http://a.example/", 301, "ftp://a.example/", false, NULL,
	    CLASS_REDIRECT, false },
	{ "gopher", "http://a.example/", 301, "gopher://a.example:70/", true,
	    NULL, CLASS_REDIRECT, false },
	{ "javascript", "http://a.example/", 301, "javascript:alert(1)", false,
	    NULL, CLASS_REDIRECT, false },
	{ "not a URL", "http://a.example/", 301, "somewhere", false, NULL,
	    CLASS_REDIRECT, false },
	{ "E059 https to http", "https://a.example/", 301, "http://a.example/",
	    false, NULL, CLASS_REDIRECT, false },
	{ "E059 in capitals", "HTTPS://a.example/", 301, "HTTP://a.example/",
	    true, NULL, CLASS_REDIRECT, false },
	{ "E064 to itself", "http://a.example/", 302, "http://a.example/",
	    false, NULL, CLASS_REDIRECT, false },
	{ "to itself with a fragment", "http://a.example/", 302,
	    "http://a.example/#x", false, NULL, CLASS_REDIRECT, false },
	{ "D3 8443", "http://a.example/", 301, "https://a.example:8443/", false,
	    "https://a.example:8443/", CLASS_NONE, true },
	{ "D3 another port", "http://a.example/", 301, "http://a.example:25/",
	    false, NULL, CLASS_REDIRECT, false },
	{ "D3 the port that was typed", "http://a.example:6060/", 301,
	    "http://a.example:6060/b", false, "http://a.example:6060/b",
	    CLASS_NONE, true },
	{ "D3 any port of one's own", "http://a.example/", 301,
	    "http://a.example:25/", true, "http://a.example:25/", CLASS_NONE,
	    true },
	/* clang-format on */
};

START_TEST(r38_each_hop_is_judged)
{
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		const struct row *row = &rows[i];
		struct redirect_chain chain = { .any_port = row->any_port };
		struct redirect_refusal refusal = { CLASS_NONE, "" };
		struct arena arena;
		bool ok;

		arena_init(&arena, LIMIT_FETCH_ARENA);
		redirect_begin(&chain, row->from);
		ok = redirect_follow(&chain, row->status, row->target, &arena,
		    &refusal);
		ck_assert_msg(ok == (row->next != NULL), "%s: %s", row->name,
		    refusal.reason);
		ck_assert_msg(refusal.failure_class == row->failure_class,
		    "%s: class %d", row->name, refusal.failure_class);
		ck_assert_uint_eq(chain.count, ok ? 2 : 1);
		if (ok)
			ck_assert_msg(strcmp(chain.urls[1], row->next) == 0 &&
				chain.permanent == row->permanent,
			    "%s: %s", row->name, chain.urls[1]);
		else
			ck_assert_msg(refusal.reason[0] != '\0', "%s",
			    row->name);
		arena_finish(&arena);
	}
}
END_TEST

START_TEST(e065_five_hops_and_no_more)
{
	struct redirect_chain chain = { .any_port = false };
	struct redirect_refusal refusal;
	struct arena arena;
	char url[64];

	arena_init(&arena, LIMIT_FETCH_ARENA);
	redirect_begin(&chain, "http://a.example/0");
	for (int i = 1; i <= 5; i++) {
		snprintf(url, sizeof(url), "http://a.example/%d", i);
		ck_assert(redirect_follow(&chain, 301, url, &arena, &refusal));
	}
	ck_assert(!redirect_follow(&chain, 301, "http://a.example/6", &arena,
	    &refusal));
	ck_assert_int_eq(refusal.failure_class, CLASS_REDIRECT);
	arena_finish(&arena);
}
END_TEST

START_TEST(e058_one_temporary_hop_makes_the_way_temporary)
{
	struct redirect_chain chain = { .any_port = false };
	struct redirect_refusal refusal;
	struct arena arena;

	arena_init(&arena, LIMIT_FETCH_ARENA);
	redirect_begin(&chain, "http://a.example/");
	ck_assert(redirect_follow(&chain, 301, "http://b.example/", &arena,
	    &refusal));
	ck_assert(chain.permanent);
	ck_assert(redirect_follow(&chain, 302, "http://c.example/", &arena,
	    &refusal));
	ck_assert(!chain.permanent);
	ck_assert(redirect_follow(&chain, 301, "http://d.example/", &arena,
	    &refusal));
	ck_assert(!chain.permanent);
	/* E064, over the whole way. */
	ck_assert(!redirect_follow(&chain, 301, "http://b.example/", &arena,
	    &refusal));
	arena_finish(&arena);
}
END_TEST

START_TEST(a_url_without_end_is_refused)
{
	static char target[LIMIT_URL + 100] = "http://a.example/";
	struct redirect_chain chain = { .any_port = false };
	struct redirect_refusal refusal;
	struct arena arena;

	memset(target + strlen(target), 'x', sizeof(target) - 50);
	target[sizeof(target) - 1] = '\0';
	arena_init(&arena, LIMIT_FETCH_ARENA);
	redirect_begin(&chain, "http://a.example/");
	ck_assert(!redirect_follow(&chain, 301, target, &arena, &refusal));
	ck_assert_int_eq(refusal.failure_class, CLASS_REDIRECT);
	arena_finish(&arena);
}
END_TEST

Suite *
redirect_suite(void)
{
	Suite *suite = suite_create("redirect");
	TCase *tests = tcase_create("redirect");

	tcase_add_test(tests, r38_each_hop_is_judged);
	tcase_add_test(tests, e065_five_hops_and_no_more);
	tcase_add_test(tests, e058_one_temporary_hop_makes_the_way_temporary);
	tcase_add_test(tests, a_url_without_end_is_refused);
	suite_add_tcase(suite, tests);
	return suite;
}
