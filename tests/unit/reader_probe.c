#include "reader_probe.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

#include "frame_maker.h"
#include "limits.h"
#include "memory.h"
#include "reader/wire.h"

struct probe {
	const struct parse_input *input;
	parse_sink sink;
	void *sink_arg;
	struct parse_outcome *outcome;
};

/* ---- what no reader may do --------------------------------------------------- */

static void
probe_crash(struct probe *probe)
{
	(void)probe;
	__builtin_trap();
}

static void
probe_hang(struct probe *probe)
{
	for (volatile bool on = true; on;)
		(void)probe;
}

static void
probe_exit(struct probe *probe)
{
	(void)probe;
	_exit(7);
}

static void
probe_open(struct probe *probe)
{
	probe->outcome->entries = (uint32_t)open("/etc/passwd", O_RDONLY);
}

static void
probe_socket(struct probe *probe)
{
	probe->outcome->entries = (uint32_t)socket(AF_INET, SOCK_STREAM, 0);
}

static void
probe_execve(struct probe *probe)
{
	char *argv[] = { NULL };

	probe->outcome->entries = (uint32_t)execve("/bin/true", argv, argv);
}

static void
probe_fork(struct probe *probe)
{
	probe->outcome->entries = (uint32_t)fork();
}

static void
probe_print(struct probe *probe)
{
	probe->outcome->entries = (uint32_t)write(STDERR_FILENO, "x", 1);
}

static void
probe_read_other(struct probe *probe)
{
	char c;

	probe->outcome->entries = (uint32_t)read(STDIN_FILENO, &c, 1);
}

static void
probe_map_code(struct probe *probe)
{
	void *code = mmap(NULL, 4096, PROT_READ | PROT_WRITE | PROT_EXEC,
	    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	probe->outcome->entries = code != MAP_FAILED;
}

/* ---- what it may, within limits ---------------------------------------------- */

/* Takes memory until there is none, and says how much there was. */
static void
probe_memory(struct probe *probe)
{
	struct piece {
		struct piece *next;
	} *pieces = NULL, *piece;
	unsigned count = 0;

	while (count < 1024 && (piece = malloc(MIB)) != NULL) {
		memset(piece, 1, MIB);
		piece->next = pieces;
		pieces = piece;
		count++;
	}
	for (; pieces != NULL; pieces = piece) {
		piece = pieces->next;
		free(pieces);
	}
	probe->outcome->status = PARSE_FAILED;
	snprintf(probe->outcome->reason, sizeof(probe->outcome->reason), "%u",
	    count);
}

static void
send_frame(struct probe *probe, unsigned char *bytes, size_t size)
{
	if (!probe->sink(probe->sink_arg, bytes, size))
		probe->outcome->status = PARSE_FAILED;
	free(bytes);
}

static void
probe_document(struct probe *probe)
{
	unsigned char *bytes;
	size_t size;

	bytes = frame_complete_entries(&size);
	send_frame(probe, bytes, size);
	bytes = frame_complete_feed(&size);
	send_frame(probe, bytes, size);
	probe->outcome->entries = 2;
	probe->outcome->recovered = true;
}

/* A feed whose title, id, language and link are what the job said. */
static void
probe_echo(struct probe *probe)
{
	const struct slice texts[] = { probe->input->url,
		probe->input->content_type, probe->input->content_language,
		probe->input->content_location };
	struct frame_maker frame;
	struct doc_span spans[4] = { 0 };
	struct doc_feed *feed;
	unsigned char *bytes;
	size_t size;

	frame_begin(&frame, DOC_FRAME_FEED, 1, sizeof(*feed));
	for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
		char *text = slice_to_string(texts[i]);

		if (texts[i].ptr != NULL)
			spans[i] = frame_text(&frame, text);
		free(text);
	}
	feed = frame_at(&frame, sizeof(struct doc_frame_header));
	feed->title.value = spans[0];
	feed->id = spans[1];
	feed->language = spans[2];
	feed->link = spans[3];
	feed->ttl_minutes = probe->input->html;
	feed->update_frequency = probe->input->max_size;
	bytes = frame_end(&frame, &size);
	send_frame(probe, bytes, size);
}

/* As much as it has been given, in frames of a megabyte. */
static void
probe_large(struct probe *probe)
{
	for (size_t sum = 0; sum < probe->input->body.len; sum += MIB) {
		unsigned char *bytes = xcalloc(1, MIB);
		struct doc_frame_header header = {
			.magic = DOC_FRAME_MAGIC,
			.size = MIB,
			.kind = DOC_FRAME_ENTRIES,
			.count = 1,
			.first = sizeof(header),
		};

		memcpy(bytes, &header, sizeof(header));
		send_frame(probe, bytes, MIB);
		probe->outcome->entries++;
	}
	probe_echo(probe);
}

/* ---- lies --------------------------------------------------------------------- */

static void
probe_garbage(struct probe *probe)
{
	static const char garbage[] = "garbage garbage";

	probe->outcome->entries = (uint32_t)write(WIRE_FD, garbage,
	    sizeof(garbage));
}

static void
probe_miscount(struct probe *probe)
{
	probe_document(probe);
	probe->outcome->entries = 3;
}

