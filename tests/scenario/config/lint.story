# lint reports what can be known offline: rules that never apply, never fail or never hold, probes that no rule reads,
# and a policy that cannot fail.
== cloud
{ "project": "demo", "region": "us-central1", "services": {} }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
probes = { health = { http = { service = "backend"; path = "/health"; }; };
           unread = { http = { service = "backend"; path = "/other"; }; }; };
policies = [ "policy.cfg" ];
== file policy.cfg
rules = (
  { id = "no-redis"; severity = "critical"; each = "redis"; expression = "it.state == 'READY'"; },
  { id = "off"; severity = "critical"; when = "1 > 2"; expression = "probes.health.ok"; },
  { id = "always"; severity = "critical"; expression = "probes.health.ok || true"; },
  { id = "never"; severity = "warning"; expression = "probes.health.ok && false"; },
  { id = "fine"; severity = "critical"; expression = "probes.health.ok"; }
);
== file soft.cfg
rules = ( { id = "soft"; severity = "warning"; expression = "probes.health.ok && probes.unread.ok"; } );
== file good.cfg
rules = ( { id = "up"; severity = "critical"; each = "probes"; expression = "it.ok"; } );
== run
rungate lint
expect exit 0
expect output contains policy.cfg:2: rule no-redis never applies: the config has no redis
expect output contains policy.cfg:3: rule off never applies: its `when` is false whatever is observed
expect output contains policy.cfg:4: rule always could never fail: it holds whatever is observed
expect output contains policy.cfg:5: rule never could never hold: it fails whatever is observed
expect output contains no rule reads probes.unread, so it cannot change the verdict
expect output lacks rule fine
rungate lint --policy soft.cfg
expect exit 0
expect output contains the policies can never fail
rungate lint --policy good.cfg
expect exit 0
expect output contains 1 rules: ok
expect no requests
