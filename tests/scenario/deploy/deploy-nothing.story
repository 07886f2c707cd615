# The deploy command fails before it releases anything. rungate exits with 3, sends no PATCH, and says that there is
# nothing to roll back.
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
== run
rungate deploy -- sh -c 'exit 7'
expect exit 3
expect output contains the command released nothing
expect requests PATCH * 0
expect traffic demo-a demo-a-00041-abc=100
rungate deploy -- ./no-such-command
expect exit 3
expect output contains could not be started
expect evidence facts.deploy.exitCode == 127
expect requests PATCH * 0
