#include "store/entry_identity.h"

#include <check.h>
#include <inttypes.h>
#include <stdlib.h>

#include "compiler.h"
#include "limits.h"
#include "store_fixture.h"

Suite *entry_identity_suite(void);

/* The identity of the one entry, in arena. */
static struct slice
identity_of(const struct fixture_entry *from, struct arena *arena)
{
	struct document *document = fixture_document(from, 1);
	const struct doc_batch *batch;
	const struct doc_entry *entry = document_entry(document, 0, &batch);
	struct slice identity = entry_identity(batch, entry, arena);

	identity = arena_slice(arena, identity);
	document_free(document);
	return identity;
}

START_TEST(an_entry_is_told_by_id_else_link_else_title_and_text)
{
	static const struct {
		const char *name;
		struct fixture_entry entry;
		const char *expected;
	} rows[] = {
		{ "id", { .id = "i", .link = "l", .title = "t" }, "i" },
		{ "link", { .link = "l", .title = "t" }, "l" },
	};
	struct arena arena;

	arena_init(&arena, KIB * 8);
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct slice got = identity_of(&rows[i].entry, &arena);

		ck_assert_msg(slice_eq(got, slice_of(rows[i].expected)),
		    "%s: %.*s", rows[i].name, SLICE_FMT(got));
	}
	arena_finish(&arena);
}
END_TEST

START_TEST(entries_without_id_and_link_differ_by_title_and_text)
{
	static const struct fixture_entry entries[] = {
		{ .title = "a", .text = "b" },
		{ .title = "a", .summary = "c" },
		{ .title = "ab" },
		{ .text = "ab" },
		{ .title = "" },
	};
	struct slice identities[ARRAY_LEN(entries)];
	struct arena arena;

	arena_init(&arena, KIB * 8);
	for (size_t i = 0; i < ARRAY_LEN(entries); i++) {
		identities[i] = identity_of(&entries[i], &arena);
		ck_assert(slice_has_prefix(identities[i], SLICE("sha256:")));
		for (size_t j = 0; j < i; j++)
			ck_assert_msg(!slice_eq(identities[i], identities[j]),
			    "%zu and %zu", i, j);
	}
	ck_assert(slice_eq(identity_of(&entries[0], &arena), identities[0]));
	arena_finish(&arena);
}
END_TEST

START_TEST(an_id_that_is_too_long_is_its_digest)
{
	char id[LIMIT_STORED_IDENTITY + 2];
	struct fixture_entry entry = { .id = id };
	struct slice first, second;
	struct arena arena;

	arena_init(&arena, KIB * 8);
	memset(id, 'x', sizeof(id));
	id[LIMIT_STORED_IDENTITY] = '\0';
	ck_assert_uint_eq(identity_of(&entry, &arena).len,
	    LIMIT_STORED_IDENTITY);
	id[LIMIT_STORED_IDENTITY] = 'x';
	id[LIMIT_STORED_IDENTITY + 1] = '\0';
	first = identity_of(&entry, &arena);
	ck_assert_uint_lt(first.len, 80);
	id[0] = 'y';
	second = identity_of(&entry, &arena);
	ck_assert(!slice_eq(first, second));
	arena_finish(&arena);
}
END_TEST

