/* SPDX-License-Identifier: Apache-2.0 */
/* fields.c: facts that several kinds of resources have in common. */
#include "fields.h"

#include <string.h>

enum { HOUR_MS = 3600 * 1000 };

void facts_network_name(struct arena *a, struct json *out, const char *network)
{
	const char *slash = strrchr(network, '/');
	json_set_string(a, out, "networkName", slash ? slash + 1 : network);
}

/* Without an end, a maintenance is assumed to take six hours. */
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
