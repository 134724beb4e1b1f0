/*
 * Identities and keys. Rules against feeds that change or reuse their ids
 * (T37 to T41) build on these keys; nothing here decides by itself. The
 * spellings hashed here are for ever: another spelling would make every known
 * entry a new one.
 */
#include "store/entry_identity.h"

#include <string.h>

#include "hash.h"
#include "limits.h"
#include "url.h"

#define HASH_CHARS 51 /* all that hash_base32 gives */

/* ---- identity -------------------------------------------------------------- */

static struct slice
first_of(const struct doc_batch *batch, struct doc_span first,
    struct doc_span second)
{
	struct slice s = doc_slice(batch, first);

	return s.len > 0 ? s : doc_slice(batch, second);
}

static struct slice
digest_text(struct hash_state *state, struct arena *arena)
{
	unsigned char digest[HASH_SHA256_SIZE];
	char text[HASH_CHARS + 1];

	hash_end(state, digest);
	hash_base32(digest, HASH_CHARS, text);
	return slice_of(arena_format(arena, "sha256:%s", text));
}

struct slice
entry_identity(const struct doc_batch *batch, const struct doc_entry *entry,
    struct arena *arena)
{
	struct slice own = first_of(batch, entry->id, entry->link);
	struct hash_state state;

	if (own.len > 0 && own.len <= LIMIT_STORED_IDENTITY)
		return own;
	hash_init(&state);
	if (own.len > 0) {
		hash_add_part(&state, own);
		return digest_text(&state, arena);
	}
	hash_add_part(&state, doc_slice(batch, entry->title.value));
	hash_add_part(&state,
	    first_of(batch, entry->content_plain, entry->summary_plain));
	return digest_text(&state, arena);
}

/* ---- keys -------------------------------------------------------------------- */

static int64_t
key_of(struct hash_state *state)
{
	unsigned char digest[HASH_SHA256_SIZE];

	hash_end(state, digest);
	return hash_int64(digest);
}

int64_t
identity_key(struct slice identity)
{
	struct hash_state state;

	hash_init(&state);
	hash_add(&state, identity);
	return key_of(&state);
}

static bool
is_tracker(struct slice parameter)
{
	static const struct slice prefixes[] = {
		SLICE_INIT("utm_"),
		SLICE_INIT("mc_"),
		SLICE_INIT("at_"),
		SLICE_INIT("fbclid="),
		SLICE_INIT("gclid="),
		SLICE_INIT("igshid="),
		SLICE_INIT("cmpid="),
		SLICE_INIT("ncid="),
		SLICE_INIT("xtor="),
	};

	for (size_t i = 0; i < ARRAY_LEN(prefixes); i++)
		if (slice_has_prefix_nocase(parameter, prefixes[i]))
			return true;
	return false;
}

static void
add_query(struct hash_state *state, struct slice query)
{
	struct slice parameter;

	while (slice_cut(&query, '&', &parameter))
		if (parameter.len > 0 && !is_tracker(parameter))
			hash_add_part(state, parameter);
}

int64_t
link_key(struct slice text)
{
	struct hash_state state;
	struct url url;

	if (text.len == 0)
		return 0;
	url_split(text, &url);
	if (slice_has_prefix(url.host, SLICE("www.")))
		url.host = slice_from(url.host, 4);
	if (slice_has_suffix(url.path, SLICE("/")))
		url.path.len--;
	hash_init(&state);
	hash_add_part(&state, url.host);
	hash_add_part(&state, url.port);
	hash_add_part(&state, url.path);
	add_query(&state, url.query);
	return key_of(&state);
}

/* Bytes on their way into a digest. */
struct evening {
	struct hash_state *state;
	size_t len;
	char bytes[512];
};

static void
flush(struct evening *e)
{
	hash_add(e->state, (struct slice){ e->bytes, e->len });
	e->len = 0;
}

