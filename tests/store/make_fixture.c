/* Writes tests/fixtures/databases/schema-N.db for the current schema. Run once for each schema,
 * when it is released; the files are never made again. */
#include "store/scratch.h"

int main(int count, char **arguments)
{
    char folder[STORE_PATH_SIZE], hash[PLAN_HASH_TEXT];
    struct error error = {0};
    bool changed;
    if (count != 2)
        return 2;
    struct store *store = open_or_die(scratch_folder(folder, "make"), NULL);
    struct store_event published = sample_event("", "plan_published", 1757840000000);
    bool ok = store_publish_plan(store, "plan", 4, &published, hash, &changed, &error) &&
              store_save_draft(store, "wei", "ticket:a", "{\"draft\":1}", 1, &error) &&
              store_set(store, "volume", "7", &error) &&
              store_save_checkpoint(store, 1, "checkpoint", 10, &error);
    for (int i = 0; ok && i < 10; i++)
        append_or_die(store, i % 2 == 0 ? "wei" : "zweig", 1757840400000 + i * 1000);
    struct store_event erased = sample_event("", "", 1757840500000);
    ok = ok && store_erase_student(store, "zweig", &erased, &error) &&
         store_backup(store, arguments[1], &error);
    if (!ok)
        fprintf(stderr, "%s\n", error.text);
    store_close(store);
    scratch_remove(folder);
    return ok ? 0 : 1;
}
