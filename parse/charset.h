/*
 * From the bytes of a document to UTF-8 (section 1.2 of the parsing rules).
 *
 * Every converter is opened once, before the sandbox is closed: glibc's iconv
 * loads modules from disk, and a reader may open no file. After that nothing
 * here touches a file. The tables hold conversion state and serve one thread.
 */
#ifndef CRIER_PARSE_CHARSET_H
#define CRIER_PARSE_CHARSET_H

#include <stdbool.h>

#include "buffer.h"
#include "error.h"
#include "slice.h"

struct charset_tables;

/* NULL, with what is missing in err, where a converter cannot be opened. */
MUST_CHECK struct charset_tables *charset_tables_open(struct error *err);
void charset_tables_close(struct charset_tables *tables);

/* What was said of the document from outside; absent where nothing was. */
struct charset_hints {
	struct slice http_label; /* see charset_parameter */
	struct slice language;   /* of HTTP; helps the guess alone */
};

struct charset_result {
	/* The encoding that was used, a WHATWG name in lower case (or
	 * "utf-32le", "utf-32be"); static. */
	const char *name;
	/* The whole text, valid UTF-8, without byte order marks at its start.
	 * It borrows the body where that was UTF-8 already, else out. */
	struct slice text;
	/* The choice was corrected or bytes were replaced: the document is
	 * "recovered". */
	bool corrected;
	/* The input ended inside a character: it was cut. */
	bool truncated;
};

/*
 * Decides by byte order mark, pattern, HTTP, XML declaration and the bytes
 * themselves, in this order, and converts. Fails only where out has no room
 * for the text (at most three times the body). NULs and other controls stay;
 * the loose pass or charset_mend removes them.
 */
MUST_CHECK bool charset_decode(struct charset_tables *tables, struct bytes body,
    const struct charset_hints *hints, struct buffer *out,
    struct charset_result *result);

/*
 * Appends body, which is said to be in the encoding called name (as
 * charset_result gives it), as UTF-8; what cannot be read becomes U+FFFD. For
 * parts that were hidden from charset_decode, such as base64. False only where
 * out has no room.
 */
MUST_CHECK bool charset_decode_as(struct charset_tables *tables,
    const char *name, struct bytes body, struct buffer *out);

/* The static name that a label stands for, or NULL where it is not usable
 * (unknown, or refused as utf-7 is). Case, white space and '_' are forgiven. */
const char *charset_name_of(struct slice label);

/* The value of the first charset parameter of a Content-Type that is not
 * empty, without quotes; SLICE_NONE if there is none. */
struct slice charset_parameter(struct slice content_type);

/* The label in the XML declaration, sought in the first KiB of bytes that are
 * compatible with ASCII, even behind junk; SLICE_NONE if there is none. */
struct slice charset_declared(struct bytes body);

enum charset_mend {
	CHARSET_MEND_CONTROLS, /* ids, links: characters alone */
	CHARSET_MEND_TWICE     /* text constructs of a UTF-8 document: text that
	                          was encoded twice is decoded once more, first */
};

/*
 * Repairs the characters of one construct: C1 controls become those of
 * windows-1252; the five that are none there, DEL, NUL and other C0 but TAB, LF
 * and CR are removed; U+FFFE and
 * U+FFFF become U+FFFD; U+FEFF is removed. *mended is text itself where nothing
 * had to be changed (the common case: one look at each byte), else what was
 * appended to out. text may be of any origin, but must be valid UTF-8 and must
 * not lie in out. False only where out has no room.
 */
MUST_CHECK bool charset_mend(struct slice text, enum charset_mend how,
    struct buffer *out, struct slice *mended);

/* The character that windows-1252 has for byte c (80 to 9F); others are c. */
uint32_t charset_windows_1252(uint32_t c);

#endif
