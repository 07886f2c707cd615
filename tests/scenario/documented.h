/* SPDX-License-Identifier: Apache-2.0 */
/* documented.h: checks that all facts of a document are in the tables of the sources. */
#ifndef TESTS_DOCUMENTED_H
#define TESTS_DOCUMENTED_H

#include "../../gate/base/base.h"

const char *documented_not(struct arena *a, const struct json *facts); /* the path of one that is not; NULL: all are */

#endif
