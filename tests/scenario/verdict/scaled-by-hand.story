# Three instances, set by hand: the minima and maxima of revisions do not count, and no rule asks for a minimum.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "api": { "scaling": { "scalingMode": "MANUAL", "manualInstanceCount": 3, "maxInstanceCount": 50 } }, "revisions": [
      { "name": "demo-backend-00041-abc", "age_s": 864000 },
      { "name": "demo-backend-00042-xyz", "age_s": 120, "api": { "sessionAffinity": true, "scaling": { "maxInstanceCount": 20 } } } ] } } }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
probes = { health = { http = { service = "backend"; path = "/health"; timeout = "1s"; }; }; };
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "6s"; };
rollback = { confirm = "3s"; deadline = "5s"; };
policies = [ "builtin:production" ];
== run
rungate check
expect evidence facts.services.backend.candidate.effectiveMaxInstances == 3 && facts.services.backend.candidate.effectiveMinInstances == 3 && facts.services.backend.candidate.maxInstances == 20
expect evidence rules.exists(r, r.id == 'instances-warm' && r.outcome == 'skipped') && rules.exists(r, r.id == 'not-scaled-to-zero' && r.outcome == 'pass')
rungate rollback backend
expect exit 0
expect output contains clients that demo-backend-00042-xyz has served may reach it again while its instances run: it has session affinity
expect output lacks no minimum instances
