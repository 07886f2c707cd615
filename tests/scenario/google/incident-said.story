# Without a hold, an incident of Google's is reported, and traffic is moved back.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "revisions": [
      { "name": "demo-backend-00041-abc", "age_s": 864000 },
      { "name": "demo-backend-00042-xyz", "age_s": 120, "app": { "/health": { "status": 503 } } } ] } },
  "incidents": { "aBc1": { "title": "Elevated errors in Cloud Run", "eventImpacts": [ { "product": { "productName": "Cloud Run" }, "location": { "locationName": "us-central1" } } ],
      "updates": [ { "symptom": "HTTP 503", "workaround": "None at this time" } ] } } }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
probes = { health = { http = { service = "backend"; path = "/health"; timeout = "1s"; }; }; };
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "20s"; };
rollback = { confirm = "5s"; deadline = "10s"; };
== run
rungate verify
expect exit 1
expect evidence facts.google.aBc1.concernsRelease && timeline.exists(t, t.event == 'incident' && t.detail.contains('Elevated errors'))
expect output contains rule probe-ok failed while Google reports an incident, which may be the cause: Cloud Run in us-central1 since
expect output contains rollback.hold = "google.exists(id, google[id].concernsRelease)"
expect traffic demo-backend demo-backend-00041-abc=100
