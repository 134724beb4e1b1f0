/*
 * Folders as tags: the titles of folders, one inside the other, as words that a
 * tag may be.
 */
#ifndef CRIER_PARSE_TAG_PATH_H
#define CRIER_PARSE_TAG_PATH_H

#include <stdbool.h>

#include "limits.h"
#include "slice.h"

struct tag_path {
	char text[LIMIT_CONFIG_NAME]; /* "news/asia" */
	size_t len;                   /* 0: the top, no tag */
};

/*
 * Goes into a folder of that title: lower case, '-' for white space, what
 * cannot be seen dropped; a slash parts as a folder does. What does not fit is
 * cut; a title that leaves nothing changes nothing. title is valid UTF-8.
 */
void tag_path_enter(struct tag_path *path, struct slice title);

struct slice tag_path_slice(const struct tag_path *path);
/* The next of "news", "news/asia": *at is 0 at first. False behind the last. */
bool tag_path_next(const struct tag_path *path, size_t *at, struct slice *tag);

/* True for what a tag may be as it is spelled: a clean word of at most
 * LIMIT_CONFIG_NAME bytes. Of such config and control think the same. */
bool tag_is_right(struct slice tag);

#endif
