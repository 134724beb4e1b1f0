/* What would be done with each feed of a list. */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "cli/import_plan.h"
#include "compiler.h"
#include "limits.h"

Suite *import_plan_suite(void);

/* What is there; by name. */
static const struct feed there[] = {
	{ .name = "harbour", .url = "HTTP://Harbour.example:80/feed" },
	{ .name = "local", .source = FEED_FROM_FILE, .url = "http://no.url/" },
	{ .name = "pier", .url = "https://pier.example/" },
};

static struct subscription items[ARRAY_LEN(there)];
static const struct subscriptions all = { items, ARRAY_LEN(there) };
static struct arena arena;
static struct listing listing;
static struct import_plan plan;

static void
begin(void)
{
	arena_init(&arena, MIB);
	for (size_t i = 0; i < ARRAY_LEN(there); i++)
		items[i].feed = &there[i];
}

static void
end(void)
{
	arena_finish(&arena);
}

static void
make(const struct listed_feed *feeds, size_t count)
{
	struct error err;

	listing = (struct listing){ .feeds = feeds, .feed_count = count };
	ck_assert(import_plan_make(&plan, &listing, &all, &arena, &err));
	ck_assert_uint_eq(plan.count, count);
}

#define S(text) SLICE_INIT(text)

static const struct {
	const char *what;
	struct listed_feed feed;
	enum import_verdict verdict;
	const char *name, *title; /* NULL: absent */
} rows[] = {
	/* clang-format off */
	{ "new", { .url = S("http://new.example/"), .title = S("New") },
	  IMPORT_NEW, NULL, "New" },
	{ "new with a name",
	  { .url = S("http://new.example/"), .title = S("New"), .name = S("n") },
	  IMPORT_NEW, "n", "New" },
	{ "a title that is the name",
	  { .url = S("http://new.example/"), .title = S("n"), .name = S("n") },
	  IMPORT_NEW, "n", NULL },
	{ "a name that is taken",
	  { .url = S("http://new.example/"), .title = S("New"), .name = S("pier") },
	  IMPORT_NEW, NULL, "New" },
	{ "known", { .url = S("https://pier.example/"), .name = S("other") },
	  IMPORT_KNOWN, "pier", NULL },
	{ "known, spelled otherwise", { .url = S("http://harbour.example/feed") },
	  IMPORT_KNOWN, "harbour", NULL },
	{ "the path of a file is no URL", { .url = S("http://no.url/") },
	  IMPORT_NEW, NULL, NULL },
	{ "refused", { .url = S("http://a:b@new.example/") },
	  IMPORT_REFUSED, NULL, NULL },
	/* clang-format on */
};

START_TEST(a_feed_is_new_known_or_refused)
{
	const struct import_item *item;

	make(&rows[_i].feed, 1);
	item = &plan.items[0];
	ck_assert_msg(item->verdict == rows[_i].verdict, "%s: %d",
	    rows[_i].what, (int)item->verdict);
	ck_assert_msg(slice_eq(item->name, slice_of(rows[_i].name)), "%s: %.*s",
	    rows[_i].what, SLICE_FMT(item->name));
	ck_assert_msg(slice_eq(item->title, slice_of(rows[_i].title)),
	    "%s: %.*s", rows[_i].what, SLICE_FMT(item->title));
	ck_assert_int_eq(item->verdict == IMPORT_REFUSED,
	    item->objection != NULL);
}
END_TEST

START_TEST(of_two_of_a_name_the_first_keeps_it)
{
	static const struct listed_feed feeds[] = {
		{ .url = S("http://1/"), .name = S("b") },
		{ .url = S("http://2/"), .name = S("a") },
		{ .url = S("http://3/"), .name = S("b") },
		{ .url = S("http://a:b@4/"), .name = S("c") },
		{ .url = S("http://5/"), .name = S("c") },
		{ .url = S("http://6/"), .name = S("b") },
		{ .url = S("https://pier.example/") },
	};
	static const char *const names[] = { "b", "a", NULL, NULL, "c", NULL,
		"pier" };

	make(feeds, ARRAY_LEN(feeds));
	for (size_t i = 0; i < ARRAY_LEN(feeds); i++)
		ck_assert_msg(slice_eq(plan.items[i].name, slice_of(names[i])),
		    "%zu: %.*s", i, SLICE_FMT(plan.items[i].name));
	ck_assert_uint_eq(plan.fresh, 5);
	ck_assert_uint_eq(plan.known, 1);
	ck_assert_uint_eq(plan.refused, 1);
}
END_TEST

START_TEST(a_plan_needs_memory)
{
	static const struct listed_feed feed = { .url = S("http://1/") };
	struct arena none;
	struct error err;

	arena_init(&none, 8);
	listing = (struct listing){ .feeds = &feed, .feed_count = 1 };
	ck_assert(!import_plan_make(&plan, &listing, &all, &none, &err));
	ck_assert_int_eq(err.kind, ERROR_MEMORY);
	arena_finish(&none);
}
END_TEST

Suite *
import_plan_suite(void)
{
	Suite *suite = suite_create("import_plan");
	TCase *tcase = tcase_create("import_plan");

	tcase_add_checked_fixture(tcase, begin, end);
	tcase_add_loop_test(tcase, a_feed_is_new_known_or_refused, 0,
	    ARRAY_LEN(rows));
	tcase_add_test(tcase, of_two_of_a_name_the_first_keeps_it);
	tcase_add_test(tcase, a_plan_needs_memory);
	suite_add_tcase(suite, tcase);
	return suite;
}
