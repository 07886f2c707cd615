# No probe is configured, and the deploy answers 503. The release does not pass. The output has a probe to paste, with
# which the release fails.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "revisions": [
      { "name": "demo-backend-00041-abc", "age_s": 864000 },
      { "name": "demo-backend-00042-xyz", "age_s": 120, "app": { "*": { "status": 503 } },
        "api": { "containers": [ { "image": "us-docker.pkg.dev/demo/r/backend:1", "ports": [ { "containerPort": 8080 } ], "livenessProbe": { "httpGet": { "path": "/up", "port": 8080 } } } ] } } ] } },
  "sql": { "demo-db": {} } }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
sql = { main = { instance = "demo-db"; }; };
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "6s"; };
rollback = { confirm = "3s"; deadline = "5s"; };
== file pasted.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
probes = {
  backend_health = { http = { service = "backend"; path = "/up"; }; };
};
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "6s"; };
rollback = { confirm = "3s"; deadline = "5s"; };
== run
rungate verify
expect exit 5
expect output contains not tested: backend (no probe, command, metric or log)
expect output contains to test it, add to the config:
expect output contains or, if it needs no test, set: asked = false; in services.backend
expect evidence verdict == 'inconclusive' && action == 'none' && decision == 'inconclusive' && decidedBy == 'rounds' && !services.backend.asked && services.backend.reachedBy == []
expect output contains probes = {
expect output contains   backend_health = { http = { service = "backend"; path = "/up"; }; };
expect evidence next[0] == 'to test it, add to the config:' && next[1] == 'probes = {' && next[3] == '};'
expect requests PATCH * 0
rungate audit
expect exit 0
rungate verify
expect exit 5
rungate verify -c pasted.cfg
expect exit 1
expect evidence services.backend.baselineSource == 'guess' && services.backend.asked && services.backend.reachedBy == ['probes.backend_health']
expect traffic demo-backend demo-backend-00041-abc=100
