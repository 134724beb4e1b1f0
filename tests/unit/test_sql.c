#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "compiler.h"
#include "limits.h"
#include "store/connection.h"
#include "store_changes.h"
#include "store_fixture.h"

Suite *sql_suite(void);

struct printed {
	struct buffer text;
	size_t stop_at; /* a row; SIZE_MAX: never */
};

/* "a|b\n1|2\n"; absent values are "-". */
static bool
print_row(size_t row, const struct slice *values, size_t count, void *arg)
{
	struct printed *printed = arg;

	for (size_t i = 0; i < count; i++) {
		if (i > 0)
			buffer_append_char(&printed->text, '|');
		if (values[i].ptr == NULL)
			buffer_append_char(&printed->text, '-');
		buffer_append(&printed->text, values[i]);
	}
	buffer_append_char(&printed->text, '\n');
	return row != printed->stop_at;
}

/* A writer with one article, and a reader of it. */
struct both {
	struct fixture f;
	struct store *reader;
};

static void
open_both(struct both *both)
{
	static const struct fixture_entry tide = { .id = "1",
		.title = "The tides" };
	struct error err;

	fixture_open(&both->f);
	fixture_entries(&both->f, &tide, 1);
	CHECK_OK(store_open_reader(&both->reader, both->f.path, &err), err);
}

static void
close_both(struct both *both)
{
	store_close(both->reader);
	fixture_close(&both->f);
}

static void
check_prints(struct both *both, const char *sql, const char *expected)
{
	struct printed printed = { .stop_at = SIZE_MAX };
	struct error err;

	buffer_init(&printed.text, MIB);
	CHECK_OK(store_sql(both->reader, slice_of(sql), print_row, &printed,
		     &err),
	    err);
	ck_assert_msg(strcmp(buffer_string(&printed.text), expected) == 0,
	    "%s: %s", sql, buffer_string(&printed.text));
	buffer_finish(&printed.text);
}

START_TEST(names_of_columns_come_first_and_then_the_rows)
{
	static const struct {
		const char *sql, *expected;
	} rows[] = {
		{ "SELECT 1 AS one, 'x' AS \"two words\" UNION SELECT 2, 'y'",
		    "one|two words\n1|x\n2|y\n" },
		{ "SELECT id, title FROM v1_articles",
		    "id|title\n1|The tides\n" },
		{ "SELECT id FROM v1_articles WHERE id > 5", "id\n" },
		{ "SELECT NULL AS n, '' AS e, 1.5 AS r, -7 AS i",
		    "n|e|r|i\n-||1.5|-7\n" },
		{ "SELECT x'00ff41' AS b, cast(x'ff' AS TEXT) AS t, "
		  "x'' AS e, 'é' AS u",
		    "b|t|e|u\nX'00FF41'|X'FF'|X''|é\n" },
		{ " /* a word */ SELECT 1 AS a ; -- and another\n ;; ",
		    "a\n1\n" },
		{ "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 "
		  "FROM n WHERE i < 3) SELECT sum(i) AS s FROM n",
		    "s\n6\n" },
		{ "SELECT value FROM json_each('[3,4]')", "value\n3\n4\n" },
		{ "VALUES (1)", "column1\n1\n" },
	};
	struct both both;

	open_both(&both);
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		check_prints(&both, rows[i].sql, rows[i].expected);
	close_both(&both);
}
END_TEST

START_TEST(the_index_answers_in_its_own_words)
{
	struct both both;

	open_both(&both);
	check_prints(&both,
	    "SELECT rowid FROM article_fts WHERE article_fts MATCH 'tides'",
	    "rowid\n1\n");
	close_both(&both);
}
END_TEST

