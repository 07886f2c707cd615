/* SPDX-License-Identifier: Apache-2.0 */
/*
 * registry.h: whether images exist, and until when, as Artifact Registry says. All services share one struct registry:
 * each image and each repository is requested once, however many revisions name it.
 */
#ifndef SOURCE_REGISTRY_H
#define SOURCE_REGISTRY_H

#include "../../../gcp/artifactregistry.h"

struct run_log;

enum image_known { IMAGE_UNSEEN, IMAGE_PRESENT, IMAGE_GONE };
struct image_state {
	enum image_known known;
	const char *why;      /* IMAGE_UNSEEN: why; IMAGE_GONE: "does not exist any more in repository R" */
	int64_t uploaded_at;  /* IMAGE_PRESENT: unix ms */
	struct cleanup taken; /* IMAGE_PRESENT: by a cleanup policy; CLEANUP_DEPENDS: not known, expiry_why says why */
	const char *expiry_why;
	bool again; /* unseen for a transient reason */
};

/* What is kept lives in a, which must live as long as all requests. until_known: false: only whether images exist is
 * asked, not until when. */
struct registry;
struct registry *registry_new(struct arena *a, struct gcp *g, const struct run_log *log, bool until_known);
/*
 * Requests the image's state, unless it is known or on its way. One that was requested before `since` (loop_now), or
 * that is unseen for a transient reason, is requested again; until the answer comes, the old one stands. An image that
 * cannot be looked up (registry_refused) is not requested. deadline: loop_now.
 */
void registry_look(struct registry *r, const struct image_name *i, int64_t since, int64_t deadline);
/* Calls done once, from the loop, when the image's request has ended. Returns false, without calling it, if none is in
 * flight. */
bool registry_await(struct registry *r, const struct image_name *i, void (*done)(void *arg), void *arg);
/* Returns the newest state of the image, or NULL if it was never requested, or the first answer is on its way. */
const struct image_state *registry_state(const struct registry *r, const char *image);
/* Returns NULL, or why this image cannot be looked up. */
const char *registry_refused(const struct image_name *i);

#endif
