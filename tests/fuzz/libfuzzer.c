/* SPDX-License-Identifier: Apache-2.0 */
/* libfuzzer.c: the entry points of libFuzzer. RUNGATE_FUZZ names the target. */
#include "fuzz.h"

#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const struct fuzz_target *target_of_environment(void)
{
	const char *name = getenv("RUNGATE_FUZZ");
	const struct fuzz_target *t = fuzz_target_named(name ? name : "");
	if (!t) {
		fprintf(stderr, "RUNGATE_FUZZ names no fuzz target\n");
		exit(2);
	}
	return t;
}

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc;
	(void)argv;
	target_of_environment();
	return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	fuzz_run(target_of_environment(), data, size);
	return 0;
}
