# With more than 200 outcomes, evidence has each rule once and only the changes of each round. audit, replay and report
# still read it.
# /p7 answers 404 to the first 60 requests of the revision, that is in the first round.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "revisions": [
      { "name": "demo-backend-00041-abc", "age_s": 864000 },
      { "name": "demo-backend-00042-xyz", "age_s": 120, "app": {
        "/p7": { "sequence": [
          { "status": 404 }, { "status": 404 }, { "status": 404 }, { "status": 404 }, { "status": 404 }, { "status": 404 },
          { "status": 404 }, { "status": 404 }, { "status": 404 }, { "status": 404 }, { "status": 404 }, { "status": 404 },
          { "status": 404 }, { "status": 404 }, { "status": 404 }, { "status": 404 }, { "status": 404 }, { "status": 404 },
          { "status": 404 }, { "status": 404 }, { "status": 404 }, { "status": 404 }, { "status": 404 }, { "status": 404 },
          { "status": 404 }, { "status": 404 }, { "status": 404 }, { "status": 404 }, { "status": 404 }, { "status": 404 },
          { "status": 404 }, { "status": 404 }, { "status": 404 }, { "status": 404 }, { "status": 404 }, { "status": 404 },
          { "status": 404 }, { "status": 404 }, { "status": 404 }, { "status": 404 }, { "status": 404 }, { "status": 404 },
          { "status": 404 }, { "status": 404 }, { "status": 404 }, { "status": 404 }, { "status": 404 }, { "status": 404 },
          { "status": 404 }, { "status": 404 }, { "status": 404 }, { "status": 404 }, { "status": 404 }, { "status": 404 },
          { "status": 404 }, { "status": 404 }, { "status": 404 }, { "status": 404 }, { "status": 404 }, { "status": 404 },
          {} ] } } } ] } } }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
