# A negative number of requests is no count: the comparison is not known, neither worse nor fine.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "changed_s": 1500, "revisions": [
      { "name": "demo-backend-00041-abc", "age_s": 864000 },
      { "name": "demo-backend-00042-xyz", "age_s": 1600 } ],
    "traffic": [ { "revision": "demo-backend-00041-abc", "percent": 50 }, { "revision": "demo-backend-00042-xyz", "percent": 50, "tag": "candidate" } ] } },
  "metrics": [
    { "type": "run.googleapis.com/request_count", "resource": { "service_name": "demo-backend", "revision_name": "demo-backend-00042-xyz" }, "labels": { "response_code_class": "2xx" }, "value": 450 },
    { "type": "run.googleapis.com/request_count", "resource": { "service_name": "demo-backend", "revision_name": "demo-backend-00042-xyz" }, "labels": { "response_code_class": "5xx" }, "value": 50 },
    { "type": "run.googleapis.com/request_count", "resource": { "service_name": "demo-backend", "revision_name": "demo-backend-00041-abc" }, "labels": { "response_code_class": "2xx" }, "value": 495 },
    { "type": "run.googleapis.com/request_count", "resource": { "service_name": "demo-backend", "revision_name": "demo-backend-00041-abc" }, "labels": { "response_code_class": "5xx" }, "value": -5 } ] }
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
expect evidence !facts.comparisons.backend_errors.known && facts.comparisons.backend_errors.reason.contains('a count is negative')
rungate audit
expect exit 0
