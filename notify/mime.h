/*
 * How a message of the Internet is written: headers (RFC 5322, 2047) and parts
 * of text (RFC 2045). Whatever is given, a header is one header: controls and
 * line ends in it are gone, and what is not plain ASCII is in encoded words.
 * Lines end in CR LF and have at most 76 characters, but for a name that cannot
 * be folded. All append to out, which may fail. Private to notify/.
 */
#ifndef CRIER_NOTIFY_MIME_H
#define CRIER_NOTIFY_MIME_H

#include "buffer.h"
#include "slice.h"

/* Parts of "Name <a@b>" or "a@b"; a name may be absent. */
struct mime_mailbox {
	struct slice name, address;
};
/* False where the address could not stand in a header or a command: it has
 * nothing on a side of its '@', or other than visible ASCII; or where the name
 * has controls. */
bool mime_mailbox_parse(struct slice text, struct mime_mailbox *mailbox);

/* "Name: text", text cut to LIMIT_MAIL_HEADER characters. */
void mime_header_text(struct buffer *out, const char *name, struct slice text);
/* "Name: mailbox, mailbox"; those that cannot be parsed are left out. */
void mime_header_mailboxes(struct buffer *out, const char *name,
    const char *const *mailboxes, size_t count);
/* "Date: ...", in the process's time zone. */
void mime_header_date(struct buffer *out, int64_t at);

/* Headers of a part of that type ("text/plain") and text in quoted-printable or
 * base64, whichever is shorter. Lines of text end in LF. */
void mime_part(struct buffer *out, const char *type, struct slice text);

#endif