probes = {
  p0 = { http = { service = "backend"; path = "/p0"; timeout = "2s"; }; };
  p1 = { http = { service = "backend"; path = "/p1"; timeout = "2s"; }; };
  p2 = { http = { service = "backend"; path = "/p2"; timeout = "2s"; }; };
  p3 = { http = { service = "backend"; path = "/p3"; timeout = "2s"; }; };
  p4 = { http = { service = "backend"; path = "/p4"; timeout = "2s"; }; };
  p5 = { http = { service = "backend"; path = "/p5"; timeout = "2s"; }; };
  p6 = { http = { service = "backend"; path = "/p6"; timeout = "2s"; }; };
  p7 = { http = { service = "backend"; path = "/p7"; timeout = "2s"; }; };
  p8 = { http = { service = "backend"; path = "/p8"; timeout = "2s"; }; };
  p9 = { http = { service = "backend"; path = "/p9"; timeout = "2s"; }; };
  p10 = { http = { service = "backend"; path = "/p10"; timeout = "2s"; }; };
  p11 = { http = { service = "backend"; path = "/p11"; timeout = "2s"; }; };
  p12 = { http = { service = "backend"; path = "/p12"; timeout = "2s"; }; };
  p13 = { http = { service = "backend"; path = "/p13"; timeout = "2s"; }; };
  p14 = { http = { service = "backend"; path = "/p14"; timeout = "2s"; }; };
  p15 = { http = { service = "backend"; path = "/p15"; timeout = "2s"; }; };
  p16 = { http = { service = "backend"; path = "/p16"; timeout = "2s"; }; };
  p17 = { http = { service = "backend"; path = "/p17"; timeout = "2s"; }; };
  p18 = { http = { service = "backend"; path = "/p18"; timeout = "2s"; }; };
  p19 = { http = { service = "backend"; path = "/p19"; timeout = "2s"; }; };
  p20 = { http = { service = "backend"; path = "/p20"; timeout = "2s"; }; };
  p21 = { http = { service = "backend"; path = "/p21"; timeout = "2s"; }; };
  p22 = { http = { service = "backend"; path = "/p22"; timeout = "2s"; }; };
  p23 = { http = { service = "backend"; path = "/p23"; timeout = "2s"; }; };
  p24 = { http = { service = "backend"; path = "/p24"; timeout = "2s"; }; };
  p25 = { http = { service = "backend"; path = "/p25"; timeout = "2s"; }; };
  p26 = { http = { service = "backend"; path = "/p26"; timeout = "2s"; }; };
  p27 = { http = { service = "backend"; path = "/p27"; timeout = "2s"; }; };
  p28 = { http = { service = "backend"; path = "/p28"; timeout = "2s"; }; };
  p29 = { http = { service = "backend"; path = "/p29"; timeout = "2s"; }; };
  p30 = { http = { service = "backend"; path = "/p30"; timeout = "2s"; }; };
  p31 = { http = { service = "backend"; path = "/p31"; timeout = "2s"; }; };
  p32 = { http = { service = "backend"; path = "/p32"; timeout = "2s"; }; };
  p33 = { http = { service = "backend"; path = "/p33"; timeout = "2s"; }; };
  p34 = { http = { service = "backend"; path = "/p34"; timeout = "2s"; }; };
  p35 = { http = { service = "backend"; path = "/p35"; timeout = "2s"; }; };
  p36 = { http = { service = "backend"; path = "/p36"; timeout = "2s"; }; };
  p37 = { http = { service = "backend"; path = "/p37"; timeout = "2s"; }; };
  p38 = { http = { service = "backend"; path = "/p38"; timeout = "2s"; }; };
  p39 = { http = { service = "backend"; path = "/p39"; timeout = "2s"; }; };
  p40 = { http = { service = "backend"; path = "/p40"; timeout = "2s"; }; };
  p41 = { http = { service = "backend"; path = "/p41"; timeout = "2s"; }; };
  p42 = { http = { service = "backend"; path = "/p42"; timeout = "2s"; }; };
  p43 = { http = { service = "backend"; path = "/p43"; timeout = "2s"; }; };
  p44 = { http = { service = "backend"; path = "/p44"; timeout = "2s"; }; };
  p45 = { http = { service = "backend"; path = "/p45"; timeout = "2s"; }; };
  p46 = { http = { service = "backend"; path = "/p46"; timeout = "2s"; }; };
  p47 = { http = { service = "backend"; path = "/p47"; timeout = "2s"; }; };
  p48 = { http = { service = "backend"; path = "/p48"; timeout = "2s"; }; };
  p49 = { http = { service = "backend"; path = "/p49"; timeout = "2s"; }; };
  p50 = { http = { service = "backend"; path = "/p50"; timeout = "2s"; }; };
  p51 = { http = { service = "backend"; path = "/p51"; timeout = "2s"; }; };
  p52 = { http = { service = "backend"; path = "/p52"; timeout = "2s"; }; };
  p53 = { http = { service = "backend"; path = "/p53"; timeout = "2s"; }; };
  p54 = { http = { service = "backend"; path = "/p54"; timeout = "2s"; }; };
  p55 = { http = { service = "backend"; path = "/p55"; timeout = "2s"; }; };
  p56 = { http = { service = "backend"; path = "/p56"; timeout = "2s"; }; };
  p57 = { http = { service = "backend"; path = "/p57"; timeout = "2s"; }; };
  p58 = { http = { service = "backend"; path = "/p58"; timeout = "2s"; }; };
  p59 = { http = { service = "backend"; path = "/p59"; timeout = "2s"; }; };
};
policies = [ "rules.cfg" ];
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 100; deadline = "20s"; };
rollback = { confirm = "3s"; deadline = "5s"; };
== file rules.cfg
rules = (
  { id = "ok"; severity = "critical"; each = "probes"; expression = "it.ok"; },
  { id = "status"; severity = "error"; each = "probes"; expression = "it.status == 200"; },
  { id = "quick"; severity = "error"; each = "probes"; expression = "it.ms < 60000"; },
  { id = "asked"; severity = "error"; each = "probes"; expression = "it.attempts >= 1"; } );
== run
rungate verify
expect exit 0
expect evidence size(rules) == 240 && size(rules.filter(r, has(r.expression))) == 4
expect evidence rules.all(r, has(r.id) && has(r.key) && has(r.severity) && has(r.outcome) && has(r.message) && has(r.policy) && has(r.failedRounds))
expect evidence size(rounds[0].outcomes) == 240 && rounds[0].outcomes['ok[p7]'] == 'fail'
expect evidence rounds.exists_one(r, has(r.changed) && r.changed == { 'ok[p7]': 'pass', 'status[p7]': 'pass' })
expect evidence !has(rounds[size(rounds) - 1].outcomes) && rounds[size(rounds) - 1].changed == {}
rungate audit
expect exit 0
rungate replay
expect exit 0
rungate report --format html
expect exit 0
expect output contains ok p7
