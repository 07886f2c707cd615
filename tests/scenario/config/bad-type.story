# Rules compare a string with a number, pass an argument of a wrong type, or have a result that is not a bool. All are
# reported before any call is made.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "revisions": [
      { "name": "demo-backend-00041-abc", "age_s": 864000 },
      { "name": "demo-backend-00042-xyz", "age_s": 120 } ] } } }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
probes = { health = { http = { service = "backend"; path = "/health"; timeout = "1s"; }; }; };
policies = [ "policy.cfg" ];
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "6s"; };
rollback = { confirm = "3s"; deadline = "5s"; };
== file policy.cfg
rules = ( { id = "up"; severity = "critical"; expression = "probes.health.ok && probes.health.status == '200'"; } );
== file takes.cfg
rules = (
  { id = "known"; severity = "critical"; expression = "probes.health.ok && string(probes.health.json.version).startsWith('1')"; },
  { id = "taken"; severity = "critical"; expression = "probes.health.ok && probes.health.status.startsWith('2')"; }
);
== file gives.cfg
rules = ( { id = "up"; severity = "critical"; expression = "probes.health.status"; } );
== run
rungate verify
expect exit 2
expect output contains probes.health.status is an int and '200' a string: they are never equal
rungate lint --policy takes.cfg
expect exit 2
expect output contains rule taken: takes.cfg:3:35: startsWith takes a string, got an int; its signature is string.startsWith(string) -> bool
expect output lacks rule known
rungate verify --policy takes.cfg
expect exit 2
expect output contains startsWith takes a string, got an int
rungate verify --policy gives.cfg
expect exit 2
expect output contains this must give a bool, and gives an int
expect no requests
