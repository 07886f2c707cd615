# For some time, reads of the service have no uid. rungate makes no decision from them.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "revisions": [
      { "name": "demo-backend-00040-old", "age_s": 964000 },
      { "name": "demo-backend-00041-abc", "age_s": 864000 },
      { "name": "demo-backend-00042-xyz", "age_s": 120, "app": { "/health": { "status": 503 } } } ],
    "answers_lack": [ { "field": "uid", "reads": 3 } ] } } }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
probes = { health = { http = { service = "backend"; path = "/health"; timeout = "1s"; }; }; };
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "8s"; };
rollback = { confirm = "3s"; deadline = "5s"; };
== run
rungate verify
expect exit 1
expect evidence rounds[0].outcomes.exists(o, rounds[0].outcomes[o] == 'unknown') && !rounds[0].outcomes.exists(o, rounds[0].outcomes[o] == 'fail')
expect evidence services.backend.candidate == 'demo-backend-00042-xyz' && services.backend.uid != ''
expect traffic demo-backend demo-backend-00041-abc=100
expect requests PATCH * 1
