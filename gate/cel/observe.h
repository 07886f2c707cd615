/* SPDX-License-Identifier: Apache-2.0 */
/* observe.h: reports what an evaluation reads to its observer. Included by node.h. */
#ifndef GATE_CEL_OBSERVE_H
#define GATE_CEL_OBSERVE_H

#define COLD __attribute__((cold)) /* kept out of the way of what runs without an observer */

/* observe.c: call these only if there is an observer */
COLD void cel_observe_origin(struct cel_context *c, struct cel_value *v, const struct json *at);
COLD void cel_observe_key(struct cel_context *c, const struct json *of, const struct cel_value *key, bool found);
COLD void cel_observe_read(struct cel_context *c, const struct cel_value *v, enum cel_read how);
/* the items are used later by something else: list +, first() */
COLD void cel_observe_items(struct cel_context *c, const struct cel_value *list);
COLD void cel_observe_equal(struct cel_context *c, const struct cel_value *a, const struct cel_value *b);
COLD void cel_observe_contains(
	struct cel_context *c, const struct cel_value *item, const struct cel_value *list, const struct cel_value *result);
COLD void cel_observe_call(
	struct cel_context *c, const struct cel_node *n, const struct cel_value *args, size_t n_args);
static inline bool cel_observed(const struct cel_context *c)
{
	return __builtin_expect(c->observer != NULL, false);
}
static inline void cel_observe(struct cel_context *c, const struct cel_value *v, enum cel_read how)
{
	if (cel_observed(c))
		cel_observe_read(c, v, how);
}
/* cel_of_json for a value that the expression reads */
static inline struct cel_value cel_from(struct cel_context *c, const struct json *at)
{
	struct cel_value v = cel_of_json(at);
	if (cel_observed(c))
		cel_observe_origin(c, &v, at);
	return v;
}

#endif
