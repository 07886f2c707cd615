# A deploy without a command, or with an invalid duration, is a usage error. No request is made and no command is run.
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
rungate deploy a
expect exit 2
expect output contains rungate deploy [OPTION...] [SERVICE...] -- COMMAND
rungate deploy a --
expect exit 2
rungate deploy --deploy-timeout never a -- touch ran
expect exit 2
expect output contains --deploy-timeout
expect no file ran
rungate verify --deploy-timeout 3s
expect exit 2
expect no requests
