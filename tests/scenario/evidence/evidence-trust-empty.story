# An empty evidence.trust is an error in the config. It does not mean that no trust is required.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "revisions": [
      { "name": "demo-backend-00041-abc", "age_s": 864000 },
      { "name": "demo-backend-00042-xyz", "age_s": 120 } ] } } }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
evidence = { trust = [ ]; };
== run
rungate verify
expect exit 2
expect output contains rungate.cfg:3
expect output contains evidence.trust is empty
rungate rollback
expect exit 2
expect output contains evidence.trust is empty
rungate lint
expect exit 2
expect output contains evidence.trust is empty
rungate audit
expect exit 2
expect output contains evidence.trust is empty
expect no requests
