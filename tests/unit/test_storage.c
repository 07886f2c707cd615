/* SPDX-License-Identifier: Apache-2.0 */
/* test_storage.c: objects in Cloud Storage: the names of places, what is sent, lists, rights and checksums. */
#include "storage_units.h"

/* ---- Places ------------------------------------------------------------------------------------------- */

static void places_are_parsed(void **state)
{
	struct bench *b = *state;
	static const struct {
		const char *text, *bucket, *prefix;
	} good[] = {
		{ "gs://acme", "acme", "" },
		{ "gs://acme/", "acme", "" },
		{ "gs://acme-release_state.example.com/rungate", "acme-release_state.example.com", "rungate/" },
		{ "gs://acme/a/b/", "acme", "a/b/" },
		{ "gs://3cm/ä b+c%2F", "3cm", "ä b+c%2F/" },
		{ "gs://1.2.3.x/...", "1.2.3.x", ".../" },
	};
	for (size_t i = 0; i < COUNTOF(good); i++) {
		struct storage_place p;
		struct err e = { .code = ERR_NONE };
		if (storage_place_parse(b->w->a, good[i].text, &p, &e))
			fail_msg("%s: %s", good[i].text, e.text);
		assert_string_equal(p.bucket, good[i].bucket);
		assert_string_equal(p.prefix, good[i].prefix);
	}
}

static void places_that_cannot_be_are_refused(void **state)
{
	struct bench *b = *state;
	char label[80], prefix[600];
	memset(label, 'a', 64);
	label[64] = '\0';
	memset(prefix, 'p', 512);
	prefix[512] = '\0';
	const struct {
		const char *text, *why;
	} bad[] = {
		{ "", "is not of the form gs://BUCKET" },
		{ "acme/rungate", "is not of the form gs://BUCKET" },
		{ "s3://acme", "is not of the form gs://BUCKET" },
		{ "gs://", "3 to 63 characters" },
		{ "gs:///x", "3 to 63 characters" },
		{ "gs://ab", "3 to 63 characters" },
		{ arena_printf(b->w->a, "gs://%s", label), "3 to 63 characters" },
		{ arena_printf(b->w->a, "gs://x.%s", label), "3 to 63 characters" },
		{ arena_printf(b->w->a, "gs://%.60s.%.60s.%.60s.%.60s", label, label, label, label), "3 to 63 characters" },
		{ "gs://a..b", "3 to 63 characters" },
		{ "gs://.ab", "3 to 63 characters" },
		{ "gs://Acme", "lower-case letters" },
		{ "gs://ac me", "lower-case letters" },
		{ "gs://acme?x=1", "lower-case letters" },
		{ "gs://user@acme", "lower-case letters" },
		{ "gs://-acme", "begin and end" },
		{ "gs://acme_", "begin and end" },
		{ "gs://google-state", "\"goog\"" },
		{ "gs://192.168.5.4", "IP address" },
		{ "gs://acme//", "empty part" },
		{ "gs://acme//x", "empty part" },
		{ "gs://acme/x//y", "empty part" },
		{ "gs://acme/../other", "\"..\"" },
		{ "gs://acme/x/..", "\"..\"" },
		{ "gs://acme/./x", "\".\"" },
		{ "gs://acme/x\ny", "control characters" },
		{ "gs://acme/x#y", "#[]*?" },
		{ "gs://acme/x*", "#[]*?" },
		{ "gs://acme/x?generation=1", "#[]*?" },
		{ "gs://acme/[x]", "#[]*?" },
		{ "gs://acme/\xff", "UTF-8" },
		{ arena_printf(b->w->a, "gs://acme/%s", prefix), "512 bytes" },
		{ "gs://acme/.well-known/acme-challenge/x", "does not allow" },
	};
	for (size_t i = 0; i < COUNTOF(bad); i++) {
		struct storage_place p;
		struct err e = { .code = ERR_NONE };
		if (!storage_place_parse(b->w->a, bad[i].text, &p, &e) || e.code != ERR_CONFIG || !strstr(e.text, bad[i].why))
			fail_msg("\"%s\": %s", bad[i].text, e.text);
	}
}

static struct gcp *open_cloud(struct fake_world *w)
{
	struct gcp *g;
	struct err e;
	assert_int_equal(gcp_open(w->a, w->l, w->k, NULL, &g, &e), 0);
	return g;
}

