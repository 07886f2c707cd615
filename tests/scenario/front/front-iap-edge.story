# IAP at a load balancer rejects the probe and the candidate answers well when probed directly.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "revisions": [
      { "name": "demo-backend-00041-abc", "age_s": 864000 },
      { "name": "demo-backend-00042-xyz", "age_s": 90 } ],
    "edge": { "*": { "status": 401, "type": "text/html", "headers": { "x-goog-iap-generated-response": "true" }, "body": "Invalid IAP credentials: empty token" } } } } }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
probes = { health = { http = { service = "backend"; url = "@EDGE:demo-backend@/health"; timeout = "1s"; }; }; };
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "6s"; };
rollback = { confirm = "1s"; deadline = "5s"; };
== run
rungate verify
expect exit 3
expect output contains something in front of it answered 401: Invalid IAP credentials: empty token
expect requests PATCH * 0
