# Once in a run, Cloud Run is asked with validateOnly whether it would accept the rollback of each service and worker
# pool that would be moved. Nothing changes by that, and nothing is journalled.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "revisions": [
      { "name": "demo-backend-00041-abc", "age_s": 864000 },
      { "name": "demo-backend-00042-xyz", "age_s": 120 } ] } },
  "workers": { "demo-mail": { "revisions": [
      { "name": "demo-mail-00003-abc", "age_s": 864000 },
      { "name": "demo-mail-00004-xyz", "age_s": 110 } ] } } }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; asked = false; }; };
workers = { mail = { pool = "demo-mail"; asked = false; }; };
policies = [ "own.cfg" ];
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "20s"; };
== file own.cfg
rules = (
  { id = "service"; severity = "critical"; each = "services"; expression = "it.wayBack.accepted"; },
  { id = "worker"; severity = "critical"; each = "workers"; expression = "it.wayBack.accepted"; } );
== run
rungate verify
expect exit 0
expect evidence facts.services.backend.wayBack.accepted && !has(facts.services.backend.wayBack.refusal)
expect evidence facts.workers.mail.wayBack.accepted
expect requests VALIDATE */services/demo-backend 1
expect requests VALIDATE */workerPools/demo-mail 1
expect requests PATCH * 0
expect traffic demo-backend demo-backend-00042-xyz=100
