/* SPDX-License-Identifier: Apache-2.0 */
/* symptom_lines.c: after a decision against the release: asks for the log lines of candidates that have a symptom which
 * no finding is likely to explain. */
#include "symptom_lines.h"
#include "watch.h"
#include "../judge/causes.h"
#include "../source/signal/lines.h"

#include <string.h>

enum { SERVICES_MAX = 3 };

static bool is_explained(const struct json *symptom)
{
	const char *standing = json_text_at(json_item(json_get(symptom, "findings"), 0), "standing");
	return json_is_true(json_get(symptom, "itself")) || !strcmp(standing, cause_standing_name(CAUSE_NEW)) ||
		!strcmp(standing, cause_standing_name(CAUSE_SHARED));
}

static bool suffers(const struct json *tree, const char *alias)
{
	const struct json *symptoms = json_get(tree, "symptoms");
	for (size_t i = 0; i < json_size(symptoms); i++) {
		const struct json *symptom = json_item(symptoms, i);
		if (!is_explained(symptom) && cause_has(json_get(symptom, "services"), alias))
			return true;
	}
	return false;
}

void symptom_lines_ask(struct observations *observations, const struct release *release, struct judged *judged)
{
	struct arena *temporary = arena_under(observations->a);
	struct causes_input in;
	size_t n = 0;
	if (!judged->facts || judged->lines)
		return;
	causes_of_run(temporary, observations, judged, &in);
	in.facts = judged->facts;
	const struct json *tree = causes_tree(temporary, &in);
	for (size_t i = 0; i < release->n_services && n < SERVICES_MAX; i++) {
		const struct service *s = &release->services[i];
		if (!s->target.released || !s->target.candidate || !suffers(tree, s->config->member.alias))
			continue;
		judged->lines = judged->lines ? judged->lines : ARENA_NEW(observations->a, struct lines);
		lines_ask(observations, s, judged->lines);
		n++;
	}
	arena_free(temporary);
}
