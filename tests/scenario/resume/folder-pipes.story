# Pipes and links replace files in the state folder. They are rejected immediately: rungate neither waits for them nor
# writes through them, and continues to judge.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "revisions": [
      { "name": "demo-backend-00041-abc", "age_s": 864000 },
      { "name": "demo-backend-00042-xyz", "age_s": 120, "app": { "/health": { "status": 503 } } } ] } } }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
probes = { health = { http = { service = "backend"; path = "/health"; timeout = "1s"; }; }; };
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "6s"; };
rollback = { confirm = "3s"; deadline = "5s"; };
== run
rungate snapshot -o theirs.json
sh mkdir -p -m 700 .rungate/evidence .rungate/journal && mkfifo .rungate/evidence/.lock .rungate/evidence/head .rungate/evidence/20260101T000000.000Z-00000000.json .rungate/journal/x.jsonl && ln -s ../theirs.json .rungate/baseline.json && cp theirs.json kept.json
rungate snapshot
expect exit 74
expect output contains .rungate/baseline.json is a symbolic link, not a regular file
rungate verify
expect exit 1
expect output contains the snapshot is ignored: .rungate/baseline.json is a symbolic link, not a regular file
expect output contains earlier evidence is ignored: .rungate/evidence/20260101T000000.000Z-00000000.json is not a regular file
expect output contains a record of an earlier rollback is ignored: .rungate/journal/x.jsonl is not a regular file
expect output contains the head of the evidence chain could not be written: .rungate/evidence/head is not a regular file
expect traffic demo-backend demo-backend-00041-abc=100
sh cmp theirs.json kept.json && test -p .rungate/evidence/head && test -L .rungate/baseline.json
sh rm .rungate/evidence/20260101T000000.000Z-00000000.json
