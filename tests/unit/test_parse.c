#include <check.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "limits.h"
#include "parse_fixture.h"

#define PATH_BYTES 4096

static struct parsed *
parsed_bytes(const unsigned char *bytes, size_t size)
{
	return parsed_text((struct slice){ (const char *)bytes, size });
}

/* ---- the corpus ------------------------------------------------------------ */

/* The directory of the corpus, or NULL: the test is skipped. */
static const char *
corpus(void)
{
	const char *path = getenv("CRIER_CORPUS");

	if (path == NULL)
		printf("skipped: CRIER_CORPUS is not set\n");
	return path;
}

/* Calls visit for every file below path. */
static void
visit_files(const char *path,
    void (*visit)(const char *path, const unsigned char *bytes, size_t size))
{
	DIR *dir = opendir(path);
	struct dirent *entry;

	ck_assert_msg(dir != NULL, "cannot open %s", path);
	while ((entry = readdir(dir)) != NULL) {
		char below[PATH_BYTES];
		unsigned char *bytes;
		struct stat status;
		size_t size;

		if (entry->d_name[0] == '.')
			continue;
		snprintf(below, sizeof(below), "%s/%s", path, entry->d_name);
		ck_assert_int_eq(stat(below, &status), 0);
		if (S_ISDIR(status.st_mode)) {
			visit_files(below, visit);
			continue;
		}
		bytes = read_whole_file(below, &size);
		ck_assert_ptr_nonnull(bytes);
		visit(below, bytes, size);
		free(bytes);
	}
	closedir(dir);
}

static void
survive(const char *path, const unsigned char *bytes, size_t size)
{
	static const enum parse_html levels[] = { PARSE_FOR_STORE, PARSE_WIDE,
		PARSE_RAW };

	for (size_t i = 0; i < ARRAY_LEN(levels); i++) {
		struct parse_input input = {
			.body = { bytes, size },
			.url = SLICE("https://h.example/feed"),
			.html = levels[i],
		};
		struct parsed *parsed = parsed_with(&input);

		ck_assert_msg(parsed->outcome.status != PARSE_FAILED, "%s: %s",
		    path, parsed->outcome.reason);
		parsed_free(parsed);
	}
}

START_TEST(every_file_is_survived_at_every_level)
{
	const char *path = corpus();

	if (path != NULL)
		visit_files(path, survive);
}
END_TEST

/* One row of ENTRIES.tsv: path, three counts, "yes" where they agree. */
static bool
is_agreed(struct slice row, struct slice *path, int64_t *entries)
{
	struct slice counts[3], agree;

	if (!slice_cut(&row, '\t', path))
		return false;
	for (size_t i = 0; i < ARRAY_LEN(counts); i++) {
		if (!slice_cut(&row, '\t', &counts[i]))
			return false;
	}
	if (!slice_cut(&row, '\t', &agree) ||
	    !slice_eq(slice_trim(agree), SLICE("yes")))
		return false;
	/* None of the three reads JSON: that they agree on it says nothing. */
	if (slice_has_suffix(*path, SLICE(".json")))
		return false;
	*entries = 0; /* an empty count: no feed */
	slice_to_int64(counts[0], 0, INT32_MAX, entries);
	return true;
}

static bool
count_agrees(const char *folder, struct slice path, int64_t entries)
{
	char whole[PATH_BYTES];
	unsigned char *bytes;
	struct parsed *parsed;
	size_t size;
	bool agrees;

	snprintf(whole, sizeof(whole), "%s/%.*s", folder, SLICE_FMT(path));
	bytes = read_whole_file(whole, &size);
	ck_assert_msg(bytes != NULL, "cannot read %s", whole);
	parsed = parsed_bytes(bytes, size);
	agrees = parsed->outcome.entries == (uint32_t)entries;
	if (!agrees)
		printf("%.*s: %u entries, others find %d\n", SLICE_FMT(path),
		    parsed->outcome.entries, (int)entries);
	parsed_free(parsed);
	free(bytes);
	return agrees;
}

