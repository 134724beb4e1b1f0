/*
 * Parsing against its floor, libxml2's SAX2 with empty callbacks, and against
 * sfeed and feedparser where they are installed; all on the same bytes in one
 * run, so that the ratios mean something on any machine:
 *     parse [megabytes [kind]]
 * "reader" is what crierd does: the sandboxed process and its pipe, texts
 * decoded, HTML cleaned, plain text made. "raw" leaves HTML as it is. Times are
 * the best of three.
 */
#include <event2/event.h>
#include <fcntl.h>
#include <libxml/parser.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "buffer.h"
#include "clock.h"
#include "limits.h"
#include "parse.h"
#include "reader.h"

#define ROUNDS     3
#define CHUNK      (64 * KIB)
#define PATH_BYTES 64
#define ANY_SIZE   1000000

/* ---- feeds ---------------------------------------------------------------------- */

/* A tag in some 43 bytes, as in the feeds of newspapers and weblogs. */
static const char paragraph[] =
    "<p>The harbour of <a href=\"https://example.org/%d\">Port %d</a> was "
    "closed <b>for hours</b> on Monday, after a freighter had lost %d "
    "containers &amp; much of its oil. \"It could have been worse\", said "
    "the master; nobody was hurt. The coast guard expects that the fairway "
    "will be open again by the end of the week, if the wind stays in the "
    "west; fishermen may not leave before the oil has been taken up, and "
    "have been promised a day's pay for each day that they lie idle.</p>\n"
    "<ul><li>first</li><li>second one"
    "</li></ul><img src=\"/i/%d.jpg\" alt=\"the harbour\">";

static void
append_html(struct buffer *out, int number)
{
	for (int i = 0; i < 6; i++)
		buffer_append_format(out, paragraph, number, i, number + i, i);
}

static void
append_escaped(struct buffer *out, struct slice text)
{
	for (size_t i = 0; i < text.len; i++)
		switch (text.ptr[i]) {
		case '<':
			buffer_append_string(out, "&lt;");
			break;
		case '>':
			buffer_append_string(out, "&gt;");
			break;
		case '&':
			buffer_append_string(out, "&amp;");
			break;
		default:
			buffer_append_char(out, text.ptr[i]);
		}
}

static void
append_rss(struct buffer *out, int number, struct slice html, bool cdata)
{
	buffer_append_format(out,
	    "<item><title>Harbour closed for the %d. time</title>"
	    "<link>https://example.org/%d</link><guid>%d</guid>"
	    "<pubDate>Mon, 02 Nov 2026 10:00:00 GMT</pubDate>"
	    "<category>sea</category><description>",
	    number, number, number);
	if (cdata)
		buffer_append_format(out, "<![CDATA[%.*s]]>", SLICE_FMT(html));
	else
		append_escaped(out, html);
	buffer_append_string(out, "</description></item>\n");
}

static void
append_atom(struct buffer *out, int number, struct slice html)
{
	buffer_append_format(out,
	    "<entry><title>Harbour closed for the %d. time</title>"
	    "<link href=\"https://example.org/%d\"/><id>urn:x:%d</id>"
	    "<updated>2026-11-02T10:00:00Z</updated>"
	    "<author><name>A. Sailor</name></author><content type=\"html\">",
	    number, number, number);
	append_escaped(out, html);
	buffer_append_string(out, "</content></entry>\n");
}

enum kind {
	KIND_RSS_CDATA,
	KIND_RSS_ESCAPED,
	KIND_ATOM,
	KIND_COUNT
};
static const char *const kind_names[] = { "rss-cdata", "rss-escaped", "atom" };

static struct slice
make_feed(enum kind kind, size_t size, struct buffer *out)
{
	static const char *const begins[] = {
		"<?xml version=\"1.0\"?><rss version=\"2.0\"><channel>"
		"<title>Harbour</title><link>https://example.org/</link>\n",
		"<?xml version=\"1.0\"?><rss version=\"2.0\"><channel>"
		"<title>Harbour</title><link>https://example.org/</link>\n",
		"<?xml version=\"1.0\"?><feed "
		"xmlns=\"http://www.w3.org/2005/Atom\"><title>Harbour</title>"
		"<id>urn:x</id><updated>2026-11-02T10:00:00Z</updated>\n",
	};
	static const char *const ends[] = { "</channel></rss>\n",
		"</channel></rss>\n", "</feed>\n" };
	struct buffer html;

	buffer_append_string(out, begins[kind]);
	buffer_init(&html, MIB);
	for (int i = 0; buffer_slice(out).len < size; i++) {
		buffer_reset(&html);
		append_html(&html, i);
		if (kind == KIND_ATOM)
			append_atom(out, i, buffer_slice(&html));
		else
			append_rss(out, i, buffer_slice(&html),
			    kind == KIND_RSS_CDATA);
	}
	buffer_finish(&html);
	buffer_append_string(out, ends[kind]);
	return buffer_slice(out);
}

