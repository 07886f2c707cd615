# --every-target drills the targets behind the first one too, one after the other with one tag.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "revisions": [
      { "name": "demo-backend-00039-one", "age_s": 1064000, "ready": false },
      { "name": "demo-backend-00040-old", "age_s": 964000 },
      { "name": "demo-backend-00041-abc", "age_s": 864000 },
      { "name": "demo-backend-00042-xyz", "age_s": 120 } ] } } }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
probes = { health = { http = { service = "backend"; path = "/health"; timeout = "1s"; }; }; };
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "6s"; };
rollback = { deadline = "5s"; patience = "2s"; };
== run
rungate drill --every-target 3
expect exit 0
expect evidence size(drill) == 2 && drill.all(d, d.outcome == 'fit')
expect evidence drill[0].target == 'demo-backend-00041-abc' && drill[1].target == 'demo-backend-00040-old'
expect evidence said.exists(s, s.contains('no further target'))
expect requests PATCH * 3
expect desired demo-backend LATEST=100
rungate drill --every-target many
expect exit 2
