# While it watches, the metrics of the newest round are served, read only. An address that is wrong or in use is an error
# before any call.
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
== file read
# read SAMPLE: waits until the sample is served
url=$(sed -n 's/.*serving metrics at //p' output.txt | tr -d '\r')
until curl -sf -D head "$url" > page && grep -qxF "$1" page; do sleep 0.05; done
== run
rungate watch --listen localhost:9464
expect exit 2
expect output contains --listen localhost:9464: write ADDRESS:PORT, for example 127.0.0.1:9464 or [::1]:9464
rungate watch --once --listen 127.0.0.1:9464
expect exit 2
expect output contains with --once, use --metrics FILE
rungate watch --listen @HOST@
expect exit 2
expect output contains Address already in use; choose another port
rungate verify --listen 127.0.0.1:0
expect exit 2
expect no requests
background rungate watch --bake 1h --listen 127.0.0.1:0
await GET /health 1
sh sh ./read 'rungate_verdict{service="demo-backend",region="us-central1"} 1'
expect text page contains rungate_rule_failed{rule="probe-ok",severity="critical",key="health"} 0
expect text page contains rungate_probe_duration_seconds_count{probe="health"}
expect text page contains rungate_look_timestamp_seconds{group="services",member="backend"}
expect text page contains rungate_last_run_timestamp_seconds{command="watch"}
expect text page contains # EOF
expect text head contains application/openmetrics-text; version=1.0.0; charset=utf-8
sh ! grep rungate_last_run_exit_code page && test "$(curl -s -o page -w %{http_code} -d x "$(sed -n 's/.*serving metrics at //p' output.txt)")" = 405
cloud apply [ { "service": "demo-backend", "revision": "demo-backend-00042-xyz", "app": { "/health": { "status": 503 } } } ]
finish
expect exit 1
expect evidence command == 'watch' && verdict == 'failed' && action == 'rolled_back'
