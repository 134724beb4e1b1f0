#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "compiler.h"
#include "store/articles.h"
#include "store/connection.h"
#include "store_fixture.h"

Suite *reindex_suite(void);

#define COUNT 10

/* Ten articles, indexed by what calls itself another tokenizer. */
static void
open_outdated(struct fixture *f)
{
	struct fixture_entry entries[COUNT];
	char ids[COUNT][12], titles[COUNT][24];

	fixture_open(f);
	for (int i = 0; i < COUNT; i++) {
		snprintf(ids[i], sizeof(ids[i]), "%d", i);
		snprintf(titles[i], sizeof(titles[i]), "Boat w%dw", i);
		entries[i] = (struct fixture_entry){ .id = ids[i],
			.title = titles[i] };
	}
	fixture_entries(f, entries, COUNT);
	fixture_run(f, "UPDATE meta SET value = 'old' WHERE key = 'tokenizer'");
	fixture_reopen(f);
}

static bool
reindex(struct fixture *f, size_t max)
{
	struct error err;
	bool more;

	CHECK_OK(store_begin(f->store, &err), err);
	CHECK_OK(store_reindex(f->store, max, &more, &err), err);
	CHECK_OK(store_commit(f->store, &err), err);
	return more;
}

static int
percent(struct fixture *f)
{
	struct error err;
	int percent;

	CHECK_OK(store_index_percent(f->store, &percent, &err), err);
	return percent;
}

static int64_t
count_of(struct fixture *f, const char *word)
{
	char sql[200];

	snprintf(sql, sizeof(sql),
	    "SELECT count(*) FROM article_fts JOIN article "
	    "ON article.id = article_fts.rowid WHERE article_fts MATCH '%s'",
	    word);
	return fixture_int(f, sql);
}

START_TEST(an_index_of_this_version_is_left_alone)
{
	struct fixture f;

	fixture_open(&f);
	ck_assert_int_eq(percent(&f), 100);
	ck_assert(!reindex(&f, 5));
	CHECK_SQL(&f,
	    "SELECT count(*) FROM sqlite_schema "
	    "WHERE name = 'article_fts_new'",
	    0);
	fixture_close(&f);
}
END_TEST

START_TEST(another_version_has_the_index_made_anew_in_slices)
{
	struct fixture f;

	open_outdated(&f);
	ck_assert_int_eq(percent(&f), 0);
	ck_assert(reindex(&f, 4));
	ck_assert_int_eq(percent(&f), 39);
	ck_assert_int_eq(count_of(&f, "boat"), COUNT);
	/* A crash costs nothing that was committed. */
	fixture_reopen(&f);
	ck_assert(reindex(&f, 4));
	ck_assert_int_eq(percent(&f), 79);
	ck_assert(!reindex(&f, 4));
	ck_assert_int_eq(percent(&f), 100);
	ck_assert_int_eq(count_of(&f, "boat"), COUNT);
	CHECK_SQL(&f,
	    "SELECT count(*) FROM sqlite_schema "
	    "WHERE name LIKE 'article_fts_new%'",
	    0);
	CHECK_SQL(&f, "SELECT value FROM meta WHERE key = 'language:en'",
	    COUNT);
	fixture_check_integrity(&f);
	fixture_reopen(&f);
	ck_assert_int_eq(percent(&f), 100);
	fixture_close(&f);
}
END_TEST

static void
forget(struct fixture *f, int64_t id)
{
	struct article_row row;
	struct error err;

	CHECK_OK(store_begin(f->store, &err), err);
	arena_reset(&f->store->scratch);
	CHECK_OK(article_unindex(f->store, id, &row, &err), err);
	CHECK_OK(article_delete(f->store, id, &err), err);
	CHECK_OK(store_commit(f->store, &err), err);
}

/* One of each kind, on either side of the cursor. */
static void
change_meanwhile(struct fixture *f)
{
	const struct fixture_entry entries[] = {
		{ .id = "9", .title = "Boat changed behind" }, /* id 1 */
		{ .id = "0", .title = "Boat changed before" }, /* id 10 */
		{ .id = "new", .title = "Boat new" },
	};

	fixture_entries(f, entries, ARRAY_LEN(entries));
	forget(f, 2);
	forget(f, 9);
}

START_TEST(changes_meanwhile_are_in_the_new_index)
{
	struct fixture f;

	open_outdated(&f);
	ck_assert(reindex(&f, 4));
	change_meanwhile(&f);
	/* The old one has what is new, and not what is gone. */
	ck_assert_int_eq(count_of(&f, "new"), 1);
	ck_assert_int_eq(count_of(&f, "boat"), COUNT - 1);
	while (reindex(&f, 4))
		ck_assert_int_lt(percent(&f), 100);
	ck_assert_int_eq(count_of(&f, "boat"), COUNT - 1);
	ck_assert_int_eq(count_of(&f, "changed"), 2);
	ck_assert_int_eq(count_of(&f, "new"), 1);
	ck_assert_int_eq(count_of(&f, "w9w OR w0w OR w1w OR w8w"), 0);
	fixture_check_integrity(&f);
	/* Nothing is left of any of them. */
	for (int64_t id = 1; id <= COUNT + 1; id++)
		if (id != 2 && id != 9)
			forget(&f, id);
	fixture_run(&f,
	    "CREATE VIRTUAL TABLE temp.vocabulary USING "
	    "fts5vocab('main', 'article_fts', 'row')");
	CHECK_SQL(&f, "SELECT count(*) FROM vocabulary", 0);
	CHECK_TEXT(&f, "SELECT hex(block) FROM article_fts_data WHERE id = 1",
	    "0000000000000000");
	fixture_close(&f);
}
END_TEST

