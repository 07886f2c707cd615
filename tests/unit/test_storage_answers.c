/* SPDX-License-Identifier: Apache-2.0 */
/* test_storage_answers.c: what reads, writes and removals of an object conclude from the answers that they get. */
#include "storage_units.h"

enum call { GET, PUT, REMOVE };

/* One call, and the answers that it gets. */
struct row {
	enum call call;
	int64_t generation; /* of the precondition */
	const struct fake_answer script[8];
	enum storage_state state;
	bool unknown;
	enum err_code code;
	int64_t result; /* the generation of the reply */
	size_t sent;    /* requests */
	const char *text;
};

static const struct row rows[] = {
	/* reads */
	{ GET, 0, { GOOD }, STORAGE_DONE, false, 0, 7, 1, NULL },
	{ GET, 0, { ANSWER({ "x-goog-generation", "7" }, { "x-goog-hash", "md5=x,crc32c=4waSgw==" }) }, STORAGE_DONE, false,
		0, 7, 1, NULL },
	{ GET, 0, { LOST, JSON(503, ""), GOOD }, STORAGE_DONE, false, 0, 7, 3, NULL },
	{ GET, 0, { ANSWER({ "x-goog-hash", "crc32c=4waSgw==" }), META }, STORAGE_DONE, false, 0, 9, 2, NULL },
	{ GET, 0, { ANSWER({ "x-goog-generation", "7" }), META }, STORAGE_DONE, false, 0, 9, 2, NULL },
	{ GET, 0, { ANSWER({ "x-goog-generation", "7e1" }, { "x-goog-hash", "crc32c=4waSgw==" }), META }, STORAGE_DONE,
		false, 0, 9, 2, NULL },
	{ GET, 0, { ANSWER({ "date", "x" }), HTML(200), HTML(200) }, STORAGE_FAILED, false, ERR_MALFORMED, 0, 3,
		"something other than a JSON object" },
	{ GET, 0, { ANSWER({ "date", "x" }), JSON(200, "{\"generation\":\"9\"}") }, STORAGE_FAILED, false, ERR_MALFORMED, 0,
		2, "crc32c" },
	{ GET, 0, { WRONG, GOOD }, STORAGE_DONE, false, 0, 7, 2, NULL },
	{ GET, 0, { WRONG, WRONG }, STORAGE_FAILED, false, ERR_MALFORMED, 0, 2, "damaged on the way" },
	{ GET, 0, { ANSWER({ "x-goog-stored-content-encoding", "gzip" }) }, STORAGE_FAILED, false, ERR_MALFORMED, 0, 1,
		"content encoding" },
	{ GET, 0, { NO_OBJECT }, STORAGE_ABSENT, false, 0, 0, 1, NULL },
	{ GET, 0, { REFUSAL(404, "notFound", "No such object: acme-state/rungate/lock") }, STORAGE_ABSENT, false, 0, 0, 1,
		NULL },
	{ GET, 0, { NO_BUCKET, NO_BUCKET }, STORAGE_FAILED, false, ERR_NOT_FOUND, 0, 2,
		"gcloud storage buckets create gs://acme-state --location=LOCATION" },
	{ GET, 0, { JSON(404, "Not Found"), JSON(200, "{\"kind\":\"storage#objects\"}") }, STORAGE_ABSENT, false, 0, 0, 2,
		NULL },
	{ GET, 0, { JSON(404, "Not Found"), JSON(200, "{\"items\":[{\"name\":\"rungate/lock2\"}]}") }, STORAGE_ABSENT,
		false, 0, 0, 2, NULL },
	{ GET, 0, { JSON(404, "Not Found"), JSON(200, "{\"items\":[{\"name\":\"rungate/lock\"}]}") }, STORAGE_FAILED, false,
		ERR_MALFORMED, 0, 2, "lists it" },
	{ GET, 0, { HTML(404), HTML(404) }, STORAGE_FAILED, false, ERR_REFUSED, 0, 2, "not from the API" },
	{ GET, 0, { HTML(302) }, STORAGE_FAILED, false, ERR_REFUSED, 0, 1, "HTTP 302, not from the API" },
	{ GET, 0, { JSON(304, "") }, STORAGE_FAILED, false, ERR_REFUSED, 0, 1, "HTTP 304" },
	{ GET, 0,
		{ JSON(403,
			"ci@p.iam does not have storage.objects.get access to the Google Cloud Storage object. Permission "
			"'storage.objects.get' denied on resource (or it may not exist).") },
		STORAGE_FAILED, false, ERR_DENIED, 0, 1,
		"grant it: gcloud storage buckets add-iam-policy-binding gs://acme-state "
		"--member=serviceAccount:EMAIL --role=roles/storage.objectUser" },
	{ GET, 0, { REFUSAL(400, "required", "Bucket is a requester pays bucket but no user project provided.") },
		STORAGE_FAILED, false, ERR_REFUSED, 0, 1, "GOOGLE_CLOUD_QUOTA_PROJECT" },
	{ GET, 0, { JSON(401, ""), GOOD }, STORAGE_DONE, false, 0, 7, 2, NULL },
	/* writes */
	{ PUT, 0, { WRITTEN }, STORAGE_DONE, false, 0, 8, 1, NULL },
	{ PUT, 7, { WRITTEN }, STORAGE_DONE, false, 0, 8, 1, NULL },
	{ PUT, 7, { JSON(412, "{}") }, STORAGE_CHANGED, false, 0, 0, 1, NULL },
	{ PUT, 7, { BUSY, BUSY, WRITTEN }, STORAGE_DONE, false, 0, 8, 3, NULL },
	{ PUT, 7, { REFUSAL(409, "conflict", "A conflicting operation is in progress."), WRITTEN }, STORAGE_DONE, false, 0,
		8, 2, NULL },
	{ PUT, 7, { BUSY }, STORAGE_FAILED, false, ERR_QUOTA, 0, 0, "rate limit for object mutation" },
	{ PUT, 7, { JSON(401, ""), WRITTEN }, STORAGE_DONE, false, 0, 8, 2, NULL },
	{ PUT, 0, { NO_BUCKET }, STORAGE_FAILED, false, ERR_NOT_FOUND, 0, 1,
		"gcloud storage buckets create gs://acme-state" },
	{ PUT, 0,
		{ REFUSAL(403, "forbidden",
			"ci@p.iam does not have storage.objects.create access. Permission 'storage.objects.create' denied.") },
		STORAGE_FAILED, false, ERR_DENIED, 0, 1, "gcloud storage buckets add-iam-policy-binding gs://acme-state" },
	{ PUT, 7,
		{ REFUSAL(403, "retentionPolicyNotMet",
			"Object 'x' is subject to bucket's retention policy and cannot be deleted or overwritten until 2030.") },
		STORAGE_FAILED, false, ERR_REFUSED, 0, 1, "keeps the object" },
	{ PUT, 7, { HTML(302) }, STORAGE_FAILED, false, ERR_REFUSED, 0, 1, "HTTP 302" },
	/* lost answers: 7 is the generation that is expected, "123456789" what is written */
	{ PUT, 0, { LOST, GOOD }, STORAGE_DONE, false, 0, 7, 2, NULL },
	{ PUT, 0, { LOST, NO_OBJECT, WRITTEN }, STORAGE_DONE, false, 0, 8, 3, NULL },
	{ PUT, 0, { LOST, NO_OBJECT, JSON(412, "{}"), GOOD }, STORAGE_DONE, false, 0, 7, 4, NULL },
	{ PUT, 6, { JSON(503, ""), GOOD }, STORAGE_DONE, false, 0, 7, 2, NULL },
	{ PUT, 7, { JSON(503, ""), GOOD, WRITTEN }, STORAGE_DONE, false, 0, 8, 3, NULL },
	{ PUT, 8, { LOST, GOOD }, STORAGE_CHANGED, true, 0, 0, 2, NULL },
	{ PUT, 6, { LOST, NO_OBJECT }, STORAGE_CHANGED, true, 0, 0, 2, NULL },
	{ PUT, 6, { HTML(200), GOOD }, STORAGE_DONE, false, 0, 7, 2, NULL },
	{ PUT, 6, { JSON(200, "{\"generation\":\"7\",\"crc32c\":\"AAAAAA==\"}"), GOOD }, STORAGE_DONE, false, 0, 7, 2,
		NULL },
	{ PUT, 6, { JSON(200, "{\"generation\":\"6\",\"crc32c\":\"4waSgw==\"}"), GOOD }, STORAGE_DONE, false, 0, 7, 2,
		NULL },
	{ PUT, 6,
		{ JSON(200, "{\"generation\":\"7\",\"crc32c\":\"AAAAAA==\"}"),
			{ .status = 200,
				.headers = (const struct http_header_text[]){ { "x-goog-generation", "7" },
					{ "x-goog-hash", "crc32c=AAAAAA==" } },
				.n_headers = 2,
				.body = "" } },
		STORAGE_FAILED, true, ERR_MALFORMED, 0, 2, "other bytes were stored" },
	{ PUT, 6, { LOST, JSON(403, "Permission 'storage.objects.get' denied") }, STORAGE_FAILED, true, ERR_NETWORK, 0, 2,
		"whether it was done is unknown" },
	{ PUT, 6, { LOST }, STORAGE_FAILED, true, ERR_NETWORK, 0, 0, "scripted" },
	{ PUT, 6, { UNCONNECTED, WRITTEN }, STORAGE_DONE, false, 0, 8, 2, NULL },
	{ PUT, 6, { UNCONNECTED }, STORAGE_FAILED, false, ERR_NETWORK, 0, 0, "scripted" },
	{ PUT, 6, { JSON(408, ""), GOOD }, STORAGE_DONE, false, 0, 7, 2, NULL },
	/* removals */
	{ REMOVE, 7, { JSON(204, "") }, STORAGE_DONE, false, 0, 0, 1, NULL },
	{ REMOVE, 7, { NO_OBJECT }, STORAGE_ABSENT, false, 0, 0, 1, NULL },
	{ REMOVE, 7, { NO_BUCKET, NO_BUCKET }, STORAGE_FAILED, false, ERR_NOT_FOUND, 0, 2,
		"gcloud storage buckets create" },
	{ REMOVE, 7, { JSON(412, "{}") }, STORAGE_CHANGED, false, 0, 0, 1, NULL },
	{ REMOVE, 7, { HTML(200), STAT("7"), JSON(204, "") }, STORAGE_DONE, false, 0, 0, 3, NULL },
	{ REMOVE, 7, { LOST, NO_OBJECT }, STORAGE_DONE, false, 0, 0, 2, NULL },
	{ REMOVE, 7, { LOST, STAT("7"), NO_OBJECT }, STORAGE_DONE, false, 0, 0, 3, NULL },
	{ REMOVE, 7, { LOST, STAT("9") }, STORAGE_CHANGED, true, 0, 0, 2, NULL },
	{ REMOVE, 7,
		{ REFUSAL(403, "objectUnderActiveHold", "Object is under active Event-Based hold and cannot be deleted.") },
		STORAGE_FAILED, false, ERR_REFUSED, 0, 1, "a hold keeps the object" },
	{ REMOVE, 7, { BUSY, JSON(204, "") }, STORAGE_DONE, false, 0, 0, 2, NULL },
};

