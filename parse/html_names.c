/*
 * How names are found: by their letter, and then by comparing two words with
 * each row. Every tag asks, so that no function is called on the way.
 */
#include "parse/html_allow.h"

struct key {
	char text[HTML_NAME_MAX];
};

/* False for a name that is in no table: too long, or not begun by a letter. */
static bool
make_key(struct slice name, struct key *key)
{
	if (name.len == 0 || name.len > HTML_NAME_MAX)
		return false;
	*key = (struct key){ { 0 } };
	for (size_t i = 0; i < name.len; i++)
		key->text[i] = slice_lower(name.ptr[i]);
	return key->text[0] >= 'a' && key->text[0] <= 'z';
}

const void *
html_row_find(const struct html_rows letters[HTML_LETTERS], struct slice name)
{
	uint64_t words[2], row[2];
	const struct html_rows *rows;
	const char *at;
	struct key key;

	if (!make_key(name, &key))
		return NULL;
	memcpy(words, key.text, sizeof(words));
	rows = &letters[key.text[0] - 'a'];
	at = rows->rows;
	for (size_t i = 0; i < rows->count; i++, at += rows->size) {
		memcpy(row, at, sizeof(row));
		if (((words[0] ^ row[0]) | (words[1] ^ row[1])) == 0)
			return at;
	}
	return NULL;
}