START_TEST(a_change_in_the_transaction_of_a_slice_is_not_lost)
{
	struct article_row row;
	struct fixture f;
	struct error err;
	bool more;

	open_outdated(&f);
	CHECK_OK(store_begin(f.store, &err), err);
	arena_reset(&f.store->scratch);
	CHECK_OK(article_unindex(f.store, 2, &row, &err), err);
	CHECK_OK(article_delete(f.store, 2, &err), err);
	CHECK_OK(store_reindex(f.store, 4, &more, &err), err);
	arena_reset(&f.store->scratch);
	CHECK_OK(article_unindex(f.store, 3, &row, &err), err);
	CHECK_OK(article_delete(f.store, 3, &err), err);
	CHECK_OK(store_commit(f.store, &err), err);
	while (reindex(&f, 4))
		;
	CHECK_SQL(&f,
	    "SELECT count(*) FROM article_fts "
	    "WHERE article_fts MATCH 'boat'",
	    COUNT - 2);
	fixture_check_integrity(&f);
	fixture_close(&f);
}
END_TEST

START_TEST(a_slice_that_fails_undoes_nothing_else)
{
	static const struct fixture_entry tide = { .id = "t", .title = "Tide" };
	struct fetch_result result = { .outcome = OUTCOME_MODIFIED };
	struct document *document = fixture_document(&tide, 1);
	struct store_counts counts;
	struct fixture f;
	struct error err;
	bool more;
	struct store_fetch fetch = {
		.feed = &f.feed,
		.state = &f.state,
		.result = &result,
		.document = document,
		.now_at = FIXTURE_NOW,
	};

	open_outdated(&f);
	fixture_run(&f,
	    "CREATE TEMP TRIGGER full BEFORE INSERT ON meta "
	    "WHEN new.key = 'index_cursor' "
	    "BEGIN SELECT raise(ABORT, 'no room'); END");
	CHECK_OK(store_begin(f.store, &err), err);
	CHECK_OK(store_commit_fetch(f.store, &fetch, &counts, &err), err);
	ck_assert(!store_reindex(f.store, 4, &more, &err));
	CHECK_OK(store_commit(f.store, &err), err);
	ck_assert_int_eq(count_of(&f, "tide"), 1);
	ck_assert_int_eq(percent(&f), 0);
	fixture_run(&f, "DROP TRIGGER full");
	while (reindex(&f, 4))
		;
	ck_assert_int_eq(count_of(&f, "tide"), 1);
	fixture_check_integrity(&f);
	document_free(document);
	fixture_close(&f);
}
END_TEST

START_TEST(yet_another_version_begins_from_the_start)
{
	struct fixture f;

	open_outdated(&f);
	ck_assert(reindex(&f, 4));
	fixture_run(&f,
	    "UPDATE meta SET value = 'newer' "
	    "WHERE key = 'tokenizer_new'");
	fixture_reopen(&f);
	ck_assert_int_eq(percent(&f), 0);
	ck_assert(!reindex(&f, 100));
	CHECK_SQL(&f,
	    "SELECT count(*) FROM article_fts "
	    "WHERE article_fts MATCH 'boat'",
	    COUNT);
	fixture_check_integrity(&f);
	fixture_close(&f);
}
END_TEST

START_TEST(a_reader_sees_that_the_index_is_of_another_version)
{
	struct store *reader;
	struct fixture f;
	struct error err;
	int got;

	fixture_open(&f);
	fixture_run(&f,
	    "UPDATE meta SET value = 'old' WHERE key = 'tokenizer'");
	CHECK_OK(store_open_reader(&reader, f.path, &err), err);
	CHECK_OK(store_index_percent(reader, &got, &err), err);
	ck_assert_int_eq(got, 0);
	store_close(reader);
	fixture_close(&f);
}
END_TEST

Suite *
reindex_suite(void)
{
	Suite *suite = suite_create("reindex");
	TCase *tcase = tcase_create("versions");

	tcase_add_test(tcase, an_index_of_this_version_is_left_alone);
	tcase_add_test(tcase,
	    another_version_has_the_index_made_anew_in_slices);
	tcase_add_test(tcase, changes_meanwhile_are_in_the_new_index);
	tcase_add_test(tcase,
	    a_change_in_the_transaction_of_a_slice_is_not_lost);
	tcase_add_test(tcase, a_slice_that_fails_undoes_nothing_else);
	tcase_add_test(tcase, yet_another_version_begins_from_the_start);
	tcase_add_test(tcase,
	    a_reader_sees_that_the_index_is_of_another_version);
	suite_add_tcase(suite, tcase);
	return suite;
}
