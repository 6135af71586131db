# Lenswatch. `make` builds build/lenswatch; `make help` lists the rest.
BUILD   ?= build
PREFIX  ?= /usr/local
DESTDIR ?=
# Where the daemon keeps its history and your words on cameras, and where it is asked.
STATEDIR ?= /var/lib/lenswatch
RUNDIR  ?= /run/lenswatch
# What it is started with: where it does not run, commands find in there which history is meant.
CONFIGFILE ?= /etc/lenswatch/lenswatch.yaml
# How it is started, for those who ask one that does not run.
START   ?= lenswatch watch --interface IF
CC      ?= cc
PKG_CONFIG ?= pkg-config
FUZZ_CC ?= clang
# Other versions write and find other things.
CLANG_FORMAT ?= clang-format-19
CLANG_TIDY ?= clang-tidy-19
FUZZ_SECONDS ?= 10
KILLS   ?= 1000
FLIPS   ?= 20000

VERSION := $(shell cat VERSION)
# For tests alone, `make NDPI=` puts tests/architectures/protocol.c where nDPI would be, on machines that Debian has none for.
NDPI    ?= libndpi
PACKAGES := libpcap $(NDPI) libmaxminddb yaml-0.1 json-c libsodium sqlite3 zlib libzstd libcrypto libbpf libseccomp libcap-ng libmnl libqrencode
# What a small router can do without: WITH_LEDGER=0 keeps no history and has no command that reads one (no SQLite), WITH_OPENSSL=0
# computes SHA-256 by libsodium, which takes longer, and leaves the first packets of QUIC to nDPI, which puts together less (no libcrypto).
WITH_LEDGER  ?= 1
WITH_OPENSSL ?= 1
OF_LEDGER    := $(addprefix userspace/,ledger/% report/% attest/% commands/history/%)
WITHOUT      := userspace/ledger/none.c userspace/commands/without_history.c
LEFT_OUT     := $(if $(filter 0,$(WITH_LEDGER)),$(OF_LEDGER),$(WITHOUT)) \
	$(if $(filter 0,$(WITH_OPENSSL)),userspace/capture/file/sha256_openssl.c userspace/flow/aes128_openssl.c,\
		userspace/capture/file/sha256_sodium.c userspace/flow/aes128_none.c)
PACKAGES     := $(filter-out $(if $(filter 0,$(WITH_LEDGER)),sqlite3 libqrencode) $(if $(filter 0,$(WITH_OPENSSL)),libcrypto),$(PACKAGES))

WARNINGS := -Wall -Wextra -Werror -Wshadow -Wstrict-prototypes -Wmissing-prototypes \
	-Wold-style-definition -Wpointer-arith -Wwrite-strings -Wvla -Wundef
# `override` adds to what the user gives on the command line instead of losing one of the two.
override CPPFLAGS += -D_GNU_SOURCE -D_FILE_OFFSET_BITS=64 -DLENSWATCH_VERSION='"$(VERSION)"' \
	-DLENSWATCH_RULES='"$(PREFIX)/share/lenswatch/rules"' \
	-DLENSWATCH_STATE='"$(STATEDIR)"' -DLENSWATCH_RUN='"$(RUNDIR)"' \
	-DLENSWATCH_CONFIG='"$(CONFIGFILE)"' -DLENSWATCH_START='"$(START)"' \
	-Iuserspace $(shell $(PKG_CONFIG) --cflags $(PACKAGES))
CFLAGS  ?= -O2 -g
ALL_CFLAGS = -std=c11 $(WARNINGS) $(CFLAGS)
override LDLIBS += $(shell $(PKG_CONFIG) --libs $(PACKAGES)) -lev -lresolv -lm -lpthread
SANITIZE := -fsanitize=address,undefined -fno-sanitize-recover=undefined -fno-omit-frame-pointer

