# All errors of a config and its policies are reported at once, each once: what follows from an error that is reported
# already is not an error of its own. No call is made.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "revisions": [ { "name": "demo-backend-00042-xyz", "age_s": 120 } ] } } }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { servise = "demo-backend"; }; };
probes = { health = { http = { service = "backend"; path = "health"; method = "get"; expect = "statsu == 200"; }; };
           users = { http = { service = "fronted"; path = "/"; }; };
           cert = { tls = { service = "backend"; prot = 443; }; };
           step = { journey = ( { name = "a-b"; http = { service = "backend"; }; },
                                { name = "c"; }, { name = "d"; http = { service = "backend"; expect = "stat"; }; } ); };
           fine = { http = { service = "backend"; path = "/fine"; expect = "statuss == 200"; }; }; };
data = { plan = "nowhere.json"; };
metrics = { errors = { service = "backend"; metric = "error_ration"; }; };
notify = ( { url = "ftp://x"; }, { url = "gopher://x"; } );
policies = [ "policy.cfg", "policy.yaml", "gone.cfg" ];
gate = { passes = 0; deadline = "5x"; };
rollback = { hold = "sq.main.state == 'X'"; };
== file policy.cfg
rules = (
  { id = "one"; severity = "critcal"; expression = "probes.health.ok"; },
  { id = "two"; severity = "error"; expression = "probes.health.ok && probess.size() > 0"; message = "'a' +"; },
  { id = "cert"; severity = "error"; expression = "probes.cert.daysLeft > 14"; },
  { id = "alias"; severity = "error"; expression = "probes.fin.ok"; },
  { id = "fine"; severity = "critical"; expression = "probes.fine.ok"; }
);
== file policy.yaml
rules:
- id: fine
  severity: warning
  expression: probes.fine.ok
- id: three
  severity: warning
  expression: 1 +
  dry_run: yes
== file group.cfg
version = 1; project = "demo"; region = "us-central1";
servces = { backend = { service = "demo-backend"; }; };
probess = { health = { http = { service = "backend"; path = "/health"; }; }; };
metrics = { errors = { service = "backend"; metric = "error_ratio"; }; };
policies = [ "group-policy.cfg" ];
== file group-policy.cfg
rules = ( { id = "up"; severity = "critical"; services = [ "backend" ]; expression = "probes.health.ok"; } );
== run
rungate lint
expect exit 2
expect output contains rungate.cfg:2: services.backend.servise: unknown key "servise"; did you mean "service"?
expect output lacks missing key
expect output contains path must begin with "/", not "health"
expect output contains "get" is not a valid HTTP method
expect output contains no service has the alias "fronted"
expect output lacks no service has the alias "backend"
expect output contains rungate.cfg:5: probes.cert.tls.prot: unknown key "prot"; did you mean "port"?
expect output contains step a-b: the name of a step must be an identifier
expect output contains step c: a step must have either http or websocket
expect output contains there is no "statsu" here; did you mean "status"?
expect output contains there is no "statuss" here
expect output contains there is no predefined metric "error_ration"
expect output contains notify[0]: url ftp://x
expect output contains notify[1]: url gopher://x
expect output contains policies: gone.cfg does not exist
expect output contains rungate.cfg:13: gate.passes: 0 is out of range
expect output contains rungate.cfg:13: gate.deadline: 
expect output lacks must be longer than warmup
expect output lacks longer than gate.deadline
expect output contains did you mean "sql"?
expect output contains policy.cfg:2: rules[0].severity: "critcal" is not known; did you mean "critical"?
expect output contains rule two: policy.cfg:3:
expect output contains rule two: message: policy.cfg:3:
expect output lacks daysLeft
expect output contains did you mean "fine"?
expect output contains policy.yaml:2: duplicate rule id "fine" (also defined at policy.cfg:6)
expect output contains policy.yaml:8: rules[1].dry_run: must be true or false, not "yes"
rungate verify
expect exit 2
expect output contains rungate.cfg:2: services.backend.servise
expect output contains rungate.cfg:9: data.plan: 
expect output contains policy.yaml:8: 
rungate lint -c group.cfg
expect exit 2
expect output contains group.cfg:2: servces: unknown key "servces"; did you mean "services"?
expect output contains group.cfg:3: probess: unknown key "probess"; did you mean "probes"?
expect output lacks no service
expect output lacks rule up
sh for i in $(seq 70); do printf 'k%d = 1;\n' $i; done > many.cfg
rungate lint -c many.cfg
expect exit 2
expect output contains many.cfg:50: k50: unknown key
expect output lacks many.cfg:51
expect output contains and 20 more errors
expect no requests
