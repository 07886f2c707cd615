/* SPDX-License-Identifier: Apache-2.0 */
/* alert_filter.h: the filter of alerting policies that belongs to a filter of alerts. */
#ifndef SOURCE_ALERT_FILTER_H
#define SOURCE_ALERT_FILTER_H

#include "../../base/base.h"

/*
 * Returns what a filter of alerts says about the alerting policies, as a filter of policies: of the parts that are
 * joined by AND, those that name only fields of policy, without "policy.". The other parts are left out, so that the
 * result never selects too few policies; "": it says nothing about policies. Owned by a. No side effects.
 */
const char *alert_policy_filter(struct arena *a, const char *filter);

#endif