START_TEST(counts_are_those_of_other_readers_where_they_agree)
{
	const char *folder = corpus();
	char list[PATH_BYTES];
	unsigned char *bytes;
	struct slice rest, row, path;
	unsigned rows = 0, agreed = 0;
	int64_t entries;
	size_t size;

	if (folder == NULL)
		return;
	snprintf(list, sizeof(list), "%s/ENTRIES.tsv", folder);
	bytes = read_whole_file(list, &size);
	ck_assert_ptr_nonnull(bytes);
	rest = (struct slice){ (const char *)bytes, size };
	while (slice_cut(&rest, '\n', &row)) {
		if (!is_agreed(row, &path, &entries))
			continue;
		rows++;
		agreed += count_agrees(folder, path, entries);
	}
	printf("%u of %u agree\n", agreed, rows);
	ck_assert_uint_gt(rows, 0);
	ck_assert_uint_ge(agreed * 100, rows * 95);
	free(bytes);
}
END_TEST

/* "path TAB feedparser TAB sfeed ..."; those who failed have said nothing. */
static bool
is_row(struct slice row, struct slice *path, int64_t *feedparser,
    int64_t *sfeed)
{
	struct slice one = SLICE_NONE, two = SLICE_NONE;

	*feedparser = *sfeed = -1;
	if (!slice_cut(&row, '\t', path) || !slice_cut(&row, '\t', &one) ||
	    !slice_cut(&row, '\t', &two) || slice_eq(*path, SLICE("path")))
		return false;
	(void)slice_to_int64(one, 0, INT32_MAX, feedparser);
	(void)slice_to_int64(two, 0, INT32_MAX, sfeed);
	return true;
}

static bool
is_listed(const char *list, struct slice path, int64_t entries)
{
	char wanted[PATH_BYTES];

	snprintf(wanted, sizeof(wanted), "\n%.*s\t%lld\t", SLICE_FMT(path),
	    (long long)entries);
	return strstr(list, wanted) != NULL;
}

/* tests/data/differences.tsv says why; what is new there is looked at first. */
START_TEST(differences_from_other_readers_are_listed)
{
	const char *folder = corpus(), *source = getenv("srcdir");
	char list[PATH_BYTES], *listed;
	unsigned char *rows, *bytes;
	struct slice rest, row, path;
	int64_t feedparser, sfeed;
	unsigned differences = 0;
	size_t size;

	if (folder == NULL)
		return;
	snprintf(list, sizeof(list), "%s/tests/data/differences.tsv",
	    source != NULL ? source : ".");
	bytes = read_whole_file(list, &size);
	ck_assert_ptr_nonnull(bytes);
	listed = strndup((const char *)bytes, size);
	free(bytes);
	snprintf(list, sizeof(list), "%s/ENTRIES.tsv", folder);
	rows = read_whole_file(list, &size);
	rest = (struct slice){ (const char *)rows, size };
	while (slice_cut(&rest, '\n', &row)) {
		struct parsed *parsed;

		if (!is_row(row, &path, &feedparser, &sfeed))
			continue;
		snprintf(list, sizeof(list), "%s/%.*s", folder,
		    SLICE_FMT(path));
		bytes = read_whole_file(list, &size);
		ck_assert_msg(bytes != NULL, "%s", list);
		/* What is compressed crier inflates before it parses. */
		if (size > 2 && bytes[0] == 0x1f && bytes[1] == 0x8b) {
			free(bytes);
			continue;
		}
		parsed = parsed_bytes(bytes, size);
		if (parsed->outcome.entries != feedparser ||
		    parsed->outcome.entries != sfeed) {
			differences++;
			ck_assert_msg(is_listed(listed, path,
					  parsed->outcome.entries),
			    "%.*s: %u, others %lld and %lld", SLICE_FMT(path),
			    parsed->outcome.entries, (long long)feedparser,
			    (long long)sfeed);
		}
		parsed_free(parsed);
		free(bytes);
	}
	printf("%u differences, all of them listed\n", differences);
	ck_assert_uint_gt(differences, 0);
	free(rows);
	free(listed);
}
END_TEST

/* ---- both front ends -------------------------------------------------------- */

struct twins {
	unsigned sound, equal;
};

/* Tests run in a process each. */
static struct twins twins;

/* A sound feed in UTF-8; a control character in front of it sends it to the
 * loose pass, and must change nothing. */
