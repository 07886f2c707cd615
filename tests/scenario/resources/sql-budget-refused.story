# The jobs of the region may not be listed, so the sums are not known: said with the role, and never a pass. The limit
# is known without them.
== cloud
{ "project": "demo", "region": "us-central1", "denied": [ "run.jobs.list" ],
  "services": { "demo-backend": { "revisions": [
      { "name": "demo-backend-00041-abc", "age_s": 864000 },
      { "name": "demo-backend-00042-xyz", "age_s": 120 } ] } },
  "sql": { "demo-db": { "settings": { "tier": "db-f1-micro", "databaseFlags": [] } } } }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
sql = { main = { instance = "demo-db"; pools = { backend = "1"; }; }; };
probes = { health = { http = { service = "backend"; path = "/health"; timeout = "1s"; }; }; };
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "6s"; };
== run
rungate check
expect exit 0
expect evidence rules.exists(r, r.id == 'sql-budget' && r.outcome == 'unknown') && facts.sql.main.budget.limit == 22 && !facts.sql.main.budget.known
expect output contains how many connections all users of a database may open is not known: the jobs that may use the same database
expect output contains run.jobs.list (roles/run.viewer has it)
rungate check --policy builtin:production
expect evidence rules.exists(r, r.id == 'sql-budget-kept' && r.outcome == 'skipped')
