#include <check.h>
#include <stdlib.h>

#include "cli/document_json.h"
#include "compiler.h"
#include "frame_maker.h"
#include "json_schema.h"
#include "limits.h"
#include "memory.h"

Suite *document_json_suite(void);

static json_t *
print(const struct document *document, size_t flags)
{
	struct buffer out;
	json_error_t err;
	json_t *printed;

	buffer_init(&out, MIB);
	ck_assert(document_json_write(document, &out, NULL));
	ck_assert_int_eq(out.ptr[out.len - 1], '\n');
	printed = json_loadb(out.ptr, out.len, flags, &err);
	ck_assert_msg(printed != NULL, "%s", err.text);
	buffer_finish(&out);
	return printed;
}

static json_t *
print_complete(void)
{
	struct document *document = frame_complete_document();
	json_t *printed;

	document->recovered = true;
	printed = print(document, JSON_REJECT_DUPLICATES);
	document_free(document);
	return printed;
}

/* clang-format off */
static const struct {
	const char *path, *json;
} values[] = {
	{ "feed.format", "\"atom10\"" },
	{ "feed.variant", "\"atom10\"" },
	{ "feed.encoding", "\"utf-8\"" },
	{ "feed.recovered", "true" },
	{ "feed.truncated", "false" },
	{ "feed.id", "\"urn:feed\"" },
	{ "feed.title", "\"Harbour\"" },
	{ "feed.title_type", "\"text\"" },
	{ "feed.title_lang", "\"cy\"" },
	{ "feed.title_base", "\"http://h.example/base/\"" },
	{ "feed.description", "\"<b>Harbour</b>\"" },
	{ "feed.description_type", "\"html\"" },
	{ "feed.info_type", "\"xhtml\"" },
	{ "feed.rights", "\"Rights\"" },
	{ "feed.updated", "\"2019-08-05T08:05:09Z\"" },
	{ "feed.published", "\"1969-12-31T00:00:00Z\"" },
	{ "feed.created", "\"1970-01-01T00:00:00Z\"" },
	{ "feed.validity_end", "\"2020-09-13T12:26:40Z\"" },
	{ "feed.update_base", "\"2000-01-01T00:00:00Z\"" },
	{ "feed.generator", "{\"name\":\"Gen\",\"url\":\"http://gen.example/\",\"version\":\"2\"}" },
	{ "feed.authors", "[{\"name\":\"Ann\",\"email\":\"ann@h.example\",\"url\":\"http://h.example/ann\"},{\"name\":\"Bo\"}]" },
	{ "feed.publisher.name", "\"Press\"" },
	{ "feed.categories", "[{\"term\":\"sea\",\"scheme\":\"urn:s\",\"label\":\"The Sea\"},{\"term\":\"wind\"}]" },
	{ "feed.links", "[{\"rel\":\"alternate\",\"href\":\"http://h.example/\",\"type\":\"text/html\",\"hreflang\":\"en\",\"title\":\"A page\",\"length\":\"12\"}]" },
	{ "feed.image.width", "88" },
	{ "feed.image.description", "\"An image\"" },
	{ "feed.ttl", "60" },
	{ "feed.skip_hours", "[0,23]" },
	{ "feed.skip_days", "[\"Monday\",\"Sunday\"]" },
	{ "feed.update_period", "\"daily\"" },
	{ "feed.update_frequency", "2" },
	{ "feed.hubs", "[\"http://hub.example/\"]" },
	{ "feed.errorreportsto", "\"mailto:e@h.example\"" },
	{ "feed.newlocation", "\"http://h.example/new\"" },
	{ "feed.complete", "true" },
	{ "feed.archive", "false" },
	{ "feed.cloud", "{\"domain\":\"cloud\",\"port\":\"80\"}" },
	{ "feed.textinput.domain", "\"textinput\"" },
	{ "feed.geo", "{\"name\":\"geo\",\"n\":1.5,\"yes\":true,\"no\":false,\"none\":null,\"list\":[\"a\",{\"b\":\"c\"}]}" },
	{ "entries.0.id", "\"urn:1\"" },
	{ "entries.0.id_is_link", "true" },
	{ "entries.0.title", "\"Tide\"" },
	{ "entries.0.title_type", "\"html\"" },
	{ "entries.0.published", "\"2019-08-05T08:05:09Z\"" },
	{ "entries.0.expired", NULL },
	{ "entries.0.expired_raw", "\"next week\"" },
	{ "entries.0.published_raw", NULL },
	{ "entries.0.summary", "\"<i>Tide</i>\"" },
	{ "entries.0.subtitle_type", "\"text\"" },
	{ "entries.0.rights_type", "\"xhtml\"" },
	{ "entries.0.content", "[{\"type\":\"html\",\"value\":\"<p>The tide</p>\",\"lang\":\"cy\",\"base\":\"http://h.example/base/\"},{\"type\":\"text/x-tide\",\"value\":\"Tide\",\"src\":\"http://h.example/src\",\"lang\":\"cy\",\"base\":\"http://h.example/base/\"}]" },
	{ "entries.0.enclosures", "[{\"url\":\"http://h.example/a.mp3\",\"type\":\"audio/mpeg\",\"length\":1234,\"title\":\"The sound\",\"duration_in_seconds\":61},{\"url\":\"http://h.example/b\"}]" },
	{ "entries.0.comments", "\"http://h.example/1#c\"" },
	{ "entries.0.comments_feed", "\"http://h.example/1/c\"" },
	{ "entries.0.comments_count", "7" },
	{ "entries.0.duration_seconds", "4510" },
	{ "entries.0.source.name", "\"source\"" },
	{ "entries.0.ext.name", "\"ext\"" },
	{ "entries.0.thread.name", "\"thread\"" },
	{ "entries.1", "{\"id_is_link\":false,\"title\":\"Mole\",\"title_type\":\"text\"}" },
};
/* clang-format on */

