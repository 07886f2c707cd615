/* SPDX-License-Identifier: Apache-2.0 */
/*
 * junit_encoding.c: tables of code points for expat. The encodings of Windows tools are built in, because small images
 * lack iconv's tables; others are read from iconv byte by byte.
 */
#include "junit_encoding.h"

#include <errno.h>
#include <iconv.h>
#include <string.h>
#include <strings.h>

enum { BYTES_MAX = 3 };
/* State of a conversion with iconv. bytes: size of a character, by its first byte. */
struct converter {
	iconv_t iconv;
	signed char bytes[256];
};

/* ---- Built in --------------------------------------------------------------------------------------------- */

static void fill_latin(XML_Encoding *out)
{
	for (int i = 0; i < 256; i++)
		out->map[i] = i;
}

static bool built_in(const char *name, XML_Encoding *out)
{
	static const int windows[32] = {
		0x20AC,
		0x0081,
		0x201A,
		0x0192,
		0x201E,
		0x2026,
		0x2020,
		0x2021,
		0x02C6,
		0x2030,
		0x0160,
		0x2039,
		0x0152,
		0x008D,
		0x017D,
		0x008F,
		0x0090,
		0x2018,
		0x2019,
		0x201C,
		0x201D,
		0x2022,
		0x2013,
		0x2014,
		0x02DC,
		0x2122,
		0x0161,
		0x203A,
		0x0153,
		0x009D,
		0x017E,
		0x0178,
	};
	static const struct {
		int byte, point;
	} latin9[] = {
		{ 0xA4, 0x20AC },
		{ 0xA6, 0x0160 },
		{ 0xA8, 0x0161 },
		{ 0xB4, 0x017D },
		{ 0xB8, 0x017E },
		{ 0xBC, 0x0152 },
		{ 0xBD, 0x0153 },
		{ 0xBE, 0x0178 },
	};
	if (!strcasecmp(name, "windows-1252") || !strcasecmp(name, "cp1252")) {
		fill_latin(out);
		memcpy(out->map + 0x80, windows, sizeof(windows));
		return true;
	}
	if (!strcasecmp(name, "iso-8859-15") || !strcasecmp(name, "latin-9")) {
		fill_latin(out);
		for (size_t i = 0; i < COUNTOF(latin9); i++)
			out->map[latin9[i].byte] = latin9[i].point;
		return true;
	}
	return false;
}

/* ---- With iconv ------------------------------------------------------------------------------------------- */

/* Returns the code point of n bytes; -1 if they are invalid; -2 if they are incomplete. */
static int point_of(iconv_t cd, const char *bytes, size_t n)
{
	char in[BYTES_MAX], *from = in, *to;
	unsigned char out[8];
	size_t left = n, room = sizeof(out);
	memcpy(in, bytes, n);
	to = (char *)out;
	iconv(cd, NULL, NULL, NULL, NULL);
	if (iconv(cd, &from, &left, &to, &room) == (size_t)-1)
		return errno == EINVAL ? -2 : -1;
	int64_t point = room == 4 ? ((int64_t)out[0] << 24 | out[1] << 16 | out[2] << 8 | out[3]) : -1;
	return point > 0xFFFF ? -1 : (int)point; /* expat accepts only 16 bits here */
}

/* Returns the smallest size of a character that begins with this byte; 0 if there is none. */
static int size_of(iconv_t cd, int first)
{
	char text[BYTES_MAX] = { (char)first };
	bool longer = false;
	for (int second = 0x21; second < 0xFF; second++) {
		text[1] = (char)second;
		int point = point_of(cd, text, 2);
		if (point >= 0)
			return 2;
		longer = longer || point == -2;
	}
	return longer ? 3 : 0;
}

static int XMLCALL convert(void *data, const char *text)
{
	const struct converter *c = data;
	int point = point_of(c->iconv, text, (size_t)c->bytes[(unsigned char)*text]);
	return point < 0 ? -1 : point;
}

static void XMLCALL release(void *data)
{
	struct converter *c = data;
	iconv_close(c->iconv);
}

int XMLCALL junit_encoding(void *arena, const char *name, XML_Encoding *out)
{
	*out = (XML_Encoding){ .data = NULL };
	if (built_in(name, out))
		return XML_STATUS_OK;
	struct converter *c = ARENA_NEW(arena, struct converter);
	c->iconv = iconv_open("UTF-32BE", name);
	if (c->iconv == (iconv_t)-1) /* NOLINT: iconv's own error value */
		return XML_STATUS_ERROR;
	for (int i = 0; i < 256; i++) {
		char byte = (char)i;
		int point = i ? point_of(c->iconv, &byte, 1) : 0;
		c->bytes[i] = (signed char)(point == -2 ? size_of(c->iconv, i) : 1);
		out->map[i] = point >= 0 ? point : c->bytes[i] > 1 ? -c->bytes[i] : -1;
	}
	out->data = c;
	out->convert = convert;
	out->release = release;
	return XML_STATUS_OK;
}
