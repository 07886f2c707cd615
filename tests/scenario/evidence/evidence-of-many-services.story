# More than 100 services fail and are rolled back. Members that are equal for many services are stored once, and each
# service as its differences from one. This evidence is read as any other. The size that each further service adds is
# limited.
== cloud
{ "project": "demo", "region": "r0",
  "services": {
    "s0@r0": { "revisions": [ { "name": "s0-1", "age_s": 864000 }, { "name": "s0-2", "age_s": 120, "app": { "/": { "status": 503 } } } ] },
    "s1@r0": { "revisions": [ { "name": "s1-1", "age_s": 864000 }, { "name": "s1-2", "age_s": 120, "app": { "/": { "status": 503 } } } ] },
    "s2@r0": { "revisions": [ { "name": "s2-1", "age_s": 864000 }, { "name": "s2-2", "age_s": 120, "app": { "/": { "status": 503 } } } ] },
    "s3@r0": { "revisions": [ { "name": "s3-1", "age_s": 864000 }, { "name": "s3-2", "age_s": 120, "app": { "/": { "status": 503 } } } ] },
    "s4@r0": { "revisions": [ { "name": "s4-1", "age_s": 864000 }, { "name": "s4-2", "age_s": 120, "app": { "/": { "status": 503 } } } ] },
    "s5@r0": { "revisions": [ { "name": "s5-1", "age_s": 864000 }, { "name": "s5-2", "age_s": 120, "app": { "/": { "status": 503 } } } ] },
    "s6@r0": { "revisions": [ { "name": "s6-1", "age_s": 864000 }, { "name": "s6-2", "age_s": 120, "app": { "/": { "status": 503 } } } ] },
    "s7@r0": { "revisions": [ { "name": "s7-1", "age_s": 864000 }, { "name": "s7-2", "age_s": 120, "app": { "/": { "status": 503 } } } ] },
    "s8@r0": { "revisions": [ { "name": "s8-1", "age_s": 864000 }, { "name": "s8-2", "age_s": 120, "app": { "/": { "status": 503 } } } ] },
    "s9@r0": { "revisions": [ { "name": "s9-1", "age_s": 864000 }, { "name": "s9-2", "age_s": 120, "app": { "/": { "status": 503 } } } ] },
    "s10@r0": { "revisions": [ { "name": "s10-1", "age_s": 864000 }, { "name": "s10-2", "age_s": 120, "app": { "/": { "status": 503 } } } ] },
    "s11@r0": { "revisions": [ { "name": "s11-1", "age_s": 864000 }, { "name": "s11-2", "age_s": 120, "app": { "/": { "status": 503 } } } ] },
    "s12@r0": { "revisions": [ { "name": "s12-1", "age_s": 864000 }, { "name": "s12-2", "age_s": 120, "app": { "/": { "status": 503 } } } ] },
    "s13@r0": { "revisions": [ { "name": "s13-1", "age_s": 864000 }, { "name": "s13-2", "age_s": 120, "app": { "/": { "status": 503 } } } ] },
    "s14@r0": { "revisions": [ { "name": "s14-1", "age_s": 864000 }, { "name": "s14-2", "age_s": 120, "app": { "/": { "status": 503 } } } ] },
    "s15@r0": { "revisions": [ { "name": "s15-1", "age_s": 864000 }, { "name": "s15-2", "age_s": 120, "app": { "/": { "status": 503 } } } ] },
    "s16@r0": { "revisions": [ { "name": "s16-1", "age_s": 864000 }, { "name": "s16-2", "age_s": 120, "app": { "/": { "status": 503 } } } ] },
    "s17@r0": { "revisions": [ { "name": "s17-1", "age_s": 864000 }, { "name": "s17-2", "age_s": 120, "app": { "/": { "status": 503 } } } ] },
    "s18@r0": { "revisions": [ { "name": "s18-1", "age_s": 864000 }, { "name": "s18-2", "age_s": 120, "app": { "/": { "status": 503 } } } ] },
    "s19@r0": { "revisions": [ { "name": "s19-1", "age_s": 864000 }, { "name": "s19-2", "age_s": 120, "app": { "/": { "status": 503 } } } ] },
    "s20@r0": { "revisions": [ { "name": "s20-1", "age_s": 864000 }, { "name": "s20-2", "age_s": 120, "app": { "/": { "status": 503 } } } ] },
    "s21@r0": { "revisions": [ { "name": "s21-1", "age_s": 864000 }, { "name": "s21-2", "age_s": 120, "app": { "/": { "status": 503 } } } ] },
    "s22@r0": { "revisions": [ { "name": "s22-1", "age_s": 864000 }, { "name": "s22-2", "age_s": 120, "app": { "/": { "status": 503 } } } ] },
    "s23@r0": { "revisions": [ { "name": "s23-1", "age_s": 864000 }, { "name": "s23-2", "age_s": 120, "app": { "/": { "status": 503 } } } ] },
    "s24@r0": { "revisions": [ { "name": "s24-1", "age_s": 864000 }, { "name": "s24-2", "age_s": 120, "app": { "/": { "status": 503 } } } ] },
    "s25@r1": { "revisions": [ { "name": "s25-1", "age_s": 864000 }, { "name": "s25-2", "age_s": 120, "app": { "/": { "status": 503 } } } ] },
    "s26@r1": { "revisions": [ { "name": "s26-1", "age_s": 864000 }, { "name": "s26-2", "age_s": 120, "app": { "/": { "status": 503 } } } ] },
    "s27@r1": { "revisions": [ { "name": "s27-1", "age_s": 864000 }, { "name": "s27-2", "age_s": 120, "app": { "/": { "status": 503 } } } ] },
    "s28@r1": { "revisions": [ { "name": "s28-1", "age_s": 864000 }, { "name": "s28-2", "age_s": 120, "app": { "/": { "status": 503 } } } ] },
    "s29@r1": { "revisions": [ { "name": "s29-1", "age_s": 864000 }, { "name": "s29-2", "age_s": 120, "app": { "/": { "status": 503 } } } ] },
    "s30@r1": { "revisions": [ { "name": "s30-1", "age_s": 864000 }, { "name": "s30-2", "age_s": 120, "app": { "/": { "status": 503 } } } ] },
    "s31@r1": { "revisions": [ { "name": "s31-1", "age_s": 864000 }, { "name": "s31-2", "age_s": 120, "app": { "/": { "status": 503 } } } ] },
    "s32@r1": { "revisions": [ { "name": "s32-1", "age_s": 864000 }, { "name": "s32-2", "age_s": 120, "app": { "/": { "status": 503 } } } ] },
    "s33@r1": { "revisions": [ { "name": "s33-1", "age_s": 864000 }, { "name": "s33-2", "age_s": 120, "app": { "/": { "status": 503 } } } ] },
    "s34@r1": { "revisions": [ { "name": "s34-1", "age_s": 864000 }, { "name": "s34-2", "age_s": 120, "app": { "/": { "status": 503 } } } ] },
    "s35@r1": { "revisions": [ { "name": "s35-1", "age_s": 864000 }, { "name": "s35-2", "age_s": 120, "app": { "/": { "status": 503 } } } ] },
    "s36@r1": { "revisions": [ { "name": "s36-1", "age_s": 864000 }, { "name": "s36-2", "age_s": 120, "app": { "/": { "status": 503 } } } ] },
    "s37@r1": { "revisions": [ { "name": "s37-1", "age_s": 864000 }, { "name": "s37-2", "age_s": 120, "app": { "/": { "status": 503 } } } ] },
    "s38@r1": { "revisions": [ { "name": "s38-1", "age_s": 864000 }, { "name": "s38-2", "age_s": 120, "app": { "/": { "status": 503 } } } ] },
    "s39@r1": { "revisions": [ { "name": "s39-1", "age_s": 864000 }, { "name": "s39-2", "age_s": 120, "app": { "/": { "status": 503 } } } ] },
    "s40@r1": { "revisions": [ { "name": "s40-1", "age_s": 864000 }, { "name": "s40-2", "age_s": 120, "app": { "/": { "status": 503 } } } ] },
    "s41@r1": { "revisions": [ { "name": "s41-1", "age_s": 864000 }, { "name": "s41-2", "age_s": 120, "app": { "/": { "status": 503 } } } ] },
    "s42@r1": { "revisions": [ { "name": "s42-1", "age_s": 864000 }, { "name": "s42-2", "age_s": 120, "app": { "/": { "status": 503 } } } ] },
    "s43@r1": { "revisions": [ { "name": "s43-1", "age_s": 864000 }, { "name": "s43-2", "age_s": 120, "app": { "/": { "status": 503 } } } ] },
    "s44@r1": { "revisions": [ { "name": "s44-1", "age_s": 864000 }, { "name": "s44-2", "age_s": 120, "app": { "/": { "status": 503 } } } ] },
    "s45@r1": { "revisions": [ { "name": "s45-1", "age_s": 864000 }, { "name": "s45-2", "age_s": 120, "app": { "/": { "status": 503 } } } ] },
    "s46@r1": { "revisions": [ { "name": "s46-1", "age_s": 864000 }, { "name": "s46-2", "age_s": 120, "app": { "/": { "status": 503 } } } ] },
    "s47@r1": { "revisions": [ { "name": "s47-1", "age_s": 864000 }, { "name": "s47-2", "age_s": 120, "app": { "/": { "status": 503 } } } ] },
    "s48@r1": { "revisions": [ { "name": "s48-1", "age_s": 864000 }, { "name": "s48-2", "age_s": 120, "app": { "/": { "status": 503 } } } ] },
    "s49@r1": { "revisions": [ { "name": "s49-1", "age_s": 864000 }, { "name": "s49-2", "age_s": 120, "app": { "/": { "status": 503 } } } ] },
    "s50@r2": { "revisions": [ { "name": "s50-1", "age_s": 864000 }, { "name": "s50-2", "age_s": 120, "app": { "/": { "status": 503 } } } ] },
    "s51@r2": { "revisions": [ { "name": "s51-1", "age_s": 864000 }, { "name": "s51-2", "age_s": 120, "app": { "/": { "status": 503 } } } ] },
    "s52@r2": { "revisions": [ { "name": "s52-1", "age_s": 864000 }, { "name": "s52-2", "age_s": 120, "app": { "/": { "status": 503 } } } ] },
    "s53@r2": { "revisions": [ { "name": "s53-1", "age_s": 864000 }, { "name": "s53-2", "age_s": 120, "app": { "/": { "status": 503 } } } ] },
    "s54@r2": { "revisions": [ { "name": "s54-1", "age_s": 864000 }, { "name": "s54-2", "age_s": 120, "app": { "/": { "status": 503 } } } ] },
    "s55@r2": { "revisions": [ { "name": "s55-1", "age_s": 864000 }, { "name": "s55-2", "age_s": 120, "app": { "/": { "status": 503 } } } ] },
    "s56@r2": { "revisions": [ { "name": "s56-1", "age_s": 864000 }, { "name": "s56-2", "age_s": 120, "app": { "/": { "status": 503 } } } ] },
    "s57@r2": { "revisions": [ { "name": "s57-1", "age_s": 864000 }, { "name": "s57-2", "age_s": 120, "app": { "/": { "status": 503 } } } ] },
    "s58@r2": { "revisions": [ { "name": "s58-1", "age_s": 864000 }, { "name": "s58-2", "age_s": 120, "app": { "/": { "status": 503 } } } ] },
    "s59@r2": { "revisions": [ { "name": "s59-1", "age_s": 864000 }, { "name": "s59-2", "age_s": 120, "app": { "/": { "status": 503 } } } ] },
    "s60@r2": { "revisions": [ { "name": "s60-1", "age_s": 864000 }, { "name": "s60-2", "age_s": 120, "app": { "/": { "status": 503 } } } ] },
    "s61@r2": { "revisions": [ { "name": "s61-1", "age_s": 864000 }, { "name": "s61-2", "age_s": 120, "app": { "/": { "status": 503 } } } ] },
    "s62@r2": { "revisions": [ { "name": "s62-1", "age_s": 864000 }, { "name": "s62-2", "age_s": 120, "app": { "/": { "status": 503 } } } ] },
    "s63@r2": { "revisions": [ { "name": "s63-1", "age_s": 864000 }, { "name": "s63-2", "age_s": 120, "app": { "/": { "status": 503 } } } ] },
    "s64@r2": { "revisions": [ { "name": "s64-1", "age_s": 864000 }, { "name": "s64-2", "age_s": 120, "app": { "/": { "status": 503 } } } ] },
    "s65@r2": { "revisions": [ { "name": "s65-1", "age_s": 864000 }, { "name": "s65-2", "age_s": 120, "app": { "/": { "status": 503 } } } ] },
    "s66@r2": { "revisions": [ { "name": "s66-1", "age_s": 864000 }, { "name": "s66-2", "age_s": 120, "app": { "/": { "status": 503 } } } ] },
    "s67@r2": { "revisions": [ { "name": "s67-1", "age_s": 864000 }, { "name": "s67-2", "age_s": 120, "app": { "/": { "status": 503 } } } ] },
    "s68@r2": { "revisions": [ { "name": "s68-1", "age_s": 864000 }, { "name": "s68-2", "age_s": 120, "app": { "/": { "status": 503 } } } ] },
    "s69@r2": { "revisions": [ { "name": "s69-1", "age_s": 864000 }, { "name": "s69-2", "age_s": 120, "app": { "/": { "status": 503 } } } ] },
    "s70@r2": { "revisions": [ { "name": "s70-1", "age_s": 864000 }, { "name": "s70-2", "age_s": 120, "app": { "/": { "status": 503 } } } ] },
    "s71@r2": { "revisions": [ { "name": "s71-1", "age_s": 864000 }, { "name": "s71-2", "age_s": 120, "app": { "/": { "status": 503 } } } ] },
    "s72@r2": { "revisions": [ { "name": "s72-1", "age_s": 864000 }, { "name": "s72-2", "age_s": 120, "app": { "/": { "status": 503 } } } ] },
    "s73@r2": { "revisions": [ { "name": "s73-1", "age_s": 864000 }, { "name": "s73-2", "age_s": 120, "app": { "/": { "status": 503 } } } ] },
    "s74@r2": { "revisions": [ { "name": "s74-1", "age_s": 864000 }, { "name": "s74-2", "age_s": 120, "app": { "/": { "status": 503 } } } ] },
    "s75@r3": { "revisions": [ { "name": "s75-1", "age_s": 864000 }, { "name": "s75-2", "age_s": 120, "app": { "/": { "status": 503 } } } ] },
    "s76@r3": { "revisions": [ { "name": "s76-1", "age_s": 864000 }, { "name": "s76-2", "age_s": 120, "app": { "/": { "status": 503 } } } ] },
    "s77@r3": { "revisions": [ { "name": "s77-1", "age_s": 864000 }, { "name": "s77-2", "age_s": 120, "app": { "/": { "status": 503 } } } ] },
    "s78@r3": { "revisions": [ { "name": "s78-1", "age_s": 864000 }, { "name": "s78-2", "age_s": 120, "app": { "/": { "status": 503 } } } ] },
    "s79@r3": { "revisions": [ { "name": "s79-1", "age_s": 864000 }, { "name": "s79-2", "age_s": 120, "app": { "/": { "status": 503 } } } ] },
    "s80@r3": { "revisions": [ { "name": "s80-1", "age_s": 864000 }, { "name": "s80-2", "age_s": 120, "app": { "/": { "status": 503 } } } ] },
    "s81@r3": { "revisions": [ { "name": "s81-1", "age_s": 864000 }, { "name": "s81-2", "age_s": 120, "app": { "/": { "status": 503 } } } ] },
    "s82@r3": { "revisions": [ { "name": "s82-1", "age_s": 864000 }, { "name": "s82-2", "age_s": 120, "app": { "/": { "status": 503 } } } ] },
    "s83@r3": { "revisions": [ { "name": "s83-1", "age_s": 864000 }, { "name": "s83-2", "age_s": 120, "app": { "/": { "status": 503 } } } ] },
    "s84@r3": { "revisions": [ { "name": "s84-1", "age_s": 864000 }, { "name": "s84-2", "age_s": 120, "app": { "/": { "status": 503 } } } ] },
    "s85@r3": { "revisions": [ { "name": "s85-1", "age_s": 864000 }, { "name": "s85-2", "age_s": 120, "app": { "/": { "status": 503 } } } ] },
    "s86@r3": { "revisions": [ { "name": "s86-1", "age_s": 864000 }, { "name": "s86-2", "age_s": 120, "app": { "/": { "status": 503 } } } ] },
    "s87@r3": { "revisions": [ { "name": "s87-1", "age_s": 864000 }, { "name": "s87-2", "age_s": 120, "app": { "/": { "status": 503 } } } ] },
    "s88@r3": { "revisions": [ { "name": "s88-1", "age_s": 864000 }, { "name": "s88-2", "age_s": 120, "app": { "/": { "status": 503 } } } ] },
    "s89@r3": { "revisions": [ { "name": "s89-1", "age_s": 864000 }, { "name": "s89-2", "age_s": 120, "app": { "/": { "status": 503 } } } ] },
    "s90@r3": { "revisions": [ { "name": "s90-1", "age_s": 864000 }, { "name": "s90-2", "age_s": 120, "app": { "/": { "status": 503 } } } ] },
    "s91@r3": { "revisions": [ { "name": "s91-1", "age_s": 864000 }, { "name": "s91-2", "age_s": 120, "app": { "/": { "status": 503 } } } ] },
    "s92@r3": { "revisions": [ { "name": "s92-1", "age_s": 864000 }, { "name": "s92-2", "age_s": 120, "app": { "/": { "status": 503 } } } ] },
    "s93@r3": { "revisions": [ { "name": "s93-1", "age_s": 864000 }, { "name": "s93-2", "age_s": 120, "app": { "/": { "status": 503 } } } ] },
    "s94@r3": { "revisions": [ { "name": "s94-1", "age_s": 864000 }, { "name": "s94-2", "age_s": 120, "app": { "/": { "status": 503 } } } ] },
    "s95@r3": { "revisions": [ { "name": "s95-1", "age_s": 864000 }, { "name": "s95-2", "age_s": 120, "app": { "/": { "status": 503 } } } ] },
    "s96@r3": { "revisions": [ { "name": "s96-1", "age_s": 864000 }, { "name": "s96-2", "age_s": 120, "app": { "/": { "status": 503 } } } ] },
    "s97@r3": { "revisions": [ { "name": "s97-1", "age_s": 864000 }, { "name": "s97-2", "age_s": 120, "app": { "/": { "status": 503 } } } ] },
    "s98@r3": { "revisions": [ { "name": "s98-1", "age_s": 864000 }, { "name": "s98-2", "age_s": 120, "app": { "/": { "status": 503 } } } ] },
    "s99@r3": { "revisions": [ { "name": "s99-1", "age_s": 864000 }, { "name": "s99-2", "age_s": 120, "app": { "/": { "status": 503 } } } ] },
    "s100@r4": { "revisions": [ { "name": "s100-1", "age_s": 864000 }, { "name": "s100-2", "age_s": 120, "app": { "/": { "status": 503 } } } ] } } }
