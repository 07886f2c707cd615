# audit rejects a symbolic link in an evidence folder, whatever its target. It follows a link that is named on the
# command line.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "revisions": [
      { "name": "demo-backend-00041-abc", "age_s": 864000 },
      { "name": "demo-backend-00042-xyz", "age_s": 120 } ] } } }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
probes = { health = { http = { service = "backend"; path = "/health"; }; }; };
gate = { warmup = "0s"; interval = "80ms"; passes = 1; failures = 3; deadline = "6s"; };
== run
rungate verify
expect exit 0
rungate audit
expect exit 0
sh mkdir elsewhere named && cp .rungate/evidence/*.json elsewhere/one.json && ln -s ../elsewhere/one.json named/one.json
rungate audit named/one.json
expect exit 0
rungate audit named
expect exit 6
expect output contains named/one.json is a symbolic link, not a regular file
rungate replay named
expect exit 6
expect output contains named/one.json is a symbolic link, not a regular file
sh ln -s ../../elsewhere/one.json .rungate/evidence/29991231T000000.000Z-00000000.json
rungate audit
expect exit 6
expect output contains 29991231T000000.000Z-00000000.json is a symbolic link, not a regular file
