#include "frame_maker.h"

#include <assert.h>
#include <check.h>
#include <stdlib.h>

#include "compiler.h"
#include "limits.h"
#include "memory.h"

#define ROOM (64U * KIB)

void
frame_begin(struct frame_maker *frame, enum doc_frame_kind kind, uint32_t count,
    uint32_t size)
{
	struct doc_frame_header header = {
		.magic = DOC_FRAME_MAGIC,
		.kind = kind,
		.count = count,
		.first = sizeof(header),
	};

	*frame = (struct frame_maker){ xcalloc(1, ROOM), 0, ROOM };
	frame_put(frame, &header, sizeof(header));
	frame->len += count * size;
	assert(frame->len <= frame->cap);
}

uint32_t
frame_put(struct frame_maker *frame, const void *object, uint32_t size)
{
	uint32_t at = (frame->len + 7) & ~7U;

	assert(at + size <= frame->cap);
	memcpy(frame->bytes + at, object, size);
	frame->len = at + size;
	return at;
}

struct doc_span
frame_text(struct frame_maker *frame, const char *text)
{
	uint32_t len = (uint32_t)strlen(text);

	return (struct doc_span){ frame_put(frame, text, len), len };
}

struct doc_list
frame_list(struct frame_maker *frame, const void *objects, uint32_t count,
    uint32_t size)
{
	return (
	    struct doc_list){ frame_put(frame, objects, count * size), count };
}

void *
frame_at(struct frame_maker *frame, uint32_t at)
{
	return frame->bytes + at;
}

unsigned char *
frame_end(struct frame_maker *frame, size_t *size)
{
	struct doc_frame_header *header = frame_at(frame, 0);
	unsigned char *exact = xcalloc(1, frame->len);

	/* An exact allocation, so that a sanitizer sees a read past it. */
	header->size = frame->len;
	memcpy(exact, frame->bytes, frame->len);
	free(frame->bytes);
	*size = frame->len;
	*frame = (struct frame_maker){ 0 };
	return exact;
}

static struct doc_text
make_text(struct frame_maker *frame, const char *value, uint32_t type)
{
	return (struct doc_text){
		.value = frame_text(frame, value),
		.media_type = type == DOC_TEXT_OTHER
		    ? frame_text(frame, "text/x-tide")
		    : (struct doc_span){ 0, 0 },
		.lang = frame_text(frame, "cy"),
		.base = frame_text(frame, "http://h.example/base/"),
		.type = type,
	};
}

static struct doc_date
make_date(int64_t at)
{
	return (struct doc_date){ .at = at };
}

static struct doc_person
make_person(struct frame_maker *frame, const char *name)
{
	return (struct doc_person){
		.name = frame_text(frame, name),
		.email = frame_text(frame, "ann@h.example"),
		.url = frame_text(frame, "http://h.example/ann"),
	};
}

static struct doc_list
make_persons(struct frame_maker *frame, const char *name)
{
	struct doc_person persons[] = {
		make_person(frame, name),
		{ .name = frame_text(frame, "Bo") },
	};

	return frame_list(frame, persons, 2, sizeof(persons[0]));
}

static struct doc_list
make_categories(struct frame_maker *frame)
{
	struct doc_category categories[] = {
		{ frame_text(frame, "sea"), frame_text(frame, "urn:s"),
		    frame_text(frame, "The Sea") },
		{ .term = frame_text(frame, "wind") },
	};

	return frame_list(frame, categories, 2, sizeof(categories[0]));
}

static struct doc_list
make_links(struct frame_maker *frame)
{
	struct doc_link link = {
		.rel = frame_text(frame, "alternate"),
		.href = frame_text(frame, "http://h.example/"),
		.type = frame_text(frame, "text/html"),
		.hreflang = frame_text(frame, "en"),
		.title = frame_text(frame, "A page"),
		.length = frame_text(frame, "12"),
	};

	return frame_list(frame, &link, 1, sizeof(link));
}

static struct doc_image
make_image(struct frame_maker *frame)
{
	return (struct doc_image){
		.url = frame_text(frame, "http://h.example/i.png"),
		.title = frame_text(frame, "Image"),
		.link = frame_text(frame, "http://h.example/i"),
		.width = frame_text(frame, "88"),
		.height = frame_text(frame, "31"),
		.description = frame_text(frame, "An image"),
	};
}

/* {"name": "<key>", "n": 1.5, "yes": true, "no": false, "none": null,
 * "list": ["a", {"b": "c"}]} */
