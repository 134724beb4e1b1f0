#include "rows_fixture.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "cli/queries.h"
#include "cli_fixture.h"
#include "compiler.h"
#include "limits.h"
#include "memory.h"

static const struct article_person authors[] = {
	{ SLICE_INIT("Kim \"Boat\" Lee"), SLICE_INIT("kim@h.example"),
	    SLICE_INIT("https://h.example/kim") },
	{ { NULL, 0 }, SLICE_INIT("desk@h.example"), { NULL, 0 } },
};
static const struct slice topics[] = {
	SLICE_INIT("boats"),
	SLICE_INIT("harbours"),
};
static const struct slice labels[] = { SLICE_INIT("x") };
static const struct article_enclosure enclosures[] = {
	{ SLICE_INIT("https://h.example/a.mp3"), SLICE_INIT("audio/mpeg"), 5 },
};
static const struct article_copy copies[] = {
	{ 9, SLICE_INIT("other"), SLICE_INIT("https://o.example/9") },
};

const struct article rows_articles[ROWS_COUNT] = {
	{
	    .id = 1,
	    .uid = SLICE_INIT("abcdefghijklmnopqrstuvwxyz"),
	    .identity = SLICE_INIT("1"),
	    .url = SLICE_INIT("https://h.example/?a=1&b=2"),
	    .title = SLICE_INIT("北朝鮮 <boat> & \"sail\""),
	    .language = SLICE_INIT("ja"),
	    .summary = SLICE_INIT("A summary."),
	    .text = SLICE_INIT("The text\nin lines."),
	    .authors = authors,
	    .author_count = ARRAY_LEN(authors),
	    .categories = labels,
	    .category_count = 1,
	    .enclosures = enclosures,
	    .enclosure_count = 1,
	    .published_at = ROWS_NOW - 3 * 3600,
	    .updated_at = ROWS_NOW - 3600,
	    .first_seen_at = ROWS_NOW - 60,
	    .feed_name = SLICE_INIT("harbour"),
	    .feed_title = SLICE_INIT("The Harbour"),
	    .feed_url = SLICE_INIT("https://h.example/feed"),
	    .topics = topics,
	    .topic_count = ARRAY_LEN(topics),
	    .labels = labels,
	    .label_count = 1,
	    .also_in = copies,
	    .also_in_count = 1,
	    .story = 7,
	    .revision = 2,
	    .unread = true,
	    .starred = true,
	},
	{
	    .id = 22,
	    .uid = SLICE_INIT("22"),
	    .title = SLICE_INIT("\x1b[2J a\tb\nc\\ \xE2\x80\xAE"
				"d \xFF \xC2\x9B"),
	    .first_seen_at = ROWS_NOW - 3 * 86400,
	    .feed_name = SLICE_INIT("evil\x1b"),
	    .topics = topics,
	    .topic_count = 1,
	    .revision = 1,
	},
	{ .id = 333, .first_seen_at = ROWS_NOW, .revision = 1 },
};

struct printing {
	struct cli cli;
	struct fake_clock clock;
	char text[400];
	char *words[16];
	int count;
};

static const struct command command = {
	.name = "list",
	.arguments = "[QUERY]",
	.options = list_options,
};

static void
prepare(struct printing *printing, const char *words)
{
	char *word, *rest;
	struct error err;

	setenv("TZ", "UTC", 1);
	tzset();
	if (getenv("COLUMNS") == NULL)
		setenv("COLUMNS", "80", 1);
	*printing = (struct printing){ .count = 0 };
	fake_clock_init(&printing->clock, ROWS_NOW);
	printing->cli.command = &command;
	printing->cli.clock = &printing->clock.clock;
	arena_init(&printing->cli.arena, MIB);
	snprintf(printing->text, sizeof(printing->text), "%s", words);
	for (word = strtok_r(printing->text, "|", &rest); word != NULL;
	     word = strtok_r(NULL, "|", &rest))
		printing->words[printing->count++] = word;
	ck_assert(options_parse(&command, printing->count, printing->words,
	    &printing->cli.options, &err));
}

static int
print(struct printing *printing, const struct row_kind *kind, const void *rows,
    size_t count, struct error *err)
{
	struct output output;

	if (!output_begin(&output, &printing->cli, kind, err))
		return -1;
	for (size_t i = 0; i < count; i++)
		if (!output_row(&output, (const char *)rows + i * kind->size))
			break;
	return output_end(&output, err);
}

char *
rows_print(const struct row_kind *kind, const void *rows, size_t count,
    const char *words, int *code, struct error *err)
{
	struct printing printing;
	struct printed printed;
	char *out;

	prepare(&printing, words);
	printed_begin(&printed);
	*code = print(&printing, kind, rows, count, err);
	printed_end(&printed);
	ck_assert_str_eq(printed.err, "");
	out = xstrdup(printed.out);
	printed_finish(&printed);
	options_finish(&printing.cli.options);
	arena_finish(&printing.cli.arena);
	return out;
}
