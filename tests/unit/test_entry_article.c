#include <check.h>
#include <stdlib.h>

#include "compiler.h"
#include "frame_maker.h"
#include "limits.h"
#include "store_fixture.h"

Suite *entry_article_suite(void);

static struct article
article_at(const struct document *document, size_t index, struct arena *arena)
{
	struct article article = { .id = 77 };
	struct error err;

	CHECK_OK(article_from_entry(document, index, arena, &article, &err),
	    err);
	ck_assert_int_eq(article.id, 77); /* the store's */
	return article;
}

static void
check_slice(struct slice got, const char *expected)
{
	ck_assert_msg(slice_eq(got, slice_of(expected)) &&
		(got.ptr == NULL) == (expected == NULL),
	    "\"%.*s\" and not \"%s\"", SLICE_FMT(got), expected);
}

START_TEST(an_entry_gives_its_fields)
{
	static const struct fixture_entry from = {
		.id = "i",
		.link = "https://a.example/x",
		.title = "Tide",
		.summary = "short",
		.text = "long",
		.published_at = 1234,
	};
	struct document *document = fixture_document(&from, 1);
	struct article article;
	struct arena arena;

	arena_init(&arena, KIB * 64);
	article = article_at(document, 0, &arena);
	check_slice(article.identity, "i");
	check_slice(article.url, "https://a.example/x");
	check_slice(article.title, "Tide");
	check_slice(article.summary, "short");
	check_slice(article.text, "long");
	check_slice(article.language, "en"); /* the feed's */
	check_slice(article.html, NULL);
	ck_assert_int_eq(article.published_at, 1234);
	ck_assert_int_eq(article.updated_at, 0);
	ck_assert_uint_eq(article.author_count, 0);
	arena_finish(&arena);
	document_free(document);
}
END_TEST

START_TEST(what_is_not_there_is_absent)
{
	static const struct fixture_entry from = { .title = "", .text = "" };
	struct document *document = fixture_document(&from, 1);
	struct article article;
	struct arena arena;

	arena_init(&arena, KIB * 64);
	article = article_at(document, 0, &arena);
	check_slice(article.url, NULL);
	check_slice(article.title, NULL);
	check_slice(article.summary, NULL);
	check_slice(article.text, NULL);
	ck_assert_int_eq(article.published_at, 0);
	arena_finish(&arena);
	document_free(document);
}
END_TEST

START_TEST(a_complete_entry_gives_its_lists)
{
	struct document *document = frame_complete_document();
	struct article article;
	struct arena arena;

	arena_init(&arena, KIB * 64);
	article = article_at(document, 0, &arena);
	ck_assert_uint_eq(article.author_count, 2);
	check_slice(article.authors[1].name, "Bo");
	check_slice(article.authors[1].email, NULL);
	ck_assert_uint_gt(article.category_count, 0);
	ck_assert_uint_gt(article.enclosure_count, 0);
	ck_assert_uint_gt(article.enclosures[0].url.len, 0);
	arena_finish(&arena);
	document_free(document);
}
END_TEST

/* An entry with a date in each of the three places, or none. */
static int64_t
published_of(int64_t published, int64_t created, int64_t updated)
{
	static const struct fixture_entry from = { .id = "i" };
	struct document *document = fixture_document(&from, 1);
	const struct doc_batch *batch;
	struct doc_entry *entry;
	struct article article;
	struct arena arena;

	document_entry(document, 0, &batch);
	entry = (struct doc_entry *)(void *)(batch->bytes + batch->first);
	entry->published.at = published;
	entry->created.at = created;
	entry->updated.at = updated;
	arena_init(&arena, KIB * 64);
	article = article_at(document, 0, &arena);
	arena_finish(&arena);
	document_free(document);
	return article.published_at;
}

START_TEST(an_entry_without_publication_has_its_next_best_date)
{
	ck_assert_int_eq(published_of(1, 2, 3), 1);
	ck_assert_int_eq(published_of(DOC_NO_TIME, 2, 3), 2);
	ck_assert_int_eq(published_of(DOC_NO_TIME, DOC_NO_TIME, 3), 3);
	ck_assert_int_eq(published_of(DOC_NO_TIME, DOC_NO_TIME, DOC_NO_TIME),
	    0);
}
END_TEST

