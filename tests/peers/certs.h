/* SPDX-License-Identifier: Apache-2.0 */
/* certs.h: what a certificate is made of, for the peers that serve it. */
#ifndef TESTS_CERTS_H
#define TESTS_CERTS_H

#include <openssl/x509.h>

struct cert {
	X509 *x;
	EVP_PKEY *key;
};

#endif
