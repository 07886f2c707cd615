/* SPDX-License-Identifier: Apache-2.0 */
/* func_time.c: timestamps (RFC 3339, valid calendar dates) and durations, in nanoseconds, with range checks. */
#include "func.h"
#include "zone.h"

#include <stdio.h>
#include <string.h>

#define SECOND       INT64_C(1000000000)
#define FIRST_SECOND INT64_C(-62135596800) /* 0001-01-01T00:00:00Z */
#define LAST_SECOND  INT64_C(253402300799) /* 9999-12-31T23:59:59Z */

static struct cel_value timestamp_of(struct cel_context *c, int64_t seconds, int64_t nanos)
{
	seconds += nanos / SECOND;
	nanos %= SECOND;
	if (nanos < 0) {
		nanos += SECOND;
		seconds--;
	}
	if (seconds < FIRST_SECOND || seconds > LAST_SECOND)
		return cel_fail(c, c->at, "the timestamp is out of range");
	struct cel_value v = { .kind = CEL_TIMESTAMP };
	v.t.seconds = seconds;
	v.t.nanos = (int32_t)nanos;
	return v;
}

/* ---- Text ------------------------------------------------------------------------------------------ */

static int32_t nanos_in(const char *text)
{
	const char *dot = strchr(text, '.');
	int32_t nanos = 0, unit = 100000000;
	for (dot = dot ? dot + 1 : ""; *dot >= '0' && *dot <= '9'; dot++, unit /= 10)
		nanos += (*dot - '0') * unit;
	return nanos;
}

struct cel_value func_timestamp(struct cel_context *c, const struct cel_value *args, size_t n)
{
	struct err e;
	int64_t ms;
	if (args[0].kind == CEL_TIMESTAMP)
		return args[0];
	if (args[0].kind == CEL_INT)
		return timestamp_of(c, args[0].i < FIRST_SECOND || args[0].i > LAST_SECOND ? INT64_MAX / 2 : args[0].i, 0);
	if (args[0].kind != CEL_STRING)
		return cel_no_overload(c, c->at, "timestamp", args, n);
	const char *text = arena_strndup(c->a, args[0].s.p, args[0].s.n);
	bool taken = strlen(text) == args[0].s.n && !clock_parse_time(text, &ms, &e) && !strpbrk(text, "tz");
	if (!taken || !strncmp(text + strlen("2016-12-31T23:59:"), "60", 2)) /* CEL has no leap seconds */
		return cel_fail(c, c->at, "not an RFC 3339 timestamp: %s", cel_value_text(c, args));
	int64_t seconds = ms / 1000 - (ms % 1000 < 0);
	return timestamp_of(c, seconds, nanos_in(text));
}

/* "1h30m", "-1.5s", "1us": a sign, then numbers with units. */
static bool parse_duration(const char *p, int64_t *out)
{
	static const struct {
		const char *name;
		int64_t ns;
	} units[] = { { "ns", 1 }, { "us", 1000 }, { "\xc2\xb5s", 1000 }, { "\xce\xbcs", 1000 }, { "ms", 1000000 },
		{ "s", SECOND }, { "m", 60 * SECOND }, { "h", 3600 * SECOND } };
	bool negative = *p == '-';
	uint64_t total = 0;
	p += *p == '-' || *p == '+';
	if (!strcmp(p, "0")) {
		*out = 0;
		return true;
	}
	do {
		uint64_t whole = 0, billionths = 0, place = SECOND, one;
		size_t digits = 0;
		for (; *p >= '0' && *p <= '9' && digits < 19; p++, digits++)
			whole = whole * 10 + (uint64_t)(*p - '0');
		if (*p == '.')
			for (p++; *p >= '0' && *p <= '9'; p++, digits++)
				billionths += (place /= 10) * (uint64_t)(*p - '0');
		size_t u = 0;
		while (u < COUNTOF(units) && strncmp(p, units[u].name, strlen(units[u].name)) != 0)
			u++;
		if (!digits || u == COUNTOF(units) || __builtin_mul_overflow(whole, (uint64_t)units[u].ns, &one))
			return false;
		uint64_t part = units[u].ns >= SECOND ? billionths * (uint64_t)(units[u].ns / SECOND)
											  : billionths * (uint64_t)units[u].ns / SECOND;
		if (__builtin_add_overflow(total, one, &total) || __builtin_add_overflow(total, part, &total) ||
			total > (uint64_t)INT64_MAX + negative)
			return false;
		p += strlen(units[u].name);
	} while (*p);
	*out = negative ? (int64_t)(0 - total) : (int64_t)total;
	return true;
}

struct cel_value func_duration(struct cel_context *c, const struct cel_value *args, size_t n)
{
	struct cel_value v = { .kind = CEL_DURATION };
	if (args[0].kind == CEL_DURATION)
		return args[0];
	if (args[0].kind != CEL_STRING)
		return cel_no_overload(c, c->at, "duration", args, n);
	const char *text = arena_strndup(c->a, args[0].s.p, args[0].s.n);
	if (strlen(text) != args[0].s.n || !parse_duration(text, &v.i))
		return cel_fail(c, c->at, "not a duration, or out of range: %s", cel_value_text(c, args));
	return v;
}

/* ---- Arithmetic -------------------------------------------------------------------------------------- */

