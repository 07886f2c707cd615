# SPDX-License-Identifier: Apache-2.0
#
# Artefacts of a release, in build/dist/. The Makefile includes this file.
#
# make dist     rungate-VERSION.tar.gz: the source, which can be built without git
# make deb      the Debian package for this release of Debian or Ubuntu
# make static   rungate-VERSION-linux-ARCH, one file that runs on any Linux without libraries, and its SBOM
# make image    rungate-VERSION-linux-ARCH.oci.tar, an image with only that file and certificates, and its SBOM
# make sums     SHA256SUMS of these
# make check-dist   builds everything twice in two folders and compares the bytes; installs and runs it in fresh roots
#               of Debian 12 and 13 and with busybox only (needs root; takes minutes; not part of make check)
# make static ARCH=arm64, make image ARCH=arm64   the same for another architecture, with a cross compiler
#               (make check-dist builds it once and runs it in an emulator)
#
# The version comes from git (scripts/dist/version). All need scripts/setup --dist; for arm64, --arm64.

D       := build/dist
NATIVE  := $(shell dpkg --print-architecture 2>/dev/null)
ARCH    ?= $(NATIVE)
RELEASE  = $(D)/rungate-$(shell scripts/dist/version)
STATIC   = $(RELEASE)-linux-$(ARCH)
PARTS   := $(D)/parts-$(ARCH)

need-dist:
	@scripts/setup --need $(if $(filter $(NATIVE),$(ARCH)),--dist,--arm64)

# ---- The source, and the Debian package ---------------------------------------------------------------

# The committed files. git writes the version into scripts/dist/VERSION.
dist: need-dist
	@mkdir -p $(D)
	@git diff --quiet HEAD || { echo "dist: there are changes that are not committed" >&2; exit 1; }
	@git archive --prefix=$(notdir $(RELEASE))/ HEAD | gzip -9n > $(RELEASE).tar.gz
	@echo $(RELEASE).tar.gz

deb: dist
	@package=$$(scripts/dist/deb $(RELEASE).tar.gz $(D)/deb) && cp "$$package" $(D) && echo "$(D)/$${package##*/}"

# ---- One file without libraries -------------------------------------------------------------------

WRAPPED := -Wl,--wrap=malloc,--wrap=calloc,--wrap=realloc,--wrap=free,--wrap=iconv_open
STATIC_PKG  := json-c libconfig yaml-0.1 re2 expat libgit2 libssl libcrypto libnghttp2 zlib
STATIC_LIBS  = $(PARTS)/usr/lib/libcurl.a $(PARTS)/usr/lib/libwslay.a $(PARTS)/usr/lib/libmicrohttpd.a $(shell pkg-config --static --libs $(STATIC_PKG))

# For another architecture: a cross compiler, and Debian's libraries unpacked in a folder.
ifeq ($(ARCH),arm64)
ifneq ($(ARCH),$(NATIVE))
GNU      := aarch64-linux-gnu
SYSROOT  := $(abspath $(PARTS))/sysroot
CROSS_FLAGS := -idirafter $(SYSROOT)/tree/usr/include -idirafter $(SYSROOT)/tree/usr/include/$(GNU)
CROSS    := AR=$(GNU)-ar CPPFLAGS='$(CROSS_FLAGS)' LDFLAGS='-L$(SYSROOT)/tree/usr/lib/$(GNU)' PKG_CONFIG_SYSROOT_DIR='$(SYSROOT)/tree' \
        PKG_CONFIG_LIBDIR='$(SYSROOT)/tree/usr/lib/$(GNU)/pkgconfig:$(SYSROOT)/tree/usr/share/pkgconfig' \
        CMAKE_OPTIONS='-DCMAKE_SYSTEM_NAME=Linux -DCMAKE_SYSTEM_PROCESSOR=aarch64 -DCMAKE_FIND_ROOT_PATH=$(SYSROOT)/tree \
        -DCMAKE_FIND_ROOT_PATH_MODE_LIBRARY=ONLY -DCMAKE_FIND_ROOT_PATH_MODE_INCLUDE=ONLY'
CROSS_MAKE := CC=$(GNU)-gcc CXX=$(GNU)-g++ STRIP=$(GNU)-strip
endif
endif

$(PARTS)/sysroot/files: scripts/dist/sysroot scripts/dist/apt.sh
	@scripts/dist/sysroot $(PARTS)/sysroot $(ARCH)

$(PARTS)/versions: scripts/dist/libraries scripts/dist/apt.sh $(if $(SYSROOT),$(PARTS)/sysroot/files)
	@LDFLAGS= CC='$(CC)' CFLAGS='$(CROSS_FLAGS)' HOST='$(GNU)' scripts/dist/libraries $(PARTS)

$(O)/alloc-static.o: gate/base/alloc.c
	@$(CC) $(ALL_CFLAGS) -DALLOC_WRAPS -MMD -MP -c -o $@ $<

$(O)/static.o: scripts/dist/static.c
	@mkdir -p $(@D)
	@$(CC) $(ALL_CFLAGS) -MMD -MP -c -o $@ $<

# The linker warns about functions that static.c replaces.
STRIP := strip
$(PARTS)/rungate: $(O)/gate/main.o $(O)/alloc-static.o $(O)/static.o $(O)/librungate.a $(PARTS)/versions
	@echo "  LD   $@"
	@$(CXX) -static-pie $(filter-out -pie,$(ALL_LDFLAGS)) $(WRAPPED) -Wl,-Map,$@.map -o $@.new \
		$(filter %.o %.a,$^) $(STATIC_LIBS) -lresolv -lpthread -lm 2> $@.log || { cat $@.log; exit 1; }
	@$(STRIP) -o $@ $@.new && rm $@.new

# SBOM: the name of the file, and its packages other than the program's
SBOM = python3 scripts/dist/sbom.py $(notdir $(1)) $$(scripts/dist/version) $$(scripts/dist/version --commit) \
        $$(scripts/dist/version --epoch) $(PARTS)/rungate.map $(PARTS)/versions $(PARTS)/sysroot/files $(2) > $(1).spdx.json

static: need-dist
	@$(if $(SYSROOT),$(MAKE) --no-print-directory $(PARTS)/sysroot/files)
	@$(CROSS) $(MAKE) --no-print-directory BUILD=release $(CROSS_MAKE) $(PARTS)/rungate
	@cp $(PARTS)/rungate $(STATIC)
	@$(call SBOM,$(STATIC))
	@echo $(STATIC)

# ---- That file, certificates and time zones as an image --------------------------------------------

image: static
	@scripts/dist/image $(STATIC) $(ARCH) $(STATIC).oci.tar
	@$(call SBOM,$(STATIC).oci.tar,ca-certificates tzdata)
	@echo $(STATIC).oci.tar

sums:
	@cd $(D) && LC_ALL=C sha256sum $(notdir $(RELEASE))* rungate_$$(../../scripts/dist/version --debian)* > SHA256SUMS && \
		cat SHA256SUMS

check-dist: need-dist
	@scripts/setup --need --arm64
	@$(MAKE) --no-print-directory BUILD=release build/release-$(notdir $(CC))/cloud build/release-$(notdir $(CC))/scenario
	@tests/dist/check build/release-$(notdir $(CC))/cloud build/release-$(notdir $(CC))/scenario

.PHONY: check-dist need-dist dist deb static image sums
