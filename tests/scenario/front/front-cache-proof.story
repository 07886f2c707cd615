# A cached response does not pass the recovery check: it was generated before traffic was moved.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "revisions": [
      { "name": "demo-backend-00041-abc", "age_s": 864000 },
      { "name": "demo-backend-00042-xyz", "age_s": 90, "app": { "/health": { "status": 503 } } } ],
    "edge": { "*": { "body": "healthy", "status": 200, "headers": { "Age": "1800" } } } } } }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
probes = { public = { http = { service = "backend"; url = "@EDGE:demo-backend@/health"; timeout = "1s"; }; };
           health = { http = { service = "backend"; path = "/health"; timeout = "1s"; }; }; };
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "6s"; };
rollback = { confirm = "1s"; deadline = "5s"; };
== run
rungate verify
expect exit 4
expect traffic demo-backend demo-backend-00041-abc=100
expect output contains users are still not served
expect evidence proof.exists(p, p.outcome == 'unknown' && p.message.contains('a cache answered'))
