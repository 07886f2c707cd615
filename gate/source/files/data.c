/* SPDX-License-Identifier: Apache-2.0 */
/* data.c: any JSON file as facts: what was declared, to hold what is against. */
#include "declared.h"
#include "../source.h"

#include <string.h>

/* One list of what a Terraform state declares, because CEL cannot descend through modules of any depth. */
static void add_declared(struct arena *a, struct run_log *log, const struct observation *l, struct json *document)
{
	const char *why, *path = l->config;
	struct json *resources = declared_resources(a, document, &why);
	if (why)
		resources = facts_unobserved(a, arena_printf(a, "%s: %s", path, why));
	if (why && !strcmp(l->alias, "declared")) /* which builtin:drift compares; by another name it is meant */
		say_note(log, "data.declared: %s: nothing is compared with it: %s", path, why);
	if (resources)
		json_set(document, "managed", resources);
}

static void start(struct observations *observations, const struct release *release, struct observation *l)
{
	(void)release;
	struct str text;
	struct json *value;
	struct err e;
	const char *path = l->config;
	if (file_read(observations->a, path, LIMIT_FACT_FILE_BYTES, &text, &e) ||
		json_parse(observations->a, text, &value, &e)) {
		err_wrap(&e, "data.%s: %s", l->alias, path);
		observation_end(observations, l, NULL, &e);
		return;
	}
	add_declared(observations->a, observations->log, l, value);
	observation_end(observations, l, value, NULL);
}

const struct source source_data = {
	.kind = "data",
	.group = GROUP_DATA,
	.every = EVERY_ONCE,
	.start = start,
	.doc =
		"a JSON file, unchanged. The output of `terraform show -json` for a state gains `managed`: a list of { "
		"address type name module values } of the managed resources in all modules, without null or sensitive values",
};
