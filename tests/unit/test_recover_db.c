#include <check.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "compiler.h"
#include "limits.h"
#include "store/connection.h"
#include "store_changes.h"
#include "store_fixture.h"

Suite *recover_db_suite(void);

#define PAGE     8192
#define ARTICLES 400

static const char *hooks[] = { "bell" };
static const struct topic even = { .name = "even",
	.query = "even",
	.hooks = hooks,
	.hook_count = 1 };

/* Articles first to last, of a few to a page. */
static void
add_articles(struct fixture *f, int first, int last)
{
	struct fixture_entry entries[8];
	char *text = malloc(2501);

	memset(text, 'x', 2500);
	text[2500] = '\0';
	while (first <= last) {
		size_t count = 0;

		for (; count < ARRAY_LEN(entries) && first <= last; first++)
			entries[count++] = (struct fixture_entry){
				.id = arena_format(&f->arena, "id-%d", first),
				.title = arena_format(&f->arena, "%s %d",
				    first % 2 == 0 ? "even" : "odd", first),
				.text = text,
			};
		f->now_at += 60;
		fixture_entries(f, entries, count);
	}
	free(text);
}

static void
open_full(struct fixture *f)
{
	fixture_open(f);
	f->fire_on_first = true;
	fixture_topics(f, &even, 1);
	add_articles(f, 1, ARTICLES);
}

static void
damage(const struct fixture *f, int64_t page, int64_t offset, size_t len)
{
	unsigned char bytes[PAGE];
	int fd = open(f->path, O_WRONLY);

	memset(bytes, 0xa5, sizeof(bytes));
	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(pwrite(fd, bytes, len, (page - 1) * PAGE + offset),
	    (ssize_t)len);
	close(fd);
}

/* The nth leaf of a table, from 1; 0: its root. */
static int64_t
page_of(struct fixture *f, const char *table, int leaf)
{
	if (leaf == 0)
		return fixture_int(f,
		    arena_format(&f->arena,
			"SELECT rootpage FROM sqlite_schema WHERE name = '%s'",
			table));
	return fixture_int(f,
	    arena_format(&f->arena,
		"SELECT pageno FROM dbstat WHERE name = '%s' AND "
		"pagetype = 'leaf' ORDER BY path LIMIT 1 OFFSET %d",
		table, leaf - 1));
}

static int64_t
rows_on(struct fixture *f, int64_t page)
{
	return fixture_int(f,
	    arena_format(&f->arena,
		"SELECT ncell FROM dbstat WHERE pageno = %lld",
		(long long)page));
}

struct report {
	int64_t article_rows, article_places, match_rows, text_places;
	int tables;
};

static void
note(const char *table, int64_t rows, int64_t places, void *arg)
{
	struct report *report = arg;

	report->tables++;
	if (strcmp(table, "article") == 0) {
		report->article_rows = rows;
		report->article_places = places;
	} else if (strcmp(table, "match") == 0) {
		report->match_rows = rows;
	} else if (strcmp(table, "article_text") == 0) {
		report->text_places = places;
	}
}

static bool
try_recover(struct fixture *f, struct store_rescued *rescued,
    struct report *report, struct error *err)
{
	struct store_recovery recovery = { f->path, f->now_at, note, report };

	*report = (struct report){ .tables = 0 };
	return store_recover(&recovery, rescued, err);
}

/* Recovers what is closed, and opens it again. */
static struct store_rescued
recover(struct fixture *f, struct report *report)
{
	struct store_rescued rescued;
	struct error err;

	CHECK_OK(try_recover(f, &rescued, report, &err), err);
	CHECK_OK(store_open_writer(&f->store, f->path, &err), err);
	fixture_topics(f, &even, 1);
	fixture_check_integrity(f);
	return rescued;
}

static void
close_store(struct fixture *f)
{
	store_close(f->store);
	f->store = NULL;
}

static void
remove_snapshots(struct fixture *f)
{
	const char *folder = arena_format(&f->arena, "%s/snapshots", f->folder);

	unlink(arena_format(&f->arena, "%s/crier-20270115.db", folder));
	unlink(arena_format(&f->arena, "%s/crier-20280101.db", folder));
	rmdir(folder);
}

START_TEST(a_sound_database_is_left_as_it_is)
{
	struct store_rescued rescued;
	struct report report;
	struct fixture f;
	struct stat before, after;
	struct error err;

	open_full(&f);
	close_store(&f);
	ck_assert_int_eq(stat(f.path, &before), 0);
	CHECK_OK(try_recover(&f, &rescued, &report, &err), err);
	ck_assert(rescued.sound);
	ck_assert_int_eq(report.tables, 0);
	ck_assert_int_eq(stat(f.path, &after), 0);
	ck_assert_int_eq((int64_t)before.st_ino, (int64_t)after.st_ino);
	ck_assert_int_eq(before.st_mtime, after.st_mtime);
	fixture_close(&f);
}
END_TEST

