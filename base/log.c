/*
 * Log lines. A line is put together in the caller's storage and written by
 * one write(2), so that lines of threads and processes never mix. Values are
 * hostile: whatever could break a line, move a cursor or turn text round is
 * escaped, and no value is longer than LIMIT_LOG_VALUE as written.
 */
#include "log.h"

#include <errno.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <unistd.h>

#include "clock.h"
#include "limits.h"
#include "utf8.h"

#define CUT_MARK " cut=1"
/* What a pair may not use: the mark, and the LF. */
#define RESERVED sizeof(CUT_MARK)

/* Atomic, for a reload may set them while another thread logs. */
static atomic_int max_level = LOG_LEVEL_INFO;
static atomic_int line_style = LOG_STYLE_PLAIN;

void
log_setup(enum log_level level, enum log_style style)
{
	atomic_store(&max_level, (int)level);
	atomic_store(&line_style, (int)style);
}

bool
log_level_parse(struct slice name, enum log_level *level)
{
	static const struct {
		struct slice name;
		enum log_level level;
	} rows[] = {
		{ SLICE_INIT("error"), LOG_LEVEL_ERROR },
		{ SLICE_INIT("warning"), LOG_LEVEL_WARNING },
		{ SLICE_INIT("notice"), LOG_LEVEL_NOTICE },
		{ SLICE_INIT("info"), LOG_LEVEL_INFO },
		{ SLICE_INIT("debug"), LOG_LEVEL_DEBUG },
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		if (slice_eq(rows[i].name, name)) {
			*level = rows[i].level;
			return true;
		}
	}
	return false;
}

static size_t
room(const struct log_line *line)
{
	return sizeof(line->text) - RESERVED - line->len;
}

static void
append(struct log_line *line, const char *bytes, size_t len)
{
	memcpy(line->text + line->len, bytes, len);
	line->len += len;
}

/* What would break a line or deceive its reader. */
static bool
needs_escape(uint32_t c)
{
	return c < 0x20 || (c >= 0x7F && c <= 0x9F) || c == 0x2028 ||
	    c == 0x2029 || (c >= 0x202A && c <= 0x202E) ||
	    (c >= 0x2066 && c <= 0x2069) || c == 0x200E || c == 0x200F ||
	    c == 0x061C || c == 0xFEFF;
}

#define PIECE 16 /* bytes: three ill-formed ones as \xNN, and a NUL */

/* Writes the next character of *rest as a log shows it; returns its length. */
static size_t
next_piece(struct slice *rest, bool in_quotes, char piece[PIECE])
{
	struct slice source = *rest;
	uint32_t c = utf8_next(rest);
	size_t taken = source.len - rest->len, len = 0;

	if (c == UTF8_REPLACEMENT && utf8_valid_len(source) == 0) {
		for (size_t i = 0; i < taken; i++)
			len += (size_t)snprintf(piece + len, PIECE - len,
			    "\\x%02x", (unsigned char)source.ptr[i]);
		return len;
	}
	if (needs_escape(c))
		return (size_t)(c < 0x100
			? snprintf(piece, PIECE, "\\x%02x", c)
			: snprintf(piece, PIECE, "\\u%04x", c));
	if (in_quotes && (c == '"' || c == '\\'))
		piece[len++] = '\\';
	memcpy(piece + len, source.ptr, taken);
	return len + taken;
}

/* Appends s escaped, at most max bytes, never part of a character; marks the
 * line as cut if that was not all. */
static void
append_escaped(struct log_line *line, struct slice s, bool in_quotes,
    size_t max)
{
	char piece[PIECE];

	while (s.len > 0) {
		size_t len = next_piece(&s, in_quotes, piece);

		if (len > max) {
			line->cut = true;
			return;
		}
		append(line, piece, len);
		max -= len;
	}
}

static void
start_line(struct log_line *line, enum log_level level)
{
	char now[21];
	int len;

	line->level = level;
	line->dropped = (int)level > atomic_load(&max_level);
	line->cut = false;
	line->len = 0;
	if (line->dropped)
		return;
	if (atomic_load(&line_style) == LOG_STYLE_JOURNAL)
		len = snprintf(line->text, sizeof(line->text), "<%d>",
		    (int)level);
	else
		len = snprintf(line->text, sizeof(line->text), "%s %.64s: ",
		    clock_format_utc(clock_now_at(clock_real()), now),
		    program_invocation_short_name);
	line->len = (size_t)len;
}

void
log_begin(struct log_line *line, enum log_level level, const char *what)
{
	start_line(line, level);
	if (!line->dropped)
		append_escaped(line, slice_of(what), false, LIMIT_LOG_VALUE);
}

static bool
needs_quotes(struct slice value)
{
	if (value.len == 0)
		return true;
	while (value.len > 0) {
		uint32_t c = utf8_next(&value);

		if (c == ' ' || c == '"' || c == '=' || c == '\\' ||
		    c == 0xA0 || c == UTF8_REPLACEMENT || needs_escape(c))
			return true;
	}
	return false;
}

void
log_text(struct log_line *line, const char *key, struct slice value)
{
	size_t key_len = strlen(key);
	bool quoted;

	if (line->dropped || value.ptr == NULL)
		return;
	/* Whole pairs only: " key=", two quotes and the longest value. */
	if (key_len + 4 + LIMIT_LOG_VALUE > room(line)) {
		line->cut = true;
		return;
	}
	append(line, " ", 1);
	append(line, key, key_len);
	append(line, "=", 1);
	/* Enough of it to judge what will be written. */
	quoted = needs_quotes(utf8_cut(value, LIMIT_LOG_VALUE));
	if (quoted)
		append(line, "\"", 1);
	append_escaped(line, value, quoted, LIMIT_LOG_VALUE);
	if (quoted)
		append(line, "\"", 1);
}

void
log_string(struct log_line *line, const char *key, const char *value)
{
	log_text(line, key, slice_of(value));
}

void
log_int(struct log_line *line, const char *key, int64_t value)
{
	char text[24];

	if (snprintf(text, sizeof(text), "%lld", (long long)value) > 0)
		log_text(line, key, slice_of(text));
}

void
log_end(struct log_line *line)
{
	ssize_t written;

	if (line->dropped)
		return;
	if (line->cut)
		append(line, CUT_MARK, sizeof(CUT_MARK) - 1);
	append(line, "\n", 1);
	/* Where standard error is gone there is nobody left to tell. */
	do {
		written = write(STDERR_FILENO, line->text, line->len);
	} while (written < 0 && errno == EINTR);
}

void
log_message(enum log_level level, const char *format, ...)
{
	struct log_line line;
	char text[sizeof(line.text)];
	va_list args;
	int len;

	start_line(&line, level);
	if (line.dropped)
		return;
	va_start(args, format);
	len = vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	if (len < 0)
		return;
	/* What vsnprintf cut has no room in the line either. */
	append_escaped(&line, utf8_cut(slice_of(text), sizeof(text) - 4), false,
	    room(&line));
	log_end(&line);
}
