/* SPDX-License-Identifier: Apache-2.0 */
/* targets.c: the table of fuzz targets and their shared functions. */
#include "fuzz.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* libconfig 1.5 does not free the buffers of its scanner after a syntax error. */
const char *__lsan_default_suppressions(void);
const char *__lsan_default_suppressions(void)
{
	return "leak:libconfig";
}

const struct fuzz_target *const *fuzz_targets(size_t *n)
{
	/* clang-format off */
	static const struct fuzz_target *const all[] = {
		&fuzz_target_cel, &fuzz_target_json, &fuzz_target_duration, &fuzz_target_time, &fuzz_target_scrub,
		&fuzz_target_printable,
		&fuzz_target_base64, &fuzz_target_certificate, &fuzz_target_config, &fuzz_target_yaml, &fuzz_target_policy,
		&fuzz_target_template,
		&fuzz_target_url, &fuzz_target_upgrade, &fuzz_target_dns, &fuzz_target_grpc, &fuzz_target_cloud,
		&fuzz_target_error,
		&fuzz_target_credential, &fuzz_target_token, &fuzz_target_evidence, &fuzz_target_report, &fuzz_target_journal,
		&fuzz_target_snapshot, &fuzz_target_junit, &fuzz_target_dockerignore, &fuzz_target_gcloudignore,
		&fuzz_target_frames, &fuzz_target_http, &fuzz_target_notes, &fuzz_target_index,
		&fuzz_target_storage, &fuzz_target_place,
	};
	/* clang-format on */
	*n = COUNTOF(all);
	return all;
}

const struct fuzz_target *fuzz_target_named(const char *name)
{
	size_t n;
	const struct fuzz_target *const *all = fuzz_targets(&n);
	for (size_t i = 0; i < n; i++)
		if (!strcmp(all[i]->name, name))
			return all[i];
	return NULL;
}

void fuzz_run(const struct fuzz_target *t, const uint8_t *data, size_t size)
{
	struct arena *a = arena_new();
	t->run(a, (struct str){ arena_strndup(a, size ? (const char *)data : "", size), size });
	arena_free(a);
}

void fuzz_must(bool holds, const char *condition, const char *file, int line)
{
	if (holds)
		return;
	fprintf(stderr, "%s:%d: property violated: %s\n", file, line, condition);
	abort();
}

void fuzz_must_be_printable(struct str text)
{
	FUZZ_MUST(text_utf8_valid(text.p, text.n));
	for (size_t i = 0; i < text.n; i++) {
		unsigned char c = (unsigned char)text.p[i];
		FUZZ_MUST((c >= 0x20 && c != 0x7f) || c == '\n' || c == '\t');
	}
}

struct json *fuzz_json(struct arena *a, struct str input)
{
	struct json *v = NULL;
	struct err e;
	return json_parse(a, input, &v, &e) ? NULL : v;
}

size_t fuzz_choice(struct str *input, size_t n)
{
	if (!input->n)
		return 0;
	size_t choice = (unsigned char)input->p[0] % n;
	input->p++;
	input->n--;
	return choice;
}
