# The last change of the service failed and was not observed. No round passes, although all answers are good.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "revisions": [
      { "name": "demo-backend-00041-abc", "age_s": 864000 },
      { "name": "demo-backend-00042-xyz", "age_s": 120 } ],
    "api": { "generation": "8", "observedGeneration": "7",
      "terminalCondition": { "type": "Ready", "state": "CONDITION_FAILED", "message": "Revision is not ready and cannot serve traffic." } } } } }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
probes = { health = { http = { service = "backend"; path = "/health"; }; }; };
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "6s"; };
rollback = { confirm = "3s"; deadline = "5s"; };
== run
rungate verify
expect exit 5
expect evidence reason.contains('its last change failed') && reason.contains('cannot serve traffic')
expect requests PATCH * 0
