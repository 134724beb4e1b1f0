/*
 * Which encoding a document is in, and its text in UTF-8. Knows the order of
 * the witnesses (byte order mark, pattern, HTTP, declaration, the bytes) and
 * when the bytes overrule what was said of them; the conversions themselves are
 * in charset_convert.c. Valid UTF-8, nearly every feed, is looked at once and
 * never copied.
 */
#include "parse/charset.h"

#include "compiler.h"
#include "limits.h"
#include "parse/charset_table.h"
#include "utf8.h"

const char *
charset_name_of(struct slice label)
{
	return charset_rows[charset_of_label(label)].name;
}

static struct slice
text_of(struct bytes body)
{
	return (struct slice){ (const char *)body.ptr, body.len };
}

static struct bytes
bytes_from(struct bytes body, size_t at)
{
	return (struct bytes){ body.ptr + at, body.len - at };
}

static bool
is_wide(enum charset charset)
{
	return charset == CHARSET_UTF_16LE || charset == CHARSET_UTF_16BE ||
	    charset == CHARSET_UTF_32LE || charset == CHARSET_UTF_32BE;
}

static size_t
unit_size(enum charset charset)
{
	return charset == CHARSET_UTF_32LE || charset == CHARSET_UTF_32BE ? 4
									  : 2;
}

/* Byte order marks; UTF-32LE before UTF-16LE, which begins it. */
static const struct mark {
	enum charset charset;
	unsigned char bytes[4];
	size_t len;
} marks[] = {
	{ CHARSET_UTF_8, { 0xEF, 0xBB, 0xBF }, 3 },
	{ CHARSET_UTF_32BE, { 0x00, 0x00, 0xFE, 0xFF }, 4 },
	{ CHARSET_UTF_32LE, { 0xFF, 0xFE, 0x00, 0x00 }, 4 },
	{ CHARSET_UTF_16BE, { 0xFE, 0xFF }, 2 },
	{ CHARSET_UTF_16LE, { 0xFF, 0xFE }, 2 },
};

static bool
has_mark(struct bytes body, const struct mark *mark)
{
	return body.len >= mark->len &&
	    memcmp(body.ptr, mark->bytes, mark->len) == 0;
}

/* The whole of one charset_decode. */
struct decoding {
	struct charset_tables *tables;
	struct bytes body; /* without marks */
	const struct charset_hints *hints;
	struct buffer *out;
	size_t start; /* of the output in out */
	struct charset_result *result;
};

/* What the bytes are as UTF-8. */
struct shape {
	size_t valid;       /* bytes before the first ill-formed sequence */
	bool has_multibyte; /* a valid sequence of more than one byte */
	bool is_cut;        /* nothing is wrong but the last, cut, sequence */
};

static bool
is_ascii(struct slice s)
{
	uint64_t word = 0, high = 0;
	size_t at = 0;

	for (; at + sizeof(word) <= s.len && high == 0; at += sizeof(word)) {
		memcpy(&word, s.ptr + at, sizeof(word));
		high = word & UINT64_C(0x8080808080808080);
	}
	for (; at < s.len && high == 0; at++)
		high = (unsigned char)s.ptr[at] & 0x80;
	return high == 0;
}

/* Length of the sequence that byte c begins, 0 for none. */
static size_t
sequence_len(unsigned char c)
{
	if (c >= 0xC2 && c <= 0xDF)
		return 2;
	if (c >= 0xE0 && c <= 0xEF)
		return 3;
	return c >= 0xF0 && c <= 0xF4 ? 4 : 0;
}

static bool
is_continuation(char c)
{
	return ((unsigned char)c & 0xC0) == 0x80;
}

/* s is the beginning of one well-formed sequence, and no more. */
static bool
is_cut_sequence(struct slice s)
{
	struct slice rest = s;

	return s.len > 0 && s.len < sequence_len((unsigned char)s.ptr[0]) &&
	    utf8_next(&rest) == UTF8_REPLACEMENT && rest.len == 0;
}

