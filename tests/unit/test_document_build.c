#include <check.h>

#include "compiler.h"
#include "limits.h"
#include "parse/document_build.h"
#include "parse/value_tree.h"

START_TEST(nothing_put_is_absent)
{
	struct document_build build;

	document_build_init(&build, MIB);
	ck_assert_uint_eq(doc_frame_put(&build.feed, SLICE("")).at, 0);
	ck_assert_uint_eq(doc_frame_put(&build.feed, SLICE_NONE).at, 0);
	ck_assert_uint_eq(doc_frame_put_list(&build.feed, NULL, 0, 8).at, 0);
	document_build_finish(&build);
}
END_TEST

START_TEST(lists_begin_at_multiples_of_eight)
{
	uint64_t items[2] = { 1, 2 };
	struct document_build build;

	document_build_init(&build, MIB);
	for (size_t len = 1; len < 10; len++) {
		struct doc_list list;

		doc_frame_put(&build.feed,
		    slice_sub(SLICE("123456789"), 0, len));
		list = doc_frame_put_list(&build.feed, items, ARRAY_LEN(items),
		    sizeof(items[0]));
		ck_assert_uint_eq(list.at % 8, 0);
		ck_assert_uint_eq(list.count, 2);
	}
	document_build_finish(&build);
}
END_TEST

START_TEST(the_cap_on_all_frames_holds)
{
	struct document_build build;
	struct doc_feed feed = { .format = DOC_FORMAT_RSS20 };

	document_build_init(&build, sizeof(feed) / 2);
	ck_assert(!document_build_close(&build, &feed));
	document_build_finish(&build);
	document_build_init(&build, sizeof(feed) + 64);
	ck_assert(document_build_close(&build, &feed));
	document_build_finish(&build);
}
END_TEST

START_TEST(a_batch_ends_with_the_entry_that_fills_it)
{
	static char text[LIMIT_BATCH_BYTES];
	struct doc_entry entry = { .published = { .at = DOC_NO_TIME } };
	struct document_build build;

	memset(text, 'x', sizeof(text));
	document_build_init(&build, LIMIT_READER_OUTPUT);
	entry.id = doc_frame_put(&build.batch,
	    (struct slice){ text, sizeof(text) });
	ck_assert(document_build_entry(&build, &entry));
	ck_assert_uint_eq(build.entries.len, 0);
	ck_assert_uint_gt(build.size, sizeof(text));
	document_build_finish(&build);
}
END_TEST

static uint32_t
add(struct value_tree *tree, struct doc_frame *frame, uint32_t parent,
    const char *key)
{
	return value_tree_add(tree, parent, DOC_VALUE_TEXT,
	    (struct value_node_text){
		doc_frame_put(frame, slice_of(key)),
		doc_frame_put(frame, slice_of(key)),
	    });
}

START_TEST(a_tree_forgets_what_is_taken_out)
{
	static const char *const keys[] = { "a", "b", "c" };

	for (size_t gone = 0; gone < ARRAY_LEN(keys); gone++) {
		struct document_build build;
		struct value_tree tree;
		uint32_t root, nodes[ARRAY_LEN(keys)];

		document_build_init(&build, MIB);
		value_tree_init(&tree);
		root = value_tree_root(&tree, DOC_VALUE_OBJECT);
		for (size_t i = 0; i < ARRAY_LEN(keys); i++)
			nodes[i] = add(&tree, &build.feed, root, keys[i]);
		value_tree_remove(&tree, root, nodes[gone]);
		ck_assert_uint_eq(value_tree_child_count(&tree, root), 2);
		for (size_t i = 0; i < ARRAY_LEN(keys); i++)
			ck_assert_uint_eq(value_tree_find(&tree, root,
					      &build.feed, slice_of(keys[i])),
			    i == gone ? 0 : nodes[i]);
		/* The end of the list is where it should be. */
		ck_assert_uint_ne(add(&tree, &build.feed, root, "d"), 0);
		ck_assert_uint_ne(value_tree_find(&tree, root, &build.feed,
				      SLICE("d")),
		    0);
		value_tree_finish(&tree);
		document_build_finish(&build);
	}
}
END_TEST

START_TEST(an_object_without_members_is_none)
{
	struct document_build build;
	struct value_tree tree;

	document_build_init(&build, MIB);
	value_tree_init(&tree);
	ck_assert_uint_eq(value_tree_write(&tree,
			      value_tree_root(&tree, DOC_VALUE_OBJECT),
			      &build.feed)
			      .count,
	    0);
	ck_assert_uint_eq(value_tree_write(&tree, 0, &build.feed).count, 0);
	value_tree_finish(&tree);
	document_build_finish(&build);
}
END_TEST

Suite *document_build_suite(void);

Suite *
document_build_suite(void)
{
	Suite *suite = suite_create("document_build");
	TCase *tests = tcase_create("frames");

	tcase_add_test(tests, nothing_put_is_absent);
	tcase_add_test(tests, lists_begin_at_multiples_of_eight);
	tcase_add_test(tests, the_cap_on_all_frames_holds);
	tcase_add_test(tests, a_batch_ends_with_the_entry_that_fills_it);
	tcase_add_test(tests, a_tree_forgets_what_is_taken_out);
	tcase_add_test(tests, an_object_without_members_is_none);
	suite_add_tcase(suite, tests);
	return suite;
}
