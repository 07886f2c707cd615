# What keeps a run from reading is told once, with the project and region that may be mistyped, and names the host once.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-a": { "revisions": [ { "name": "demo-a-00001-abc", "age_s": 100 } ] },
                "demo-b": { "revisions": [ { "name": "demo-b-00001-abc", "age_s": 100 } ] } } }
== file rungate.cfg
version = 1; project = "demo"; region = "us-centrall1";
services = { a = { service = "demo-a"; }; b = { service = "demo-b"; }; };
probes = { p = { http = { service = "a"; path = "/"; }; }; };
gate = { warmup = "0s"; interval = "80ms"; passes = 1; failures = 2; deadline = "2s"; };
== run
rungate status
expect exit 5
expect output contains us-centrall1
expect output contains if project and region are right, grant it: gcloud projects add-iam-policy-binding demo
env CLOUDSDK_API_ENDPOINT_OVERRIDES_RUN=http://127.0.0.1:1/
rungate verify --region us-central1
expect exit 5
expect output contains services/demo-a: Failed to connect to 127.0.0.1
expect output contains probes.p: service a could not be read: services.a: as above
