/* SPDX-License-Identifier: Apache-2.0 */
/* clock.c: durations and times as text. Does not read the clock. */
#include "base.h"

#include <string.h>

#define FIRST_MS     INT64_C(-62135596800000) /* 0001-01-01T00:00:00Z */
#define LAST_MS      INT64_C(253402300799999) /* 9999-12-31T23:59:59.999Z */
#define TEN_YEARS_MS (INT64_C(10) * 366 * 24 * 3600 * 1000)

static bool digit(char c)
{
	return c >= '0' && c <= '9';
}

static int64_t unit_ms(const char *p, size_t *len)
{
	*len = strncmp(p, "ms", 2) == 0 ? 2 : 1;
	if (*len == 2)
		return 1;
	return *p == 's' ? 1000 : *p == 'm' ? 60 * 1000 : *p == 'h' ? 3600 * 1000 : *p == 'd' ? 24 * 3600 * 1000 : 0;
}

int clock_parse_duration(const char *text, int64_t *ms, struct err *e)
{
	int64_t total = 0, last_unit = INT64_MAX;
	const char *p = text;
	do {
		int64_t n = 0;
		size_t digits = 0, len;
		for (; digit(*p) && digits < 15; p++, digits++)
			n = n * 10 + (*p - '0');
		int64_t unit = digits ? unit_ms(p, &len) : 0;
		if (!unit || unit >= last_unit)
			return err_set(e, ERR_CONFIG, "invalid duration \"%s\"; examples: 250ms, 5s, 2m, 1h30m, 7d", text);
		if (n > TEN_YEARS_MS / unit || total > TEN_YEARS_MS - n * unit)
			return err_set(e, ERR_CONFIG, "the duration \"%s\" is longer than 10 years", text);
		total += n * unit;
		last_unit = unit;
		p += len;
	} while (*p);
	*ms = total;
	return 0;
}

char *clock_duration_text(struct arena *a, int64_t ms)
{
	static const struct {
		const char *name;
		int64_t ms;
	} units[] = { { "h", 3600000 }, { "m", 60000 }, { "s", 1000 }, { "ms", 1 } };
	char *text = arena_strdup(a, "");
	if (ms <= 0)
		return arena_strdup(a, "0s");
	for (size_t i = 0; i < COUNTOF(units); i++) {
		if (ms / units[i].ms)
			text = arena_printf(a, "%s%lld%s", text, (long long)(ms / units[i].ms), units[i].name);
		ms %= units[i].ms;
	}
	return text;
}

int64_t clock_days(int64_t y, int64_t m, int64_t d)
{
	y -= m <= 2;
	int64_t era = (y >= 0 ? y : y - 399) / 400, year = y - era * 400;
	int64_t day = (153 * (m + (m > 2 ? -3 : 9)) + 2) / 5 + d - 1;
	return era * 146097 + year * 365 + year / 4 - year / 100 + day - 719468;
}

int clock_month_days(int64_t y, int m)
{
	static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
	bool leap = (y % 4 == 0 && y % 100 != 0) || y % 400 == 0;
	return days[m - 1] + (m == 2 && leap);
}

/* Parses exactly n digits; returns -1 if there are fewer. */
static int number(const char **p, int n)
{
	int value = 0;
	for (int i = 0; i < n; i++, (*p)++) {
		if (!digit(**p))
			return -1;
		value = value * 10 + (**p - '0');
	}
	return value;
}

static bool skip(const char **p, char c)
{
	if (**p != c)
		return false;
	(*p)++;
	return true;
}

static int fraction(const char **p)
{
	int ms = 0, n = 0;
	if (**p != '.')
		return 0;
	for ((*p)++; digit(**p); (*p)++, n++)
		if (n < 3)
			ms = ms * 10 + (**p - '0');
	for (int i = n; i < 3; i++)
		ms *= 10;
	return n ? ms : -1;
}

