# Webhooks get the result of the run. One that answers with an error is retried, and one that cannot be reached is
# reported. Neither changes the verdict.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": {
    "demo-backend": { "revisions": [
      { "name": "demo-backend-00041-abc", "age_s": 864000 },
      { "name": "demo-backend-00042-xyz", "age_s": 120, "app": { "/health": { "status": 503 } } } ] },
    "flaky": { "revisions": [ { "name": "flaky-00001-abc", "age_s": 864000, "app": {
      "*": { "sequence": [ { "status": 503 }, { "status": 200 } ] } } } ] },
    "hooks": { "revisions": [ { "name": "hooks-00001-abc", "age_s": 864000, "app": { "/refused": { "status": 403 } } } ] } } }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
probes = { health = { http = { service = "backend"; path = "/health"; timeout = "1s"; }; }; };
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "6s"; };
rollback = { confirm = "3s"; deadline = "5s"; };
notify = ( { url = "@URI:flaky@/flaky"; format = "slack"; },
           { url = "@URI:hooks@/events"; format = "cloudevents"; secret = "${HOOK_SECRET}"; },
           { url = "@URI:hooks@/refused"; },
           { url = "http://127.0.0.1:1/none?token=${HOOK_SECRET}"; },
           { url = "@URI:hooks@/never"; when = "not_passed"; } );
== run
env HOOK_SECRET=whsec_c2VjcmV0LWhvb2sta2V5
rungate verify
expect exit 1
expect requests POST /flaky 2
expect requests POST /events 2
expect requests POST /refused 1
expect requests POST /never 1
expect output contains /refused failed: status 403
expect output contains notification to http://127.0.0.1:1/none?token=[redacted] failed
expect output lacks c2VjcmV0LWhvb2sta2V5
rungate verify --set rollback.release_window=1s --candidate backend=demo-backend-00041-abc
expect exit 0
expect requests POST /never 1
