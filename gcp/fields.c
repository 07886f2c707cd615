/* SPDX-License-Identifier: Apache-2.0 */
/* fields.c: an API's fields as facts, by table. */
#include "fields.h"

#include <string.h>

enum { HOUR_MS = 3600 * 1000 };

void facts_copy(struct arena *a, struct json_reader *r, const struct fact_field *fields, size_t n, struct json *out)
{
	for (size_t i = 0; i < n; i++) {
		const char *path = fields[i].path ? fields[i].path : fields[i].name;
		const struct json *list;
		switch (fields[i].kind) {
		case JSON_INT:
			json_set_int(a, out, fields[i].name, json_read_int_or(r, path, 0));
			break;
		case JSON_BOOL:
			json_set_bool(a, out, fields[i].name, json_read_bool_or(r, path, false));
			break;
		case JSON_ARRAY:
			list = json_read_array(r, path);
			json_set(out, fields[i].name, list ? json_copy(a, list) : json_new_array(a));
			break;
		default:
			json_set_string(a, out, fields[i].name, json_read_string_or(r, path, ""));
		}
	}
}

void facts_network_name(struct arena *a, struct json *out, const char *network)
{
	const char *slash = strrchr(network, '/');
	json_set_string(a, out, "networkName", slash ? slash + 1 : network);
}

/* Where no end is said, one is over after six hours. */
int facts_maintenance(struct arena *a, struct json *out, const char *start, const char *end, int64_t now, struct err *e)
{
	int64_t from = 0, to = 0;
	if ((*start && clock_parse_time(start, &from, e)) || (*end && clock_parse_time(end, &to, e)))
		return -1;
	to = *end ? to : from + 6 * HOUR_MS;
	json_set_bool(a, out, "maintenanceSoon", *start && from < now + 24 * HOUR_MS && now < to);
	return 0;
}

int facts_check_name(const char *name, const char *id, struct err *e)
{
	const char *slash = strrchr(name, '/');
	if (!*name || !strcmp(slash ? slash + 1 : name, id))
		return 0;
	return err_set(e, ERR_MALFORMED, "the answer is for \"%s\", not for %s", name, id);
}
