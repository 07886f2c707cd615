# rollback.try_tag: neither revision has a tag. Both are lent one without traffic for the run, the candidate is found
# dead in pairs, and afterwards no tag is left. `check` changes nothing.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "revisions": [
      { "name": "demo-backend-00041-abc", "age_s": 864000 },
      { "name": "demo-backend-00042-xyz", "age_s": 1600, "app": { "/health": { "sequence": [ {}, {}, {}, {}, { "status": 503 } ] } } } ],
    "traffic": [ { "revision": "demo-backend-00041-abc", "percent": 50 }, { "latest": true, "percent": 50 }, { "revision": "demo-backend-00041-abc", "tag": "blue" } ] } } }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
probes = { health = { http = { service = "backend"; path = "/health"; at = "candidate"; timeout = "1s"; every = "1h"; }; }; };
comparisons = { backend_health = { probe = "health"; of = "probes"; }; };
policies = [ "builtin:comparison" ];
gate = { warmup = "0s"; interval = "20ms"; passes = 100; failures = 3; deadline = "20s"; };
rollback = { confirm = "3s"; deadline = "5s"; differential = "off"; try_tag = true; };
== run
rungate check --deadline 1s
expect exit 5
expect requests PATCH * 0
expect output contains no tag is lent to the revisions that are compared: a check changes nothing
expect output contains demo-backend-00042-xyz has no tag URL to which the probe health could be sent; give it a tag
rungate verify
expect exit 1
expect desired demo-backend demo-backend-00041-abc=100,demo-backend-00041-abc=0#blue
expect requests PATCH * 2
expect evidence facts.comparisons.backend_health.worse && timeline.exists(e, e.event == 'tags_for_trial')
rungate audit
expect exit 0
