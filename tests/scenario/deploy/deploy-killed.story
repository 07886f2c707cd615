# The deploy command hangs and ignores SIGTERM. It is killed 10 s later, and the service that it released goes back.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-a": { "revisions": [ { "name": "demo-a-00041-abc", "age_s": 864000 } ] },
                "demo-b": { "revisions": [ { "name": "demo-b-00041-abc", "age_s": 864000 } ] },
                "demo-c": { "revisions": [ { "name": "demo-c-00041-abc", "age_s": 864000 } ] } } }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { a = { service = "demo-a"; }; b = { service = "demo-b"; }; c = { service = "demo-c"; }; };
probes = { a_ok = { http = { service = "a"; path = "/health"; }; }; b_ok = { http = { service = "b"; path = "/health"; }; };
           c_ok = { http = { service = "c"; path = "/health"; }; }; };
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "20s"; };
== file release.sh
# release SERVICE...: deploys a new revision of each service, like a deploy script
release() {
	for s in "$@"; do
		curl -sf --data "[{ \"service\": \"$s\", \"deploy\": { \"name\": \"$s-00042-xyz\" } }]" @API@__cloud/apply || exit 9
	done
}
== file deploy
trap "" TERM
. ./release.sh
release demo-a
sleep 1000
== run
rungate deploy --deploy-timeout 1s -- sh deploy
expect exit 1
expect output contains did not end within --deploy-timeout
expect traffic demo-a demo-a-00041-abc=100
expect evidence facts.deploy.timedOut
expect evidence facts.deploy.exitCode == 137
