/*
 * Files: reading them whole, and the ones that they include. A file is known by
 * device and inode, so that no spelling of its path hides a circle. What a file
 * includes is read after it has ended, in the order in which it was written,
 * the matches of a glob sorted by bytes.
 */
#include "config/loader.h"

#include <errno.h>
#include <fcntl.h>
#include <glob.h>
#include <limits.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "buffer.h"

#define READ_BYTES (64U * KIB)

/* ---- where a file is ------------------------------------------------------- */

static struct slice
folder_of(struct slice path)
{
	size_t len = path.len;

	while (len > 0 && path.ptr[len - 1] != '/')
		len--;
	return slice_sub(path, 0, len);
}

/* The folder from / on, with a slash at its end; NULL without memory. */
static const char *
absolute_folder(struct arena *arena, struct slice folder)
{
	char here[PATH_MAX];

	if (slice_has_prefix(folder, SLICE("/")))
		return arena_string(arena, folder);
	while (slice_has_prefix(folder, SLICE("./")))
		folder = slice_from(folder, 2);
	/* Where there is no current folder any more, nothing relative is. */
	if (getcwd(here, sizeof(here)) == NULL)
		here[0] = '\0';
	return arena_format(arena, "%s%s%.*s", here,
	    strcmp(here, "/") == 0 ? "" : "/", SLICE_FMT(folder));
}

static struct config_source *
add_source(struct config_loader *loader, const char *path,
    const struct config_origin *from)
{
	struct arena *arena = &loader->configuration->arena;
	struct config_source *source = arena_alloc(arena, sizeof(*source));
	struct slice folder = folder_of(slice_of(path));

	if (source == NULL)
		return NULL;
	source->path = arena_string(arena, slice_of(path));
	source->folder = arena_string(arena, folder);
	source->absolute = absolute_folder(arena, folder);
	source->order = loader->source_count;
	if (from != NULL) {
		source->parent = from->source;
		source->depth = from->source->depth + 1;
	}
	loader->sources = xreallocarray(loader->sources,
	    loader->source_count + 1, sizeof(struct config_source *));
	loader->sources[loader->source_count++] = source;
	return arena->failed ? NULL : source;
}

/* ---- reading --------------------------------------------------------------- */

/* Says what is wrong with a file where it was asked for. Returns false. */
static bool
complain(struct config_loader *loader, const struct config_source *source,
    const struct config_origin *from, const char *what)
{
	struct config_place nowhere = { 0, 0 };

	loader->incomplete = true;
	if (from == NULL)
		config_problem_say(loader->problems, source, nowhere, "%s",
		    what);
	else
		config_problem_say(loader->problems, from->source, from->at,
		    "include: \"%s\": %s", source->path, what);
	return false;
}

/* A sentence if the file was met before, else NULL. */
static const char *
met_before(const struct config_loader *loader,
    const struct config_source *source)
{
	const struct config_source *other;

	for (other = source->parent; other != NULL; other = other->parent) {
		if (other->device == source->device &&
		    other->inode == source->inode)
			return "files include each other in a circle";
	}
	for (size_t i = 0; i + 1 < loader->source_count; i++) {
		other = loader->sources[i];
		if (other->device == source->device &&
		    other->inode == source->inode)
			return "it is included twice";
	}
	return NULL;
}

/* What forbids to read the open file, or NULL. */
static const char *
look_at(struct config_loader *loader, struct config_source *source, int fd)
{
	struct stat st;

	if (fstat(fd, &st) != 0)
		return strerror(errno);
	if (S_ISDIR(st.st_mode))
		return "it is a folder, not a file";
	if (!S_ISREG(st.st_mode))
		return "it is not a regular file";
	if (st.st_size > (off_t)LIMIT_CONFIG_FILE)
		return "it is larger than 64 MiB";
	source->device = st.st_dev;
	source->inode = st.st_ino;
	return met_before(loader, source);
}

static const char *
read_all(struct config_loader *loader, int fd, struct buffer *out)
{
	ssize_t got = 1;

	while (got > 0 && out->len <= LIMIT_CONFIG_FILE) {
		char *room = buffer_room(out, READ_BYTES);

		if (room == NULL)
			return "out of memory";
		got = read(fd, room, READ_BYTES);
		if (got > 0)
			buffer_added(out, (size_t)got);
	}
	if (got < 0)
		return strerror(errno);
	loader->bytes += out->len;
	if (out->len > LIMIT_CONFIG_FILE)
		return "it is larger than 64 MiB";
	if (loader->bytes > LIMIT_CONFIG_TOTAL)
		return "all files together are larger than 256 MiB";
	return NULL;
}

