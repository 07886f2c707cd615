# The baseline has no tag URL and none may be lent to it: not known, and what to do is said.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "revisions": [
      { "name": "demo-backend-00041-abc", "age_s": 864000 },
      { "name": "demo-backend-00042-xyz", "age_s": 1600 } ],
    "traffic": [ { "revision": "demo-backend-00041-abc", "percent": 50 }, { "revision": "demo-backend-00042-xyz", "percent": 50, "tag": "candidate" } ] } } }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
probes = { health = { http = { service = "backend"; path = "/health"; at = "candidate"; timeout = "1s"; }; }; };
comparisons = { backend_health = { probe = "health"; of = "probes"; }; };
policies = [ "builtin:comparison", "policy.cfg" ];
gate = { warmup = "0s"; interval = "40ms"; passes = 2; failures = 3; deadline = "1s"; };
rollback = { confirm = "3s"; deadline = "5s"; };
== file policy.cfg
rules = ( { id = "healthy"; severity = "critical"; expression = "probes.health.ok"; } );
== run
rungate verify
expect exit 5
expect requests PATCH * 0
expect output contains demo-backend-00041-abc has no tag URL to which the probe health could be sent; set rollback.try_tag = true, which lends it one for the run, or give it a tag: gcloud run services update-traffic demo-backend --update-tags=baseline=demo-backend-00041-abc --region=us-central1 --project=demo
expect evidence rules.exists(r, r.id == 'not-worse' && r.outcome == 'unknown')
