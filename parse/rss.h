/*
 * Elements of RSS whose value is not one simple text; and generators, images
 * and text inputs in any format.
 */
#ifndef CRIER_PARSE_RSS_H
#define CRIER_PARSE_RSS_H

#include "parse/pass.h"

void rss_link(struct pass *pass, const struct leaf *leaf);
void rss_guid(struct pass *pass, const struct leaf *leaf);
void rss_enclosure(struct pass *pass, const struct leaf *leaf);
void rss_cloud(struct pass *pass, const struct leaf *leaf);
void rss_generator(struct pass *pass, const struct leaf *leaf);
void rss_original_link(struct pass *pass, const struct leaf *leaf);

/* image with its children, its text or its address in an attribute. */
void rss_image_begin(struct pass *pass, const struct leaf *leaf);
void rss_image_part(struct pass *pass, const struct leaf *leaf);
void rss_image(struct pass *pass, const struct leaf *leaf);
enum image_part {
	IMAGE_URL,
	IMAGE_TITLE,
	IMAGE_LINK,
	IMAGE_WIDTH,
	IMAGE_HEIGHT,
	IMAGE_DESCRIPTION
};

void rss_textinput_part(struct pass *pass, const struct leaf *leaf);
void rss_skip_hour(struct pass *pass, const struct leaf *leaf);
void rss_skip_day(struct pass *pass, const struct leaf *leaf);

/* Adds an enclosure of these parts; length as spelled. */
struct enclosure_parts {
	struct slice url, type, length, title;
	int64_t duration_s; /* or DOC_NO_NUMBER */
};
void enclosure_put(struct pass *pass, const struct leaf *leaf,
    const struct enclosure_parts *parts);

#endif
