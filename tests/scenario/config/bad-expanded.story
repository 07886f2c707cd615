# Error messages show ${NAME} instead of the value of the environment variable, whichever check reports the error.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "revisions": [
      { "name": "demo-backend-00041-abc", "age_s": 864000 },
      { "name": "demo-backend-00042-xyz", "age_s": 120 } ] } } }
== file duration.cfg
version = 1; project = "demo"; region = "us-central1"; services = { backend = { service = "demo-backend"; }; };
probes = { health = { http = { service = "backend"; path = "/health"; timeout = "${E2E_BYPASS_KEY}"; }; }; };
== file path.cfg
version = 1; project = "demo"; region = "us-central1"; services = { backend = { service = "demo-backend"; }; };
probes = { health = { http = { service = "backend"; path = "${E2E_BYPASS_KEY}"; }; }; };
== file expect.cfg
version = 1; project = "demo"; region = "us-central1"; services = { backend = { service = "demo-backend"; }; };
probes = { health = { http = { service = "backend"; path = "/health"; expect = "statuss == 200 && json.key == '${E2E_BYPASS_KEY}'"; }; }; };
== file host.cfg
version = 1; project = "demo"; region = "us-central1"; services = { backend = { service = "demo-backend"; }; };
probes = { name = { dns = { host = "a b ${E2E_BYPASS_KEY}"; }; }; };
== file data.cfg
version = 1; project = "demo"; region = "us-central1"; services = { backend = { service = "demo-backend"; }; };
data = { declared = "${E2E_BYPASS_KEY}.json"; };
== file key.cfg
version = 1; project = "demo"; region = "us-central1"; services = { backend = { service = "demo-backend"; }; };
evidence = { key = "${E2E_BYPASS_KEY}.pem"; };
== file policies.cfg
version = 1; project = "demo"; region = "us-central1"; services = { backend = { service = "demo-backend"; }; };
policies = [ "${E2E_BYPASS_KEY}.cfg" ];
== file alias.cfg
version = 1; project = "demo"; region = "us-central1"; services = { backend = { service = "demo-backend"; }; };
probes = { health = { http = { service = "${E2E_BYPASS_KEY}"; path = "/health"; }; }; };
== file method.cfg
version = 1; project = "demo"; region = "us-central1"; services = { backend = { service = "demo-backend"; }; };
probes = { health = { http = { service = "backend"; path = "/health"; method = "A ${E2E_BYPASS_KEY}"; }; }; };
== file twice.cfg
version = 1; project = "demo"; region = "us-central1"; services = { backend = { service = "demo-backend"; }; };
gate = { passes = 2;
  failures = 3; passes = 3; };
== file policy.cfg
rules = ( { id = "up"; severity = "critical"; expression = "probes.health.ok"; message = "1 + 1"; },
  { id = "when"; severity = "critical"; expression = "probes.health.ok"; when = "'yes'"; } );
== file well.cfg
version = 1; project = "demo"; region = "us-central1"; services = { backend = { service = "demo-backend"; }; };
probes = { health = { http = { service = "backend"; path = "/health"; }; }; };
== file unwritable.cfg
version = 1; project = "demo"; region = "us-central1"; services = { backend = { service = "demo-backend"; }; };
probes = { health = { http = { service = "backend"; path = "/health"; }; }; };
evidence = { file = "unwritable.cfg/${E2E_BYPASS_KEY}.json"; };
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "6s"; };
== run
env E2E_BYPASS_KEY=c4nary-0f-the-bypass-key
rungate lint -c duration.cfg
expect exit 2
expect output contains duration.cfg:2: probes.health.http.timeout: the value of "${E2E_BYPASS_KEY}" is not a duration
expect nowhere c4nary
rungate verify -c path.cfg
expect exit 2
expect output contains path must begin with "/", not "${E2E_BYPASS_KEY}"
expect nowhere c4nary
rungate verify -c expect.cfg
expect exit 2
expect output contains ${E2E_BYPASS_KEY}
expect nowhere c4nary
rungate lint -c host.cfg
expect exit 2
expect output contains "a b ${E2E_BYPASS_KEY}" is not a valid host
expect nowhere c4nary
rungate verify -c data.cfg
expect exit 2
expect output contains ${E2E_BYPASS_KEY}.json does not exist
expect nowhere c4nary
rungate verify -c key.cfg
expect exit 2
expect output contains ${E2E_BYPASS_KEY}.pem
expect nowhere c4nary
rungate audit -c key.cfg
expect nowhere c4nary
rungate lint -c policies.cfg
expect exit 2
expect output contains ${E2E_BYPASS_KEY}.cfg does not exist
expect nowhere c4nary
rungate replay -c policies.cfg
expect exit 2
expect nowhere c4nary
rungate lint -c alias.cfg
expect exit 2
expect output contains no service has the alias "${E2E_BYPASS_KEY}"
expect nowhere c4nary
rungate lint -c method.cfg
expect exit 2
expect nowhere c4nary
rungate lint -c twice.cfg
expect exit 2
expect output contains twice.cfg:3: duplicate setting: gate.passes is also set on line 2
rungate lint -c well.cfg --policy policy.cfg
expect exit 2
expect output contains rule up: message: policy.cfg:1
expect no requests
rungate check -c unwritable.cfg
expect exit 74
expect output contains ${E2E_BYPASS_KEY}
expect nowhere c4nary
