# Two requests a minute are too few for an answer, and the comparison says so.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "changed_s": 1500, "revisions": [
      { "name": "demo-backend-00041-abc", "age_s": 864000 },
      { "name": "demo-backend-00042-xyz", "age_s": 1600 } ],
    "traffic": [ { "revision": "demo-backend-00041-abc", "percent": 50 }, { "revision": "demo-backend-00042-xyz", "percent": 50, "tag": "candidate" } ] } },
  "metrics": [
    { "type": "run.googleapis.com/request_count", "resource": { "service_name": "demo-backend", "revision_name": "demo-backend-00042-xyz" }, "labels": { "response_code_class": "2xx" }, "value": 1 },
    { "type": "run.googleapis.com/request_count", "resource": { "service_name": "demo-backend", "revision_name": "demo-backend-00041-abc" }, "labels": { "response_code_class": "2xx" }, "value": 1 } ] }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
probes = { health = { http = { service = "backend"; path = "/health"; at = "candidate"; timeout = "1s"; }; }; };
comparisons = { backend_errors = { service = "backend"; of = "errors"; }; };
policies = [ "policy.cfg" ];
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "2s"; };
rollback = { confirm = "3s"; deadline = "5s"; };
== file policy.cfg
rules = (
  { id = "healthy"; severity = "critical"; expression = "probes.health.ok"; },
  { id = "not-worse"; severity = "critical"; each = "comparisons"; needs = "it.blocks > 0";
    expression = "!(it.worse && it.candidate.ratio > 0.001)"; message = "key + ': at least ' + string(it.atLeast) + ' times as many'"; },
  { id = "release-not-worse"; severity = "critical"; expression = "release.evidence < release.needed"; },
  { id = "shown-fine"; severity = "error"; each = "comparisons"; needs = "it.known"; expression = "it.fine"; } );
== run
rungate verify
expect exit 5
expect evidence !facts.comparisons.backend_errors.known && facts.comparisons.backend_errors.reason == 'too few requests so far'
expect output contains backend_errors  not yet known: too few requests so far: 
expect output contains to see a doubling
expect output contains to see an outage; the probe health in pairs tells an outage within 15 s of its first failure: comparisons = { health_pairs = { probe = "health"; of = "probes"; }; }
rungate audit
expect exit 0
