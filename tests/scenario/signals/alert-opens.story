# An alert about the candidate opens while the release is judged, and closes again: the release is rolled back.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "revisions": [
      { "name": "demo-backend-00041-abc", "age_s": 864000 },
      { "name": "demo-backend-00042-xyz", "age_s": 120 } ] } },
  "alert_policies": { "errors": { "displayName": "Errors of the backend", "severity": "CRITICAL", "userLabels": { "gate": "yes" } }, "slow": { "userLabels": { "gate": "no" } } },
  "events": [ { "at_ms": 300, "apply": [ { "alerts": { "a1": { "of": "errors", "age_s": 1, "closed_s": 0, "resource": { "type": "cloud_run_revision", "labels": { "service_name": "demo-backend", "revision_name": "demo-backend-00042-xyz" } } } } } ] } ] }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
probes = { health = { http = { service = "backend"; path = "/health"; timeout = "1s"; }; }; };
alerts = { ours = { service = "backend"; filter = "policy.user_labels.gate=\"yes\" AND resource.type=\"cloud_run_revision\""; every = "40ms"; }; };
gate = { warmup = "0s"; interval = "80ms"; passes = 5; failures = 3; deadline = "20s"; };
rollback = { confirm = "5s"; deadline = "10s"; };
== run
rungate verify --set gate.passes=12
expect exit 1
expect evidence rules.exists(r, r.id == 'alerts-quiet' && r.outcome == 'fail' && r.message.contains('Errors of the backend'))
expect evidence services.backend.candidate.endsWith('00042-xyz') && reason.contains('alerts-quiet')
expect traffic demo-backend demo-backend-00041-abc=100