SOURCES  := $(sort $(filter-out $(LEFT_OUT),$(shell find userspace -name '*.c')) $(if $(filter 0,$(WITH_LEDGER)),$(WITHOUT)))
UNITS    := $(sort $(shell find tests/unit -name '*.c' ! -name 'support*.c' 2>/dev/null))
ifeq ($(NDPI),)
SOURCES  := $(filter-out userspace/flow/protocol.c,$(SOURCES)) tests/architectures/protocol.c
UNITS    := $(filter-out tests/unit/flow/greeting.c tests/unit/flow/protocol.c tests/unit/rules/protocols.c,$(UNITS))
endif
LIBRARY  := $(filter-out userspace/main.c,$(SOURCES))
SUPPORT  := $(sort $(shell find tests/unit -name 'support*.c' 2>/dev/null))
FUZZERS  := $(sort $(shell find tests/fuzz -name '*.c' 2>/dev/null))
C_FILES  := $(sort $(shell find bpf userspace tests -name '*.[ch]' 2>/dev/null))
SHELL_FILES := $(sort $(shell grep -rlE '^(\#!/.*\b(ba)?sh|\#!/.*\bbats|\# shellcheck shell=.*)$$' \
	--exclude-dir=node_modules --exclude="*.md" --exclude=Makefile scripts .ci tests packaging findings 2>/dev/null))

# The way of a packet crosses rooms: inlined across them a replay takes a tenth less (make bench).
# Nothing unwinds C: gdb has .debug_frame, and a package would carry 25 kB for nobody.
RELEASE_FLAGS ?= -flto=auto -fno-asynchronous-unwind-tables
RELEASE_OBJECTS := $(SOURCES:%.c=$(BUILD)/release/%.o)
# Addresses that are put right at the start take a bit each in place of 24 bytes (RELR), where linker and library can: glibc says so itself
# (2.36), musl before 1.2.4 would crash.
RELR = $(shell printf '\043include <features.h>\nint main(void) { return __GLIBC__ == 0; }' | $(CC) -x c - -o /dev/null -fPIE -pie \
	-Wl,-z,pack-relative-relocs,--fatal-warnings 2>/dev/null && echo -Wl,-z,pack-relative-relocs)
# What runs once a command, or once a second, is made small: no packet passes it.
SMALL_OBJECTS   := $(filter $(addprefix $(BUILD)/release/userspace/,attest/% base/letters.o commands/% config/% promise/% report/% slice/% \
	output/% system/% words/% \
	ledger/audit% ledger/drop% ledger/forget.o ledger/key.o ledger/receipt.o ledger/schema.o ledger/verify.o \
	$(patsubst %,watch/%.o,anchor answers fields history machine notes promises reload retention status) engine/query.o),$(RELEASE_OBJECTS))
TEST_OBJECTS    := $(LIBRARY:%.c=$(BUILD)/test/%.o)
SUPPORT_OBJECTS := $(SUPPORT:%.c=$(BUILD)/test/%.o)
FUZZ_OBJECTS    := $(LIBRARY:%.c=$(BUILD)/fuzz/%.o)
# The program in the kernel, for both byte orders; the machine's own is part of every program made here.
BPF_TARGETS     ?= bpfel bpfeb
BPF_OBJECTS     := $(BPF_TARGETS:%=$(BUILD)/bpf/lenswatch.%.o)
BPF_EMBEDDED    := $(BUILD)/bpf/kernel_object.o
BPF_CLANG       ?= clang
BPF_STRIP       ?= llvm-strip
# Where the kernel's <asm/> and libbpf's headers are: a cross build names those of its target.
BPF_INCLUDES    ?= -I/usr/include/$(shell $(CC) -print-multiarch)
BPF_FLAGS        = -std=gnu11 -O2 -Wall -Wextra -Werror -Wno-unused-function -fdebug-prefix-map=$(CURDIR)=. $(BPF_INCLUDES)
UNIT_PROGRAMS   := $(UNITS:tests/unit/%.c=$(BUILD)/unit/%)
FUZZ_PROGRAMS   := $(FUZZERS:tests/fuzz/%.c=$(BUILD)/fuzzers/%)
TIDY_STAMPS     := $(SOURCES:%.c=$(BUILD)/tidy/%.ok)
BENCH_PROGRAMS  := $(BUILD)/bench/floor $(BUILD)/bench/runner

