/* SPDX-License-Identifier: Apache-2.0 */
/* data.c: any JSON file as facts: what was declared, to hold what is against. */
#include "../gate.h"

static void start(struct run *r, struct look *l)
{
	struct str text;
	struct json *value;
	struct err e;
	const char *path = l->config;
	if (file_read(r->a, path, LIMIT_FACT_FILE_BYTES, &text, &e) || json_parse(r->a, text, &value, &e)) {
		err_wrap(&e, "data.%s: %s", l->alias, path);
		look_end(r, l, NULL, &e);
		return;
	}
	look_end(r, l, value, NULL);
}

const struct source source_data = {
	.kind = "data", .group = GROUP_DATA, .every = EVERY_ONCE, .start = start,
	.doc = "a JSON file, as it is",
};