static void
compare_passes(const char *path, const unsigned char *bytes, size_t size)
{
	struct parsed *sax = parsed_bytes(bytes, size), *loose;
	char *junk;

	if (sax->outcome.status != PARSE_OK || sax->outcome.recovered ||
	    size == 0 || bytes[0] != '<' ||
	    !slice_eq(parsed_get(sax, "encoding"), SLICE("utf-8"))) {
		parsed_free(sax);
		return;
	}
	junk = malloc(size + 1);
	ck_assert_ptr_nonnull(junk);
	junk[0] = '\x01';
	memcpy(junk + 1, bytes, size);
	loose = parsed_text((struct slice){ junk, size + 1 });
	twins.sound++;
	ck_assert(loose->outcome.recovered);
	if (slice_eq(buffer_slice(&sax->frames), buffer_slice(&loose->frames)))
		twins.equal++;
	else
		printf("%s differs\n", path);
	parsed_free(sax);
	parsed_free(loose);
	free(junk);
}

START_TEST(both_passes_give_the_same_document_of_sound_feeds)
{
	const char *path = corpus();

	if (path == NULL)
		return;
	visit_files(path, compare_passes);
	printf("%u of %u are equal\n", twins.equal, twins.sound);
	ck_assert_uint_gt(twins.sound, 0);
	ck_assert_uint_eq(twins.equal, twins.sound);
}
END_TEST

/* ---- what is no feed --------------------------------------------------------- */

static const struct {
	const char *text, *reason;
} strangers[] = {
	/* clang-format off */
	{ "", "not a feed: no element" },
	{ "  \n ", "not a feed: no element" },
	{ "just text", "not a feed: no element" },
	{ "<?xml version=\"1.0\"?>", "not a feed: no element" },
	{ "<html><head><title>x</title></head><body><p>y</p></body></html>", "not a feed: root element is html" },
	{ "<!DOCTYPE html><html><body><pre>&lt;rss&gt;&lt;/rss&gt;</pre></body></html>", "not a feed: root element is html" },
	{ "<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\"><url><loc>http://h.example/</loc></url></urlset>", "not a feed: root element is urlset" },
	{ "<opml version=\"2.0\"><body><outline text=\"x\"/></body></opml>", "not a feed: root element is opml" },
	{ "<kml><Placemark/></kml>", "not a feed: root element is kml" },
	{ "<rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\" xmlns:foaf=\"http://xmlns.com/foaf/0.1/\"><foaf:Person/></rdf:RDF>", "not a feed: root element is RDF" },
	{ "<CHANNEL HREF=\"http://h.example/\"><ITEM HREF=\"/1\"><TITLE>x</TITLE></ITEM></CHANNEL>", "not a feed: root element is CHANNEL" },
	{ "%PDF-1.4 x", "not a feed: no element" },
	/* clang-format on */
};

START_TEST(what_is_no_feed_is_named)
{
	struct parsed *parsed = parsed_text(slice_of(strangers[_i].text));

	ck_assert_msg(parsed->outcome.status == PARSE_NOT_A_FEED, "%s",
	    strangers[_i].text);
	ck_assert_str_eq(parsed->outcome.reason, strangers[_i].reason);
	ck_assert_uint_eq(parsed->document->size, 0);
	parsed_free(parsed);
}
END_TEST

START_TEST(an_empty_feed_is_a_feed)
{
	struct parsed *parsed = parsed_text(SLICE("<rss/>"));

	ck_assert_int_eq(parsed->outcome.status, PARSE_OK);
	ck_assert_uint_eq(parsed->outcome.entries, 0);
	ck_assert_str_eq(parsed->outcome.reason, "");
	parsed_free(parsed);
}
END_TEST

START_TEST(output_past_the_limit_fails)
{
	static const char text[] =
	    "<rss><channel><item><title>a long enough title</title></item>"
	    "</channel></rss>";
	struct parse_input input = {
		.body = { (const unsigned char *)text, sizeof(text) - 1 },
		.max_size = 1024,
	};
	struct parsed *parsed = parsed_with(&input);

	ck_assert_int_eq(parsed->outcome.status, PARSE_FAILED);
	ck_assert_uint_eq(parsed->document->size, 0);
	parsed_free(parsed);
}
END_TEST

START_TEST(what_http_says_counts)
{
	static const char text[] = "<rss><channel><item><title>caf\xE9</title>"
				   "<link>1</link></item></channel></rss>";
	struct parse_input input = {
		.body = { (const unsigned char *)text, sizeof(text) - 1 },
		.url = SLICE("http://h.example/old"),
		.content_type = SLICE("text/xml; charset=iso-8859-1"),
		.content_language = SLICE("fr, en"),
		.content_location = SLICE("/new/feed"),
		.html = PARSE_WIDE,
	};
	struct parsed *parsed = parsed_with(&input);

	ck_assert(
	    slice_eq(parsed_get(parsed, "0.title"), SLICE("caf\xC3\xA9")));
	ck_assert(slice_eq(parsed_get(parsed, "0.link"),
	    SLICE("http://h.example/new/1")));
	ck_assert(slice_eq(parsed_get(parsed, "language"), SLICE("fr")));
	ck_assert(
	    slice_eq(parsed_get(parsed, "encoding"), SLICE("windows-1252")));
	ck_assert(!parsed->outcome.recovered);
	parsed_free(parsed);
}
END_TEST

