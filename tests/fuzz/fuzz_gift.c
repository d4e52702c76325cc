#include "fuzz_folder.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    fuzz_class_file("tickets/t.gift", data, size);
    return 0;
}
