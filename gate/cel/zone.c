/* SPDX-License-Identifier: Apache-2.0 */
/*
 * zone.c: the UTC offset of a time zone at a time, from the compiled files of the tz database. localtime is not used,
 * because it treats unknown zones as UTC and is not thread-safe. Sources: RFC 8536 (TZif); POSIX TZ strings in its
 * footer.
 */
#include "zone.h"

#include <stdlib.h>
#include <string.h>

enum { HEADER = 44, ZONE_FILE_MAX = 256 * 1024, DAY = 86400 };

static int64_t big_endian(const char *p, size_t n)
{
	uint64_t v = (unsigned char)p[0] & 0x80 ? UINT64_MAX : 0;
	for (size_t i = 0; i < n; i++)
		v = v << 8 | (unsigned char)p[i];
	return (int64_t)v;
}

/* "+11:00", "-02:30", "02:00" */
static bool fixed(struct str name, int *seconds)
{
	size_t sign = name.n && (name.p[0] == '+' || name.p[0] == '-');
	const char *p = name.p + sign;
	if (name.n != sign + 5 || p[2] != ':')
		return false;
	for (size_t i = 0; i < 5; i++)
		if (i != 2 && (p[i] < '0' || p[i] > '9'))
			return false;
	int h = (p[0] - '0') * 10 + p[1] - '0', m = (p[3] - '0') * 10 + p[4] - '0';
	*seconds = (h * 3600 + m * 60) * (sign && name.p[0] == '-' ? -1 : 1);
	return h < 24 && m < 60;
}

/* ---- The footer: "EST5EDT,M3.2.0,M11.1.0" ----------------------------------------------------------- */

static const char *skip_name(const char *p)
{
	if (*p == '<')
		return strchr(p, '>') ? strchr(p, '>') + 1 : p + strlen(p);
	while ((*p >= 'A' && *p <= 'Z') || (*p >= 'a' && *p <= 'z'))
		p++;
	return p;
}

/* [+-]h[h[h]][:mm[:ss]] */
static const char *hours(const char *p, int *seconds)
{
	int sign = *p == '-' ? -1 : 1, unit = 3600, total = 0;
	p += *p == '-' || *p == '+';
	for (; unit; unit /= 60) {
		char *end;
		total += (int)strtol(p, &end, 10) * unit;
		p = end;
		if (*p != ':')
			break;
		p++;
	}
	*seconds = sign * total;
	return p;
}

/* The local second at which the rule "M3.2.0/2" takes effect in year y. */
static const char *rule(const char *p, int64_t y, int64_t *at)
{
	char *end;
	int seconds = 2 * 3600;
	if (*p != 'M')
		return NULL;
	long month = strtol(p + 1, &end, 10), week = strtol(end + (*end == '.'), &end, 10),
		 weekday = strtol(end + (*end == '.'), &end, 10);
	if (month < 1 || month > 12 || week < 1 || week > 5)
		return NULL;
	if (*end == '/')
		end = (char *)(uintptr_t)hours(end + 1, &seconds);
	int64_t first = clock_days(y, month, 1), length = clock_month_days(y, (int)month);
	int64_t day = (weekday - (first + 4) % 7 + 14) % 7 + (week - 1) * 7;
	while (day >= length)
		day -= 7;
	*at = (first + day) * DAY + seconds;
	return end;
}

static bool by_footer(const char *p, int64_t at, int *offset)
{
	int standard, summer;
	int64_t begin, end;
	p = hours(skip_name(p), &standard);
	*offset = -standard;
	if (!*p)
		return true;
	p = skip_name(p);
	summer = standard - 3600;
	if (*p != ',')
		p = hours(p, &summer);
	int64_t year = 1970 + at / (365 * DAY + DAY / 4);
	while (clock_days(year + 1, 1, 1) * DAY <= at)
		year++;
	while (clock_days(year, 1, 1) * DAY > at)
		year--;
	const char *next = *p == ',' ? rule(p + 1, year, &begin) : NULL;
	if (!next || *next != ',' || !rule(next + 1, year, &end))
		return false;
	begin += standard;
	end += summer;
	bool dst = begin < end ? at >= begin && at < end : at >= begin || at < end;
	*offset = dst ? -summer : -standard;
	return true;
}

/* ---- The file -------------------------------------------------------------------------------------------- */

struct counts {
	size_t isut, isstd, leap, time, type, chars;
};

static struct counts counts_of(const char *p)
{
	return (struct counts){ (size_t)big_endian(p + 20, 4), (size_t)big_endian(p + 24, 4), (size_t)big_endian(p + 28, 4),
		(size_t)big_endian(p + 32, 4), (size_t)big_endian(p + 36, 4), (size_t)big_endian(p + 40, 4) };
}

static size_t block_size(const struct counts *c, size_t time)
{
	return c->time * (time + 1) + c->type * 6 + c->chars + c->leap * (time + 4) + c->isstd + c->isut;
}

static bool by_file(struct str f, int64_t at, int *offset)
{
	if (f.n < 2 * HEADER || memcmp(f.p, "TZif", 4) != 0 || f.p[4] < '2')
		return false;
	struct counts c = counts_of(f.p);
	size_t from = HEADER + block_size(&c, 4);
	if (from > f.n - HEADER || memcmp(f.p + from, "TZif", 4) != 0)
		return false;
	c = counts_of(f.p + from);
	const char *times = f.p + from + HEADER, *types = times + c.time * 8, *infos = types + c.time;
	size_t end = from + HEADER + block_size(&c, 8);
	if (c.time > f.n || c.type > f.n || end >= f.n || !c.type)
		return false;
	size_t i = c.time;
	while (i && big_endian(times + (i - 1) * 8, 8) > at)
		i--;
	if (i == c.time && f.p[end] == '\n' && f.p[end + 1] != '\n') {
		const char *last = memchr(f.p + end + 1, '\n', f.n - end - 1);
		char footer[128];
		size_t n = last ? (size_t)(last - f.p) - end - 1 : sizeof(footer);
		if (n >= sizeof(footer))
			return false;
		memcpy(footer, f.p + end + 1, n);
		footer[n] = '\0';
		return by_footer(footer, at, offset);
	}
	size_t type = i ? (unsigned char)types[i - 1] : 0;
	*offset = type < c.type ? (int)big_endian(infos + type * 6, 4) : 0;
	return type < c.type;
}

static bool is_name(struct str name)
{
	for (size_t i = 0; i < name.n; i++) {
		char c = name.p[i];
		bool ok = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || strchr("_+-/", c);
		if (!ok || !c)
			return false;
	}
	return name.n > 0 && name.n < 64 && name.p[0] != '/';
}

bool zone_offset(struct arena *a, struct str name, int64_t at, int *seconds)
{
	struct str file;
	struct err e;
	*seconds = 0;
	if (!name.n || str_is(name, "UTC") || str_is(name, "Z"))
		return true;
	if (fixed(name, seconds))
		return true;
	return is_name(name) &&
		!file_read(a, arena_printf(a, "/usr/share/zoneinfo/%.*s", (int)name.n, name.p), ZONE_FILE_MAX, &file, &e) &&
		by_file(file, at, seconds);
}
