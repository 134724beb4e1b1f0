/*
 * Persons in one text: the first thing that looks like an address is the
 * address, what is left without its brackets and edges is the name. Nothing is
 * guessed of what a name is: "Ann and Bob" is one.
 */
#include "parse/person.h"

#include "parse/html.h"
#include "parse/html_text.h"
#include "utf8.h"

#define TOP_LABEL_MIN 2
#define LABEL_MAX     63

static bool
is_alnum(char c)
{
	return ((c | 0x20) >= 'a' && (c | 0x20) <= 'z') ||
	    (c >= '0' && c <= '9');
}

static bool
is_local(char c)
{
	return is_alnum(c) || slice_find_char(SLICE("._%+'-"), c) != SIZE_MAX;
}

/* Length of "[1.2.3.4]" at the start of s, or 0. */
static size_t
literal_len(struct slice s)
{
	size_t at = 1;

	if (!slice_has_prefix(s, SLICE("[")))
		return 0;
	while (at < s.len &&
	    ((s.ptr[at] >= '0' && s.ptr[at] <= '9') || s.ptr[at] == '.'))
		at++;
	return at > 1 && at < s.len && s.ptr[at] == ']' ? at + 1 : 0;
}

/* Length of the domain at the start of s: labels with dots, the last of two
 * characters at least; 0 if there is none. */
static size_t
domain_len(struct slice s)
{
	size_t at = 0, found = 0, labels = 0;

	for (;;) {
		size_t start = at;

		while (at < s.len && (is_alnum(s.ptr[at]) || s.ptr[at] == '-'))
			at++;
		if (at == start || at - start > LABEL_MAX)
			break;
		labels++;
		if (labels > 1 && at - start >= TOP_LABEL_MIN)
			found = at;
		if (at == s.len || s.ptr[at] != '.')
			break;
		at++;
	}
	return found;
}

/* The first address in s; false if there is none. */
static bool
find_address(struct slice s, size_t *start, size_t *len)
{
	size_t from = 0;

	for (;;) {
		size_t sign = slice_find_char(slice_from(s, from), '@');
		size_t domain, first;
		struct slice after;

		if (sign == SIZE_MAX)
			return false;
		sign += from;
		first = sign;
		/* Not back over what was looked at before. */
		while (first > from && is_local(s.ptr[first - 1]))
			first--;
		after = slice_from(s, sign + 1);
		domain = domain_len(after);
		if (domain == 0)
			domain = literal_len(after);
		if (first < sign && domain > 0) {
			*start = first;
			*len = sign + 1 + domain - first;
			return true;
		}
		from = sign + 1;
	}
}

static bool
is_edge(char c)
{
	return c == ' ' || c == ',' || c == ';' || c == '-';
}

static struct slice
trim_edges(struct slice s)
{
	while (s.len > 0 && is_edge(s.ptr[0]))
		s = slice_from(s, 1);
	while (s.len > 0 && is_edge(s.ptr[s.len - 1]))
		s.len--;
	return s;
}

/* s without one pair of brackets or quotes round it. */
static struct slice
without_pair(struct slice s)
{
	static const char pairs[][2] = { { '(', ')' }, { '<', '>' },
		{ '"', '"' } };

	for (size_t i = 0; i < sizeof(pairs) / sizeof(pairs[0]); i++) {
		if (s.len >= 2 && s.ptr[0] == pairs[i][0] &&
		    s.ptr[s.len - 1] == pairs[i][1])
			return trim_edges(slice_sub(s, 1, s.len - 2));
	}
	return s;
}

/* Takes off *before and *after what belongs to the address between them. */
static void
trim_address(struct slice *before, struct slice *after)
{
	static const struct slice mailto = SLICE_INIT("mailto:");
	size_t len = 0;

	if (before->len >= mailto.len &&
	    slice_eq_nocase(slice_from(*before, before->len - mailto.len),
		mailto))
		before->len -= mailto.len;
	if (slice_has_prefix(*after, SLICE("?"))) {
		while (len < after->len &&
		    slice_find_char(SLICE(" >)\""), after->ptr[len]) ==
			SIZE_MAX)
			len++;
		*after = slice_from(*after, len);
	}
	if (before->len > 0 && after->len > 0 &&
	    ((before->ptr[before->len - 1] == '<' && after->ptr[0] == '>') ||
		(before->ptr[before->len - 1] == '(' &&
		    after->ptr[0] == ')'))) {
		before->len--;
		*after = slice_from(*after, 1);
	}
}

