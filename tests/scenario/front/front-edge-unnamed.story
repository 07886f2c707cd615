# A probe's URL names no service in a run of several services. A rejection by the edge fails none of them.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": {
    "demo-auth": { "revisions": [ { "name": "demo-auth-1", "age_s": 864000 }, { "name": "demo-auth-2", "age_s": 90 } ] },
    "demo-backend": { "revisions": [ { "name": "demo-backend-1", "age_s": 864000 }, { "name": "demo-backend-2", "age_s": 90 } ],
      "edge": { "*": { "status": 403, "body": "blocked" } } } } }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { auth = { service = "demo-auth"; }; backend = { service = "demo-backend"; }; };
probes = { public = { http = { url = "@EDGE:demo-backend@/"; timeout = "1s"; }; }; };
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "1s"; };
rollback = { confirm = "1s"; deadline = "5s"; };
== run
rungate verify
expect exit 5
expect output contains the probe does not name its service
expect requests PATCH * 0