/* "feed.image.width", "entries.0.id". */
static json_t *
find(json_t *in, const char *path)
{
	struct slice rest = slice_of(path), item;

	while (in != NULL && slice_cut(&rest, '.', &item)) {
		char *key = slice_to_string(item);
		int64_t index;

		if (slice_to_int64(item, 0, 100, &index))
			in = json_array_get(in, (size_t)index);
		else
			in = json_object_get(in, key);
		free(key);
	}
	return in;
}

START_TEST(a_field_is_printed_under_its_key)
{
	json_t *printed = print_complete();
	json_t *value = find(printed, values[_i].path);
	char *text = value == NULL
	    ? NULL
	    : json_dumps(value, JSON_COMPACT | JSON_ENCODE_ANY);

	if (values[_i].json == NULL)
		ck_assert_msg(text == NULL, "%s: %s", values[_i].path, text);
	else
		ck_assert_msg(text != NULL &&
			strcmp(text, values[_i].json) == 0,
		    "%s: %s", values[_i].path, text);
	free(text);
	json_decref(printed);
}
END_TEST

/* With a value in every field, whatever has no row does not appear. */
START_TEST(every_key_of_the_contract_is_printed)
{
	json_t *printed = print_complete();
	json_t *schema = json_schema_load("parse.json");
	json_t *places[][2] = {
		{ find(schema, "properties.feed.properties"),
		    find(printed, "feed") },
		{ find(schema, "properties.entries.items.properties"),
		    find(printed, "entries.0") },
	};

	json_schema_check(schema, printed);
	for (size_t i = 0; i < ARRAY_LEN(places); i++) {
		const char *key;
		json_t *rule;

		json_object_foreach(places[i][0], key, rule) {
			struct slice name = slice_of(key);

			/* A date is either read or raw. */
			if (slice_has_suffix(name, SLICE("_raw")) ||
			    slice_eq(name, SLICE("expired")))
				continue;
			ck_assert_msg(json_object_get(places[i][1], key) !=
				NULL,
			    "%s is not printed", key);
		}
	}
	json_decref(schema);
	json_decref(printed);
}
END_TEST

