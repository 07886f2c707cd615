# deploy --baseline FILE records the traffic in FILE, which need not exist, and rolls back to what it recorded there. An
# order can use the file later.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-a": { "revisions": [ { "name": "demo-a-00041-abc", "age_s": 864000 } ] } } }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { a = { service = "demo-a"; }; };
probes = { a_ok = { http = { service = "a"; path = "/health"; }; }; };
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "20s"; };
== file good
curl -sf --data '[{ "service": "demo-a", "deploy": { "name": "demo-a-00042-xyz" } }]' @API@__cloud/apply
== file bad
curl -sf --data '[{ "service": "demo-a", "deploy": { "name": "demo-a-00043-uvw", "app": { "/health": { "status": 503 } } } }]' @API@__cloud/apply
== run
rungate deploy --baseline before.json -- sh good
expect exit 0
expect output contains recorded in before.json
expect traffic demo-a demo-a-00042-xyz=100
rungate deploy --baseline next.json -- sh bad
expect exit 1
expect traffic demo-a demo-a-00042-xyz=100
rungate rollback --baseline before.json
expect exit 0
expect traffic demo-a demo-a-00041-abc=100
