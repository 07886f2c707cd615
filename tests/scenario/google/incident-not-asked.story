# A healthy release does not ask for incidents unless a rule reads them; then they are asked for at once.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "revisions": [
      { "name": "demo-backend-00041-abc", "age_s": 864000 },
      { "name": "demo-backend-00042-xyz", "age_s": 120 } ] } },
  "incidents": { "aBc1": { "title": "Elevated errors in Cloud Run", "eventImpacts": [ { "product": { "productName": "Cloud Run" }, "location": { "locationName": "us-central1" } } ],
      "updates": [ { "symptom": "HTTP 503", "workaround": "None at this time" } ] } } }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
probes = { health = { http = { service = "backend"; path = "/health"; timeout = "1s"; }; }; };
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "20s"; };
rollback = { confirm = "5s"; deadline = "10s"; };
== file calm.cfg
rules = (
  { id = "health"; severity = "critical"; expression = "probes.health.ok"; },
  { id = "google-calm"; severity = "error"; each = "google"; expression = "!it.concernsRelease"; message = "it.title"; } );
== run
rungate verify
expect exit 0
expect requests GET */events* 0
rungate verify --policy calm.cfg --set gate.failures=1
expect exit 3
expect evidence rules.exists(r, r.id == 'google-calm' && r.key == 'aBc1' && r.outcome == 'fail')
rungate facts
expect output contains Elevated errors in Cloud Run
