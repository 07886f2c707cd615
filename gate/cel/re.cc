/* SPDX-License-Identifier: Apache-2.0 */
/* re.cc: RE2 behind four lines of C. */
#include "re.h"

#include <cstdio>
#include <re2/re2.h>

struct re {
	RE2 compiled;
	re(const re2::StringPiece &pattern, const RE2::Options &options) : compiled(pattern, options) {}
};

struct re *re_new(const char *pattern, size_t n, char *why, size_t size)
{
	RE2::Options options(RE2::Quiet);
	options.set_max_mem(8 << 20);
	struct re *r = new re(re2::StringPiece(pattern, n), options);
	if (r->compiled.ok())
		return r;
	std::snprintf(why, size, "%s", r->compiled.error().c_str());
	delete r;
	return nullptr;
}

bool re_matches(const struct re *r, const char *text, size_t n)
{
	return RE2::PartialMatch(re2::StringPiece(text, n), r->compiled);
}

void re_free(void *r)
{
	delete static_cast<struct re *>(r);
}