/* clang-format off */
static const struct {
	const char *name, *json;
} misfits[] = {
	{ "no feed", "{\"entries\":[]}" },
	{ "unknown key", "{\"feed\":{\"format\":\"rss20\",\"recovered\":true,\"truncated\":false,\"foo\":1},\"entries\":[]}" },
	{ "unknown format", "{\"feed\":{\"format\":\"rss3\",\"recovered\":true,\"truncated\":false},\"entries\":[]}" },
	{ "date without a zone", "{\"feed\":{\"format\":\"rss20\",\"recovered\":true,\"truncated\":false,\"updated\":\"2019-08-05T08:05:09\"},\"entries\":[]}" },
	{ "number as text", "{\"feed\":{\"format\":\"rss20\",\"recovered\":true,\"truncated\":false,\"ttl\":\"60\"},\"entries\":[]}" },
	{ "empty list", "{\"feed\":{\"format\":\"rss20\",\"recovered\":true,\"truncated\":false,\"authors\":[]},\"entries\":[]}" },
	{ "author as text", "{\"feed\":{\"format\":\"rss20\",\"recovered\":true,\"truncated\":false,\"authors\":[\"Ann\"]},\"entries\":[]}" },
	{ "hour 24", "{\"feed\":{\"format\":\"rss20\",\"recovered\":true,\"truncated\":false,\"skip_hours\":[24]},\"entries\":[]}" },
};
/* clang-format on */

START_TEST(the_schema_refuses_other_shapes)
{
	json_t *schema = json_schema_load("parse.json");
	json_t *value = json_loads(misfits[_i].json, 0, NULL);

	ck_assert_msg(value != NULL, "%s", misfits[_i].name);
	ck_assert_msg(!json_schema_fits(schema, value), "%s", misfits[_i].name);
	json_decref(value);
	json_decref(schema);
}
END_TEST

START_TEST(a_feed_of_nothing_is_an_object_all_the_same)
{
	struct document *document = document_new();
	struct frame_maker frame;
	struct doc_date none = { .at = DOC_NO_TIME };
	struct doc_feed *feed;
	struct buffer out;
	struct error err;
	unsigned char *bytes;
	size_t size;

	frame_begin(&frame, DOC_FRAME_FEED, 1, sizeof(*feed));
	feed = frame_at(&frame, sizeof(struct doc_frame_header));
	feed->updated = feed->published = feed->created = feed->validity_start =
	    feed->validity_end = feed->update_base = none;
	feed->ttl_minutes = feed->update_frequency = DOC_NO_NUMBER;
	feed->complete = DOC_NULL;
	feed->image.width = frame_text(&frame, "88px");
	bytes = frame_end(&frame, &size);
	ck_assert_msg(document_add(document, bytes, size, &err), "%s",
	    err.text);
	buffer_init(&out, MIB);
	ck_assert(document_json_write(document, &out, NULL));
	ck_assert_str_eq(buffer_string(&out),
	    "{\"feed\":{\"format\":\"unknown\",\"image\":{\"width\":\"88px\"},"
	    "\"complete\":null,\"recovered\":false,\"truncated\":false},"
	    "\"entries\":[]}\n");
	buffer_finish(&out);
	document_free(document);
}
END_TEST