/* ---- runners --------------------------------------------------------------------- */

struct job {
	struct parse_tables *tables;
	struct event_base *base;
	struct reader_pool *pool; /* of one reader, which is warm */
	struct slice feed;
	const char *path; /* of a file that holds it */
	char note[120];   /* why it could not be done */
};

static void
ignore_element(void *ctx, const xmlChar *name, const xmlChar *prefix,
    const xmlChar *uri, int namespace_count, const xmlChar **namespaces,
    int attribute_count, int defaulted, const xmlChar **attributes)
{
	(void)ctx, (void)name, (void)prefix, (void)uri, (void)namespace_count;
	(void)namespaces, (void)attribute_count, (void)defaulted;
	(void)attributes;
}

static void
ignore_end(void *ctx, const xmlChar *name, const xmlChar *prefix,
    const xmlChar *uri)
{
	(void)ctx, (void)name, (void)prefix, (void)uri;
}

static void
ignore_text(void *ctx, const xmlChar *text, int len)
{
	(void)ctx, (void)text, (void)len;
}

static bool
run_floor(struct job *job)
{
	xmlSAXHandler handler = {
		.initialized = XML_SAX2_MAGIC,
		.startElementNs = ignore_element,
		.endElementNs = ignore_end,
		.characters = ignore_text,
		.cdataBlock = ignore_text,
	};
	xmlParserCtxtPtr ctxt = xmlCreatePushParserCtxt(&handler, NULL, NULL, 0,
	    NULL);
	bool ok;

	xmlCtxtUseOptions(ctxt, XML_PARSE_HUGE);
	for (size_t at = 0; at < job->feed.len; at += CHUNK) {
		struct slice part = slice_sub(job->feed, at, CHUNK);

		xmlParseChunk(ctxt, part.ptr, (int)part.len, 0);
	}
	xmlParseChunk(ctxt, NULL, 0, 1);
	ok = ctxt->wellFormed != 0;
	xmlFreeParserCtxt(ctxt);
	return ok;
}

static bool
count_frame(void *arg, const void *frame, size_t size)
{
	size_t *total = arg;

	*total = frame == NULL ? 0 : *total + size;
	return true;
}

static bool
run_raw(struct job *job)
{
	struct parse_input input = {
		.body = { (const unsigned char *)job->feed.ptr, job->feed.len },
		.html = PARSE_RAW,
		.max_size = UINT32_MAX,
	};
	struct parse_outcome outcome;
	size_t size = 0;

	parse_run(job->tables, &input, count_frame, &size, &outcome);
	snprintf(job->note, sizeof(job->note), "%s", outcome.reason);
	return outcome.status == PARSE_OK;
}

static void
take_result(struct reader_result *result, void *arg)
{
	struct reader_result *kept = arg;

	*kept = *result;
}

static bool
run_reader(struct job *job)
{
	struct reader_request request = {
		.body = { (const unsigned char *)job->feed.ptr, job->feed.len },
		.html = READER_FOR_STORE,
		.max_output = 4 * (int64_t)job->feed.len + (int64_t)MIB,
		.wall_ms = LIMIT_READER_WALL_MAX_MS,
	};
	struct reader_result result = { .status = READER_UNAVAILABLE };
	bool ok;

	reader_start(job->pool, &request, take_result, &result);
	while (result.status == READER_UNAVAILABLE && result.reason[0] == '\0')
		event_base_loop(job->base, EVLOOP_ONCE);
	ok = result.status == READER_OK;
	if (ok)
		document_free(result.document);
	snprintf(job->note, sizeof(job->note), "%.100s", result.reason);
	return ok;
}

