# The newest revision is missing in the first list only. The second list has it, so the candidate is correct from the
# first round on. (Images are read beside the rounds, and may come later.)
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "revisions": [
      { "name": "demo-backend-00040-old", "age_s": 964000 },
      { "name": "demo-backend-00041-abc", "age_s": 864000 },
      { "name": "demo-backend-00042-xyz", "age_s": 120, "app": { "/health": { "status": 503 } } } ],
    "lists_lack": [ { "revision": "demo-backend-00042-xyz", "reads": 1 } ] } } }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
probes = { health = { http = { service = "backend"; path = "/health"; timeout = "1s"; }; }; };
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "8s"; };
rollback = { confirm = "3s"; deadline = "5s"; };
== run
rungate verify
expect exit 1
expect evidence services.backend.candidate == 'demo-backend-00042-xyz' && action == 'rolled_back'
expect evidence rounds[0].outcomes.all(o, rounds[0].outcomes[o] != 'unknown' || o.startsWith('way-back-'))
expect traffic demo-backend demo-backend-00041-abc=100
expect requests GET */services/demo-backend/revisions 2
expect requests PATCH * 1
