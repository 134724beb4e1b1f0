/*
 * Documents that cost a parser far more than their size: what they are (4.3 of
 * the reliability rules, T14 to T16), and that each is refused or read as any
 * other. The processor time of each is printed and not asserted, for it is the
 * machine's; make bench and the reader's limits judge it.
 */
#include "parse.h"

#include <check.h>
#include <stdio.h>
#include <time.h>

#include "buffer.h"
#include "compiler.h"
#include "limits.h"

Suite *bombs_suite(void);

#define RSS     "<rss version='2.0'><channel><title>t</title><item><title>i</title>"
#define RSS_END "</item></channel></rss>"
#define JSON \
	"{\"version\":\"https://jsonfeed.org/version/1.1\",\"title\":\"t\","
#define CONTENT     RSS "<description><![CDATA["
#define CONTENT_END "]]></description>" RSS_END

/* head, then unit so many times (with the number for each '@'), then tail. */
static const struct bomb {
	const char *name, *head, *unit;
	unsigned count;
	const char *tail;
	enum parse_status status;
} bombs[] = {
	/* clang-format off */
	{ "80,000 attributes", "<rss><channel><item ", "a@='' ", 80000,
	    "/></channel></rss>", PARSE_REFUSED },
	{ "a tag of 869 kB", "<rss><channel><item a='", "0123456789", 86900,
	    "'/></channel></rss>", PARSE_OK },
	{ "869 kB of attributes", "<rss><channel><item ", "abcd@='' ", 70000,
	    "/></channel></rss>", PARSE_REFUSED },
	{ "an attribute of 3 MB", "<rss><channel><item a='", "0123456789",
	    300000, "'/></channel></rss>", PARSE_REFUSED },
	{ "50,000 namespaces in a tag", "<rss ", "xmlns:n@='u@' ", 50000,
	    "><channel/></rss>", PARSE_REFUSED },
	{ "50,000 namespaces in as many tags", RSS, "<n@:a xmlns:n@='u@'/>",
	    50000, RSS_END, PARSE_OK },
	{ "50,000 namespaces in nested tags", RSS, "<n@:a xmlns:n@='u@'>",
	    50000, "", PARSE_OK },
	{ "100,000 levels", RSS, "<a>", 100000, "", PARSE_OK },
	{ "100,000 levels that end", RSS, "<a><b></b>", 100000, RSS_END,
	    PARSE_OK },
	{ "1 MB of nested div", CONTENT, "<div>", 200000, CONTENT_END,
	    PARSE_OK },
	{ "1 MB of nested b", CONTENT, "<b>", 350000, CONTENT_END, PARSE_OK },
	{ "1 MB of tags that do not end", CONTENT, "<p title='", 100000,
	    CONTENT_END, PARSE_OK },
	{ "1 MB of crossed tags", CONTENT, "<a><b></a></b>", 75000,
	    CONTENT_END, PARSE_OK },
	{ "100,000 attributes of HTML", CONTENT "<p ", "a@='' ", 100000,
	    ">x</p>" CONTENT_END, PARSE_OK },
	{ "1 MB of comments that do not end", CONTENT, "<!-- ", 200000,
	    CONTENT_END, PARSE_OK },
	{ "1 MB of '<'", "", "<", 1000000, "", PARSE_NOT_A_FEED },
	{ "1 MB of '<' in an item", RSS, "<", 1000000, RSS_END, PARSE_OK },
	{ "1 MB of '&'", RSS "<title>", "&", 1000000, "</title>" RSS_END,
	    PARSE_OK },
	{ "1 MB of references", RSS "<description>", "&#65;", 200000,
	    "</description>" RSS_END, PARSE_OK },
	{ "1 MB of references without an end", RSS "<description>", "&#6",
	    333333, "</description>" RSS_END, PARSE_OK },
	{ "a reference of 1 MB", RSS "<description>&#", "1", 1000000,
	    ";</description>" RSS_END, PARSE_OK },
	{ "100,000 CDATA", RSS "<description>", "<![CDATA[x]]>", 100000,
	    "</description>" RSS_END, PARSE_OK },
	{ "CDATA in CDATA", RSS "<description>", "<![CDATA[", 110000,
	    "</description>" RSS_END, PARSE_OK },
	{ "1 MB of instructions", RSS, "<?a?>", 200000, RSS_END, PARSE_OK },
	{ "laughs", "<!DOCTYPE rss [<!ENTITY a0 'ha'>"
	    "<!ENTITY a1 '&a0;&a0;&a0;&a0;&a0;&a0;&a0;&a0;&a0;&a0;'>"
	    "<!ENTITY a2 '&a1;&a1;&a1;&a1;&a1;&a1;&a1;&a1;&a1;&a1;'>"
	    "<!ENTITY a3 '&a2;&a2;&a2;&a2;&a2;&a2;&a2;&a2;&a2;&a2;'>"
	    "<!ENTITY a4 '&a3;&a3;&a3;&a3;&a3;&a3;&a3;&a3;&a3;&a3;'>"
	    "<!ENTITY a5 '&a4;&a4;&a4;&a4;&a4;&a4;&a4;&a4;&a4;&a4;'>"
	    "]>" RSS "<description>", "&a5;", 10000, "</description>" RSS_END,
	    PARSE_OK },
	{ "a declaration of 20 kB", "<!DOCTYPE rss [<!ENTITY a '", "ha", 10000,
	    "'>]>" RSS "<description>&a;</description>" RSS_END,
	    PARSE_OK },
	{ "20,000 declarations", "<!DOCTYPE rss [", "<!ENTITY a@ 'b'>", 20000,
	    "]>" RSS RSS_END, PARSE_OK },
	{ "quadratic entities", "<!DOCTYPE rss [<!ENTITY a '"
	    "0123456789012345678901234567890123456789012345678901234567890123"
	    "0123456789012345678901234567890123456789012345678901234567890123"
	    "'>]>" RSS "<description>", "&a;", 300000,
	    "</description>" RSS_END, PARSE_OK },
	{ "JSON of 1,000,000 levels", "", "[", 1000000, "", PARSE_NOT_A_FEED },
	{ "a feed of 1,000,000 levels", JSON "\"items\":", "[", 1000000, "",
	    PARSE_OK },
	{ "1,000,000 levels of objects", JSON "\"_a\":", "{\"a\":", 200000, "",
	    PARSE_OK },
	{ "a number of 1,000,000 digits", JSON "\"items\":[{\"id\":", "1",
	    1000000, "}]}", PARSE_OK },
	{ "a text of 1,000,000 escapes", JSON "\"items\":[{\"id\":\"a\","
	    "\"content_text\":\"", "\\u0061", 170000, "\"}]}", PARSE_OK },
	{ "100,000 keys that are one", JSON, "\"a\":1,", 100000,
	    "\"items\":[]}", PARSE_OK },
	/* clang-format on */
};

