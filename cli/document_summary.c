/*
 * The summary of crier parse: a line for each thing that a publisher or a user
 * who wonders about a feed asks first. Titles are cut to the terminal; in a
 * pipe they are whole.
 */
#include "cli/document_summary.h"

#include <assert.h>

#include "clock.h"
#include "limits.h"
#include "utf8.h"

#define TITLES      5  /* of the first entries: enough to know the feed again */
#define LABEL_WIDTH 11 /* columns */
#define DATE_WIDTH  12

struct summary {
	const struct document *document;
	const struct terminal *terminal;
	struct buffer *out;
};

/* What entries lack, counted. */
struct gaps {
	size_t titles, links, dates, unreadable;
};

static void
begin_line(const struct summary *summary, const char *label)
{
	struct buffer cell;

	buffer_init(&cell, LIMIT_COLUMNS);
	terminal_cell(slice_of(label), LABEL_WIDTH, ALIGN_LEFT, &cell);
	terminal_paint(summary->terminal, PAINT_DIM, buffer_slice(&cell),
	    summary->out);
	buffer_finish(&cell);
}

/* The rest of a line, of which used columns are taken. */
static void
end_line(const struct summary *summary, struct slice text, int used)
{
	struct slice shown;
	struct buffer safe;

	buffer_init(&safe, LIMIT_STORED_TEXT);
	utf8_for_terminal(text, UTF8_ONE_LINE, &safe);
	shown = buffer_slice(&safe);
	if (summary->terminal->is_terminal &&
	    utf8_width(shown) > summary->terminal->width - used)
		terminal_cell(text, summary->terminal->width - used, ALIGN_LEFT,
		    summary->out);
	else
		buffer_append(summary->out, shown);
	buffer_append_char(summary->out, '\n');
	buffer_finish(&safe);
}

/* A line, where there is anything to say. */
static void
write_line(const struct summary *summary, const char *label, struct slice text)
{
	if (slice_is_empty(text))
		return;
	begin_line(summary, label);
	end_line(summary, text, LABEL_WIDTH);
}

static void
write_format(const struct summary *summary, const struct doc_feed *feed)
{
	struct slice encoding = doc_slice(&summary->document->feed,
	    feed->encoding);
	struct buffer text;

	buffer_init(&text, LIMIT_HEADER_VALUE);
	buffer_append_string(&text, doc_format_name(feed->format));
	if (!slice_is_empty(encoding)) {
		buffer_append_string(&text, ", ");
		buffer_append(&text, encoding);
	}
	write_line(summary, "format", buffer_slice(&text));
	buffer_finish(&text);
}

static struct gaps
count_gaps(const struct document *document)
{
	struct gaps gaps = { 0 };

	for (size_t i = 0; i < document->entry_count; i++) {
		const struct doc_batch *batch;
		const struct doc_entry *entry = document_entry(document, i,
		    &batch);

		gaps.titles += entry->title.value.at == 0;
		gaps.links += entry->link.at == 0;
		gaps.dates += entry->published.at == DOC_NO_TIME &&
		    entry->updated.at == DOC_NO_TIME;
		gaps.unreadable += entry->published.raw.at != 0 ||
		    entry->updated.raw.at != 0;
	}
	return gaps;
}

/* ", 3 without a date". */
static void
append_gap(struct buffer *out, size_t count, const char *what)
{
	if (count > 0)
		buffer_append_format(out, ", %zu %s", count, what);
}

static void
write_entries(const struct summary *summary)
{
	struct gaps gaps = count_gaps(summary->document);
	struct buffer text;

	buffer_init(&text, LIMIT_HEADER_VALUE);
	buffer_append_format(&text, "%zu", summary->document->entry_count);
	append_gap(&text, gaps.titles, "without a title");
	append_gap(&text, gaps.links, "without a link");
	append_gap(&text, gaps.dates, "without a date");
	append_gap(&text, gaps.unreadable, "with a date that cannot be read");
	write_line(summary, "entries", buffer_slice(&text));
	buffer_finish(&text);
}

static void
write_repairs(const struct summary *summary)
{
	const struct document *document = summary->document;
	const char *text = "none";

	if (document->recovered && document->truncated)
		text = "the syntax was mended; the end is missing";
	else if (document->truncated)
		text = "the end is missing";
	else if (document->recovered)
		text = "the syntax was mended";
	write_line(summary, "repairs", slice_of(text));
}

static struct slice
date_text(const struct doc_entry *entry, char text[21])
{
	int64_t at = entry->published.at != DOC_NO_TIME ? entry->published.at
							: entry->updated.at;

	if (at == DOC_NO_TIME)
		return SLICE("-");
	/* The day is enough to know an entry by. */
	return slice_sub(slice_of(clock_format_utc(at, text)), 0, 10);
}

static void
write_titles(const struct summary *summary)
{
	const struct document *document = summary->document;
	size_t count = document->entry_count < TITLES ? document->entry_count
						      : TITLES;

	for (size_t i = 0; i < count; i++) {
		const struct doc_batch *batch;
		const struct doc_entry *entry = document_entry(document, i,
		    &batch);
		struct slice title = doc_slice(batch, entry->title.value);
		char text[21];

		begin_line(summary, i == 0 ? "first" : "");
		terminal_cell(date_text(entry, text), DATE_WIDTH, ALIGN_LEFT,
		    summary->out);
		end_line(summary,
		    slice_is_empty(title) ? SLICE("(no title)") : title,
		    LABEL_WIDTH + DATE_WIDTH);
	}
}

void
document_summary_write(const struct document *document,
    const struct terminal *terminal, struct buffer *out)
{
	struct summary summary = { document, terminal, out };
	const struct doc_feed *feed = document_feed(document);
	const struct doc_batch *batch = &document->feed;

	assert(feed != NULL);
	write_format(&summary, feed);
	write_line(&summary, "title", doc_slice(batch, feed->title.value));
	write_line(&summary, "link", doc_slice(batch, feed->link));
	write_line(&summary, "language", doc_slice(batch, feed->language));
	write_entries(&summary);
	write_repairs(&summary);
	write_titles(&summary);
}
