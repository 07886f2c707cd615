/* SPDX-License-Identifier: Apache-2.0 */
/* passport.c: the facts of a requirement: whether evidence says that the images of this release passed a stage. */
#include "../source.h"

static const struct fact_doc image_facts[] = {
	{ "digest", "string",
		"of the candidate's image: `sha256:...`; empty if the revision does not name its image by digest" },
	{ "passed", "bool", "trusted evidence says that this image passed the stage within the time" },
	{ "at", "string", "time of its newest pass, RFC 3339; absent if there is none" },
	{ "ageSeconds", "int", "seconds since then; absent if there is none" },
	{ "evidence", "string", "the evidence of it; absent if there is none" },
};
static const struct fact_shape shapes[] = { { "image", image_facts, COUNTOF(image_facts) } };

static const struct fact_doc facts[] = {
	{ "stage", "string", "the required stage" },
	{ "withinSeconds", "int", "how old the pass may be" },
	{ "state", "string", "where the evidence is: a folder, or gs://BUCKET/PREFIX" },
	{ "images", "map of image", "by service: the candidates of the release" },
	{ "missing", "list of string", "for each image that did not pass: which, and why; empty if all passed" },
};

static void start(struct observations *observations, const struct release *release, struct observation *l)
{
	((const struct passport *)l->config)->find(observations, release, l);
}

const struct source source_passport = {
	.kind = "passport",
	.group = GROUP_PASSPORTS,
	.every = EVERY_ONCE,
	.after_services = true,
	.start = start,
	.doc = "a stage that the images of the release must have passed before (`requires`), by its name with - as _",
	.facts = facts,
	.n_facts = COUNTOF(facts),
	.shapes = shapes,
	.n_shapes = COUNTOF(shapes),
};
