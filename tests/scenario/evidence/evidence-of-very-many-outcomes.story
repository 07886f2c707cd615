# With more than 2000 outcomes, members of a rule with equal outcomes share one entry, and members of a large group are
# stored as differences from one member. /p7 is wrong until each path was requested once. audit, replay, report and eval
# read this evidence as any other.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "revisions": [
      { "name": "demo-backend-00041-abc", "age_s": 864000 },
      { "name": "demo-backend-00042-xyz", "age_s": 120, "app": {
        "/p7": { "sequence": [
            { "status": 404 }, { "status": 404 }, { "status": 404 }, { "status": 404 }, { "status": 404 }, { "status": 404 }, { "status": 404 },
            { "status": 404 }, { "status": 404 }, { "status": 404 }, { "status": 404 }, { "status": 404 }, { "status": 404 }, { "status": 404 },
            { "status": 404 }, { "status": 404 }, { "status": 404 }, { "status": 404 }, { "status": 404 }, { "status": 404 }, { "status": 404 },
            { "status": 404 }, { "status": 404 }, { "status": 404 }, { "status": 404 }, { "status": 404 }, { "status": 404 }, { "status": 404 },
            { "status": 404 }, { "status": 404 }, { "status": 404 }, { "status": 404 }, { "status": 404 }, { "status": 404 }, { "status": 404 },
            { "status": 404 }, { "status": 404 }, { "status": 404 }, { "status": 404 }, { "status": 404 }, { "status": 404 }, { "status": 404 },
            { "status": 404 }, { "status": 404 }, { "status": 404 }, { "status": 404 }, { "status": 404 }, { "status": 404 }, { "status": 404 },
            { "status": 404 }, { "status": 404 }, { "status": 404 }, { "status": 404 }, { "status": 404 }, { "status": 404 }, { "status": 404 },
            { "status": 404 }, { "status": 404 }, { "status": 404 }, { "status": 404 }, { "status": 404 }, { "status": 404 }, { "status": 404 },
            { "status": 404 }, { "status": 404 }, { "status": 404 }, { "status": 404 }, { "status": 404 }, { "status": 404 }, { "status": 404 },
            { "status": 404 }, { "status": 404 }, { "status": 404 }, { "status": 404 }, { "status": 404 }, { "status": 404 }, { "status": 404 },
            { "status": 404 }, { "status": 404 }, { "status": 404 }, { "status": 404 }, { "status": 404 }, { "status": 404 }, { "status": 404 },
            { "status": 404 }, { "status": 404 }, { "status": 404 }, { "status": 404 }, { "status": 404 }, { "status": 404 }, { "status": 404 },
            { "status": 404 }, { "status": 404 }, { "status": 404 }, { "status": 404 }, { "status": 404 }, { "status": 404 }, { "status": 404 },
            { "status": 404 }, { "status": 404 }, { "status": 404 }, { "status": 404 }, { "status": 404 }, { "status": 404 }, { "status": 404 },
            {} ] } } } ] } } }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
