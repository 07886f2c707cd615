# The Cloud SQL instance of the target was deleted. It is not in the config, and there is no other target. No traffic is
# moved, and the output names the instance.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "revisions": [
      { "name": "demo-backend-00041-abc", "age_s": 864000, "api": { "volumes": [ { "name": "db", "cloudSqlInstance": { "instances": [ "demo:us-central1:gone-db" ] } } ] } },
      { "name": "demo-backend-00042-xyz", "age_s": 120, "app": { "/health": { "status": 503 } } } ] } } }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
policies = [ "builtin:endpoints" ];
probes = { health = { http = { service = "backend"; path = "/health"; timeout = "1s"; }; }; };
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "6s"; };
rollback = { confirm = "3s"; deadline = "5s"; };
== run
rungate verify
expect exit 3
expect evidence action == 'not_moved' && reason.contains('no safe target') && reason.contains('its Cloud SQL instance demo:us-central1:gone-db does not exist any more')
expect requests PATCH * 0
expect traffic demo-backend demo-backend-00042-xyz=100
rungate rollback
expect exit 3
expect output contains gone-db does not exist any more
expect requests PATCH * 0
rungate rollback --to demo-backend-00041-abc
expect exit 3
expect output contains gone-db does not exist any more
expect requests PATCH * 0
rungate rollback --to demo-backend-00041-abc --force
expect exit 0
expect evidence said.exists(s, s.contains('but --force keeps it as the target')) && timeline.exists(e, e.event == 'unfit_overridden')
expect traffic demo-backend demo-backend-00041-abc=100
