# The edge rejects a step of a journey. The journey is also run directly against the candidate.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "revisions": [
      { "name": "demo-backend-00041-abc", "age_s": 864000 },
      { "name": "demo-backend-00042-xyz", "age_s": 90, "app": { "/chat": { "needs": { "query": "deep=1" } } } } ],
    "edge": { "/login": { "pass": true }, "*": { "status": 403, "headers": { "Server": "cloudflare" }, "body": "blocked" } } } } }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
probes = { walk = { journey = ( { name = "login"; http = { service = "backend"; url = "@EDGE:demo-backend@/login"; }; },
                                { name = "chat"; http = { service = "backend"; url = "@EDGE:demo-backend@/chat?deep=1"; }; } ); }; };
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "6s"; };
rollback = { confirm = "1s"; deadline = "5s"; };
== run
rungate verify
expect exit 3
expect output contains something in front of it answered 403 (server: cloudflare): blocked
expect requests GET /chat 2
expect requests PATCH * 0