probes = {
  p0 = { http = { service = "backend"; path = "/p0"; timeout = "20s"; }; };
  p1 = { http = { service = "backend"; path = "/p1"; timeout = "20s"; }; };
  p2 = { http = { service = "backend"; path = "/p2"; timeout = "20s"; }; };
  p3 = { http = { service = "backend"; path = "/p3"; timeout = "20s"; }; };
  p4 = { http = { service = "backend"; path = "/p4"; timeout = "20s"; }; };
  p5 = { http = { service = "backend"; path = "/p5"; timeout = "20s"; }; };
  p6 = { http = { service = "backend"; path = "/p6"; timeout = "20s"; }; };
  p7 = { http = { service = "backend"; path = "/p7"; timeout = "20s"; }; };
  p8 = { http = { service = "backend"; path = "/p8"; timeout = "20s"; }; };
  p9 = { http = { service = "backend"; path = "/p9"; timeout = "20s"; }; };
  p10 = { http = { service = "backend"; path = "/p10"; timeout = "20s"; }; };
  p11 = { http = { service = "backend"; path = "/p11"; timeout = "20s"; }; };
  p12 = { http = { service = "backend"; path = "/p12"; timeout = "20s"; }; };
  p13 = { http = { service = "backend"; path = "/p13"; timeout = "20s"; }; };
  p14 = { http = { service = "backend"; path = "/p14"; timeout = "20s"; }; };
  p15 = { http = { service = "backend"; path = "/p15"; timeout = "20s"; }; };
  p16 = { http = { service = "backend"; path = "/p16"; timeout = "20s"; }; };
  p17 = { http = { service = "backend"; path = "/p17"; timeout = "20s"; }; };
  p18 = { http = { service = "backend"; path = "/p18"; timeout = "20s"; }; };
  p19 = { http = { service = "backend"; path = "/p19"; timeout = "20s"; }; };
  p20 = { http = { service = "backend"; path = "/p20"; timeout = "20s"; }; };
  p21 = { http = { service = "backend"; path = "/p21"; timeout = "20s"; }; };
  p22 = { http = { service = "backend"; path = "/p22"; timeout = "20s"; }; };
  p23 = { http = { service = "backend"; path = "/p23"; timeout = "20s"; }; };
  p24 = { http = { service = "backend"; path = "/p24"; timeout = "20s"; }; };
  p25 = { http = { service = "backend"; path = "/p25"; timeout = "20s"; }; };
  p26 = { http = { service = "backend"; path = "/p26"; timeout = "20s"; }; };
  p27 = { http = { service = "backend"; path = "/p27"; timeout = "20s"; }; };
  p28 = { http = { service = "backend"; path = "/p28"; timeout = "20s"; }; };
  p29 = { http = { service = "backend"; path = "/p29"; timeout = "20s"; }; };
  p30 = { http = { service = "backend"; path = "/p30"; timeout = "20s"; }; };
  p31 = { http = { service = "backend"; path = "/p31"; timeout = "20s"; }; };
  p32 = { http = { service = "backend"; path = "/p32"; timeout = "20s"; }; };
  p33 = { http = { service = "backend"; path = "/p33"; timeout = "20s"; }; };
  p34 = { http = { service = "backend"; path = "/p34"; timeout = "20s"; }; };
  p35 = { http = { service = "backend"; path = "/p35"; timeout = "20s"; }; };
  p36 = { http = { service = "backend"; path = "/p36"; timeout = "20s"; }; };
  p37 = { http = { service = "backend"; path = "/p37"; timeout = "20s"; }; };
  p38 = { http = { service = "backend"; path = "/p38"; timeout = "20s"; }; };
  p39 = { http = { service = "backend"; path = "/p39"; timeout = "20s"; }; };
  p40 = { http = { service = "backend"; path = "/p40"; timeout = "20s"; }; };
  p41 = { http = { service = "backend"; path = "/p41"; timeout = "20s"; }; };
  p42 = { http = { service = "backend"; path = "/p42"; timeout = "20s"; }; };
  p43 = { http = { service = "backend"; path = "/p43"; timeout = "20s"; }; };
  p44 = { http = { service = "backend"; path = "/p44"; timeout = "20s"; }; };
  p45 = { http = { service = "backend"; path = "/p45"; timeout = "20s"; }; };
  p46 = { http = { service = "backend"; path = "/p46"; timeout = "20s"; }; };
  p47 = { http = { service = "backend"; path = "/p47"; timeout = "20s"; }; };
  p48 = { http = { service = "backend"; path = "/p48"; timeout = "20s"; }; };
  p49 = { http = { service = "backend"; path = "/p49"; timeout = "20s"; }; };
  p50 = { http = { service = "backend"; path = "/p50"; timeout = "20s"; }; };
  p51 = { http = { service = "backend"; path = "/p51"; timeout = "20s"; }; };
  p52 = { http = { service = "backend"; path = "/p52"; timeout = "20s"; }; };
  p53 = { http = { service = "backend"; path = "/p53"; timeout = "20s"; }; };
  p54 = { http = { service = "backend"; path = "/p54"; timeout = "20s"; }; };
  p55 = { http = { service = "backend"; path = "/p55"; timeout = "20s"; }; };
  p56 = { http = { service = "backend"; path = "/p56"; timeout = "20s"; }; };
  p57 = { http = { service = "backend"; path = "/p57"; timeout = "20s"; }; };
  p58 = { http = { service = "backend"; path = "/p58"; timeout = "20s"; }; };
  p59 = { http = { service = "backend"; path = "/p59"; timeout = "20s"; }; };
  p60 = { http = { service = "backend"; path = "/p60"; timeout = "20s"; }; };
  p61 = { http = { service = "backend"; path = "/p61"; timeout = "20s"; }; };
  p62 = { http = { service = "backend"; path = "/p62"; timeout = "20s"; }; };
  p63 = { http = { service = "backend"; path = "/p63"; timeout = "20s"; }; };
  p64 = { http = { service = "backend"; path = "/p64"; timeout = "20s"; }; };
  p65 = { http = { service = "backend"; path = "/p65"; timeout = "20s"; }; };
  p66 = { http = { service = "backend"; path = "/p66"; timeout = "20s"; }; };
  p67 = { http = { service = "backend"; path = "/p67"; timeout = "20s"; }; };
  p68 = { http = { service = "backend"; path = "/p68"; timeout = "20s"; }; };
  p69 = { http = { service = "backend"; path = "/p69"; timeout = "20s"; }; };
  p70 = { http = { service = "backend"; path = "/p70"; timeout = "20s"; }; };
  p71 = { http = { service = "backend"; path = "/p71"; timeout = "20s"; }; };
  p72 = { http = { service = "backend"; path = "/p72"; timeout = "20s"; }; };
  p73 = { http = { service = "backend"; path = "/p73"; timeout = "20s"; }; };
  p74 = { http = { service = "backend"; path = "/p74"; timeout = "20s"; }; };
  p75 = { http = { service = "backend"; path = "/p75"; timeout = "20s"; }; };
  p76 = { http = { service = "backend"; path = "/p76"; timeout = "20s"; }; };
  p77 = { http = { service = "backend"; path = "/p77"; timeout = "20s"; }; };
  p78 = { http = { service = "backend"; path = "/p78"; timeout = "20s"; }; };
  p79 = { http = { service = "backend"; path = "/p79"; timeout = "20s"; }; };
  p80 = { http = { service = "backend"; path = "/p80"; timeout = "20s"; }; };
  p81 = { http = { service = "backend"; path = "/p81"; timeout = "20s"; }; };
  p82 = { http = { service = "backend"; path = "/p82"; timeout = "20s"; }; };
  p83 = { http = { service = "backend"; path = "/p83"; timeout = "20s"; }; };
  p84 = { http = { service = "backend"; path = "/p84"; timeout = "20s"; }; };
  p85 = { http = { service = "backend"; path = "/p85"; timeout = "20s"; }; };
  p86 = { http = { service = "backend"; path = "/p86"; timeout = "20s"; }; };
  p87 = { http = { service = "backend"; path = "/p87"; timeout = "20s"; }; };
  p88 = { http = { service = "backend"; path = "/p88"; timeout = "20s"; }; };
  p89 = { http = { service = "backend"; path = "/p89"; timeout = "20s"; }; };
  p90 = { http = { service = "backend"; path = "/p90"; timeout = "20s"; }; };
  p91 = { http = { service = "backend"; path = "/p91"; timeout = "20s"; }; };
  p92 = { http = { service = "backend"; path = "/p92"; timeout = "20s"; }; };
  p93 = { http = { service = "backend"; path = "/p93"; timeout = "20s"; }; };
  p94 = { http = { service = "backend"; path = "/p94"; timeout = "20s"; }; };
  p95 = { http = { service = "backend"; path = "/p95"; timeout = "20s"; }; };
  p96 = { http = { service = "backend"; path = "/p96"; timeout = "20s"; }; };
  p97 = { http = { service = "backend"; path = "/p97"; timeout = "20s"; }; };
  p98 = { http = { service = "backend"; path = "/p98"; timeout = "20s"; }; };
  p99 = { http = { service = "backend"; path = "/p99"; timeout = "20s"; }; };
  p100 = { http = { service = "backend"; path = "/p100"; timeout = "20s"; }; };
  p101 = { http = { service = "backend"; path = "/p101"; timeout = "20s"; }; };
  p102 = { http = { service = "backend"; path = "/p102"; timeout = "20s"; }; };
  p103 = { http = { service = "backend"; path = "/p103"; timeout = "20s"; }; };
  p104 = { http = { service = "backend"; path = "/p104"; timeout = "20s"; }; };
};
policies = [ "rules.cfg" ];
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 100; deadline = "60s"; };
rollback = { confirm = "3s"; deadline = "5s"; };
== file rules.cfg
rules = (
  { id = "ok"; severity = "critical"; each = "probes"; expression = "it.ok"; },
  { id = "first"; severity = "error"; each = "probes"; when = "key == 'p0' || key == 'p1'"; expression = "it.ok"; },
  { id = "named"; severity = "warning"; each = "probes"; expression = "key != 'p3' && key != 'p4'"; },
  { id = "quick0"; severity = "error"; each = "probes"; expression = "it.ms < 600000"; },
  { id = "quick1"; severity = "error"; each = "probes"; expression = "it.ms < 600001"; },
  { id = "quick2"; severity = "error"; each = "probes"; expression = "it.ms < 600002"; },
  { id = "quick3"; severity = "error"; each = "probes"; expression = "it.ms < 600003"; },
  { id = "quick4"; severity = "error"; each = "probes"; expression = "it.ms < 600004"; },
  { id = "quick5"; severity = "error"; each = "probes"; expression = "it.ms < 600005"; },
  { id = "quick6"; severity = "error"; each = "probes"; expression = "it.ms < 600006"; },
  { id = "quick7"; severity = "error"; each = "probes"; expression = "it.ms < 600007"; },
  { id = "quick8"; severity = "error"; each = "probes"; expression = "it.ms < 600008"; },
  { id = "quick9"; severity = "error"; each = "probes"; expression = "it.ms < 600009"; },
  { id = "quick10"; severity = "error"; each = "probes"; expression = "it.ms < 600010"; },
  { id = "quick11"; severity = "error"; each = "probes"; expression = "it.ms < 600011"; },
  { id = "quick12"; severity = "error"; each = "probes"; expression = "it.ms < 600012"; },
  { id = "quick13"; severity = "error"; each = "probes"; expression = "it.ms < 600013"; },
  { id = "quick14"; severity = "error"; each = "probes"; expression = "it.ms < 600014"; },
  { id = "quick15"; severity = "error"; each = "probes"; expression = "it.ms < 600015"; },
  { id = "quick16"; severity = "error"; each = "probes"; expression = "it.ms < 600016"; },
  { id = "quick17"; severity = "error"; each = "probes"; expression = "it.ms < 600017"; } );
