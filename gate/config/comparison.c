/* SPDX-License-Identifier: Apache-2.0 */
/* comparison.c: the keys of comparisons, and the checks that tables cannot express. */
#include "config.h"
#include "group.h"

#include <stdlib.h>
#include <string.h>

enum { SECOND = 1000, MINUTE = 60 * SECOND, HOUR = 60 * MINUTE };

const char *const comparison_names[] = { "errors", "latency", "traffic", "probes", NULL };

/* clang-format off */
#define TABLE(label, type, rows) \
	{ .name = (label), .size = sizeof(struct type), .fields = (rows), .n = COUNTOF(rows), .expand = true }
/* clang-format on */

static const char *const unknown_names[] = { "wait", "grow", "stop", NULL };
static const char *const member_unknown_names[] = { "compare", "wait", "grow", "stop", NULL };
static const struct conf_field compare_fields[] = {
	{ "wrong_once_in", CONF_INT, offsetof(struct config_compare, wrong_once_in), .min = 2, .max = 1000000000,
		.def = "1000", .doc = "all comparisons together call a release worse wrongly in at most one of so many" },
	{ "worse_by", CONF_INT, offsetof(struct config_compare, worse_by), .min = 1, .max = 10000, .def = "25",
		.doc = "per cent: worse is more than so much worse than the baseline (in odds)" },
	{ "fine_within", CONF_INT, offsetof(struct config_compare, fine_within), .min = 1, .max = 10000, .def = "100",
		.doc = "per cent: fine is not so much worse than the baseline" },
	{ "fine_wrong_once_in", CONF_INT, offsetof(struct config_compare, fine_wrong_once_in), .min = 2, .max = 1000000000,
		.def = "20", .doc = "fine is wrong in at most one of so many releases" },
	{ "floor_per_million", CONF_INT, offsetof(struct config_compare, floor_per_million), .max = 999999, .def = "1000",
		.doc = "a candidate with fewer failed requests per million is fine, whatever the baseline has; 0: off" },
	{ "minutes", CONF_INT, offsetof(struct config_compare, minutes), .min = 2, .max = 1000, .def = "5",
		.doc = "worse needs at least so many minutes that speak for it" },
	{ "settle", CONF_DURATION, offsetof(struct config_compare, settle), .max = HOUR, .def = "1m",
		.doc = "time after a change of the traffic split that is left out (latency: twice as long)" },
	{ "history", CONF_DURATION, offsetof(struct config_compare, history), .min = MINUTE, .max = 24 * HOUR, .def = "1h",
		.doc = "time before the candidate had traffic that tells how much the service varies by itself" },
	{ "on_unknown", CONF_CHOICE, offsetof(struct config_compare, on_unknown), .choices = unknown_names, .def = "wait",
		.doc =
			"promote, while a comparison is neither worse nor fine. wait: for gate.deadline, then stop; grow: go on to "
			"the next step after patience; stop: stop at this step after patience" },
	{ "patience", CONF_DURATION, offsetof(struct config_compare, patience), .max = 24 * HOUR, .def = "10m",
		.doc = "time at a step, with on_unknown = \"grow\" or \"stop\"" },
};
const struct conf_table config_compare_table = TABLE("compare", config_compare, compare_fields);

static const struct conf_field comparison_fields[] = {
	{ "service", CONF_STRING, offsetof(struct config_comparison, service),
		.doc = "alias of the service whose candidate is compared with its baseline; required, except of probes, which "
			   "name their service themselves" },
	{ "probe", CONF_STRING, offsetof(struct config_comparison, probe),
		.doc = "probes: alias of the probe that is sent to both, at their tag URLs (rollback.try_tag lends them one): "
			   "HTTP with GET or HEAD, or gRPC" },
	{ "of", CONF_CHOICE, offsetof(struct config_comparison, of), .choices = comparison_names, .required = true,
		.doc = "errors: requests that failed (5xx); latency: requests slower than the baseline's quantiles; traffic: "
			   "requests that the candidate should have answered and did not; probes: a probe, sent to both in pairs" },
	{ "quantiles", CONF_STRINGS, offsetof(struct config_comparison, quantiles),
		.doc = "latency: at most three, such as p50, p90, p99 (default: these three)" },
	{ "worse_by", CONF_INT, offsetof(struct config_comparison, worse_by), .max = 10000,
		.doc = "per cent (default: that of compare; probes: 0)" },
	{ "fine_within", CONF_INT, offsetof(struct config_comparison, fine_within), .max = 10000,
		.doc = "per cent (default: that of compare)" },
	{ "minutes", CONF_INT, offsetof(struct config_comparison, minutes), .max = 1000,
		.doc = "minutes that must speak for worse (default: that of compare; traffic: 3)" },
	{ "settle", CONF_DURATION, offsetof(struct config_comparison, settle), .max = HOUR,
		.doc = "time after a change of the split that is left out (default: that of compare)" },
	{ "on_unknown", CONF_CHOICE, offsetof(struct config_comparison, on_unknown), .choices = member_unknown_names,
		.def = "compare",
		.doc = "promote, while it is neither worse nor fine; compare: as on_unknown of compare says" },
};
const struct conf_table config_comparison_table = TABLE("comparisons", config_comparison, comparison_fields);

