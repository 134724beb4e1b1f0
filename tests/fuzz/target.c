/*
 * What the targets share: the tables of the parser, the complaint, and what is
 * true of every clean text.
 */
#include "tests/fuzz/target.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "limits.h"
#include "utf8.h"

void
fuzz_fail(const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	vfprintf(stderr, format, arguments);
	va_end(arguments);
	fputc('\n', stderr);
	abort();
}

void
fuzz_world_open(struct fuzz_world *world)
{
	struct error err;

	world->tables = parse_tables_open(&err);
	if (world->tables == NULL)
		fuzz_fail("%s", err.text);
}

void
fuzz_world_close(struct fuzz_world *world)
{
	parse_tables_close(world->tables);
}

void
fuzz_text(struct bytes input, struct buffer *text)
{
	struct slice rest = { (const char *)input.ptr, input.len };

	buffer_init(text, LIMIT_BODY_DECODED);
	while (rest.len > 0)
		buffer_append_rune(text, utf8_next(&rest));
}

struct slice
fuzz_first_line(struct slice *rest)
{
	size_t end = slice_find_char(*rest, '\n');
	struct slice line;

	if (end == SIZE_MAX)
		return SLICE_NONE;
	line = slice_sub(*rest, 0, end);
	*rest = slice_from(*rest, end + 1);
	return line;
}

void
fuzz_check_clean(struct slice text, const char *allowed)
{
	if (utf8_valid_len(text) != text.len)
		fuzz_fail("ill-formed UTF-8");
	while (text.len > 0) {
		uint32_t c = utf8_next(&text);
		bool is_control = c < 0x20 || (c >= 0x7F && c < 0xA0);

		if (is_control && (c == 0 || strchr(allowed, (int)c) == NULL))
			fuzz_fail("a control character: U+%04X", c);
	}
}

void
fuzz_check_json(struct slice text)
{
	json_error_t error;
	json_t *value = json_loadb(text.ptr == NULL ? "" : text.ptr, text.len,
	    JSON_DECODE_ANY | JSON_REJECT_DUPLICATES | JSON_ALLOW_NUL, &error);

	if (value == NULL)
		fuzz_fail("no JSON: %s at %d", error.text, error.position);
	json_decref(value);
}
