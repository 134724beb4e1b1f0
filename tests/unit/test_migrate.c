#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "compiler.h"
#include "store/connection.h"
#include "store/migrate.h"
#include "store/sql_text.h"
#include "store_fixture.h"

Suite *migrate_suite(void);

static void
prepare(const char *path, const char *sql)
{
	sqlite3 *db;
	char *message = NULL;

	ck_assert_int_eq(sqlite3_open(path, &db), SQLITE_OK);
	ck_assert_msg(sqlite3_exec(db, sql, NULL, NULL, &message) == SQLITE_OK,
	    "%s", message);
	ck_assert_int_eq(sqlite3_close(db), SQLITE_OK);
}

/* The tokenizer is not known to a plain connection: its table is left out. */
static void
prepare_version_1(const char *path, const char *rows)
{
	const char *fts = strstr(sql_schema, "CREATE VIRTUAL TABLE");
	const char *rest = strstr(fts, ";");
	char *head = strndup(sql_schema, (size_t)(fts - sql_schema));

	prepare(path, head);
	prepare(path, rest + 1);
	prepare(path, rows);
	free(head);
}

START_TEST(databases_that_are_not_ours_are_left_alone)
{
	static const struct {
		const char *name, *sql, *text;
	} rows[] = {
		{ "another application",
		    "PRAGMA application_id = 252006675;"
		    "CREATE TABLE t (x)",
		    "is the database of another program" },
		{ "no application", "CREATE TABLE t (x)",
		    "is the database of another program" },
		{ "a mark without a version",
		    "PRAGMA application_id = 1668442469; CREATE TABLE t (x)",
		    "is the database of another program" },
		{ "a newer crier",
		    "PRAGMA application_id = 1668442469;"
		    "PRAGMA user_version = 99; CREATE TABLE t (x)",
		    "has schema 99 of a newer crier; this one knows 2" },
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct fixture f;
		struct store *store;
		struct error err;
		char text[200], command[200];

		fixture_open(&f);
		store_close(f.store);
		f.store = NULL;
		snprintf(command, sizeof(command), "%s-wal", f.path);
		unlink(command);
		unlink(f.path);
		prepare(f.path, rows[i].sql);
		snprintf(text, sizeof(text), "%s %s", f.path, rows[i].text);
		ck_assert_msg(!store_open_writer(&store, f.path, &err), "%s",
		    rows[i].name);
		ck_assert_msg(strcmp(err.text, text) == 0, "%s: %s",
		    rows[i].name, err.text);
		ck_assert_int_eq(err.kind, ERROR_STORE);
		ck_assert(!store_open_reader(&store, f.path, &err));
		ck_assert_msg(strcmp(err.text, text) == 0, "%s: %s",
		    rows[i].name, err.text);
		/* Nothing was set on the way: it has its rollback journal. */
		prepare(f.path, "INSERT INTO t VALUES (1)");
		snprintf(command, sizeof(command), "%s-wal", f.path);
		ck_assert_int_ne(access(command, F_OK), 0);
		fixture_close(&f);
	}
}
END_TEST

START_TEST(a_file_that_is_no_database_is_refused)
{
	struct fixture f;
	struct store *store;
	struct error err;
	FILE *file;

	fixture_open(&f);
	store_close(f.store);
	f.store = NULL;
	file = fopen(f.path, "w");
	ck_assert_ptr_nonnull(file);
	for (int i = 0; i < 1000; i++)
		fputs("this is no database", file);
	fclose(file);
	ck_assert(!store_open_writer(&store, f.path, &err));
	ck_assert_int_eq(err.kind, ERROR_CORRUPT);
	ck_assert_ptr_nonnull(strstr(err.text, "file is not a database"));
	fixture_close(&f);
}
END_TEST

