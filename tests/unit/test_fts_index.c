#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "compiler.h"
#include "store/articles.h"
#include "store/connection.h"
#include "store_fixture.h"

Suite *fts_index_suite(void);

/* Words of several scripts, compounds, stems, names with marks. */
static const struct fixture_entry entries[] = {
	{ .id = "1",
	    .link = "https://harbour.example/sea/tide?day=monday",
	    .title = "North Korea's cease-fire: \xEB\xB6\x81\xED\x95\x9C",
	    .summary = "U.S. #HumanRights",
	    .text = "Rights of the ships\n\nare the rights of their masters" },
	{ .id = "2",
	    .title = "D\xC3\xA9"
		     "claration des droits de l'homme",
	    .text = "Tous les hommes naissent libres et \xC3\xA9gaux en "
		    "droits. Les droits de la mer sont dans le port." },
	{ .id = "3", .title = "", .text = "x" },
	{ .id = "4", .title = "Only a title" },
};

static void
forget(struct fixture *f, int64_t id)
{
	struct article_row row;
	struct error err;

	CHECK_OK(store_begin(f->store, &err), err);
	CHECK_OK(article_unindex(f->store, id, &row, &err), err);
	CHECK_OK(article_delete(f->store, id, &err), err);
	CHECK_OK(store_commit(f->store, &err), err);
}

static void
open_vocabulary(struct fixture *f)
{
	fixture_run(f,
	    "CREATE VIRTUAL TABLE temp.vocabulary USING "
	    "fts5vocab('main', 'article_fts', 'row')");
}

START_TEST(p11_what_was_added_is_removed_without_a_trace)
{
	struct fixture f;

	fixture_open(&f);
	fixture_entries(&f, entries, ARRAY_LEN(entries));
	open_vocabulary(&f);
	CHECK_SQL(&f, "SELECT count(*) > 30 FROM vocabulary", 1);
	for (int64_t id = 1; id <= (int64_t)ARRAY_LEN(entries); id++)
		forget(&f, id);
	CHECK_SQL(&f, "SELECT count(*) FROM vocabulary", 0);
	/* FTS5's own sums: rows, and words of each column. */
	CHECK_TEXT(&f, "SELECT hex(block) FROM article_fts_data WHERE id = 1",
	    "0000000000000000");
	CHECK_SQL(&f, "SELECT count(*) FROM article_text", 0);
	CHECK_SQL(&f,
	    "SELECT total(value) FROM meta "
	    "WHERE key LIKE 'language:%'",
	    0);
	fixture_check_integrity(&f);
	fixture_close(&f);
}
END_TEST

START_TEST(p11_a_changed_article_leaves_none_of_its_old_words)
{
	struct fixture_entry changed = entries[0];
	struct fixture f;

	fixture_open(&f);
	fixture_entries(&f, entries, 1);
	changed.title = "Quiet";
	changed.text = "Nothing";
	changed.summary = NULL;
	ck_assert_uint_eq(fixture_entries(&f, &changed, 1).changed, 1);
	open_vocabulary(&f);
	CHECK_TEXT(&f,
	    "SELECT group_concat(term) FROM vocabulary WHERE term IN "
	    "('quiet', 'nothing', 'korea', 'rights', 'ships')",
	    "nothing,quiet");
	forget(&f, 1);
	CHECK_SQL(&f, "SELECT count(*) FROM vocabulary", 0);
	fixture_check_integrity(&f);
	fixture_close(&f);
}
END_TEST

START_TEST(changes_of_a_part_that_is_undone_do_not_reach_the_index)
{
	struct article_row row;
	struct fixture f;
	struct error err;

	fixture_open(&f);
	fixture_entries(&f, entries, 2);
	CHECK_OK(store_begin(f.store, &err), err);
	CHECK_OK(part_begin(f.store, &err), err);
	CHECK_OK(article_unindex(f.store, 1, &row, &err), err);
	CHECK_OK(article_delete(f.store, 1, &err), err);
	CHECK_OK(part_end(f.store, true, &err), err);
	CHECK_OK(part_begin(f.store, &err), err);
	arena_reset(&f.store->scratch);
	CHECK_OK(article_unindex(f.store, 2, &row, &err), err);
	CHECK_OK(article_delete(f.store, 2, &err), err);
	ck_assert(!part_end(f.store, false, &err));
	CHECK_OK(store_commit(f.store, &err), err);
	CHECK_SQL(&f,
	    "SELECT count(*) FROM article_fts "
	    "WHERE article_fts MATCH 'port'",
	    0);
	CHECK_SQL(&f,
	    "SELECT rowid FROM article_fts "
	    "WHERE article_fts MATCH 'korea'",
	    fixture_int(&f, "SELECT id FROM article"));
	fixture_check_integrity(&f);
	fixture_close(&f);
}
END_TEST

