# The ingress setting of the service blocks this machine. This is reported in the first round, not after the deadline.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "revisions": [
      { "name": "demo-backend-00041-abc", "age_s": 864000 },
      { "name": "demo-backend-00042-xyz", "age_s": 90, "app": { "/health": { "status": 404, "type": "text/html; charset=UTF-8", "body": "<html><head><title>404 Page not found</title></head><body><h1>Error: Page not found</h1></body></html>" } } } ],
    "api": { "ingress": "INGRESS_TRAFFIC_INTERNAL_LOAD_BALANCER" } } } }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
probes = { health = { http = { service = "backend"; path = "/health"; timeout = "1s"; }; }; };
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "30s"; };
rollback = { confirm = "1s"; deadline = "5s"; };
== run
rungate verify
expect exit 5
expect output contains INGRESS_TRAFFIC_INTERNAL_LOAD_BALANCER
expect output contains set the load balancer's URL
expect evidence size(rounds) == 1
expect requests GET /health 1
expect requests PATCH * 0