== run
rungate verify
expect exit 0
expect output contains 2100 rules passed, 2 failed, 0 unknown, 103 skipped
expect output contains key != 'p3' && key != 'p4'
expect evidence size(rules) == 18 + 1 + 2 + 3
expect evidence rules.exists_one(r, r.id == 'ok' && r.outcome == 'pass' && r.others == 105 && !has(r.key) && has(r.expression))
expect evidence rules.exists_one(r, r.id == 'first' && r.outcome == 'pass' && r.keys == [ 'p0', 'p1' ])
expect evidence rules.exists_one(r, r.id == 'first' && r.outcome == 'skipped' && r.others == 103)
expect evidence rules.filter(r, r.id == 'named' && r.outcome == 'fail').all(r, has(r.key) && has(r.message) && has(r.values))
expect evidence rules.filter(r, has(r.expression)).size() == 21
expect evidence rules.all(r, has(r.id) && has(r.severity) && has(r.outcome) && has(r.message) && has(r.policy) && has(r.failedRounds))
expect evidence rounds[0].outcomes['ok'] == 'pass' && rounds[0].outcomes['ok[p7]'] == 'fail' && size(rounds[0].outcomes) == 21 + 3 + 2
expect evidence rounds.exists_one(r, has(r.changed) && r.changed == { 'ok[p7]': 'absent' })
expect evidence rounds[size(rounds) - 1].changed == {}
expect evidence !('$like' in facts.probes.p0) && facts.probes.p9['$like'] == 'p0' && !has(facts.probes.p9.status)
rungate audit
expect exit 0
rungate replay
expect exit 0
rungate report --format html
expect exit 0
expect output contains ok p7
rungate report --format junit
expect exit 0
expect output contains tests="2206"
expect output contains quick3 p104