static bool offset(const char **p, int *minutes)
{
	char sign = **p;
	*minutes = 0;
	if (sign == 'Z' || sign == 'z') {
		(*p)++;
		return true;
	}
	if (sign != '+' && sign != '-')
		return false;
	(*p)++;
	int h = number(p, 2);
	if (!skip(p, ':'))
		return false;
	int m = number(p, 2);
	*minutes = (h * 60 + m) * (sign == '-' ? -1 : 1);
	return h >= 0 && h < 24 && m >= 0 && m < 60;
}

int clock_parse_time(const char *text, int64_t *unix_ms, struct err *e)
{
	const char *p = text;
	int minutes;
	int y = number(&p, 4);
	bool ok = y >= 1 && skip(&p, '-');
	int mo = ok ? number(&p, 2) : -1;
	ok = ok && mo >= 1 && mo <= 12 && skip(&p, '-');
	int d = ok ? number(&p, 2) : -1;
	ok = ok && d >= 1 && d <= clock_month_days(y, mo) && (skip(&p, 'T') || skip(&p, 't'));
	int h = ok ? number(&p, 2) : -1;
	ok = ok && h >= 0 && h < 24 && skip(&p, ':');
	int mi = ok ? number(&p, 2) : -1;
	ok = ok && mi >= 0 && mi < 60 && skip(&p, ':');
	int s = ok ? number(&p, 2) : -1;
	int ms = ok ? fraction(&p) : -1;
	if (!ok || s < 0 || s > 60 || ms < 0 || !offset(&p, &minutes) || *p)
		return err_set(e, ERR_MALFORMED, "\"%s\" is not an RFC 3339 time", text);
	int64_t minute = (clock_days(y, mo, d) * 24 + h) * 60 + mi - minutes, of_day = (minute % 1440 + 1440) % 1440;
	if (s == 60 && of_day != 1439) /* a leap second is the last second of a UTC day */
		return err_set(e, ERR_MALFORMED, "\"%s\" is not an RFC 3339 time", text);
	int64_t at = minute * 60000 + s * 1000 + ms;
	if (at < FIRST_MS || at > LAST_MS) /* its offset or leap second moves it out of the years 1 to 9999 */
		return err_set(e, ERR_MALFORMED, "\"%s\" is outside of the years 1 to 9999 (UTC)", text);
	*unix_ms = at;
	return 0;
}

static void put_digits(char *at, int n, int64_t value)
{
	for (; n--; value /= 10)
		at[n] = (char)('0' + value % 10);
}

char *clock_time_text(struct arena *a, int64_t unix_ms)
{
	int64_t days = unix_ms / 86400000, rest = unix_ms % 86400000;
	if (rest < 0) {
		rest += 86400000;
		days--;
	}
	int64_t z = days + 719468, era = (z >= 0 ? z : z - 146096) / 146097, day = z - era * 146097;
	int64_t year = (day - day / 1460 + day / 36524 - day / 146096) / 365;
	int64_t in_year = day - (365 * year + year / 4 - year / 100), mp = (5 * in_year + 2) / 153;
	int64_t d = in_year - (153 * mp + 2) / 5 + 1, m = mp + (mp < 10 ? 3 : -9), y = year + era * 400 + (m <= 2);
	if (y < 0 || y > 9999) /* not a real time; printed without its time of day */
		return arena_printf(a, "%lld-%02lld-%02lldT00:00:00.000Z", (long long)y, (long long)m, (long long)d);
	char *text = arena_strdup(a, "0000-00-00T00:00:00.000Z");
	const struct {
		int at, n;
		int64_t value;
	} numbers[] = { { 0, 4, y }, { 5, 2, m }, { 8, 2, d }, { 11, 2, rest / 3600000 }, { 14, 2, rest / 60000 % 60 },
		{ 17, 2, rest / 1000 % 60 }, { 20, 3, rest % 1000 } };
	for (size_t i = 0; i < COUNTOF(numbers); i++)
		put_digits(text + numbers[i].at, numbers[i].n, numbers[i].value);
	return text;
}
