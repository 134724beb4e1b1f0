/*
 * Signing with each of the keys, so that a receiver may change from one to the
 * next without a gap. Cryptography is nettle's; keys are wiped after use.
 */
#include "notify/signature.h"

#include <stdio.h>

#include <nettle/base64.h>
#include <nettle/hmac.h>

#include "limits.h"
#include "secret.h"

#define PREFIX "whsec_"

struct key {
	size_t len;
	uint8_t bytes[BASE64_DECODE_LENGTH(LIMIT_SECRET)];
};

static bool
read_key(struct slice text, struct key *key, struct error *err)
{
	struct base64_decode_ctx decode;

	if (!slice_has_prefix(text, SLICE(PREFIX))) {
		memcpy(key->bytes, text.ptr, text.len);
		key->len = text.len;
		return true;
	}
	text = slice_from(text, sizeof(PREFIX) - 1);
	key->len = sizeof(key->bytes);
	base64_decode_init(&decode);
	return (base64_decode_update(&decode, &key->len, key->bytes, text.len,
		    text.ptr) &&
		   base64_decode_final(&decode) && key->len > 0) ||
	    error_set(err, ERROR_CONFIG,
		"the secret of the webhook: what follows whsec_ is not base64");
}

static void
append_one(const struct signed_message *message, const struct key *key,
    struct buffer *out)
{
	uint8_t digest[SHA256_DIGEST_SIZE];
	char text[BASE64_ENCODE_RAW_LENGTH(SHA256_DIGEST_SIZE)], head[64];
	struct hmac_sha256_ctx hmac;
	int len;

	len = snprintf(head, sizeof(head), "%s.%lld.", message->id,
	    (long long)message->timestamp);
	hmac_sha256_set_key(&hmac, key->len, key->bytes);
	hmac_sha256_update(&hmac, (size_t)len, (const uint8_t *)head);
	hmac_sha256_update(&hmac, message->body.len,
	    (const uint8_t *)message->body.ptr);
	hmac_sha256_digest(&hmac, sizeof(digest), digest);
	explicit_bzero(&hmac, sizeof(hmac));
	base64_encode_raw(text, sizeof(digest), digest);
	if (out->len > 0)
		buffer_append_char(out, ' ');
	buffer_append_string(out, "v1,");
	buffer_append_bytes(out, text, sizeof(text));
}

bool
signature_append(const struct signed_message *message, struct slice secrets,
    struct buffer *out, struct error *err)
{
	struct slice text;
	struct key key;
	size_t count = 0;

	while (slice_cut(&secrets, ' ', &text)) {
		bool ok;

		if (text.len == 0)
			continue;
		if (++count > LIMIT_SIGNATURES)
			return error_set(err, ERROR_CONFIG,
			    "more than %d secrets for a webhook",
			    LIMIT_SIGNATURES);
		ok = read_key(text, &key, err);
		if (ok)
			append_one(message, &key, out);
		explicit_bzero(&key, sizeof(key));
		if (!ok)
			return false;
	}
	return count > 0 ||
	    error_set(err, ERROR_CONFIG, "the secret of the webhook is blank");
}
