/*
 * The converters: iconv's, all opened before the sandbox closes, and our own
 * for what iconv does not do as browsers do (windows-1252, UTF-16, UTF-32).
 * A byte that cannot be read becomes U+FFFD and is skipped alone, so that an
 * ASCII byte behind it is never swallowed.
 */
#include <errno.h>
#include <iconv.h>
#include <stdlib.h>

#include "compiler.h"
#include "memory.h"
#include "parse/charset_table.h"
#include "utf8.h"

#define BLOCK ((size_t)64 * 1024) /* bytes of output asked for at a time */

struct charset_tables {
	iconv_t converters[CHARSET_COUNT];
	iconv_t cp950; /* for the pairs that Big5-HKSCS refuses */
};

/* What iconv_open returns where it fails, by POSIX. */
static iconv_t
no_converter(void)
{
	return (iconv_t)-1; /* NOLINT(performance-no-int-to-ptr) */
}

static bool
open_converter(iconv_t *converter, const char *name, struct error *err)
{
	*converter = iconv_open("UTF-8", name);
	if (*converter != no_converter())
		return true;
	return error_set(err, ERROR_IO, "iconv has no converter for %s", name);
}

struct charset_tables *
charset_tables_open(struct error *err)
{
	struct charset_tables *tables = xcalloc(1, sizeof(*tables));
	bool ok = true;

	tables->cp950 = no_converter();
	for (size_t i = 0; i < CHARSET_COUNT; i++)
		tables->converters[i] = no_converter();
	for (size_t i = 0; i < CHARSET_COUNT && ok; i++) {
		if (charset_rows[i].iconv != NULL)
			ok = open_converter(&tables->converters[i],
			    charset_rows[i].iconv, err);
	}
	if (ok && open_converter(&tables->cp950, "CP950", err))
		return tables;
	charset_tables_close(tables);
	return NULL;
}

static void
close_converter(iconv_t converter)
{
	if (converter != no_converter())
		(void)iconv_close(converter); /* nothing is left to flush */
}

void
charset_tables_close(struct charset_tables *tables)
{
	if (tables == NULL)
		return;
	for (size_t i = 0; i < CHARSET_COUNT; i++)
		close_converter(tables->converters[i]);
	close_converter(tables->cp950);
	free(tables);
}

uint32_t
charset_windows_1252(uint32_t c)
{
	static const uint16_t high[32] = { 0x20AC, 0x81, 0x201A, 0x0192, 0x201E,
		0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160, 0x2039, 0x0152,
		0x8D, 0x017D, 0x8F, 0x90, 0x2018, 0x2019, 0x201C, 0x201D,
		0x2022, 0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153,
		0x9D, 0x017E, 0x0178 };

	return c >= 0x80 && c <= 0x9F ? high[c - 0x80] : c;
}

static bool
convert_windows_1252(struct bytes body, struct buffer *out,
    struct charset_count *count)
{
	size_t start = 0;

	for (size_t i = 0; i < body.len; i++) {
		if (body.ptr[i] < 0x80)
			continue;
		buffer_append_bytes(out, body.ptr + start, i - start);
		buffer_append_rune(out, charset_windows_1252(body.ptr[i]));
		count->characters++;
		start = i + 1;
	}
	return buffer_append_bytes(out, body.ptr + start, body.len - start);
}

static void
append_counted(uint32_t c, struct buffer *out, struct charset_count *count)
{
	bool is_bad = c > 0x10FFFF || (c >= 0xD800 && c <= 0xDFFF);

	count->characters += c >= 0x80;
	count->bad += is_bad;
	buffer_append_rune(out, is_bad ? UTF8_REPLACEMENT : c);
}

static uint32_t
unit_16(const unsigned char *p, bool is_big)
{
	return is_big ? (uint32_t)p[0] << 8 | p[1] : (uint32_t)p[1] << 8 | p[0];
}

static uint32_t
unit_32(const unsigned char *p, bool is_big)
{
	return is_big ? unit_16(p, is_big) << 16 | unit_16(p + 2, is_big)
		      : unit_16(p + 2, is_big) << 16 | unit_16(p, is_big);
}

static bool
is_high(uint32_t c)
{
	return c >= 0xD800 && c <= 0xDBFF;
}

static bool
is_low(uint32_t c)
{
	return c >= 0xDC00 && c <= 0xDFFF;
}

static bool
convert_16(struct bytes body, bool is_big, struct buffer *out,
    struct charset_count *count)
{
	size_t at = 0;

	while (at + 1 < body.len) {
		uint32_t c = unit_16(body.ptr + at, is_big), low = 0;

		at += 2;
		if (is_high(c) && at + 1 < body.len)
			low = unit_16(body.ptr + at, is_big);
		if (is_low(low)) {
			c = 0x10000 + ((c - 0xD800) << 10) + (low - 0xDC00);
			at += 2;
		}
		append_counted(c, out, count);
	}
	count->truncated = at < body.len;
	return !out->failed;
}