# One short line for each thing made; `make V=1` shows the commands instead.
say = $(if $(V),,@echo "  $(1) $@";)

.PHONY: all size check quick unit torture unit-programs lint lint-format lint-tidy lint-bpf lint-shell lint-length lint-rooms \
	lint-commits format fuzz fuzzers bench bench-xdp bench-ledger picture install uninstall deb clean help
.DELETE_ON_ERROR:

all: $(BUILD)/lenswatch $(BPF_OBJECTS)

# Program and rules as a package packs them. nDPI's library is not in it.
size: $(BUILD)/lenswatch
	@scripts/lib/size $(BUILD)/lenswatch $(BUILD)/bpf/lenswatch.bpfel.o rules

picture: $(BUILD)/lenswatch
	@scripts/lib/picture $(BUILD)/lenswatch docs/report.png

help:
	@echo 'make            build $(BUILD)/lenswatch'
	@echo 'make quick      unit tests and scenes, in a few minutes'
	@echo 'make size       what a package of it takes; WITH_LEDGER=0 and WITH_OPENSSL=0 leave parts out'
	@echo 'make check      all tests (scripts/check installs what they need first)'
	@echo 'make unit       unit tests under the address and undefined behaviour sanitizers'
	@echo 'make torture    the history: KILLS=$(KILLS) kills of its writer, FLIPS=$(FLIPS) flipped bits; ten minutes'
	@echo 'make lint       format, clang-tidy, shellcheck, length of files, rooms, messages of new commits'
	@echo 'make format     write all C files as clang-format would'
	@echo 'make fuzz       each fuzzer for FUZZ_SECONDS=$(FUZZ_SECONDS)'
	@echo 'make bench      speed beside other programs, what watching (as root) and a history cost; FILE=capture for your own'
	@echo 'make bench-xdp  what a packet costs in the kernel, as root; BASE=commit beside an older state'
	@echo 'make bench-ledger  what a history costs: RECORDS=1000000 A_COMMIT=1000'
	@echo 'make generator  the program that makes test captures'
	@echo 'make picture    the picture in README, made anew (Chromium)'
	@echo 'make install    into PREFIX=$(PREFIX), under DESTDIR where given; uninstall takes it away'
	@echo 'make deb        Debian packages, into $(BUILD)/debian'
	@echo 'make clean      remove $(BUILD)'

# What objects are made with: written anew only where it changed, so that another PREFIX or CFLAGS rebuilds.
FLAGS_NOW := $(shell mkdir -p $(BUILD))$(CC) $(FUZZ_CC) $(CPPFLAGS) $(ALL_CFLAGS) $(SANITIZE)
ifneq ($(file <$(BUILD)/flags),$(FLAGS_NOW))
$(file >$(BUILD)/flags,$(FLAGS_NOW))
endif

