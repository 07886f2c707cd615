/* SPDX-License-Identifier: Apache-2.0 */
/* service.h: a service in virtual time: the requests of two revisions minute by minute, with the troubles that services
 * have. */
#ifndef TESTS_COMPARE_SERVICE_H
#define TESTS_COMPARE_SERVICE_H

#include "draws.h"
#include "../../gate/run/compared.h"

/* clang-format off */
enum trouble {
	CALM,
	SHOCKS,   /* the error rate of both arms varies alike: log-sd `size`, autocorrelation 0.8 from minute to minute */
	BURSTS,   /* failures come in groups of `size` in one arm: sticky sessions, retries */
	VARIES,   /* the rate of each arm varies for itself: gamma, squared coefficient of variation `size` */
	FLAPS,    /* instances of 200 requests a minute: one incident per 1,000 instance-minutes, of about 3 minutes, in
	             which half of its requests fail */
	COLD,     /* the candidate fails 5 points more often in its first two minutes */
	OUTAGE,   /* a dependency of both arms: half of all requests fail for 5 minutes from minute 10 on */
	LATE,     /* a part `size` of the points of a minute comes after the minute was used, in both arms */
	REVISED,  /* points that were used are corrected later: a part `size` of those that were used is wrong by 20 % */
};
/* clang-format on */

struct service {
	double base;   /* ratio of failed requests of the baseline */
	double rate;   /* requests a minute of both arms */
	double effect; /* the candidate fails so many times as often; 0: 90 % of its requests fail */
	double begins; /* minute from which the candidate differs */
	enum trouble trouble;
	double size;
};

struct world {
	const struct service *s;
	struct draws *d;
	double shock;            /* of both arms, in standard deviations */
	double incidents[2][64]; /* of the candidate's and the baseline's instances: minutes that are left */
};
struct world world_of(const struct service *s, struct draws *d);
/* The requests of minute `at` (from 0; negative: before the release) with a share of the candidate. */
struct compare_minute world_minute(struct world *w, int at, double share);

#endif
