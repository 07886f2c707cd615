/* SPDX-License-Identifier: Apache-2.0 */
/* stale.c: stale reads, stale lists, and answers without some fields, as scripted in the state of the service. */
#include "cloud.h"

#include <string.h>

/* True if this entry of a script applies to the read that was counted last. Each entry is counted once per read. */
static bool holds(const struct json *entry)
{
	const struct json *reads = json_get(entry, "reads"), *from = json_get(entry, "from");
	int64_t seen = json_int(json_get(entry, "seen")), first = from ? json_int(from) : 1;
	return seen >= first && (!reads || seen < first + json_int(reads));
}

static void count(struct cloud *c, struct json *script)
{
	for (size_t i = 0; i < json_size(script); i++) {
		struct json *entry = json_item(script, i);
		json_set_int(c->a, entry, "seen", json_int(json_get(entry, "seen")) + 1);
	}
}

void stale_list_read(struct cloud *c, struct service *s)
{
	count(c, s->lists_lack);
}

bool stale_list_lacks(const struct service *s, const char *revision)
{
	for (size_t i = 0; i < json_size(s->lists_lack); i++) {
		const struct json *entry = json_item(s->lists_lack, i);
		if (holds(entry) && str_is(json_text(json_get(entry, "revision")), revision))
			return true;
	}
	return false;
}

void stale_begin(struct service *s, const struct json *before)
{
	s->stale = before;
	s->stale_until = cloud_now() + s->read_lag_ms;
	s->stale_reads = s->read_lag_reads;
}

static bool lags(struct service *s)
{
	if (s->stale_reads <= 0)
		return cloud_now() < s->stale_until;
	s->stale_reads--;
	return true;
}

struct json *stale_answer(struct cloud *c, struct service *s, struct json *answer)
{
	answer = lags(s) ? json_copy(c->a, s->stale) : answer;
	count(c, s->answers_lack);
	for (size_t i = 0; i < json_size(s->answers_lack); i++) {
		const struct json *entry = json_item(s->answers_lack, i);
		if (holds(entry))
			json_set_key(answer, json_text(json_get(entry, "field")).p, false, NULL);
	}
	return answer;
}