static struct shape
look_at(struct slice text)
{
	struct shape shape = { .valid = utf8_valid_len(text) };

	shape.has_multibyte = !is_ascii(slice_sub(text, 0, shape.valid));
	shape.is_cut = shape.valid < text.len &&
	    is_cut_sequence(slice_from(text, shape.valid));
	return shape;
}

static bool
is_utf8(struct slice text, const struct shape *shape)
{
	return shape->valid == text.len || shape->is_cut;
}

static bool
borrow(struct decoding *decoding, enum charset charset)
{
	decoding->result->name = charset_rows[charset].name;
	decoding->result->text = text_of(decoding->body);
	return true;
}

static bool
take_output(struct decoding *decoding, enum charset charset)
{
	decoding->result->name = charset_rows[charset].name;
	decoding->result->text = slice_from(buffer_slice(decoding->out),
	    decoding->start);
	return !decoding->out->failed;
}

/* Length of an overlong, surrogate or too large sequence at the start of s that
 * is complete; 0 where there is none. */
static size_t
forbidden_len(struct slice s)
{
	unsigned char c = (unsigned char)s.ptr[0];
	size_t len = 0;

	if (c == 0xC0 || c == 0xC1)
		len = 2;
	else if (c == 0xE0 || c == 0xED)
		len = 3;
	else if (c >= 0xF0 && c <= 0xF7)
		len = 4;
	if (len == 0 || s.len < len)
		return 0;
	for (size_t i = 1; i < len; i++) {
		if (!is_continuation(s.ptr[i]))
			return 0;
	}
	return len;
}

/* What stands at an ill-formed sequence; returns the bytes that it took. */
static size_t
mend_sequence(struct decoding *decoding, struct slice s)
{
	size_t len = forbidden_len(s);

	if (is_cut_sequence(s)) {
		decoding->result->truncated = true;
		buffer_append_rune(decoding->out, UTF8_REPLACEMENT);
		return s.len;
	}
	if (len == 0) {
		buffer_append_rune(decoding->out,
		    charset_windows_1252((unsigned char)s.ptr[0]));
		return 1;
	}
	/* Each byte of these is a maximal subpart. */
	for (size_t i = 0; i < len; i++)
		buffer_append_rune(decoding->out, UTF8_REPLACEMENT);
	return len;
}

/* Valid sequences stay, every other byte is windows-1252. */
static bool
mend_utf8(struct decoding *decoding)
{
	struct slice s = text_of(decoding->body);

	decoding->result->corrected = true;
	while (s.len > 0) {
		size_t len = utf8_valid_len(s);

		buffer_append(decoding->out, slice_sub(s, 0, len));
		s = slice_from(s, len);
		if (s.len > 0)
			s = slice_from(s, mend_sequence(decoding, s));
	}
	return take_output(decoding, CHARSET_UTF_8);
}

static bool
convert(struct decoding *decoding, enum charset charset,
    struct charset_count *count)
{
	(void)charset_convert(decoding->tables, charset, decoding->body,
	    decoding->out, count); /* take_output tells */
	decoding->result->corrected |= count->bad > 0 || count->truncated;
	decoding->result->truncated |= count->truncated;
	return take_output(decoding, charset);
}

/* Nothing usable was said, or what was said is wrong. */
static bool
fall_back(struct decoding *decoding)
{
	struct slice text = text_of(decoding->body), language;
	size_t valid = utf8_valid_len(text);
	struct charset_count count;

	if (valid == text.len)
		return borrow(decoding, CHARSET_UTF_8);
	decoding->result->corrected = true;
	if (is_cut_sequence(slice_from(text, valid)))
		return mend_utf8(decoding);
	language = decoding->hints->language;
	if (language.len == 0)
		language = charset_language(decoding->body);
	return convert(decoding, charset_guess(decoding->body, language),
	    &count);
}

