# The deploy command succeeds and releases nothing. The services are judged as by verify. With --json the
# output of the command goes to standard error.
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
rungate deploy -- true
expect exit 0
expect evidence facts.deploy.exitCode == 0
expect requests PATCH * 0
closed rungate deploy --json -- echo hello
expect exit 0
expect output contains hello