START_TEST(links_are_the_same_without_their_noise)
{
	static const struct {
		const char *name, *first, *second;
		bool same;
	} rows[] = {
		{ "scheme", "http://a.example/x", "https://a.example/x", true },
		{ "www", "https://www.a.example/x", "https://a.example/x",
		    true },
		{ "slash", "https://a.example/x/", "https://a.example/x",
		    true },
		{ "fragment", "https://a.example/x#y", "https://a.example/x",
		    true },
		{ "trackers", "https://a.example/x?utm_source=r&id=1&fbclid=2",
		    "https://a.example/x?id=1", true },
		{ "only trackers", "https://a.example/x?utm_medium=r",
		    "https://a.example/x", true },
		{ "parameter", "https://a.example/x?id=1",
		    "https://a.example/x?id=2", false },
		{ "path", "https://a.example/x", "https://a.example/y", false },
		{ "host", "https://a.example/x", "https://b.example/x", false },
		{ "port", "https://a.example:81/x", "https://a.example/x",
		    false },
		{ "path and parameter", "https://a.example/x?y",
		    "https://a.example/xy", false },
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		ck_assert_msg((link_key(slice_of(rows[i].first)) ==
				  link_key(slice_of(rows[i].second))) ==
			rows[i].same,
		    "%s", rows[i].name);
	ck_assert_int_eq(link_key(SLICE_NONE), 0);
}
END_TEST

static int64_t
key(const char *title, const char *summary, const char *text)
{
	struct article article = {
		.title = slice_of(title),
		.summary = slice_of(summary),
		.text = slice_of(text),
	};

	return content_key(&article);
}

START_TEST(white_space_is_no_change_and_words_are)
{
	ck_assert_int_eq(key("a  b", NULL, "c\n\nd"),
	    key(" a b ", NULL, "c d\n"));
	ck_assert_int_ne(key("a b", NULL, "c"), key("ab", NULL, "c"));
	ck_assert_int_ne(key("a", NULL, "b c"), key("a b", NULL, "c"));
	ck_assert_int_ne(key("a", NULL, "15 dead"), key("a", NULL, "16 dead"));
	ck_assert_int_ne(key("a", "b", NULL), key("a", "c", NULL));
	/* A teaser that changes under the same text is none of our business. */
	ck_assert_int_eq(key("a", "b", "c"), key("a", "d", "c"));
}
END_TEST

START_TEST(counters_and_trackers_are_no_change)
{
	static const struct {
		const char *name, *a, *b;
		bool same;
	} rows[] = {
		{ "comments", "It ended. (12 comments)",
		    "It ended. (1,305 comments)", true },
		{ "a counter of a kind", "3 views, 2 likes", "4 views, 9 likes",
		    true },
		{ "no counter", "3 boats, 2 fish", "4 boats, 2 fish", false },
		{ "a number at the end", "Comments: 3", "Comments: 4", false },
		{ "first comments", "comments", "12 comments", false },
		{ "a tracker", "see https://h.example/a?utm_source=x end",
		    "see https://h.example/a?utm_source=y end", true },
		{ "another page", "see https://h.example/a?id=1 end",
		    "see https://h.example/a?id=2 end", false },
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		ck_assert_msg((key("t", NULL, rows[i].a) ==
				  key("t", NULL, rows[i].b)) == rows[i].same,
		    "%s", rows[i].name);
}
END_TEST

START_TEST(long_texts_count_to_their_end)
{
	char text[3000];

	memset(text, 'x', sizeof(text));
	for (size_t i = 7; i < sizeof(text); i += 8)
		text[i] = ' ';
	text[sizeof(text) - 1] = '\0';
	for (size_t at = 0; at < sizeof(text) - 1; at += 97) {
		int64_t before = key("t", NULL, text);
		char kept = text[at];

		text[at] = 'y';
		ck_assert_msg(key("t", NULL, text) != before, "%zu", at);
		text[at] = kept;
	}
}
END_TEST

START_TEST(the_uid_of_a_feed_and_identity_is_for_ever)
{
	char uid[ARTICLE_UID + 1], other[ARTICLE_UID + 1];

	article_uid(SLICE("harbour"), SLICE("tide-1"), uid);
	ck_assert_str_eq(uid, "esptyehgfvn77fxalrmjnhzarw");
	article_uid(SLICE("harbourt"), SLICE("ide-1"), other);
	ck_assert_str_ne(uid, other);
}
END_TEST

Suite *
entry_identity_suite(void)
{
	Suite *suite = suite_create("entry_identity");
	TCase *tcase = tcase_create("identity");

	tcase_add_test(tcase,
	    an_entry_is_told_by_id_else_link_else_title_and_text);
	tcase_add_test(tcase,
	    entries_without_id_and_link_differ_by_title_and_text);
	tcase_add_test(tcase, an_id_that_is_too_long_is_its_digest);
	tcase_add_test(tcase, links_are_the_same_without_their_noise);
	tcase_add_test(tcase, white_space_is_no_change_and_words_are);
	tcase_add_test(tcase, counters_and_trackers_are_no_change);
	tcase_add_test(tcase, long_texts_count_to_their_end);
	tcase_add_test(tcase, the_uid_of_a_feed_and_identity_is_for_ever);
	suite_add_tcase(suite, tcase);
	return suite;
}
