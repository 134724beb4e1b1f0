/*
 * Real feeds and hostile ones through real readers. The files are not ours to
 * ship: their folder is named by $CRIER_CORPUS.
 */
#include <check.h>
#include <fts.h>
#include <stdio.h>
#include <stdlib.h>

#include "limits.h"
#include "reader.h"

Suite *reader_corpus_suite(void);

struct tally {
	const char *name;
	enum reader_kind kind;
	enum reader_html html;
	int files, status[READER_UNAVAILABLE + 1];
	size_t entries;
	int64_t longest_ms;
};

static struct buffer
read_file(const char *path)
{
	FILE *file = fopen(path, "re");
	struct buffer body;
	size_t len;

	ck_assert_msg(file != NULL, "%s", path);
	buffer_init(&body, LIMIT_READER_INPUT);
	do {
		char *room = buffer_room(&body, 64 * KIB);

		ck_assert_ptr_nonnull(room);
		len = fread(room, 1, 64 * KIB, file);
		buffer_added(&body, len);
	} while (len > 0);
	fclose(file);
	return body;
}

/* Nothing may crash, hang, or call what it must not. */
static void
survive(struct tally *tally, const char *path)
{
	struct buffer body = read_file(path);
	struct reader_request request = {
		.body = { (const unsigned char *)body.ptr, body.len },
		.url = SLICE_INIT("http://h.example/feed"),
		.kind = tally->kind,
		.html = tally->html,
	};
	struct reader_result result;
	struct error err;

	ck_assert_msg(reader_run_once(&request, SANDBOX_REQUIRED, &result,
			  &err),
	    "%s: %s", path, err.text);
	ck_assert_msg(result.status != READER_KILLED &&
		result.status != READER_TIMEOUT,
	    "%s: %s", path, result.reason);
	tally->files++;
	tally->status[result.status]++;
	if (result.document != NULL)
		tally->entries += result.document->entry_count;
	if (result.listing != NULL)
		tally->entries += result.listing->feed_count;
	if (result.duration_ms > tally->longest_ms)
		tally->longest_ms = result.duration_ms;
	document_free(result.document);
	listing_free(result.listing);
	buffer_finish(&body);
}

START_TEST(every_file_is_survived)
{
	char *roots[] = { getenv("CRIER_CORPUS"), NULL };
	static const struct tally kinds[] = {
		{ .name = "for the store", .html = READER_FOR_STORE },
		{ .name = "wide", .html = READER_WIDE },
		{ .name = "as OPML", .kind = READER_OPML },
		{ .name = "as pages", .kind = READER_LINKS },
	};
	struct tally tally = kinds[_i];
	FTSENT *entry;
	FTS *tree;

	if (roots[0] == NULL) {
		printf("skipped: CRIER_CORPUS is not set\n");
		return;
	}
	tree = fts_open(roots, FTS_LOGICAL | FTS_NOCHDIR, NULL);
	ck_assert_ptr_nonnull(tree);
	while ((entry = fts_read(tree)) != NULL)
		if (entry->fts_info == FTS_F)
			survive(&tally, entry->fts_path);
	fts_close(tree);
	ck_assert_int_gt(tally.files, 0);
	printf("corpus %s: %d files, %d read with %zu entries, %d no feeds, "
	       "%d refused, %d failed; the longest took %lld ms\n",
	    tally.name, tally.files, tally.status[READER_OK], tally.entries,
	    tally.status[READER_NOT_A_FEED], tally.status[READER_REFUSED],
	    tally.status[READER_FAILED], (long long)tally.longest_ms);
}
END_TEST

Suite *
reader_corpus_suite(void)
{
	Suite *suite = suite_create("reader_corpus");
	TCase *tests = tcase_create("reader_corpus");

	tcase_set_timeout(tests, 600);
	tcase_add_loop_test(tests, every_file_is_survived, 0, 4);
	suite_add_tcase(suite, tests);
	return suite;
}
