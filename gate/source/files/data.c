/* SPDX-License-Identifier: Apache-2.0 */
/* data.c: a JSON file as facts, such as a Terraform state, with which rules compare the observed state. */
#include "declared.h"
#include "../source.h"

#include <string.h>

/* Adds the resources of a Terraform state as one list, because CEL cannot descend through modules of any depth. */
static void add_declared(struct arena *a, struct run_log *log, const struct observation *l, struct json *document)
{
	const char *why, *path = l->config;
	struct json *resources = declared_resources(a, document, &why);
	if (why)
		resources = facts_unobserved(a, arena_printf(a, "%s: %s", path, why));
	if (why &&
		!strcmp(l->alias,
			"declared")) /* builtin:drift reads this alias; under another alias the document may be intended as it is */
		say_note(log, "data.declared: %s cannot be compared with the observed state: %s", path, why);
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
