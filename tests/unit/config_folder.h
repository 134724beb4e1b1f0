/*
 * A folder of its own for a test, which becomes the current one: the tests of
 * config/ read real files, and relative paths make their messages exact.
 */
#ifndef CRIER_TESTS_CONFIG_FOLDER_H
#define CRIER_TESTS_CONFIG_FOLDER_H

#include "buffer.h"
#include "configuration.h"
#include "limits.h"

/* For tcase_add_checked_fixture. */
void config_folder_enter(void);
void config_folder_leave(void);

/* Writes a file, and the folders that its path names. */
void config_folder_write(const char *path, struct slice text);
/* Loads path; NULL is a failure of the test, with the complaints. */
struct configuration *config_folder_load(const char *path);
/* Appends the complaints of loading path, each with a line end. */
void config_folder_complaints(const char *path, struct buffer *out);
/* The contents of a file of the source tree ("tests/data/..."), whatever the
 * current folder was when the program began. The caller frees .ptr. */
struct slice config_folder_source(const char *path);

#endif