START_TEST(only_the_rows_of_a_damaged_page_are_lost)
{
	static const struct {
		const char *name, *table;
		int leaf;
		bool articles; /* they are lost with the page */
		bool texts;    /* only texts are lost */
	} rows[] = {
		{ "first leaf", "article", 1, true, false },
		{ "a leaf inside", "article", 4, true, false },
		{ "an index", "article_sort", 1, false, false },
		{ "a leaf of texts", "article_text", 7, false, true },
		{ "the root of an index", "article_uid", 0, false, false },
		{ "the full text index", "article_fts_data", 0, false, false },
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct store_rescued rescued;
		struct report report;
		struct fixture f;
		int64_t page, lost;

		open_full(&f);
		page = page_of(&f, rows[i].table, rows[i].leaf);
		lost = rows[i].articles ? rows_on(&f, page) : 0;
		ck_assert_msg(page > 1, "%s", rows[i].name);
		close_store(&f);
		damage(&f, page, 0, PAGE);
		rescued = recover(&f, &report);
		ck_assert(!rescued.sound);
		ck_assert_str_eq(rescued.snapshot, "");
		ck_assert_msg(rescued.articles == ARTICLES - lost,
		    "%s: %lld articles", rows[i].name,
		    (long long)rescued.articles);
		ck_assert_int_eq(report.article_rows, rescued.articles);
		ck_assert_int_eq(report.article_places, rows[i].articles);
		ck_assert_int_eq(report.text_places, rows[i].texts);
		CHECK_SQL(&f,
		    "SELECT count(*) FROM article WHERE id NOT IN "
		    "(SELECT article FROM article_text)",
		    0);
		CHECK_SQL(&f,
		    "SELECT count(*) > 0 FROM article_text WHERE text IS NULL",
		    rows[i].texts);
		/* All that is there is found. */
		CHECK_SQL(&f,
		    "SELECT count(*) FROM article_fts "
		    "WHERE article_fts MATCH 'even OR odd'",
		    rescued.articles);
		/* Never again the number of one that is lost. */
		CHECK_SQL(&f,
		    "SELECT seq FROM sqlite_sequence WHERE name = 'article'",
		    ARTICLES);
		fixture_close(&f);
	}
}
END_TEST

START_TEST(the_last_page_costs_no_number)
{
	struct store_rescued rescued;
	struct report report;
	struct fixture f;
	int64_t leaves, page;

	open_full(&f);
	leaves = fixture_int(&f,
	    "SELECT count(*) FROM dbstat WHERE name = 'article' AND "
	    "pagetype = 'leaf'");
	page = page_of(&f, "article", (int)leaves);
	close_store(&f);
	damage(&f, page, 0, PAGE);
	rescued = recover(&f, &report);
	ck_assert_int_lt(rescued.articles, ARTICLES);
	CHECK_SQL(&f, "SELECT seq FROM sqlite_sequence WHERE name = 'article'",
	    ARTICLES);
	CHECK_SQL(&f,
	    "SELECT count(*) = 0 FROM \"match\" WHERE article > "
	    "(SELECT max(id) FROM article)",
	    1);
	fixture_close(&f);
}
END_TEST

START_TEST(several_places_are_gone_around)
{
	struct report report;
	struct fixture f;
	int64_t pages[3], lost = 0;

	open_full(&f);
	pages[0] = page_of(&f, "article", 2);
	pages[1] = page_of(&f, "article", 3);
	pages[2] = page_of(&f, "article", 5);
	for (size_t i = 0; i < ARRAY_LEN(pages); i++)
		lost += rows_on(&f, pages[i]);
	close_store(&f);
	for (size_t i = 0; i < ARRAY_LEN(pages); i++)
		damage(&f, pages[i], 0, PAGE);
	recover(&f, &report);
	ck_assert_int_eq(report.article_places, 2); /* two are neighbours */
	ck_assert_int_eq(report.article_rows, ARTICLES - lost);
	fixture_close(&f);
}
END_TEST

