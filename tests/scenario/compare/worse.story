# The candidate has half of the users and fails ten times as often as its baseline. No threshold of the policy knows
# that; the comparison proves it, and traffic goes back.
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
    { "type": "run.googleapis.com/request_count", "resource": { "service_name": "demo-backend", "revision_name": "demo-backend-00041-abc" }, "labels": { "response_code_class": "5xx" }, "value": 5 } ] }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
probes = { health = { http = { service = "backend"; path = "/health"; at = "candidate"; timeout = "1s"; }; }; };
comparisons = { backend_errors = { service = "backend"; of = "errors"; }; };
policies = [ "policy.cfg" ];
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "6s"; };
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
expect exit 1
expect traffic demo-backend demo-backend-00041-abc=100
expect evidence facts.comparisons.backend_errors.worse && facts.comparisons.backend_errors.atLeast >= 5.0 && facts.comparisons.backend_errors.reason == ''
expect evidence facts.comparisons.backend_errors.candidate.bad == facts.comparisons.backend_errors.minutes * 50 && facts.comparisons.backend_errors.baseline.of == facts.comparisons.backend_errors.minutes * 500
expect evidence facts.release.evidence > facts.release.needed
expect evidence rules.exists(r, r.id == 'not-worse' && r.outcome == 'fail' && r.message.contains('times as many'))
expect requests GET */timeSeries <= 2
expect output contains Candidate against baseline
expect output contains backend_errors  worse: 
expect output contains by chance in fewer than 1 of 1,000 releases
rungate report
expect exit 0
expect output contains backend_errors  worse: 
expect output contains  requests failed (10 %), of the revision before it 
rungate report --format markdown
expect output contains by chance in fewer than 1 of 1,000 releases
rungate report --format html
expect output contains <svg viewBox="0 0 600 60"
expect output contains class="candidate"
expect output contains by chance in fewer than 1 of 1,000 releases
rungate replay
expect exit 0
expect output contains 0 verdicts would differ
rungate audit --verbose
expect exit 0
expect output contains 1 computed again from the recorded minutes: the same
# a forged minute: the recorded facts no longer follow
sh f=$(ls .rungate/evidence/*.json | head -n 1) && tr -d '\n' < "$f" | sed -E 's/("parts":\[\[\[[0-9]+,)[0-9]+/\19999/' > forged.json && ! cmp -s "$f" forged.json && grep -q ',9999,' forged.json
rungate audit forged.json
expect exit 6
expect output contains backend_errors: recorded
