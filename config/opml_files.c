/*
 * Whether the OPML lists are there. A list that is not does not make the
 * configuration wrong, for it may be on its way; who asks with "crier check"
 * wants to know all the same. What is in them is for a reader to find out.
 */
#include "configuration.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "config/problems.h"

/* What is wrong with the file, or NULL. */
static const char *
look_at(const char *path)
{
	/* Opening a pipe must not wait for somebody who writes it. */
	int fd = open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
	const char *wrong = NULL;
	struct stat st;

	if (fd < 0 || fstat(fd, &st) != 0)
		wrong = strerror(errno);
	else if (!S_ISREG(st.st_mode))
		wrong = "it is not a regular file";
	else if (st.st_size > (off_t)LIMIT_OPML_BYTES)
		wrong = "it is larger than 20 MiB";
	if (fd >= 0)
		close(fd);
	return wrong;
}

static size_t
order_of(const struct configuration *configuration, const char *path)
{
	size_t order = 0;

	while (order < configuration->file_count &&
	    configuration->files[order] != path)
		order++;
	return order;
}

bool
configuration_check_opml(const struct configuration *configuration,
    struct configuration_problems *problems)
{
	bool right = true;

	*problems = (struct configuration_problems){ 0 };
	for (size_t i = 0; i < configuration->opml_count; i++) {
		const struct opml_list *list = &configuration->opml[i];
		const char *wrong = look_at(list->file);
		struct config_source source = {
			.path = list->conf_file,
			.order = order_of(configuration, list->conf_file),
		};

		if (wrong == NULL)
			continue;
		right = false;
		config_problem_say(problems, &source,
		    (struct config_place){ list->line, list->column },
		    "opml: \"%s\": %s", list->file, wrong);
	}
	return right;
}
