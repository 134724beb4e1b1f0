/*
 * The table of targets: a new one is a file fuzz_<name>.c, a line in
 * fuzz_targets.h, a row here, and seeds in seeds/<name>/.
 */
#include "tests/fuzz/fuzz_targets.h"

static const struct fuzz_target targets[] = {
	{ "feed", fuzz_feed },
	{ "jsonfeed", fuzz_jsonfeed },
	{ "opml", fuzz_opml },
	{ "links", fuzz_links },
	{ "date", fuzz_date },
	{ "url", fuzz_url },
	{ "html", fuzz_html },
	{ "html_text", fuzz_html_text },
	{ "text", fuzz_text_sinks },
	{ "document", fuzz_document },
	{ "query", fuzz_query },
	{ "article", fuzz_article },
};

size_t
fuzz_target_count(void)
{
	return ARRAY_LEN(targets);
}

const struct fuzz_target *
fuzz_target(size_t number)
{
	return &targets[number];
}
