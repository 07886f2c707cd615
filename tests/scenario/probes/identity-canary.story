# At 10 % of the traffic, the probe is repeated until the candidate answers. Answers of the other revision are counted,
# not judged.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "revisions": [
      { "name": "demo-backend-00041-abc", "age_s": 864000 },
      { "name": "demo-backend-00042-xyz", "age_s": 120 } ],
    "traffic": [ { "revision": "demo-backend-00041-abc", "percent": 90 }, { "revision": "demo-backend-00042-xyz", "percent": 10 } ] } } }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
probes = { health = { http = { service = "backend"; path = "/health"; identity = "headers['x-revision']"; }; }; };
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "6s"; };
rollback = { confirm = "3s"; deadline = "5s"; };
== run
rungate verify
expect exit 0
expect evidence facts.probes.health.identity == 'demo-backend-00042-xyz' && facts.probes.health.attempts == facts.probes.health.others + 1 && facts.probes.health.others > 0
expect requests PATCH * 0
