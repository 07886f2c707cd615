# Evidence holds only the parts of bodies, headers and documents that a rule read. The rest is replaced by an unobserved
# value with a digest.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "revisions": [
      { "name": "demo-backend-00041-abc", "age_s": 864000 },
      { "name": "demo-backend-00042-xyz", "age_s": 120, "app": { "/health": { "body": { "status": "healthy", "token": "c4n4ry" } } } } ] } } }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
probes = { health = { http = { service = "backend"; path = "/health"; timeout = "1s"; }; }; };
policies = [ "policy.cfg" ];
data = { d = "d.json"; };
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "6s"; };
rollback = { confirm = "3s"; deadline = "5s"; };
== file d.json
{ "kept": 1, "secret": "c4n4ry" }
== file policy.cfg
rules = ( { id = "up"; severity = "critical"; expression = "probes.health.ok && probes.health.json.status == 'healthy' && data.d.kept == 1"; } );
== run
rungate verify --evidence copy.json
expect exit 0
expect evidence facts.probes.health.json.status == 'healthy' && has(facts.data.d.kept)
expect output lacks c4n4ry
rungate eval --facts copy.json probes.health.json.token
expect exit 5
expect output contains not held in evidence
rungate eval --facts copy.json data.d.secret
expect exit 5
rungate report copy.json
expect exit 0
expect output contains PASSED
rungate report --format json copy.json
expect output lacks c4n4ry
rungate verify --set evidence.keep=data.d.secret
expect exit 0
expect evidence facts.data.d.secret == 'c4n4ry' && has(facts.data.d.kept)
rungate verify --set evidence.keep=sql.main
expect exit 2
expect output contains is not a path below probes, logs or data
sh sed 's/"reason":"[^"]*"/"reason":"ya29.f0reign-f0reign-f0reign"/g' copy.json > foreign.json
rungate report foreign.json
expect exit 0
expect output contains [redacted]
expect output lacks f0reign
rungate report --format json foreign.json
expect output contains [redacted]
expect output lacks f0reign
