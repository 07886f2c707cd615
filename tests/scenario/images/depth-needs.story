# The way back counts only targets that can start: of the first a secret file was destroyed, the second needs a database
# that was deleted, the third a connector that works. Each is named with its reason. What the candidate needs too does not
# count, even if it is gone: a rollback would not make that worse.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "revisions": [
      { "name": "demo-backend-00039-one", "age_s": 984000, "api": { "vpcAccess": { "connector": "vpc-a" },
        "volumes": [ { "name": "own", "secret": { "secret": "shared", "items": [ { "path": "k", "version": "1" } ] } } ] } },
      { "name": "demo-backend-00040-old", "age_s": 964000, "api": { "volumes": [ { "name": "db", "cloudSqlInstance": { "instances": [ "demo:us-central1:old-db" ] } } ] } },
      { "name": "demo-backend-00041-abc", "age_s": 864000, "api": { "volumes": [ { "name": "keys", "secret": { "secret": "tls-key", "items": [ { "path": "key.pem", "version": "4" } ] } } ] } },
      { "name": "demo-backend-00042-xyz", "age_s": 120,
        "api": { "volumes": [ { "name": "own", "secret": { "secret": "shared", "items": [ { "path": "k", "version": "1" } ] } } ] } } ] } },
  "secrets": { "tls-key": { "versions": { "4": "DESTROYED" } }, "shared": { "versions": { "1": "DISABLED" } } },
  "connectors": { "vpc-a": {} } }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; asked = false; }; };
policies = [ "own.cfg" ];
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "20s"; };
== file own.cfg
rules = ( { id = "depth"; severity = "critical"; each = "services"; expression = "it.wayBack.depth == 1"; } );
== run
rungate verify
expect exit 0
expect evidence facts.services.backend.wayBack.target == 'demo-backend-00039-one 100 %' && size(facts.services.backend.wayBack.unfit) == 2
expect evidence facts.services.backend.wayBack.unfit.exists(u, u == 'demo-backend-00041-abc: its secret tls-key, version 4 is DESTROYED')
expect evidence facts.services.backend.wayBack.unfit.exists(u, u.contains('demo-backend-00040-old: its Cloud SQL instance demo:us-central1:old-db does not exist any more'))
rungate status
expect output contains way back   1 target; 
cloud apply [ { "connectors": { "vpc-a": { "state": "ERROR" } } } ]
rungate status
expect output contains way back   none: no target can start any more: demo-backend-00041-abc: its secret tls-key, version 4 is DESTROYED
