/* SPDX-License-Identifier: Apache-2.0 */
/* func.h: the functions of the language that are implemented outside func.c. Each is a cel_fn (node.h). */
#ifndef CEL_FUNC_H
#define CEL_FUNC_H

#include "signature.h"

/* an IP address or network; family: 4 or 6; bytes: 4 or 16 are used */
struct cel_net {
	int family;
	unsigned prefix;
	unsigned char bytes[16];
};

cel_fn func_matches, func_regex_replace, func_regex_extract, func_regex_extract_all; /* func_regex.c */
bool func_regex_takes_pattern(cel_fn *fn); /* true if its second argument is a pattern */
/* Returns CEL_ERROR if the replacement `by` is invalid for the pattern, whatever the text. */
struct cel_value func_regex_check_replacement(struct cel_context *c, struct str pattern, struct str by);
cel_fn func_merge, func_json_encode;                  /* func_map.c */
cel_fn func_timestamp, func_duration, func_time_part; /* func_time.c */
/* Returns a timestamp as RFC 3339 or a duration as "1.5s". */
const char *func_time_text(struct cel_context *c, const struct cel_value *v);
/* Computes a + b or a - b of timestamps and durations. Returns false if the operands have other kinds. */
bool func_time_arithmetic(
	struct cel_context *c, enum cel_op op, const struct cel_value *a, const struct cel_value *b, struct cel_value *out);
cel_fn func_char_at, func_index_of, func_last_index_of, func_substring, func_lower_ascii, func_upper_ascii,
	func_replace, func_split, func_join, func_reverse, func_trim, func_quote; /* func_string.c */
cel_fn func_format;                                                           /* func_format.c */
/* One clause of a format, such as "%.2f". */
struct func_clause {
	char verb;
	int precision;
};
/* Finds the next clause of a format and moves *p behind it. Appends the text before it to out, which may be NULL.
 * Returns false at the end, or with *wrong set if the format is invalid. */
bool func_format_next(const char **p, const char *end, struct buf *out, struct func_clause *clause, const char **wrong);
cel_kinds func_format_takes(char verb); /* the kinds that the verb accepts; 0: no such verb */
cel_fn func_greatest, func_least, func_rounding, func_sqrt, func_abs, func_sign, func_is_double, func_bits,
	func_bit_not, func_shift;                  /* func_math.c */
cel_fn func_base64_encode, func_base64_decode; /* func_encode.c */
/* func_optional.c */
cel_fn func_optional_of, func_optional_none, func_optional_non_zero, func_optional_unwrap, func_optional;
cel_fn func_range, func_slice, func_end, func_flatten, func_distinct, func_sets, func_sort; /* func_list.c */
struct cel_value func_list_reverse(struct cel_context *c, const struct cel_value *list);
/* Returns the items sorted by keys, or by themselves if keys is NULL. */
struct cel_value func_sorted(struct cel_context *c, const struct cel_value *items, const struct cel_list *keys);
/* func_net.c */
cel_fn func_ip, func_cidr, func_is_ip, func_ip_is_canonical, func_ip_question, func_cidr_contains, func_cidr_part;
const char *func_net_text(struct cel_context *c, const struct cel_value *v);
bool func_net_equal(const struct cel_value *a, const struct cel_value *b);
cel_fn func_int, func_uint, func_double, func_string, func_bool, func_bytes; /* func_convert.c */

/* func_string.c: returns true if the first n arguments are strings. */
bool func_strings(const struct cel_value *args, size_t n);

#endif
