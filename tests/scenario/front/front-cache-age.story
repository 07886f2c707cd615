# An edge cache answers with a response of an older revision. It neither passes nor fails the release.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "revisions": [
      { "name": "demo-backend-00041-abc", "age_s": 864000 },
      { "name": "demo-backend-00042-xyz", "age_s": 90, "app": { "/health": { "status": 503 } } } ],
    "edge": { "*": { "body": "healthy", "status": 200, "headers": { "Age": "1800", "Server": "cloudflare" } } } } } }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
probes = { health = { http = { service = "backend"; url = "@EDGE:demo-backend@/health"; timeout = "1s"; }; }; };
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "1s"; };
rollback = { confirm = "1s"; deadline = "5s"; };
== run
rungate verify
expect exit 5
expect output contains age: 1800
expect output contains the response is 1800 s old
expect output contains `identity`
expect evidence verdict == 'inconclusive' && rules.exists(r, r.outcome == 'unknown' && r.message.contains('a cache answered'))
expect requests PATCH * 0
cloud apply [{"service": "demo-backend", "edge": {"*": {"status": 503, "headers": {"Age": "1800"}}}}]
rungate verify
expect exit 5
expect requests PATCH * 0
