/*
 * Signatures of Standard Webhooks: HMAC-SHA256 over "id.timestamp.body".
 * Private to notify/.
 */
#ifndef CRIER_NOTIFY_SIGNATURE_H
#define CRIER_NOTIFY_SIGNATURE_H

#include "buffer.h"
#include "error.h"

struct signed_message {
	const char *id;
	int64_t timestamp; /* unix seconds */
	struct slice body;
};

/*
 * Appends the value of webhook-signature: "v1,BASE64" for each of the secrets,
 * parted by blanks. A secret is text of which one or more stand parted by
 * blanks in secrets, the newest first: "whsec_" and base64, or the key itself.
 * False with ERROR_CONFIG, without a word of the secret, where there is none,
 * what follows "whsec_" is not base64, or there are more than
 * LIMIT_SIGNATURES.
 */
MUST_CHECK bool signature_append(const struct signed_message *message,
    struct slice secrets, struct buffer *out, struct error *err);

#endif
