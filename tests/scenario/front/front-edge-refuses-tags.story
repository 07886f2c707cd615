# The edge rejects the probe; candidate and baseline both have a tag URL. The two are compared in the same way, and no
# traffic is moved.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "revisions": [
      { "name": "demo-backend-00041-abc", "age_s": 864000 },
      { "name": "demo-backend-00042-xyz", "age_s": 90 } ],
    "traffic": [ { "revision": "demo-backend-00041-abc", "tag": "before" }, { "revision": "demo-backend-00042-xyz", "percent": 100, "tag": "candidate" } ],
    "edge": { "*": { "status": 403, "type": "text/html", "headers": { "Server": "cloudflare" }, "body": "<html><head><title>Attention Required!</title></head><body>Sorry, you have been blocked</body></html>" } } } } }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
probes = { health = { http = { service = "backend"; url = "@EDGE:demo-backend@/health"; timeout = "1s"; }; }; };
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "6s"; };
rollback = { confirm = "1s"; deadline = "5s"; };
== run
rungate verify
expect exit 3
expect output contains something in front of it answered 403 (server: cloudflare)
expect requests PATCH * 0
