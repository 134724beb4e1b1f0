/*
 * Trees to steps, and steps to a verdict. The verdict is the tree's: a test
 * compares them. Steps of an AND or OR that are not needed are jumped over.
 */
#include "topic/program.h"

#include <stdlib.h>

#include "memory.h"

void
program_finish(struct program *program)
{
	free(program->steps);
	free(program->nodes);
}

static uint32_t
add_step(struct program *program, struct step step)
{
	if (program->count == program->room) {
		program->room = program->room == 0 ? 64 : program->room * 2;
		program->steps = xreallocarray(program->steps, program->room,
		    sizeof(*program->steps));
	}
	program->steps[program->count] = step;
	return program->count++;
}

static void
add_node(struct program *program, const struct node *node)
{
	if (program->node_count == program->node_room) {
		program->node_room = program->node_room == 0
		    ? 64
		    : program->node_room * 2;
		program->nodes = xreallocarray(program->nodes,
		    program->node_room, sizeof(const struct node *));
	}
	program->nodes[program->node_count] = node;
	add_step(program,
	    (struct step){ .op = STEP_NODE,
		.argument = program->node_count++ });
}

/* One word decides; of a phrase each is needed; else the tree is asked. */
static void
add_atom(struct program *program, const struct node *node)
{
	const struct atom *atom = node->atom;
	const struct sequence *only = &atom->sequences[0];
	bool decides = atom->sequence_count == 1 && only->count == 1 &&
	    atom->level != LEVEL_CASE;

	for (uint32_t i = 0; i < only->count && atom->sequence_count == 1; i++)
		add_step(program,
		    (struct step){ .op = decides ? STEP_WORD : STEP_NEED,
			.fields = node->fields,
			.level = (uint8_t)atom->level,
			.argument = only->elements[i].word });
	if (!decides)
		add_node(program, node);
}

uint32_t
program_add(struct program *program, const struct node *node)
{
	uint32_t start = program->count;

	switch ((enum node_op)node->op) {
	case NODE_AND:
	case NODE_OR:
		add_step(program,
		    (struct step){
			.op = node->op == NODE_AND ? STEP_AND : STEP_OR });
		for (const struct node *c = node->children; c; c = c->next)
			program_add(program, c);
		program->steps[start].argument = program->count;
		break;
	case NODE_NOT:
		add_step(program, (struct step){ .op = STEP_NOT });
		program_add(program, node->children);
		break;
	case NODE_ATOM:
		add_atom(program, node);
		break;
	case NODE_FIELD:
	case NODE_LIST:
		program_add(program, node->children);
		break;
	case NODE_ALL:
	case NODE_NEAR:
	case NODE_ATLEAST:
	case NODE_ANY:
	case NODE_REGEX:
	case NODE_KEY:
		add_node(program, node);
		break;
	}
	return start;
}

/* What is being run, and how far. */
struct run {
	const struct program *program;
	const struct evaluation *ev;
	uint32_t at;
};

static bool
has_word(const struct run *run, const struct step *step)
{
	return findings_have(run->ev->findings, step->argument,
	    (enum atom_level)step->level, step->fields);
}

static enum truth run_step(struct run *run);

static enum truth
run_all(struct run *run, const struct step *step)
{
	bool all = step->op == STEP_AND;
	enum truth truth = all ? TRUTH_TRUE : TRUTH_FALSE;
	enum truth decides = all ? TRUTH_FALSE : TRUTH_TRUE;

	while (run->at < step->argument && truth != decides) {
		enum truth next = run_step(run);

		truth = all ? truth_and(truth, next) : truth_or(truth, next);
	}
	run->at = step->argument;
	return truth;
}

/* A chain of needs and the step that they are of. */
static enum truth
run_needs(struct run *run, const struct step *step)
{
	bool all = has_word(run, step);

	while (run->program->steps[run->at].op == STEP_NEED) {
		step = &run->program->steps[run->at++];
		all = all && has_word(run, step);
	}
	if (all)
		return run_step(run);
	run->at++;
	return TRUTH_FALSE;
}

static enum truth
run_step(struct run *run)
{
	const struct step *step = &run->program->steps[run->at++];

	switch ((enum step_op)step->op) {
	case STEP_AND:
	case STEP_OR:
		return run_all(run, step);
	case STEP_NOT:
		return truth_not(run_step(run));
	case STEP_WORD:
		return has_word(run, step) ? TRUTH_TRUE : TRUTH_FALSE;
	case STEP_NEED:
		return run_needs(run, step);
	case STEP_NODE:
		return eval_node(run->ev, run->program->nodes[step->argument]);
	}
	return TRUTH_UNKNOWN;
}

enum truth
program_run(const struct program *program, const struct evaluation *ev,
    uint32_t start)
{
	struct run run = { program, ev, start };

	if (ev->findings->failed)
		return TRUTH_UNKNOWN;
	return run_step(&run);
}
