# The same service in two regions is one release. Both are rolled back, and the output names the region of each.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": {
    "demo-backend":              { "revisions": [ { "name": "demo-backend-00041-abc", "age_s": 864000 }, { "name": "demo-backend-00042-xyz", "age_s": 120, "app": { "/health": { "status": 503 } } } ] },
    "demo-backend@europe-west1": { "revisions": [ { "name": "demo-backend-00031-eur", "age_s": 864000 }, { "name": "demo-backend-00032-eur", "age_s": 110 } ] } } }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { us = { service = "demo-backend"; }; eu = { service = "demo-backend"; region = "europe-west1"; }; };
probes = { us_health = { http = { service = "us"; path = "/health"; timeout = "1s"; }; }; eu_health = { http = { service = "eu"; path = "/health"; timeout = "1s"; }; }; };
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "6s"; };
rollback = { confirm = "3s"; deadline = "5s"; };
== run
rungate verify
expect exit 1
expect evidence services.us.restored && services.eu.restored
expect traffic demo-backend demo-backend-00041-abc=100
expect traffic demo-backend@europe-west1 demo-backend-00031-eur=100
expect output contains --region=europe-west1
