/* SPDX-License-Identifier: Apache-2.0 */
/* ci.h: what the CI system that runs us is told, in its own form. */
#ifndef GATE_CI_H
#define GATE_CI_H

struct json;
struct run;

void ci_tell(struct run *r, const struct json *predicate); /* does nothing outside of GitHub Actions */

#endif
