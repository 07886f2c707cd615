/* SPDX-License-Identifier: Apache-2.0 */
/* grpc_peer.c: a scripted gRPC health server over nghttp2. */
#include "peer.h"

#include <nghttp2/nghttp2.h>
#include <stdio.h>
#include <string.h>

struct session {
	struct peer *p;
	const struct grpc_script *s;
	nghttp2_session *h2;
	size_t sent;
};

static nghttp2_nv pair(const char *name, const char *value)
{
	return (nghttp2_nv){ (uint8_t *)(uintptr_t)name, (uint8_t *)(uintptr_t)value, strlen(name), strlen(value),
		NGHTTP2_NV_FLAG_NONE };
}

static size_t trailers_of(const struct grpc_script *s, nghttp2_nv *out)
{
	size_t n = 0;
	if (s->status)
		out[n++] = pair("grpc-status", s->status);
	if (s->message)
		out[n++] = pair("grpc-message", s->message);
	return n;
}

static ssize_t on_data(nghttp2_session *h2, int32_t stream, uint8_t *out, size_t max, uint32_t *flags,
	nghttp2_data_source *source, void *arg)
{
	struct session *x = source->ptr;
	nghttp2_nv trailers[2];
	size_t left = x->s->body_n - x->sent, n = left < max ? left : max, n_trailers = trailers_of(x->s, trailers);
	(void)arg;
	memcpy(out, x->s->body + x->sent, n);
	x->sent += n;
	if (x->sent < x->s->body_n)
		return (ssize_t)n;
	*flags |= NGHTTP2_DATA_FLAG_EOF;
	if (n_trailers && !x->s->trailers_only) {
		*flags |= NGHTTP2_DATA_FLAG_NO_END_STREAM;
		nghttp2_submit_trailer(h2, stream, trailers, n_trailers);
	}
	return (ssize_t)n;
}

static void respond(struct session *x, int32_t stream)
{
	nghttp2_nv headers[5] = { pair(":status", x->s->http_status ? x->s->http_status : "200") };
	nghttp2_data_provider body = { .source.ptr = x, .read_callback = on_data };
	size_t n = 1;
	headers[n++] = pair("content-type", x->s->content_type ? x->s->content_type : "application/grpc");
	if (x->s->revisions) {
		headers[n++] = pair("x-revision", x->s->revisions[*x->s->at]);
		*x->s->at += x->s->revisions[*x->s->at + 1] != NULL;
	}
	if (x->s->trailers_only)
		n += trailers_of(x->s, headers + n);
	x->sent = 0;
	if (x->s->reset)
		nghttp2_submit_rst_stream(x->h2, NGHTTP2_FLAG_NONE, stream, NGHTTP2_INTERNAL_ERROR);
	else
		nghttp2_submit_response(x->h2, stream, headers, n, x->s->trailers_only ? NULL : &body);
}

static int on_frame(nghttp2_session *h2, const nghttp2_frame *f, void *arg)
{
	(void)h2;
	if ((f->hd.type == NGHTTP2_DATA || f->hd.type == NGHTTP2_HEADERS) && f->hd.flags & NGHTTP2_FLAG_END_STREAM)
		respond(arg, f->hd.stream_id);
	return 0;
}

static int on_header(nghttp2_session *h2, const nghttp2_frame *f, const uint8_t *name, size_t n, const uint8_t *value,
	size_t m, uint8_t flags, void *arg)
{
	struct session *x = arg;
	(void)h2;
	(void)f;
	(void)flags;
	peer_note(x->p, (const char *)name, n);
	peer_note(x->p, ": ", 2);
	peer_note(x->p, (const char *)value, m);
	peer_note(x->p, "\n", 1);
	return 0;
}

static int on_chunk(nghttp2_session *h2, uint8_t flags, int32_t stream, const uint8_t *data, size_t n, void *arg)
{
	struct session *x = arg;
	char hex[3];
	(void)h2;
	(void)flags;
	(void)stream;
	for (size_t i = 0; i < n; i++) {
		snprintf(hex, sizeof(hex), "%02x", data[i]);
		peer_note(x->p, hex, 2);
	}
	return 0;
}

static bool flush(struct session *x)
{
	const uint8_t *out;
	for (ssize_t n; (n = nghttp2_session_mem_send(x->h2, &out)) > 0;)
		if (!peer_write(x->p, out, (size_t)n))
			return false;
	return true;
}

void grpc_peer(struct peer *p, const void *script)
{
	struct session x = { .p = p, .s = script };
	nghttp2_session_callbacks *c;
	uint8_t in[16384];
	nghttp2_session_callbacks_new(&c);
	nghttp2_session_callbacks_set_on_frame_recv_callback(c, on_frame);
	nghttp2_session_callbacks_set_on_header_callback(c, on_header);
	nghttp2_session_callbacks_set_on_data_chunk_recv_callback(c, on_chunk);
	nghttp2_session_server_new(&x.h2, c, &x);
	nghttp2_session_callbacks_del(c);
	nghttp2_submit_settings(x.h2, NGHTTP2_FLAG_NONE, NULL, 0);
	for (ssize_t n; flush(&x) && (n = peer_read(p, in, sizeof(in))) > 0;)
		if (nghttp2_session_mem_recv(x.h2, in, (size_t)n) < 0)
			break;
	nghttp2_session_del(x.h2);
}
