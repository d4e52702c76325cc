#include "exchange/step_line.h"
#include "fuzz.h"

#include <assert.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static char line[8192];
    struct step_line step;
    struct error error = {0};
    size_t length = size < sizeof line ? size : sizeof line - 1;
    memcpy(line, data, length);
    line[length] = '\0';
    if (step_line_parse(line, &step, &error))
        for (int i = 0; i < step.count; i++)
            assert(strlen(step.words[i]) < STEP_WORD_SIZE);
    else
        assert(error.text[0] != '\0');
    return 0;
}