START_TEST(pragmas_that_tell_are_allowed)
{
	static const char *const rows[] = {
		"PRAGMA table_info(article)",
		"PRAGMA main.table_info('article')",
		"PRAGMA table_list",
		"PRAGMA index_list(article)",
		"PRAGMA user_version",
		"PRAGMA page_count",
		"PRAGMA integrity_check",
		"SELECT name FROM pragma_table_info('article')",
	};
	struct both both;

	open_both(&both);
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct printed printed = { .stop_at = SIZE_MAX };
		struct error err;

		buffer_init(&printed.text, MIB);
		CHECK_OK(store_sql(both.reader, slice_of(rows[i]), print_row,
			     &printed, &err),
		    err);
		ck_assert_msg(printed.text.len > 4, "%s", rows[i]);
		buffer_finish(&printed.text);
	}
	close_both(&both);
}
END_TEST

START_TEST(what_does_more_than_read_is_refused)
{
	static const char *const rows[] = {
		"ATTACH '/tmp/crier-other.db' AS other",
		"DETACH main",
		"VACUUM",
		"VACUUM INTO '/tmp/crier-other.db'",
		"DELETE FROM article",
		"INSERT INTO meta VALUES ('a', 1)",
		"UPDATE feed SET paused = 1",
		"REPLACE INTO meta VALUES ('a', 1)",
		"CREATE TABLE t (x)",
		"CREATE TEMP TABLE t (x)",
		"CREATE TEMP VIEW t AS SELECT 1",
		"CREATE VIRTUAL TABLE temp.t USING fts5vocab (article_fts, row)",
		"DROP TABLE article",
		"ALTER TABLE feed ADD COLUMN x",
		"BEGIN",
		"BEGIN IMMEDIATE",
		"COMMIT",
		"SAVEPOINT a",
		"ANALYZE",
		"REINDEX",
		"PRAGMA query_only = OFF",
		"PRAGMA query_only(0)",
		"PRAGMA query_only",
		"PRAGMA journal_mode = DELETE",
		"PRAGMA journal_mode",
		"PRAGMA user_version = 3",
		"PRAGMA application_id(3)",
		"PRAGMA writable_schema = ON",
		"PRAGMA wal_checkpoint(TRUNCATE)",
		"PRAGMA temp_store_directory = '/tmp'",
		"PRAGMA temp_store = FILE",
		"PRAGMA mmap_size = 1000000000",
		"PRAGMA hard_heap_limit = 1",
		"PRAGMA incremental_vacuum(10)",
		"PRAGMA optimize",
		"SELECT load_extension('/tmp/x.so')",
		"SELECT fts3_tokenizer('simple')",
		"SELECT 1 WHERE load_extension('/tmp/x.so') IS NULL",
		"EXPLAIN DELETE FROM article",
		"SELECT 1; DELETE FROM article",
		"WITH a AS (SELECT 1) DELETE FROM article",
		"INSERT INTO article_fts (article_fts) VALUES ('optimize')",
	};
	struct both both;

	open_both(&both);
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct printed printed = { .stop_at = SIZE_MAX };
		struct error err;

		buffer_init(&printed.text, MIB);
		ck_assert_msg(!store_sql(both.reader, slice_of(rows[i]),
				  print_row, &printed, &err),
		    "%s", rows[i]);
		ck_assert_msg(err.kind == ERROR_REFUSED, "%s: %s", rows[i],
		    err.text);
		ck_assert_msg(printed.text.len == 0, "%s", rows[i]);
		buffer_finish(&printed.text);
	}
	ck_assert_int_ne(access("/tmp/crier-other.db", F_OK), 0);
	CHECK_SQL(&both.f, "SELECT count(*) FROM article", 1);
	close_both(&both);
}
END_TEST

