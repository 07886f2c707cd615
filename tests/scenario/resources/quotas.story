# A service without GPUs: its quotas are read if the config asks for it. Refused: not known, said with the role.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "revisions": [
      { "name": "demo-backend-00041-abc", "age_s": 864000, "api": { "scaling": { "maxInstanceCount": 5 } } },
      { "name": "demo-backend-00042-xyz", "age_s": 120, "api": { "scaling": { "maxInstanceCount": 5 } } } ] } },
  "quotas": [ { "quotaId": "CpuAllocPerProjectRegion", "dimensionsInfos": [ { "details": { "value": "20000" } } ] },
    { "quotaId": "MemAllocPerProjectRegion", "dimensionsInfos": [ { "details": { "value": "109951162777600" } } ] } ] }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
probes = { health = { http = { service = "backend"; path = "/health"; timeout = "1s"; }; }; };
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "6s"; };
== run
rungate check
expect exit 0
expect evidence !has(facts.services.backend.quotas)
expect requests GET */quotaInfos 0
rungate check --set services.backend.quotas=true
expect exit 0
expect evidence rules.exists(r, r.id == 'quota-room' && r.outcome == 'pass') && facts.services.backend.quotas.memory.atRollback == 5368709120
cloud apply [ { "denied": [ "cloudquotas.quotas.get" ] } ]
rungate check --set services.backend.quotas=true
expect exit 0
expect evidence rules.exists(r, r.id == 'quota-room' && r.outcome == 'unknown')
expect output contains whether the quotas suffice for a rollback is not known
expect output contains gcloud projects add-iam-policy-binding demo --member=serviceAccount:EMAIL --role=roles/cloudquotas.viewer
