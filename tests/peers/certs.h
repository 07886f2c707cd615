/* SPDX-License-Identifier: Apache-2.0 */
/* certs.h: the parts of a certificate, for the peers that use it. */
#ifndef TESTS_CERTS_H
#define TESTS_CERTS_H

#include <openssl/x509.h>

struct cert {
	X509 *x;
	EVP_PKEY *key;
};

#endif