START_TEST(what_is_wrong_is_said_with_its_place)
{
	static const struct {
		const char *sql, *text;
		int column;
	} rows[] = {
		{ "SELECT * FORM v1_articles", "near \"FORM\": syntax error",
		    10 },
		{ "SELECT 'é', absent FROM meta", "no such column: absent",
		    13 },
		{ "UPDATE sqlite_master SET sql = ''",
		    "table sqlite_master may not be modified", 0 },
		{ "SELECT", "incomplete input", 0 },
		{ "SELECT * FROM nowhere", "no such table: nowhere", 0 },
		{ "", "expected a statement of at most 1048576 bytes", 0 },
		{ " -- only words", "expected a statement", 0 },
		{ "SELECT 1; SELECT 2", "expected one statement", 0 },
		{ "SELECT 1; nonsense", "expected one statement", 0 },
		{ "SELECT abs(-9223372036854775808)", "integer overflow", 0 },
		{ "SELECT json('{')", "malformed JSON", 0 },
	};
	struct both both;

	open_both(&both);
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct printed printed = { .stop_at = SIZE_MAX };
		struct error err;

		buffer_init(&printed.text, MIB);
		ck_assert_msg(!store_sql(both.reader, slice_of(rows[i].sql),
				  print_row, &printed, &err),
		    "%s", rows[i].sql);
		ck_assert_msg(strcmp(err.text, rows[i].text) == 0, "%s: %s",
		    rows[i].sql, err.text);
		ck_assert_msg(err.kind == ERROR_QUERY, "%s", rows[i].sql);
		ck_assert_msg(err.column == rows[i].column, "%s: %d",
		    rows[i].sql, err.column);
		buffer_finish(&printed.text);
	}
	close_both(&both);
}
END_TEST

START_TEST(whoever_looks_may_have_seen_enough)
{
	static const char sql[] = "SELECT value AS v FROM json_each('[1,2,3]')";
	static const char *const expected[] = { "v\n", "v\n1\n", "v\n1\n2\n" };
	struct both both;

	open_both(&both);
	for (size_t i = 0; i < ARRAY_LEN(expected); i++) {
		struct printed printed = { .stop_at = i };
		struct error err;

		buffer_init(&printed.text, MIB);
		CHECK_OK(store_sql(both.reader, slice_of(sql), print_row,
			     &printed, &err),
		    err);
		ck_assert_str_eq(buffer_string(&printed.text), expected[i]);
		buffer_finish(&printed.text);
	}
	close_both(&both);
}
END_TEST

START_TEST(a_value_has_a_limit_and_afterwards_all_is_as_before)
{
	struct printed printed = { .stop_at = SIZE_MAX };
	struct both both;
	struct error err;

	open_both(&both);
	buffer_init(&printed.text, MIB);
	ck_assert(!store_sql(both.reader, SLICE("SELECT zeroblob(67108865)"),
	    print_row, &printed, &err));
	ck_assert_int_eq(err.kind, ERROR_QUERY);
	ck_assert_str_eq(err.text, "string or blob too big");
	buffer_finish(&printed.text);
	/* The limits and the authorizer are not those of the connection. */
	CHECK_OK(store_execute(both.reader, "SELECT zeroblob(67108865)", &err),
	    err);
	CHECK_OK(store_execute(both.reader, "BEGIN; COMMIT", &err), err);
	CHECK_OK(store_backup(both.reader,
		     arena_format(&both.f.arena, "%s/copy", both.f.folder),
		     &err),
	    err);
	close_both(&both);
}
END_TEST

Suite *
sql_suite(void)
{
	Suite *suite = suite_create("sql");
	TCase *tcase = tcase_create("sql");

	tcase_add_test(tcase, names_of_columns_come_first_and_then_the_rows);
	tcase_add_test(tcase, the_index_answers_in_its_own_words);
	tcase_add_test(tcase, pragmas_that_tell_are_allowed);
	tcase_add_test(tcase, what_does_more_than_read_is_refused);
	tcase_add_test(tcase, what_is_wrong_is_said_with_its_place);
	tcase_add_test(tcase, whoever_looks_may_have_seen_enough);
	tcase_add_test(tcase,
	    a_value_has_a_limit_and_afterwards_all_is_as_before);
	suite_add_tcase(suite, tcase);
	return suite;
}
