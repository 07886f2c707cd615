/* SPDX-License-Identifier: Apache-2.0 */
/*
 * address.c: parses addresses, and recognizes those at which a machine gets its own credentials: link-local ones, and
 * two of cloud providers that are not. No side effects. Sources: RFC 3927, RFC 4291, RFC 4038 section 4.2 (mapped
 * addresses), RFC 3056 (6to4), RFC 6052 and RFC 8215 (NAT64).
 */
#include "net.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>

enum { DNS_PORT = 53 };

static bool is_link_local(const unsigned char four[4])
{
	return four[0] == 169 && four[1] == 254;
}

/* RFC 6052 section 2.2, for prefixes of 48, 56, 64 and 96 bits within 64:ff9b:1::/48; byte 8 is not part of the
 * address. */
static bool holds_link_local(const unsigned char six[16])
{
	static const unsigned char at[][2] = { { 6, 7 }, { 7, 9 }, { 9, 10 }, { 12, 13 } };
	for (size_t i = 0; i < COUNTOF(at); i++)
		if (six[at[i][0]] == 169 && six[at[i][1]] == 254)
			return true;
	return false;
}

bool address_is_metadata(const struct sockaddr *address)
{
	static const unsigned char google[16] = { 0xfd, 0x20, 0x00, 0xce, [14] = 0x02, [15] = 0x54 };
	static const unsigned char amazon[16] = { 0xfd, 0x00, 0x0e, 0xc2, [14] = 0x02, [15] = 0x54 };
	static const unsigned char mapped[12] = { [10] = 0xff, [11] = 0xff }, compatible[12] = { 0 },
							   translated[12] = { 0x00, 0x64, 0xff, 0x9b };
	static const unsigned char local[6] = { 0x00, 0x64, 0xff, 0x9b, 0x00, 0x01 };
	unsigned char six[16];
	if (address->sa_family == AF_INET) {
		memcpy(six, &((const struct sockaddr_in *)(const void *)address)->sin_addr, 4);
		return is_link_local(six);
	}
	if (address->sa_family != AF_INET6)
		return false;
	memcpy(six, &((const struct sockaddr_in6 *)(const void *)address)->sin6_addr, sizeof(six));
	if (six[0] == 0x20 && six[1] == 0x02)
		return is_link_local(six + 2);
	if (!memcmp(six, local, sizeof(local)))
		return holds_link_local(six);
	if (!memcmp(six, mapped, 12) || !memcmp(six, compatible, 12) || !memcmp(six, translated, 12))
		return is_link_local(six + 12);
	return (six[0] == 0xfe && (six[1] & 0xc0) == 0x80) || !memcmp(six, google, 16) || !memcmp(six, amazon, 16);
}

static bool read_port(const char *text, in_port_t *port)
{
	size_t n = strspn(text, "0123456789");
	long number = n && n <= 5 && !text[n] ? strtol(text, NULL, 10) : 0;
	*port = htons((uint16_t)number);
	return number >= 1 && number <= 65535;
}

bool address_read(const char *text, uint16_t port, struct sockaddr_storage *out)
{
	bool is_six = *text == '[';
	size_t n = strcspn(text += is_six, is_six ? "]" : ":");
	const char *rest = text + n;
	in_port_t at = htons(port);
	char host[INET6_ADDRSTRLEN];
	if (n >= sizeof(host) || (is_six && *rest++ != ']') || (*rest && (*rest != ':' || !read_port(rest + 1, &at))))
		return false;
	memcpy(host, text, n);
	host[n] = '\0';
	memset(out, 0, sizeof(*out));
	struct sockaddr_in *four = (struct sockaddr_in *)(void *)out;
	struct sockaddr_in6 *six = (struct sockaddr_in6 *)(void *)out;
	if (is_six)
		*six = (struct sockaddr_in6){ .sin6_family = AF_INET6, .sin6_port = at };
	else
		*four = (struct sockaddr_in){ .sin_family = AF_INET, .sin_port = at };
	return inet_pton(out->ss_family, host, is_six ? (void *)&six->sin6_addr : (void *)&four->sin_addr) == 1;
}

int address_dns_server(const char *text, struct sockaddr_storage *out, struct err *e)
{
	if (!address_read(text, DNS_PORT, out))
		return err_set(e, ERR_CONFIG,
			"is not an address; examples: \"192.0.2.53\", \"192.0.2.53:5353\" or \"[2001:db8::53]:5353\"");
	if (address_is_metadata((const struct sockaddr *)out))
		return err_set(e, ERR_DENIED, "is a metadata server's address (link-local): no probe goes there");
	return 0;
}
