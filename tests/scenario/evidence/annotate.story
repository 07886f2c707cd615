# With --annotate the verdict is written to the service as annotations. Annotations of others are kept. Nothing is
# written without the option or by check, and no new revision is created.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "api": { "annotations": { "team": "shop", "rungate/verdict": "failed" } }, "revisions": [
      { "name": "demo-backend-00041-abc", "age_s": 864000 },
      { "name": "demo-backend-00042-xyz", "age_s": 120 } ] } } }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
policies = [ "builtin:endpoints" ];
probes = { health = { http = { service = "backend"; path = "/health"; timeout = "1s"; }; }; };
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "6s"; };
rollback = { confirm = "3s"; deadline = "5s"; };
== run
rungate verify
expect exit 0
expect requests PATCH * 0
rungate check --set evidence.annotate=true
expect exit 0
expect requests PATCH * 0
rungate verify --set evidence.annotate=true
expect exit 0
expect requests PATCH * 1
expect last method PATCH
expect last query updateMask=annotations
expect last body.annotations.team shop
expect last body.annotations.rungate/revision demo-backend-00042-xyz
expect last body.annotations.rungate/verdict passed
sh grep -q "\"rungate/evidence\":\"sha256:$(cat $(ls .rungate/evidence/*.json | tail -n 1) | sha256sum | cut -d ' ' -f 1)\"" requests.jsonl
expect traffic demo-backend demo-backend-00042-xyz=100
cloud apply [ { "service": "demo-backend", "deploy": { "name": "demo-backend-00043-new", "app": { "/health": { "status": 503 } } } } ]
rungate verify --set evidence.annotate=true
expect exit 1
expect requests PATCH * 3
expect last body.annotations.rungate/revision demo-backend-00043-new
expect last body.annotations.rungate/verdict failed
expect traffic demo-backend demo-backend-00042-xyz=100
