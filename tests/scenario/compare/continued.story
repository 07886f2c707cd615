# A second verify of the same release goes on with the minutes that the first one used, as they were: running again is
# no new chance. What the metrics say now about those minutes changes nothing.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "changed_s": 1500, "revisions": [
      { "name": "demo-backend-00041-abc", "age_s": 864000 },
      { "name": "demo-backend-00042-xyz", "age_s": 1600 } ],
    "traffic": [ { "revision": "demo-backend-00041-abc", "percent": 50, "tag": "stable" }, { "revision": "demo-backend-00042-xyz", "percent": 50, "tag": "candidate" } ] } },
  "metrics": [
    { "type": "run.googleapis.com/request_count", "resource": { "service_name": "demo-backend", "revision_name": "demo-backend-00042-xyz" }, "labels": { "response_code_class": "5xx" }, "value": 1 },
    { "type": "run.googleapis.com/request_count", "resource": { "service_name": "demo-backend", "revision_name": "demo-backend-00042-xyz" }, "labels": { "response_code_class": "2xx" }, "value": 9 },
    { "type": "run.googleapis.com/request_count", "resource": { "service_name": "demo-backend", "revision_name": "demo-backend-00041-abc" }, "labels": { "response_code_class": "2xx" }, "value": 10 } ] }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
probes = { health = { http = { service = "backend"; path = "/health"; at = "candidate"; timeout = "1s"; }; }; };
comparisons = { backend_errors = { service = "backend"; of = "errors"; }; backend_health = { of = "probes"; probe = "health"; }; };
compare = { wrong_once_in = 1000000000; };
policies = [ "builtin:endpoints", "builtin:comparison" ];
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "10s"; };
rollback = { confirm = "3s"; deadline = "5s"; };
== run
rungate verify
expect exit 0
expect evidence facts.comparisons.backend_errors.candidate.bad == facts.comparisons.backend_errors.minutes && facts.comparisons.backend_errors.minutes >= 10
expect evidence !timeline.exists(e, e.event == 'comparison_continued')
cloud apply [ { "metrics": [ { "type": "run.googleapis.com/request_count", "resource": { "service_name": "demo-backend", "revision_name": "demo-backend-00042-xyz" }, "labels": { "response_code_class": "2xx" }, "value": 10 }, { "type": "run.googleapis.com/request_count", "resource": { "service_name": "demo-backend", "revision_name": "demo-backend-00041-abc" }, "labels": { "response_code_class": "2xx" }, "value": 10 } ] } ]
rungate verify
expect exit 0
expect evidence timeline.filter(e, e.event == 'comparison_continued').size() == 2
expect evidence facts.comparisons.backend_errors.candidate.bad >= 10 && facts.comparisons.backend_errors.minutes - facts.comparisons.backend_errors.candidate.bad <= 1
expect evidence facts.comparisons.backend_health.basis.parts[0].exists(p, p[0] < int(timestamp(startedAt)) * 1000 + timestamp(startedAt).getMilliseconds())
expect evidence facts.comparisons.backend_health.basis.parts[0].exists(p, p[0] >= int(timestamp(startedAt)) * 1000 + timestamp(startedAt).getMilliseconds())
rungate audit
expect exit 0
rungate replay
expect exit 0
expect output contains 0 verdicts would differ
