/* SPDX-License-Identifier: Apache-2.0 */
/* secure.c: TLS for services, with certificates created at the start, valid or invalid as configured. */
#include "cloud.h"
#include "../peers/peer.h"

#include <stdlib.h>

enum { DAY_S = 24 * 60 * 60 };

int secure_service(struct cloud *c, struct service *s, struct err *e)
{
	const struct json *days = json_get(s->tls, "days"), *host = json_get(s->tls, "host");
	const struct cert_spec authority = {
		.name = "Simulated Authority", .authority = true, .from_s = -DAY_S, .to_s = 3650 * DAY_S
	};
	struct cert_spec own = { .name = s->id,
		.host = host ? json_text(host).p : NULL,
		.address = host ? NULL : "127.0.0.1",
		.from_s = -400 * DAY_S,
		.to_s = (days ? json_int(days) : 90) * DAY_S + 60 };
	if (!c->authority)
		c->authority = cert_new(&authority);
	own.issuer = json_is_true(json_get(s->tls, "self_signed")) ? NULL : c->authority;
	if (cert_write(c->authority, "ca.pem"))
		return err_set(e, ERR_IO, "cannot write ca.pem");
	struct cert *made = cert_new(&own);
	char *pem = cert_pem(made), *key = cert_key_pem(made);
	s->certificate = arena_strdup(c->a, pem);
	s->key = arena_strdup(c->a, key);
	free(pem);
	free(key);
	cert_free(made);
	return 0;
}