static size_t answers_of(const struct row *row)
{
	size_t n = 0;
	while (n < COUNTOF(row->script) && (row->script[n].status || row->script[n].error))
		n++;
	return n;
}

static struct told play(struct bench *b, const struct row *row)
{
	struct told t = { 0 };
	struct fake_world *w = b->w;
	int64_t deadline = w->now + MINUTE;
	w->script = row->script;
	w->n_script = answers_of(row);
	w->sent = 0;
	if (row->call == GET)
		storage_get(b->g, w->a, &b->place, "lock", deadline, storage_told, &t);
	else if (row->call == PUT)
		storage_put(b->g, w->a, &b->place, "lock", STR("123456789"), row->generation, deadline, storage_told, &t);
	else
		storage_remove(b->g, w->a, &b->place, "lock", row->generation, deadline, storage_told, &t);
	loop_run(w->l, NULL, deadline + 1);
	return t;
}

static bool is_as_wanted(const struct row *row, const struct told *t, size_t sent)
{
	const struct storage_reply *r = &t->reply;
	bool bytes = row->call != GET || row->state != STORAGE_DONE || str_is(r->bytes, "123456789");
	return t->calls == 1 && r->state == row->state && r->unknown == row->unknown && r->error.code == row->code &&
		r->generation == row->result && (!row->sent || sent == row->sent) && bytes &&
		(!row->text || strstr(r->error.text, row->text));
}