static struct doc_list
make_value(struct frame_maker *frame, const char *key)
{
	struct doc_value inner = {
		.key = frame_text(frame, "b"),
		.text = frame_text(frame, "c"),
		.kind = DOC_VALUE_TEXT,
	};
	struct doc_value items[] = {
		{ .text = frame_text(frame, "a"), .kind = DOC_VALUE_TEXT },
		{ .children = frame_list(frame, &inner, 1, sizeof(inner)),
		    .kind = DOC_VALUE_OBJECT },
	};
	struct doc_value members[] = {
		{ .key = frame_text(frame, "name"),
		    .text = frame_text(frame, key),
		    .kind = DOC_VALUE_TEXT },
		{ .key = frame_text(frame, "n"),
		    .text = frame_text(frame, "1.5"),
		    .kind = DOC_VALUE_NUMBER },
		{ .key = frame_text(frame, "yes"), .kind = DOC_VALUE_TRUE },
		{ .key = frame_text(frame, "no"), .kind = DOC_VALUE_FALSE },
		{ .key = frame_text(frame, "none"), .kind = DOC_VALUE_NULL },
		{ .key = frame_text(frame, "list"),
		    .children = frame_list(frame, items, 2, sizeof(items[0])),
		    .kind = DOC_VALUE_LIST },
	};
	struct doc_value root = {
		.children = frame_list(frame, members, ARRAY_LEN(members),
		    sizeof(members[0])),
		.kind = DOC_VALUE_OBJECT,
	};

	return frame_list(frame, &root, 1, sizeof(root));
}

/* {"domain": "<text>", "port": "80"} */
static struct doc_list
make_strings(struct frame_maker *frame, const char *text)
{
	struct doc_value members[] = {
		{ .key = frame_text(frame, "domain"),
		    .text = frame_text(frame, text),
		    .kind = DOC_VALUE_TEXT },
		{ .key = frame_text(frame, "port"),
		    .text = frame_text(frame, "80"),
		    .kind = DOC_VALUE_TEXT },
	};
	struct doc_value root = {
		.children = frame_list(frame, members, ARRAY_LEN(members),
		    sizeof(members[0])),
		.kind = DOC_VALUE_OBJECT,
	};

	return frame_list(frame, &root, 1, sizeof(root));
}

static void
fill_feed_texts(struct frame_maker *frame, struct doc_feed *feed)
{
	feed->variant = frame_text(frame, "atom10");
	feed->encoding = frame_text(frame, "utf-8");
	feed->id = frame_text(frame, "urn:feed");
	feed->link = frame_text(frame, "http://h.example/");
	feed->language = frame_text(frame, "en-gb");
	feed->icon = frame_text(frame, "http://h.example/icon");
	feed->logo = frame_text(frame, "http://h.example/logo");
	feed->docs = frame_text(frame, "http://h.example/docs");
	feed->rating = frame_text(frame, "(PICS)");
	feed->newlocation = frame_text(frame, "http://h.example/new");
	feed->errorreportsto = frame_text(frame, "mailto:e@h.example");
	feed->license = frame_text(frame, "http://h.example/by");
	feed->title = make_text(frame, "Harbour", DOC_TEXT_PLAIN);
	feed->description = make_text(frame, "<b>Harbour</b>", DOC_TEXT_HTML);
	feed->info = make_text(frame, "Info", DOC_TEXT_XHTML);
	feed->rights = make_text(frame, "Rights", DOC_TEXT_PLAIN);
	feed->update_period = frame_text(frame, "daily");
}

static void
fill_feed_lists(struct frame_maker *frame, struct doc_feed *feed)
{
	uint64_t hours[] = { 0, 23 };
	struct doc_span days[] = { frame_text(frame, "Monday"),
		frame_text(frame, "Sunday") };
	struct doc_span hub = frame_text(frame, "http://hub.example/");

	feed->authors = make_persons(frame, "Ann");
	feed->contributors = make_persons(frame, "Cleo");
	feed->publisher = make_person(frame, "Press");
	feed->categories = make_categories(frame);
	feed->links = make_links(frame);
	feed->skip_hours = frame_list(frame, hours, 2, sizeof(hours[0]));
	feed->skip_days = frame_list(frame, days, 2, sizeof(days[0]));
	feed->hubs = frame_list(frame, &hub, 1, sizeof(hub));
	feed->cloud = make_strings(frame, "cloud");
	feed->textinput = make_strings(frame, "textinput");
	feed->itunes = make_value(frame, "itunes");
	feed->podcast = make_value(frame, "podcast");
	feed->geo = make_value(frame, "geo");
	feed->thread = make_value(frame, "thread");
	feed->ext = make_value(frame, "ext");
}

unsigned char *
frame_complete_feed(size_t *size)
{
	struct frame_maker frame;
	struct doc_feed *feed;

	frame_begin(&frame, DOC_FRAME_FEED, 1, sizeof(*feed));
	feed = frame_at(&frame, sizeof(struct doc_frame_header));
	feed->format = DOC_FORMAT_ATOM10;
	feed->complete = DOC_TRUE;
	feed->archive = DOC_FALSE;
	fill_feed_texts(&frame, feed);
	fill_feed_lists(&frame, feed);
	feed->updated = make_date(1564992309);
	feed->published = make_date(-86400);
	feed->created = make_date(0);
	feed->validity_start = make_date(1500000000);
	feed->validity_end = make_date(1600000000);
	feed->update_base = make_date(946684800);
	feed->generator = (struct doc_generator){
		frame_text(&frame, "Gen"),
		frame_text(&frame, "http://gen.example/"),
		frame_text(&frame, "2"),
	};
	feed->image = make_image(&frame);
	feed->ttl_minutes = 60;
	feed->update_frequency = 2;
	return frame_end(&frame, size);
}

