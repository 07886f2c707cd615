# rungate config convert rewrites a config and its policies in another syntax. What it writes has the same effect;
# variables are not expanded. It makes no call and replaces no file unasked.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "revisions": [
      { "name": "demo-backend-00041-abc", "age_s": 864000 },
      { "name": "demo-backend-00042-xyz", "age_s": 120, "app": { "/health": { "status": 503 } } } ] } } }
== file rungate.cfg
# a comment
version = 1;
@include "services.cfg"
probes = { health = { http = { service = "backend"; path = "/health"; timeout = "1s"; headers = { X-Key = "${STORY_KEY}"; }; }; }; };
policies = [ "policy.cfg" ];
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "6s"; };
rollback = { confirm = "3s"; deadline = "5s"; };
== file services.cfg
project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
== file policy.cfg
rules = ( { id = "up"; severity = "critical"; expression = "probes.health.ok";
            message = "'it says \"' + string(probes.health.status) + '\"'"; } );
== file sub/more.cfg
project = "demo";
== file far.cfg
@include "sub/more.cfg"
== file wrong.yaml
project: &p demo
== file names.yaml
services: { backend: { service: a } }
probes: { p: { http: { service: backend, path: /, headers: { _a: '1' } } } }
data: { a.b: c, d: [1] }
== run
env STORY_KEY=a-key-of-the-story
rungate config convert --to yaml
expect exit 0
expect output contains X-Key: '${STORY_KEY}'
expect output contains services:
expect output lacks comment
rungate config convert --to yml
expect exit 2
expect output contains use yaml, json or cfg
rungate config convert -o rungate.cfg
expect exit 2
expect output contains rungate.cfg already exists; --force overwrites it
rungate config convert --to json -o x.yaml
expect exit 2
expect output contains rungate would read this file as yaml, not as json
expect no file x.yaml
rungate config convert gone.cfg
expect exit 2
expect output contains gone.cfg
rungate config convert wrong.yaml
expect exit 2
expect output contains wrong.yaml:1: anchors
rungate config convert names.yaml
expect exit 2
expect output contains names.yaml: line 3: data.a.b: 
rungate config convert far.cfg
expect exit 2
expect output contains includes sub/more.cfg of another folder
rungate config revert
expect exit 2
expect output contains unknown action revert; write rungate config convert [FILE]
rungate config
expect exit 2
expect output contains usage: rungate config [OPTION...] convert [FILE]
rungate config convert a b
expect exit 2
rungate rollback --to yaml -c names.yaml
expect exit 2
rungate config convert policy.cfg -o policy.json
expect exit 0
rungate config convert -o staging.yaml
expect exit 0
rungate lint -c staging.yaml --policy policy.json
expect exit 0
expect output contains staging.yaml: 1 services, 1 probes, 1 rules: ok
rungate config convert staging.yaml
expect exit 0
expect output contains project = "demo";
rungate help config
expect exit 0
expect output contains rungate config convert policies/ours.cfg --to json
expect output contains gate.deadline
expect no requests
rungate verify -c staging.yaml --policy policy.json
expect exit 1
expect output contains it says "503"
expect traffic demo-backend demo-backend-00041-abc=100
expect nowhere a-key-of-the-story
