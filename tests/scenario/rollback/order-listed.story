# RB10: with rollback.order = "listed" the services are moved in the listed order, one after the other.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": {
    "demo-backend":  { "revisions": [ { "name": "demo-backend-00041-abc", "age_s": 864000 }, { "name": "demo-backend-00042-xyz", "age_s": 120, "app": { "/health": { "status": 503 } } } ] },
    "demo-auth":     { "revisions": [ { "name": "demo-auth-00017-abc", "age_s": 864000 }, { "name": "demo-auth-00018-xyz", "age_s": 110 } ] },
    "demo-frontend": { "revisions": [ { "name": "demo-frontend-00007-abc", "age_s": 864000 }, { "name": "demo-frontend-00008-xyz", "age_s": 100 } ], "operation": { "fail": {} } } } }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; auth = { service = "demo-auth"; }; frontend = { service = "demo-frontend"; }; };
probes = { backend_health = { http = { service = "backend"; path = "/health"; timeout = "1s"; }; }; auth_health = { http = { service = "auth"; path = "/health"; timeout = "1s"; }; }; frontend_health = { http = { service = "frontend"; path = "/health"; timeout = "1s"; }; }; };
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "6s"; };
rollback = { confirm = "3s"; deadline = "5s"; wait = true; order = "listed"; };
== run
rungate verify
expect exit 4
expect evidence timeline.filter(e, e.event == 'sending').map(e, e.service) == ['backend', 'auth', 'frontend']
