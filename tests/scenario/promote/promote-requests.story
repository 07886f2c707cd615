# promote: --min-requests waits until the candidate has had that number of requests according to Cloud Monitoring. If the
# deadline cuts a probe of the last round, that round is not clean, and this is the reason that is given.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "revisions": [
      { "name": "demo-backend-00041-abc", "age_s": 864000 } ] } },
  "metrics": [ { "type": "run.googleapis.com/request_count", "resource": { "service_name": "demo-backend", "revision_name": "demo-backend-00042-xyz" }, "labels": { "response_code_class": "2xx" }, "value": 60 } ] }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
policies = [ "builtin:endpoints" ];
probes = { health = { http = { service = "backend"; path = "/health"; timeout = "1s"; }; }; };
metrics = { users = { service = "backend"; metric = "request_count"; delay = "1ms"; }; };
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "6s"; };
rollback = { confirm = "3s"; deadline = "5s"; };
== run
rungate snapshot
cloud apply [ { "service": "demo-backend", "traffic": [ { "revision": "demo-backend-00041-abc", "percent": 100 } ] }, { "service": "demo-backend", "deploy": { "name": "demo-backend-00042-xyz" } } ]
cloud apply [ { "service": "demo-backend", "traffic": [ { "revision": "demo-backend-00041-abc", "percent": 100 }, { "revision": "demo-backend-00042-xyz", "tag": "next" } ] } ]

rungate promote --steps 20,100 --step-time 100ms --min-requests 1000
expect exit 4
expect evidence action == 'stopped' && reason.contains('stopped at 20 %') && rounds.size() > 4
expect evidence reason.contains('has not had 1000 requests') || reason.contains('fewer than gate.passes clean rounds')
expect requests PATCH * 1
expect output contains to move traffic back: rungate rollback
rungate promote --steps 20,100 --step-time 100ms --min-requests 50
expect exit 0
expect evidence action == 'promoted'
expect desired demo-backend LATEST=100,demo-backend-00042-xyz=0#next
