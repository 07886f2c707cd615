# Incidents of other regions and products, and closed ones, concern nobody. They come in three pages, of which all are read.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "revisions": [
      { "name": "demo-backend-00041-abc", "age_s": 864000 },
      { "name": "demo-backend-00042-xyz", "age_s": 120, "app": { "/health": { "status": 503 } } } ] } },
  "page_size": 1,
  "incidents": { "e1": { "title": "Far away", "eventImpacts": [ { "product": { "productName": "Cloud Run" }, "location": { "locationName": "europe-west1" } } ] },
      "e2": { "title": "Other product", "eventImpacts": [ { "product": { "productName": "Cloud Translation" }, "location": { "locationName": "us-central1" } } ] },
      "e3": { "title": "Over", "state": "CLOSED", "eventImpacts": [ { "product": { "productName": "Cloud Run" }, "location": { "locationName": "us-central1" } } ] },
      "e4": { "title": "Not ours", "relevance": "NOT_IMPACTED", "eventImpacts": [ { "product": { "productName": "Google Cloud SQL" }, "location": { "locationName": "us-central1" } } ] } } }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
probes = { health = { http = { service = "backend"; path = "/health"; timeout = "1s"; }; }; };
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "20s"; };
rollback = { confirm = "5s"; deadline = "10s"; hold = "google.exists(id, google[id].concernsRelease)"; };
== run
rungate verify
expect exit 1
expect evidence facts.google.size() == 3 && !('e3' in facts.google) && facts.google.all(k, !facts.google[k].concernsRelease)
expect output lacks Google reports an incident
expect traffic demo-backend demo-backend-00041-abc=100
