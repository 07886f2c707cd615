# asked = false: a service that needs no probe passes, and its revision counts as approved. One that was only released
# with others does not.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": {
    "demo-backend": { "revisions": [ { "name": "demo-backend-00041-abc", "age_s": 864000 } ] },
    "demo-mailer": { "revisions": [ { "name": "demo-mailer-00003-abc", "age_s": 864000 }, { "name": "demo-mailer-00004-bad", "age_s": 800000, "app": { "*": { "status": 503 } } } ] } } }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; asked = false; }; mailer = { service = "demo-mailer"; }; };
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "6s"; };
rollback = { confirm = "3s"; deadline = "5s"; };
== run
rungate snapshot
cloud apply [ { "service": "demo-backend", "deploy": { "name": "demo-backend-00042-xyz" } } ]
rungate verify
expect exit 0
expect evidence services.backend.released && services.backend.askedWaived && !services.backend.asked && !services.mailer.released && !services.mailer.asked
rungate audit
expect exit 0
remove .rungate/baseline.json
cloud apply [ { "service": "demo-backend", "deploy": { "name": "demo-backend-00043-new" } }, { "service": "demo-mailer", "deploy": { "name": "demo-mailer-00005-new" } } ]
rungate verify
expect exit 5
expect output contains not tested: mailer
expect evidence services.backend.baseline == 'demo-backend-00042-xyz' && services.backend.baselineSource == 'evidence'
expect evidence services.mailer.baseline == 'demo-mailer-00004-bad' && services.mailer.baselineSource == 'guess'