START_TEST(deliveries_keep_their_keys_and_are_held)
{
	struct store_rescued rescued;
	struct report report;
	struct fixture f;
	const char *key, *instance;
	int64_t page;

	open_full(&f);
	key = fixture_text(&f, "SELECT key FROM delivery WHERE id = 1");
	instance = fixture_text(&f,
	    "SELECT value FROM meta WHERE key = 'instance'");
	page = page_of(&f, "article_sort", 1);
	fixture_run(&f, "UPDATE delivery SET state = 'done' WHERE id = 2");
	close_store(&f);
	damage(&f, page, 0, PAGE);
	rescued = recover(&f, &report);
	ck_assert_int_eq(rescued.held, ARTICLES / 2 - 1);
	ck_assert_int_eq(report.match_rows, ARTICLES / 2);
	CHECK_TEXT(&f, "SELECT key FROM delivery WHERE id = 1", key);
	CHECK_TEXT(&f,
	    "SELECT state || held_why FROM delivery "
	    "WHERE id = 1",
	    "heldrecovered from a damaged database");
	CHECK_TEXT(&f, "SELECT state FROM delivery WHERE id = 2", "done");
	CHECK_TEXT(&f, "SELECT value FROM meta WHERE key = 'instance'",
	    instance);
	/* Known entries are still known. */
	ck_assert_uint_eq(fixture_entries(&f,
			      &(struct fixture_entry){ .id = "id-7",
				  .title = "odd 7" },
			      1)
			      .fresh,
	    0);
	fixture_close(&f);
}
END_TEST

/* Tables whose rows have no numbers are read from both ends. */
START_TEST(a_table_of_names_loses_its_middle)
{
	struct report report;
	struct fixture f;
	int64_t page;

	open_full(&f);
	fixture_run(&f,
	    "INSERT INTO host WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL "
	    "SELECT i + 1 FROM n WHERE i < 3000) "
	    "SELECT format('host-%04d.example', i), i FROM n");
	page = page_of(&f, "host", 4);
	ck_assert_int_gt(page, 1);
	close_store(&f);
	damage(&f, page, 0, PAGE);
	recover(&f, &report);
	CHECK_SQL(&f, "SELECT held_until_at FROM host ORDER BY name LIMIT 1",
	    1);
	CHECK_SQL(&f,
	    "SELECT held_until_at FROM host ORDER BY name DESC LIMIT 1", 3000);
	CHECK_SQL(&f, "SELECT count(*) BETWEEN 2000 AND 2999 FROM host", 1);
	fixture_close(&f);
}
END_TEST

START_TEST(what_hangs_on_lost_rows_goes_with_them)
{
	struct report report;
	struct fixture f;
	int64_t page;

	open_full(&f);
	/* A digest of the topic, and a member that has another reason to be
	 * there. */
	fixture_run(&f,
	    "INSERT INTO delivery (id, key, topic, hook, revision, event, "
	    "state, created_at, not_before_at) VALUES "
	    "(9001, 'digest', 1, 'h', 1, 'digest', 'waiting', 1, 1)");
	fixture_run(&f,
	    "INSERT INTO delivery (id, key, article, hook, revision, event, "
	    "state, created_at, not_before_at, digest) VALUES "
	    "(9002, 'member', 1, 'h', 1, 'new', 'grouped', 1, 1, 9001)");
	page = page_of(&f, "topic", 0);
	close_store(&f);
	damage(&f, page, 0, PAGE);
	recover(&f, &report); /* checks that nothing hangs in the air */
	CHECK_SQL(&f, "SELECT count(*) FROM article", ARTICLES);
	CHECK_SQL(&f, "SELECT count(*) FROM delivery", 0);
	fixture_close(&f);
}
END_TEST

START_TEST(articles_of_a_lost_feed_stay)
{
	struct report report;
	struct fixture f;
	int64_t page;

	open_full(&f);
	page = page_of(&f, "feed", 0);
	close_store(&f);
	damage(&f, page, 0, PAGE);
	recover(&f, &report);
	CHECK_SQL(&f, "SELECT count(*) FROM article", ARTICLES);
	CHECK_TEXT(&f, "SELECT name FROM feed", "recovered-1");
	CHECK_SQL(&f, "SELECT count(*) FROM feed WHERE removed_at > 0", 1);
	fixture_close(&f);
}
END_TEST

static void
take_snapshot(struct fixture *f)
{
	struct store_snapshot snapshot = { f->path, 3, FIXTURE_NOW };
	struct error err;
	bool made;

	CHECK_OK(store_snapshot(&snapshot, &made, &err), err);
	ck_assert(made);
}