double comparison_quantile(const char *text)
{
	char *end;
	if (*text != 'p' || text[1] < '0' || text[1] > '9' || strspn(text + 1, "0123456789.") != strlen(text + 1))
		return 0;
	double d = strtod(text + 1, &end);
	return *end || !(d > 0 && d < 100) ? 0 : d / 100;
}

int64_t comparison_minutes(const struct config_compare *all, const struct config_comparison *one)
{
	enum { TRAFFIC = 3 };
	if (one->of == COMPARISON_PROBES)
		return 1;
	if (one->minutes)
		return one->minutes;
	return one->of == COMPARISON_TRAFFIC ? TRAFFIC : all->minutes;
}

int64_t comparison_settle(const struct config_compare *all, const struct config_comparison *one)
{
	if (one->settle)
		return one->settle;
	return one->of == COMPARISON_LATENCY ? 2 * all->settle : all->settle;
}

enum compare_unknown comparison_unknown(const struct config_compare *all, const struct config_comparison *one)
{
	return one->on_unknown ? (enum compare_unknown)(one->on_unknown - 1) : all->on_unknown;
}

double comparison_weight(const struct config *c, const struct config_comparison *one)
{
	static const double parts[COMPARISON__COUNT] = { 0.3, 0.2, 0.1, 0.4 };
	const struct config_comparison *all = CONFIG_ITEMS(c->comparisons, const struct config_comparison);
	size_t n[COMPARISON__COUNT] = { 0 };
	double sum = 0;
	for (size_t i = 0; i < c->comparisons.n; i++)
		n[all[i].of]++;
	for (int of = 0; of < COMPARISON__COUNT; of++)
		sum += n[of] ? parts[of] : 0;
	return n[one->of] ? parts[one->of] / (sum * (double)n[one->of]) : 1;
}

/* Returns NULL, or why the probe cannot be sent to two revisions as often as a comparison needs. */
static const char *unfit(const struct config_probe *p)
{
	if (!p->reach->service)
		return "it names no service";
	if (p->reach->at == AT_BASELINE)
		return "it is sent to the baseline alone";
	return config_probe_repeatable(p) ? NULL : "only HTTP with GET or HEAD and gRPC can be repeated at will";
}

const char *comparison_sooner(const struct config *c, const struct config_comparison *one)
{
	const struct config_probe *probes = CONFIG_ITEMS(c->probes, const struct config_probe);
	const struct config_comparison *all = CONFIG_ITEMS(c->comparisons, const struct config_comparison);
	if (one->of != COMPARISON_ERRORS || !one->service)
		return NULL;
	for (size_t i = 0; i < c->comparisons.n; i++)
		if (all[i].of == COMPARISON_PROBES && all[i].service && !strcmp(all[i].service, one->service))
			return "";
	for (size_t i = 0; i < c->probes.n; i++)
		if (probes[i].reach && !unfit(&probes[i]) && !strcmp(probes[i].reach->service, one->service))
			return probes[i].member.alias;
	return NULL;
}

