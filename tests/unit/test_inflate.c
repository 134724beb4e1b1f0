#include <check.h>
#include <stdlib.h>
#include <string.h>

#include <zlib.h>

#include "cli/inflate.h"
#include "compiler.h"
#include "limits.h"
#include "memory.h"

Suite *inflate_suite(void);

/* Appends a gzip member of the bytes. */
static void
compress_to(struct buffer *out, const char *bytes, size_t len)
{
	z_stream stream = { .zalloc = Z_NULL };
	char *room, *copy = xcalloc(len + 1, 1);
	size_t bound;

	memcpy(copy, bytes, len);
	ck_assert_int_eq(deflateInit2(&stream, 9, Z_DEFLATED, 16 + MAX_WBITS, 8,
			     Z_DEFAULT_STRATEGY),
	    Z_OK);
	bound = deflateBound(&stream, len);
	room = buffer_room(out, bound);
	stream.next_in = (unsigned char *)copy;
	stream.avail_in = (unsigned)len;
	stream.next_out = (unsigned char *)room;
	stream.avail_out = (unsigned)bound;
	ck_assert_int_eq(deflate(&stream, Z_FINISH), Z_STREAM_END);
	buffer_added(out, bound - stream.avail_out);
	deflateEnd(&stream);
	free(copy);
}

static struct bytes
bytes_of(const struct buffer *buffer)
{
	return (
	    struct bytes){ (const unsigned char *)buffer->ptr, buffer->len };
}

struct packed {
	struct buffer in, out;
};

static void
begin(struct packed *packed, size_t max)
{
	buffer_init(&packed->in, 64 * MIB);
	buffer_init(&packed->out, max);
}

static void
end(struct packed *packed)
{
	buffer_finish(&packed->in);
	buffer_finish(&packed->out);
}

START_TEST(gzip_is_known_by_its_first_bytes)
{
	static const unsigned char magic[] = { 0x1F, 0x8B };

	ck_assert(inflate_is_gzip((struct bytes){ magic, 2 }));
	ck_assert(!inflate_is_gzip((struct bytes){ magic, 1 }));
	ck_assert(!inflate_is_gzip((struct bytes){ NULL, 0 }));
	ck_assert(!inflate_is_gzip(
	    (struct bytes){ (const unsigned char *)"<rss", 4 }));
}
END_TEST

START_TEST(members_behind_one_another_are_one_text)
{
	struct packed packed;
	struct error err;

	begin(&packed, 100);
	compress_to(&packed.in, "<rss>", 5);
	compress_to(&packed.in, "", 0);
	compress_to(&packed.in, "</rss>", 6);
	buffer_append_string(&packed.in, "padding");
	ck_assert_msg(inflate_gzip(bytes_of(&packed.in), &packed.out, &err),
	    "%s", err.text);
	ck_assert_str_eq(buffer_string(&packed.out), "<rss></rss>");
	end(&packed);
}
END_TEST

static const struct {
	size_t size, max;
	bool fits;
} sizes[] = {
	{ 0, 10, true },
	{ 10, 10, true },
	{ 11, 10, false },
	{ 64 * KIB, 64 * KIB, true },
	{ 64 * KIB + 1, 64 * KIB, false },
	{ 200000, 200000, true },
	{ 200000, 199999, false },
};

START_TEST(no_more_than_the_limit_comes_out)
{
	char *text = xcalloc(sizes[_i].size + 1, 1);
	struct packed packed;
	struct error err;

	memset(text, 'x', sizes[_i].size);
	begin(&packed, sizes[_i].max);
	compress_to(&packed.in, text, sizes[_i].size);
	ck_assert_int_eq(inflate_gzip(bytes_of(&packed.in), &packed.out, &err),
	    sizes[_i].fits);
	if (sizes[_i].fits)
		ck_assert_uint_eq(packed.out.len, sizes[_i].size);
	else
		ck_assert_int_eq(err.kind, ERROR_INPUT);
	end(&packed);
	free(text);
}
END_TEST

START_TEST(r62_a_bomb_is_refused_by_its_ratio)
{
	char *zeros = xcalloc(8 * MIB, 1);
	struct packed packed;
	struct error err;

	begin(&packed, 64 * MIB);
	compress_to(&packed.in, zeros, 8 * MIB);
	ck_assert_uint_lt(packed.in.len * LIMIT_BODY_RATIO, 8 * MIB);
	ck_assert(!inflate_gzip(bytes_of(&packed.in), &packed.out, &err));
	ck_assert_int_eq(err.kind, ERROR_INPUT);
	ck_assert_str_eq(err.text, "holds more than 200 times its size");
	ck_assert_uint_le(packed.out.len, 3 * MIB);
	end(&packed);
	free(zeros);
}
END_TEST

START_TEST(what_is_cut_or_broken_is_refused)
{
	struct packed packed, broken;
	struct error err;

	begin(&packed, MIB);
	compress_to(&packed.in, "<rss><channel/></rss>", 21);
	for (size_t len = 2; len < packed.in.len; len++) {
		begin(&broken, MIB);
		buffer_append_bytes(&broken.in, packed.in.ptr, len);
		ck_assert(
		    !inflate_gzip(bytes_of(&broken.in), &broken.out, &err));
		ck_assert_str_eq(err.text, "broken gzip data: they end early");
		end(&broken);
	}
	packed.in.ptr[packed.in.len - 6] ^= 1; /* of its check sum */
	ck_assert(!inflate_gzip(bytes_of(&packed.in), &packed.out, &err));
	ck_assert_int_eq(err.kind, ERROR_INPUT);
	end(&packed);
}
END_TEST

Suite *
inflate_suite(void)
{
	Suite *suite = suite_create("inflate");
	TCase *tcase = tcase_create("inflate");

	tcase_add_test(tcase, gzip_is_known_by_its_first_bytes);
	tcase_add_test(tcase, members_behind_one_another_are_one_text);
	tcase_add_loop_test(tcase, no_more_than_the_limit_comes_out, 0,
	    ARRAY_LEN(sizes));
	tcase_add_test(tcase, r62_a_bomb_is_refused_by_its_ratio);
	tcase_add_test(tcase, what_is_cut_or_broken_is_refused);
	suite_add_tcase(suite, tcase);
	return suite;
}
