# SPDX-License-Identifier: Apache-2.0
#
# Artefacts of a release, in build/dist/. The Makefile includes this file.
#
# make dist     rungate-VERSION.tar.gz, the source: it builds without git
# make deb      the Debian package for this release of Debian or Ubuntu
# make static   rungate-VERSION-linux-ARCH, one file that runs on any Linux without libraries; and its SBOM
# make image    rungate-VERSION-linux-ARCH.oci.tar, that file on an empty root with certificates; and its SBOM
# make sums     SHA256SUMS of what is there
# make check-dist   all of it twice, in two folders, gives the same bytes; installed and run in fresh roots of Debian 12
#               and 13 and beside busybox alone (root; minutes; no part of make check)
#
# The version comes from git (scripts/dist/version). Each needs scripts/setup --dist.

D       := build/dist
ARCH    := $(shell dpkg --print-architecture 2>/dev/null)
RELEASE  = $(D)/rungate-$(shell scripts/dist/version)
STATIC   = $(RELEASE)-linux-$(ARCH)

need-dist:
	@scripts/setup --need --dist

# ---- The source, and the Debian package ---------------------------------------------------------------

# What is committed. git puts the version into scripts/dist/VERSION.
dist: need-dist
	@mkdir -p $(D)
	@git diff --quiet HEAD || { echo "dist: there are changes that are not committed" >&2; exit 1; }
	@git archive --prefix=$(notdir $(RELEASE))/ HEAD | gzip -9n > $(RELEASE).tar.gz
	@echo $(RELEASE).tar.gz

deb: dist
	@package=$$(scripts/dist/deb $(RELEASE).tar.gz $(D)/deb) && cp "$$package" $(D) && echo "$(D)/$${package##*/}"

# ---- One file without libraries -------------------------------------------------------------------

WRAPPED := -Wl,--wrap=malloc,--wrap=calloc,--wrap=realloc,--wrap=free,--wrap=iconv_open
STATIC_PKG  := json-c libconfig re2 expat libgit2 libssl libcrypto libnghttp2 zlib
STATIC_LIBS  = $(D)/static/usr/lib/libcurl.a $(D)/static/usr/lib/libwslay.a $(shell pkg-config --static --libs $(STATIC_PKG))

$(D)/static/versions: scripts/dist/libraries
	@CC='$(CC)' scripts/dist/libraries $(D)/static

$(O)/alloc-static.o: gate/base/alloc.c
	@$(CC) $(ALL_CFLAGS) -DALLOC_WRAPS -MMD -MP -c -o $@ $<

$(O)/static.o: scripts/dist/static.c
	@mkdir -p $(@D)
	@$(CC) $(ALL_CFLAGS) -MMD -MP -c -o $@ $<

# The linker warns of what static.c takes care of.
$(D)/rungate-static: $(O)/gate/main.o $(O)/alloc-static.o $(O)/static.o $(O)/librungate.a $(D)/static/versions
	@echo "  LD   $@"
	@$(CXX) -static-pie $(filter-out -pie,$(ALL_LDFLAGS)) $(WRAPPED) -Wl,-Map,$@.map -o $@.new \
		$(filter %.o %.a,$^) $(STATIC_LIBS) -lresolv -lpthread -lm 2> $@.log || { cat $@.log; exit 1; }
	@strip -o $@ $@.new && rm $@.new

# SBOM: the file's name, its packages besides the program's
SBOM = python3 scripts/dist/sbom.py $(notdir $(1)) $$(scripts/dist/version) $$(scripts/dist/version --commit) \
        $$(scripts/dist/version --epoch) $(D)/rungate-static.map $(D)/static/versions $(2) > $(1).spdx.json

static: need-dist
	@$(MAKE) --no-print-directory BUILD=release $(D)/rungate-static
	@cp $(D)/rungate-static $(STATIC)
	@$(call SBOM,$(STATIC))
	@echo $(STATIC)

# ---- That file, certificates and time zones as an image --------------------------------------------

image: static
	@scripts/dist/image $(STATIC) $(ARCH) $(STATIC).oci.tar
	@$(call SBOM,$(STATIC).oci.tar,ca-certificates tzdata)
	@echo $(STATIC).oci.tar

sums:
	@cd $(D) && find . -maxdepth 1 -name 'rungate[-_]*' ! -name 'rungate-static*' -printf '%P\n' | LC_ALL=C sort | \
		xargs sha256sum > SHA256SUMS && cat SHA256SUMS

.PHONY: need-dist dist deb static image sums
