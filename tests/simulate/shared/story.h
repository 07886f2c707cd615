/* SPDX-License-Identifier: Apache-2.0 */
/* story.h: one seed, from its first runner to a calm end. */
#ifndef TESTS_SHARED_STORY_H
#define TESTS_SHARED_STORY_H

#include "shared.h"

struct prepared {
	struct config configs[SERVICES_MAX]; /* for 1, 2, ... services */
	struct policy policies[SERVICES_MAX];
};
void story_play(struct world *w, const struct prepared *p);
void story_clean(const char *dir); /* removes what is in it */

#endif
