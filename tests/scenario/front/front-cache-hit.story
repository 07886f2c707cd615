# Caches that do not state the age of a response. Each marks a hit with its own header.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "revisions": [
      { "name": "demo-backend-00041-abc", "age_s": 864000 },
      { "name": "demo-backend-00042-xyz", "age_s": 90, "app": { "/health": { "status": 503 } } } ],
    "edge": { "*": { "body": "healthy", "status": 200, "headers": { "X-Cache": "TCP_MEM_HIT from a23-45.deploy.akamaitechnologies.com (AkamaiGHost/11.2)" } } } } } }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
probes = { health = { http = { service = "backend"; url = "@EDGE:demo-backend@/health"; timeout = "1s"; }; }; };
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "1s"; };
rollback = { confirm = "1s"; deadline = "5s"; };
== run
rungate verify
expect exit 5
expect output contains x-cache: TCP_MEM_HIT
expect requests PATCH * 0
cloud apply [{"service": "demo-backend", "edge": {"*": {"body": "healthy", "headers": {"CF-Cache-Status": "HIT"}}}}]
rungate verify
expect exit 5
expect output contains cf-cache-status: HIT
cloud apply [{"service": "demo-backend", "edge": {"*": {"body": "healthy", "headers": {"Cache-Status": "ORIGIN; fwd=uri-miss, EDGE; hit; ttl=30"}}}}]
rungate verify
expect exit 5
expect output contains cache-status: ORIGIN
expect requests PATCH * 0
