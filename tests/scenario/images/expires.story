# A cleanup policy will delete the image of the target in two days: said at the pass and by status, with the policy. With
# a KEEP policy, or if it is only tried out (cleanupPolicyDryRun), it stays.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "revisions": [
      { "name": "demo-backend-00040-old", "age_s": 964000 },
      { "name": "demo-backend-00041-abc", "age_s": 864000 },
      { "name": "demo-backend-00042-xyz", "age_s": 120 } ] } },
  "registry": { "images": { "demo-backend-00041-abc": { "age_s": 864000, "tags": [ "v41" ], "newer": 2 } },
    "repositories": { "r": { "cleanupPolicies": { "old": { "id": "old", "action": "DELETE", "condition": { "olderThan": "1036800s", "tagState": "ANY" } } } } } } }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
policies = [ "builtin:production" ];
probes = { health = { http = { service = "backend"; path = "/health"; timeout = "1s"; }; }; };
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "6s"; };
== run
rungate verify
expect exit 0
expect evidence facts.services.backend.wayBack.depth == 2 && facts.services.backend.wayBack.target == 'demo-backend-00041-abc 100 %' && facts.services.backend.wayBack.expiresBy == 'old'
expect evidence facts.services.backend.wayBack.expiresInSeconds > 172000 && facts.services.backend.wayBack.expiresInSeconds <= 172800
expect evidence rules.exists(r, r.id == 'way-back-lasts' && r.outcome == 'fail' && r.message.contains('cleanup policy old deletes its image'))
expect evidence rules.exists(r, r.id == 'way-back-lives' && r.outcome == 'pass')
rungate status
expect output contains way back   2 targets; cleanup policy old deletes the image of demo-backend-00041-abc 100 % from 20
cloud apply [ { "registry": { "repositories": { "r": { "cleanupPolicies": { "some": { "id": "some", "action": "KEEP", "mostRecentVersions": { "keepCount": 4 } } } } } } } ]
rungate status
expect output contains way back   2 targets; no cleanup policy deletes the image of demo-backend-00041-abc 100 %
expect requests GET */packages/demo-backend/versions >= 1
cloud apply [ { "registry": { "repositories": { "r": { "cleanupPolicies": { "some": { "mostRecentVersions": { "keepCount": 3 } } } } } } } ]
rungate status
expect output contains way back   2 targets; cleanup policy old deletes the image
cloud apply [ { "registry": { "repositories": { "r": { "cleanupPolicyDryRun": true } } } } ]
rungate status
expect output contains way back   2 targets; no cleanup policy deletes the image
