/* SPDX-License-Identifier: Apache-2.0 */
/*
 * address.c: PURE. Addresses at which a machine is given its own credentials: link-local ones, and the two of cloud
 * providers that are not. Sources: RFC 3927, RFC 4291, RFC 4038 section 4.2 (mapped forms).
 */
#include "net.h"

#include <netinet/in.h>
#include <string.h>

static bool is_link_local(const unsigned char four[4])
{
	return four[0] == 169 && four[1] == 254;
}

bool address_is_metadata(const struct sockaddr *address)
{
	static const unsigned char google[16] = { 0xfd, 0x20, 0x00, 0xce, [14] = 0x02, [15] = 0x54 };
	static const unsigned char amazon[16] = { 0xfd, 0x00, 0x0e, 0xc2, [14] = 0x02, [15] = 0x54 };
	static const unsigned char mapped[12] = { [10] = 0xff, [11] = 0xff }, compatible[12] = { 0 }, translated[12] = { 0x00, 0x64, 0xff, 0x9b };
	unsigned char six[16];
	if (address->sa_family == AF_INET) {
		memcpy(six, &((const struct sockaddr_in *)(const void *)address)->sin_addr, 4);
		return is_link_local(six);
	}
	if (address->sa_family != AF_INET6)
		return false;
	memcpy(six, &((const struct sockaddr_in6 *)(const void *)address)->sin6_addr, sizeof(six));
	if (!memcmp(six, mapped, 12) || !memcmp(six, compatible, 12) || !memcmp(six, translated, 12))
		return is_link_local(six + 12);
	return (six[0] == 0xfe && (six[1] & 0xc0) == 0x80) || !memcmp(six, google, 16) || !memcmp(six, amazon, 16);
}
