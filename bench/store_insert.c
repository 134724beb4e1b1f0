/*
 * Storing articles against its floor: one thread that inserts the same texts
 * into a bare FTS5 table with the same tokenizer and settings, and nothing
 * else. Both in one run, so that the ratio means something on any machine:
 *     store_insert [articles [topics]]
 * The texts are made of a vocabulary with the frequencies of a language, the
 * same at every run.
 */
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "clock.h"
#include "limits.h"
#include "memory.h"
#include "store/connection.h"

#define VOCABULARY    60000
#define TEXT_BYTES    2500
#define TITLE_WORDS   9
#define FEED_ENTRIES  25
#define GROUP_ENTRIES 1500 /* about LIMIT_STORE_GROUP_BYTES of text */

/* ---- texts -------------------------------------------------------------------- */

struct vocabulary {
	char *texts[VOCABULARY]; /* owned */
	uint64_t state;
};

static uint32_t
random_next(struct vocabulary *words)
{
	words->state = words->state * 6364136223846793005U +
	    1442695040888963407U;
	return (uint32_t)(words->state >> 33);
}

static void
words_init(struct vocabulary *words)
{
	static const char *const syllables[] = { "ba", "con", "der", "est",
		"fi", "gra", "hol", "in", "jor", "ka", "lem", "mi", "no", "or",
		"pre", "qui", "ra", "sto", "ti", "un", "ver", "wa", "xi",
		"yo" };

	words->state = 1;
	for (size_t i = 0; i < VOCABULARY; i++) {
		char text[32] = "";

		for (size_t left = i + 1; left > 0;
		     left /= ARRAY_LEN(syllables))
			strcat(text, syllables[left % ARRAY_LEN(syllables)]);
		strcat(text, i % 7 == 0 ? "s" : "");
		words->texts[i] = xstrdup(text);
	}
}

/* The rank of a word falls as Zipf has it. */
static const char *
words_pick(struct vocabulary *words)
{
	double u = (random_next(words) + 1.0) / 2147483649.0;
	size_t rank = (size_t)pow(VOCABULARY, u);

	return words->texts[rank < VOCABULARY ? rank : VOCABULARY - 1];
}

static void
append_words(struct vocabulary *words, struct buffer *out, size_t bytes)
{
	size_t end = out->len + bytes, count = 0;

	while (out->len < end) {
		buffer_append_string(out, words_pick(words));
		buffer_append_string(out, ++count % 60 == 0 ? ".\n\n" : " ");
	}
}

/* ---- documents ------------------------------------------------------------------ */

struct frame {
	struct buffer bytes;
};

static struct doc_span
put(struct frame *frame, size_t from)
{
	return (struct doc_span){ (uint32_t)from,
		(uint32_t)(frame->bytes.len - from) };
}

static void
put_entry(struct frame *frame, struct vocabulary *words, size_t number,
    size_t at)
{
	struct doc_date none = { .at = DOC_NO_TIME };
	struct doc_entry entry = {
		.title.type = DOC_TEXT_PLAIN,
		.published = { .at = 1700000000 + (int64_t)number },
		.updated = none,
		.created = none,
		.expired = none,
		.validity_start = none,
		.validity_end = none,
		.comments_count = DOC_NO_NUMBER,
		.duration_s = DOC_NO_NUMBER,
	};
	struct buffer *out = &frame->bytes;
	size_t from = out->len;

	buffer_append_format(out, "https://bench.example/article/%zu", number);
	entry.id = entry.link = put(frame, from);
	from = out->len;
	append_words(words, out, TITLE_WORDS * 6);
	entry.title.value = put(frame, from);
	from = out->len;
	append_words(words, out, TEXT_BYTES);
	entry.content_plain = put(frame, from);
	memcpy(out->ptr + at, &entry, sizeof(entry));
}

static struct document *
make_document(struct vocabulary *words, size_t first)
{
	struct document *document = document_new();
	struct doc_frame_header header = {
		.magic = DOC_FRAME_MAGIC,
		.kind = DOC_FRAME_ENTRIES,
		.count = FEED_ENTRIES,
		.first = sizeof(header),
	};
	struct frame frame;
	struct error err;

	buffer_init(&frame.bytes, LIMIT_FRAME_BYTES);
	buffer_append_bytes(&frame.bytes, &header, sizeof(header));
	memset(buffer_room(&frame.bytes,
		   FEED_ENTRIES * sizeof(struct doc_entry)),
	    0, FEED_ENTRIES * sizeof(struct doc_entry));
	buffer_added(&frame.bytes, FEED_ENTRIES * sizeof(struct doc_entry));
	for (size_t i = 0; i < FEED_ENTRIES; i++)
		put_entry(&frame, words, first + i,
		    sizeof(header) + i * sizeof(struct doc_entry));
	header.size = (uint32_t)frame.bytes.len;
	memcpy(frame.bytes.ptr, &header, sizeof(header));
	if (!document_add(document, (unsigned char *)frame.bytes.ptr,
		frame.bytes.len, &err)) {
		fprintf(stderr, "%s\n", err.text);
		exit(EXIT_FAILURE);
	}
	return document;
}

