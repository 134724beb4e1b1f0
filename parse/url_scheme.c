/*
 * The schemes that links may have. Everything unknown is left out: a scheme is
 * a program on the reader's machine that somebody else's text would start.
 */
#include "parse/url_scheme.h"

#include "compiler.h"

bool
url_scheme_is_kept(struct slice scheme)
{
	/* clang-format off */
	static const struct slice kept[] = {
		SLICE_INIT("https"), SLICE_INIT("http"), SLICE_INIT("mailto"),
		SLICE_INIT("ftp"), SLICE_INIT("ftps"), SLICE_INIT("sftp"),
		SLICE_INIT("news"), SLICE_INIT("nntp"), SLICE_INIT("gemini"),
		SLICE_INIT("gopher"), SLICE_INIT("magnet"), SLICE_INIT("tel"),
		SLICE_INIT("sip"), SLICE_INIT("sips"), SLICE_INIT("irc"),
		SLICE_INIT("ircs"), SLICE_INIT("feed"), SLICE_INIT("itpc"),
		SLICE_INIT("pcast"), SLICE_INIT("rtsp"), SLICE_INIT("rtmp"),
		SLICE_INIT("mms"), SLICE_INIT("bitcoin"),
		SLICE_INIT("lightning"), SLICE_INIT("geo"), SLICE_INIT("xmpp"),
		SLICE_INIT("matrix"), SLICE_INIT("ipfs"), SLICE_INIT("ed2k"),
		SLICE_INIT("svn"), SLICE_INIT("git"),
	};
	/* clang-format on */

	for (size_t i = 0; i < ARRAY_LEN(kept); i++) {
		if (slice_eq_nocase(scheme, kept[i]))
			return true;
	}
	return false;
}
