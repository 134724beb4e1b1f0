/* Feeds as OPML: folders, what is escaped, and that order is the same. */
#include <check.h>
#include <stdio.h>
#include <string.h>

#include "cli/opml_export.h"
#include "compiler.h"
#include "limits.h"

Suite *opml_export_suite(void);

static const char head[] =
    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
    "<opml version=\"2.0\" xmlns:crier=\"urn:crier:opml:1\">\n"
    "<head>\n  <title>Feeds of crier</title>\n</head>\n<body>\n";
static const char tail[] = "</body>\n</opml>\n";

/* The body of the list of these feeds. */
static void
check_body(struct subscription *items, size_t count, const char *body)
{
	struct buffer out;
	struct slice text;

	buffer_init(&out, MIB);
	ck_assert(opml_export(items, count, &out));
	text = buffer_slice(&out);
	ck_assert(slice_has_prefix(text, slice_of(head)));
	ck_assert(slice_has_suffix(text, slice_of(tail)));
	text = slice_from(text, sizeof(head) - 1);
	text.len -= sizeof(tail) - 1;
	ck_assert_msg(slice_eq(text, slice_of(body)), "%.*s", SLICE_FMT(text));
	buffer_finish(&out);
}

START_TEST(no_feed_is_a_list_too)
{
	check_body(NULL, 0, "");
}
END_TEST

START_TEST(a_feed_says_all_that_is_known_of_it)
{
	static const char *tags[] = { "desk", "asia/north", "a,b", "x" };
	static const struct feed feed = {
		.name = "wire",
		.url = "https://h.example/?a=1&b=\"2\"",
		.tags = tags,
		.tag_count = ARRAY_LEN(tags),
		.interval_s = 5400,
	};
	struct subscription item = {
		.feed = &feed,
		.title = SLICE("<Harbour>\n\"A & B\"\x01"),
		.paused = true,
	};

	check_body(&item, 1,
	    "  <outline text=\"desk\">\n"
	    "    <outline type=\"rss\" "
	    "text=\"&lt;Harbour&gt;&#10;&quot;A &amp; B&quot;\" "
	    "title=\"&lt;Harbour&gt;&#10;&quot;A &amp; B&quot;\" "
	    "xmlUrl=\"https://h.example/?a=1&amp;b=&quot;2&quot;\" "
	    "category=\"/asia/north,x\" crier:name=\"wire\" "
	    "crier:tags=\"desk asia/north a,b x\" crier:interval=\"1h30m\" "
	    "crier:paused=\"true\"/>\n"
	    "  </outline>\n");
}
END_TEST

START_TEST(a_feed_without_a_title_is_called_by_its_name)
{
	static const struct feed feed = { .name = "wire", .url = "http://h/" };
	struct subscription item = { .feed = &feed };

	check_body(&item, 1,
	    "  <outline type=\"rss\" text=\"wire\" title=\"wire\" "
	    "xmlUrl=\"http://h/\" crier:name=\"wire\"/>\n");
}
END_TEST

/* Feeds "a", "b", ... with these folders; then folders as they are opened and
 * closed, and the names. */
static const struct {
	const char *name;
	const char *folders[5];
	const char *order;
} nestings[] = {
	{ "top first", { "x", "" }, "b(x a)" },
	{ "by name", { "", "", "" }, "abc" },
	{ "one folder", { "x", "", "x" }, "b(x ac)" },
	{ "a folder in a folder", { "x/y", "x" }, "(x b(y a))" },
	{ "a folder that is not opened twice", { "x/y", "x-z", "x" },
	    "(x c(y a))(x-z b)" },
	{ "siblings", { "x/y", "x/z", "w" }, "(w c)(x (y a)(z b))" },
	{ "from deep to deep", { "a/b/c", "a/d", "e/b/c" },
	    "(a (b (c a))(d b))(e (b (c c)))" },
	{ "no folder between", { "a/b", "a/b/c/d" }, "(a (b a(c (d b))))" },
};

/* What the list looks like, in short. */
static void
sketch(struct slice text, struct buffer *order)
{
	struct slice line, name;

	while (slice_cut(&text, '\n', &line)) {
		size_t at = slice_find(line, SLICE("crier:name=\""));

		line = slice_trim(line);
		if (slice_eq(line, SLICE("</outline>")))
			buffer_append_char(order, ')');
		if (at != SIZE_MAX)
			buffer_append_char(order,
			    strstr(line.ptr, "crier:name=\"")[12]);
		if (!slice_has_prefix(line, SLICE("<outline text=\"")))
			continue;
		name = slice_from(line, strlen("<outline text=\""));
		name = slice_sub(name, 0, slice_find_char(name, '"'));
		buffer_append_char(order, '(');
		buffer_append(order, name);
		buffer_append_char(order, ' ');
	}
}

START_TEST(folders_nest_as_tags_do)
{
	static const char *const names[] = { "a", "b", "c", "d", "e" };
	struct subscription items[5] = { 0 };
	const char *tags[5];
	struct feed feeds[5] = { 0 };
	size_t count = 0;
	struct buffer out, order;

	for (; nestings[_i].folders[count] != NULL; count++) {
		tags[count] = nestings[_i].folders[count];
		feeds[count] = (struct feed){
			.name = names[count],
			.url = "http://h/",
			.tags = &tags[count],
			.tag_count = tags[count][0] != '\0',
		};
		items[count].feed = &feeds[count];
	}
	buffer_init(&out, MIB);
	ck_assert(opml_export(items, count, &out));
	buffer_init(&order, KIB);
	sketch(buffer_slice(&out), &order);
	buffer_finish(&out);
	ck_assert_msg(strcmp(buffer_string(&order), nestings[_i].order) == 0,
	    "%s: %s", nestings[_i].name, buffer_string(&order));
	buffer_finish(&order);
}
END_TEST

Suite *
opml_export_suite(void)
{
	Suite *suite = suite_create("opml_export");
	TCase *tcase = tcase_create("opml_export");

	tcase_add_test(tcase, no_feed_is_a_list_too);
	tcase_add_test(tcase, a_feed_says_all_that_is_known_of_it);
	tcase_add_test(tcase, a_feed_without_a_title_is_called_by_its_name);
	tcase_add_loop_test(tcase, folders_nest_as_tags_do, 0,
	    ARRAY_LEN(nestings));
	suite_add_tcase(suite, tcase);
	return suite;
}
