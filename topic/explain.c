/*
 * Why an article meets a query or does not (4.6). Every node is evaluated,
 * whatever its neighbours say, so this is a second evaluator beside eval.c; a
 * test holds the two together. One walk over the tree, two writers: JSON, and
 * lines for people.
 */
#include "limits.h"
#include "topic/fields.h"
#include "topic/hits.h"
#include "utf8.h"

#define PRINT_BYTES   (64U * KIB) /* of a leaf's text */
#define HITS_SHOWN    3           /* in a line for people */
#define CONTEXT_WORDS 4           /* on either side of a hit */
#define NEAR_LOOK     1000        /* words that a near miss may be apart */
/* A node is an object in a list of children; a leaf has a list of objects. */
#define JSON_ROOM 6

/* What a node came to. */
struct verdict {
	enum truth truth;
	bool counted; /* has a count and hits */
	size_t count;
	struct hits hits;
	const char *miss;   /* key of near_miss, or NULL */
	int64_t miss_value; /* -1: true */
};

/* ---- near misses -------------------------------------------------------------------- */

static bool
words_present(const struct evaluation *ev, const struct node *node)
{
	for (uint32_t s = 0; s < node->atom->sequence_count; s++) {
		const struct sequence *sequence = &node->atom->sequences[s];
		bool all = sequence->count > 1;

		for (uint32_t i = 0; i < sequence->count && all; i++) {
			struct sequence one = { &sequence->elements[i], 1 };
			struct atom word = *node->atom;
			struct node leaf = *node;

			word.sequences = &one;
			word.sequence_count = 1;
			leaf.atom = &word;
			all = atom_occurs(ev, &leaf);
		}
		if (all)
			return true;
	}
	return false;
}

static void
find_atom_miss(const struct evaluation *ev, const struct node *node,
    struct verdict *verdict)
{
	struct occurrences list = { .count = 0 };
	struct atom folded = *node->atom;
	struct node leaf = *node;

	if (node->atom->level == LEVEL_CASE) {
		folded.level = LEVEL_EXACT;
		leaf.atom = &folded;
		occurrences_add(ev, &leaf, 0, &list);
		verdict->miss_value = (int64_t)occurrences_count_starts(&list);
		if (list.count > 0)
			verdict->miss = "folded";
	} else if (words_present(ev, node)) {
		verdict->miss = "words_present";
		verdict->miss_value = -1;
	}
}

static void
find_near_miss(const struct evaluation *ev, const struct node *node,
    struct verdict *verdict)
{
	struct occurrences list = { .count = 0 };
	bool exhausted;
	uint32_t distance;

	occurrences_of_near(ev, node, &list);
	distance = near_distance(&list, node_child_count(node), node->ordered,
	    NEAR_LOOK, &exhausted);
	if (distance == NEAR_NOWHERE)
		return;
	verdict->miss = "distance";
	verdict->miss_value = distance;
}

/* ---- verdicts --------------------------------------------------------------------------- */

static void
judge_atleast(const struct evaluation *ev, const struct node *node,
    struct verdict *verdict)
{
	struct occurrences list = { .count = 0 };

	occurrences_add(ev, node->children, 0, &list);
	verdict->counted = true;
	verdict->count = occurrences_count_starts(&list);
	if (verdict->truth == TRUTH_FALSE && verdict->count > 0) {
		verdict->miss = "count";
		verdict->miss_value = (int64_t)verdict->count;
	}
}

static struct verdict
judge(const struct evaluation *ev, const struct node *node)
{
	struct verdict verdict = { .truth = eval_node(ev, node) };

	if (node->op == NODE_ATOM || node->op == NODE_REGEX) {
		hits_add_leaf(ev, node, 0, &verdict.hits);
		verdict.counted = true;
		verdict.count = verdict.hits.count;
	}
	if (node->op == NODE_ATOM && verdict.truth == TRUTH_FALSE)
		find_atom_miss(ev, node, &verdict);
	if (node->op == NODE_ATLEAST)
		judge_atleast(ev, node, &verdict);
	if (node->op == NODE_NEAR && verdict.truth == TRUTH_FALSE)
		find_near_miss(ev, node, &verdict);
	return verdict;
}

static bool
is_leaf(const struct node *node)
{
	return node->children == NULL;
}

/* ---- JSON ------------------------------------------------------------------------------- */

static void
write_truth(enum truth truth, struct json_writer *w)
{
	json_write_key(w, "value");
	if (truth == TRUTH_UNKNOWN)
		json_write_string(w, SLICE("unknown"));
	else
		json_write_bool(w, truth == TRUTH_TRUE);
}

