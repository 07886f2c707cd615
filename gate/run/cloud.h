/* SPDX-License-Identifier: Apache-2.0 */
/* cloud.h: the event loop and the client of Google's APIs. */
#ifndef GATE_RUN_CLOUD_H
#define GATE_RUN_CLOUD_H

#include "../config/config.h"
#include "../config/options.h"
#include "../../gcp/gcp.h"

/* All live as long as the arena that they were opened with. */
struct cloud {
	struct loop *loop;
	struct gcp *gcp;                       /* of the credential that observes */
	const struct net_surroundings *around; /* the settings of the environment that took effect */
};
/* Reads the environment and the files that it names; makes no call. Fails with ERR_CONFIG for an invalid setting. */
int cloud_open(struct arena *a, struct secrets *k, const struct options *o, const struct config *c, struct cloud *out,
	struct err *e);

#endif