/* ---- the two sides --------------------------------------------------------------- */

static void
must(bool ok, const struct error *err)
{
	if (ok)
		return;
	fprintf(stderr, "%s\n", err->text);
	exit(EXIT_FAILURE);
}

static struct store *
open_new(const char *folder, const char *name)
{
	struct store *store;
	struct error err;
	char path[200];

	snprintf(path, sizeof(path), "%s/%s/crier.db", folder, name);
	must(store_open_writer(&store, path, &err), &err);
	return store;
}

/* Streams of one article into the index alone. */
static void
insert_bare(struct store *store, const struct document *document, size_t index,
    int64_t id, struct arena *arena)
{
	struct article article = { .id = 0 };
	struct tokens *tokens;
	struct error err;

	arena_reset(arena);
	must(article_from_entry(document, index, arena, &article, &err), &err);
	tokens = tokens_make(&article, arena);
	must(index_change(store, INDEX_ADD, id, tokens, &err), &err);
}

struct times {
	int64_t bare_ms, tokens_ms, store_ms;
};

/* Tokenizing without inserting, to tell the two apart. */
static void
tokenize_only(const struct document *document, struct arena *arena,
    struct buffer *out)
{
	for (size_t i = 0; i < document->entry_count; i++) {
		struct article article = { .id = 0 };
		struct tokens *tokens;
		struct error err;

		arena_reset(arena);
		buffer_reset(out);
		must(article_from_entry(document, i, arena, &article, &err),
		    &err);
		tokens = tokens_make(&article, arena);
		for (int field = 0; field < TEXT_FIELDS; field++)
			tokens_stream(tokens, (enum text_field)field, out);
	}
}

struct bench {
	struct store *bare, *store;
	struct arena arena, names;
	struct buffer stream;
	struct feed *feeds;
	struct feed_state *states;
	struct topic *topics;
	size_t topic_count;
	struct topic_set *set;
	struct topic_scratch *scratch;
	struct times times;
};

static void
commit_group(struct store *store)
{
	struct error err;

	must(store_commit(store, &err), &err);
	must(store_begin(store, &err), &err);
}

static void
store_one(struct bench *bench, const struct document *document, size_t feed)
{
	struct fetch_result result = { .outcome = OUTCOME_MODIFIED };
	struct store_fetch fetch = {
		.feed = &bench->feeds[feed],
		.state = &bench->states[feed],
		.result = &result,
		.document = document,
		.topics = bench->set,
		.scratch = bench->scratch,
		.topic_definitions = bench->topics,
		.topic_count = bench->topic_count,
		.backlog_s = 14 * 86400,
		.now_at = 1800000000,
		.next_why = "interval",
	};
	struct store_counts counts;
	struct error err;

	must(store_commit_fetch(bench->store, &fetch, &counts, &err), &err);
}

static void
run(struct bench *bench, struct vocabulary *words, size_t feed_count)
{
	const struct clock *clock = clock_real();
	size_t number = 0, in_group = 0;
	struct error err;

	must(store_begin(bench->bare, &err), &err);
	must(store_begin(bench->store, &err), &err);
	for (size_t feed = 0; feed < feed_count; feed++) {
		struct document *document = make_document(words, number);
		bool last = feed + 1 == feed_count;
		int64_t marks[4];

		in_group += FEED_ENTRIES;
		marks[0] = clock_mono_ms(clock);
		tokenize_only(document, &bench->arena, &bench->stream);
		marks[1] = clock_mono_ms(clock);
		for (size_t i = 0; i < FEED_ENTRIES; i++)
			insert_bare(bench->bare, document, i,
			    (int64_t)(++number), &bench->arena);
		if (in_group >= GROUP_ENTRIES || last)
			commit_group(bench->bare);
		marks[2] = clock_mono_ms(clock);
		store_one(bench, document, feed);
		if (in_group >= GROUP_ENTRIES || last)
			commit_group(bench->store);
		marks[3] = clock_mono_ms(clock);
		if (in_group >= GROUP_ENTRIES)
			in_group = 0;
		bench->times.tokens_ms += marks[1] - marks[0];
		bench->times.bare_ms += marks[2] - marks[1];
		bench->times.store_ms += marks[3] - marks[2];
		document_free(document);
	}
}

