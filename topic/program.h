/*
 * A topic's tree as a row of small steps, for the one pass over many topics:
 * most topics that an article makes candidates are decided by which words it
 * has, and a row of eight bytes a step is read where a tree would be walked.
 */
#ifndef CRIER_TOPIC_PROGRAM_H
#define CRIER_TOPIC_PROGRAM_H

#include "topic/eval.h"

enum step_op {
	STEP_AND,  /* the steps up to argument */
	STEP_OR,   /* the steps up to argument */
	STEP_NOT,  /* the next step */
	STEP_WORD, /* argument: a word, which decides */
	STEP_NEED, /* argument: a word without which the next step is false */
	STEP_NODE  /* argument: a node that is evaluated as a tree */
};
struct step {
	uint8_t op;     /* enum step_op */
	uint8_t fields; /* WORD, NEED */
	uint8_t level;  /* WORD, NEED: enum atom_level */
	uint8_t unused;
	uint32_t argument;
};
struct program {
	struct step *steps;        /* owned */
	const struct node **nodes; /* owned */
	uint32_t count, room, node_count, node_room;
};

void program_finish(struct program *program);
/* Appends the steps of a tree; returns where they begin. */
uint32_t program_add(struct program *program, const struct node *node);
/* The verdict of the steps that begin at start: that of their tree. */
enum truth program_run(const struct program *program,
    const struct evaluation *ev, uint32_t start);

#endif
