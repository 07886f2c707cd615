# Google's answers contain one of rungate's secrets. It is not in the snapshot.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "api": { "uid": "xxxxxxxx-S3cr3tK3yOfOursThatNobodyMaySee", "uri": "https://S3cr3tK3yOfOursThatNobodyMaySee.example.com" },
    "revisions": [ { "name": "demo-backend-00041-abc", "age_s": 864000 } ] } } }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
probes = { health = { http = { service = "backend"; path = "/health"; headers = { X-Key = "${KEY}"; }; }; }; };
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "6s"; };
== run
env KEY=S3cr3tK3yOfOursThatNobodyMaySee
rungate snapshot --json
expect exit 0
expect file .rungate/baseline.json
expect text .rungate/baseline.json contains [redacted]
expect output lacks S3cr3t
expect nowhere S3cr3t
expect nowhere yOfOursT
rungate snapshot -o named.json
expect exit 0
expect nowhere S3cr3t