/* 256 entries a frame, and more than one of them. */
START_TEST(a_long_feed_comes_in_batches)
{
	struct buffer text;
	struct parsed *parsed;

	buffer_init(&text, MIB);
	buffer_append_string(&text, "<rss><channel>");
	for (int i = 0; i < 600; i++)
		buffer_append_format(&text,
		    "<item><title>number %d</title></item>", i);
	buffer_append_string(&text, "</channel></rss>");
	parsed = parsed_text(buffer_slice(&text));
	ck_assert_uint_eq(parsed->document->batch_count, 3);
	ck_assert_uint_eq(parsed->document->batches[0].count,
	    LIMIT_BATCH_ENTRIES);
	ck_assert(
	    slice_eq(parsed_get(parsed, "599.title"), SLICE("number 599")));
	parsed_free(parsed);
	buffer_finish(&text);
}
END_TEST

struct watched {
	size_t frames, taken_back, late;
};

static bool
watch_frame(void *arg, const void *frame, size_t size)
{
	struct watched *watched = arg;

	(void)size;
	if (frame == NULL) {
		watched->taken_back++;
		watched->late = watched->frames;
	} else {
		watched->frames++;
	}
	return true;
}

/* Batches go out while the document is read; where it breaks behind them they
 * are void, and what the second reading found comes whole. */
START_TEST(what_was_handed_on_is_taken_back_once)
{
	static const struct {
		const char *end;
		size_t taken_back;
	} rows[] = {
		{ "</channel></rss>", 0 },
		{ "<item><title>a & b</title></item></channel></rss>", 1 },
		{ "</channel></wrong>", 1 },
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct watched watched = { 0 };
		struct parse_outcome outcome;
		struct parse_input input = { .html = PARSE_FOR_STORE };
		struct parse_tables *tables;
		struct buffer text;
		struct error err;

		tables = parse_tables_open(&err);
		buffer_init(&text, MIB);
		buffer_append_string(&text, "<rss><channel>");
		for (int n = 0; n < 600; n++)
			buffer_append_format(&text,
			    "<item><title>number %d</title></item>", n);
		buffer_append_string(&text, rows[i].end);
		input.body = (struct bytes){ (const unsigned char *)text.ptr,
			text.len };
		parse_run(tables, &input, watch_frame, &watched, &outcome);
		ck_assert_int_eq(outcome.status, PARSE_OK);
		ck_assert_msg(watched.taken_back == rows[i].taken_back,
		    "%s: %zu", rows[i].end, watched.taken_back);
		if (rows[i].taken_back > 0)
			ck_assert_uint_ge(watched.late, 2);
		buffer_finish(&text);
		parse_tables_close(tables);
	}
}
END_TEST

Suite *parse_suite(void);

Suite *
parse_suite(void)
{
	Suite *suite = suite_create("parse");
	TCase *files = tcase_create("corpus");
	TCase *doors = tcase_create("front door");

	tcase_add_test(files, every_file_is_survived_at_every_level);
	tcase_add_test(files,
	    counts_are_those_of_other_readers_where_they_agree);
	tcase_add_test(files, differences_from_other_readers_are_listed);
	tcase_add_test(files,
	    both_passes_give_the_same_document_of_sound_feeds);
	tcase_set_timeout(files, 300);
	tcase_add_loop_test(doors, what_is_no_feed_is_named, 0,
	    ARRAY_LEN(strangers));
	tcase_add_test(doors, an_empty_feed_is_a_feed);
	tcase_add_test(doors, what_was_handed_on_is_taken_back_once);
	tcase_add_test(doors, output_past_the_limit_fails);
	tcase_add_test(doors, what_http_says_counts);
	tcase_add_test(doors, a_long_feed_comes_in_batches);
	suite_add_tcase(suite, doors);
	suite_add_tcase(suite, files);
	return suite;
}
