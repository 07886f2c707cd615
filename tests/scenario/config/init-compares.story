# init proposes comparisons: of failed requests for a service with a traffic split, of probes for one with a tag. The
# config passes lint.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "changed_s": 1500, "revisions": [
      { "name": "demo-backend-00041-abc", "age_s": 864000 },
      { "name": "demo-backend-00042-xyz", "age_s": 1600 } ],
    "traffic": [ { "revision": "demo-backend-00041-abc", "percent": 50 }, { "revision": "demo-backend-00042-xyz", "percent": 50, "tag": "candidate" } ] },
    "demo-front": { "revisions": [ { "name": "demo-front-00001-abc", "age_s": 864000 } ] } },
  "metrics": [
    { "type": "run.googleapis.com/request_count", "resource": { "service_name": "demo-backend", "revision_name": "demo-backend-00042-xyz" }, "labels": { "response_code_class": "2xx" }, "value": 50 },
    { "type": "run.googleapis.com/request_count", "resource": { "service_name": "demo-backend", "revision_name": "demo-backend-00041-abc" }, "labels": { "response_code_class": "2xx" }, "value": 50 } ] }
== run
rungate init demo-backend demo-front --project demo --region us-central1 -o rungate.cfg
expect exit 0
expect text rungate.cfg contains demo_backend_errors = { service = "demo_backend"; of = "errors"; };
expect text rungate.cfg contains of = "probes"; };
expect text rungate.cfg contains "builtin:comparison"
expect text rungate.cfg contains try_tag  = true;
sh ! grep -q demo_front_ rungate.cfg || ! grep -q 'demo_front_errors\|demo_front_pairs' rungate.cfg
rungate lint
expect exit 0
expect output contains rules: ok
