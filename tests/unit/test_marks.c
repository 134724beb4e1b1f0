#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "compiler.h"
#include "store/connection.h"
#include "store_changes.h"
#include "store_fixture.h"

Suite *marks_suite(void);

/* Ids 1 to 5; 1 and 2 tell of boats, 5 waits in the backlog. */
static void
open_with_articles(struct fixture *f)
{
	static const struct fixture_entry entries[] = {
		{ .id = "e", .title = "Fifth", .text = "A boat again" },
		{ .id = "d", .title = "Fourth", .text = "Rain" },
		{ .id = "c", .title = "Third", .text = "Wind" },
		{ .id = "b", .title = "Second", .text = "A boat" },
		{ .id = "a", .title = "First", .text = "Boats" },
	};

	fixture_open(f);
	fixture_entries(f, entries, ARRAY_LEN(entries));
	fixture_run(f, "UPDATE article SET backlog = 1 WHERE id = 5");
}

/* "1r 2 3*": unread is nothing, r read, * starred; labels in brackets. */
static const char *
state(struct fixture *f)
{
	return fixture_text(f,
	    "SELECT group_concat(id || iif(unread, '', 'r') || "
	    "iif(starred, '*', '') || coalesce((SELECT '[' || "
	    "group_concat(label) || ']' FROM label WHERE article = id), ''), "
	    "' ') FROM (SELECT * FROM article ORDER BY id)");
}

static struct query *
parse(const char *text)
{
	struct query_error problem;
	struct query *query = query_parse(slice_of(text), QUERY_FOR_SEARCH,
	    NULL, 0, &problem);

	ck_assert_msg(query != NULL, "%s: %s", text, problem.message);
	return query;
}

static size_t
mark(struct fixture *f, const struct mark_request *request)
{
	struct error err;
	size_t count = 99;

	CHECK_CHANGE(f, store_mark(f->store, request, &count, &err), err);
	return count;
}

static size_t
mark_ids(struct fixture *f, enum mark what, const int64_t *ids, size_t count)
{
	struct mark_request request = {
		.mark = what,
		.ids = ids,
		.id_count = count,
		.now_at = f->now_at,
	};

	return mark(f, &request);
}

static size_t
mark_query(struct fixture *f, enum mark what, const char *text)
{
	struct query *query = parse(text);
	struct article_request articles = {
		.query = query,
		.limit = -1,
		.moment = { .now_at = f->now_at },
	};
	struct mark_request request = {
		.mark = what,
		.articles = &articles,
		.now_at = f->now_at,
	};
	size_t count = mark(f, &request);

	query_free(query);
	return count;
}

static size_t
label(struct fixture *f, const char *add, const char *remove,
    const int64_t *ids, size_t count)
{
	struct mark_request request = {
		.mark = MARK_LABEL,
		.add = slice_of(add),
		.remove = slice_of(remove),
		.ids = ids,
		.id_count = count,
		.now_at = f->now_at,
	};

	return mark(f, &request);
}

/* What was undone, and how many. */
static const char *
undo(struct fixture *f)
{
	struct slice what;
	struct error err;
	size_t count = 99;

	CHECK_CHANGE(f, store_undo(f->store, &f->arena, &what, &count, &err),
	    err);
	if (what.ptr == NULL) {
		ck_assert_uint_eq(count, 0);
		return "nothing";
	}
	return arena_format(&f->arena, "%.*s (%zu)", SLICE_FMT(what), count);
}

START_TEST(articles_are_marked_by_their_ids)
{
	static const int64_t some[] = { 2, 3, 5 }, all[] = { 1, 2, 3, 4, 5 };
	struct fixture f;

	open_with_articles(&f);
	ck_assert_uint_eq(mark_ids(&f, MARK_READ, some, 3), 3);
	ck_assert_str_eq(state(&f), "1 2r 3r 4 5r");
	ck_assert_uint_eq(mark_ids(&f, MARK_READ, all, 5), 2);
	ck_assert_uint_eq(mark_ids(&f, MARK_READ, all, 5), 0);
	ck_assert_uint_eq(mark_ids(&f, MARK_UNREAD, some, 2), 2);
	ck_assert_str_eq(state(&f), "1r 2 3 4r 5r");
	ck_assert_uint_eq(mark_ids(&f, MARK_STAR, some, 2), 2);
	ck_assert_uint_eq(mark_ids(&f, MARK_UNSTAR, some + 1, 2), 1);
	ck_assert_str_eq(state(&f), "1r 2* 3 4r 5r");
	fixture_close(&f);
}
END_TEST