static int check_probe(const struct config *c, const struct config_comparison *one, struct err *e)
{
	const struct conf_place *at = &one->member.place;
	const char *alias = one->member.alias;
	const struct config_probe *p = group_item_named(c, GROUP_PROBES, one->probe);
	if (one->of != COMPARISON_PROBES)
		return one->probe ? conf_error(e, at, "comparisons.%s: probe belongs to of = \"probes\"", alias) : 0;
	if (!one->probe)
		return conf_error(e, at, "comparisons.%s: of = \"probes\" needs the alias of a probe: probe = \"...\"", alias);
	if (!p)
		return conf_errors_at(c->errors, "probes")
			? 0
			: conf_error(e, at, "comparisons.%s: no probe has the alias \"%s\"", alias, one->probe);
	const char *why = p->reach ? unfit(p) : NULL;
	if (why)
		return conf_error(e, at, "comparisons.%s: probes.%s cannot be compared: %s", alias, one->probe, why);
	if (one->service && p->reach && strcmp(one->service, p->reach->service) != 0)
		return conf_error(
			e, at, "comparisons.%s: probes.%s is of the service \"%s\"", alias, one->probe, p->reach->service);
	if (one->minutes || one->settle)
		return conf_error(e, at, "comparisons.%s: minutes and settle do not belong to of = \"probes\"", alias);
	return 0;
}

static int check_service(const struct config *c, const struct config_comparison *one, struct err *e)
{
	const struct conf_place *at = &one->member.place;
	if (one->of == COMPARISON_PROBES) /* the probe's, which is checked with it */
		return 0;
	if (!one->service)
		return conf_error(e, at, "comparisons.%s: service is required", one->member.alias);
	if (!group_item_named(c, GROUP_SERVICES, one->service) && !conf_errors_at(c->errors, "services"))
		return conf_error(e, at, "comparisons.%s: no service has the alias \"%s\"", one->member.alias, one->service);
	return 0;
}

static int check(const struct config *c, const struct config_comparison *one, struct err *e)
{
	const struct conf_place *at = &one->member.place;
	const char *alias = one->member.alias;
	if (check_probe(c, one, e) || check_service(c, one, e))
		return -1;
	if (one->quantiles.n && one->of != COMPARISON_LATENCY)
		return conf_error(e, at, "comparisons.%s: quantiles belong to of = \"latency\"", alias);
	if (one->quantiles.n > 3)
		return conf_error(e, at, "comparisons.%s: at most three quantiles", alias);
	for (size_t i = 0; i < one->quantiles.n; i++)
		if (comparison_quantile(one->quantiles.items[i]) <= 0)
			return conf_error(e, at, "comparisons.%s: \"%s\" is not a quantile such as p50, p99 or p99.9", alias,
				one->quantiles.items[i]);
	return 0;
}

static int check_patience(const struct config *c, struct err *e)
{
	const struct conf_place top = { c->path ? c->path : "--set", 0, 0 };
	const struct config_comparison *items = CONFIG_ITEMS(c->comparisons, const struct config_comparison);
	bool used = false;
	for (size_t i = 0; i < c->comparisons.n; i++)
		used = used || comparison_unknown(&c->compare, &items[i]) != COMPARE_WAITS;
	if (!used || c->compare.patience < c->gate.deadline)
		return 0;
	return conf_error(
		e, &top, "compare.patience must be shorter than gate.deadline, or a promotion stops before it is over");
}

/* The service of a comparison of probes is that of its probe; "" if that is wrong, which is reported. */
static void place(const struct config *c, struct config_comparison *one)
{
	const struct config_probe *p = group_item_named(c, GROUP_PROBES, one->probe);
	if (!one->service)
		one->service = p && p->reach && p->reach->service ? p->reach->service : "";
}

int config_comparisons_check(struct arena *a, struct config *c, struct conf_errors *all)
{
	struct config_comparison *items = CONFIG_ITEMS(c->comparisons, struct config_comparison);
	struct err e;
	int rc = 0;
	for (size_t i = 0; i < c->comparisons.n; i++) {
		const struct config_comparison *one = &items[i];
		bool wrong = config_is_wrong(a, c, "comparisons", one->member.alias) ||
			(one->probe && config_is_wrong(a, c, "probes", one->probe));
		if (!wrong)
			rc |= conf_errors_add(all, "", check(c, one, &e), &e);
		place(c, &items[i]);
	}
	if (!conf_errors_below(all, "compare") && !conf_errors_below(all, "gate"))
		rc |= conf_errors_add(all, "compare.patience", check_patience(c, &e), &e);
	return rc;
}
