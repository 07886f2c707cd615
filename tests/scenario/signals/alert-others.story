# Alerts about another service, another revision or of another policy, and older ones, do not count; an old one that is open is reported. The lists have several pages.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "revisions": [
      { "name": "demo-backend-00041-abc", "age_s": 864000 },
      { "name": "demo-backend-00042-xyz", "age_s": 120 } ] } },
  "alert_policies": { "errors": { "displayName": "Errors of the backend", "severity": "CRITICAL", "userLabels": { "gate": "yes" } }, "slow": { "userLabels": { "gate": "no" } } },
  "page_size": 1,
  "alerts": { "a1": { "of": "errors", "age_s": 600, "resource": { "type": "cloud_run_revision", "labels": { "service_name": "demo-backend", "revision_name": "demo-backend-00041-abc" } } }, "a2": { "of": "errors", "age_s": 60, "resource": { "type": "cloud_run_revision", "labels": { "service_name": "demo-frontend" } } }, "a3": { "of": "errors", "age_s": 60, "resource": { "type": "cloud_run_revision", "labels": { "service_name": "demo-backend", "revision_name": "demo-backend-00041-abc" } } },
      "a4": { "of": "slow", "age_s": 60, "resource": { "type": "cloud_run_revision", "labels": { "service_name": "demo-backend", "revision_name": "demo-backend-00042-xyz" } } }, "a5": { "of": "errors", "age_s": 900, "closed_s": 5, "resource": { "type": "cloud_run_revision", "labels": { "service_name": "demo-backend", "revision_name": "demo-backend-00041-abc" } } } } }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
probes = { health = { http = { service = "backend"; path = "/health"; timeout = "1s"; }; }; };
alerts = { ours = { service = "backend"; filter = "policy.user_labels.gate=\"yes\" AND resource.type=\"cloud_run_revision\""; every = "40ms"; }; };
gate = { warmup = "0s"; interval = "80ms"; passes = 5; failures = 3; deadline = "20s"; };
rollback = { confirm = "5s"; deadline = "10s"; };
== run
rungate verify
expect exit 0
expect evidence facts.alerts.ours.since.size() == 0 && facts.alerts.ours.before.size() == 1 && facts.alerts.ours.others.size() == 2 && facts.alerts.ours.policies == 1
expect output contains alerts.ours: "Errors of the backend" has been open since