START_TEST(articles_are_marked_by_a_query_over_what_is_kept)
{
	static const struct {
		const char *query, *state;
		size_t count;
	} rows[] = {
		{ "boat", "1r 2r 3 4 5", 2 },
		{ "is:unread", "1r 2r 3r 4r 5", 4 },
		{ "is:backlog", "1 2 3 4 5r", 1 },
		{ "boat* AND NOT title:first", "1 2r 3 4 5", 1 },
		{ "=Boats", "1r 2 3 4 5", 1 },
		/* Of this SQL finds too much. */
		{ "text:/^A boat$/", "1 2r 3 4 5", 1 },
		{ "nothing", "1 2 3 4 5", 0 },
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct fixture f;

		open_with_articles(&f);
		ck_assert_msg(mark_query(&f, MARK_READ, rows[i].query) ==
			rows[i].count,
		    "%s", rows[i].query);
		ck_assert_msg(strcmp(state(&f), rows[i].state) == 0, "%s: %s",
		    rows[i].query, state(&f));
		fixture_close(&f);
	}
}
END_TEST

START_TEST(a_query_without_words_marks_all_that_is_kept)
{
	struct article_request articles = { .limit = -1 };
	struct mark_request request = {
		.mark = MARK_STAR,
		.articles = &articles,
	};
	struct fixture f;

	open_with_articles(&f);
	ck_assert_uint_eq(mark(&f, &request), 4);
	ck_assert_str_eq(state(&f), "1* 2* 3* 4* 5");
	fixture_close(&f);
}
END_TEST

START_TEST(thousands_are_marked_at_once)
{
	struct article_request articles = { .limit = -1 };
	struct mark_request request = {
		.mark = MARK_READ,
		.articles = &articles,
	};
	struct fixture f;

	open_with_articles(&f);
	fixture_run(&f,
	    "WITH RECURSIVE n (i) AS (SELECT 10 UNION ALL SELECT i + 1 FROM n "
	    "WHERE i < 3009) INSERT INTO article (id, uid, feed, identity, "
	    "identity_key, link_key, content_key, language, first_seen_at, "
	    "sort_at) SELECT i, i, 1, i, i, i, i, 'en', 1, i % 7 FROM n");
	ck_assert_uint_eq(mark(&f, &request), 3004);
	CHECK_SQL(&f, "SELECT count(*) FROM article WHERE unread", 1);
	ck_assert_str_eq(undo(&f), "read, 3004 articles (3004)");
	CHECK_SQL(&f, "SELECT count(*) FROM article WHERE unread", 3005);
	fixture_close(&f);
}
END_TEST

START_TEST(labels_are_added_and_removed)
{
	static const int64_t ids[] = { 1, 2, 3 };
	struct fixture f;

	open_with_articles(&f);
	ck_assert_uint_eq(label(&f, "todo", NULL, ids, 2), 2);
	ck_assert_uint_eq(label(&f, "todo", NULL, ids, 3), 1);
	ck_assert_str_eq(state(&f), "1[todo] 2[todo] 3[todo] 4 5");
	/* Both at once: an article that changes twice counts once. */
	ck_assert_uint_eq(label(&f, "done", "todo", ids, 2), 2);
	ck_assert_str_eq(state(&f), "1[done] 2[done] 3[todo] 4 5");
	ck_assert_uint_eq(label(&f, NULL, "todo", ids, 3), 1);
	ck_assert_uint_eq(label(&f, NULL, "todo", ids, 3), 0);
	ck_assert_str_eq(state(&f), "1[done] 2[done] 3 4 5");
	fixture_close(&f);
}
END_TEST

START_TEST(a_label_to_add_is_not_the_one_to_remove)
{
	static const int64_t id = 1;
	struct mark_request request = {
		.mark = MARK_LABEL,
		.add = SLICE("a"),
		.remove = SLICE("a"),
		.ids = &id,
		.id_count = 1,
	};
	struct fixture f;
	struct error err;
	size_t count;

	open_with_articles(&f);
	for (int i = 0; i < 2; i++) {
		CHECK_REFUSED(&f, store_mark(f.store, &request, &count, &err),
		    err, ERROR_INPUT,
		    "expected a label to add or another one to remove");
		request.add = request.remove = SLICE_NONE;
	}
	fixture_close(&f);
}
END_TEST

START_TEST(a_dry_run_counts_and_changes_nothing)
{
	static const int64_t ids[] = { 1, 2 };
	struct mark_request request = {
		.mark = MARK_READ,
		.ids = ids,
		.id_count = 2,
		.dry_run = true,
	};
	struct fixture f;

	open_with_articles(&f);
	mark_ids(&f, MARK_READ, ids, 1);
	ck_assert_uint_eq(mark(&f, &request), 1);
	ck_assert_str_eq(state(&f), "1r 2 3 4 5");
	ck_assert_str_eq(undo(&f), "read, 1 article (1)");
	ck_assert_str_eq(undo(&f), "nothing");
	fixture_close(&f);
}
END_TEST

START_TEST(an_id_that_is_not_there_marks_nothing)
{
	static const int64_t ids[] = { 1, 77, 2 };
	struct mark_request request = {
		.mark = MARK_READ,
		.ids = ids,
		.id_count = 3,
	};
	struct fixture f;
	struct error err;
	size_t count;

	open_with_articles(&f);
	CHECK_REFUSED(&f, store_mark(f.store, &request, &count, &err), err,
	    ERROR_INPUT, "there is no article 77");
	ck_assert_str_eq(state(&f), "1 2 3 4 5");
	ck_assert_str_eq(undo(&f), "nothing");
	fixture_close(&f);
}
END_TEST