START_TEST(an_instance_is_made_once)
{
	struct fixture f;
	char first[INSTANCE_LEN + 1];

	fixture_open(&f);
	memcpy(first, f.store->instance, sizeof(first));
	ck_assert_uint_eq(strlen(first), INSTANCE_LEN);
	fixture_reopen(&f);
	ck_assert_str_eq(f.store->instance, first);
	fixture_close(&f);
}
END_TEST

START_TEST(steps_run_once_and_leave_a_copy_of_what_there_was)
{
	static const char *const steps[] = { sql_schema, sql_migration_2,
		"CREATE TABLE extra (x); INSERT INTO extra VALUES (7)" };
	static const struct migration migration = { steps, ARRAY_LEN(steps) };
	struct fixture f;
	struct error err;
	char copy[120];

	fixture_open(&f);
	for (int i = 0; i < 2; i++) {
		CHECK_OK(migrate(f.store, &migration, &err), err);
		CHECK_SQL(&f, "PRAGMA user_version", 3);
		CHECK_SQL(&f, "SELECT x FROM extra", 7);
	}
	snprintf(copy, sizeof(copy), "%s.before-2", f.path);
	ck_assert_int_eq(access(copy, F_OK), 0);
	prepare(copy, "SELECT name FROM v1_feeds");
	fixture_close(&f);
}
END_TEST

START_TEST(a_step_that_fails_changes_nothing)
{
	static const char *const steps[] = { sql_schema, sql_migration_2,
		"CREATE TABLE extra (x)", "CREATE TABLE extra (x)" };
	static const struct migration migration = { steps, ARRAY_LEN(steps) };
	struct fixture f;
	struct error err;

	fixture_open(&f);
	ck_assert(!migrate(f.store, &migration, &err));
	ck_assert_ptr_nonnull(strstr(err.text, "migration from schema 2: "));
	CHECK_SQL(&f, "PRAGMA user_version", 2);
	CHECK_SQL(&f, "SELECT count(*) FROM sqlite_schema WHERE name = 'extra'",
	    0);
	fixture_close(&f);
}
END_TEST

/* What version 1 left, as its program wrote it. */
START_TEST(an_outbox_of_version_1_comes_through)
{
	static const char rows[] =
	    "PRAGMA application_id = 1668442469; PRAGMA user_version = 1;"
	    "CREATE VIEW v1_deliveries AS SELECT key, last_error FROM delivery;"
	    "INSERT INTO meta VALUES ('instance', "
	    "'00112233445566778899aabbccddeeff');"
	    "INSERT INTO feed (id, name, source, origin, added_at) "
	    "VALUES (3, 'f', 'url', 'configuration', 1);"
	    "INSERT INTO topic (id, name, query, query_hash, origin, added_at, "
	    "changed_at) VALUES (5, 't', 'boat', 1, 'configuration', 1, 1);"
	    "INSERT INTO article (id, uid, feed, identity, identity_key, "
	    "link_key, content_key, language, first_seen_at, sort_at) "
	    "VALUES (7, 'u', 3, 'i', 1, 1, 1, 'en', 1, 1);"
	    "INSERT INTO delivery (id, key, article, topic, hook, revision, "
	    "event, state, attempts, created_at, not_before_at, last_status, "
	    "last_error) VALUES "
	    "(11, 'k1', 7, 5, 'desk', 1, 'new', 'waiting', 2, 10, 20, 75, 'x'),"
	    "(12, 'k2', 7, 5, 'wire', 1, 'new', 'done', 1, 10, 10, 0, NULL);"
	    "DELETE FROM delivery WHERE id = 12;";
	struct fixture f;
	char path[120];

	fixture_open(&f);
	store_close(f.store);
	f.store = NULL;
	snprintf(path, sizeof(path), "%s-wal", f.path);
	unlink(path);
	unlink(f.path);
	prepare_version_1(f.path, rows);
	fixture_reopen(&f);
	CHECK_SQL(&f, "PRAGMA user_version", 2);
	CHECK_SQL(&f,
	    "SELECT count(*) FROM v1_deliveries WHERE id = 11 AND key = 'k1' "
	    "AND article = 7 AND topic = 't' AND hook = 'desk' "
	    "AND revision = 1 AND event = 'new' AND state = 'waiting' "
	    "AND attempts = 2 AND created_at = 10 AND not_before_at = 20 "
	    "AND last_status = 75 AND last_error = 'x' AND digest IS NULL",
	    1);
	/* Ids are not used again, even of what was the last. */
	fixture_run(&f,
	    "INSERT INTO delivery (key, hook, revision, event, state, "
	    "created_at, not_before_at) "
	    "VALUES ('k3', 'desk', 0, 'health', 'waiting', 1, 1)");
	CHECK_SQL(&f, "SELECT id FROM delivery WHERE key = 'k3'", 13);
	CHECK_SQL(&f, "SELECT count(*) FROM pragma_foreign_key_check", 0);
	fixture_close(&f);
}
END_TEST

