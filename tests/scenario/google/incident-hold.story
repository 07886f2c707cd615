# During an incident of Google's in the region, rollback.hold leaves traffic where it is. It is observed from the first round on.
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
rollback = { confirm = "5s"; deadline = "10s"; hold = "google.exists(id, google[id].region == 'us-central1')"; };
== run
rungate verify
expect exit 3
expect evidence action == 'not_moved' && facts.google.aBc1.product == 'Cloud Run' && facts.google.aBc1.workaround == 'None at this time'
expect output contains a hold is set: if the release fails, traffic will not be moved back: rollback.hold
expect output contains rule probe-ok failed while Google reports an incident, which may be the cause: Cloud Run in us-central1 since
expect requests PATCH * 0
expect requests GET *demo/locations/global/events* >= 1
