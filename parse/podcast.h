/*
 * Podcasts: itunes, googleplay, Podcasting 2.0, Simple Chapters (sections 2.4
 * and 2.5 of the parsing rules).
 */
#ifndef CRIER_PARSE_PODCAST_H
#define CRIER_PARSE_PODCAST_H

#include "parse/pass.h"

/* row->field of the itunes rows. */
enum itunes_key {
	ITUNES_AUTHOR,
	ITUNES_BLOCK,
	ITUNES_COMPLETE,
	ITUNES_DURATION,
	ITUNES_EPISODE,
	ITUNES_EPISODE_TYPE,
	ITUNES_EXPLICIT,
	ITUNES_ORDER,
	ITUNES_SEASON,
	ITUNES_SUBTITLE,
	ITUNES_SUMMARY,
	ITUNES_TITLE,
	ITUNES_TYPE
};
void itunes_text(struct pass *pass, const struct leaf *leaf);
void itunes_number(struct pass *pass, const struct leaf *leaf);
void itunes_flag(struct pass *pass, const struct leaf *leaf);
void itunes_explicit(struct pass *pass, const struct leaf *leaf);
void itunes_duration(struct pass *pass, const struct leaf *leaf);
void itunes_image(struct pass *pass, const struct leaf *leaf);
void itunes_owner(struct pass *pass, const struct leaf *leaf);
void itunes_category(struct pass *pass, const struct leaf *leaf);
void itunes_keywords(struct pass *pass, const struct leaf *leaf);
void itunes_link(struct pass *pass, const struct leaf *leaf);

/* row->field of the podcast rows. */
enum podcast_key {
	PODCAST_GUID,
	PODCAST_LOCKED,
	PODCAST_MEDIUM,
	PODCAST_FUNDING,
	PODCAST_TRANSCRIPT,
	PODCAST_CHAPTERS,
	PODCAST_PERSON,
	PODCAST_SOUNDBITE,
	PODCAST_LOCATION,
	PODCAST_SEASON,
	PODCAST_EPISODE
};
void podcast_part(struct pass *pass, const struct leaf *leaf);
void podcast_license(struct pass *pass, const struct leaf *leaf);
void podcast_images(struct pass *pass, const struct leaf *leaf);
void podcast_alternate_begin(struct pass *pass, const struct leaf *leaf);
void podcast_alternate_source(struct pass *pass, const struct leaf *leaf);

void chapters_begin(struct pass *pass, const struct leaf *leaf);
void chapters_chapter(struct pass *pass, const struct leaf *leaf);

/* Seconds of "S", "M:SS", "H:MM:SS", "1h2m3s"; false for anything else. */
bool podcast_duration_s(struct slice text, int64_t *seconds);

#endif