START_TEST(control_characters_do_not_reach_a_terminal)
{
	struct document *document = document_new();
	struct frame_maker frame;
	struct doc_entry *entry;
	struct doc_value value = { .kind = DOC_VALUE_TEXT };
	struct doc_value root = { .kind = DOC_VALUE_OBJECT };
	struct buffer out;
	struct error err;
	unsigned char *bytes;
	size_t size;

	bytes = frame_complete_feed(&size);
	ck_assert(document_add(document, bytes, size, &err));
	frame_begin(&frame, DOC_FRAME_ENTRIES, 1, sizeof(*entry));
	value.key = frame_text(&frame, "k\x1b]");
	value.text = frame_text(&frame, "v\xc2\x9b");
	root.children = frame_list(&frame, &value, 1, sizeof(value));
	entry = frame_at(&frame, sizeof(struct doc_frame_header));
	entry->title.value = frame_text(&frame, "t\x07");
	entry->ext = frame_list(&frame, &root, 1, sizeof(root));
	bytes = frame_end(&frame, &size);
	ck_assert_msg(document_add(document, bytes, size, &err), "%s",
	    err.text);
	buffer_init(&out, MIB);
	ck_assert(document_json_write(document, &out, NULL));
	for (size_t i = 0; i + 1 < out.len; i++)
		ck_assert_int_ge((unsigned char)out.ptr[i], 0x20);
	ck_assert_ptr_nonnull(strstr(buffer_string(&out),
	    "\"ext\":{\"k\\u001b]\":\"v\\u009b\"}"));
	ck_assert_ptr_nonnull(
	    strstr(buffer_string(&out), "\"title\":\"t\\u0007\""));
	buffer_finish(&out);
	document_free(document);
}
END_TEST

static void
drop(struct buffer *out)
{
	buffer_reset(out);
}

START_TEST(a_large_document_needs_little_memory)
{
	struct document *document = document_new();
	struct error err;
	unsigned char *bytes;
	struct buffer out;
	size_t size;

	for (int i = 0; i < 1000; i++) {
		bytes = frame_complete_entries(&size);
		ck_assert(document_add(document, bytes, size, &err));
	}
	bytes = frame_complete_feed(&size);
	ck_assert(document_add(document, bytes, size, &err));
	buffer_init(&out, 2 * (size_t)LIMIT_COMMAND_FLUSH);
	ck_assert(!document_json_write(document, &out, NULL));
	buffer_reset(&out);
	ck_assert(document_json_write(document, &out, drop));
	buffer_finish(&out);
	document_free(document);
}
END_TEST

/* What the decoder lets through can be printed, and is JSON. */
START_TEST(damage_that_is_harmless_can_be_printed)
{
	uint64_t state = 88172645463325252U;
	struct error err;
	size_t size, printed = 0;

	for (int round = 0; round < 3000; round++) {
		struct document *document = document_new();
		unsigned char *bytes = frame_complete_feed(&size);

		ck_assert(document_add(document, bytes, size, &err));
		bytes = frame_complete_entries(&size);
		for (int i = 0; i < 2; i++) {
			state = state * 6364136223846793005U +
			    1442695040888963407U;
			bytes[(state >> 32) % size] = (unsigned char)(state >>
			    24);
		}
		if (document_add(document, bytes, size, &err)) {
			json_decref(print(document, JSON_ALLOW_NUL));
			printed++;
		}
		document_free(document);
	}
	ck_assert_uint_gt(printed, 100);
}
END_TEST

Suite *
document_json_suite(void)
{
	Suite *suite = suite_create("document_json");
	TCase *tests = tcase_create("document_json");

	tcase_set_timeout(tests, 60);
	tcase_add_loop_test(tests, a_field_is_printed_under_its_key, 0,
	    ARRAY_LEN(values));
	tcase_add_test(tests, every_key_of_the_contract_is_printed);
	tcase_add_loop_test(tests, the_schema_refuses_other_shapes, 0,
	    ARRAY_LEN(misfits));
	tcase_add_test(tests, a_feed_of_nothing_is_an_object_all_the_same);
	tcase_add_test(tests, control_characters_do_not_reach_a_terminal);
	tcase_add_test(tests, a_large_document_needs_little_memory);
	tcase_add_test(tests, damage_that_is_harmless_can_be_printed);
	suite_add_tcase(suite, tests);
	return suite;
}
