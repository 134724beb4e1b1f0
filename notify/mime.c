/*
 * The one writer of what stands in a message (T24). Text from feeds enters here
 * and leaves as ASCII that no server and no reader of mail can take for
 * anything but text: no line of its own, no second header, no end of an encoded
 * word. It knows nothing of articles.
 */
#include "notify/mime.h"

#include <time.h>

#include <nettle/base64.h>

#include "compiler.h"
#include "limits.h"
#include "utf8.h"

#define LINE_COLUMNS 76 /* RFC 2045 6.7, 6.8 */
#define ENCODED_WORD 75 /* RFC 2047 2 */
#define PLAIN_WORD   60 /* longer ones are encoded, so that they fold */
#define BASE64_BYTES 57 /* of one line */

static const char hex[] = "0123456789ABCDEF", word_end[] = "?=";

/* ---- words ----------------------------------------------------------------- */

/* What RFC 2047 5 (3) lets stand in a word anywhere in a header. */
static bool
is_word_char(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	    (c >= '0' && c <= '9') || (c != '\0' && strchr("!*+-/", c) != NULL);
}

static size_t
q_len(struct slice text)
{
	size_t len = 0;

	for (size_t i = 0; i < text.len; i++)
		len += is_word_char(text.ptr[i]) || text.ptr[i] == ' ' ? 1 : 3;
	return len;
}

static void
put_q(struct buffer *out, struct slice text)
{
	for (size_t i = 0; i < text.len; i++) {
		unsigned char c = (unsigned char)text.ptr[i];

		if (c == ' ')
			buffer_append_char(out, '_');
		else if (is_word_char((char)c))
			buffer_append_char(out, (char)c);
		else
			buffer_append_format(out, "=%c%c", hex[c >> 4],
			    hex[c & 15]);
	}
}

static size_t
b_len(struct slice text)
{
	return BASE64_ENCODE_RAW_LENGTH(text.len);
}

static void
put_b(struct buffer *out, struct slice text)
{
	size_t len = b_len(text);
	char *room = buffer_room(out, len);

	if (room == NULL)
		return;
	base64_encode_raw(room, text.len, (const uint8_t *)text.ptr);
	buffer_added(out, len);
}

static const struct word_kind {
	const char *begin;
	size_t (*len)(struct slice text);
	void (*put)(struct buffer *out, struct slice text);
} word_q = { "=?utf-8?q?", q_len, put_q },
  word_b = { "=?utf-8?b?", b_len, put_b };

/* Bytes of the characters of text that fit into a word of room columns. */
static size_t
fitting(const struct word_kind *kind, struct slice text, size_t room)
{
	struct slice rest = text;
	size_t fits = 0;

	room -= strlen(kind->begin) + strlen(word_end);
	while (rest.len > 0) {
		utf8_next(&rest);
		if (kind->len(slice_sub(text, 0, text.len - rest.len)) > room)
			break;
		fits = text.len - rest.len;
	}
	return fits;
}

/* column: where the line stands. */
static void
put_encoded(struct buffer *out, struct slice text, size_t column)
{
	const struct word_kind *kind = q_len(text) <= b_len(text) ? &word_q
								  : &word_b;

	while (text.len > 0) {
		size_t room = LINE_COLUMNS - column;
		size_t len = fitting(kind, text,
		    room < ENCODED_WORD ? room : ENCODED_WORD);

		buffer_append_string(out, kind->begin);
		kind->put(out, slice_sub(text, 0, len));
		buffer_append_string(out, word_end);
		text = slice_from(text, len);
		if (text.len > 0)
			buffer_append_string(out, "\r\n ");
		column = 1;
	}
}

/* Words that need no encoding, parted by single blanks. */
static void
put_plain(struct buffer *out, struct slice text, size_t column)
{
	struct slice word;
	bool first = true;

	while (slice_cut(&text, ' ', &word)) {
		if (!first && column + 1 + word.len > LINE_COLUMNS) {
			buffer_append_string(out, "\r\n ");
			column = 1;
		} else if (!first) {
			buffer_append_char(out, ' ');
			column++;
		}
		buffer_append(out, word);
		column += word.len;
		first = false;
	}
}

static bool
is_visible_ascii(struct slice text)
{
	for (size_t i = 0; i < text.len; i++)
		if (text.ptr[i] < ' ' || text.ptr[i] > '~')
			return false;
	return true;
}