/* gcloud's override of Cloud Storage ends with the path that the paths of our calls begin with. */
static void override_may_end_with_the_path_of_the_api(void **state)
{
	struct bench *b = *state;
	static const char *const overrides[] = { "http://127.0.0.1:1", "http://127.0.0.1:1/",
		"http://127.0.0.1:1/storage/v1", "http://127.0.0.1:1/storage/v1/" };
	for (size_t i = 0; i < COUNTOF(overrides); i++) {
		setenv("CLOUDSDK_API_ENDPOINT_OVERRIDES_STORAGE", overrides[i], 1);
		assert_string_equal(gcp_base(open_cloud(b->w), GCP_STORAGE), "http://127.0.0.1:1/");
	}
	setenv("CLOUDSDK_API_ENDPOINT_OVERRIDES_STORAGE", "http://127.0.0.1:1/mystorage/v1/", 1);
	assert_string_equal(gcp_base(open_cloud(b->w), GCP_STORAGE), "http://127.0.0.1:1/mystorage/v1/");
	unsetenv("CLOUDSDK_API_ENDPOINT_OVERRIDES_STORAGE");
	assert_string_equal(gcp_base(open_cloud(b->w), GCP_STORAGE), "https://storage.googleapis.com/");
}

/* ---- Requests ------------------------------------------------------------------------------------------ */

static void names_are_escaped_as_a_whole(void **state)
{
	struct bench *b = *state;
	struct fake_world *w = b->w;
	const struct fake_answer script[] = { GOOD, WRITTEN, JSON(204, "") };
	struct told t = { 0 };
	w->script = script;
	w->n_script = 3;
	storage_get(b->g, w->a, &b->place, "a/b c?d#%2F&ü", w->now + MINUTE, storage_told, &t);
	loop_run(w->l, NULL, w->now + 1000);
	storage_put(b->g, w->a, &b->place, "a/b&c", STR("123456789"), 0, w->now + MINUTE, storage_told, &t);
	loop_run(w->l, NULL, w->now + 1000);
	storage_remove(b->g, w->a, &b->place, "a/b", 12, w->now + MINUTE, storage_told, &t);
	loop_run(w->l, NULL, w->now + 1000);
	assert_int_equal(t.calls, 3);
	assert_string_equal(w->urls[0],
		"https://storage.googleapis.com/storage/v1/b/acme-state/o/"
		"rungate%2Fa%2Fb%20c%3Fd%23%252F%26%C3%BC?alt=media");
	assert_string_equal(w->urls[1],
		"https://storage.googleapis.com/upload/storage/v1/b/acme-state/o?uploadType=media&name=rungate%2Fa%2Fb%26c"
		"&ifGenerationMatch=0&fields=generation,crc32c");
	assert_string_equal(
		w->urls[2], "https://storage.googleapis.com/storage/v1/b/acme-state/o/rungate%2Fa%2Fb?ifGenerationMatch=12");
}

static void impossible_names_are_not_sent(void **state)
{
	struct bench *b = *state;
	char longest[1100];
	memset(longest, 'n', sizeof(longest) - 1);
	longest[sizeof(longest) - 1] = '\0';
	const char *const names[] = { "", "a\nb", "a\rb", "\xff", longest };
	for (size_t i = 0; i < COUNTOF(names); i++) {
		struct told t = { 0 };
		storage_get(b->g, b->w->a, &b->place, names[i], b->w->now + MINUTE, storage_told, &t);
		storage_put(b->g, b->w->a, &b->place, names[i], STR("x"), 0, b->w->now + MINUTE, storage_told, &t);
		storage_remove(b->g, b->w->a, &b->place, names[i], 1, b->w->now + MINUTE, storage_told, &t);
		loop_run(b->w->l, NULL, b->w->now + 1000);
		assert_int_equal(t.calls, 3);
		assert_int_equal(t.reply.state, STORAGE_FAILED);
		assert_int_equal(t.reply.error.code, ERR_CONFIG);
	}
	assert_int_equal(b->w->sent, 0);
}

/* ---- Lists and rights ------------------------------------------------------------------------------------ */

static struct told list(struct bench *b, const struct fake_answer *script, size_t n, const char *from, size_t limit)
{
	struct told t = { 0 };
	b->w->script = script;
	b->w->n_script = n;
	b->w->sent = 0;
	storage_list(b->g, b->w->a, &b->place, "runs/", from, limit, b->w->now + MINUTE, storage_told_list, &t);
	loop_run(b->w->l, NULL, b->w->now + MINUTE);
	assert_int_equal(t.calls, 1);
	return t;
}