static struct cel_value difference(struct cel_context *c, const struct cel_value *a, const struct cel_value *b)
{
	int64_t ns;
	if (__builtin_mul_overflow(a->t.seconds - b->t.seconds, SECOND, &ns) ||
		__builtin_add_overflow(ns, a->t.nanos - b->t.nanos, &ns))
		return cel_fail(c, c->at, "the duration is out of range");
	return (struct cel_value){ .kind = CEL_DURATION, .i = ns };
}

static struct cel_value moved(struct cel_context *c, const struct cel_value *t, int64_t ns, int sign)
{
	return timestamp_of(c, t->t.seconds + sign * (ns / SECOND), t->t.nanos + sign * (ns % SECOND));
}

bool func_time_arithmetic(
	struct cel_context *c, enum cel_op op, const struct cel_value *a, const struct cel_value *b, struct cel_value *out)
{
	bool add = op == OP_ADD, subtract = op == OP_SUBTRACT;
	int64_t ns;
	if (!add && !subtract)
		return false;
	if (a->kind == CEL_TIMESTAMP && b->kind == CEL_DURATION)
		*out = moved(c, a, b->i, add ? 1 : -1);
	else if (a->kind == CEL_DURATION && b->kind == CEL_TIMESTAMP && add)
		*out = moved(c, b, a->i, 1);
	else if (a->kind == CEL_TIMESTAMP && b->kind == CEL_TIMESTAMP && subtract)
		*out = difference(c, a, b);
	else if (a->kind == CEL_DURATION && b->kind == CEL_DURATION)
		*out = (add ? __builtin_add_overflow(a->i, b->i, &ns) : __builtin_sub_overflow(a->i, b->i, &ns))
			? cel_fail(c, c->at, "the duration is out of range")
			: (struct cel_value){ .kind = CEL_DURATION, .i = ns };
	else
		return false;
	return true;
}

/* ---- Parts ----------------------------------------------------------------------------------------------- */

struct parts {
	int64_t year, month, day, yearday, weekday, hour, minute, second, millisecond;
};

static struct parts parts_of(struct cel_context *c, int64_t seconds, int32_t nanos)
{
	struct parts p = { .millisecond = nanos / 1000000 };
	int y, mo, d, h, mi, s;
	int64_t days = seconds / 86400 - (seconds % 86400 < 0);
	static const int before[] = { 0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334 };
	if (sscanf(clock_time_text(c->a, seconds * 1000), "%d-%d-%dT%d:%d:%d", &y, &mo, &d, &h, &mi, &s) != 6)
		return p;
	bool leap = (y % 4 == 0 && y % 100 != 0) || y % 400 == 0;
	p.year = y;
	p.month = mo - 1;
	p.day = d - 1;
	p.yearday = before[mo - 1] + d - 1 + (leap && mo > 2);
	p.weekday = ((days + 4) % 7 + 7) % 7;
	p.hour = h;
	p.minute = mi;
	p.second = s;
	return p;
}

static int64_t part_named(const struct parts *p, const char *name)
{
	const struct {
		const char *name;
		int64_t value;
	} all[] = {
		{ "getFullYear", p->year },
		{ "getMonth", p->month },
		{ "getDate", p->day + 1 },
		{ "getDayOfMonth", p->day },
		{ "getDayOfYear", p->yearday },
		{ "getDayOfWeek", p->weekday },
		{ "getHours", p->hour },
		{ "getMinutes", p->minute },
		{ "getSeconds", p->second },
		{ "getMilliseconds", p->millisecond },
	};
	for (size_t i = 0; i < COUNTOF(all); i++)
		if (!strcmp(all[i].name, name))
			return all[i].value;
	return 0;
}

/* Of a duration, hours, minutes and seconds are totals, but milliseconds are only the fraction of a second. */
static struct cel_value duration_part(struct cel_context *c, const struct cel_value *args, size_t n, const char *name)
{
	int64_t ns = args[0].i;
	if (n != 1)
		return cel_no_overload(c, c->at, name, args, n);
	if (!strcmp(name, "getHours"))
		return cel_int(ns / (3600 * SECOND));
	if (!strcmp(name, "getMinutes"))
		return cel_int(ns / (60 * SECOND));
	if (!strcmp(name, "getSeconds"))
		return cel_int(ns / SECOND);
	if (!strcmp(name, "getMilliseconds"))
		return cel_int(ns % SECOND / 1000000);
	return cel_no_overload(c, c->at, name, args, n);
}

struct cel_value func_time_part(struct cel_context *c, const struct cel_value *args, size_t n)
{
	const char *name = c->at->name.p;
	int offset = 0;
	if (args[0].kind == CEL_DURATION)
		return duration_part(c, args, n, name);
	if (args[0].kind != CEL_TIMESTAMP || (n == 2 && args[1].kind != CEL_STRING))
		return cel_no_overload(c, c->at, name, args, n);
	if (n == 2 && !zone_offset(c->a, args[1].s, args[0].t.seconds, &offset))
		return cel_fail(c, c->at, "unknown time zone: %s", cel_value_text(c, &args[1]));
	struct parts p = parts_of(c, args[0].t.seconds + offset, args[0].t.nanos);
	return cel_int(part_named(&p, name));
}
