/*
 * Any bytes on their way out: to a terminal, into a line, a longer text, a JSON
 * string. What is clean stays as it is.
 */
#include "json_write.h"
#include "limits.h"
#include "tests/fuzz/fuzz_targets.h"
#include "utf8.h"

static void
check_cleaning(struct slice text, bool (*clean)(struct slice, struct buffer *),
    const char *allowed)
{
	struct buffer once, twice;

	buffer_init(&once, LIMIT_READER_OUTPUT);
	buffer_init(&twice, LIMIT_READER_OUTPUT);
	FUZZ_CHECK(clean(text, &once));
	fuzz_check_clean(buffer_slice(&once), allowed);
	FUZZ_CHECK(clean(buffer_slice(&once), &twice));
	FUZZ_CHECK(slice_eq(buffer_slice(&once), buffer_slice(&twice)));
	buffer_finish(&once);
	buffer_finish(&twice);
}

static bool
for_one_line(struct slice text, struct buffer *out)
{
	return utf8_for_terminal(text, UTF8_ONE_LINE, out);
}

static bool
for_many_lines(struct slice text, struct buffer *out)
{
	return utf8_for_terminal(text, UTF8_MANY_LINES, out);
}

static void
check_json(struct slice text)
{
	struct json_writer writer;
	struct buffer json;

	buffer_init(&json, LIMIT_READER_OUTPUT);
	json_writer_init(&writer, &json);
	json_write_string(&writer, text);
	fuzz_check_clean(buffer_slice(&json), "");
	fuzz_check_json(buffer_slice(&json));
	buffer_finish(&json);
}

void
fuzz_text_sinks(const struct fuzz_world *world, struct bytes input)
{
	struct slice text = { (const char *)input.ptr, input.len };

	(void)world;
	check_cleaning(text, utf8_clean_line, "");
	check_cleaning(text, utf8_clean_text, "\n\t");
	check_cleaning(text, for_one_line, "");
	check_cleaning(text, for_many_lines, "\n\t");
	check_json(text);
	FUZZ_CHECK(utf8_width(text) >= 0);
	FUZZ_CHECK(utf8_cut(text, 10).len <= 10);
}
