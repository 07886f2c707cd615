/* SPDX-License-Identifier: Apache-2.0 */
/*
 * static.c: functions for the static program only. It runs on systems with any C library and must not load modules of
 * it, because a module of another version would crash it. Therefore names are resolved from files and DNS only,
 * whatever nsswitch.conf says; iconv has only the built-in encodings; and OpenSSL does not read openssl.cnf, which
 * could name modules.
 */
#include <errno.h>
#include <iconv.h>
#include <nss.h>
#include <openssl/crypto.h>

__attribute__((constructor)) static void stay_alone(void)
{
	__nss_configure_lookup("hosts", "files dns");
	__nss_configure_lookup("passwd", "files");
	__nss_configure_lookup("services", "files");
	OPENSSL_init_crypto(OPENSSL_INIT_NO_LOAD_CONFIG, NULL);
}

iconv_t __wrap_iconv_open(const char *to, const char *from);
iconv_t __wrap_iconv_open(const char *to, const char *from)
{
	(void)to, (void)from;
	errno = EINVAL;
	return (iconv_t)-1; /* NOLINT: that is how iconv_open fails */
}

/*
 * Kerberos functions that Debian's libgit2.a needs for remote repositories over HTTP. rungate uses none, and Debian has
 * no static Kerberos. Each function fails.
 */
enum { GSS_S_UNAVAILABLE = 16 << 16 };
#define REFUSED(name) \
	unsigned name(void); \
	unsigned name(void) \
	{ \
		return GSS_S_UNAVAILABLE; \
	}
REFUSED(gss_delete_sec_context)
REFUSED(gss_display_status)
REFUSED(gss_import_name)
REFUSED(gss_indicate_mechs)
REFUSED(gss_init_sec_context)
REFUSED(gss_release_buffer)
REFUSED(gss_release_name)
REFUSED(gss_release_oid_set)
extern const void *const GSS_C_NT_HOSTBASED_SERVICE;
const void *const GSS_C_NT_HOSTBASED_SERVICE = 0;