static void
write_hits(const struct tokens *tokens, const struct hits *hits,
    struct json_writer *w)
{
	json_write_key(w, "hits");
	json_write_array_begin(w);
	for (size_t i = 0; i < hits->count && i < LIMIT_EXPLAIN_HITS; i++) {
		const struct hit *hit = &hits->items[i];

		json_write_object_begin(w);
		json_write_key_string(w, "field",
		    slice_of(text_field_name((enum text_field)hit->field)));
		json_write_key_int(w, "start", hit->from);
		json_write_key_int(w, "end", hit->until);
		json_write_key_string(w, "text", hit_text(tokens, hit));
		json_write_key_string(w, "via", slice_of(hit->via));
		json_write_object_end(w);
	}
	json_write_array_end(w);
}

static void
write_text(const struct node *node, struct json_writer *w)
{
	struct buffer text;

	buffer_init(&text, PRINT_BYTES);
	node_print(node, &text);
	json_write_key_string(w, "text", buffer_slice(&text));
	buffer_finish(&text);
}

static void
write_name(const struct node *node, struct json_writer *w)
{
	if (node->op == NODE_LIST)
		json_write_key_string(w, "name", node->name);
	else if (node->op == NODE_FIELD)
		json_write_key_string(w, "name",
		    slice_of(field_definition(node->number)->name));
	else if (node->op == NODE_NEAR || node->op == NODE_ATLEAST ||
	    node->op == NODE_ANY)
		json_write_key_int(w, "n", node->number);
	else if (is_leaf(node))
		write_text(node, w);
}

static void
write_verdict(const struct evaluation *ev, const struct verdict *verdict,
    struct json_writer *w)
{
	write_truth(verdict->truth, w);
	if (verdict->counted)
		json_write_key_int(w, "count", (int64_t)verdict->count);
	if (verdict->hits.count > 0)
		write_hits(ev->findings->tokens, &verdict->hits, w);
	if (verdict->miss == NULL)
		return;
	json_write_key(w, "near_miss");
	json_write_object_begin(w);
	if (verdict->miss_value < 0)
		json_write_key_bool(w, verdict->miss, true);
	else
		json_write_key_int(w, verdict->miss, verdict->miss_value);
	json_write_object_end(w);
}

static void
write_node(const struct evaluation *ev, const struct query *query,
    const struct node *node, struct json_writer *w)
{
	struct verdict verdict = judge(ev, node);

	json_write_object_begin(w);
	json_write_key_string(w, "op", slice_of(node_op_name(query, node)));
	write_name(node, w);
	write_verdict(ev, &verdict, w);
	if (node->place.line > 0) {
		json_write_key_int(w, "column", node->place.column);
		json_write_key_int(w, "length", node->place.length);
	}
	if (!is_leaf(node) && w->depth + JSON_ROOM <= JSON_WRITE_DEPTH) {
		json_write_key(w, "children");
		json_write_array_begin(w);
		for (const struct node *c = node->children; c; c = c->next)
			write_node(ev, query, c, w);
		json_write_array_end(w);
	} else if (!is_leaf(node)) {
		/* deeper than the writer goes: the part as text */
		write_text(node, w);
	}
	json_write_object_end(w);
}

bool
query_explain_json(const struct query *query, const struct tokens *tokens,
    const struct article *article, struct query_moment moment,
    struct json_writer *w)
{
	struct findings findings;
	struct evaluation ev = { &findings, article, moment };

	findings_init(&findings, query->vocabulary);
	findings_take(&findings, tokens);
	if (query->root == NULL) {
		json_write_object_begin(w);
		json_write_key_string(w, "op", SLICE("all"));
		write_truth(TRUTH_TRUE, w);
		json_write_object_end(w);
	} else {
		write_node(&ev, query, query->root, w);
	}
	findings_finish(&findings);
	return !w->out->failed;
}

/* ---- lines --------------------------------------------------------------------------- */

