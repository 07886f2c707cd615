# Identity-Aware Proxy answers instead of the service. This says nothing about the service.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "revisions": [
      { "name": "demo-backend-00041-abc", "age_s": 864000 },
      { "name": "demo-backend-00042-xyz", "age_s": 90, "app": { "/health": { "status": 302, "location": "https://accounts.google.com/o/oauth2/v2/auth", "headers": { "x-goog-iap-generated-response": "true" } } } } ],
    "api": { "iapEnabled": true } } } }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
probes = { health = { http = { service = "backend"; path = "/health"; timeout = "1s"; redirects = 3; }; }; };
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "1s"; };
rollback = { confirm = "1s"; deadline = "5s"; };
== run
rungate verify
expect exit 5
expect output contains Identity-Aware Proxy answered 302
expect requests PATCH * 0