START_TEST(a_transaction_that_is_rolled_back_leaves_nothing_to_the_next)
{
	struct article_row row;
	struct fixture f;
	struct error err;

	fixture_open(&f);
	fixture_entries(&f, entries, 1);
	CHECK_OK(store_begin(f.store, &err), err);
	CHECK_OK(article_unindex(f.store, 1, &row, &err), err);
	store_rollback(f.store);
	CHECK_OK(store_begin(f.store, &err), err);
	CHECK_OK(store_commit(f.store, &err), err);
	CHECK_SQL(&f,
	    "SELECT count(*) FROM article_fts "
	    "WHERE article_fts MATCH 'korea'",
	    1);
	fixture_close(&f);
}
END_TEST

START_TEST(a_long_queue_is_written_in_between)
{
	static const struct fixture_entry tide = { .id = "t", .text = "tide" };
	struct tokens *tokens;
	struct fixture f;
	struct arena arena;
	struct article article = { .id = 0 };
	struct error err;
	char *text = calloc(1, 1 << 18);

	ck_assert_ptr_nonnull(text);
	for (size_t i = 0; i < (1 << 18) - 8; i += 7)
		snprintf(text + i, 8, "w%05zu ", i % 99991);
	article.text = slice_of(text);
	arena_init(&arena, SIZE_MAX);
	tokens = tokens_make(&article, &arena);
	fixture_open(&f);
	fixture_entries(&f, &tide, 1);
	CHECK_OK(store_begin(f.store, &err), err);
	for (int64_t id = 100; id < 140; id++) {
		CHECK_OK(part_begin(f.store, &err), err);
		CHECK_OK(index_change(f.store, INDEX_ADD, id, tokens, &err),
		    err);
		CHECK_OK(part_end(f.store, true, &err), err);
		ck_assert_uint_lt(f.store->queue.records.len, 9U << 20);
	}
	/* Within one part, behind nothing of another, and behind something. */
	CHECK_OK(index_flush(f.store, &err), err);
	CHECK_OK(part_begin(f.store, &err), err);
	for (int64_t id = 140; id < 180; id++) {
		CHECK_OK(index_change(f.store, INDEX_ADD, id, tokens, &err),
		    err);
		ck_assert_uint_lt(f.store->queue.records.len, 9U << 20);
	}
	ck_assert(!part_end(f.store, false, &err));
	CHECK_OK(part_begin(f.store, &err), err);
	CHECK_OK(index_change(f.store, INDEX_ADD, 99, tokens, &err), err);
	CHECK_OK(part_end(f.store, true, &err), err);
	CHECK_OK(part_begin(f.store, &err), err);
	for (int64_t id = 140; id < 180; id++)
		CHECK_OK(index_change(f.store, INDEX_ADD, id, tokens, &err),
		    err);
	ck_assert(!part_end(f.store, false, &err));
	CHECK_OK(store_commit(f.store, &err), err);
	CHECK_SQL(&f,
	    "SELECT count(*) FROM article_fts "
	    "WHERE article_fts MATCH 'w00007'",
	    41);
	arena_finish(&arena);
	free(text);
	fixture_close(&f);
}
END_TEST

Suite *
fts_index_suite(void)
{
	Suite *suite = suite_create("fts_index");
	TCase *tcase = tcase_create("index");

	tcase_set_timeout(tcase, 60); /* with sanitizers it takes its time */
	tcase_add_test(tcase, p11_what_was_added_is_removed_without_a_trace);
	tcase_add_test(tcase,
	    p11_a_changed_article_leaves_none_of_its_old_words);
	tcase_add_test(tcase,
	    changes_of_a_part_that_is_undone_do_not_reach_the_index);
	tcase_add_test(tcase,
	    a_transaction_that_is_rolled_back_leaves_nothing_to_the_next);
	tcase_add_test(tcase, a_long_queue_is_written_in_between);
	suite_add_tcase(suite, tcase);
	return suite;
}