static void
add_bytes(struct evening *e, struct slice s)
{
	while (s.len > 0) {
		size_t room = sizeof(e->bytes) - e->len;
		struct slice part = slice_sub(s, 0, room);

		memcpy(e->bytes + e->len, part.ptr, part.len);
		e->len += part.len;
		s = slice_from(s, part.len);
		if (e->len == sizeof(e->bytes))
			flush(e);
	}
}

static bool
is_blank(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

/* Cuts the next word off; empty at the end. */
static struct slice
next_word(struct slice *rest)
{
	struct slice word;
	size_t at = 0;

	while (at < rest->len && is_blank(rest->ptr[at]))
		at++;
	*rest = slice_from(*rest, at);
	at = 0;
	while (at < rest->len && !is_blank(rest->ptr[at]))
		at++;
	word = slice_sub(*rest, 0, at);
	*rest = slice_from(*rest, at);
	return word;
}

/* "12", "1,204", "(3": how many, without what stands around it. */
static bool
is_number(struct slice word)
{
	bool digits = false;

	for (size_t i = 0; i < word.len; i++) {
		if (word.ptr[i] >= '0' && word.ptr[i] <= '9')
			digits = true;
		else if (strchr("(),.[]", word.ptr[i]) == NULL)
			return false;
	}
	return digits;
}

/* What counters count: "12 comments" is the same text an hour later, "12
 * dead" is not. */
static bool
is_counted(struct slice word)
{
	static const struct slice nouns[] = {
		SLICE_INIT("comment"),
		SLICE_INIT("comments"),
		SLICE_INIT("replies"),
		SLICE_INIT("reply"),
		SLICE_INIT("views"),
		SLICE_INIT("likes"),
		SLICE_INIT("shares"),
		SLICE_INIT("points"),
		SLICE_INIT("votes"),
		SLICE_INIT("retweets"),
		SLICE_INIT("kommentare"),
		SLICE_INIT("commentaires"),
		SLICE_INIT("comentarios"),
	};

	while (word.len > 0 && strchr("),.;:]", word.ptr[word.len - 1]) != NULL)
		word.len--;
	for (size_t i = 0; i < ARRAY_LEN(nouns); i++)
		if (slice_eq_nocase(word, nouns[i]))
			return true;
	return false;
}

/* A link is told by what it leads to, not by who counts its clicks. */
static bool
is_link(struct slice word)
{
	return slice_has_prefix_nocase(word, SLICE("http://")) ||
	    slice_has_prefix_nocase(word, SLICE("https://"));
}

/*
 * The words of s, one space between them, and an end that no text contains.
 * What changes without being news is left out: counters, trackers in links.
 */
static void
add_evened(struct hash_state *state, struct slice s)
{
	struct evening e = { .state = state };
	struct slice word = next_word(&s), next;

	while (word.len > 0) {
		next = next_word(&s);
		if (is_link(word)) {
			int64_t key = link_key(word);

			add_bytes(&e,
			    (struct slice){ (const char *)&key, sizeof(key) });
		} else if (!is_number(word) || !is_counted(next)) {
			add_bytes(&e, word);
		}
		add_bytes(&e, SLICE(" "));
		word = next;
	}
	add_bytes(&e, SLICE("\0"));
	flush(&e);
}

int64_t
content_key(const struct article *article)
{
	struct hash_state state;

	hash_init(&state);
	add_evened(&state, article->title);
	add_evened(&state,
	    article->text.len > 0 ? article->text : article->summary);
	return key_of(&state);
}

void
article_uid(struct slice feed_name, struct slice identity,
    char uid[ARTICLE_UID + 1])
{
	unsigned char digest[HASH_SHA256_SIZE];
	struct hash_state state;

	hash_init(&state);
	hash_add_part(&state, feed_name);
	hash_add_part(&state, identity);
	hash_end(&state, digest);
	hash_base32(digest, ARTICLE_UID, uid);
}
