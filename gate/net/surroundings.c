/* SPDX-License-Identifier: Apache-2.0 */
/* surroundings.c: connection settings from the environment: certificate authorities and proxies, with the variables of
 * curl and gcloud. We read them and set them explicitly, so that libcurl and OpenSSL do not read the environment. */
#include "url.h"

#include <stdlib.h>
#include <string.h>

static const char *set(const char *name)
{
	const char *v = getenv(name);
	return v && *v ? v : NULL;
}

/* The first variable that is set, with its name. Lower-case names come first, as in curl. */
static struct net_proxy first_of(const char *const *names, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (set(names[i]))
			return (struct net_proxy){ set(names[i]), names[i] };
	return (struct net_proxy){ NULL, NULL };
}

/* "http://user:password@host:3128": everything before the '@' */
static size_t userinfo(const char *url, size_t *from)
{
	const char *host = strstr(url, "://"), *at = strrchr(url, '@');
	*from = host ? (size_t)(host + 3 - url) : 0;
	return at && (size_t)(at - url) > *from ? (size_t)(at - url) - *from : 0;
}

static void hide(struct arena *a, struct secrets *k, const struct net_proxy *p)
{
	size_t from, n = p->url ? userinfo(p->url, &from) : 0;
	const char *colon = n ? memchr(p->url + from, ':', n) : NULL;
	if (!n)
		return;
	secrets_hide(k, p->url + from, n);
	url_hide_credentials(a, k, p->url);
	if (colon)
		secrets_hide(k, colon + 1, (size_t)(p->url + from + n - colon - 1));
}

static int refused_proxy(struct arena *a, const struct net_proxy *p, struct err *e)
{
	return p->url && url_proxy_is_metadata(a, p->url)
		? err_set(e, ERR_CONFIG,
			  "the proxy of %s is a metadata server's address: "
			  "nothing is sent through it; unset %s or name a proxy in it",
			  p->from, p->from)
		: 0;
}

int net_surroundings(
	struct arena *a, struct secrets *k, const char *ca_file, struct net_surroundings *out, struct err *e)
{
	static const char *const https[] = { "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY" };
	/* not HTTP_PROXY: under CGI a request header could set it */
	static const char *const http[] = { "http_proxy", "all_proxy", "ALL_PROXY" };
	static const char *const no_proxy[] = { "no_proxy", "NO_PROXY" },
							 *const bundles[] = { "CURL_CA_BUNDLE", "SSL_CERT_FILE" };
	struct net_proxy bundle = first_of(bundles, COUNTOF(bundles)), none = first_of(no_proxy, COUNTOF(no_proxy));
	struct net_surroundings s = { .https = first_of(https, COUNTOF(https)), .http = first_of(http, COUNTOF(http)) };
	s.ca_file = ca_file ? ca_file : bundle.url;
	s.ca_from = ca_file ? "ca_file" : bundle.from;
	s.no_proxy = none.url && !strcmp(none.url, "*") ? "*"
													: arena_printf(a,
														  "localhost,127.0.0.0/8,::1,169.254.0.0/16,fe80::/10,"
														  "metadata.google.internal,metadata.goog,metadata%s%s",
														  none.url ? "," : "", none.url ? none.url : "");
	s.key_log = set("SSLKEYLOGFILE") != NULL;
	unsetenv("SSLKEYLOGFILE"); /* otherwise libcurl and our child processes would write all session keys to that file */
	if (s.ca_file && !file_exists(s.ca_file))
		return err_set(e, ERR_CONFIG, "%s %s does not exist", s.ca_from, s.ca_file);
	if (refused_proxy(a, &s.https, e) || refused_proxy(a, &s.http, e))
		return -1;
	hide(a, k, &s.https);
	hide(a, k, &s.http);
	*out = s;
	return 0;
}

const char *net_system_bundle(struct arena *a, const char *root)
{
	static const char *const files[] = {
		"/etc/ssl/certs/ca-certificates.crt",                /* Debian, Ubuntu, Arch, Gentoo */
		"/etc/pki/tls/certs/ca-bundle.crt",                  /* Red Hat, Fedora, Amazon */
		"/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem", /* newer Fedora */
		"/etc/ssl/ca-bundle.pem",                            /* SUSE */
		"/etc/ssl/cert.pem",                                 /* Alpine */
	};
	for (size_t i = 0; i < COUNTOF(files); i++) {
		const char *path = arena_printf(a, "%s%s", root, files[i]);
		if (file_exists(path))
			return path;
	}
	return NULL;
}

static const char *proxy_text(struct arena *a, const char *what, const struct net_proxy *p)
{
	size_t from, n = userinfo(p->url, &from);
	const char *shown = arena_printf(a, "%.*s%s%s", (int)from, p->url, n ? "[redacted]" : "", p->url + from + n);
	return arena_printf(
		a, "%s goes through the proxy %s (%s); this machine and the metadata server never do", what, shown, p->from);
}

size_t net_surroundings_text(struct arena *a, const struct net_surroundings *s, const char *lines[4])
{
	size_t n = 0;
	if (s->ca_from)
		lines[n++] = arena_printf(a, "certificate authorities are those of %s (%s)", s->ca_file, s->ca_from);
	if (s->https.url)
		lines[n++] = proxy_text(a, "https", &s->https);
	if (s->http.url)
		lines[n++] = proxy_text(a, "a probe over plain http", &s->http);
	if (s->key_log)
		lines[n++] = "SSLKEYLOGFILE is ignored: session keys are not written";
	return n;
}