/* Where page 1 is gone nothing tells where anything is. */
START_TEST(without_a_schema_there_is_the_snapshot)
{
	struct store_rescued rescued;
	struct report report;
	struct fixture f;

	open_full(&f);
	take_snapshot(&f);
	add_articles(&f, ARTICLES + 1, ARTICLES + 10);
	close_store(&f);
	damage(&f, 1, 0, PAGE);
	rescued = recover(&f, &report);
	ck_assert_int_eq(rescued.articles, ARTICLES);
	ck_assert_str_eq(rescued.snapshot,
	    arena_format(&f.arena, "%s/snapshots/crier-20270115.db", f.folder));
	ck_assert_int_eq(report.tables, 0);
	ck_assert_str_eq(rescued.kept,
	    arena_format(&f.arena, "%s.damaged", f.path));
	ck_assert_int_eq(access(rescued.kept, F_OK), 0);
	remove_snapshots(&f);
	fixture_close(&f);
}
END_TEST

START_TEST(a_snapshot_fills_what_cannot_be_read)
{
	struct store_rescued rescued;
	struct report report;
	struct fixture f;
	int64_t page;
	char newer[200];
	FILE *file;

	open_full(&f);
	take_snapshot(&f);
	/* A newer one that is no good is passed over. */
	snprintf(newer, sizeof(newer), "%s/snapshots/crier-20280101.db",
	    f.folder);
	file = fopen(newer, "w");
	for (int i = 0; i < 1000; i++)
		fputs("this is no database", file);
	fclose(file);
	fixture_run(&f, "UPDATE article SET starred = 1 WHERE id = 399");
	add_articles(&f, ARTICLES + 1, ARTICLES + 10);
	page = page_of(&f, "article", 2);
	close_store(&f);
	damage(&f, page, 0, PAGE);
	rescued = recover(&f, &report);
	ck_assert_int_eq(report.article_places, 1);
	ck_assert_int_lt(report.article_rows, ARTICLES + 10);
	ck_assert_int_eq(rescued.articles, ARTICLES + 10);
	/* What the damaged file still says is newer. */
	CHECK_SQL(&f, "SELECT starred FROM article WHERE id = 399", 1);
	remove_snapshots(&f);
	fixture_close(&f);
}
END_TEST

START_TEST(with_nothing_at_all_it_begins_anew)
{
	struct store_rescued rescued;
	struct report report;
	struct fixture f;

	open_full(&f);
	close_store(&f);
	damage(&f, 1, 0, PAGE);
	rescued = recover(&f, &report);
	ck_assert_int_eq(rescued.articles, 0);
	ck_assert_str_eq(rescued.snapshot, "");
	fixture_sync(&f);
	add_articles(&f, 1, 2);
	CHECK_SQL(&f, "SELECT count(*) FROM article", 2);
	fixture_close(&f);
}
END_TEST

START_TEST(what_is_not_damaged_but_not_ours_is_refused)
{
	struct store_rescued rescued;
	struct report report;
	struct fixture f;
	struct error err;

	open_full(&f);
	ck_assert(!try_recover(&f, &rescued, &report, &err));
	ck_assert_int_eq(err.kind, ERROR_LOCKED);
	fixture_run(&f, "PRAGMA application_id = 7");
	close_store(&f);
	ck_assert(!try_recover(&f, &rescued, &report, &err));
	ck_assert_int_eq(err.kind, ERROR_STORE);
	unlink(f.path);
	ck_assert(!try_recover(&f, &rescued, &report, &err));
	ck_assert_int_eq(err.kind, ERROR_UNAVAILABLE);
	fixture_close(&f);
}
END_TEST

Suite *
recover_db_suite(void)
{
	Suite *suite = suite_create("recover_db");
	TCase *tcase = tcase_create("recover_db");

	tcase_set_timeout(tcase, 60);
	tcase_add_test(tcase, a_sound_database_is_left_as_it_is);
	tcase_add_test(tcase, only_the_rows_of_a_damaged_page_are_lost);
	tcase_add_test(tcase, the_last_page_costs_no_number);
	tcase_add_test(tcase, several_places_are_gone_around);
	tcase_add_test(tcase, deliveries_keep_their_keys_and_are_held);
	tcase_add_test(tcase, a_table_of_names_loses_its_middle);
	tcase_add_test(tcase, what_hangs_on_lost_rows_goes_with_them);
	tcase_add_test(tcase, articles_of_a_lost_feed_stay);
	tcase_add_test(tcase, without_a_schema_there_is_the_snapshot);
	tcase_add_test(tcase, a_snapshot_fills_what_cannot_be_read);
	tcase_add_test(tcase, with_nothing_at_all_it_begins_anew);
	tcase_add_test(tcase, what_is_not_damaged_but_not_ours_is_refused);
	suite_add_tcase(suite, tcase);
	return suite;
}
