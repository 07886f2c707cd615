# The deadline interrupts an observation, and the previous one stays current. There are fewer rounds than gate.failures,
# so the release does not fail although all rounds failed.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "revisions": [
      { "name": "demo-backend-00041-abc", "age_s": 864000 },
      { "name": "demo-backend-00042-xyz", "age_s": 120, "app": { "/health": { "status": 503, "delay_ms": 270 } } } ] } } }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
probes = { health = { http = { service = "backend"; path = "/health"; timeout = "1s"; }; }; };
gate = { warmup = "0s"; interval = "100ms"; passes = 2; failures = 9; deadline = "1s"; };
rollback = { confirm = "3s"; deadline = "5s"; };
== run
rungate verify
expect exit 5
expect evidence verdict == 'inconclusive' && action == 'none' && rounds.all(r, r.outcomes['probe-ok[health]'] == 'fail')
expect evidence rules.exists(r, r.id == 'probe-ok' && r.outcome == 'fail' && r.message.contains('answered 503'))
expect requests PATCH * 0
rungate audit
expect exit 0
