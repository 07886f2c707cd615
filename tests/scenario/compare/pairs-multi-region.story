# The service is a part of a multi-region service: no tag is lent to the revisions that are compared, because a change in
# one region would be undone. That is said; the comparison is unknown.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "revisions": [
      { "name": "demo-backend-00041-abc", "age_s": 864000 },
      { "name": "demo-backend-00042-xyz", "age_s": 1600 } ],
    "api": { "multiRegionSettings": { "regions": [ "us-central1", "europe-west1" ], "multiRegionId": "m1" } } } } }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
probes = { health = { http = { service = "backend"; path = "/health"; timeout = "1s"; }; }; };
comparisons = { backend_health = { probe = "health"; of = "probes"; }; };
policies = [ "builtin:comparison" ];
gate = { warmup = "0s"; interval = "40ms"; passes = 2; failures = 3; deadline = "1s"; };
rollback = { confirm = "3s"; deadline = "5s"; try_tag = true; };
== run
rungate verify
expect exit 5
expect evidence said.exists(s, s.contains('no tag is lent') && s.contains('multi-region service (us-central1, europe-west1)'))
expect requests PATCH * 0
expect requests VALIDATE * 0
