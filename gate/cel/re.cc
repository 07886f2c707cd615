/* SPDX-License-Identifier: Apache-2.0 */
/* re.cc: a C interface to RE2. */
#include "re.h"

#include <cstdio>
#include <re2/re2.h>
#include <vector>

struct str {
	const char *p;
	size_t n;
}; /* as in base.h, which is not valid C++ */

struct re {
	RE2 compiled;
	re(const re2::StringPiece &pattern, const RE2::Options &options) : compiled(pattern, options)
	{
	}
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

size_t re_groups(const struct re *r)
{
	return static_cast<size_t>(r->compiled.NumberOfCapturingGroups());
}

bool re_find(const struct re *r, const char *text, size_t n, size_t from, struct str *groups, size_t n_groups)
{
	std::vector<re2::StringPiece> found(n_groups);
	if (!r->compiled.Match(
			re2::StringPiece(text, n), from, n, RE2::UNANCHORED, found.data(), static_cast<int>(n_groups)))
		return false;
	for (size_t i = 0; i < n_groups; i++) {
		groups[i].p = found[i].data() ? found[i].data() : text;
		groups[i].n = found[i].size();
	}
	return true;
}

void re_free(void *r)
{
	delete static_cast<struct re *>(r);
}
