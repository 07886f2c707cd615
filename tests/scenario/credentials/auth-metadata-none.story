# There is no metadata server and no credential file. rungate says so within a second, with instructions. A metadata
# server that never answers takes no longer.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "revisions": [
      { "name": "demo-backend-00041-abc", "age_s": 864000 },
      { "name": "demo-backend-00042-xyz", "age_s": 120 } ] } },
  "faults": [ { "path": "/computeMetadata/*", "delay_ms": 4000 } ] }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
probes = { health = { http = { service = "backend"; path = "/health"; timeout = "1s"; }; }; };
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "6s"; };
rollback = { confirm = "3s"; deadline = "5s"; };
== run
env CLOUDSDK_AUTH_ACCESS_TOKEN_FILE=
env GCE_METADATA_HOST=127.0.0.1:1
rungate verify
expect exit 5
expect output contains no credentials found
expect output contains gcloud auth application-default login
expect evidence durationMs < 2500
env GCE_METADATA_HOST=@HOST@
rungate verify
expect exit 5
expect output contains no credentials found
expect evidence durationMs < 4000
expect requests GET /v2/* 0
