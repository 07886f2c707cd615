/* SPDX-License-Identifier: Apache-2.0 */
/* documented.h: are all facts of a document named by the sources' tables? */
#ifndef TESTS_DOCUMENTED_H
#define TESTS_DOCUMENTED_H

#include "../../gate/base/base.h"

const char *documented_not(struct arena *a, const struct json *facts); /* the path of one that is not; NULL: all are */

#endif