#define ITEM(name, generation) \
	"{\"name\":\"rungate/runs/" name "\",\"generation\":\"" generation "\",\"size\":\"5\"," \
	"\"updated\":\"2026-01-02T03:04:05.678Z\",\"md5Hash\":\"bWQ1\"}"

static void lists_have_all_pages(void **state)
{
	struct bench *b = *state;
	static const struct fake_answer pages[] = { JSON(200, "{\"items\":[" ITEM("a", "3") "],\"nextPageToken\":\"t+1\"}"),
		JSON(200, "{\"nextPageToken\":\"t2\"}"), JSON(200, "{\"items\":[" ITEM("b", "4") "," ITEM("c", "5") "]}") };
	struct told t = list(b, pages, 3, "runs/a", 10);
	assert_int_equal(t.list.error.code, ERR_NONE);
	assert_int_equal(t.list.n, 3);
	assert_false(t.list.more);
	assert_string_equal(t.list.items[2].name, "runs/c");
	assert_int_equal(t.list.items[2].generation, 5);
	assert_int_equal(t.list.items[2].size, 5);
	assert_true(t.list.items[2].updated_at == 1767323045678);
	assert_string_equal(t.list.items[2].md5, "bWQ1");
	static const char first[] =
		"https://storage.googleapis.com/storage/v1/b/acme-state/o?prefix=rungate%2Fruns%2F&maxResults=11"
		"&fields=nextPageToken%2Citems%28name%2Cgeneration%2Csize%2Cupdated%2Cmd5Hash%29"
		"&startOffset=rungate%2Fruns%2Fa";
	assert_string_equal(b->w->urls[0], first);
	assert_true(strstr(b->w->urls[1], "&maxResults=10&") && strstr(b->w->urls[1], "&pageToken=t%2B1"));
	t = list(b, pages, 3, NULL, 2);
	assert_int_equal(t.list.n, 2);
	assert_true(t.list.more);
	t = list(b, pages, 3, NULL, 3);
	assert_int_equal(t.list.n, 3);
	assert_false(t.list.more);
	static const struct fake_answer none[] = { JSON(200, "{}") };
	t = list(b, none, 1, NULL, SIZE_MAX);
	assert_int_equal(t.list.error.code, ERR_NONE);
	assert_int_equal(t.list.n, 0);
	assert_true(strstr(b->w->urls[0], "&maxResults=1000&"));
}

static void unusable_lists_fail_as_a_whole(void **state)
{
	struct bench *b = *state;
	static const struct {
		struct fake_answer pages[3];
		size_t n;
		enum err_code code;
		const char *text;
	} bad[] = {
		{ { JSON(200, "{\"items\":[" ITEM("a", "3") "],\"nextPageToken\":\"t\"}"),
			  JSON(200, "{\"items\":[" ITEM("b", "3") "],\"nextPageToken\":\"t\"}") },
			2, ERR_MALFORMED, "repeated" },
		{ { JSON(200, "{\"items\":[" ITEM("a", "3") "],\"nextPageToken\":\"t\"}"),
			  JSON(200, "{\"items\":[" ITEM("a", "3") "]}") },
			2, ERR_MALFORMED, "order" },
		{ { JSON(200, "{\"items\":[" ITEM("b", "3") "," ITEM("a", "3") "]}") }, 1, ERR_MALFORMED, "order" },
		{ { JSON(200, "{\"items\":[{\"name\":\"other/a\",\"generation\":\"3\"}]}") }, 1, ERR_MALFORMED, "asked for" },
		{ { JSON(200, "{\"items\":[{\"name\":\"rungate/runs/a\"}]}") }, 1, ERR_MALFORMED, "generation" },
		{ { JSON(200, "{\"items\":[{\"name\":\"rungate/runs/a\",\"generation\":\"x\"}]}") }, 1, ERR_MALFORMED,
			"generation" },
		{ { JSON(200, "{\"items\":7}") }, 1, ERR_MALFORMED, "items" },
		{ { JSON(200, "{\"items\":[" ITEM("B", "3") "]}") }, 1, ERR_MALFORMED, "asked for" },
		{ { JSON(200, "[]"), JSON(200, "[]") }, 2, ERR_MALFORMED, "JSON object" },
		{ { JSON(200, "{\"items\":[" ITEM("a", "3") "],\"nextPageToken\":\"t\"}"), NO_BUCKET }, 2, ERR_NOT_FOUND,
			"gcloud storage buckets create" },
		{ { REFUSAL(403, "forbidden", "Permission 'storage.objects.list' denied on resource.") }, 1, ERR_DENIED,
			"add-iam-policy-binding gs://acme-state" },
	};
	for (size_t i = 0; i < COUNTOF(bad); i++) {
		struct told t = list(b, bad[i].pages, bad[i].n, "runs/a", 100);
		if (t.list.error.code != bad[i].code || !strstr(t.list.error.text, bad[i].text) || t.list.n)
			fail_msg("list %zu: %d, %zu items: %s", i, t.list.error.code, t.list.n, t.list.error.text);
	}
}

