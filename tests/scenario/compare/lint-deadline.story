# The deadline ends before a comparison could have an answer: lint says so, with the time that it takes.
== cloud
{ "project": "demo", "region": "us-central1", "services": { "demo-backend": {} } }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
comparisons = { backend_errors = { service = "backend"; of = "errors"; }; };
policies = [ "builtin:comparison" ];
gate = { deadline = "5m"; };
== run
rungate lint
expect exit 2
expect output contains comparisons.backend_errors: an answer takes at least 9m
expect output contains set gate.deadline = "9m" or more
rungate lint --set gate.deadline=9m
expect exit 0
rungate lint --set comparisons.backend_errors.of=latency --set gate.deadline=9m
expect exit 2
expect output contains settle 2m
