/* SPDX-License-Identifier: Apache-2.0 */
/* crypto_web.c: WebSocket keys and HTTP Basic credentials. */
#include "base.h"

#include <openssl/evp.h>
#include <stdlib.h>
#include <string.h>

void crypto_websocket_key(char key[CRYPTO_WEBSOCKET_KEY])
{
	uint64_t chance[2] = { crypto_random(), crypto_random() };
	EVP_EncodeBlock((unsigned char *)key, (const unsigned char *)chance, sizeof(chance));
}

/* RFC 6455 section 4.2.2: the SHA-1 of the key and a fixed text, in base64. */
void crypto_websocket_accept(const char *key, char accept[CRYPTO_WEBSOCKET_ACCEPT])
{
	static const char text[] = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
	unsigned char both[CRYPTO_WEBSOCKET_KEY + sizeof(text)], digest[EVP_MAX_MD_SIZE];
	unsigned n = 0;
	size_t at = strnlen(key, CRYPTO_WEBSOCKET_KEY - 1);
	memcpy(both, key, at);
	memcpy(both + at, text, sizeof(text) - 1);
	if (!EVP_Digest(both, at + sizeof(text) - 1, digest, &n, EVP_sha1(), NULL))
		abort();
	EVP_EncodeBlock((unsigned char *)accept, digest, (int)n);
}

char *crypto_basic(struct arena *a, const char *user_and_password)
{
	static const char scheme[] = "Basic ";
	size_t n = strlen(user_and_password);
	char *value = arena_alloc(a, sizeof(scheme) + (n + 2) / 3 * 4 + 1);
	memcpy(value, scheme, sizeof(scheme) - 1);
	EVP_EncodeBlock((unsigned char *)value + sizeof(scheme) - 1, (const unsigned char *)user_and_password, (int)n);
	return value;
}
