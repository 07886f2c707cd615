/* SPDX-License-Identifier: Apache-2.0 */
/* passport.c: what evidence says about an image and a stage. No side effects. */
#include "passport.h"

#include <string.h>

enum { AHEAD_MS = 5 * 60 * 1000 }; /* by which the clock of another machine may be ahead */

static enum passport_state state_of(
	const struct passport_wanted *w, const struct history_piece *p, enum record_verdict verdict)
{
	if (!p->stage || strcmp(p->stage, w->stage) != 0)
		return PASSPORT_OTHER_STAGE;
	if (verdict != RECORD_PASSED)
		return PASSPORT_NOT_PASSED;
	if (p->at - w->now > AHEAD_MS)
		return PASSPORT_FUTURE;
	return w->now - p->at > w->within ? PASSPORT_TOO_OLD : PASSPORT_PASSED;
}

bool passport_take(
	const struct passport_wanted *w, const struct history_piece *p, const char *name, struct passport_found *found)
{
	bool names = false;
	for (size_t i = 0; i < p->n; i++) {
		const struct record *k = &p->records[i];
		if (!k->digest || strcmp(k->digest, w->digest) != 0)
			continue;
		enum passport_state state = state_of(w, p, k->verdict);
		names = true;
		if (state > found->state || (state == found->state && p->at > found->at))
			*found = (struct passport_found){ .state = state, .at = p->at, .evidence = name, .stage = p->stage };
	}
	return names;
}

void passport_refuse(const char *name, const char *why, struct passport_found *found)
{
	if (found->state == PASSPORT_NONE)
		*found = (struct passport_found){ .state = PASSPORT_REFUSED, .evidence = name, .why = why };
}

/* Returns a duration in its two largest units: "9d 4h", "40s". ms: not negative */
static const char *rough(struct arena *a, int64_t ms)
{
	static const struct {
		const char *name;
		int64_t s;
	} units[] = { { "d", 86400 }, { "h", 3600 }, { "m", 60 }, { "s", 1 } };
	int64_t s = ms / 1000;
	for (size_t i = 0; i + 1 < COUNTOF(units); i++)
		if (s >= units[i].s) {
			int64_t rest = s % units[i].s / units[i + 1].s;
			return rest ? arena_printf(a, "%lld%s %lld%s", (long long)(s / units[i].s), units[i].name, (long long)rest,
							  units[i + 1].name)
						: arena_printf(a, "%lld%s", (long long)(s / units[i].s), units[i].name);
		}
	return arena_printf(a, "%llds", (long long)s);
}

/* Returns what is wrong, without the image. */
static const char *reason(
	struct arena *a, const struct passport_wanted *w, const struct passport_found *f, const char *where)
{
	const char *stage = w->stage;
	switch (f->state) {
	case PASSPORT_NONE:
		return arena_printf(a, "has not passed stage %s: no evidence in %s names this image", stage, where);
	case PASSPORT_REFUSED:
		return arena_printf(a, "has not passed stage %s: %s%s%s", stage, f->evidence ? f->evidence : "",
			f->evidence ? ": " : "", f->why);
	case PASSPORT_OTHER_STAGE:
		return arena_printf(a, "has not passed stage %s: %s is evidence of %s%s", stage, f->evidence,
			f->stage ? "stage " : "no stage", f->stage ? f->stage : "");
	case PASSPORT_NOT_PASSED:
		return arena_printf(a, "did not pass stage %s at %s (%s)", stage, clock_time_text(a, f->at), f->evidence);
	case PASSPORT_FUTURE:
		return arena_printf(a, "passed stage %s at %s, which is %s in the future: check the clocks (%s)", stage,
			clock_time_text(a, f->at), rough(a, f->at - w->now), f->evidence);
	case PASSPORT_TOO_OLD:
		return arena_printf(a, "passed stage %s %s ago, and %s are allowed (%s)", stage, rough(a, w->now - f->at),
			rough(a, w->within), f->evidence);
	case PASSPORT_PASSED: break;
	}
	return NULL;
}

const char *passport_missing(struct arena *a, const struct passport_wanted *w, const struct passport_found *found,
	const char *service, const char *where)
{
	const char *why = reason(a, w, found, where);
	return why ? arena_printf(a, "%s: sha256:%s %s", service, w->digest, why) : NULL;
}