static struct told ask_rights(struct bench *b, const char *body, int status)
{
	struct told t = { 0 };
	struct fake_answer script[] = { { .status = status, .body = body } };
	b->w->script = script;
	b->w->n_script = 1;
	b->w->sent = 0;
	storage_rights(b->g, b->w->a, &b->place, b->w->now + MINUTE, storage_told_rights, &t);
	loop_run(b->w->l, NULL, b->w->now + MINUTE);
	assert_int_equal(t.calls, 1);
	return t;
}

static void missing_rights_are_named(void **state)
{
	struct bench *b = *state;
	struct told t = ask_rights(b,
		"{\"permissions\":[\"storage.objects.get\",\"storage.objects.list\",\"storage.objects.create\","
		"\"storage.objects.delete\"]}",
		200);
	assert_true(!t.missing && t.error.code == ERR_NONE);
	assert_string_equal(b->w->urls[0],
		"https://storage.googleapis.com/storage/v1/b/acme-state/iam/testPermissions?permissions=storage.objects.get"
		"&permissions=storage.objects.list&permissions=storage.objects.create&permissions=storage.objects.delete");
	t = ask_rights(b, "{\"permissions\":[\"storage.objects.get\",\"storage.objects.list\"]}", 200);
	assert_string_equal(t.missing, "storage.objects.create, storage.objects.delete");
	t = ask_rights(b, "{}", 200);
	assert_string_equal(
		t.missing, "storage.objects.get, storage.objects.list, storage.objects.create, storage.objects.delete");
	t = ask_rights(b, "{\"permissions\":true}", 200);
	assert_true(!t.missing && t.error.code == ERR_MALFORMED);
	t = ask_rights(b, "{\"error\":{\"code\":404,\"message\":\"The specified bucket does not exist.\"}}", 404);
	assert_true(!t.missing && t.error.code == ERR_NOT_FOUND);
	assert_non_null(strstr(t.error.text, "gcloud storage buckets create gs://acme-state"));
	assert_string_equal(storage_grant_command(b->w->a, b->g, &b->place),
		"gcloud storage buckets add-iam-policy-binding gs://acme-state --member=serviceAccount:EMAIL "
		"--role=roles/storage.objectUser");
}

/* ---- Checksums ----------------------------------------------------------------------------------------- */

/* RFC 3720, appendix B.4 */
static void crc32c_matches_reference_values(void **state)
{
	char bytes[32];
	(void)state;
	assert_int_equal(crc32c(STR("123456789")), 0xE3069283);
	assert_int_equal(crc32c(STR("")), 0);
	memset(bytes, 0, sizeof(bytes));
	assert_int_equal(crc32c((struct str){ bytes, 32 }), 0x8A9136AA);
	memset(bytes, 0xFF, sizeof(bytes));
	assert_int_equal(crc32c((struct str){ bytes, 32 }), 0x62A8AB43);
	for (int i = 0; i < 32; i++)
		bytes[i] = (char)i;
	assert_int_equal(crc32c((struct str){ bytes, 32 }), 0x46DD794E);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(places_are_parsed),
		TEST(places_that_cannot_be_are_refused),
		TEST(override_may_end_with_the_path_of_the_api),
		TEST(names_are_escaped_as_a_whole),
		TEST(impossible_names_are_not_sent),
		TEST(lists_have_all_pages),
		TEST(unusable_lists_fail_as_a_whole),
		TEST(missing_rights_are_named),
		TEST(crc32c_matches_reference_values),
	};
	return cmocka_run_group_tests_name("storage", tests, NULL, NULL);
}
