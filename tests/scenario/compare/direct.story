# A deploy straight to 100 %: the baseline has no users, so that no data could ever prove anything. The rules of
# builtin:production that need a comparison do not apply, which is said; the others decide. A refused API while both
# have users is another matter: nothing passes.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "changed_s": 1500, "revisions": [
      { "name": "demo-backend-00041-abc", "age_s": 864000 },
      { "name": "demo-backend-00042-xyz", "age_s": 1600, "api": { "scaling": { "minInstanceCount": 1 } } } ] } },
  "metrics": [
    { "type": "run.googleapis.com/request_count", "resource": { "service_name": "demo-backend", "revision_name": "demo-backend-00042-xyz" }, "labels": { "response_code_class": "2xx" }, "value": 450 } ] }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
probes = { health = { http = { service = "backend"; path = "/health"; timeout = "1s"; }; }; };
comparisons = { backend_errors = { service = "backend"; of = "errors"; }; backend_slow = { service = "backend"; of = "latency"; };
                backend_share = { service = "backend"; of = "traffic"; }; };
policies = [ "builtin:production" ];
gate = { warmup = "0s"; interval = "40ms"; passes = 2; failures = 3; deadline = "2s"; };
rollback = { confirm = "3s"; deadline = "5s"; };
== run
rungate verify
expect exit 0
expect evidence ['not-worse', 'shown-fine'].all(id, rules.filter(r, r.id == id).size() == 3 && rules.filter(r, r.id == id).all(r, r.outcome == 'skipped'))
expect evidence rules.exists(r, r.id == 'release-not-worse' && r.outcome == 'skipped') && rules.exists(r, r.id == 'compared' && r.outcome == 'fail')
expect evidence !facts.comparisons.backend_errors.comparable
expect output contains backend_errors: nothing can be compared: the baseline has no users; deploy with --no-traffic and let rungate promote give it traffic in steps
expect output contains backend_errors  not compared: the baseline has no users
# nothing but comparisons: then nothing was asked
rungate verify --policy builtin:comparison
expect exit 5
cloud apply [ { "service": "demo-backend", "traffic": [ { "revision": "demo-backend-00041-abc", "percent": 50 }, { "revision": "demo-backend-00042-xyz", "percent": 50 } ] }, { "faults": [ { "path": "*/timeSeries", "status": 403, "message": "no" } ] } ]
rungate verify --candidate backend=demo-backend-00042-xyz
expect exit 5
expect evidence rules.exists(r, r.id == 'shown-fine' && r.outcome == 'unknown')