/* The number of authors of an entry without any, in a feed with two. */
static size_t
borrowed_authors(enum doc_format format)
{
	struct document *document = frame_complete_document();
	const struct doc_batch *batch;
	struct doc_entry *entry;
	struct doc_feed *feed;
	struct article article;
	struct arena arena;

	document_entry(document, 0, &batch);
	entry = (struct doc_entry *)(void *)(batch->bytes + batch->first);
	entry->authors = (struct doc_list){ 0, 0 };
	feed = (struct doc_feed *)(void *)(document->feed.bytes +
	    document->feed.first);
	feed->format = format;
	ck_assert_uint_gt(feed->authors.count, 0);
	arena_init(&arena, KIB * 64);
	article = article_at(document, 0, &arena);
	arena_finish(&arena);
	document_free(document);
	return article.author_count;
}

START_TEST(authors_of_the_feed_are_those_of_an_entry_in_atom_and_json)
{
	static const enum doc_format lending[] = { DOC_FORMAT_ATOM10,
		DOC_FORMAT_ATOM03, DOC_FORMAT_ATOM, DOC_FORMAT_JSON1,
		DOC_FORMAT_JSON11 };
	static const enum doc_format others[] = { DOC_FORMAT_RSS20,
		DOC_FORMAT_RSS10, DOC_FORMAT_RSS };

	for (size_t i = 0; i < ARRAY_LEN(lending); i++)
		ck_assert_uint_gt(borrowed_authors(lending[i]), 0);
	for (size_t i = 0; i < ARRAY_LEN(others); i++)
		ck_assert_uint_eq(borrowed_authors(others[i]), 0);
}
END_TEST

START_TEST(a_url_that_is_too_long_is_none)
{
	char url[LIMIT_URL + 2];
	struct fixture_entry from = { .link = url };
	struct document *document;
	struct arena arena;

	arena_init(&arena, KIB * 64);
	memset(url, 'x', sizeof(url));
	for (size_t more = 0; more < 2; more++) {
		url[LIMIT_URL + more] = '\0';
		document = fixture_document(&from, 1);
		ck_assert_uint_eq(article_at(document, 0, &arena).url.len,
		    more == 0 ? LIMIT_URL : 0);
		document_free(document);
		url[LIMIT_URL] = 'x';
	}
	arena_finish(&arena);
}
END_TEST

START_TEST(a_title_is_cut_between_characters)
{
	char title[LIMIT_STORED_TITLE + 3];
	struct fixture_entry from = { .title = title };
	struct document *document;
	struct slice got;
	struct arena arena;

	arena_init(&arena, KIB * 64);
	memset(title, 'x', sizeof(title));
	/* A character of two bytes over the limit. */
	memcpy(title + LIMIT_STORED_TITLE - 1, "\xC3\xA9", 3);
	document = fixture_document(&from, 1);
	got = article_at(document, 0, &arena).title;
	ck_assert_uint_eq(got.len, LIMIT_STORED_TITLE - 1);
	document_free(document);
	arena_finish(&arena);
}
END_TEST

START_TEST(missing_memory_is_said)
{
	struct document *document = frame_complete_document();
	struct article article = { .id = 0 };
	struct arena arena;
	struct error err;

	arena_init(&arena, 16);
	ck_assert(!article_from_entry(document, 0, &arena, &article, &err));
	ck_assert_int_eq(err.kind, ERROR_MEMORY);
	arena_finish(&arena);
	document_free(document);
}
END_TEST

Suite *
entry_article_suite(void)
{
	Suite *suite = suite_create("entry_article");
	TCase *tcase = tcase_create("fields");

	tcase_add_test(tcase, an_entry_gives_its_fields);
	tcase_add_test(tcase, what_is_not_there_is_absent);
	tcase_add_test(tcase, a_complete_entry_gives_its_lists);
	tcase_add_test(tcase,
	    an_entry_without_publication_has_its_next_best_date);
	tcase_add_test(tcase,
	    authors_of_the_feed_are_those_of_an_entry_in_atom_and_json);
	tcase_add_test(tcase, a_url_that_is_too_long_is_none);
	tcase_add_test(tcase, a_title_is_cut_between_characters);
	tcase_add_test(tcase, missing_memory_is_said);
	suite_add_tcase(suite, tcase);
	return suite;
}
