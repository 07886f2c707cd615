# SPDX-License-Identifier: Apache-2.0
#
# make              the program: build/rungate
# make demo         a bad release is caught and rolled back, against the simulated Google Cloud
# make playground   a shell with three services in the simulated Google Cloud, to try everything
# make check        every test
# make lint         every static check; make bench, make bench-scale, make check-html, make check-prometheus,
#                   make install PREFIX=/usr DESTDIR=
# make unit T=rounds, make story S=outage   one unit test, one story
# make man   the man pages, in build/man
# make fuzz T=json S=60   one fuzz target with libFuzzer; make fuzz-all: all of them
# make coverage     what the tests execute: lines, and the conditions of the decision core
# make check-valgrind   the units, and stories of every kind, under valgrind
#
# make dist, make deb, make static, make image   artefacts of a release: scripts/dist/dist.mk
#
# BUILD=release (the default), debug, asan, coverage or valgrind; CC=gcc or clang; WERROR=1: a warning is an error.
# Objects are in build/$(BUILD)-$(CC)/.

BUILD   ?= release
CC      := $(if $(filter default,$(origin CC)),gcc,$(CC))
CXX     := $(if $(filter default,$(origin CXX)),$(if $(findstring clang,$(CC)),clang++,g++),$(CXX))
PREFIX  ?= /usr/local

O       := build/$(BUILD)-$(notdir $(CC))
PKG     := libcurl json-c libconfig yaml-0.1 libssl libcrypto re2 expat libgit2 libmicrohttpd
is_clang := $(findstring clang,$(CC))

# ---- What the program is made of ------------------------------------------------------------

# The rooms. Each uses only rooms that stand after it (scripts/lint holds the objects' symbols against this order).
ROOMS := gate gate/cmd gate/tell gate/report gate/act gate/watch gate/audit gate/evidence gate/judge \
         gate/source gate/source/signal gate/source/probe gate/source/files gate/source/cloud gate/run gate/config \
         gate/state rollback gcp gcp/auth gcp/core gate/net gate/cel gate/base
