/*
 * Media RSS: images, enclosures, credits, categories.
 */
#ifndef CRIER_PARSE_MEDIA_H
#define CRIER_PARSE_MEDIA_H

#include "parse/pass.h"

void media_thumbnail(struct pass *pass, const struct leaf *leaf);
void media_content(struct pass *pass, const struct leaf *leaf);
void media_credit(struct pass *pass, const struct leaf *leaf);
void media_category(struct pass *pass, const struct leaf *leaf);
void media_keywords(struct pass *pass, const struct leaf *leaf);
void media_license(struct pass *pass, const struct leaf *leaf);

/* itunes:image, googleplay:image, podcast:image: @href, @url or text. */
void media_image(struct pass *pass, const struct leaf *leaf);
/* Where no element names one: an enclosure that is an image. */
void media_choose_image(struct draft *draft);

#endif
