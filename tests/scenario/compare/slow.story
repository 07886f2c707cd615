# One of ten requests of the candidate takes longer than 200 ms, and one of 25 of the baseline's; their medians are
# alike.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "changed_s": 1500, "revisions": [
      { "name": "demo-backend-00041-abc", "age_s": 864000 },
      { "name": "demo-backend-00042-xyz", "age_s": 1600 } ],
    "traffic": [ { "revision": "demo-backend-00041-abc", "percent": 50 }, { "revision": "demo-backend-00042-xyz", "percent": 50, "tag": "candidate" } ] } },
  "metrics": [
    { "type": "run.googleapis.com/request_latencies", "resource": { "service_name": "demo-backend", "revision_name": "demo-backend-00042-xyz" }, "points": [
      { "age_s": 60, "value": { "count": "500", "mean": 90, "bucketOptions": { "explicitBuckets": { "bounds": [ 50, 100, 200, 400 ] } }, "bucketCounts": [ "100", "300", "50", "20", "30" ] } },
      { "age_s": 120, "value": { "count": "500", "mean": 90, "bucketOptions": { "explicitBuckets": { "bounds": [ 50, 100, 200, 400 ] } }, "bucketCounts": [ "100", "300", "50", "20", "30" ] } },
      { "age_s": 180, "value": { "count": "500", "mean": 90, "bucketOptions": { "explicitBuckets": { "bounds": [ 50, 100, 200, 400 ] } }, "bucketCounts": [ "100", "300", "50", "20", "30" ] } },
      { "age_s": 240, "value": { "count": "500", "mean": 90, "bucketOptions": { "explicitBuckets": { "bounds": [ 50, 100, 200, 400 ] } }, "bucketCounts": [ "100", "300", "50", "20", "30" ] } },
      { "age_s": 300, "value": { "count": "500", "mean": 90, "bucketOptions": { "explicitBuckets": { "bounds": [ 50, 100, 200, 400 ] } }, "bucketCounts": [ "100", "300", "50", "20", "30" ] } },
      { "age_s": 360, "value": { "count": "500", "mean": 90, "bucketOptions": { "explicitBuckets": { "bounds": [ 50, 100, 200, 400 ] } }, "bucketCounts": [ "100", "300", "50", "20", "30" ] } },
      { "age_s": 420, "value": { "count": "500", "mean": 90, "bucketOptions": { "explicitBuckets": { "bounds": [ 50, 100, 200, 400 ] } }, "bucketCounts": [ "100", "300", "50", "20", "30" ] } },
      { "age_s": 480, "value": { "count": "500", "mean": 90, "bucketOptions": { "explicitBuckets": { "bounds": [ 50, 100, 200, 400 ] } }, "bucketCounts": [ "100", "300", "50", "20", "30" ] } },
      { "age_s": 540, "value": { "count": "500", "mean": 90, "bucketOptions": { "explicitBuckets": { "bounds": [ 50, 100, 200, 400 ] } }, "bucketCounts": [ "100", "300", "50", "20", "30" ] } },
      { "age_s": 600, "value": { "count": "500", "mean": 90, "bucketOptions": { "explicitBuckets": { "bounds": [ 50, 100, 200, 400 ] } }, "bucketCounts": [ "100", "300", "50", "20", "30" ] } },
      { "age_s": 660, "value": { "count": "500", "mean": 90, "bucketOptions": { "explicitBuckets": { "bounds": [ 50, 100, 200, 400 ] } }, "bucketCounts": [ "100", "300", "50", "20", "30" ] } },
      { "age_s": 720, "value": { "count": "500", "mean": 90, "bucketOptions": { "explicitBuckets": { "bounds": [ 50, 100, 200, 400 ] } }, "bucketCounts": [ "100", "300", "50", "20", "30" ] } },
      { "age_s": 780, "value": { "count": "500", "mean": 90, "bucketOptions": { "explicitBuckets": { "bounds": [ 50, 100, 200, 400 ] } }, "bucketCounts": [ "100", "300", "50", "20", "30" ] } },
      { "age_s": 840, "value": { "count": "500", "mean": 90, "bucketOptions": { "explicitBuckets": { "bounds": [ 50, 100, 200, 400 ] } }, "bucketCounts": [ "100", "300", "50", "20", "30" ] } },
      { "age_s": 900, "value": { "count": "500", "mean": 90, "bucketOptions": { "explicitBuckets": { "bounds": [ 50, 100, 200, 400 ] } }, "bucketCounts": [ "100", "300", "50", "20", "30" ] } },
      { "age_s": 960, "value": { "count": "500", "mean": 90, "bucketOptions": { "explicitBuckets": { "bounds": [ 50, 100, 200, 400 ] } }, "bucketCounts": [ "100", "300", "50", "20", "30" ] } },
      { "age_s": 1020, "value": { "count": "500", "mean": 90, "bucketOptions": { "explicitBuckets": { "bounds": [ 50, 100, 200, 400 ] } }, "bucketCounts": [ "100", "300", "50", "20", "30" ] } },
      { "age_s": 1080, "value": { "count": "500", "mean": 90, "bucketOptions": { "explicitBuckets": { "bounds": [ 50, 100, 200, 400 ] } }, "bucketCounts": [ "100", "300", "50", "20", "30" ] } },
      { "age_s": 1140, "value": { "count": "500", "mean": 90, "bucketOptions": { "explicitBuckets": { "bounds": [ 50, 100, 200, 400 ] } }, "bucketCounts": [ "100", "300", "50", "20", "30" ] } },
      { "age_s": 1200, "value": { "count": "500", "mean": 90, "bucketOptions": { "explicitBuckets": { "bounds": [ 50, 100, 200, 400 ] } }, "bucketCounts": [ "100", "300", "50", "20", "30" ] } },
      { "age_s": 1260, "value": { "count": "500", "mean": 90, "bucketOptions": { "explicitBuckets": { "bounds": [ 50, 100, 200, 400 ] } }, "bucketCounts": [ "100", "300", "50", "20", "30" ] } },
      { "age_s": 1320, "value": { "count": "500", "mean": 90, "bucketOptions": { "explicitBuckets": { "bounds": [ 50, 100, 200, 400 ] } }, "bucketCounts": [ "100", "300", "50", "20", "30" ] } },
      { "age_s": 1380, "value": { "count": "500", "mean": 90, "bucketOptions": { "explicitBuckets": { "bounds": [ 50, 100, 200, 400 ] } }, "bucketCounts": [ "100", "300", "50", "20", "30" ] } },
      { "age_s": 1440, "value": { "count": "500", "mean": 90, "bucketOptions": { "explicitBuckets": { "bounds": [ 50, 100, 200, 400 ] } }, "bucketCounts": [ "100", "300", "50", "20", "30" ] } },
      { "age_s": 1500, "value": { "count": "500", "mean": 90, "bucketOptions": { "explicitBuckets": { "bounds": [ 50, 100, 200, 400 ] } }, "bucketCounts": [ "100", "300", "50", "20", "30" ] } },
      { "age_s": 1560, "value": { "count": "500", "mean": 90, "bucketOptions": { "explicitBuckets": { "bounds": [ 50, 100, 200, 400 ] } }, "bucketCounts": [ "100", "300", "50", "20", "30" ] } },
      { "age_s": 1620, "value": { "count": "500", "mean": 90, "bucketOptions": { "explicitBuckets": { "bounds": [ 50, 100, 200, 400 ] } }, "bucketCounts": [ "100", "300", "50", "20", "30" ] } },
      { "age_s": 1680, "value": { "count": "500", "mean": 90, "bucketOptions": { "explicitBuckets": { "bounds": [ 50, 100, 200, 400 ] } }, "bucketCounts": [ "100", "300", "50", "20", "30" ] } },
      { "age_s": 1740, "value": { "count": "500", "mean": 90, "bucketOptions": { "explicitBuckets": { "bounds": [ 50, 100, 200, 400 ] } }, "bucketCounts": [ "100", "300", "50", "20", "30" ] } },
      { "age_s": 1800, "value": { "count": "500", "mean": 90, "bucketOptions": { "explicitBuckets": { "bounds": [ 50, 100, 200, 400 ] } }, "bucketCounts": [ "100", "300", "50", "20", "30" ] } },
      { "age_s": 1860, "value": { "count": "500", "mean": 90, "bucketOptions": { "explicitBuckets": { "bounds": [ 50, 100, 200, 400 ] } }, "bucketCounts": [ "100", "300", "50", "20", "30" ] } },
      { "age_s": 1920, "value": { "count": "500", "mean": 90, "bucketOptions": { "explicitBuckets": { "bounds": [ 50, 100, 200, 400 ] } }, "bucketCounts": [ "100", "300", "50", "20", "30" ] } },
      { "age_s": 1980, "value": { "count": "500", "mean": 90, "bucketOptions": { "explicitBuckets": { "bounds": [ 50, 100, 200, 400 ] } }, "bucketCounts": [ "100", "300", "50", "20", "30" ] } },
      { "age_s": 2040, "value": { "count": "500", "mean": 90, "bucketOptions": { "explicitBuckets": { "bounds": [ 50, 100, 200, 400 ] } }, "bucketCounts": [ "100", "300", "50", "20", "30" ] } },
      { "age_s": 2100, "value": { "count": "500", "mean": 90, "bucketOptions": { "explicitBuckets": { "bounds": [ 50, 100, 200, 400 ] } }, "bucketCounts": [ "100", "300", "50", "20", "30" ] } },
      { "age_s": 2160, "value": { "count": "500", "mean": 90, "bucketOptions": { "explicitBuckets": { "bounds": [ 50, 100, 200, 400 ] } }, "bucketCounts": [ "100", "300", "50", "20", "30" ] } } ] },
    { "type": "run.googleapis.com/request_latencies", "resource": { "service_name": "demo-backend", "revision_name": "demo-backend-00041-abc" }, "points": [
      { "age_s": 60, "value": { "count": "500", "mean": 90, "bucketOptions": { "explicitBuckets": { "bounds": [ 50, 100, 200, 400 ] } }, "bucketCounts": [ "100", "300", "80", "19", "1" ] } },
      { "age_s": 120, "value": { "count": "500", "mean": 90, "bucketOptions": { "explicitBuckets": { "bounds": [ 50, 100, 200, 400 ] } }, "bucketCounts": [ "100", "300", "80", "19", "1" ] } },
      { "age_s": 180, "value": { "count": "500", "mean": 90, "bucketOptions": { "explicitBuckets": { "bounds": [ 50, 100, 200, 400 ] } }, "bucketCounts": [ "100", "300", "80", "19", "1" ] } },
      { "age_s": 240, "value": { "count": "500", "mean": 90, "bucketOptions": { "explicitBuckets": { "bounds": [ 50, 100, 200, 400 ] } }, "bucketCounts": [ "100", "300", "80", "19", "1" ] } },
      { "age_s": 300, "value": { "count": "500", "mean": 90, "bucketOptions": { "explicitBuckets": { "bounds": [ 50, 100, 200, 400 ] } }, "bucketCounts": [ "100", "300", "80", "19", "1" ] } },
      { "age_s": 360, "value": { "count": "500", "mean": 90, "bucketOptions": { "explicitBuckets": { "bounds": [ 50, 100, 200, 400 ] } }, "bucketCounts": [ "100", "300", "80", "19", "1" ] } },
      { "age_s": 420, "value": { "count": "500", "mean": 90, "bucketOptions": { "explicitBuckets": { "bounds": [ 50, 100, 200, 400 ] } }, "bucketCounts": [ "100", "300", "80", "19", "1" ] } },
      { "age_s": 480, "value": { "count": "500", "mean": 90, "bucketOptions": { "explicitBuckets": { "bounds": [ 50, 100, 200, 400 ] } }, "bucketCounts": [ "100", "300", "80", "19", "1" ] } },
      { "age_s": 540, "value": { "count": "500", "mean": 90, "bucketOptions": { "explicitBuckets": { "bounds": [ 50, 100, 200, 400 ] } }, "bucketCounts": [ "100", "300", "80", "19", "1" ] } },
      { "age_s": 600, "value": { "count": "500", "mean": 90, "bucketOptions": { "explicitBuckets": { "bounds": [ 50, 100, 200, 400 ] } }, "bucketCounts": [ "100", "300", "80", "19", "1" ] } },
      { "age_s": 660, "value": { "count": "500", "mean": 90, "bucketOptions": { "explicitBuckets": { "bounds": [ 50, 100, 200, 400 ] } }, "bucketCounts": [ "100", "300", "80", "19", "1" ] } },
      { "age_s": 720, "value": { "count": "500", "mean": 90, "bucketOptions": { "explicitBuckets": { "bounds": [ 50, 100, 200, 400 ] } }, "bucketCounts": [ "100", "300", "80", "19", "1" ] } },
      { "age_s": 780, "value": { "count": "500", "mean": 90, "bucketOptions": { "explicitBuckets": { "bounds": [ 50, 100, 200, 400 ] } }, "bucketCounts": [ "100", "300", "80", "19", "1" ] } },
      { "age_s": 840, "value": { "count": "500", "mean": 90, "bucketOptions": { "explicitBuckets": { "bounds": [ 50, 100, 200, 400 ] } }, "bucketCounts": [ "100", "300", "80", "19", "1" ] } },
      { "age_s": 900, "value": { "count": "500", "mean": 90, "bucketOptions": { "explicitBuckets": { "bounds": [ 50, 100, 200, 400 ] } }, "bucketCounts": [ "100", "300", "80", "19", "1" ] } },
      { "age_s": 960, "value": { "count": "500", "mean": 90, "bucketOptions": { "explicitBuckets": { "bounds": [ 50, 100, 200, 400 ] } }, "bucketCounts": [ "100", "300", "80", "19", "1" ] } },
      { "age_s": 1020, "value": { "count": "500", "mean": 90, "bucketOptions": { "explicitBuckets": { "bounds": [ 50, 100, 200, 400 ] } }, "bucketCounts": [ "100", "300", "80", "19", "1" ] } },
      { "age_s": 1080, "value": { "count": "500", "mean": 90, "bucketOptions": { "explicitBuckets": { "bounds": [ 50, 100, 200, 400 ] } }, "bucketCounts": [ "100", "300", "80", "19", "1" ] } },
      { "age_s": 1140, "value": { "count": "500", "mean": 90, "bucketOptions": { "explicitBuckets": { "bounds": [ 50, 100, 200, 400 ] } }, "bucketCounts": [ "100", "300", "80", "19", "1" ] } },
      { "age_s": 1200, "value": { "count": "500", "mean": 90, "bucketOptions": { "explicitBuckets": { "bounds": [ 50, 100, 200, 400 ] } }, "bucketCounts": [ "100", "300", "80", "19", "1" ] } },
      { "age_s": 1260, "value": { "count": "500", "mean": 90, "bucketOptions": { "explicitBuckets": { "bounds": [ 50, 100, 200, 400 ] } }, "bucketCounts": [ "100", "300", "80", "19", "1" ] } },
      { "age_s": 1320, "value": { "count": "500", "mean": 90, "bucketOptions": { "explicitBuckets": { "bounds": [ 50, 100, 200, 400 ] } }, "bucketCounts": [ "100", "300", "80", "19", "1" ] } },
      { "age_s": 1380, "value": { "count": "500", "mean": 90, "bucketOptions": { "explicitBuckets": { "bounds": [ 50, 100, 200, 400 ] } }, "bucketCounts": [ "100", "300", "80", "19", "1" ] } },
      { "age_s": 1440, "value": { "count": "500", "mean": 90, "bucketOptions": { "explicitBuckets": { "bounds": [ 50, 100, 200, 400 ] } }, "bucketCounts": [ "100", "300", "80", "19", "1" ] } },
      { "age_s": 1500, "value": { "count": "500", "mean": 90, "bucketOptions": { "explicitBuckets": { "bounds": [ 50, 100, 200, 400 ] } }, "bucketCounts": [ "100", "300", "80", "19", "1" ] } },
      { "age_s": 1560, "value": { "count": "500", "mean": 90, "bucketOptions": { "explicitBuckets": { "bounds": [ 50, 100, 200, 400 ] } }, "bucketCounts": [ "100", "300", "80", "19", "1" ] } },
      { "age_s": 1620, "value": { "count": "500", "mean": 90, "bucketOptions": { "explicitBuckets": { "bounds": [ 50, 100, 200, 400 ] } }, "bucketCounts": [ "100", "300", "80", "19", "1" ] } },
      { "age_s": 1680, "value": { "count": "500", "mean": 90, "bucketOptions": { "explicitBuckets": { "bounds": [ 50, 100, 200, 400 ] } }, "bucketCounts": [ "100", "300", "80", "19", "1" ] } },
      { "age_s": 1740, "value": { "count": "500", "mean": 90, "bucketOptions": { "explicitBuckets": { "bounds": [ 50, 100, 200, 400 ] } }, "bucketCounts": [ "100", "300", "80", "19", "1" ] } },
      { "age_s": 1800, "value": { "count": "500", "mean": 90, "bucketOptions": { "explicitBuckets": { "bounds": [ 50, 100, 200, 400 ] } }, "bucketCounts": [ "100", "300", "80", "19", "1" ] } },
      { "age_s": 1860, "value": { "count": "500", "mean": 90, "bucketOptions": { "explicitBuckets": { "bounds": [ 50, 100, 200, 400 ] } }, "bucketCounts": [ "100", "300", "80", "19", "1" ] } },
      { "age_s": 1920, "value": { "count": "500", "mean": 90, "bucketOptions": { "explicitBuckets": { "bounds": [ 50, 100, 200, 400 ] } }, "bucketCounts": [ "100", "300", "80", "19", "1" ] } },
      { "age_s": 1980, "value": { "count": "500", "mean": 90, "bucketOptions": { "explicitBuckets": { "bounds": [ 50, 100, 200, 400 ] } }, "bucketCounts": [ "100", "300", "80", "19", "1" ] } },
      { "age_s": 2040, "value": { "count": "500", "mean": 90, "bucketOptions": { "explicitBuckets": { "bounds": [ 50, 100, 200, 400 ] } }, "bucketCounts": [ "100", "300", "80", "19", "1" ] } },
      { "age_s": 2100, "value": { "count": "500", "mean": 90, "bucketOptions": { "explicitBuckets": { "bounds": [ 50, 100, 200, 400 ] } }, "bucketCounts": [ "100", "300", "80", "19", "1" ] } },
      { "age_s": 2160, "value": { "count": "500", "mean": 90, "bucketOptions": { "explicitBuckets": { "bounds": [ 50, 100, 200, 400 ] } }, "bucketCounts": [ "100", "300", "80", "19", "1" ] } } ] } ] }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
probes = { health = { http = { service = "backend"; path = "/health"; at = "candidate"; timeout = "1s"; }; }; };
comparisons = { backend_latency = { service = "backend"; of = "latency"; }; };
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
expect evidence facts.comparisons.backend_latency.worse && facts.comparisons.backend_latency.slowMs >= 200.0
rungate audit
expect exit 0
