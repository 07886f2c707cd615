/* SPDX-License-Identifier: Apache-2.0 */
/* state.c: names of folders and objects. */
#include "state.h"

#include <stdlib.h>
#include <string.h>

#define SCHEME "gs://"

enum { FOLDER_DIGITS = 16 };

bool state_is_bucket(const char *location)
{
	return !strncmp(location, SCHEME, sizeof(SCHEME) - 1);
}

int state_check(struct arena *a, const char *location, struct err *e)
{
	struct storage_place place;
	if (state_is_bucket(location))
		return storage_place_parse(a, location, &place, e);
	bool is_url = strstr(location, "://") != NULL;
	return is_url || (file_exists(location) && !file_is_folder(location))
		? err_set(e, ERR_CONFIG, "\"%s\" is neither a folder nor gs://BUCKET/PREFIX", location)
		: 0;
}

const char *state_folder(struct arena *a, const char *location)
{
	char digest[SHA256_HEX];
	if (!state_is_bucket(location))
		return location;
	crypto_sha256_hex(location, strlen(location), digest);
	return arena_printf(a, ".rungate/gs-%.*s", FOLDER_DIGITS, digest);
}

const char *state_evidence(const struct state *s, int64_t sequence)
{
	return arena_printf(s->a, "%s/%09lld.json", s->evidence, (long long)sequence);
}

const struct storage_object *state_newest(const struct storage_list *found)
{
	for (size_t i = 0; i < found->n; i++)
		if (state_count(found->items[i].name) > 0)
			return &found->items[i];
	return NULL;
}

bool state_is_copy(const char *name)
{
	size_t digits = strspn(name, "0123456789");
	return digits == 9 && !strcmp(name + digits, ".json");
}

const char *state_service(struct arena *a, const char *full_name)
{
	char *copy = arena_strdup(a, full_name), *save = NULL;
	const char *part[6];
	size_t n = 0;
	for (char *p = strtok_r(copy, "/", &save); p && n < COUNTOF(part); p = strtok_r(NULL, "/", &save))
		part[n++] = p;
	if (n != COUNTOF(part))
		return full_name;
	bool service = !strcmp(part[4], cloudrun_kind(CLOUDRUN_SERVICE)->collection);
	return arena_printf(a, "%s/%s/%s%s%s", part[1], part[3], service ? "" : part[4], service ? "" : "/", part[5]);
}

const char *state_countdown(struct arena *a, const char *under, int64_t n)
{
	return arena_printf(a, "%s/%09lld", under, (long long)(LIMIT_SEQUENCE - n));
}

int64_t state_count(const char *name)
{
	const char *slash = strrchr(name, '/'), *digits = slash ? slash + 1 : name;
	size_t n = strspn(digits, "0123456789");
	int64_t count = n == 9 && (!digits[n] || digits[n] == '.') ? LIMIT_SEQUENCE - atol(digits) : 0;
	return count < LIMIT_SEQUENCE ? count : 0;
}