static bool
has_valid_multibyte(struct slice s)
{
	while (s.len > 0) {
		size_t len = utf8_valid_len(s);

		if (!is_ascii(slice_sub(s, 0, len)))
			return true;
		s = slice_from(s, len);
		if (s.len > 0)
			s = slice_from(s, 1);
	}
	return false;
}

static bool
decode_utf8(struct decoding *decoding)
{
	struct slice text = text_of(decoding->body), wrong;

	wrong = slice_from(text, utf8_valid_len(text));
	if (wrong.len == 0)
		return borrow(decoding, CHARSET_UTF_8);
	if (is_cut_sequence(wrong) || forbidden_len(wrong) > 0 ||
	    has_valid_multibyte(text))
		return mend_utf8(decoding);
	return fall_back(decoding);
}

/* UTF-8 that was called something else. */
static bool
correct_to_utf8(struct decoding *decoding, const struct shape *shape)
{
	decoding->result->corrected = true;
	if (shape->is_cut)
		return mend_utf8(decoding);
	return borrow(decoding, CHARSET_UTF_8);
}

static bool
is_western(enum charset charset)
{
	return charset == CHARSET_WINDOWS_1252 ||
	    charset == CHARSET_ISO_8859_15 || charset == CHARSET_MACINTOSH;
}

/* A label that is neither UTF-8 nor wide. */
static bool
decode_labelled(struct decoding *decoding, enum charset charset)
{
	struct slice text = text_of(decoding->body);
	struct shape shape = look_at(text);
	struct charset_count count;

	if (shape.valid == text.len && !shape.has_multibyte &&
	    charset != CHARSET_ISO_2022_JP)
		return borrow(decoding, charset);
	if (is_western(charset) && shape.has_multibyte && is_utf8(text, &shape))
		return correct_to_utf8(decoding, &shape);
	convert(decoding, charset, &count);
	if (count.bad == 0 || decoding->out->failed)
		return !decoding->out->failed;
	if (shape.has_multibyte && is_utf8(text, &shape)) {
		buffer_truncate(decoding->out, decoding->start);
		return correct_to_utf8(decoding, &shape);
	}
	/* A few bad bytes are accidents; more, and the label is wrong. */
	if (count.bad * 50 < count.characters)
		return true;
	buffer_truncate(decoding->out, decoding->start);
	return fall_back(decoding);
}

/* True, and converted, if at most one unit in a hundred is invalid. */
static bool
try_wide(struct decoding *decoding, enum charset charset)
{
	struct charset_result before = *decoding->result;
	struct charset_count count;

	(void)convert(decoding, charset, &count); /* the caller asks failed */
	if (decoding->out->failed ||
	    count.bad * 100 <= decoding->body.len / unit_size(charset))
		return true;
	buffer_truncate(decoding->out, decoding->start);
	*decoding->result = before;
	return false;
}

static bool
are_alike(enum charset a, enum charset b)
{
	return a == b ||
	    (is_wide(a) && is_wide(b) && unit_size(a) == unit_size(b));
}

/* A declaration that says something else than what was found. */
static bool
is_contradicted(struct slice label, enum charset charset)
{
	return label.ptr != NULL &&
	    !are_alike(charset_of_label(label), charset);
}

/* Marks at the start, all of them, though one is enough. */
static enum charset
skip_marks(struct decoding *decoding)
{
	enum charset charset = CHARSET_NONE;
	struct bytes body = decoding->body;

	for (size_t i = 0; i < ARRAY_LEN(marks); i++) {
		const struct mark *mark = &marks[i];
		size_t len = 0;

		while (has_mark(bytes_from(body, len), mark))
			len += mark->len;
		if (len == 0)
			continue;
		charset = mark->charset;
		decoding->body = bytes_from(body, len);
		decoding->result->corrected = len > mark->len;
		break;
	}
	return charset;
}