OBJECTS := $(patsubst %.cc,%.o,$(patsubst %.c,%.o,$(sort $(wildcard $(ROOMS:%=%/*.c) $(ROOMS:%=%/*.cc)))))
POLICIES := $(addprefix policies/,$(addsuffix .cfg,cloud-run configuration cloud-sql redis vpc-access endpoints \
            tests deploy \
            source observability workers jobs comparison drift passport staging production))
# In the program alone: main, and the allocator that ends the process (sanitizers and valgrind bring their own).
PROGRAM := gate/main.o $(if $(filter asan valgrind,$(BUILD)),,gate/base/alloc.o)
ARCHIVE := $(filter-out gate/main.o gate/base/alloc.o,$(OBJECTS))

# ---- How it is compiled ---------------------------------------------------------------------

# A new compiler's new warning stops no user's build; CI and lint ask for WERROR=1.
ERROR := $(if $(filter 1,$(WERROR)),-Werror)
WARN := -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion -Wformat=2 -Wformat-signedness \
        -Wimplicit-fallthrough -Wnull-dereference -Wstrict-prototypes -Wmissing-prototypes -Wvla $(ERROR) \
        -Wbidi-chars=any -Wtrampolines -Wduplicated-cond -Wduplicated-branches -Wlogical-op \
        -Warith-conversion -Wuse-after-free=3 -Wdangling-pointer=2
HARD := -fstack-protector-strong -fstack-clash-protection -fcf-protection=full \
        -fno-delete-null-pointer-checks -fno-strict-overflow -fno-strict-aliasing -ftrivial-auto-var-init=zero \
        -fexceptions -fPIE
# Objects hold no path of this folder, which may have a space in its name.
HERE := -ffile-prefix-map='$(CURDIR)'=.
LINK := -pie -Wl,-z,relro -Wl,-z,now -Wl,-z,noexecstack -Wl,-z,nodlopen -Wl,-z,separate-code -Wl,--as-needed \
        -Wl,--no-copy-dt-needed-entries
ifneq ($(is_clang),)
HARD := $(filter-out -ftrivial-auto-var-init=zero,$(HARD))
WARN := $(filter-out -Wbidi-chars=any -Wtrampolines -Wduplicated-cond -Wduplicated-branches -Wlogical-op \
        -Warith-conversion -Wuse-after-free=3 -Wdangling-pointer=2 -Wformat-signedness,$(WARN))
endif
# -fno-strict-overflow defines signed overflow, so that the sanitizer would not report it.
ifeq ($(BUILD),asan)
HARD := $(filter-out -fno-strict-overflow,$(HARD))
# The checks of gcc's sanitizer widen operands, and it then warns of conversions that the other builds find sound.
ifeq ($(is_clang),)
WARN := $(filter-out -Wconversion -Warith-conversion,$(WARN))
endif
endif
# What the compiler zeroes valgrind cannot see.
ifeq ($(BUILD),valgrind)
HARD := $(filter-out -ftrivial-auto-var-init=zero,$(HARD))
endif
ifeq ($(filter x86_64%,$(shell $(CC) -dumpmachine 2>/dev/null)),)
HARD := $(filter-out -fcf-protection=full,$(HARD))
endif

mode_release := -O2 -g -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=3
mode_debug   := -O0 -g3
mode_asan    := -O1 -g -fsanitize=address,undefined,float-cast-overflow -fno-sanitize-recover=all \
        -fno-omit-frame-pointer -DARENA_SEPARATE
# Counts what tests execute; conditions too where the compiler can (gcc 14). Several processes and threads add up.
mode_coverage := -O0 -g --coverage -fprofile-update=atomic \
        $(shell $(CC) -fcondition-coverage -E -x c /dev/null >/dev/null 2>&1 && echo -fcondition-coverage)
mode_valgrind := -O1 -g -fno-omit-frame-pointer -DARENA_SEPARATE
CPPFLAGS += -D_GNU_SOURCE
PKG_CFLAGS := $(shell pkg-config --cflags $(PKG) 2>/dev/null)
PKG_LIBS   := $(shell pkg-config --libs $(PKG) 2>/dev/null) -lwslay -lresolv -lpthread -lm
ALL_CFLAGS   = -std=c17 $(mode_$(BUILD)) $(WARN) $(HARD) $(HERE) $(CPPFLAGS) $(PKG_CFLAGS) $(CFLAGS)
ALL_CXXFLAGS = -std=c++17 $(mode_$(BUILD)) -Wall -Wextra -Wshadow -Wconversion $(ERROR) $(HARD) $(HERE) \
               $(CPPFLAGS) $(PKG_CFLAGS) $(CXXFLAGS)
ALL_LDFLAGS  = $(filter -fsanitize% --coverage,$(mode_$(BUILD))) $(LINK) $(LDFLAGS)

all: build/rungate

# Whichever BUILD was made last, this is the one that is asked for now.
build/rungate: $(O)/rungate FORCE
	@cmp -s $< $@ || { cp $< $@.new && mv $@.new $@; }
FORCE:

$(O)/rungate: $(PROGRAM:%=$(O)/%) $(O)/librungate.a
	@echo "  LD   $@"
	@$(CXX) $(ALL_LDFLAGS) -o $@ $^ $(PKG_LIBS)

$(O)/librungate.a: $(ARCHIVE:%=$(O)/%) $(O)/builtin.o $(O)/texts.o $(O)/version.o
	@rm -f $@
	@echo "  AR   $@"
	@ar Dcrs $@ $^

# Said before the first compiler error does.
$(O)/libraries:
	@command -v $(CC) >/dev/null && pkg-config --exists $(PKG) 2>/dev/null || scripts/setup --say
	@mkdir -p $(@D) && touch $@

$(O)/%.o: %.c | $(O)/libraries
	@mkdir -p $(@D)
	@echo "  CC   $<"
	@$(CC) $(ALL_CFLAGS) -MMD -MP -c -o $@ $<

$(O)/%.o: %.cc | $(O)/libraries
	@mkdir -p $(@D)
	@echo "  CXX  $<"
	@$(CXX) $(ALL_CXXFLAGS) -MMD -MP -c -o $@ $<

$(O)/builtin.c: scripts/embed $(POLICIES)
	@mkdir -p $(@D)
	@scripts/embed $(POLICIES) > $@

$(O)/builtin.o: $(O)/builtin.c
	@echo "  CC   $<"
	@$(CC) $(ALL_CFLAGS) -Wno-overlength-strings -Igate -Igate/evidence -MMD -MP -c -o $@ $<

TEXTS := gate/report/report.css policies/evidence.schema.json gate/cmd/manual.txt
$(O)/texts.c: scripts/embed-text $(TEXTS)
	@mkdir -p $(@D)
	@scripts/embed-text $(TEXTS) > $@

$(O)/texts.o: $(O)/texts.c
	@echo "  CC   $<"
	@$(CC) $(ALL_CFLAGS) -Wno-overlength-strings -Igate -Igate/evidence -MMD -MP -c -o $@ $<

# Which version this is can change with every commit: one small file knows it.
$(O)/version.c: FORCE
	@mkdir -p $(@D)
	@scripts/dist/version --c > $@.new
	@if cmp -s $@.new $@; then rm $@.new; else mv $@.new $@; fi

$(O)/version.o: $(O)/version.c
	@$(CC) $(ALL_CFLAGS) -I. -MMD -MP -c -o $@ $<

-include $(shell find build -path build/dist -prune -o -name '*.d' -print 2>/dev/null)

# ---- Tests --------------------------------------------------------------------------------------

CLOUD := main server health alerts api run app fault model schema jwt token token_sts token_aws token_iam token_machine upgrade \
        secure \
         query monitoring logging secretmanager kms dns stale storage bucket bucket_answer bucket_text workloads compute \
         jobs registry
$(O)/cloud: $(CLOUD:%=$(O)/tests/cloud/%.o) $(O)/tests/peers/certs.o $(O)/librungate.a
	@echo "  LD   $@"
	@$(CXX) $(ALL_LDFLAGS) -o $@ $^ $(PKG_LIBS)

$(O)/scenario: $(patsubst %,$(O)/tests/scenario/%.o,run stage expect objects documented \
                story keys keep) $(O)/librungate.a
	@echo "  LD   $@"
	@$(CXX) $(ALL_LDFLAGS) -o $@ $^ $(PKG_LIBS)

# Servers on loopback that units talk to, and what else units share: each takes what it needs.
PEERS := $(patsubst %,$(O)/tests/peers/%.o,peer certs websocket_peer grpc_peer) \
        $(patsubst %,$(O)/tests/unit/%.o,unit cause_world fake_world probe_world sample cel_units websocket_units \
                storage_units state_units report_units splits) \
        $(O)/tests/compare/cases.o $(patsubst %,$(O)/tests/cloud/%.o,bucket bucket_answer bucket_text)
$(O)/libpeers.a: $(PEERS)
	@rm -f $@
	@echo "  AR   $@"
	@ar Dcrs $@ $^

UNIT := $(basename $(notdir $(wildcard tests/unit/test_*.c)))
$(O)/unit/%: $(O)/tests/unit/%.o $(O)/libpeers.a $(O)/librungate.a
	@mkdir -p $(@D)
	@echo "  LD   $@"
	@$(CXX) $(ALL_LDFLAGS) -o $@ $^ $(PKG_LIBS) -lcmocka -lnghttp2

SWEEP_PARTS := sweep drill workers
$(O)/sweep: $(SWEEP_PARTS:%=$(O)/tests/sweep/%.o) $(patsubst %,$(O)/tests/scenario/%.o,stage expect objects documented story keys keep) $(O)/librungate.a
	@echo "  LD   $@"
	@$(CXX) $(ALL_LDFLAGS) -o $@ $^ $(PKG_LIBS)

SWEEP = $(O)/sweep --rungate $(O)/rungate --cloud $(O)/cloud --schema tests/cloud/schema.txt
# Killed at, and failed by, every mutating system call of a rollback: minutes. make check plays a part of it.
sweep: $(O)/rungate $(O)/cloud $(O)/sweep
	@$(SWEEP) kill error gates bucket-kill bucket-error drill-kill drill-error workers-kill workers-error workers-bucket-kill

check-sweep: $(O)/rungate $(O)/cloud $(O)/sweep
	@$(SWEEP) kill 0/2 error 3/16 gates bucket-kill 5/32 bucket-error 7/256 drill-kill 1/8 drill-error 5/65 \
		workers-kill 3/16 workers-error 11/128 workers-bucket-kill 5/128

SIMULATE := main bake world cloud side outage stall actors tally check check_time check_story stale told \
        watched workloads make draw
$(O)/simulate: $(SIMULATE:%=$(O)/tests/simulate/%.o) $(O)/librungate.a
	@echo "  LD   $@"
	@$(CXX) $(ALL_LDFLAGS) -o $@ $^ $(PKG_LIBS)

# Whole releases in virtual time: make simulate SEEDS=1..100000; a seed that fails plays again with -v SEED.
SEEDS ?= 1..20000
simulate: $(O)/simulate
	@$(O)/simulate watches
	@$(O)/simulate $(SEEDS)

SHARED := main story runner world network services bucket checks chain tally
$(O)/simulate-shared: $(SHARED:%=$(O)/tests/simulate/shared/%.o) $(O)/librungate.a
	@echo "  LD   $@"
	@$(CXX) $(ALL_LDFLAGS) -o $@ $^ $(PKG_LIBS)

# Several runners on several machines with one bucket, likewise: make simulate-shared SEEDS=1..100000.
SHARED_SEEDS := 1..2000
simulate-shared: $(O)/simulate-shared
	@$(O)/simulate-shared $(if $(filter command,$(origin SEEDS)),$(SEEDS),$(SHARED_SEEDS))

# Under valgrind: exit code 99 is its own, which no test and no story expects.
VALGRIND = valgrind -q --error-exitcode=99 --leak-check=full --show-leak-kinds=definite,indirect \
        --errors-for-leak-kinds=definite,indirect --num-callers=20 --vgdb=no \
        --suppressions='$(CURDIR)/tests/valgrind/suppressions'
$(O)/rungate-valgrind: $(O)/rungate
	@printf '#!/bin/sh\nexec %s "%s" "$$@"\n' "$(VALGRIND)" '$(CURDIR)/$<' > $@
	@chmod +x $@

ifeq ($(BUILD),valgrind)
UNDER := $(VALGRIND)
PLAYED := $(O)/rungate-valgrind
STORIES ?= $(foreach s,$(shell grep -v '^\#' tests/valgrind/stories),$(wildcard tests/scenario/*/$(s).story))
SCENARIO_OPTIONS := --seconds 300 --jobs 2
else
PLAYED := $(O)/rungate
STORIES ?= $(sort $(wildcard tests/scenario/*/*.story))
endif

# A story by its name, whatever its folder.
story = $(or $(wildcard tests/scenario/*/$(1).story),$(error no story is called $(1)))
SCENARIO = $(O)/scenario --rungate $(PLAYED) $(SCENARIO_OPTIONS) --cloud $(O)/cloud --schema tests/cloud/schema.txt

CONFORMANCE := conformance typed
build/cel-conformance: $(CONFORMANCE:%=$(O)/tests/cel/%.o) $(O)/librungate.a
	@echo "  LD   $@"
	@$(CXX) $(ALL_LDFLAGS) -o $@ $^ $(PKG_LIBS)

# What the engine of comparisons gives for numeric cases; the unit compare_numbers holds those of this project.
build/compare-oracle: $(O)/compare-oracle FORCE
	@cmp -s $< $@ || { cp $< $@.new && mv $@.new $@; }
$(O)/compare-oracle: $(O)/tests/compare/oracle.o $(O)/tests/compare/cases.o $(O)/librungate.a
	@echo "  LD   $@"
	@$(CXX) $(ALL_LDFLAGS) -o $@ $^ $(PKG_LIBS)

SIMULATE_COMPARE := simulate cells cells_calm cells_noise cell_errors cell_latency cell_probes cell_promote service draws
$(O)/simulate-compare: $(SIMULATE_COMPARE:%=$(O)/tests/compare/%.o) $(O)/librungate.a
	@echo "  LD   $@"
	@$(CXX) $(ALL_LDFLAGS) -o $@ $^ $(PKG_LIBS)

# Whole releases under comparisons, in virtual time: make simulate-compare SEEDS=1..1000. make check plays a part of it.
simulate-compare: $(O)/simulate-compare
	@$(O)/simulate-compare $(if $(filter file,$(origin SEEDS)),1..1000,$(SEEDS))

check-compare: $(O)/simulate-compare
	@$(O)/simulate-compare check

$(O)/cel-records: $(O)/tests/cel/records.o $(O)/tests/cel/typed.o $(O)/librungate.a
	@echo "  LD   $@"
	@$(CXX) $(ALL_LDFLAGS) -o $@ $^ $(PKG_LIBS)

check-cel: $(O)/cel-records
	@$(O)/cel-records tests/cel/records.jsonl tests/cel/own.jsonl

$(O)/cel-bench: $(O)/tests/bench/cel_bench.o $(O)/librungate.a
	@echo "  LD   $@"
	@$(CXX) $(ALL_LDFLAGS) -o $@ $^ $(PKG_LIBS)

# ---- Fuzzing: every parser of bytes from outside (tests/fuzz/fuzz.h) ---------------------------

FUZZ := targets cel base config net gcp storage records files
FUZZ_OBJECTS = $(FUZZ:%=$(O)/tests/fuzz/%.o) $(O)/tests/unit/fake_world.o
$(O)/fuzz-smoke: $(O)/tests/fuzz/smoke.o $(FUZZ_OBJECTS) $(O)/librungate.a
	@echo "  LD   $@"
	@$(CXX) $(ALL_LDFLAGS) -o $@ $^ $(PKG_LIBS)

# Seconds for each target.
FUZZ_SECONDS ?= 1
check-fuzz: $(O)/fuzz-smoke
	@$(O)/fuzz-smoke tests/fuzz $(FUZZ_SECONDS)

# Coverage-guided, with clang's libFuzzer: make fuzz T=json S=60. What it finds is kept in build/fuzz/corpus/T.
T ?= cel
S ?= 60
FUZZ_FLAGS := CC=clang BUILD=asan CFLAGS=-fsanitize=fuzzer-no-link CXXFLAGS=-fsanitize=fuzzer-no-link O=build/fuzz
fuzz: build/fuzz/fuzz $(O)/fuzz-smoke
	@$(MAKE) --no-print-directory fuzz-run T=$(T) S=$(S)
fuzz-run:
	@mkdir -p build/fuzz/corpus/$(T) build/fuzz/found && $(O)/fuzz-smoke tests/fuzz split $(T) build/fuzz/corpus/$(T)
	RUNGATE_FUZZ=$(T) build/fuzz/fuzz -max_total_time=$(S) -timeout=10 -rss_limit_mb=4096 -max_len=65536 -close_fd_mask=1 \
		-print_final_stats=1 $(if $(wildcard tests/fuzz/words/$(T)),-dict=tests/fuzz/words/$(T)) \
		-artifact_prefix=build/fuzz/found/$(T)- build/fuzz/corpus/$(T)

# All targets, a minute each.
fuzz-all: build/fuzz/fuzz $(O)/fuzz-smoke
	@for t in $$($(O)/fuzz-smoke tests/fuzz list); do $(MAKE) --no-print-directory fuzz-run T=$$t S=$(S) || exit 1; done

build/fuzz/fuzz: FORCE
	@scripts/setup --need --lint
	@$(MAKE) --no-print-directory $(FUZZ_FLAGS) fuzz-objects
	@clang++ -fsanitize=fuzzer,address,undefined -o $@ $(FUZZ:%=build/fuzz/tests/fuzz/%.o) \
		build/fuzz/tests/fuzz/libfuzzer.o \
		build/fuzz/tests/unit/fake_world.o build/fuzz/librungate.a $(PKG_LIBS)
fuzz-objects: $(FUZZ_OBJECTS) $(O)/tests/fuzz/libfuzzer.o $(O)/librungate.a

$(O)/measure: $(O)/tests/bench/measure.o
	@echo "  LD   $@"
	@$(CC) $(ALL_LDFLAGS) -o $@ $^

# make setup installs what is missing, by sudo where it must. The other targets install only as root; else they say what
# is missing and how it is installed.
setup:
	@scripts/setup

need:
	@scripts/setup --need

# make demo STORY=outage: everything that broke that day, at once; any story of tests/scenario can be watched so.
demo: need
	@$(MAKE) --no-print-directory build/rungate $(O)/cloud $(O)/scenario
	@$(if $(STORY),$(SCENARIO) -v $(call story,$(STORY)),scripts/demo build/rungate $(O)/cloud tests/cloud/schema.txt)

# A shell with rungate and the services of the demo in the simulated cloud.
playground: need
	@$(MAKE) --no-print-directory build/rungate $(O)/cloud
	@scripts/playground build/rungate $(O)/cloud tests/cloud/schema.txt

check: need
	@$(MAKE) --no-print-directory -j2 build/rungate check-units check-policies check-manual check-terminal \
		check-compare simulate simulate-shared check-sweep check-ci build/cel-conformance build/compare-oracle BUILD=release
	@$(MAKE) --no-print-directory -j2 check-units check-cel check-fuzz check-scenarios BUILD=asan
	@$(MAKE) --no-print-directory check-evidence BUILD=asan

# One unit test, one story: make unit T=rounds; make story S=outage
unit:
	@$(MAKE) --no-print-directory $(O)/unit/test_$(T)
	@$(O)/unit/test_$(T)

story: build/rungate $(O)/cloud $(O)/scenario
	@$(SCENARIO) -v $(call story,$(S))

# For editors: every source with the flags it is compiled with.
compile_commands.json: FORCE
	@scripts/compile-commands '$(CC) -std=c17 $(CPPFLAGS) $(PKG_CFLAGS)' $(wildcard $(ROOMS:%=%/*.c) tests/*/*.c) > $@

check-units: $(UNIT:%=$(O)/unit/%)
	@for t in $(UNIT); do echo "unit $$t ($(BUILD))"; $(UNDER) $(O)/unit/$$t || exit 1; done

check-policies: $(O)/policy-cases $(O)/reference $(O)/rungate
	@$(O)/policy-cases policies/*.cfg
	@tests/policies/examples $(O)/rungate
	@$(O)/reference policies/README.in | diff policies/README.md - >/dev/null || \
		{ echo "policies/README.md is stale: make reference"; exit 1; }

# policies/README.md, from its template and the program's own tables.
reference: $(O)/reference
	@$(O)/reference policies/README.in > policies/README.md

# Man pages, from the program's tables and gate/cmd/manual.txt, dated by the commit.
man: $(O)/manual
	@rm -rf build/man && mkdir -p build/man
	@$(O)/manual build/man $$(LC_ALL=C date -u -d "@$$(scripts/dist/version --epoch)" +%Y-%m-%d)

completion: build/rungate
	@mkdir -p build/completion
	@for shell in bash zsh fish; do build/rungate completion $$shell > build/completion/$$shell || exit 1; done

check-manual: $(O)/rungate man
	@tests/policies/manual-check '$(CURDIR)/$(O)/manual' '$(CURDIR)/$(O)/rungate' '$(CURDIR)/build/man'

# What a person at a terminal sees and types, through a pty.
check-terminal: $(O)/rungate $(O)/cloud
	@for t in completion init wait first playground; do echo "terminal $$t"; PYTHONDONTWRITEBYTECODE=1 $(EVIDENCE_ENV) tests/terminal/$$t || exit 1; done

$(O)/manual: $(O)/tests/policies/manual.o $(O)/librungate.a
	@echo "  LD   $@"
	@$(CXX) $(ALL_LDFLAGS) -o $@ $^ $(PKG_LIBS)

$(O)/policy-cases: $(O)/tests/policies/cases.o $(O)/librungate.a
	@echo "  LD   $@"
	@$(CXX) $(ALL_LDFLAGS) -o $@ $^ $(PKG_LIBS)

$(O)/reference: $(O)/tests/policies/reference.o $(O)/librungate.a
	@echo "  LD   $@"
	@$(CXX) $(ALL_LDFLAGS) -o $@ $^ $(PKG_LIBS)

check-scenarios: $(PLAYED) $(O)/cloud $(O)/scenario
	@rm -rf $(O)/corpus && mkdir -p $(O)/corpus
	@$(SCENARIO) --corpus $(O)/corpus $(STORIES)

# Lines of everything, and the conditions of the decision core (gcc 14), by units, stories, policy cases and simulation.
# The figures are printed although a story fails, which fails all the same.
coverage:
	@find build/coverage-$(notdir $(CC)) -name '*.gcda' -delete 2>/dev/null || true
	@$(MAKE) --no-print-directory -j2 check-units check-policies check-cel BUILD=coverage
	@$(MAKE) --no-print-directory simulate check-scenarios BUILD=coverage SEEDS=1..2000; tested=$$?; \
		scripts/coverage build/coverage-$(notdir $(CC)) && exit $$tested

# make check-valgrind STORIES=tests/scenario/verdict/outage.story: that one instead of those in tests/valgrind/stories.
check-valgrind:
	@scripts/setup --need --valgrind
	@$(MAKE) --no-print-directory -j2 check-units BUILD=valgrind
	@$(MAKE) --no-print-directory -j2 check-scenarios BUILD=valgrind

# Evidence under tools that are not ours: openssl, jsonschema, securesystemslib, xmllint, git. Wants what check-scenarios left.
EVIDENCE_ENV = ROOT='$(CURDIR)' RUNGATE='$(CURDIR)/$(O)/rungate' CLOUD='$(CURDIR)/$(O)/cloud' \
        SCHEMA='$(CURDIR)/tests/cloud/schema.txt'
check-evidence: $(O)/rungate $(O)/cloud
	@for t in signed notes webhooks metrics logs workloads; do echo "evidence $$t"; $(EVIDENCE_ENV) tests/evidence/$$t || exit 1; done
	@echo "evidence corpus"; $(EVIDENCE_ENV) tests/evidence/corpus '$(CURDIR)/$(O)/corpus'

# Prometheus scrapes a watch. Not part of check: its package is large.
check-prometheus: $(O)/rungate $(O)/cloud
	@echo "evidence prometheus"; $(EVIDENCE_ENV) tests/evidence/prometheus

# The files of scripts/ci and .github, executed as their CI systems do.
check-ci: $(O)/rungate $(O)/cloud
	@for t in workflows release github pipelines recipes; do echo "ci $$t"; $(EVIDENCE_ENV) tests/ci/$$t || exit 1; done

# The page as a browser shows it: light, dark, on a phone, printed. Pictures are left in build/html/.
check-html: $(O)/rungate $(O)/cloud $(O)/scenario
	@scripts/setup --need --html
	@$(EVIDENCE_ENV) SCENARIO='$(CURDIR)/$(O)/scenario' tests/evidence/page '$(CURDIR)/build/html'

C_FILES := $(shell find gate gcp rollback -name '*.c' | sort)
lint: export WERROR := 1
lint:
	@scripts/setup --need --lint
	@scripts/lint
	@git ls-files '*.c' '*.h' '*.cc' | xargs clang-format --dry-run --Werror
	@$(MAKE) --no-print-directory CC=gcc BUILD=release build/release-gcc/rungate build/release-gcc/cloud build/release-gcc/scenario
	@$(MAKE) --no-print-directory CC=clang BUILD=release build/release-clang/rungate build/release-clang/cloud build/release-clang/scenario
	@scripts/rooms build/release-gcc $(ROOMS)
	@echo "  -fanalyzer"; $(MAKE) --no-print-directory -s O=build/analyze CFLAGS=-fanalyzer build/analyze/rungate
	@echo "  cppcheck"; cppcheck -q --enable=warning,performance,portability --std=c11 --error-exitcode=1 --inline-suppr $(CPPFLAGS) \
		--suppress=missingIncludeSystem gate gcp rollback
	@echo "  clang-tidy"; printf '%s\0' $(C_FILES) | xargs -0 -n 8 -P 2 sh -c 'clang-tidy --quiet "$$@" -- -std=c17 \
		-D_GNU_SOURCE $(PKG_CFLAGS) 2>/dev/null' tidy

bench: need
	@$(MAKE) --no-print-directory build/rungate $(O)/cloud $(O)/measure $(O)/cel-bench
	@scripts/bench build/rungate $(O)/cloud $(O)/measure
	@scripts/bench-replay build/rungate $(O)/cloud $(O)/measure
	@scripts/bench-history build/rungate $(O)/cloud $(O)/measure
	@scripts/bench-cel $(O)/cel-bench

# What a run costs with 1 to 1000 services, and a look at a fleet of 1000 in 10 projects (minutes).
bench-scale: need
	@$(MAKE) --no-print-directory build/rungate $(O)/cloud
	@scripts/bench-scale build/rungate $(O)/cloud

# Where zsh looks on Debian: a package's scripts, and those of the local system.
ZSH = $(if $(filter /usr,$(PREFIX)),vendor-completions,site-functions)
install: build/rungate man completion
	install -D -m 755 build/rungate '$(DESTDIR)$(PREFIX)/bin/rungate'
	install -d '$(DESTDIR)$(PREFIX)/share/rungate/policies'
	install -m 644 policies/*.cfg '$(DESTDIR)$(PREFIX)/share/rungate/policies'
	install -d '$(DESTDIR)$(PREFIX)/share/man/man1' '$(DESTDIR)$(PREFIX)/share/man/man5'
	install -m 644 build/man/*.1 '$(DESTDIR)$(PREFIX)/share/man/man1'
	install -m 644 build/man/*.5 '$(DESTDIR)$(PREFIX)/share/man/man5'
	install -D -m 644 build/completion/bash '$(DESTDIR)$(PREFIX)/share/bash-completion/completions/rungate'
	install -D -m 644 build/completion/zsh '$(DESTDIR)$(PREFIX)/share/zsh/$(ZSH)/_rungate'
	install -D -m 644 build/completion/fish '$(DESTDIR)$(PREFIX)/share/fish/vendor_completions.d/rungate.fish'
	install -D -m 644 policies/evidence.schema.json '$(DESTDIR)$(PREFIX)/share/rungate/evidence.schema.json'
	install -D -m 644 README.md '$(DESTDIR)$(PREFIX)/share/doc/rungate/README.md'
	install -D -m 644 policies/README.md '$(DESTDIR)$(PREFIX)/share/doc/rungate/policies.md'
	install -D -m 644 policies/EVIDENCE.md '$(DESTDIR)$(PREFIX)/share/doc/rungate/EVIDENCE.md'

clean:
	rm -rf build

include scripts/dist/dist.mk

.PHONY: all FORCE man completion check-manual check-terminal setup need demo playground unit story simulate simulate-shared sweep check-sweep check \
        check-valgrind check-units check-cel check-compare simulate-compare check-fuzz fuzz fuzz-run fuzz-all \
        fuzz-objects check-policies reference \
        check-scenarios check-evidence check-prometheus check-ci check-html lint bench coverage install clean
.DELETE_ON_ERROR:
