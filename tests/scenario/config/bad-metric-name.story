# A preset metric does not exist. The error names the closest known preset.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "revisions": [
      { "name": "demo-backend-00041-abc", "age_s": 864000 },
      { "name": "demo-backend-00042-xyz", "age_s": 120 } ] } } }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
metrics = { e = { service = "backend"; metric = "error_rate"; }; };
policies = [ "policy.cfg" ];
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "6s"; };
rollback = { confirm = "3s"; deadline = "5s"; };
== file policy.cfg
rules = (
  { id = "ready"; severity = "critical"; expression = "services.backend.candidate.ready"; } );
== run
rungate verify
expect exit 2
expect output contains metrics.e: there is no predefined metric "error_rate" for services; did you mean "error_ratio"?
expect no requests
