/*
 * Makes tags of the titles of folders. Queries compare tags without regard to
 * case, so that "News" of one list and "news" of another shall be one tag; and
 * a tag is one word in the configuration, so that white space becomes '-'.
 */
#include "parse/tag_path.h"

#include <utf8proc.h>

#include "utf8.h"

#define ZERO_WIDTH_NON_JOINER 0x200C
#define ZERO_WIDTH_JOINER     0x200D

enum kind {
	KIND_LETTER, /* whatever is kept */
	KIND_BLANK,
	KIND_SLASH,
	KIND_NOTHING
};

static bool
is_noncharacter(uint32_t c)
{
	return (c & 0xFFFE) == 0xFFFE || (c >= 0xFDD0 && c <= 0xFDEF);
}

static enum kind
kind_of(uint32_t c)
{
	utf8proc_category_t category = utf8proc_category((utf8proc_int32_t)c);

	if (c == '/')
		return KIND_SLASH;
	/* Persian and Devanagari are spelled with these. */
	if (c == ZERO_WIDTH_JOINER || c == ZERO_WIDTH_NON_JOINER)
		return KIND_LETTER;
	if (c == '\t' || c == '\n' || c == '\r' ||
	    category == UTF8PROC_CATEGORY_ZS ||
	    category == UTF8PROC_CATEGORY_ZL ||
	    category == UTF8PROC_CATEGORY_ZP)
		return KIND_BLANK;
	if (category == UTF8PROC_CATEGORY_CC ||
	    category == UTF8PROC_CATEGORY_CF || is_noncharacter(c))
		return KIND_NOTHING;
	return KIND_LETTER;
}

/* One folder that is being spelled behind the path. */
struct spelling {
	struct tag_path *path;
	size_t begin; /* of the folder, in path->len */
	bool blank;   /* white space came since the last letter */
	bool full;
};

static void
put(struct spelling *spelling, const char *text, size_t len)
{
	struct tag_path *path = spelling->path;

	if (spelling->full || len > sizeof(path->text) - path->len) {
		spelling->full = true;
		return;
	}
	memcpy(path->text + path->len, text, len);
	path->len += len;
}

static void
put_letter(struct spelling *spelling, uint32_t c)
{
	struct tag_path *path = spelling->path;
	size_t before = path->len;
	char text[4];
	size_t len = utf8_encode((uint32_t)utf8proc_tolower(
				     (utf8proc_int32_t)c),
	    text);

	if (path->len == spelling->begin && path->len > 0)
		put(spelling, "/", 1);
	else if (path->len > spelling->begin && spelling->blank)
		put(spelling, "-", 1);
	put(spelling, text, len);
	spelling->blank = false;
	/* No separator without a letter behind it. */
	if (spelling->full)
		path->len = before;
}

void
tag_path_enter(struct tag_path *path, struct slice title)
{
	struct spelling spelling = { .path = path, .begin = path->len };

	while (title.len > 0 && !spelling.full) {
		uint32_t c = utf8_next(&title);

		switch (kind_of(c)) {
		case KIND_LETTER:
			put_letter(&spelling, c);
			break;
		case KIND_BLANK:
			spelling.blank = true;
			break;
		case KIND_SLASH:
			spelling.begin = path->len;
			spelling.blank = false;
			break;
		case KIND_NOTHING:
			break;
		}
	}
}

struct slice
tag_path_slice(const struct tag_path *path)
{
	return (struct slice){ path->text, path->len };
}

bool
tag_path_next(const struct tag_path *path, size_t *at, struct slice *tag)
{
	struct slice whole = tag_path_slice(path);
	size_t end;

	if (*at >= whole.len)
		return false;
	end = slice_find_char(slice_from(whole, *at + 1), '/');
	*at = end == SIZE_MAX ? whole.len : *at + 1 + end;
	*tag = slice_sub(whole, 0, *at);
	return true;
}

bool
tag_is_right(struct slice tag)
{
	struct buffer line;
	bool right;

	if (tag.len == 0 || tag.len > LIMIT_CONFIG_NAME)
		return false;
	buffer_init(&line, LIMIT_CONFIG_NAME);
	right = utf8_clean_line(tag, &line) &&
	    slice_eq(buffer_slice(&line), tag) &&
	    slice_find_char(tag, ' ') == SIZE_MAX;
	buffer_finish(&line);
	return right;
}
