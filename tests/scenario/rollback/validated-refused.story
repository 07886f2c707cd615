# Cloud Run would refuse the rollback: that is said while the release is judged, with the reason, and is a fact. It does
# not fail the release, and a rollback is tried all the same.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "revisions": [
      { "name": "demo-backend-00041-abc", "age_s": 864000 },
      { "name": "demo-backend-00042-xyz", "age_s": 120 } ] } },
  "faults": [ { "method": "VALIDATE", "path": "*", "times": 1, "status": 400,
    "message": "Revision 'demo-backend-00041-abc' is not ready and cannot serve traffic. Container import failed." } ] }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; asked = false; }; };
policies = [ "own.cfg" ];
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "20s"; };
== file own.cfg
rules = ( { id = "refused"; severity = "critical"; each = "services"; expression = "has(it.wayBack.accepted) && !it.wayBack.accepted"; } );
== run
rungate verify
expect exit 0
expect output contains warning: Cloud Run would refuse to roll demo-backend back to demo-backend-00041-abc 100 %
expect output contains make demo-backend-00041-abc able to serve again
expect evidence facts.services.backend.wayBack.refusal.contains('Container import failed')
expect evidence said.exists(s, s.contains('would refuse to roll demo-backend back'))
expect requests PATCH * 0