/* A document of 16 or 32 bits, by its mark or its pattern. */
static bool
decode_wide(struct decoding *decoding, enum charset charset)
{
	struct slice text;
	struct bytes bytes;

	if (!try_wide(decoding, charset))
		return false;
	text = decoding->result->text;
	bytes = (struct bytes){ (const unsigned char *)text.ptr, text.len };
	if (is_contradicted(charset_declared(bytes), charset))
		decoding->result->corrected = true;
	return true;
}

/*
 * The label that counts: HTTP's if it is usable, else the declaration's. Wide
 * ones are not usable here, for then a pattern would have been found, but
 * where the bytes have NULs after all. Unusable ones count as corrections.
 */
static enum charset
choose_label(struct decoding *decoding, bool *is_said)
{
	struct slice labels[] = { decoding->hints->http_label,
		charset_declared(decoding->body) };
	bool has_nul = memchr(decoding->body.ptr, 0,
			   decoding->body.len < KIB ? decoding->body.len
						    : KIB) != NULL;

	*is_said = false;
	for (size_t i = 0; i < ARRAY_LEN(labels); i++) {
		enum charset charset = charset_of_label(labels[i]);

		if (charset != CHARSET_NONE && (!is_wide(charset) || has_nul))
			return charset;
		*is_said |= labels[i].len > 0;
	}
	return CHARSET_NONE;
}

/* HTTP and the declaration disagree, one of them says UTF-8, and it is. */
static bool
is_utf8_after_all(const struct decoding *decoding, enum charset charset)
{
	struct slice text = text_of(decoding->body);
	struct shape shape;

	if (charset == CHARSET_UTF_8 ||
	    charset_of_label(charset_declared(decoding->body)) != CHARSET_UTF_8)
		return false;
	shape = look_at(text);
	return shape.has_multibyte && is_utf8(text, &shape);
}

static bool
decode_narrow(struct decoding *decoding, enum charset charset)
{
	bool is_said;

	if (charset == CHARSET_UTF_8) {
		if (is_contradicted(charset_declared(decoding->body), charset))
			decoding->result->corrected = true;
		return decode_utf8(decoding);
	}
	charset = choose_label(decoding, &is_said);
	decoding->result->corrected |= charset == CHARSET_NONE && is_said;
	if (charset == CHARSET_NONE)
		return fall_back(decoding);
	if (is_wide(charset))
		return try_wide(decoding, charset) || fall_back(decoding);
	if (charset == CHARSET_UTF_8)
		return decode_utf8(decoding);
	if (is_utf8_after_all(decoding, charset)) {
		struct shape shape = look_at(text_of(decoding->body));

		return correct_to_utf8(decoding, &shape);
	}
	return decode_labelled(decoding, charset);
}

bool
charset_decode(struct charset_tables *tables, struct bytes body,
    const struct charset_hints *hints, struct buffer *out,
    struct charset_result *result)
{
	struct decoding decoding = { tables, body, hints, out, out->len,
		result };
	enum charset charset;

	*result = (struct charset_result){ .text = SLICE("") };
	if (body.len == 0)
		return borrow(&decoding, CHARSET_UTF_8);
	charset = skip_marks(&decoding);
	if (charset == CHARSET_NONE)
		charset = charset_pattern(body);
	if (is_wide(charset)) {
		if (decode_wide(&decoding, charset))
			return !out->failed;
		decoding.body = body;
		charset = CHARSET_NONE;
	}
	return decode_narrow(&decoding, charset);
}

bool
charset_decode_as(struct charset_tables *tables, const char *name,
    struct bytes body, struct buffer *out)
{
	enum charset charset = charset_of_label(slice_of(name));
	struct charset_result result;
	struct decoding decoding = { tables, body, NULL, out, out->len,
		&result };
	struct charset_count count;

	result = (struct charset_result){ .text = SLICE("") };
	if (charset == CHARSET_UTF_8 || charset == CHARSET_NONE)
		return mend_utf8(&decoding);
	return convert(&decoding, charset, &count);
}