static void
append_unit(struct buffer *out, const char *unit, unsigned number)
{
	for (; *unit != '\0'; unit++) {
		if (*unit == '@')
			buffer_append_format(out, "%u", number);
		else
			buffer_append_char(out, *unit);
	}
}

static void
build(const struct bomb *bomb, struct buffer *out)
{
	buffer_init(out, LIMIT_BODY_DECODED);
	buffer_append_string(out, bomb->head);
	for (unsigned i = 0; i < bomb->count; i++)
		append_unit(out, bomb->unit, i);
	buffer_append_string(out, bomb->tail);
	ck_assert(!out->failed);
}

struct taken {
	size_t bytes;
};

static bool
take(void *arg, const void *frame, size_t size)
{
	struct taken *taken = arg;

	(void)frame;
	taken->bytes += size;
	return true;
}

static void
explode(struct parse_tables *tables, const struct bomb *bomb,
    enum parse_html html)
{
	struct buffer body;
	struct taken taken = { 0 };
	struct parse_outcome outcome;
	clock_t began;

	build(bomb, &body);
	began = clock();
	parse_run(tables,
	    &(struct parse_input){
		.body = { (const unsigned char *)body.ptr, body.len },
		.url = SLICE("http://h.example/feed"),
		.html = html,
	    },
	    take, &taken, &outcome);
	printf("bomb: %-34s %7zu bytes in, %8zu out, %4ld ms: %s\n", bomb->name,
	    body.len, taken.bytes,
	    (long)((clock() - began) * 1000 / CLOCKS_PER_SEC),
	    outcome.status == PARSE_OK ? "read" : outcome.reason);
	ck_assert_msg(outcome.status == bomb->status, "%s: status %d: %s",
	    bomb->name, (int)outcome.status, outcome.reason);
	buffer_finish(&body);
}

START_TEST(t16_a_bomb_is_refused_or_read)
{
	struct error err;
	struct parse_tables *tables = parse_tables_open(&err);

	ck_assert_msg(tables != NULL, "%s", err.text);
	explode(tables, &bombs[_i], PARSE_FOR_STORE);
	explode(tables, &bombs[_i], PARSE_WIDE);
	parse_tables_close(tables);
}
END_TEST

Suite *
bombs_suite(void)
{
	Suite *suite = suite_create("bombs");
	TCase *tests = tcase_create("bombs");

	/* Under sanitizers and valgrind they take their time. */
	tcase_set_timeout(tests, 120);
	tcase_add_loop_test(tests, t16_a_bomb_is_refused_or_read, 0,
	    (int)ARRAY_LEN(bombs));
	suite_add_tcase(suite, tests);
	return suite;
}