== file rungate.cfg
version = 1; project = "demo"; region = "r0";
@include "services.cfg"
policies = [ "rules.cfg" ];
gate = { warmup = "0s"; interval = "80ms"; passes = 1; failures = 1; deadline = "60s"; };
rollback = { confirm = "60s"; deadline = "120s"; };
== run
sh awk 'BEGIN { print "services = {"; for (i = 0; i < 101; i++) printf "s%d = { service = \"s%d\"; region = \"r%d\"; };\n", i, i, int(i / 25); print "};" }' > services.cfg
sh awk 'BEGIN { print "probes = {"; for (i = 0; i < 101; i++) printf "p%d = { http = { service = \"s%d\"; path = \"/\"; timeout = \"30s\"; }; };\n", i, i; print "};" }' >> services.cfg
sh awk 'BEGIN { print "rules = ({ id = \"ok\"; severity = \"critical\"; each = \"probes\"; expression = \"it.ok\"; },{ id = \"same\"; severity = \"warning\"; each = \"services\"; expression = \"it.minInstances > 0\"; message = \"it.service + \047 may start cold\047\"; }"; for (i = 0; i < 20; i++) printf ",{ id = \"b%d\"; severity = \"error\"; each = \"services\"; expression = \"it.ready || %d > 30\"; }\n", i, i; print ");" }' > rules.cfg
rungate verify
expect exit 1
expect evidence verdict == 'failed' && action == 'rolled_back' && size(services) == 101
expect evidence proof.exists_one(p, p.id == 'ok' && p.outcome == 'pass' && p.failedBefore && size(p.keys) == 101 && !has(p.key))
expect evidence proof.exists_one(p, p.id == 'same' && p.outcome == 'fail' && size(p.keys) == 101)
expect evidence differential.asked.exists_one(a, a.finding == 'not comparable' && a.failing && size(a.probes) == 101)
expect evidence actors.exists_one(a, a.role == 'deployer' && size(a.services) == 101)
expect evidence said.exists_one(s, s.contains(' and 91 others: requests and WebSocket sessions that run on the candidate stay there'))
expect evidence said.exists_one(s, s.contains(' and 91 others: compared with the candidate, the target differs in: image'))
expect evidence !has(journal.records) && has(journal.sha256) && journal.bytes > 100000
expect evidence services.s7['$like'] == 's0' && !has(services.s7.restored) && services.s0.restored && services.s7.candidate == 's7-2'
expect evidence facts.services.s7.changes.image.to['$same'] == 'candidate.image' && facts.services.s7.candidate.image.contains('s7')
sh test $(cat .rungate/evidence/2*.json | wc -c) -lt $((101 * 6400))
rungate audit
expect exit 0
rungate replay
expect exit 0
rungate report --format csv
expect exit 0
expect output contains s100=s100-1
rungate report
expect exit 0
rungate verify
expect exit 3
