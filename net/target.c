/*
 * Reading URLs with libcurl's own parser, so that what is judged is what is
 * used: it turns every spelling of an IPv4 address into the plain one. Names
 * beyond ASCII go through libidn2 and are then parsed again, because digits of
 * other scripts can come out as an address.
 */
#include "net/target.h"

#include <stdlib.h>
#include <string.h>

#include <idn2.h>

#include "slice.h"

#define PROXY_PORT "1080" /* of SOCKS, for which libcurl has no default */

static bool
is_ascii(const char *text)
{
	for (; *text != '\0'; text++) {
		if ((unsigned char)*text >= 0x80)
			return false;
	}
	return true;
}

static bool
curl_refuses(CURLUcode code, const char *what, struct error *err)
{
	if (code == CURLUE_OK)
		return false;
	error_set(err,
	    code == CURLUE_OUT_OF_MEMORY ? ERROR_MEMORY : ERROR_INPUT, "%s: %s",
	    what, curl_url_strerror(code));
	return true;
}

static bool
scheme_is_web(CURLU *url, struct error *err)
{
	char *scheme;
	bool ok;

	if (curl_refuses(curl_url_get(url, CURLUPART_SCHEME, &scheme, 0), "URL",
		err))
		return false;
	ok = strcmp(scheme, "http") == 0 || strcmp(scheme, "https") == 0;
	if (!ok)
		error_set(err, ERROR_INPUT,
		    "URL scheme \"%.20s\": expected http or https", scheme);
	curl_free(scheme);
	return ok;
}

/* What is nobody's business but the user's (R2), and what is not sent. */
static bool
drop_private_parts(CURLU *url, struct error *err)
{
	static const CURLUPart parts[] = { CURLUPART_USER, CURLUPART_PASSWORD,
		CURLUPART_OPTIONS, CURLUPART_FRAGMENT };

	for (size_t i = 0; i < ARRAY_LEN(parts); i++) {
		if (curl_refuses(curl_url_set(url, parts[i], NULL, 0), "URL",
			err))
			return false;
	}
	return true;
}

/* Puts the ASCII form of the host in its place and parses the whole again. */
static bool
rewrite_host(CURLU *url, const char *host, unsigned flags, struct error *err)
{
	char *ascii = NULL, *text = NULL;
	int status = idn2_to_ascii_8z(host, &ascii,
	    IDN2_NFC_INPUT | IDN2_NONTRANSITIONAL);
	bool ok = false;

	if (status != IDN2_OK)
		return error_set(err, ERROR_INPUT, "host \"%.100s\": %s", host,
		    idn2_strerror(status));
	if (curl_refuses(curl_url_set(url, CURLUPART_HOST, ascii, 0), "host",
		err) ||
	    curl_refuses(curl_url_get(url, CURLUPART_URL, &text, 0), "URL",
		err) ||
	    curl_refuses(curl_url_set(url, CURLUPART_URL, text, flags), "URL",
		err))
		goto out;
	ok = true;
out:
	idn2_free(ascii);
	curl_free(text);
	return ok;
}

static bool
read_host(struct target *target, unsigned flags, struct error *err)
{
	if (curl_refuses(curl_url_get(target->url, CURLUPART_HOST,
			     &target->host, 0),
		"URL", err))
		return false;
	if (!is_ascii(target->host)) {
		if (!rewrite_host(target->url, target->host, flags, err))
			return false;
		curl_free(target->host);
		target->host = NULL;
		if (curl_refuses(curl_url_get(target->url, CURLUPART_HOST,
				     &target->host, 0),
			"URL", err))
			return false;
	}
	target->is_address = address_parse(target->host, &target->address);
	return true;
}

static bool
parse(struct target *target, const char *text, unsigned flags,
    struct error *err)
{
	*target = (struct target){ .url = curl_url() };
	if (target->url == NULL)
		return error_set(err, ERROR_MEMORY, "out of memory");
	return !curl_refuses(curl_url_set(target->url, CURLUPART_URL, text,
				 flags),
		   "URL", err) &&
	    drop_private_parts(target->url, err) &&
	    read_host(target, flags, err);
}

static bool
read_port(struct target *target, struct error *err)
{
	return !curl_refuses(curl_url_get(target->url, CURLUPART_PORT,
				 &target->port, CURLU_DEFAULT_PORT),
	    "URL", err);
}

bool
target_parse(struct target *target, const char *url, struct error *err)
{
	/* The path is sent as it was written (R2); bytes that HTTP does not
	 * allow there are escaped. */
	unsigned flags = CURLU_PATH_AS_IS | CURLU_URLENCODE;

	return parse(target, url, flags, err) &&
	    scheme_is_web(target->url, err) && read_port(target, err);
}

bool
target_parse_mail(struct target *target, const char *url, struct error *err)
{
	return parse(target, url, CURLU_URLENCODE, err) &&
	    read_port(target, err);
}

bool
target_parse_proxy(struct target *target, const char *proxy, struct error *err)
{
	unsigned flags = CURLU_NON_SUPPORT_SCHEME | CURLU_GUESS_SCHEME;
	CURLUcode code;

	if (!parse(target, proxy, flags, err))
		return error_prefix(err, "proxy");
	code = curl_url_get(target->url, CURLUPART_PORT, &target->port, 0);
	if (code == CURLUE_NO_PORT)
		code = curl_url_set(target->url, CURLUPART_PORT, PROXY_PORT, 0);
	if (target->port == NULL && code == CURLUE_OK)
		code = curl_url_get(target->url, CURLUPART_PORT, &target->port,
		    0);
	return !curl_refuses(code, "proxy", err);
}

void
target_finish(struct target *target)
{
	curl_url_cleanup(target->url);
	curl_free(target->host);
	curl_free(target->port);
	*target = (struct target){ 0 };
}
