# The region has almost as many tags as Cloud Run keeps: one more could remove a tag of somebody else. No tag is set,
# neither by a drill nor by the target check of a rollback.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-other": { "revisions": [ { "name": "demo-other-1", "age_s": 864000 } ], "previews": 1900 },
    "demo-backend": { "revisions": [
      { "name": "demo-backend-00041-abc", "age_s": 864000 },
      { "name": "demo-backend-00042-xyz", "age_s": 120, "app": { "/health": { "status": 503 } } } ] } } }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
probes = { health = { http = { service = "backend"; path = "/health"; timeout = "1s"; }; }; };
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "6s"; };
rollback = { deadline = "5s"; try_tag = true; confirm = "3s"; patience = "2s"; };
== run
rungate drill
expect exit 5
expect evidence verdict == 'inconclusive' && drill[0].outcome == 'unknown' && drill[0].reason.contains('1900 tags')
expect requests PATCH * 0
rungate drill --force
expect exit 5
expect requests PATCH * 0
rungate verify
expect exit 1
expect evidence said.exists(s, s.contains('its target is not probed') && s.contains('1900 tags'))
expect desired demo-backend demo-backend-00041-abc=100
expect requests PATCH * 1