static void
configure(struct bench *bench, struct vocabulary *words, size_t feed_count)
{
	struct topic_set_problem problem;
	struct error err;
	bool judge;

	bench->feeds = xcalloc(feed_count, sizeof(*bench->feeds));
	bench->states = xcalloc(feed_count, sizeof(*bench->states));
	bench->topics = xcalloc(bench->topic_count + 1, sizeof(*bench->topics));
	for (size_t i = 0; i < feed_count; i++) {
		bench->feeds[i].name = arena_format(&bench->names, "feed%zu",
		    i);
		bench->feeds[i].url = arena_format(&bench->names,
		    "https://bench.example/%zu", i);
	}
	/* Pairs of middling words: few articles have both. */
	for (size_t i = 0; i < bench->topic_count; i++) {
		bench->topics[i].name = arena_format(&bench->names, "topic%zu",
		    i);
		bench->topics[i].query = arena_format(&bench->names,
		    "\"%s\" AND \"%s\"", words->texts[1000 + i * 7],
		    words->texts[2000 + i * 11]);
	}
	bench->set = topic_set_build(bench->topics, bench->topic_count, NULL, 0,
	    NULL, 0, &problem);
	if (bench->set == NULL) {
		fprintf(stderr, "%s\n", problem.error.message);
		exit(EXIT_FAILURE);
	}
	bench->scratch = topic_scratch_new(bench->set);
	must(store_begin(bench->store, &err), &err);
	must(store_sync_feeds(bench->store, bench->feeds, feed_count, 1,
		 bench->states, &bench->names, &err),
	    &err);
	must(store_sync_topics(bench->store, bench->topics, bench->topic_count,
		 1, &judge, &err),
	    &err);
	must(store_commit(bench->store, &err), &err);
}

static void
report(const struct bench *bench, size_t articles)
{
	const struct times *times = &bench->times;
	int64_t insert_ms = times->bare_ms - times->tokens_ms;
	struct store_status status;
	struct error err;

	must(store_get_status(bench->store, 0, 0, &status, &err), &err);
	printf("articles %zu, topics %zu, kept %" PRId64 "\n", articles,
	    bench->topic_count, status.articles);
	printf("tokenizing           %8" PRId64 " ms\n", times->tokens_ms);
	printf("bare FTS5 insert     %8" PRId64 " ms (of it inserting %" PRId64
	       " ms)\n",
	    times->bare_ms, insert_ms);
	printf("store                %8" PRId64 " ms\n", times->store_ms);
	printf("ratio to the floor   %8.2f\n",
	    (double)times->store_ms / (double)times->bare_ms);
	printf("size of the database %8" PRId64 " MiB, %.2f times the texts\n",
	    status.size / (int64_t)MIB,
	    (double)status.size / ((double)articles * TEXT_BYTES));
}

int
main(int argc, char *argv[])
{
	char folder[] = "/tmp/crier-bench-XXXXXX", path[100];
	int64_t articles = 50000, topics = 0;
	static struct vocabulary words;
	struct bench bench = { 0 };
	size_t feed_count;

	if ((argc > 1 &&
		!slice_to_int64(slice_of(argv[1]), FEED_ENTRIES, 10000000,
		    &articles)) ||
	    (argc > 2 &&
		!slice_to_int64(slice_of(argv[2]), 0, 5000, &topics)) ||
	    mkdtemp(folder) == NULL || chdir(folder) != 0) {
		fprintf(stderr, "usage: store_insert [articles [topics]]\n");
		return EXIT_FAILURE;
	}
	snprintf(path, sizeof(path), "%s/bare", folder);
	if (mkdir(path, 0700) != 0)
		return EXIT_FAILURE;
	snprintf(path, sizeof(path), "%s/store", folder);
	if (mkdir(path, 0700) != 0)
		return EXIT_FAILURE;
	arena_init(&bench.arena, SIZE_MAX);
	arena_init(&bench.names, SIZE_MAX);
	buffer_init(&bench.stream, SIZE_MAX);
	words_init(&words);
	feed_count = (size_t)articles / FEED_ENTRIES;
	bench.topic_count = (size_t)topics;
	bench.bare = open_new(folder, "bare");
	bench.store = open_new(folder, "store");
	configure(&bench, &words, feed_count);
	run(&bench, &words, feed_count);
	report(&bench, feed_count * FEED_ENTRIES);
	printf("databases left in %s\n", folder);
	return EXIT_SUCCESS;
}
