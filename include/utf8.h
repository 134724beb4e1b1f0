/*
 * UTF-8: decoding, validity, and the cleaning of text where it enters.
 */
#ifndef CRIER_UTF8_H
#define CRIER_UTF8_H

#include <stdint.h>

#include "buffer.h"
#include "slice.h"

#define UTF8_REPLACEMENT 0xFFFDU

/*
 * Takes the first code point off *rest. An ill-formed sequence gives
 * UTF8_REPLACEMENT and takes its maximal subpart (Unicode 15, 3.9). *rest must
 * not be empty.
 */
uint32_t utf8_next(struct slice *rest);
/* Writes c (not a surrogate, at most U+10FFFF, else U+FFFD) to out; its length
 * 1 to 4. */
size_t utf8_encode(uint32_t c, char out[4]);
/* Bytes of s before the first ill-formed sequence; s.len if there is none. */
size_t utf8_valid_len(struct slice s);
/* The longest prefix of s of at most max bytes that does not cut a character.
 */
struct slice utf8_cut(struct slice s, size_t max);
/* Number of code points; ill-formed subparts count one each. */
size_t utf8_count(struct slice s);
/* Columns on a terminal (wide East Asian 2, combining 0, control 0). */
int utf8_width(struct slice s);

/*
 * Appends s as one line of plain text: C0, C1 and DEL dropped (TAB, LF, CR
 * become a space), U+2028, U+2029 a space, U+FEFF and noncharacters dropped,
 * ill-formed sequences U+FFFD; runs of white space become one space, none at
 * either end (NBSP stays). For titles and names (T23 of the threat table).
 */
bool utf8_clean_line(struct slice s, struct buffer *out);
/* The same for longer texts: LF and TAB stay, CR LF and CR become LF, runs of
 * spaces and what stands at either end stay. */
bool utf8_clean_text(struct slice s, struct buffer *out);
/*
 * Appends s as it may be shown on a terminal: control characters, bidi
 * controls (U+202A-E, U+2066-9, U+200E, U+200F) and ill-formed bytes become
 * U+FFFD; LF and TAB stay where lines is true, else they become a space.
 */
enum utf8_lines {
	UTF8_ONE_LINE,
	UTF8_MANY_LINES
};
bool
utf8_for_terminal(struct slice s, enum utf8_lines lines, struct buffer *out);

#endif
