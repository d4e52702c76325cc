/* Reads an input as one file of a class folder, and, when it is taken, checks that writing the plan
 * and reading that gives the same bytes again. */
#pragma once

#include "exchange/class_folder.h"
#include "fuzz.h"

void fuzz_class_file(const char *name, const uint8_t *data, size_t size);
