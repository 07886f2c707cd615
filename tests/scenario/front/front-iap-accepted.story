# A probe that expects the sign-in page of Identity-Aware Proxy holds, but it asks the proxy and not the service.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "revisions": [
      { "name": "demo-backend-00041-abc", "age_s": 864000 },
      { "name": "demo-backend-00042-xyz", "age_s": 90 } ],
    "edge": { "*": { "status": 302, "headers": { "location": "https://accounts.google.com/o/oauth2/v2/auth?redirect_uri=https://iap.googleapis.com/v1/oauth/clientIds/x:handleRedirect" } } } } } }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
probes = { front = { http = { service = "backend"; url = "@EDGE:demo-backend@/health"; timeout = "1s"; redirects = 3; expect = "status == 302"; }; }; };
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "2s"; };
rollback = { confirm = "1s"; deadline = "5s"; };
== run
rungate verify
expect exit 5
expect evidence facts.probes.front.ok
expect requests PATCH * 0