/* The bytes of the file into out, or false after a complaint. */
static bool
read_file(struct config_loader *loader, struct config_source *source,
    const struct config_origin *from, struct buffer *out)
{
	const char *wrong;
	int fd;

	if (source->depth > LIMIT_INCLUDE_DEPTH)
		return complain(loader, source, from,
		    "files are included more than 8 deep");
	if (loader->source_count > LIMIT_CONFIG_FILES)
		return complain(loader, source, from, "more than 1000 files");
	/* Opening a pipe must not wait for somebody who writes it. */
	fd = open(source->path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	if (fd < 0)
		return complain(loader, source, from, strerror(errno));
	wrong = look_at(loader, source, fd);
	if (wrong == NULL)
		wrong = read_all(loader, fd, out);
	close(fd);
	return wrong == NULL || complain(loader, source, from, wrong);
}

static void
read_document(struct config_loader *loader, const struct config_source *source,
    struct slice text)
{
	struct config_reader reader;

	config_reader_init(&reader, text, source, &loader->nodes,
	    loader->problems);
	if (config_reader_begin(&reader))
		config_read_top(loader, &reader, source);
	if (!config_loader_stopped(loader))
		config_reader_end(&reader);
	if (reader.failed || config_loader_stopped(loader))
		loader->incomplete = true;
	config_reader_finish(&reader);
	arena_reset(&loader->nodes);
}

/* ---- includes -------------------------------------------------------------- */

static void load(struct config_loader *loader, const char *path,
    const struct config_origin *from);

/* The folder may contain characters that mean something to glob. */
static const char *
glob_pattern(struct arena *arena, const struct config_include *include)
{
	struct slice folder = slice_of(include->origin.source->folder);
	char *escaped = arena_alloc(arena, folder.len * 2 + 1), *end = escaped;

	if (escaped == NULL || include->pattern[0] == '/')
		return include->pattern;
	for (size_t i = 0; i < folder.len; i++) {
		if (strchr("*?[\\", folder.ptr[i]) != NULL)
			*end++ = '\\';
		*end++ = folder.ptr[i];
	}
	return arena_format(arena, "%s%s", escaped, include->pattern);
}

static int
compare_paths(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static void
load_matches(struct config_loader *loader, const char *pattern,
    const struct config_include *include)
{
	glob_t found = { 0 };
	int code = glob(pattern, GLOB_ERR | GLOB_NOSORT, NULL, &found);

	if (code != 0 && code != GLOB_NOMATCH) {
		loader->incomplete = true;
		config_problem_say(loader->problems, include->origin.source,
		    include->origin.at, "include: \"%s\": %s", include->pattern,
		    strerror(errno));
	}
	if (found.gl_pathc > 0)
		qsort(found.gl_pathv, found.gl_pathc, sizeof(char *),
		    compare_paths);
	for (size_t i = 0; code == 0 && i < found.gl_pathc; i++)
		load(loader, found.gl_pathv[i], &include->origin);
	globfree(&found);
}

static void
load_include(struct config_loader *loader, const struct config_include *include)
{
	struct arena *arena = &loader->scratch;
	const char *path;

	if (strpbrk(include->pattern, "*?[") != NULL)
		path = glob_pattern(arena, include);
	else if (include->pattern[0] == '/')
		path = include->pattern;
	else
		path = arena_format(arena, "%s%s",
		    include->origin.source->folder, include->pattern);
	if (path == NULL)
		return; /* config_loader_stopped will tell */
	if (strpbrk(include->pattern, "*?[") != NULL)
		load_matches(loader, path, include);
	else
		load(loader, path, &include->origin);
}

static void
load(struct config_loader *loader, const char *path,
    const struct config_origin *from)
{
	struct config_source *source = add_source(loader, path, from);
	const struct config_include *include;
	struct buffer bytes;

	if (source == NULL || config_loader_stopped(loader)) {
		loader->incomplete = true;
		return;
	}
	loader->includes = NULL;
	loader->include_end = &loader->includes;
	buffer_init(&bytes, LIMIT_CONFIG_FILE + 2 * READ_BYTES);
	if (read_file(loader, source, from, &bytes)) {
		if (config_text_check(buffer_slice(&bytes), source,
			loader->problems))
			read_document(loader, source, buffer_slice(&bytes));
		else
			loader->incomplete = true;
	}
	buffer_finish(&bytes);
	for (include = loader->includes; include != NULL;
	     include = include->next)
		load_include(loader, include);
}

void
config_load_file(struct config_loader *loader, const char *path)
{
	load(loader, path, NULL);
}