static void
probe_no_feed(struct probe *probe)
{
	(void)probe; /* OK, it will say */
}

static void
probe_bad_frame(struct probe *probe)
{
	size_t size;
	unsigned char *bytes = frame_complete_feed(&size);

	bytes[size - 1] = 0xFF;
	send_frame(probe, bytes, size);
}

static void
probe_controls(struct probe *probe)
{
	probe->outcome->status = PARSE_REFUSED;
	snprintf(probe->outcome->reason, sizeof(probe->outcome->reason),
	    "a\x1b[31mb\nc\xff");
}

/* clang-format off */
static const struct {
	const char *word;
	void (*run)(struct probe *probe);
} probes[] = {
	{ "!crash", probe_crash },
	{ "!hang", probe_hang },
	{ "!exit", probe_exit },
	{ "!open", probe_open },
	{ "!socket", probe_socket },
	{ "!execve", probe_execve },
	{ "!fork", probe_fork },
	{ "!print", probe_print },
	{ "!read-other", probe_read_other },
	{ "!map-code", probe_map_code },
	{ "!memory", probe_memory },
	{ "!document", probe_document },
	{ "!echo", probe_echo },
	{ "!large", probe_large },
	{ "!garbage", probe_garbage },
	{ "!miscount", probe_miscount },
	{ "!no-feed", probe_no_feed },
	{ "!bad-frame", probe_bad_frame },
	{ "!controls", probe_controls },
};
/* clang-format on */

static void
probe_feed(struct parse_tables *tables, const struct parse_input *input,
    parse_sink sink, void *sink_arg, struct parse_outcome *outcome)
{
	struct slice body = { (const char *)input->body.ptr, input->body.len };
	struct probe probe = { input, sink, sink_arg, outcome };

	for (size_t i = 0; i < ARRAY_LEN(probes); i++)
		if (slice_has_prefix(body, slice_of(probes[i].word))) {
			*outcome = (struct parse_outcome){ .status = PARSE_OK };
			probes[i].run(&probe);
			return;
		}
	parse_run(tables, input, sink, sink_arg, outcome);
}

/* ---- lists -------------------------------------------------------------------- */

/* One feed of that URL, whatever it is. */
static void
probe_one(struct listing *listing, const char *url)
{
	struct listed_feed *feed = arena_alloc(&listing->arena, sizeof(*feed));

	feed->url = slice_of(url);
	listing->feeds = feed;
	listing->feed_count = 1;
}

/* What the job said, as titles of feeds. */
static void
probe_list_echo(const struct parse_input *input, struct listing *listing)
{
	struct listed_feed *feeds = arena_alloc_array(&listing->arena, 2,
	    sizeof(*feeds));

	feeds[0].url = feeds[1].url = input->url;
	feeds[0].title = input->link;
	feeds[1].title = input->content_type;
	listing->feeds = feeds;
	listing->feed_count = 2;
}

/* A document where a list was asked for. */
static void
probe_wrong_answer(void)
{
	size_t size;
	unsigned char *bytes = frame_complete_feed(&size);

	(void)wire_write(WIRE_FD, WIRE_DOCUMENT, bytes, (uint32_t)size);
	free(bytes);
}

/* Answers that crier must not believe, and what it must survive. */
static bool
probe_list(const struct parse_input *input, struct listing *listing,
    struct parse_outcome *outcome)
{
	struct slice body = { (const char *)input->body.ptr, input->body.len };
	struct probe probe = { input, NULL, NULL, outcome };

	*outcome = (struct parse_outcome){ .status = PARSE_OK };
	if (slice_eq(body, SLICE("!crash"))) {
		probe_crash(&probe);
	} else if (slice_eq(body, SLICE("!echo"))) {
		probe_list_echo(input, listing);
	} else if (slice_eq(body, SLICE("!bad-url"))) {
		probe_one(listing, "file:///etc/passwd");
	} else if (slice_eq(body, SLICE("!miscount"))) {
		probe_one(listing, "http://h.example/");
		outcome->entries = 2;
		return true;
	} else if (slice_eq(body, SLICE("!is-feed"))) {
		probe_one(listing, "http://h.example/");
		listing->is_feed = true;
	} else if (slice_eq(body, SLICE("!document"))) {
		probe_wrong_answer();
	} else {
		return false;
	}
	outcome->entries = (uint32_t)listing->feed_count;
	return true;
}

static void
probe_opml(struct parse_tables *tables, const struct parse_input *input,
    struct listing *listing, struct parse_outcome *outcome)
{
	if (!probe_list(input, listing, outcome))
		parse_opml_run(tables, input, listing, outcome);
}

static void
probe_links(struct parse_tables *tables, const struct parse_input *input,
    struct listing *listing, struct parse_outcome *outcome)
{
	if (!probe_list(input, listing, outcome))
		parse_links_run(tables, input, listing, outcome);
}

const struct role_parsers reader_probe_parsers = {
	.feed = probe_feed,
	.opml = probe_opml,
	.links = probe_links,
};

struct reader_request
reader_probe_request(const char *text)
{
	return (struct reader_request){
		.body = { (const unsigned char *)text, strlen(text) },
		.html = READER_WIDE,
	};
}
