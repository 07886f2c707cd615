# In GitHub Actions, rungate writes a summary, annotations and outputs. Text from a service is not interpreted as a
# workflow command.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "revisions": [
      { "name": "demo-backend-00041-abc", "age_s": 864000 },
      { "name": "demo-backend-00042-xyz", "age_s": 120, "app": { "/health": { "status": 503, "body": "::error::no %0A database" } } } ] } } }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
probes = { health = { http = { service = "backend"; path = "/health"; timeout = "1s"; }; }; };
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "6s"; };
rollback = { confirm = "3s"; deadline = "5s"; };
policies = [ "policy.cfg" ];
== file policy.cfg
rules = (
  { id = "up"; severity = "critical"; expression = "probes.health.ok"; message = "probes.health.body"; } );
== run
env GITHUB_ACTIONS=true
env GITHUB_STEP_SUMMARY=@DIR@/summary.md
env GITHUB_OUTPUT=@DIR@/output
env GITHUB_ACTOR=octocat
rungate verify
expect exit 1
expect evidence actors.exists(a, a.id == 'octocat' && a.assurance == 'asserted') && actors.exists(a, a.role == 'deployer' && a.assurance == 'verified')
expect output contains ::group::details
expect output contains ::endgroup::
expect output contains ::error title=rungate%3A ROLLED BACK%2C users are served
expect output contains ::error file=policy.cfg,line=2,title=up::\x3A:error::no %250A database
expect text summary.md contains ## ⏪ ROLLED BACK
expect text summary.md contains | critical | **up** |
expect text output contains verdict=failed
expect text output contains exit_code=1
expect text output contains evidence=.rungate/evidence/
