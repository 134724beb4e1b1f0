/*
 * One line an event: "<6>poll feed=japantimes status=200 new=3 dur_ms=412".
 * The first word says what ended; then key=value in the order of the calls.
 * Text is quoted where it needs to be, control and bidi characters escaped, cut
 * at LIMIT_LOG_VALUE bytes as written; a line that lost anything ends in cut=1.
 * Lines go to standard error; the <N> prefix that journald reads is written
 * where LOG_STYLE_JOURNAL is chosen, a time and the program's name otherwise.
 * Only daemon/ and cli/ call this, and memory.h before it ends the process.
 *
 * The level and style are the one mutable file-scope state of the program.
 */
#ifndef CRIER_LOG_H
#define CRIER_LOG_H

#include <stdint.h>

#include "compiler.h"
#include "slice.h"

enum log_level { /* the numbers of syslog(3) */
	LOG_LEVEL_ERROR = 3,
	LOG_LEVEL_WARNING = 4,
	LOG_LEVEL_NOTICE = 5,
	LOG_LEVEL_INFO = 6,
	LOG_LEVEL_DEBUG = 7,
};
enum log_style {
	LOG_STYLE_PLAIN,
	LOG_STYLE_JOURNAL
};

/* Lines above level are dropped. At start: INFO, PLAIN. */
void log_setup(enum log_level level, enum log_style style);
/* "error", "warning", "notice", "info", "debug"; false for another word. */
bool log_level_parse(struct slice name, enum log_level *level);

struct log_line {
	enum log_level level;
	bool dropped; /* above the level */
	bool cut;     /* something had no room */
	size_t len;
	char text[2048];
};
void log_begin(struct log_line *line, enum log_level level, const char *what);
/* Each appends " key=value"; an absent slice or NULL appends nothing. */
void log_text(struct log_line *line, const char *key, struct slice value);
void log_string(struct log_line *line, const char *key, const char *value);
void log_int(struct log_line *line, const char *key, int64_t value);
/* Writes the line with one write(2). */
void log_end(struct log_line *line);

/* A whole line of our own words. */
void
log_message(enum log_level level, const char *format, ...) PRINTF_LIKE(2, 3);

#endif
