# No enabled policy matches, or the list is refused: what no alert can say is no pass.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "revisions": [
      { "name": "demo-backend-00041-abc", "age_s": 864000 },
      { "name": "demo-backend-00042-xyz", "age_s": 120 } ] } },
  "alert_policies": { "off": { "enabled": false, "userLabels": { "gate": "yes" } }, "slow": { "userLabels": { "gate": "no" } } } }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
probes = { health = { http = { service = "backend"; path = "/health"; timeout = "1s"; }; }; };
alerts = { ours = { service = "backend"; filter = "policy.user_labels.gate=\"yes\" AND resource.type=\"cloud_run_revision\""; every = "40ms"; }; };
gate = { warmup = "0s"; interval = "80ms"; passes = 5; failures = 3; deadline = "20s"; };
rollback = { confirm = "5s"; deadline = "10s"; };
== run
rungate verify --set gate.deadline=1s
expect exit 5
expect evidence rules.exists(r, r.id == 'alerts-quiet' && r.outcome == 'unknown')
expect output contains no enabled alerting policy of project demo matches the filter
expect requests GET /v3/projects/demo/alerts* 0
cloud apply [ { "faults": [ { "method": "GET", "path": "*/alertPolicies", "status": 403, "message": "Permission 'monitoring.alertPolicies.list' denied on resource (or it may not exist)." } ] } ]
rungate verify --set gate.deadline=1s
expect exit 5
expect output contains monitoring.alertPolicies.list
expect output contains roles/monitoring.viewer
expect requests PATCH * 0
