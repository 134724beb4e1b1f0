/*
 * The front door: what the bytes are, which reader takes them, and what is read
 * again or by another when the first one stumbles. Every pass builds a whole
 * document; only the one that is chosen is sent.
 */
#include "parse.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>

#include <libxml/parser.h>

#include "memory.h"
#include "parse/charset.h"
#include "parse/jsonfeed.h"
#include "parse/loose.h"
#include "parse/prescan.h"
#include "parse/recover.h"
#include "parse/sax.h"
#include "parse/tables.h"
#include "url.h"

struct parse_tables *
parse_tables_open(struct error *err)
{
	struct charset_tables *charsets = charset_tables_open(err);
	struct parse_tables *tables;

	if (charsets == NULL)
		return NULL;
	xmlInitParser();
	tables = xcalloc(1, sizeof(*tables));
	tables->charsets = charsets;
	return tables;
}

void
parse_tables_close(struct parse_tables *tables)
{
	if (tables == NULL)
		return;
	charset_tables_close(tables->charsets);
	free(tables);
}

/* One call of parse_run. */
struct job {
	parse_sink sink;
	void *sink_arg;
	bool sent; /* frames that may have to be taken back */
	const struct parse_input *input;
	struct parse_outcome *outcome;
	struct slice text; /* UTF-8 */
	struct prescan scan;
	struct pass_setup setup;
	/* What setup.known points into. */
	struct buffer outer_base, base, language;
	bool recovered, truncated;
};

static void
refuse(struct job *job, enum parse_status status, const char *reason)
{
	job->outcome->status = status;
	snprintf(job->outcome->reason, sizeof(job->outcome->reason), "%s",
	    reason);
}

static void
refuse_root(struct job *job)
{
	struct slice root = slice_sub(job->scan.root, 0, 64);

	job->outcome->status = PARSE_NOT_A_FEED;
	if (root.len == 0)
		refuse(job, PARSE_NOT_A_FEED, "not a feed: no element");
	else
		snprintf(job->outcome->reason, sizeof(job->outcome->reason),
		    "not a feed: root element is %.*s", SLICE_FMT(root));
}

/* ---- one pass, twice if it learned something --------------------------------- */

enum reader {
	READER_SAX,
	READER_LOOSE,
	READER_JSON
};

/* True if the text was sound to that reader. */
static bool
read_into(struct job *job, struct pass *pass, enum reader reader)
{
	switch (reader) {
	case READER_SAX:
		return sax_run(pass, &job->scan) == SAX_SOUND;
	case READER_LOOSE:
		loose_run(pass, &job->scan);
		return true;
	case READER_JSON:
		jsonfeed_run(pass, job->text);
		return true;
	}
	return false;
}

static bool
note_frame(void *arg, const void *frame, size_t size)
{
	struct job *job = arg;

	job->sent = true;
	return job->sink(job->sink_arg, frame, size);
}

/* What the first pass handed on as it went is void; the next one's frames wait
 * until it has ended. */
static void
take_back(struct job *job)
{
	if (job->sent)
		job->sink(job->sink_arg, NULL, 0);
	job->sent = false;
	job->setup.sink = NULL;
}

static void
keep_known(struct job *job, const struct pass_known *known)
{
	buffer_reset(&job->base);
	buffer_append(&job->base, known->base);
	buffer_reset(&job->language);
	buffer_append(&job->language, known->language);
	job->setup.known = *known;
	job->setup.known.outer_base = buffer_slice(&job->outer_base);
	job->setup.known.base = buffer_slice(&job->base);
	job->setup.known.language = buffer_slice(&job->language);
}

/* A closed pass, or NULL without memory. *sound: as read_into. */
static struct pass *
run_pass(struct job *job, enum reader reader, bool *sound)
{
	struct pass_known first = job->setup.known;
	struct pass *pass = pass_new(&job->setup);
	struct pass_known known;

	if (pass == NULL)
		return NULL;
	*sound = read_into(job, pass, reader);
	if (!*sound)
		pass_abandon_entry(pass);
	pass_close(pass);
	if (!*sound || !pass_is_sound(pass) || !pass_learned(pass, &known))
		return pass;
	keep_known(job, &known);
	pass_free(pass);
	take_back(job);
	pass = pass_new(&job->setup);
	if (pass == NULL)
		return NULL;
	*sound = read_into(job, pass, reader);
	pass_close(pass);
	job->setup.known = first;
	return pass;
}

/* ---- markup ---------------------------------------------------------------- */

/* What libxml2 had found where the loose pass found less (1.6): a fault. */
static struct pass *
join_passes(struct job *job, struct pass *loose)
{
	bool sound;
	struct pass *sax = run_pass(job, READER_SAX, &sound);

	if (sax == NULL || !pass_is_sound(sax)) {
		pass_free(sax);
		return loose;
	}
	recover_join(sax, loose);
	pass_free(loose);
	return sax;
}

