/* SPDX-License-Identifier: Apache-2.0 */
/* retry.c: whether and when to retry. No side effects. Source: RFC 9110 section 10.2.3 (Retry-After). */
#include "net.h"

#include <stdio.h>
#include <string.h>

static bool worth_it(const struct http_answer *answer)
{
	enum err_code e = answer->error.code;
	if (e != ERR_NONE)
		return e == ERR_NETWORK || e == ERR_TIMEOUT || e == ERR_IO;
	switch (answer->status) {
	case 429:
	case 500:
	case 502:
	case 503:
	case 504: return true;
	default: return false;
	}
}

static int month_of(const char *name)
{
	static const char names[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
	const char *at = strlen(name) == 3 ? strstr(names, name) : NULL;
	return at && (at - names) % 3 == 0 ? (int)(at - names) / 3 + 1 : 0;
}

bool http_date(const char *text, int64_t *unix_ms)
{
	char month[4], iso[32];
	int d, y, h, m, s, end = 0;
	struct err e;
	if (sscanf(text, "%*3s, %2d %3s %4d %2d:%2d:%2d GMT%n", &d, month, &y, &h, &m, &s, &end) != 6 || !end || text[end])
		return false;
	if (d < 1 || d > 31 || y < 1970 || y > 9999 || h < 0 || h > 23 || m < 0 || m > 59 || s < 0 || s > 60)
		return false;
	snprintf(iso, sizeof(iso), "%04d-%02d-%02dT%02d:%02d:%02dZ", y, month_of(month), d, h, m, s == 60 ? 59 : s);
	return clock_parse_time(iso, unix_ms, &e) == 0;
}

int64_t http_retry_after(const struct http_answer *answer, int64_t wall)
{
	const char *text = http_header_of(answer, "retry-after");
	int64_t at, ms = 0;
	if (!text || !*text)
		return -1;
	if (strspn(text, "0123456789") == strlen(text)) {
		for (const char *p = text; *p && ms <= LIMIT_RETRY_AFTER_MS; p++)
			ms = ms * 10 + (*p - '0');
		ms = ms > LIMIT_RETRY_AFTER_MS ? LIMIT_RETRY_AFTER_MS : ms * 1000;
	} else if (http_date(text, &at)) {
		ms = at - wall;
	} else {
		return -1;
	}
	return ms < 0 ? 0 : ms > LIMIT_RETRY_AFTER_MS ? LIMIT_RETRY_AFTER_MS : ms;
}

int64_t http_retry_delay(const struct http_answer *answer, int tried, int attempts_max, int64_t wall, uint64_t random)
{
	if (tried >= attempts_max || !worth_it(answer))
		return -1;
	int64_t asked = http_retry_after(answer, wall);
	if (asked >= 0)
		return asked;
	int64_t ceiling = LIMIT_RETRY_FIRST_MS;
	for (int i = 1; i < tried && ceiling < LIMIT_RETRY_MAX_MS; i++)
		ceiling *= 2;
	if (ceiling > LIMIT_RETRY_MAX_MS)
		ceiling = LIMIT_RETRY_MAX_MS;
	return (int64_t)(random % (uint64_t)(ceiling + 1));
}
