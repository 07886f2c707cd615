# lint names services that no probe covers, sources that no rule reads, and built-in critical rules that never apply.
# After its suggestions are pasted, lint reports nothing.
== cloud
{ "project": "demo", "region": "us-central1", "services": {} }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; mailer = { service = "demo-mailer"; asked = false; }; };
sql = { main = { instance = "demo-db"; }; };
== file read.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
sql = { main = { instance = "demo-db"; }; };
probes = { backend_health = { http = { service = "backend"; path = "/health"; }; }; };
metrics = { slow = { service = "backend"; promql = "sum(up)"; }; };
data = { load = "load.json"; };
source = { repository = "."; };
policies = [ "builtin:cloud-run", "builtin:observability" ];
== file held.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
probes = { backend_health = { http = { service = "backend"; path = "/"; expect = "status < 500"; }; }; };
source = { repository = "."; };
policies = [ "builtin:endpoints" ];
rollback = { hold = "source.changed.exists(f, f.startsWith('db/'))"; };
== file load.json
{}
== run
rungate lint
expect exit 0
expect output contains rungate.cfg:2: services.backend is not tested: it has no probe, command, metric or log
expect output contains add to probes: backend_health = { http = { service = "backend"; path = "/"; expect = "status < 500"; }; };
expect output contains rule probe-ok never applies: the config has no probes
expect output lacks services.mailer
expect output lacks sql.main
rungate lint -c read.cfg
expect exit 0
expect output contains services.backend is not tested: no critical or error rule reads its probes, commands, metrics or logs
expect output contains read.cfg:3: no rule reads sql.main, so it cannot change the verdict
expect output contains read.cfg:4: no rule reads probes.backend_health, so it cannot change the verdict
expect output contains no rule reads data.load
expect output contains read.cfg:5: no rule reads metrics.slow
expect output contains no rule reads source, so it cannot change the verdict
expect output contains rule errors-few never applies
expect output lacks rule latency
rungate lint -c held.cfg
expect exit 0
expect output contains 1 services, 1 probes, 6 rules: ok
expect no requests