/* What looks like an encoded word is encoded, so that it stays what it is. */
static bool
is_plain(struct slice text)
{
	struct slice word;

	if (!is_visible_ascii(text) ||
	    slice_find(text, SLICE("=?")) != SIZE_MAX)
		return false;
	while (slice_cut(&text, ' ', &word))
		if (word.len > PLAIN_WORD)
			return false;
	return true;
}

/* ---- clean text ---------------------------------------------------------------- */

/* These would turn the order of what a mail reader shows round the header. */
static bool
is_bidi_control(uint32_t c)
{
	return (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069);
}

static void
clean(struct slice text, struct buffer *out)
{
	struct buffer line;
	struct slice rest;
	size_t count = 0;

	buffer_init(&line, LIMIT_MAIL);
	utf8_clean_line(text, &line);
	rest = buffer_slice(&line);
	while (rest.len > 0 && count < LIMIT_MAIL_HEADER) {
		uint32_t c = utf8_next(&rest);

		if (is_bidi_control(c))
			continue;
		buffer_append_rune(out, c);
		count++;
	}
	if (rest.len > 0)
		buffer_append_string(out, "\xe2\x80\xa6"); /* an ellipsis */
	out->failed = out->failed || line.failed;
	buffer_finish(&line);
}

void
mime_header_text(struct buffer *out, const char *name, struct slice text)
{
	size_t column = strlen(name) + 2;
	struct buffer line;

	buffer_init(&line, LIMIT_MAIL);
	clean(text, &line);
	buffer_append_format(out, "%s: ", name);
	if (is_plain(buffer_slice(&line)))
		put_plain(out, buffer_slice(&line), column);
	else
		put_encoded(out, buffer_slice(&line), column);
	buffer_append_string(out, "\r\n");
	out->failed = out->failed || line.failed;
	buffer_finish(&line);
}

/* ---- mailboxes ------------------------------------------------------------------ */

static bool
is_address(struct slice text)
{
	size_t at = slice_find_char(text, '@');

	for (size_t i = 0; i < text.len; i++)
		if (text.ptr[i] <= ' ' || text.ptr[i] > '~' ||
		    strchr("<>()[]\\,;:\"", text.ptr[i]) != NULL)
			return false;
	return at != SIZE_MAX && at > 0 && at + 1 < text.len &&
	    slice_find_char(slice_from(text, at + 1), '@') == SIZE_MAX &&
	    text.len <= LIMIT_MAIL_ADDRESS;
}

bool
mime_mailbox_parse(struct slice text, struct mime_mailbox *mailbox)
{
	size_t open = slice_find_char(text, '<');

	*mailbox = (struct mime_mailbox){ .address = slice_trim(text) };
	for (size_t i = 0; i < text.len; i++)
		if ((unsigned char)text.ptr[i] < ' ' || text.ptr[i] == 0x7F)
			return false;
	if (open != SIZE_MAX) {
		text = slice_trim(text);
		open = slice_find_char(text, '<');
		if (!slice_has_suffix(text, SLICE(">")))
			return false;
		mailbox->name = slice_trim(slice_sub(text, 0, open));
		mailbox->address = slice_sub(text, open + 1,
		    text.len - open - 2);
	}
	return is_address(mailbox->address);
}

static void
put_name(struct buffer *out, struct slice name, size_t column)
{
	struct buffer line;
	struct slice text;

	buffer_init(&line, LIMIT_MAIL);
	clean(name, &line);
	text = buffer_slice(&line);
	if (!is_plain(text)) {
		put_encoded(out, text, column);
	} else {
		buffer_append_char(out, '"');
		for (size_t i = 0; i < text.len; i++) {
			if (text.ptr[i] == '"' || text.ptr[i] == '\\')
				buffer_append_char(out, '\\');
			buffer_append_char(out, text.ptr[i]);
		}
		buffer_append_char(out, '"');
	}
	buffer_finish(&line);
}

void
mime_header_mailboxes(struct buffer *out, const char *name,
    const char *const *mailboxes, size_t count)
{
	size_t column = strlen(name) + 2;
	struct mime_mailbox mailbox;
	bool first = true;

	buffer_append_format(out, "%s: ", name);
	for (size_t i = 0; i < count; i++) {
		if (!mime_mailbox_parse(slice_of(mailboxes[i]), &mailbox))
			continue;
		if (!first) {
			buffer_append_string(out, ",\r\n ");
			column = 1;
		}
		if (mailbox.name.len > 0) {
			put_name(out, mailbox.name, column);
			buffer_append_string(out, "\r\n ");
		}
		buffer_append_format(out,
		    mailbox.name.len > 0 ? "<%.*s>" : "%.*s",
		    SLICE_FMT(mailbox.address));
		first = false;
	}
	buffer_append_string(out, "\r\n");
}

