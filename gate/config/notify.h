/* SPDX-License-Identifier: Apache-2.0 */
/* notify.h: the webhooks of a config. Part of config.h, which includes it. */
#ifndef GATE_CONFIG_NOTIFY_H
#define GATE_CONFIG_NOTIFY_H

#include "../base/base.h"

struct config;

enum notify_format { NOTIFY_JSON, NOTIFY_SLACK, NOTIFY_CLOUDEVENTS, NOTIFY__COUNT };
enum notify_when { NOTIFY_ALWAYS, NOTIFY_NOT_PASSED };
struct config_notify {
	struct conf_member member;
	struct secret *url;
	enum notify_format format;
	struct secret *secret; /* signs the body; NULL: not signed */
	struct conf_pairs headers;
	enum notify_when when;
	int64_t timeout;
};
extern const struct conf_table config_notify_table; /* notify.c */
/* Returns -1 if the URL of a webhook is invalid or not http or https. */
int config_notify_check(struct arena *a, const struct config *c, struct conf_errors *all);

#endif
