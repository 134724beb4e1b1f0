/*
 * Sizes as people write them: a whole number, in bytes or in one of the binary
 * units. Which sizes make sense somewhere is said there.
 */
#include "byte_size.h"

#include "compiler.h"
#include "limits.h"

static const struct {
	struct slice name;
	int64_t bytes;
} units[] = {
	{ SLICE_INIT("KiB"), KIB },
	{ SLICE_INIT("MiB"), MIB },
	{ SLICE_INIT("GiB"), (int64_t)KIB *MIB },
};

bool
byte_size_parse(struct slice s, int64_t *bytes)
{
	int64_t unit = 1, count;

	for (size_t i = 0; i < ARRAY_LEN(units); i++) {
		if (!slice_has_suffix(s, units[i].name))
			continue;
		unit = units[i].bytes;
		s.len -= units[i].name.len;
		break;
	}
	/* A sign is for numbers that may be negative. */
	if (s.len == 0 || s.ptr[0] == '+' ||
	    !slice_to_int64(s, 0, INT64_MAX / unit, &count))
		return false;
	*bytes = count * unit;
	return true;
}