static void
write_label(const struct node *node, struct buffer *out)
{
	struct buffer text;

	buffer_init(&text, PRINT_BYTES);
	switch ((enum node_op)node->op) {
	case NODE_AND:
		buffer_append_string(&text, "AND");
		break;
	case NODE_OR:
		buffer_append_string(&text, "OR");
		break;
	case NODE_NOT:
		buffer_append_string(&text, "NOT");
		break;
	case NODE_NEAR:
		buffer_append_format(&text, "%s/%u",
		    node->ordered ? "ONEAR" : "NEAR", node->number);
		break;
	case NODE_ATLEAST:
		buffer_append_format(&text, "ATLEAST/%u", node->number);
		break;
	case NODE_ANY:
		buffer_append_format(&text, "ANY/%u", node->number);
		break;
	case NODE_FIELD:
		buffer_append_format(&text,
		    "%s:", field_definition(node->number)->name);
		break;
	case NODE_ALL:
	case NODE_ATOM:
	case NODE_REGEX:
	case NODE_KEY:
	case NODE_LIST:
		node_print(node, &text);
		break;
	}
	utf8_for_terminal(buffer_slice(&text), UTF8_ONE_LINE, out);
	buffer_finish(&text);
}

static const char *
via_remark(const char *via)
{
	if (strcmp(via, "stem") == 0)
		return " (inflection)";
	return strcmp(via, "compound") == 0 ? " (compound)" : "";
}

/* "title 1: [North Korea]'s rights record ..." */
static void
write_hit(const struct tokens *tokens, const struct hit *hit,
    struct buffer *out)
{
	const struct token_field *field = &tokens->fields[hit->field];
	uint32_t position = hit_position(tokens, hit), first, end = position;
	struct buffer text;

	while (end < field->end &&
	    (tokens->first_form[end] == tokens->first_form[end + 1] ||
		tokens->forms[tokens->first_form[end]].start < hit->until))
		end++;
	first = position - field->first > CONTEXT_WORDS
	    ? position - CONTEXT_WORDS
	    : field->first;
	end = field->end - end > CONTEXT_WORDS ? end + CONTEXT_WORDS
					       : field->end;
	buffer_init(&text, PRINT_BYTES);
	buffer_append_format(&text,
	    "%s %u: ", text_field_name((enum text_field)hit->field),
	    position - field->first + 1);
	snippet_append(tokens, (enum text_field)hit->field, first, end, hit,
	    &text);
	utf8_for_terminal(buffer_slice(&text), UTF8_ONE_LINE, out);
	buffer_finish(&text);
	buffer_append_string(out, via_remark(hit->via));
}

static void
write_miss(const struct verdict *verdict, struct buffer *out)
{
	if (verdict->miss == NULL)
		return;
	if (strcmp(verdict->miss, "words_present") == 0)
		buffer_append_string(out,
		    "    (all its words, but not side by side)");
	else if (strcmp(verdict->miss, "folded") == 0)
		buffer_append_format(out, "    (%lld in another spelling)",
		    (long long)verdict->miss_value);
	else if (strcmp(verdict->miss, "distance") == 0)
		buffer_append_format(out, "    (nearest: %lld words between)",
		    (long long)verdict->miss_value);
	else
		buffer_append_format(out, "    (%lld found)",
		    (long long)verdict->miss_value);
}

static void
write_line(const struct evaluation *ev, const struct node *node, int depth,
    struct buffer *out)
{
	static const char *const marks[] = { "\xE2\x9C\x97", "\xE2\x9C\x93",
		"?" };
	struct verdict verdict = judge(ev, node);
	const struct node *children = node->children;

	buffer_append_format(out, "%*s%s ", depth * 2, "",
	    marks[verdict.truth]);
	write_label(node, out);
	if (verdict.counted && verdict.count > 0)
		buffer_append_format(out, "    %zu", verdict.count);
	for (size_t i = 0; i < verdict.hits.count && i < HITS_SHOWN; i++) {
		buffer_append_string(out, i == 0 ? "   " : "; ");
		write_hit(ev->findings->tokens, &verdict.hits.items[i], out);
	}
	write_miss(&verdict, out);
	buffer_append_char(out, '\n');
	/* the members of a list stand directly below it */
	if (node->op == NODE_LIST && children->op == NODE_OR)
		children = children->children;
	for (const struct node *c = children; c != NULL; c = c->next)
		write_line(ev, c, depth + 1, out);
}

bool
query_explain_text(const struct query *query, const struct tokens *tokens,
    const struct article *article, struct query_moment moment,
    struct buffer *out)
{
	struct findings findings;
	struct evaluation ev = { &findings, article, moment };

	findings_init(&findings, query->vocabulary);
	findings_take(&findings, tokens);
	if (query->root != NULL)
		write_line(&ev, query->root, 0, out);
	else
		buffer_append_string(out, "\xE2\x9C\x93 *\n");
	findings_finish(&findings);
	return !out->failed;
}