static struct pass *
read_markup(struct job *job)
{
	struct pass *pass = NULL;
	uint32_t found = 0;
	bool sound = false;

	if (!job->scan.loose) {
		pass = run_pass(job, READER_SAX, &sound);
		if (pass == NULL || sound)
			return pass;
		found = pass->build.entry_count;
		pass_free(pass);
	}
	take_back(job);
	job->recovered = true;
	pass = run_pass(job, READER_LOOSE, &sound);
	if (pass != NULL && pass->build.entry_count < found)
		pass = join_passes(job, pass);
	return pass;
}

static struct pass *
read_feed(struct job *job)
{
	struct slice text = job->text;
	bool sound;

	while (text.len > 0 &&
	    (text.ptr[0] == '\0' || slice_trim(slice_sub(text, 0, 1)).len == 0))
		text = slice_from(text, 1);
	if (text.len > 0 && (text.ptr[0] == '{' || text.ptr[0] == '[')) {
		job->text = text;
		return run_pass(job, READER_JSON, &sound);
	}
	prescan_text(job->text, &job->scan);
	job->recovered = job->scan.recovered || job->recovered;
	job->setup.netscape = job->scan.netscape;
	if (job->scan.refused != NULL) {
		refuse(job, PARSE_REFUSED, job->scan.refused);
		return NULL;
	}
	if (!job->scan.has_feed && !job->scan.has_entry) {
		refuse_root(job);
		return NULL;
	}
	return read_markup(job);
}

/* ---- the job --------------------------------------------------------------- */

static bool
decode(struct job *job, struct charset_tables *charsets, struct buffer *decoded)
{
	struct charset_hints hints = {
		.http_label = charset_parameter(job->input->content_type),
		.language = job->input->content_language,
	};
	struct charset_result result;

	if (!charset_decode(charsets, job->input->body, &hints, decoded,
		&result))
		return false;
	job->text = result.text;
	job->recovered = result.corrected;
	job->truncated = result.truncated;
	job->setup.encoding = result.name;
	job->setup.mend_twice = strcmp(result.name, "utf-8") == 0;
	return true;
}

static struct slice
first_language(struct slice header)
{
	struct slice first = SLICE_NONE;

	slice_cut(&header, ',', &first);
	return slice_trim(first);
}

/* 5.3: Content-Location, resolved against the document's URL, or that. */
static void
set_up(struct job *job, struct charset_tables *charsets)
{
	const struct parse_input *input = job->input;

	if (input->content_location.len > 0)
		url_resolve(input->url, input->content_location,
		    &job->outer_base);
	if (!url_is_http(buffer_slice(&job->outer_base))) {
		buffer_reset(&job->outer_base);
		buffer_append(&job->outer_base, slice_trim(input->url));
	}
	job->setup.charsets = charsets;
	job->setup.sink = note_frame;
	job->setup.sink_arg = job;
	job->setup.html = input->html;
	job->setup.max = input->max_size > 0 ? input->max_size
					     : LIMIT_READER_OUTPUT;
	job->setup.known.outer_base = buffer_slice(&job->outer_base);
	job->setup.known.language = first_language(input->content_language);
}

static void
send_pass(struct job *job, const struct pass *pass, parse_sink sink,
    void *sink_arg)
{
	struct parse_outcome *outcome = job->outcome;

	if (!pass_is_sound(pass)) {
		refuse(job, PARSE_FAILED, "out of memory or past the limit");
		return;
	}
	if (!pass_found_feed(pass)) {
		refuse_root(job);
		return;
	}
	outcome->status = PARSE_OK;
	outcome->reason[0] = '\0';
	outcome->entries = pass->build.entry_count;
	outcome->recovered = job->recovered || pass->state.recovered;
	outcome->truncated = job->truncated || pass->state.truncated;
	if (!document_build_send(&pass->build, sink, sink_arg))
		refuse(job, PARSE_FAILED, "the frames were not taken");
}

void
parse_run(struct parse_tables *tables, const struct parse_input *input,
    parse_sink sink, void *sink_arg, struct parse_outcome *outcome)
{
	struct job job = { .input = input,
		.outcome = outcome,
		.sink = sink,
		.sink_arg = sink_arg };
	struct buffer decoded;
	struct pass *pass = NULL;

	*outcome = (struct parse_outcome){ .status = PARSE_FAILED };
	buffer_init(&decoded, SIZE_MAX);
	buffer_init(&job.outer_base, LIMIT_READER_OUTPUT);
	buffer_init(&job.base, LIMIT_READER_OUTPUT);
	buffer_init(&job.language, LIMIT_READER_OUTPUT);
	set_up(&job, tables->charsets);
	refuse(&job, PARSE_FAILED, "out of memory");
	if (decode(&job, tables->charsets, &decoded))
		pass = read_feed(&job);
	if (pass != NULL)
		send_pass(&job, pass, sink, sink_arg);
	if (outcome->status != PARSE_OK)
		take_back(&job);
	pass_free(pass);
	buffer_finish(&decoded);
	buffer_finish(&job.outer_base);
	buffer_finish(&job.base);
	buffer_finish(&job.language);
}