START_TEST(steps_are_undone_in_turn_to_what_was_before)
{
	static const int64_t ids[] = { 1, 2, 3 };
	const char *states[5];
	struct fixture f;

	open_with_articles(&f);
	states[0] = state(&f);
	mark_ids(&f, MARK_READ, ids, 1);
	states[1] = state(&f);
	mark_ids(&f, MARK_READ, ids, 3); /* the first was read already */
	states[2] = state(&f);
	mark_ids(&f, MARK_STAR, ids, 2);
	states[3] = state(&f);
	label(&f, "a", NULL, ids, 2);
	states[4] = state(&f);
	label(&f, "b", "a", ids + 1, 2);
	ck_assert_str_eq(state(&f), "1r*[a] 2r*[b] 3r[b] 4 5");
	/* A step that changes nothing is none. */
	mark_ids(&f, MARK_READ, ids, 3);
	ck_assert_str_eq(undo(&f), "label +b -a, 2 articles (2)");
	ck_assert_str_eq(state(&f), states[4]);
	ck_assert_str_eq(undo(&f), "label +a, 2 articles (2)");
	ck_assert_str_eq(state(&f), states[3]);
	ck_assert_str_eq(undo(&f), "star, 2 articles (2)");
	ck_assert_str_eq(state(&f), states[2]);
	ck_assert_str_eq(undo(&f), "read, 2 articles (2)");
	ck_assert_str_eq(state(&f), states[1]);
	ck_assert_str_eq(undo(&f), "read, 1 article (1)");
	ck_assert_str_eq(state(&f), states[0]);
	ck_assert_str_eq(undo(&f), "nothing");
	CHECK_SQL(&f, "SELECT count(*) FROM undo_row", 0);
	fixture_close(&f);
}
END_TEST

START_TEST(the_last_20_steps_are_kept)
{
	static const int64_t id = 1;
	struct fixture f;

	open_with_articles(&f);
	for (int i = 0; i < 21; i++)
		mark_ids(&f, i % 2 == 0 ? MARK_READ : MARK_UNREAD, &id, 1);
	CHECK_SQL(&f, "SELECT count(*) FROM undo", 20);
	CHECK_SQL(&f, "SELECT count(*) FROM undo_row", 20);
	for (int i = 0; i < 20; i++)
		ck_assert_str_ne(undo(&f), "nothing");
	ck_assert_str_eq(undo(&f), "nothing");
	ck_assert_str_eq(state(&f), "1r 2 3 4 5");
	fixture_close(&f);
}
END_TEST

START_TEST(articles_that_are_gone_are_undone_without)
{
	static const int64_t ids[] = { 1, 2 };
	struct fixture f;

	open_with_articles(&f);
	mark_ids(&f, MARK_READ, ids, 2);
	label(&f, "a", NULL, ids, 2);
	fixture_run(&f, "DELETE FROM article WHERE id = 1");
	ck_assert_str_eq(undo(&f), "label +a, 1 article (1)");
	ck_assert_str_eq(undo(&f), "read, 1 article (1)");
	ck_assert_str_eq(state(&f), "2 3 4 5");
	fixture_close(&f);
}
END_TEST

START_TEST(an_undo_that_is_rolled_back_has_not_happened)
{
	static const int64_t id = 1;
	struct fixture f;
	struct slice what;
	struct error err;
	size_t count;

	open_with_articles(&f);
	mark_ids(&f, MARK_READ, &id, 1);
	CHECK_OK(store_begin(f.store, &err), err);
	CHECK_OK(store_undo(f.store, &f.arena, &what, &count, &err), err);
	store_rollback(f.store);
	ck_assert_str_eq(state(&f), "1r 2 3 4 5");
	ck_assert_str_eq(undo(&f), "read, 1 article (1)");
	fixture_close(&f);
}
END_TEST

Suite *
marks_suite(void)
{
	Suite *suite = suite_create("marks");
	TCase *tcase = tcase_create("marks");

	tcase_add_test(tcase, articles_are_marked_by_their_ids);
	tcase_add_test(tcase, articles_are_marked_by_a_query_over_what_is_kept);
	tcase_add_test(tcase, a_query_without_words_marks_all_that_is_kept);
	tcase_add_test(tcase, thousands_are_marked_at_once);
	tcase_add_test(tcase, labels_are_added_and_removed);
	tcase_add_test(tcase, a_label_to_add_is_not_the_one_to_remove);
	tcase_add_test(tcase, a_dry_run_counts_and_changes_nothing);
	tcase_add_test(tcase, an_id_that_is_not_there_marks_nothing);
	suite_add_tcase(suite, tcase);
	tcase = tcase_create("undo");
	tcase_add_test(tcase, steps_are_undone_in_turn_to_what_was_before);
	tcase_add_test(tcase, the_last_20_steps_are_kept);
	tcase_add_test(tcase, articles_that_are_gone_are_undone_without);
	tcase_add_test(tcase, an_undo_that_is_rolled_back_has_not_happened);
	suite_add_tcase(suite, tcase);
	return suite;
}
