# A release that passed is verified again with a stricter policy. It is judged completely, and no service is skipped as
# not released.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "revisions": [
      { "name": "demo-backend-00041-abc", "age_s": 864000 },
      { "name": "demo-backend-00042-xyz", "age_s": 90 } ] } } }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
probes = { health = { http = { service = "backend"; path = "/health"; timeout = "1s"; }; }; };
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "6s"; };
rollback = { confirm = "3s"; deadline = "5s"; };
== file strict.cfg
rules = ( { id = "strict"; severity = "error"; each = "services"; when = "it.released"; expression = "it.candidate.minInstances > 0"; message = "key + ' has no instance waiting'"; } );
== run
rungate verify
expect exit 0
rungate verify
expect exit 0
expect evidence services.backend.released && said.exists(s, s.contains('demo-backend-00042-xyz passed at') && s.contains('judged again'))
expect evidence rules.exists(r, r.id == 'health-checked' && r.outcome == 'pass')
rungate verify --policy strict.cfg
expect exit 3
expect evidence verdict == 'failed' && action == 'not_moved' && reason.contains('backend has no instance waiting') && !services.backend.condemned
expect requests PATCH * 0
rungate status
expect output contains demo-backend-00042-xyz (passed)
rungate audit
expect exit 0