/* An address that nobody reads; it says nothing where there is a name. */
static bool
is_no_reply(struct slice email)
{
	return slice_has_prefix_nocase(email, SLICE("noreply@")) ||
	    slice_has_prefix_nocase(email, SLICE("no-reply@"));
}

static bool
is_lone_url(struct slice s)
{
	return (slice_has_prefix_nocase(s, SLICE("http://")) ||
		   slice_has_prefix_nocase(s, SLICE("https://"))) &&
	    slice_find_char(s, ' ') == SIZE_MAX;
}

static struct slice
or_none(struct slice s)
{
	return s.len > 0 ? s : SLICE_NONE;
}

/* line has an address at [start, start + len). */
static void
read_with_address(struct slice line, size_t start, size_t len,
    struct buffer *scratch, struct person *person)
{
	struct slice before = slice_sub(line, 0, start);
	struct slice after = slice_from(line, start + len);
	size_t name_at = scratch->len;

	trim_address(&before, &after);
	before = trim_edges(before);
	after = trim_edges(after);
	/* Room was made for both: line does not move. */
	buffer_append(scratch, before);
	if (before.len > 0 && after.len > 0)
		buffer_append_char(scratch, ' ');
	buffer_append(scratch, after);
	person->name = or_none(
	    without_pair(slice_from(buffer_slice(scratch), name_at)));
	person->email = slice_sub(line, start, len);
	if (person->name.ptr != NULL && is_no_reply(person->email))
		person->email = SLICE_NONE;
}

bool
person_read(struct slice text, struct buffer *scratch, struct person *person)
{
	struct slice line;
	size_t start, len;

	*person = (struct person){ SLICE_NONE, SLICE_NONE, SLICE_NONE };
	buffer_reset(scratch);
	if (html_sniff(text) ? !html_to_line(text, scratch)
			     : !utf8_clean_line(text, scratch))
		return false;
	len = scratch->len;
	if (len == 0 || buffer_room(scratch, len + 1) == NULL)
		return false;
	line = slice_sub(buffer_slice(scratch), 0, len);
	if (is_lone_url(line))
		person->url = line;
	else if (find_address(line, &start, &len))
		read_with_address(line, start, len, scratch, person);
	else
		person->name = or_none(without_pair(trim_edges(line)));
	return person->name.ptr != NULL || person->email.ptr != NULL ||
	    person->url.ptr != NULL;
}

/* The ';' at `at` ends a reference, "&lt;". */
static bool
ends_reference(struct slice s, size_t at)
{
	size_t i = at;

	while (i > 0 && at - i < LABEL_MAX &&
	    (is_alnum(s.ptr[i - 1]) || s.ptr[i - 1] == '#'))
		i--;
	return i > 0 && i < at && s.ptr[i - 1] == '&';
}

/* What is looked at beside a comma: a name and an address are shorter. */
#define BESIDE 512

/* The comma at `at` stands between two "name <mail>". */
static bool
parts_persons(struct slice s, size_t at)
{
	struct slice before = slice_sub(s, 0, at);
	struct slice after = slice_sub(s, at + 1, BESIDE);
	size_t open, close, sign;

	if (!slice_has_suffix(before, SLICE(">")) ||
	    !slice_has_prefix(after, SLICE(" ")))
		return false;
	open = slice_find_char(after, '<');
	close = slice_find_char(after, '>');
	sign = slice_find_char(after, '@');
	return open < sign && sign < close && close != SIZE_MAX;
}

bool
person_cut(struct slice *rest, struct slice *one)
{
	struct slice s = *rest;

	if (s.ptr == NULL)
		return false;
	for (size_t i = 0; i < s.len; i++) {
		if ((s.ptr[i] == ';' && !ends_reference(s, i)) ||
		    (s.ptr[i] == ',' && parts_persons(s, i))) {
			*one = slice_sub(s, 0, i);
			*rest = slice_from(s, i + 1);
			return true;
		}
	}
	*one = s;
	*rest = SLICE_NONE;
	return true;
}
