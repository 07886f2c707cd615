# The edge rejects the probe and the candidate cannot be probed directly. The verdict is inconclusive.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "revisions": [
      { "name": "demo-backend-00041-abc", "age_s": 864000 },
      { "name": "demo-backend-00042-xyz", "age_s": 90, "app": { "/health": { "status": 404 } } } ],
    "edge": { "*": { "status": 403, "type": "text/html", "headers": { "Server": "cloudflare" }, "body": "<html><head><title>Attention Required!</title></head><body>Sorry, you have been blocked</body></html>" } },
    "api": { "ingress": "INGRESS_TRAFFIC_INTERNAL_LOAD_BALANCER" } } } }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
probes = { health = { http = { service = "backend"; url = "@EDGE:demo-backend@/health"; timeout = "1s"; }; }; };
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "1s"; };
rollback = { confirm = "1s"; deadline = "5s"; };
== run
rungate verify
expect exit 5
expect output contains something in front of the service answered 403 (server: cloudflare)
expect output contains the candidate could not be probed directly
expect output contains --update-tags=candidate=demo-backend-00042-xyz
expect requests PATCH * 0