static bool
convert_32(struct bytes body, bool is_big, struct buffer *out,
    struct charset_count *count)
{
	size_t at = 0;

	for (; at + 3 < body.len; at += 4)
		append_counted(unit_32(body.ptr + at, is_big), out, count);
	count->truncated = at < body.len;
	return !out->failed;
}

/* The conversion of one body by iconv. */
struct conversion {
	iconv_t converter;
	char *from;
	size_t left;
	struct buffer *out;
	struct charset_count *count;
};

/* One call of iconv; false where it stopped at something other than a full
 * block of output, with errno telling why. */
static bool
convert_block(struct conversion *conversion)
{
	struct buffer *out = conversion->out;
	size_t space = out->max - out->len < BLOCK ? out->max - out->len
						   : BLOCK;
	char *room = buffer_room(out, space), *to = room;
	bool is_last = space < BLOCK;
	size_t result;

	if (room == NULL)
		return false;
	errno = 0;
	result = iconv(conversion->converter, &conversion->from,
	    &conversion->left, &to, &space);
	buffer_added(out, (size_t)(to - room));
	if (result != (size_t)-1 || errno != E2BIG)
		return false;
	out->failed = is_last;
	return !is_last;
}

/* What browsers read where iconv does not. */
static bool
convert_exception(struct charset_tables *tables, enum charset charset,
    struct conversion *conversion)
{
	char text[8], *to = text, *from = conversion->from;
	size_t from_left = 2, to_left = sizeof(text);

	if (charset == CHARSET_GB18030 && (unsigned char)*from == 0x80) {
		buffer_append_rune(conversion->out, 0x20AC);
		conversion->from++;
		conversion->left--;
		return true;
	}
	if (charset != CHARSET_BIG5 || conversion->left < 2 ||
	    (unsigned char)from[0] < 0x81)
		return false;
	if (iconv(tables->cp950, &from, &from_left, &to, &to_left) ==
		(size_t)-1 ||
	    from_left > 0)
		return false;
	buffer_append_bytes(conversion->out, text, (size_t)(to - text));
	conversion->from += 2;
	conversion->left -= 2;
	return true;
}

static void
replace_byte(struct conversion *conversion)
{
	buffer_append_rune(conversion->out, UTF8_REPLACEMENT);
	conversion->from++;
	conversion->left--;
	conversion->count->bad++;
}

/* Vietnamese and Hebrew hold a letter back, in case a mark follows. */
static void
flush(struct conversion *conversion)
{
	char text[16], *to = text;
	size_t space = sizeof(text);

	(void)iconv(conversion->converter, NULL, NULL, &to, &space);
	buffer_append_bytes(conversion->out, text, (size_t)(to - text));
}

static bool
convert_by_iconv(struct charset_tables *tables, enum charset charset,
    struct bytes body, struct buffer *out, struct charset_count *count)
{
	struct conversion conversion = {
		.converter = tables->converters[charset],
		.left = body.len,
		.out = out,
		.count = count,
	};
	size_t start = out->len;

	/* iconv does not write through its input, whatever its type says. */
	memcpy(&conversion.from, &body.ptr, sizeof(conversion.from));
	/* Back to the initial state, whatever the last body left. */
	(void)iconv(conversion.converter, NULL, NULL, NULL, NULL);
	while (conversion.left > 0) {
		if (convert_block(&conversion) || conversion.left == 0)
			continue;
		if (out->failed)
			return false;
		if (errno == EINVAL) {
			buffer_append_rune(out, UTF8_REPLACEMENT);
			count->truncated = true;
			break;
		}
		if (!convert_exception(tables, charset, &conversion))
			replace_byte(&conversion);
	}
	flush(&conversion);
	for (size_t i = start; i < out->len; i++)
		count->characters += (unsigned char)out->ptr[i] >= 0xC0;
	return !out->failed;
}

bool
charset_convert(struct charset_tables *tables, enum charset charset,
    struct bytes body, struct buffer *out, struct charset_count *count)
{
	*count = (struct charset_count){ 0 };
	if (charset_rows[charset].iconv != NULL)
		return convert_by_iconv(tables, charset, body, out, count);
	if (charset == CHARSET_UTF_16LE || charset == CHARSET_UTF_16BE)
		return convert_16(body, charset == CHARSET_UTF_16BE, out,
		    count);
	if (charset == CHARSET_UTF_32LE || charset == CHARSET_UTF_32BE)
		return convert_32(body, charset == CHARSET_UTF_32BE, out,
		    count);
	return convert_windows_1252(body, out, count);
}