static void
fill_entry_texts(struct frame_maker *frame, struct doc_entry *entry)
{
	entry->id = frame_text(frame, "urn:1");
	entry->link = frame_text(frame, "http://h.example/1");
	entry->comments = frame_text(frame, "http://h.example/1#c");
	entry->comments_feed = frame_text(frame, "http://h.example/1/c");
	entry->language = frame_text(frame, "de");
	entry->license = frame_text(frame, "http://h.example/by");
	entry->id_is_link = 1;
	entry->title = make_text(frame, "Tide", DOC_TEXT_HTML);
	entry->summary = make_text(frame, "<i>Tide</i>", DOC_TEXT_HTML);
	entry->subtitle = make_text(frame, "Low", DOC_TEXT_PLAIN);
	entry->rights = make_text(frame, "Free", DOC_TEXT_XHTML);
	entry->summary_plain = frame_text(frame, "Tide");
	entry->content_plain = frame_text(frame, "The tide");
	entry->stored_html = frame_text(frame, "<p>The tide</p>");
}

static void
fill_entry_lists(struct frame_maker *frame, struct doc_entry *entry)
{
	struct doc_content contents[] = {
		{ .text = make_text(frame, "<p>The tide</p>", DOC_TEXT_HTML) },
		{ .text = make_text(frame, "Tide", DOC_TEXT_OTHER),
		    .src = frame_text(frame, "http://h.example/src") },
	};
	struct doc_enclosure enclosures[] = {
		{
		    .url = frame_text(frame, "http://h.example/a.mp3"),
		    .type = frame_text(frame, "audio/mpeg"),
		    .title = frame_text(frame, "The sound"),
		    .length = 1234,
		    .duration_s = 61,
		},
		{
		    .url = frame_text(frame, "http://h.example/b"),
		    .length = DOC_NO_NUMBER,
		    .duration_s = DOC_NO_NUMBER,
		},
	};

	entry->contents = frame_list(frame, contents, 2, sizeof(contents[0]));
	entry->enclosures = frame_list(frame, enclosures, 2,
	    sizeof(enclosures[0]));
	entry->links = make_links(frame);
	entry->authors = make_persons(frame, "Ann");
	entry->contributors = make_persons(frame, "Cleo");
	entry->publisher = make_person(frame, "Press");
	entry->categories = make_categories(frame);
	entry->image = make_image(frame);
	entry->source = make_value(frame, "source");
	entry->itunes = make_value(frame, "itunes");
	entry->podcast = make_value(frame, "podcast");
	entry->geo = make_value(frame, "geo");
	entry->chapters = make_value(frame, "chapters");
	entry->thread = make_value(frame, "thread");
	entry->ext = make_value(frame, "ext");
}

static void
fill_entry_numbers(struct frame_maker *frame, struct doc_entry *entry)
{
	entry->published = make_date(1564992309);
	entry->updated = make_date(1564992310);
	entry->created = make_date(1564992311);
	entry->expired = (struct doc_date){ DOC_NO_TIME,
		frame_text(frame, "next week") };
	entry->validity_start = make_date(1564992313);
	entry->validity_end = make_date(1564992314);
	entry->comments_count = 7;
	entry->duration_s = 4510;
}

/* An entry of a title alone. */
static void
fill_short_entry(struct frame_maker *frame, struct doc_entry *entry)
{
	struct doc_date none = make_date(DOC_NO_TIME);

	entry->title.value = frame_text(frame, "Mole");
	entry->title.type = DOC_TEXT_PLAIN;
	entry->published = entry->updated = entry->created = entry->expired =
	    entry->validity_start = entry->validity_end = none;
	entry->comments_count = entry->duration_s = DOC_NO_NUMBER;
}

unsigned char *
frame_complete_entries(size_t *size)
{
	struct frame_maker frame;
	struct doc_entry *entries;

	frame_begin(&frame, DOC_FRAME_ENTRIES, 2, sizeof(*entries));
	entries = frame_at(&frame, sizeof(struct doc_frame_header));
	fill_entry_texts(&frame, &entries[0]);
	fill_entry_lists(&frame, &entries[0]);
	fill_entry_numbers(&frame, &entries[0]);
	fill_short_entry(&frame, &entries[1]);
	return frame_end(&frame, size);
}

struct document *
frame_complete_document(void)
{
	struct document *document = document_new();
	struct error err;
	unsigned char *bytes;
	size_t size;

	bytes = frame_complete_entries(&size);
	ck_assert_msg(document_add(document, bytes, size, &err), "%s",
	    err.text);
	bytes = frame_complete_feed(&size);
	ck_assert_msg(document_add(document, bytes, size, &err), "%s",
	    err.text);
	return document;
}
