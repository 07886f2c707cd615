/* SPDX-License-Identifier: Apache-2.0 */
/* observe_images.h: when a run waits for the images of revisions, which rounds do not wait for (observe.c). */
#ifndef GATE_WATCH_OBSERVE_IMAGES_H
#define GATE_WATCH_OBSERVE_IMAGES_H

#include "watch.h"

/* Returns true if the first look at the images of a service has not ended. */
bool observe_images_late(const struct release *release);
/* Before a pass: reads the services once more, and awaits the images, as a round awaits what is no probe. */
enum loop_end observe_before_pass(
	struct observations *observations, const struct config *c, const struct release *release, int64_t deadline);

#endif