/* "<srcdir>/store/<name>" as text; NULL where the tree is not at hand. */
static char *
read_source(const char *name)
{
	const char *root = getenv("srcdir");
	char path[300], *text;
	FILE *file;
	size_t len;

	snprintf(path, sizeof(path), "%s/store/%s", root ? root : ".", name);
	file = fopen(path, "r");
	if (file == NULL)
		return NULL;
	text = calloc(1, 100000);
	ck_assert_ptr_nonnull(text);
	len = fread(text, 1, 99999, file);
	ck_assert_uint_gt(len, 0);
	fclose(file);
	return text;
}

START_TEST(sql_that_is_built_in_is_that_of_the_files)
{
	static const struct {
		const char *name, *built_in;
	} rows[] = {
		{ "schema.sql", sql_schema },
		{ "views.sql", sql_views },
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		char *text = read_source(rows[i].name);

		if (text == NULL) {
			printf("skipped: srcdir is not set\n");
			return;
		}
		ck_assert_msg(strcmp(text, rows[i].built_in) == 0,
		    "%s has changed: run tools/embed-sql", rows[i].name);
		free(text);
	}
}
END_TEST

START_TEST(any_shell_can_read_the_views)
{
	static const char *const views[] = { "v1_articles", "v1_feeds",
		"v1_topics", "v1_matches", "v1_deliveries", "v1_fetches" };
	struct fixture f;
	sqlite3 *plain; /* without our tokenizer */

	fixture_open(&f);
	ck_assert_int_eq(sqlite3_open_v2(f.path, &plain, SQLITE_OPEN_READONLY,
			     NULL),
	    SQLITE_OK);
	for (size_t i = 0; i < ARRAY_LEN(views); i++) {
		char sql[80];

		snprintf(sql, sizeof(sql), "SELECT * FROM %s", views[i]);
		ck_assert_msg(sqlite3_exec(plain, sql, NULL, NULL, NULL) ==
			SQLITE_OK,
		    "%s: %s", views[i], sqlite3_errmsg(plain));
	}
	sqlite3_close(plain);
	fixture_close(&f);
}
END_TEST

Suite *
migrate_suite(void)
{
	Suite *suite = suite_create("migrate");
	TCase *tcase = tcase_create("migrate");

	tcase_add_test(tcase, databases_that_are_not_ours_are_left_alone);
	tcase_add_test(tcase, a_file_that_is_no_database_is_refused);
	tcase_add_test(tcase, an_instance_is_made_once);
	tcase_add_test(tcase,
	    steps_run_once_and_leave_a_copy_of_what_there_was);
	tcase_add_test(tcase, a_step_that_fails_changes_nothing);
	tcase_add_test(tcase, an_outbox_of_version_1_comes_through);
	tcase_add_test(tcase, sql_that_is_built_in_is_that_of_the_files);
	tcase_add_test(tcase, any_shell_can_read_the_views);
	suite_add_tcase(suite, tcase);
	return suite;
}
