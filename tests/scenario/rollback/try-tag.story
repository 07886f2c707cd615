# rollback.try_tag: the target has no tag URL. It gets a tag without traffic for the target check, and the tag is
# removed afterwards.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "revisions": [
      { "name": "demo-backend-00041-abc", "age_s": 864000 },
      { "name": "demo-backend-00042-xyz", "age_s": 120, "app": { "/health": { "status": 503 } } } ] } } }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
probes = { health = { http = { service = "backend"; path = "/health"; timeout = "1s"; }; }; };
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "6s"; };
rollback = { confirm = "3s"; deadline = "5s"; patience = "2s"; try_tag = true; };
== run
rungate verify
expect exit 1
expect evidence differential.asked[0].finding == 'the target does well' && timeline.exists(e, e.event == 'tags_for_trial')
expect desired demo-backend demo-backend-00041-abc=100
expect requests PATCH * 2