static void answers_are_judged(void **state)
{
	struct bench *b = *state;
	for (size_t i = 0; i < COUNTOF(rows); i++) {
		struct told t = play(b, &rows[i]);
		if (!is_as_wanted(&rows[i], &t, b->w->sent))
			fail_msg("row %zu: %d calls, state %d, unknown %d, generation %lld, %zu sent, error %d: %s", i, t.calls,
				t.reply.state, t.reply.unknown, (long long)t.reply.generation, b->w->sent, t.reply.error.code,
				t.reply.error.text);
	}
}

struct times {
	struct fake_world *w;
	int64_t at[8];
	size_t n;
};

static void on_send(void *arg)
{
	struct times *t = arg;
	t->at[t->n++] = t->w->now;
}

/* Cloud Storage allows one write a second of an object: what it refused for that waits at least so long. */
static void refused_mutations_wait_a_second(void **state)
{
	struct bench *b = *state;
	static const struct row row = { PUT, 7, { BUSY, BUSY, WRITTEN }, STORAGE_DONE, false, 0, 8, 3, NULL };
	struct times times = { .w = b->w };
	b->w->on_send = on_send;
	b->w->arg = &times;
	struct told t = play(b, &row);
	assert_int_equal(t.reply.state, STORAGE_DONE);
	assert_int_equal(times.n, 3);
	assert_true(times.at[1] - times.at[0] >= 1000 && times.at[2] - times.at[1] >= 1000);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(answers_are_judged),
		TEST(refused_mutations_wait_a_second),
	};
	return cmocka_run_group_tests_name("storage_answers", tests, NULL, NULL);
}
