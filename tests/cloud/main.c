/* SPDX-License-Identifier: Apache-2.0 */
/* main.c: cloud STATE.json [--ports FILE] [--log FILE] [--schema FILE]: runs the simulated Google Cloud until
 * SIGTERM. */
#include "cloud.h"
#include "../peers/peer.h"

#include <microhttpd.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

static const char usage[] =
	"usage: cloud STATE.json [--ports FILE] [--log FILE] [--schema FILE]\n"
	"Serves a simulated Google Cloud on 127.0.0.1 until it is told to stop (SIGTERM, or its parent ends).\n"
	"STATE.json is described in tests/cloud/README.md. --ports gets the addresses as JSON, --log every request.\n";

static struct json *ports_json(struct cloud *c)
{
	struct json *v = json_new_object(c->a), *services = json_new_object(c->a), *edges = json_new_object(c->a);
	json_set_string(c->a, v, "api", arena_printf(c->a, "http://127.0.0.1:%d/", c->ports[0].number));
	if (c->dns)
		json_set_string(c->a, v, "dns", arena_printf(c->a, "127.0.0.1:%d", c->address_dns_server.port));
	json_set_int(c->a, v, "pid", getpid());
	for (size_t i = 0; i < c->n_services; i++)
		json_set_string(c->a, services, c->services[i].name, server_origin(c, &c->services[i], c->services[i].port));
	for (size_t i = 0; i < c->n_services; i++)
		if (c->services[i].edge_port)
			json_set_string(
				c->a, edges, c->services[i].name, server_origin(c, &c->services[i], c->services[i].edge_port));
	json_set(v, "services", services);
	json_set(v, "edges", edges);
	return v;
}

static int open_cloud(
	struct cloud *c, const char *state_path, const char *ports_path, const char *schema_path, struct err *e)
{
	struct str text;
	struct json *state;
	struct buf b = BUF_MAX(64 * 1024);
	c->violations = json_new_array(c->a);
	if (schema_path && !(c->schema = schema_load(c->a, schema_path, e)))
		return -1;
	if (file_read(c->a, state_path, LIMIT_FACT_FILE_BYTES, &text, e) || json_parse(c->a, text, &state, e))
		return err_wrap(e, "%s", state_path);
	if (server_open(c, NULL, NULL, e) || model_load(c, state, e) || (c->dns && dns_open(c, e)))
		return -1;
	json_print(ports_json(c), JSON_PRETTY, &b);
	int rc = ports_path ? file_write_atomic(ports_path, buf_text(&b), b.n, 0600, e) : 0;
	if (!rc)
		printf("%s\n", buf_text(&b));
	fflush(stdout);
	buf_free(&b);
	return rc;
}

int main(int argc, char **argv)
{
	static struct cloud c = { .lock = PTHREAD_MUTEX_INITIALIZER };
	const char *state = NULL, *ports = NULL, *schema = NULL;
	sigset_t stop;
	struct err e;
	int signo;
	for (int i = 1; i < argc; i++) {
		const char **at = !strcmp(argv[i], "--ports") ? &ports
			: !strcmp(argv[i], "--log")               ? &c.log_path
			: !strcmp(argv[i], "--schema")            ? &schema
													  : &state;
		if (!strcmp(argv[i], "--help") || (at == &state && argv[i][0] == '-') || (at != &state && i + 1 == argc)) {
			fputs(usage, stderr);
			return !strcmp(argv[i], "--help") ? 0 : 2;
		}
		*at = at == &state ? argv[i] : argv[++i];
	}
	if (!state) {
		fputs(usage, stderr);
		return 2;
	}
	prctl(PR_SET_PDEATHSIG, SIGTERM);
	signal(SIGPIPE, SIG_IGN);
	sigemptyset(&stop);
	sigaddset(&stop, SIGTERM);
	sigaddset(&stop, SIGINT);
	pthread_sigmask(SIG_BLOCK, &stop, NULL);
	c.a = arena_new();
	if (open_cloud(&c, state, ports, schema, &e)) {
		fprintf(stderr, "cloud: %s\n", e.text);
		return 1;
	}
	sigwait(&stop, &signo);
	for (size_t i = 0; i < c.n_ports; i++)
		MHD_stop_daemon(c.ports[i].daemon);
	dns_close(&c);
	cert_free(c.authority);
	arena_free(c.a);
	return 0;
}
