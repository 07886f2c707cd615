/* SPDX-License-Identifier: Apache-2.0 */
/*
 * fuzz.h: the table of fuzz targets. A target reads untrusted bytes and checks properties of the result. It must end
 * for any bytes, without a memory error or undefined behavior.
 *
 * `make fuzz T=json S=60` runs one target with libFuzzer; `make check` mutates the seeds of all targets (smoke.c).
 * Seeds are in tests/fuzz/seeds/TARGET, as records separated by lines "%%". Words for insertion are in
 * tests/fuzz/words/TARGET.
 */
#ifndef TESTS_FUZZ_H
#define TESTS_FUZZ_H

#include "../../gate/base/base.h"

struct fuzz_target {
	const char *name;
	/* a is freed after the call. input.p[input.n] is NUL. */
	void (*run)(struct arena *a, struct str input);
};

/* targets.c */
const struct fuzz_target *const *fuzz_targets(size_t *n);
const struct fuzz_target *fuzz_target_named(const char *name); /* NULL: no such target */
void fuzz_run(const struct fuzz_target *t, const uint8_t *data, size_t size);

/* A violated property ends the process like a crash. */
#define FUZZ_MUST(condition) fuzz_must((condition), #condition, __FILE__, __LINE__)
void fuzz_must(bool holds, const char *condition, const char *file, int line);
/* The text must be safe for a terminal and a log: UTF-8 without control characters except tab and newline. */
void fuzz_must_be_printable(struct str text);
/* Returns NULL if the input is not JSON. */
struct json *fuzz_json(struct arena *a, struct str input);
/* Takes one byte of the input as a number below n, and removes it from the input. */
size_t fuzz_choice(struct str *input, size_t n);

extern const struct fuzz_target fuzz_target_cel; /* cel.c */
extern const struct fuzz_target fuzz_target_json, fuzz_target_duration, fuzz_target_time, fuzz_target_scrub,
	fuzz_target_printable, fuzz_target_base64, fuzz_target_certificate; /* base.c */
extern const struct fuzz_target fuzz_target_config, fuzz_target_yaml, fuzz_target_policy,
	fuzz_target_template; /* config.c */
extern const struct fuzz_target fuzz_target_url, fuzz_target_upgrade, fuzz_target_dns, fuzz_target_grpc,
	fuzz_target_frames, fuzz_target_http; /* net.c */
extern const struct fuzz_target fuzz_target_cloud, fuzz_target_error, fuzz_target_credential,
	fuzz_target_token;                                                  /* gcp.c */
extern const struct fuzz_target fuzz_target_storage, fuzz_target_place; /* storage.c */
extern const struct fuzz_target fuzz_target_evidence, fuzz_target_report, fuzz_target_journal, fuzz_target_snapshot,
	fuzz_target_notes; /* records.c */
extern const struct fuzz_target fuzz_target_junit, fuzz_target_dockerignore, fuzz_target_gcloudignore,
	fuzz_target_index; /* files.c */

#endif
