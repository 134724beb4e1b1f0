#include <check.h>
#include <stdlib.h>

#include "compiler.h"

Suite *article_json_suite(void);
Suite *backup_suite(void);
Suite *commit_suite(void);
Suite *count_suite(void);
Suite *entry_article_suite(void);
Suite *entry_identity_suite(void);
Suite *feed_changes_suite(void);
Suite *feed_name_suite(void);
Suite *feeds_suite(void);
Suite *fetches_suite(void);
Suite *fts_index_suite(void);
Suite *guard_suite(void);
Suite *health_suite(void);
Suite *judge_suite(void);
Suite *marks_suite(void);
Suite *migrate_suite(void);
Suite *outbox_suite(void);
Suite *outbox_by_hand_suite(void);
Suite *outbox_digest_suite(void);
Suite *own_feeds_suite(void);
Suite *own_topics_suite(void);
Suite *reindex_suite(void);
Suite *replay_suite(void);
Suite *recover_db_suite(void);
Suite *restore_suite(void);
Suite *retention_suite(void);
Suite *search_suite(void);
Suite *snapshot_suite(void);
Suite *sql_suite(void);
Suite *statement_suite(void);
Suite *store_suite(void);
Suite *store_disk_suite(void);
Suite *topics_suite(void);
Suite *totals_suite(void);
Suite *upkeep_suite(void);
Suite *writer_lock_suite(void);

int
main(void)
{
	Suite *(*const suites[])(void) = {
		migrate_suite,
		statement_suite,
		feeds_suite,
		topics_suite,
		entry_identity_suite,
		entry_article_suite,
		article_json_suite,
		fts_index_suite,
		commit_suite,
		judge_suite,
		outbox_suite,
		outbox_digest_suite,
		guard_suite,
		health_suite,
		search_suite,
		count_suite,
		totals_suite,
		reindex_suite,
		retention_suite,
		feed_name_suite,
		own_feeds_suite,
		feed_changes_suite,
		own_topics_suite,
		replay_suite,
		outbox_by_hand_suite,
		marks_suite,
		fetches_suite,
		backup_suite,
		sql_suite,
		writer_lock_suite,
		upkeep_suite,
		recover_db_suite,
		restore_suite,
		snapshot_suite,
		store_disk_suite,
	};
	SRunner *runner = srunner_create(store_suite());
	int failed;

	for (size_t i = 0; i < ARRAY_LEN(suites); i++)
		srunner_add_suite(runner, suites[i]());
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