/* A peer that reads the file on standard input. */
static bool
run_peer(struct job *job, char *const argv[])
{
	pid_t child = fork();
	int status, in, out;

	if (child == 0) {
		in = open(job->path, O_RDONLY);
		out = open("/dev/null", O_WRONLY);
		if (in < 0 || out < 0 || dup2(in, 0) < 0 || dup2(out, 1) < 0 ||
		    dup2(out, 2) < 0)
			_exit(127);
		execvp(argv[0], argv);
		_exit(127);
	}
	snprintf(job->note, sizeof(job->note), "not installed");
	return child > 0 && waitpid(child, &status, 0) == child &&
	    WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

static bool
run_sfeed(struct job *job)
{
	char *const argv[] = { (char[]){ "sfeed" }, NULL };

	return run_peer(job, argv);
}

static bool
run_feedparser(struct job *job)
{
	char *const argv[] = { (char[]){ "python3" }, (char[]){ "-c" },
		(char[]){ "import sys, feedparser; "
			  "feedparser.parse(sys.stdin.buffer.read())" },
		NULL };

	return run_peer(job, argv);
}

static const struct runner {
	const char *name;
	bool (*run)(struct job *job);
	int rounds;
	size_t most; /* megabytes; a slow peer is spared the rest */
} runners[] = {
	{ "libxml2 SAX2", run_floor, ROUNDS, ANY_SIZE },
	{ "crier raw", run_raw, ROUNDS, ANY_SIZE },
	{ "crier reader", run_reader, ROUNDS, ANY_SIZE },
	{ "sfeed", run_sfeed, ROUNDS, ANY_SIZE },
	{ "feedparser", run_feedparser, 1, 20 },
};

/* ---- measuring ------------------------------------------------------------------------ */

static void
measure(const struct runner *runner, struct job *job, double *floor_ms)
{
	int64_t best = INT64_MAX;

	if (job->feed.len > runner->most * 1000 * 1000 + MIB) {
		printf("  %-14s left out at this size\n", runner->name);
		return;
	}
	for (int i = 0; i < runner->rounds; i++) {
		int64_t from = clock_mono_ms(clock_real()), took;

		job->note[0] = '\0';
		if (!runner->run(job)) {
			printf("  %-14s %s\n", runner->name, job->note);
			return;
		}
		took = clock_mono_ms(clock_real()) - from;
		best = took < best ? took : best;
	}
	if (*floor_ms == 0)
		*floor_ms = (double)best;
	printf("  %-14s %7lld ms %7.0f MB/s %8.2f times the floor\n",
	    runner->name, (long long)best,
	    (double)job->feed.len / 1000 / (double)(best == 0 ? 1 : best),
	    (double)best / *floor_ms);
}

static void
measure_kind(enum kind kind, size_t size, struct job *job)
{
	char path[PATH_BYTES] = "/tmp/crier-bench-XXXXXX";
	struct buffer feed;
	double floor_ms = 0;
	int fd = mkstemp(path);

	buffer_init(&feed, 2 * size + MIB);
	job->path = path;
	job->feed = make_feed(kind, size, &feed);
	if (fd < 0 ||
	    write(fd, job->feed.ptr, job->feed.len) != (ssize_t)job->feed.len) {
		perror(path);
		exit(EXIT_FAILURE);
	}
	close(fd);
	printf("%s, %zu bytes\n", kind_names[kind], job->feed.len);
	for (size_t i = 0; i < sizeof(runners) / sizeof(runners[0]); i++)
		measure(&runners[i], job, &floor_ms);
	unlink(path);
	buffer_finish(&feed);
}

int
main(int argc, char *argv[])
{
	size_t megabytes = argc > 1 ? strtoul(argv[1], NULL, 10) : 19;
	struct job job = { .base = NULL };
	struct error err;

	if (reader_role_asked(argc, argv))
		return reader_role_main();
	job.base = event_base_new();
	job.tables = parse_tables_open(&err);
	job.pool = reader_pool_new(job.base, 1, SANDBOX_BEST_EFFORT, &err);
	if (job.tables == NULL || job.pool == NULL) {
		fprintf(stderr, "%s\n", err.text);
		return EXIT_FAILURE;
	}
	for (int kind = 0; kind < KIND_COUNT; kind++)
		if (argc < 3 || strcmp(argv[2], kind_names[kind]) == 0)
			measure_kind((enum kind)kind, megabytes * 1000 * 1000,
			    &job);
	reader_pool_free(job.pool);
	event_base_free(job.base);
	parse_tables_close(job.tables);
	return EXIT_SUCCESS;
}