void
mime_header_date(struct buffer *out, int64_t at)
{
	static const char days[][4] = { "Sun", "Mon", "Tue", "Wed", "Thu",
		"Fri", "Sat" };
	static const char months[][4] = { "Jan", "Feb", "Mar", "Apr", "May",
		"Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec" };
	time_t seconds = (time_t)at;
	struct tm t;
	long minutes, away;

	if (localtime_r(&seconds, &t) == NULL)
		memset(&t, 0, sizeof(t));
	minutes = t.tm_gmtoff / 60;
	away = minutes < 0 ? -minutes : minutes;
	buffer_append_format(out,
	    "Date: %s, %d %s %d %02d:%02d:%02d %c%02ld%02ld\r\n",
	    days[t.tm_wday], t.tm_mday, months[t.tm_mon], t.tm_year + 1900,
	    t.tm_hour, t.tm_min, t.tm_sec, minutes < 0 ? '-' : '+', away / 60,
	    away % 60);
}

/* ---- parts ------------------------------------------------------------------------ */

/* Every line of text with CR LF. */
static void
to_crlf(struct slice text, struct buffer *out)
{
	struct slice line;

	if (slice_has_suffix(text, SLICE("\n")))
		text.len--;
	while (slice_cut(&text, '\n', &line)) {
		buffer_append(out, line);
		buffer_append_string(out, "\r\n");
	}
}

static void
put_base64(struct buffer *out, struct slice text)
{
	struct buffer canonical;
	struct slice rest;

	buffer_init(&canonical, LIMIT_MAIL);
	to_crlf(text, &canonical);
	for (rest = buffer_slice(&canonical); rest.len > 0;
	     rest = slice_from(rest, BASE64_BYTES)) {
		put_b(out, slice_sub(rest, 0, BASE64_BYTES));
		buffer_append_string(out, "\r\n");
	}
	out->failed = out->failed || canonical.failed;
	buffer_finish(&canonical);
}

/*
 * Blanks at the end of a line get lost on the way, "From " at its beginning a
 * '>', and a dot there has once been taken for the end of the message.
 */
static bool
is_literal(struct slice line, size_t i, size_t column)
{
	char c = line.ptr[i];

	if (c == ' ' || c == '\t')
		return i + 1 < line.len;
	if (column == 0 && (c == '.' || c == 'F'))
		return false;
	return c > ' ' && c <= '~' && c != '=';
}

static void
put_quoted_line(struct buffer *out, struct slice line)
{
	size_t column = 0;

	for (size_t i = 0; i < line.len; i++) {
		unsigned char c = (unsigned char)line.ptr[i];
		bool literal = is_literal(line, i, column);

		if (column + (literal ? 1 : 3) >= LINE_COLUMNS) {
			buffer_append_string(out, "=\r\n");
			column = 0;
			literal = is_literal(line, i, column);
		}
		if (literal)
			buffer_append_char(out, (char)c);
		else
			buffer_append_format(out, "=%c%c", hex[c >> 4],
			    hex[c & 15]);
		column += literal ? 1 : 3;
	}
	buffer_append_string(out, "\r\n");
}

static void
put_quoted(struct buffer *out, struct slice text)
{
	struct slice line;

	if (slice_has_suffix(text, SLICE("\n")))
		text.len--;
	while (slice_cut(&text, '\n', &line))
		put_quoted_line(out, line);
}

/* Three characters for one byte in quoted-printable, four for three in base64:
 * base64 is shorter where more than a sixth is not literal. */
static bool
is_mostly_ascii(struct slice text)
{
	size_t others = 0;

	for (size_t i = 0; i < text.len; i++)
		others += (unsigned char)text.ptr[i] > '~' ? 1 : 0;
	return others <= text.len / 6;
}

void
mime_part(struct buffer *out, const char *type, struct slice text)
{
	bool quoted = is_mostly_ascii(text);

	buffer_append_format(out,
	    "Content-Type: %s; charset=utf-8\r\n"
	    "Content-Transfer-Encoding: %s\r\n\r\n",
	    type, quoted ? "quoted-printable" : "base64");
	if (quoted)
		put_quoted(out, text);
	else
		put_base64(out, text);
}