# -g is for the types of the maps, which the kernel asks for where a value holds a lock; what else it adds is taken off. .BTF.ext and the
# labels make half of what is left, and without either the program does not load.
$(BUILD)/bpf/lenswatch.%.o: bpf/lenswatch.bpf.c $(wildcard bpf/*.h)
	@mkdir -p $(@D)
	$(call say,BPF)$(BPF_CLANG) -target $* $(BPF_FLAGS) -g -c -o $@ $< && $(BPF_STRIP) -g $@

$(BPF_EMBEDDED): userspace/capture/kernel/kernel_object.S $(BPF_OBJECTS)
	@mkdir -p $(@D)
	$(call say,AS)$(CC) -I$(BUILD)/bpf -c -o $@ $<

$(BUILD)/lenswatch: $(RELEASE_OBJECTS) $(BPF_EMBEDDED)
	$(call say,LD)$(CC) $(ALL_CFLAGS) $(RELEASE_FLAGS) $(RELR) $(LDFLAGS) -o $@ $^ $(LDLIBS)

$(SMALL_OBJECTS): RELEASE_FLAGS += -Os
$(BUILD)/release/%.o: %.c $(BUILD)/flags
	@mkdir -p $(@D)
	$(call say,CC)$(CC) $(CPPFLAGS) $(ALL_CFLAGS) $(RELEASE_FLAGS) -MMD -MP -c -o $@ $<

$(BUILD)/test/%.o: %.c $(BUILD)/flags
	@mkdir -p $(@D)
	$(call say,CC)$(CC) $(CPPFLAGS) $(ALL_CFLAGS) -O1 $(SANITIZE) -MMD -MP -c -o $@ $<

$(BUILD)/fuzz/%.o: %.c $(BUILD)/flags
	@mkdir -p $(@D)
	$(call say,CC)$(FUZZ_CC) $(CPPFLAGS) $(ALL_CFLAGS) -O1 $(SANITIZE) -fsanitize=fuzzer-no-link -MMD -MP -c -o $@ $<

$(BUILD)/libtest.a: $(TEST_OBJECTS) $(BPF_EMBEDDED)
	@rm -f $@
	$(call say,AR)$(AR) rcs $@ $^

$(BUILD)/libfuzz.a: $(FUZZ_OBJECTS) $(BPF_EMBEDDED)
	@rm -f $@
	$(call say,AR)$(AR) rcs $@ $^

$(SUPPORT_OBJECTS): override CPPFLAGS += -Itests/unit

# cmocka 2 calls assert_in_range deprecated; what it has instead, 1.1 has not.
$(BUILD)/unit/%: tests/unit/%.c $(SUPPORT_OBJECTS) $(BUILD)/libtest.a
	@mkdir -p $(@D)
	$(call say,CC)$(CC) $(CPPFLAGS) -Itests/unit $(ALL_CFLAGS) -Wno-deprecated-declarations -O1 $(SANITIZE) $(LDFLAGS) \
		-MMD -MP -MF $@.d -o $@ $< $(SUPPORT_OBJECTS) $(BUILD)/libtest.a -lssl $(LDLIBS) -lcmocka

$(BUILD)/fuzzers/%: tests/fuzz/%.c $(BUILD)/libfuzz.a
	@mkdir -p $(@D)
	$(call say,CC)$(FUZZ_CC) $(CPPFLAGS) $(ALL_CFLAGS) -O1 $(SANITIZE) $(LDFLAGS) -fsanitize=fuzzer -MMD -MP -MF $@.d -o $@ \
		$< $(BUILD)/libfuzz.a $(LDLIBS)

check:
	+@scripts/check --no-setup

# For who works on it: the unit tests and the scenes.
quick:
	+@scripts/check --no-setup quick

unit-programs: $(UNIT_PROGRAMS)

unit: $(UNIT_PROGRAMS)
	@for t in $^; do echo "== $$t"; $$t || exit 1; done

# The tests of the history that chance takes part in, at full length: what is found is printed, anything else ends it.
torture: $(BUILD)/unit/ledger/killed $(BUILD)/unit/ledger/tamper
	@LEDGER_KILLS=$(KILLS) $(BUILD)/unit/ledger/killed >$(BUILD)/torture.out 2>&1 && \
		LEDGER_FLIPS=$(FLIPS) $(BUILD)/unit/ledger/tamper >>$(BUILD)/torture.out 2>&1 || \
		{ cat $(BUILD)/torture.out; exit 1; }
	@grep -E '^[0-9]+ (kills|of)' $(BUILD)/torture.out

fuzzers: $(FUZZ_PROGRAMS)

fuzz: $(FUZZ_PROGRAMS)
	@scripts/lib/fuzz $(FUZZ_SECONDS) $^

lint: lint-format lint-tidy lint-bpf lint-shell lint-length lint-rooms lint-commits

# Who may include whom stands in docs/dev/architecture.md.
lint-rooms:
	@scripts/lib/rooms

# What is new on this branch: CONTRIBUTING.md says how it is told.
lint-commits:
	@scripts/lib/commits

lint-format:
	@$(CLANG_FORMAT) --dry-run -Werror $(C_FILES) || { echo 'not as $(CLANG_FORMAT) writes it: make format'; exit 1; }

format:
	$(CLANG_FORMAT) -i $(C_FILES)

# The object is the stamp's source so that a changed header counts too.
lint-tidy: $(TIDY_STAMPS)

$(BUILD)/tidy/%.ok: $(BUILD)/release/%.o .clang-tidy
	@mkdir -p $(@D)
	$(call say,TIDY)$(CLANG_TIDY) --quiet --warnings-as-errors='*' $*.c -- -std=c11 $(CPPFLAGS)
	@touch $@

# What is shared with the kernel must hold its sizes there too: the BPF target asserts them.
lint-bpf:
	$(BPF_CLANG) -target bpf $(BPF_FLAGS) -x c -fsyntax-only $(wildcard bpf/*.h)

# bats runs each test in a subshell of its own, which is what 2030 and 2031 warn of; its helpers take arguments now and then (2119,
# 2120).
lint-shell:
	shellcheck -x -e SC2030,SC2031,SC2119,SC2120 $(SHELL_FILES)

# A warning: what a file holds decides where it is split, not a ruler.
lint-length:
	@wc -l $(C_FILES) $(SHELL_FILES) | awk '$$2 != "total" && $$1 > 500 \
		{ print "warning: " $$2 ": " $$1 " lines; which rooms does it hold?" }'

bench: all generator home $(BENCH_PROGRAMS) $(BUILD)/bench/ledger $(BUILD)/bench/xdp $(BUILD)/bench/floor.bpf.o
	@tests/bench/run $(FILE)
	@tests/bench/live
	@cd $(BUILD) && bench/ledger $(RECORDS)

# What a packet costs in the kernel; needs root. BASE=commit holds it against an older state.
bench-xdp: $(BUILD)/bench/xdp $(BUILD)/bench/floor.bpf.o
	@$(if $(BASE),tests/bench/xdp-pairs $(BASE),$< $(BUILD)/bench/floor.bpf.o)

$(BUILD)/bench/floor.bpf.o: tests/bench/floor.bpf.c
	@mkdir -p $(@D)
	$(call say,BPF)$(BPF_CLANG) -target bpf $(BPF_FLAGS) -g -c -o $@ $<

$(BUILD)/bench/xdp: tests/bench/xdp.c $(filter-out %/main.o,$(RELEASE_OBJECTS)) $(BPF_EMBEDDED)
	@mkdir -p $(@D)
	$(call say,CC)$(CC) $(CPPFLAGS) $(ALL_CFLAGS) $(RELEASE_FLAGS) $(LDFLAGS) -o $@ $^ $(LDLIBS)

# Whether a kernel takes the program: see there. Nothing of Lenswatch is in it, so that it is soon made for another machine.
$(BUILD)/kernels/load: tests/kernels/load.c bpf/record.h $(BUILD)/flags
	@mkdir -p $(@D)
	$(call say,CC)$(CC) $(CPPFLAGS) $(ALL_CFLAGS) $(LDFLAGS) -o $@ $< $(shell $(PKG_CONFIG) --libs libbpf)

bench-ledger: $(BUILD)/bench/ledger
	@cd $(BUILD) && bench/ledger $(RECORDS) $(A_COMMIT)

$(BUILD)/bench/ledger: tests/bench/ledger.c $(filter-out %/main.o,$(RELEASE_OBJECTS)) $(BPF_EMBEDDED)
	@mkdir -p $(@D)
	$(call say,CC)$(CC) $(CPPFLAGS) $(ALL_CFLAGS) $(RELEASE_FLAGS) $(LDFLAGS) -o $@ $^ $(LDLIBS)

$(BUILD)/bench/%: tests/bench/%.c $(BUILD)/flags
	@mkdir -p $(@D)
	$(call say,CC)$(CC) $(CPPFLAGS) $(ALL_CFLAGS) $(LDFLAGS) -o $@ $< -lpcap

install: all
	install -d $(DESTDIR)$(PREFIX)/bin $(DESTDIR)$(PREFIX)/share/lenswatch/rules \
		$(DESTDIR)$(PREFIX)/share/man/man1 $(DESTDIR)$(PREFIX)/share/doc/lenswatch
	install -m 755 $(BUILD)/lenswatch $(DESTDIR)$(PREFIX)/bin/lenswatch
	install -m 644 rules/*.yaml $(DESTDIR)$(PREFIX)/share/lenswatch/rules
	install -d $(DESTDIR)$(PREFIX)/share/lenswatch/lib
	install -m 755 scripts/build-geo-db $(DESTDIR)$(PREFIX)/share/lenswatch
	install -m 755 scripts/lib/geo-networks scripts/lib/geo-write $(DESTDIR)$(PREFIX)/share/lenswatch/lib
	install -d $(addprefix $(DESTDIR)$(PREFIX)/share/,bash-completion/completions zsh/site-functions fish/vendor_completions.d)
	install -m 644 packaging/completions/lenswatch.bash $(DESTDIR)$(PREFIX)/share/bash-completion/completions/lenswatch
	install -m 644 packaging/completions/_lenswatch $(DESTDIR)$(PREFIX)/share/zsh/site-functions/_lenswatch
	install -m 644 packaging/completions/lenswatch.fish $(DESTDIR)$(PREFIX)/share/fish/vendor_completions.d
	sed 's|/usr/local|$(PREFIX)|g' docs/lenswatch.1 >$(BUILD)/lenswatch.1
	install -m 644 $(BUILD)/lenswatch.1 $(DESTDIR)$(PREFIX)/share/man/man1/lenswatch.1
	install -m 644 README.md CHANGELOG.md LICENSE $(filter-out docs/README.md,$(wildcard docs/*.md docs/*.json)) \
		$(DESTDIR)$(PREFIX)/share/doc/lenswatch
	install -d $(DESTDIR)$(PREFIX)/lib/systemd/system $(DESTDIR)/etc/lenswatch
	sed 's|/usr/local|$(PREFIX)|g' packaging/systemd/lenswatch.service >$(BUILD)/lenswatch.service
	install -m 644 $(BUILD)/lenswatch.service $(DESTDIR)$(PREFIX)/lib/systemd/system
	sed 's|/usr/local/share|$(PREFIX)/share|g' packaging/lenswatch.yaml >$(BUILD)/lenswatch.yaml
	install -m 644 $(BUILD)/lenswatch.yaml $(DESTDIR)$(PREFIX)/share/doc/lenswatch
	[ -e $(DESTDIR)/etc/lenswatch/lenswatch.yaml ] || \
		install -m 644 $(BUILD)/lenswatch.yaml $(DESTDIR)/etc/lenswatch/lenswatch.yaml

# /etc/lenswatch is the owner's and stays.
uninstall:
	rm -f $(DESTDIR)$(PREFIX)/lib/systemd/system/lenswatch.service
	rm -f $(DESTDIR)$(PREFIX)/bin/lenswatch $(DESTDIR)$(PREFIX)/share/man/man1/lenswatch.1
	rm -f $(addprefix $(DESTDIR)$(PREFIX)/share/,bash-completion/completions/lenswatch zsh/site-functions/_lenswatch \
		fish/vendor_completions.d/lenswatch.fish)
	rm -rf $(DESTDIR)$(PREFIX)/share/lenswatch $(DESTDIR)$(PREFIX)/share/doc/lenswatch

deb:
	scripts/package-debian

clean:
	rm -rf $(BUILD)

-include tests/generator/build.mk
-include tests/home/build.mk
# What scripts/architectures, scripts/kernels and scripts/distributions keep there is not of this machine.
-include $(shell find $(BUILD) -path $(BUILD)/architectures -prune -o -path $(BUILD)/kernels -prune -o -path $(BUILD)/distributions -prune -o -type f -name '*.d' -print 2>/dev/null)
