# RB09: one of three services cannot be moved. The others are, the outcome says exactly which, and resume finishes the
# rollback.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": {
    "demo-backend":  { "revisions": [ { "name": "demo-backend-00041-abc", "age_s": 864000 }, { "name": "demo-backend-00042-xyz", "age_s": 120, "app": { "/health": { "status": 503 } } } ] },
    "demo-auth":     { "revisions": [ { "name": "demo-auth-00017-abc", "age_s": 864000 }, { "name": "demo-auth-00018-xyz", "age_s": 110 } ], "operation": { "fail": { "code": 13, "message": "Internal error while moving traffic." } } },
    "demo-frontend": { "revisions": [ { "name": "demo-frontend-00007-abc", "age_s": 864000 }, { "name": "demo-frontend-00008-xyz", "age_s": 100 } ] } } }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; auth = { service = "demo-auth"; }; frontend = { service = "demo-frontend"; }; };
probes = { backend_health = { http = { service = "backend"; path = "/health"; timeout = "1s"; }; }; auth_health = { http = { service = "auth"; path = "/health"; timeout = "1s"; }; }; frontend_health = { http = { service = "frontend"; path = "/health"; timeout = "1s"; }; }; };
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "6s"; };
rollback = { confirm = "3s"; deadline = "5s"; };
== run
rungate verify
expect exit 4
expect evidence action == 'rollback_failed' && reason.contains('2 of 3') && reason.contains('backend on demo-backend-00041-abc 100 %') && reason.contains('auth failed')
expect evidence services.frontend.move == 'done' && services.auth.move == 'failed'
expect output contains gcloud run services update-traffic demo-auth --to-revisions=demo-auth-00017-abc=100
expect output contains rungate resume
cloud apply [ { "service": "demo-auth", "operation": {} } ]
rungate resume
expect exit 0
expect evidence action == 'rolled_back' && services.auth.move == 'done'
expect traffic demo-auth demo-auth-00017-abc=100
expect requests PATCH */demo-auth 2
expect requests PATCH */demo-backend 1
