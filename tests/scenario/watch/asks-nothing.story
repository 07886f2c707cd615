# A bake of a release that nothing asks would prove nothing. It ends as soon as that is known.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "revisions": [
      { "name": "demo-backend-00041-abc", "age_s": 864000 },
      { "name": "demo-backend-00042-xyz", "age_s": 90 } ] } } }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
probes = { health = { http = { service = "backend"; path = "/health"; timeout = "1s"; }; }; };
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "6s"; };
rollback = { confirm = "3s"; deadline = "5s"; release_window = "1ms"; };
== run
sh sed -i '/^probes/d' rungate.cfg; echo 'probes = { dns = { dns = { host = "localhost"; }; }; };' >> rungate.cfg
rungate watch --bake 1h
expect exit 5
expect evidence verdict == 'inconclusive'
