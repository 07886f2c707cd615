/* SPDX-License-Identifier: Apache-2.0 */
/* storage_units.h: shared by the tests of gcp/storage.h: a client in virtual time, and answers of Cloud Storage. */
#ifndef TESTS_STORAGE_UNITS_H
#define TESTS_STORAGE_UNITS_H

#include "../../gcp/storage.h"
#include "../cloud/bucket.h"
#include "fake_world.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

enum { MINUTE = 60 * 1000 };

struct told {
	int calls;
	struct storage_reply reply;
	struct storage_list list;
	const char *missing;
	struct err error;
};

struct bench {
	struct fake_world *w;
	struct gcp *g;
	const char *token;
	struct storage_place place;
};

/* The simulated Cloud Storage (tests/cloud/bucket.h) as a server in virtual time. */
struct storage_world {
	struct bench *b;
	struct buckets buckets;
	const char *denied; /* this permission is missing; NULL: none is */
	int violations;     /* requests that break the API's rules */
};

/* state: {BUCKET: ...}, as tests/cloud has it. */
void storage_world_open(struct bench *b, const char *state, struct storage_world *out);
/* The `server` of a fake world. world: a struct storage_world. */
struct fake_answer storage_world_answer(void *world, const struct http_request *request);

int storage_set_up(void **state);
int storage_tear_down(void **state);
/* Record what they are called with in a struct told. */
void storage_told(void *arg, const struct storage_reply *reply);
void storage_told_list(void *arg, const struct storage_list *list);
void storage_told_rights(void *arg, const char *missing, const struct err *error);
#define TEST(f) cmocka_unit_test_setup_teardown(f, storage_set_up, storage_tear_down)

/* An answer with these headers and the bytes "123456789", whose CRC32C is 4waSgw==. */
#define ANSWER(...) \
	{ \
		.status = 200, .headers = (const struct http_header_text[]){ __VA_ARGS__ }, \
		.n_headers = sizeof((const struct http_header_text[]){ __VA_ARGS__ }) / sizeof(struct http_header_text), \
		.body = "123456789" \
	}
#define GOOD  ANSWER({ "x-goog-generation", "7" }, { "x-goog-hash", "crc32c=4waSgw==" }, { "x-goog-hash", "md5=x" })
#define WRONG ANSWER({ "x-goog-generation", "7" }, { "x-goog-hash", "crc32c=AAAAAA==" })
#define JSON(code, text) \
	{ \
		.status = (code), .body = (text) \
	}
#define REFUSAL(code, reason, message) \
	JSON(code, "{\"error\":{\"code\":" #code ",\"message\":\"" message "\",\"errors\":[{\"reason\":\"" reason "\"}]}}")
#define NO_OBJECT JSON(404, "No such object: acme-state/rungate/lock")
#define NO_BUCKET REFUSAL(404, "notFound", "The specified bucket does not exist.")
#define WRITTEN   JSON(200, "{\"generation\":\"8\",\"crc32c\":\"4waSgw==\"}")
#define LOST \
	{ \
		.error = ERR_NETWORK \
	}
#define UNCONNECTED \
	{ \
		.error = ERR_NETWORK, .unconnected = true \
	}
#define HTML(code) JSON(code, "<html>sign in</html>")
#define BUSY       REFUSAL(429, "rateLimitExceeded", "The object exceeded the rate limit for object mutation.")
#define STAT(text) JSON(200, "{\"generation\":\"" text "\"}")
#define META       JSON(200, "{\"generation\":\"9\",\"crc32c\":\"4waSgw==\"}")

#endif
