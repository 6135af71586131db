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
# Of this machine, where CC is of another.
HOSTCC  ?= cc
FUZZ_CC ?= clang
# Other versions write and find other things.
CLANG_FORMAT ?= clang-format-19
CLANG_TIDY ?= clang-tidy-19
FUZZ_SECONDS ?= 10
KILLS   ?= 1000
FLIPS   ?= 20000
CUTS    ?= 300

VERSION := $(shell cat VERSION)
DIST    := $(BUILD)/lenswatch-$(VERSION).tar.gz
# For tests alone, `make NDPI=` puts tests/architectures/protocol.c where nDPI would be, on machines that Debian has none for.
NDPI    ?= libndpi
PACKAGES := libpcap $(NDPI) libmaxminddb yaml-0.1 json-c libsodium sqlite3 zlib libzstd liblzma libcrypto libbpf libseccomp libcap-ng libmnl libqrencode
# What a small router can do without: WITH_LEDGER=0 keeps no history and has no command that reads one (no SQLite), WITH_OPENSSL=0
# computes SHA-256 by libsodium, which takes longer, and leaves the first packets of QUIC to nDPI, which puts together less (no libcrypto);
# WITH_CORPUS=0 replays captures one after the other, shows no progress, cannot go on from where a run ended, tells nothing but
# events (no --all, no --set), anonymises nothing and unpacks no .xz (no liblzma).
WITH_LEDGER  ?= 1
WITH_OPENSSL ?= 1
WITH_CORPUS  ?= 1
OF_LEDGER    := $(addprefix userspace/,ledger/% report/% attest/% commands/history/%)
WITHOUT      := userspace/ledger/none.c userspace/commands/without_history.c
LEFT_OUT     := $(if $(filter 0,$(WITH_LEDGER)),$(OF_LEDGER),$(WITHOUT)) \
	$(if $(filter 0,$(WITH_OPENSSL)),userspace/capture/file/sha256_openssl.c userspace/flow/aes128_openssl.c,\
		userspace/capture/file/sha256_sodium.c userspace/flow/aes128_none.c) \
	$(if $(filter 0,$(WITH_CORPUS)),$(addprefix userspace/,house/jobs.c house/resume.c capture/file/progress.c capture/file/unxz.c \
			engine/unreported.c json/lacking.c words/unmet.c commands/experiment.c anonymise/% commands/command_anonymise.c usage/usage_corpus.c),\
		$(addprefix userspace/,house/single.c capture/file/progress_none.c capture/file/unxz_none.c engine/unreported_none.c \
			json/lacking_none.c words/unmet_none.c commands/experiment_none.c commands/without_corpus.c usage/usage_corpus_none.c))
PACKAGES     := $(filter-out $(if $(filter 0,$(WITH_LEDGER)),sqlite3 libqrencode) $(if $(filter 0,$(WITH_OPENSSL)),libcrypto) \
	$(if $(filter 0,$(WITH_CORPUS)),liblzma),$(PACKAGES))

WARNINGS := -Wall -Wextra -Werror -Wshadow -Wstrict-prototypes -Wmissing-prototypes \
	-Wold-style-definition -Wpointer-arith -Wwrite-strings -Wvla -Wundef
# `override` adds to what the user gives on the command line instead of losing one of the two.
PLACES = -DLENSWATCH_VERSION='"$(VERSION)"' -DLENSWATCH_RULES='"$(PREFIX)/share/lenswatch/rules"' \
	-DLENSWATCH_STATE='"$(STATEDIR)"' -DLENSWATCH_RUN='"$(RUNDIR)"' \
	-DLENSWATCH_CONFIG='"$(CONFIGFILE)"' -DLENSWATCH_START='"$(START)"'
override CPPFLAGS += -D_GNU_SOURCE -D_FILE_OFFSET_BITS=64 $(PLACES) \
	-Iuserspace $(shell $(PKG_CONFIG) --cflags $(PACKAGES))
CFLAGS  ?= -O2 -g
ALL_CFLAGS = -std=c11 $(WARNINGS) $(CFLAGS)
override LDLIBS += $(shell $(PKG_CONFIG) --libs $(PACKAGES)) -lev -lresolv -lm -lpthread
SANITIZE := -fsanitize=address,undefined -fno-sanitize-recover=undefined -fno-omit-frame-pointer

# lenswatch-notify, a program of its own with libraries of its own: `make notify`. What it shares with Lenswatch is named here.
NOTIFY_PACKAGES := libmosquitto libcurl
NOTIFY_SOURCES  := $(sort $(wildcard userspace/notify/*.c) userspace/words/notice.c)
NOTIFY_SHARED   := $(addprefix userspace/,event.c base/clock.c base/letters.c base/utf8.c base/zone.c config/document.c geo/operator.c json/put.c json/draft.c \
	json/lacking.c json/reading.c json/writer.c packet/address.c packet/signature.c rules/arena.c rules/node.c system/child.c system/control_address.c system/control_ask.c system/owned.c \
	system/refusal.c system/sandbox.c system/sandbox_landlock.c system/sandbox_syscalls.c system/whole.c) $(filter-out userspace/words/notice.c userspace/words/unmet_none.c,$(wildcard userspace/words/*.c))
# What of it needs no library that Lenswatch has not: tested with the rest, on every machine.
NOTIFY_PURE     := userspace/words/notice.c $(addprefix userspace/notify/,alert.c announce.c known.c notify_config.c queue.c quiet.c template.c)
NOTIFY_LIBS      = $(shell $(PKG_CONFIG) --libs $(NOTIFY_PACKAGES) yaml-0.1 json-c libseccomp libcap-ng) -lpthread

# Makes the manual pages, on the machine that builds; no part of the program.
MANUAL   := userspace/usage/manual.c
# Programs of their own, with a build.mk each.
APART    := userspace/page/%
SOURCES  := $(sort $(filter-out $(LEFT_OUT) $(MANUAL) $(NOTIFY_SOURCES) $(APART),$(shell find userspace -name '*.c')) $(if $(filter 0,$(WITH_LEDGER)),$(WITHOUT)))
UNITS    := $(sort $(shell find tests/unit -name '*.c' ! -name 'support*.c' 2>/dev/null))
ifeq ($(NDPI),)
SOURCES  := $(filter-out userspace/flow/protocol.c,$(SOURCES)) tests/architectures/protocol.c
UNITS    := $(filter-out tests/unit/flow/greeting.c tests/unit/flow/protocol.c tests/unit/rules/protocols.c,$(UNITS))
endif
LIBRARY  := $(filter-out userspace/main.c,$(SOURCES))
SUPPORT  := $(sort $(shell find tests/unit -name 'support*.c' 2>/dev/null))
FUZZERS  := $(sort $(wildcard tests/fuzz/*.c))
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
NOTIFY_OBJECTS  := $(patsubst %.c,$(BUILD)/release/%.o,$(NOTIFY_SOURCES) $(NOTIFY_SHARED))
# What runs once a command, once a second or once a flow is made small, and what costs a packet no more for it (make bench).
SMALL_OBJECTS   := $(filter $(addprefix $(BUILD)/release/userspace/,main.o event.o anonymise/% attest/% base/letters.o base/utf8.o base/zone.o camera/% capture/attach/% \
	capture/file/% capture/kernel/% capture/offload/% capture/source.o commands/% config/% engine/owner.o engine/questions.o engine/summary.o \
	flow/greeting.o flow/home.o flow/names.o flow/protocol.o geo/% house/% json/detour.o json/put.o json/reading.o json/writer.o ledger/% output/% \
	$(patsubst %,packet/%.o,dhcp discovery dns fact mdns name neighbour ssdp) promise/% report/% rules/% slice/% system/% \
	$(patsubst %,upload/%.o,class destination footage judge series waiting) usage/% watch/% words/%),$(RELEASE_OBJECTS))
TEST_OBJECTS    := $(patsubst %.c,$(BUILD)/test/%.o,$(LIBRARY) $(NOTIFY_PURE))
SUPPORT_OBJECTS := $(SUPPORT:%.c=$(BUILD)/test/%.o)
FUZZ_OBJECTS    := $(patsubst %.c,$(BUILD)/fuzz/%.o,$(LIBRARY) $(NOTIFY_PURE) $(wildcard tests/fuzz/support/*.c))
# The program in the kernel, for both byte orders; the machine's own is part of every program made here.
BPF_TARGETS     ?= bpfel bpfeb
BPF_OBJECTS     := $(BPF_TARGETS:%=$(BUILD)/bpf/lenswatch.%.o)
BPF_EMBEDDED    := $(BUILD)/bpf/kernel_object.o
BPF_CLANG       ?= clang
BPF_STRIP       ?= llvm-strip
# Where the kernel's <asm/> and libbpf's headers are: a cross build names those of its target.
BPF_INCLUDES    ?= -I/usr/include/$(shell $(CC) -print-multiarch)
# Arithmetic and comparisons of 32 bits (Linux 5.1): a packet costs 5 of 113 ns less.
BPF_CPU         ?= -mcpu=v3
BPF_FLAGS        = -std=gnu11 -O2 $(BPF_CPU) -Wall -Wextra -Werror -Wno-unused-function -gno-column-info \
	-fdebug-prefix-map=$(CURDIR)=/lenswatch $(BPF_INCLUDES)
UNIT_PROGRAMS   := $(UNITS:tests/unit/%.c=$(BUILD)/unit/%)
FUZZ_PROGRAMS   := $(FUZZERS:tests/fuzz/%.c=$(BUILD)/fuzzers/%)
# The rest of it wherever its libraries' headers are.
TIDY_STAMPS     := $(patsubst %.c,$(BUILD)/tidy/%.ok,$(SOURCES) $(if $(shell $(PKG_CONFIG) --exists $(NOTIFY_PACKAGES) && echo yes),$(NOTIFY_SOURCES),$(NOTIFY_PURE)))
BENCH_PROGRAMS  := $(BUILD)/bench/floor $(BUILD)/bench/runner

# One short line for each thing made; `make V=1` shows the commands instead.
say = $(if $(V),,@echo "  $(1) $@";)

.PHONY: all notify man size check quick unit torture unit-programs lint lint-format lint-tidy lint-bpf lint-shell lint-length lint-rooms lint-words lint-plain \
	lint-commits format fuzz fuzzers bench bench-xdp bench-ledger example picture dist corpus install install-notify uninstall uninstall-notify deb clean help
.DELETE_ON_ERROR:

all: $(BUILD)/lenswatch $(BPF_OBJECTS) man

# A page for each subcommand, and that of the configuration, from the rows of userspace/usage; the grammar of rules from
# rules/README.md; lenswatch(1), which names them all, stands in docs/.
USAGES   := $(filter-out %_none.c,$(wildcard userspace/usage/*.c))
COMMANDS := $(shell sed -n 's/^\t\.command = "\([a-z]*\)",$$/\1/p' $(filter userspace/usage/usage_%,$(USAGES)))
PAGES := $(COMMANDS:%=$(BUILD)/man/lenswatch-%.1) \
	$(BUILD)/man/lenswatch.yaml.5 $(BUILD)/man/lenswatch.1 $(BUILD)/man/lenswatch-rules.5
man: $(PAGES)

$(BUILD)/man/manual: $(wildcard userspace/usage/*.[ch]) $(BUILD)/flags
	@mkdir -p $(@D)
	@printf '&usage_%s,\n' $(COMMANDS) >$(@D)/commands.h
	$(call say,CC)$(HOSTCC) -std=c11 $(WARNINGS) -D_GNU_SOURCE $(PLACES) -DLENSWATCH_MANUAL -Iuserspace -I$(@D) -o $@ $(USAGES)

$(BUILD)/man/lenswatch-%.1 $(BUILD)/man/lenswatch.%.5: $(BUILD)/man/manual
	$(call say,MAN)$< $* >$@

$(BUILD)/man/lenswatch.1: docs/lenswatch.1 $(BUILD)/flags
	@mkdir -p $(@D)
	$(call say,MAN)sed 's|/usr/local|$(PREFIX)|g' $< >$@

$(BUILD)/man/lenswatch-rules.5: rules/README.md scripts/lib/rules-page $(BUILD)/flags
	@mkdir -p $(@D)
	$(call say,MAN)scripts/lib/rules-page $< $(VERSION) >$@

# Program and rules as a package packs them. nDPI's library is not in it.
size: $(BUILD)/lenswatch
	@scripts/lib/size $(BUILD)/lenswatch $(BUILD)/bpf/lenswatch.bpfel.o rules

example: $(BUILD)/lenswatch generator
	@scripts/lib/example $(BUILD)/lenswatch $(BUILD)/generator docs/example-report.html

picture: example
	@scripts/lib/picture docs/example-report.html docs/report.png

help:
	@echo 'make            build $(BUILD)/lenswatch'
	@echo 'make notify     build $(BUILD)/lenswatch-notify, which hands on to Home Assistant, phones and programs (docs/notify.md);'
	@echo '                make install-notify, uninstall-notify'
	@echo 'make quick      unit tests and scenes, in a few minutes'
	@echo 'make page       build $(BUILD)/lenswatch-page, which shows it in a browser (libmicrohttpd); install-page, uninstall-page'
	@echo 'make man        the manual pages, into $(BUILD)/man'
	@echo 'make size       what a package of it takes; WITH_LEDGER=0, WITH_OPENSSL=0 and WITH_CORPUS=0 leave parts out'
	@echo 'make check      all tests (scripts/check installs what they need first)'
	@echo 'make unit       unit tests under the address and undefined behaviour sanitizers'
	@echo 'make torture    the history: KILLS=$(KILLS) kills of its writer, CUTS=$(CUTS) power cuts of each kind, FLIPS=$(FLIPS) flipped bits'
	@echo 'make lint       format, clang-tidy, shellcheck, length of files, rooms, sentences, messages of new commits'
	@echo 'make format     write all C files as clang-format would'
	@echo 'make fuzz       each fuzzer for FUZZ_SECONDS=$(FUZZ_SECONDS)'
	@echo 'make bench      speed beside other programs, what watching (as root) and a history cost; FILE=capture for your own;'
	@echo '                BASE=commit beside an older state'
	@echo 'make bench-xdp  what a packet costs in the kernel, as root; BASE=commit beside an older state'
	@echo 'make bench-ledger  what a history costs: RECORDS=1000000 A_COMMIT=1000'
	@echo 'make generator  the program that makes test captures'
	@echo 'make example    docs/example-report.html, made anew; make picture the picture of it in README too (Chromium)'
	@echo 'make dist       the sources of the last commit as $(DIST)'
	@echo 'make corpus     every scene as a capture with its truth, into $(BUILD)/corpus'
	@echo 'make install    into PREFIX=$(PREFIX) and settings into /etc/lenswatch, under DESTDIR where given; uninstall leaves the settings'
	@echo 'make deb        Debian packages, into $(BUILD)/debian'
	@echo 'make clean      remove $(BUILD)'

# What objects are made with: written anew only where it changed, so that another PREFIX or CFLAGS rebuilds.
FLAGS_NOW := $(shell mkdir -p $(BUILD))$(CC) $(FUZZ_CC) $(CPPFLAGS) $(ALL_CFLAGS) $(SANITIZE)
ifneq ($(file <$(BUILD)/flags),$(FLAGS_NOW))
$(file >$(BUILD)/flags,$(FLAGS_NOW))
endif

# -g is for the types of the maps, which the kernel asks for where a value holds a lock, and .BTF.ext for functions; what else it adds is
# taken off. libbpf takes offsets in both as they stand: the relocations of them, one a line of source, and the labels that these name,
# are for linkers, and made a third of the object. Of where in the source an instruction is from, only the line is kept, and no line's
# text, which clang finds by the name that the folder is given: they made a third of what was left.
$(BUILD)/bpf/lenswatch.%.o: bpf/lenswatch.bpf.c $(wildcard bpf/*.h)
	@mkdir -p $(@D)
	$(call say,BPF)$(BPF_CLANG) -target $* $(BPF_FLAGS) -g -c -o $@ $< && \
		$(BPF_STRIP) -g -R .rel.BTF -R .rel.BTF.ext -w -N 'LBB*' $@

$(BPF_EMBEDDED): userspace/capture/kernel/kernel_object.S $(BPF_OBJECTS)
	@mkdir -p $(@D)
	$(call say,AS)$(CC) -I$(BUILD)/bpf -c -o $@ $<

# As one piece it takes 1.2 kB less, compressed, than as the pieces that are compiled side by side.
$(BUILD)/lenswatch: $(RELEASE_OBJECTS) $(BPF_EMBEDDED)
	$(call say,LD)$(CC) $(ALL_CFLAGS) $(RELEASE_FLAGS) $(if $(findstring -flto,$(RELEASE_FLAGS)),-flto-partition=one) $(RELR) $(LDFLAGS) -o $@ $^ $(LDLIBS)

notify: $(BUILD)/lenswatch-notify

$(BUILD)/lenswatch-notify: $(NOTIFY_OBJECTS)
	$(call say,LD)$(CC) $(ALL_CFLAGS) $(RELEASE_FLAGS) $(RELR) -Wl,--as-needed $(LDFLAGS) -o $@ $^ $(NOTIFY_LIBS)

$(SMALL_OBJECTS) $(NOTIFY_SOURCES:%.c=$(BUILD)/release/%.o): RELEASE_FLAGS += -Os
$(BUILD)/release/%.o: %.c $(BUILD)/flags
	@mkdir -p $(@D)
	$(call say,CC)$(CC) $(CPPFLAGS) $(ALL_CFLAGS) $(RELEASE_FLAGS) -MMD -MP -c -o $@ $<

$(BUILD)/test/%.o: %.c $(BUILD)/flags
	@mkdir -p $(@D)
	$(call say,CC)$(CC) $(CPPFLAGS) $(ALL_CFLAGS) -O1 -fPIC $(SANITIZE) -MMD -MP -c -o $@ $<

$(BUILD)/fuzz/%.o: %.c $(BUILD)/flags
	@mkdir -p $(@D)
	$(call say,CC)$(FUZZ_CC) $(CPPFLAGS) $(ALL_CFLAGS) -O1 $(SANITIZE) -fsanitize=fuzzer-no-link -MMD -MP -c -o $@ $<

# Shared: two hundred programs that each held all of it took gigabytes, and most of their time to link.
$(BUILD)/libtest.so: $(TEST_OBJECTS) $(SUPPORT_OBJECTS) $(BPF_EMBEDDED)
	$(call say,LD)$(CC) $(ALL_CFLAGS) -shared $(SANITIZE) $(LDFLAGS) -o $@ $^ -lssl $(LDLIBS) -lcmocka

# For scripts/storm: the whole program, as unit tests have its parts.
$(BUILD)/storm/lenswatch: $(BUILD)/test/userspace/main.o $(TEST_OBJECTS) $(BPF_EMBEDDED)
	@mkdir -p $(@D)
	$(call say,LD)$(CC) $(ALL_CFLAGS) $(SANITIZE) $(LDFLAGS) -o $@ $^ $(LDLIBS)

$(BUILD)/libfuzz.a: $(FUZZ_OBJECTS) $(BPF_EMBEDDED)
	@rm -f $@
	$(call say,AR)$(AR) rcs $@ $^

$(SUPPORT_OBJECTS): override CPPFLAGS += -Itests/unit

# cmocka 2 calls assert_in_range deprecated; what it has instead, 1.1 has not.
$(BUILD)/unit/%: tests/unit/%.c $(BUILD)/libtest.so
	@mkdir -p $(@D)
	$(call say,CC)$(CC) $(CPPFLAGS) -Itests/unit $(ALL_CFLAGS) -Wno-deprecated-declarations -O1 $(SANITIZE) $(LDFLAGS) \
		-MMD -MP -MF $@.d -o $@ $< -Wl,-rpath,$(abspath $(BUILD)) $(BUILD)/libtest.so -lssl $(LDLIBS) -lcmocka

$(BUILD)/fuzzers/house: LDFLAGS += $(foreach n,1 2 4 8,-Wl,--wrap=__sanitizer_cov_trace_cmp$n \
	-Wl,--wrap=__sanitizer_cov_trace_const_cmp$n)
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

# The tests of the history that chance takes part in, at full length, and what disks and clocks do, on three kinds of file systems.
torture: $(addprefix $(BUILD)/unit/ledger/,killed power tamper standing book commit key drop)
	@KILLS=$(KILLS) CUTS=$(CUTS) FLIPS=$(FLIPS) scripts/lib/torture $(abspath $(BUILD))

fuzzers: $(FUZZ_PROGRAMS)

fuzz: $(FUZZ_PROGRAMS)
	@scripts/lib/fuzz $(FUZZ_SECONDS) $^

lint: lint-format lint-tidy lint-bpf lint-shell lint-length lint-rooms lint-words lint-plain lint-commits

# Who may include whom stands in docs/dev/architecture.md.
lint-rooms:
	@scripts/lib/rooms

# Sentences stand in userspace/words/; what stays elsewhere, and why, is a table in there.
lint-words:
	@scripts/lib/sentences

# What people read is in plain words; what may stay, and why, is a table in there.
lint-plain:
	@scripts/lib/plain

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

# BASE=commit holds all of it against an older state, PARTS="replay history" some.
ifdef BASE
bench:
	@tests/bench/pairs $(if $(RECORDS),--records $(RECORDS)) $(BASE) $(PARTS)
else
bench: all generator home $(BENCH_PROGRAMS) $(BUILD)/bench/ledger $(BUILD)/bench/xdp $(BUILD)/bench/floor.bpf.o
	@tests/bench/run $(FILE)
	@tests/bench/live
	@cd $(BUILD) && bench/ledger $(RECORDS)
endif

# What a packet costs in the kernel; needs root. BASE=commit holds it against an older state.
bench-xdp: $(BUILD)/bench/xdp $(BUILD)/bench/floor.bpf.o
	@$(if $(BASE),tests/bench/pairs --pairs 11 $(BASE) kernel,$< $(BUILD)/bench/floor.bpf.o)

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

# Laid out as here, so that their links lead somewhere; OpenWrt's build copies fewer of them.
PAPERS = README.md CHANGELOG.md LICENSE $(wildcard CITATION.cff CONTRIBUTING.md SECURITY.md rules/README.md findings/* \
	tests/generator/README.md tests/lab/README.md docs/*.md docs/*.json docs/*.html docs/*.png docs/guides/*.md docs/dev/*.md)

install: all
	install -d $(DESTDIR)$(PREFIX)/bin $(DESTDIR)$(PREFIX)/share/lenswatch/rules \
		$(addprefix $(DESTDIR)$(PREFIX)/share/man/,man1 man5)
	install -m 755 $(BUILD)/lenswatch $(DESTDIR)$(PREFIX)/bin/lenswatch
	install -m 644 rules/*.yaml $(DESTDIR)$(PREFIX)/share/lenswatch/rules
	install -d $(DESTDIR)$(PREFIX)/share/lenswatch/lib
	install -m 755 scripts/build-geo-db $(DESTDIR)$(PREFIX)/share/lenswatch
	install -m 755 scripts/lib/geo-networks scripts/lib/geo-write $(DESTDIR)$(PREFIX)/share/lenswatch/lib
	install -d $(addprefix $(DESTDIR)$(PREFIX)/share/,bash-completion/completions zsh/site-functions fish/vendor_completions.d)
	install -m 644 packaging/completions/lenswatch.bash $(DESTDIR)$(PREFIX)/share/bash-completion/completions/lenswatch
	install -m 644 packaging/completions/_lenswatch $(DESTDIR)$(PREFIX)/share/zsh/site-functions/_lenswatch
	install -m 644 packaging/completions/lenswatch.fish $(DESTDIR)$(PREFIX)/share/fish/vendor_completions.d
	install -m 644 $(filter %.1,$(PAGES)) $(DESTDIR)$(PREFIX)/share/man/man1
	install -m 644 $(filter %.5,$(PAGES)) $(DESTDIR)$(PREFIX)/share/man/man5
	for page in $(PAPERS); do install -D -m 644 $$page $(DESTDIR)$(PREFIX)/share/doc/lenswatch/$$page || exit; done
	install -d $(DESTDIR)$(PREFIX)/lib/systemd/system $(DESTDIR)/etc/lenswatch
	sed 's|/usr/local|$(PREFIX)|g' packaging/systemd/lenswatch.service >$(BUILD)/lenswatch.service
	install -m 644 $(BUILD)/lenswatch.service $(DESTDIR)$(PREFIX)/lib/systemd/system
	install -d $(DESTDIR)$(PREFIX)/lib/sysusers.d
	install -m 644 packaging/systemd/lenswatch.sysusers $(DESTDIR)$(PREFIX)/lib/sysusers.d/lenswatch.conf
	[ -n "$(DESTDIR)" ] || [ "$$(id -u)" -ne 0 ] || ! command -v systemd-sysusers >/dev/null || \
		systemd-sysusers $(PREFIX)/lib/sysusers.d/lenswatch.conf
	sed 's|/usr/local/share|$(PREFIX)/share|g' packaging/lenswatch.yaml >$(BUILD)/lenswatch.yaml
	install -m 644 $(BUILD)/lenswatch.yaml $(DESTDIR)$(PREFIX)/share/doc/lenswatch
	[ -e $(DESTDIR)/etc/lenswatch/lenswatch.yaml ] || \
		install -m 644 $(BUILD)/lenswatch.yaml $(DESTDIR)/etc/lenswatch/lenswatch.yaml

# lenswatch-notify by itself, beside Lenswatch.
install-notify: notify
	install -d $(addprefix $(DESTDIR)$(PREFIX)/,bin share/man/man1 share/man/man5 lib/systemd/system lib/sysusers.d \
		share/bash-completion/completions share/zsh/site-functions share/fish/vendor_completions.d share/doc/lenswatch-notify)
	install -m 755 $(BUILD)/lenswatch-notify $(DESTDIR)$(PREFIX)/bin
	sed 's|/usr/local/share|$(PREFIX)/share|g' docs/lenswatch-notify.1 >$(BUILD)/lenswatch-notify.1
	install -m 644 $(BUILD)/lenswatch-notify.1 $(DESTDIR)$(PREFIX)/share/man/man1
	install -m 644 docs/lenswatch-notify.yaml.5 $(DESTDIR)$(PREFIX)/share/man/man5
	install -m 644 packaging/completions/lenswatch-notify.bash $(DESTDIR)$(PREFIX)/share/bash-completion/completions/lenswatch-notify
	install -m 644 packaging/completions/_lenswatch-notify $(DESTDIR)$(PREFIX)/share/zsh/site-functions
	install -m 644 packaging/completions/lenswatch-notify.fish $(DESTDIR)$(PREFIX)/share/fish/vendor_completions.d
	sed 's|/usr/local|$(PREFIX)|g' packaging/systemd/lenswatch-notify.service >$(BUILD)/lenswatch-notify.service
	install -m 644 $(BUILD)/lenswatch-notify.service $(DESTDIR)$(PREFIX)/lib/systemd/system
	install -m 644 packaging/systemd/lenswatch-notify.sysusers $(DESTDIR)$(PREFIX)/lib/sysusers.d/lenswatch-notify.conf
	[ -n "$(DESTDIR)" ] || [ "$$(id -u)" -ne 0 ] || ! command -v systemd-sysusers >/dev/null || \
		systemd-sysusers $(PREFIX)/lib/sysusers.d/lenswatch-notify.conf
	install -m 644 docs/notify.md packaging/lenswatch-notify.yaml $(DESTDIR)$(PREFIX)/share/doc/lenswatch-notify
	install -d $(DESTDIR)/etc/lenswatch
	[ -e $(DESTDIR)/etc/lenswatch/lenswatch-notify.yaml ] || \
		install -m 644 packaging/lenswatch-notify.yaml $(DESTDIR)/etc/lenswatch/lenswatch-notify.yaml

# /etc/lenswatch is the owner's and stays.
uninstall:
	rm -f $(DESTDIR)$(PREFIX)/lib/systemd/system/lenswatch.service $(DESTDIR)$(PREFIX)/lib/sysusers.d/lenswatch.conf
	rm -f $(DESTDIR)$(PREFIX)/bin/lenswatch
	rm -f $(foreach page,$(notdir $(PAGES)),$(DESTDIR)$(PREFIX)/share/man/man$(patsubst .%,%,$(suffix $(page)))/$(page))
	rm -f $(addprefix $(DESTDIR)$(PREFIX)/share/,bash-completion/completions/lenswatch zsh/site-functions/_lenswatch \
		fish/vendor_completions.d/lenswatch.fish)
	rm -rf $(DESTDIR)$(PREFIX)/share/lenswatch $(DESTDIR)$(PREFIX)/share/doc/lenswatch

uninstall-notify:
	rm -f $(addprefix $(DESTDIR)$(PREFIX)/,bin/lenswatch-notify share/man/man1/lenswatch-notify.1 share/man/man5/lenswatch-notify.yaml.5 \
		lib/systemd/system/lenswatch-notify.service lib/sysusers.d/lenswatch-notify.conf share/bash-completion/completions/lenswatch-notify \
		share/zsh/site-functions/_lenswatch-notify share/fish/vendor_completions.d/lenswatch-notify.fish)
	rm -rf $(DESTDIR)$(PREFIX)/share/doc/lenswatch-notify

deb:
	scripts/package-debian

# What is not committed is not in it; the same commit gives the same bytes.
dist:
	@mkdir -p $(BUILD)
	git archive --format=tar --prefix=lenswatch-$(VERSION)/ HEAD | gzip -9n >$(DIST)
	@sha256sum $(DIST)

corpus: generator
	@scripts/lib/corpus $(BUILD)/generator $(BUILD)/corpus

clean:
	rm -rf $(BUILD)

-include tests/generator/build.mk
-include tests/home/build.mk
-include userspace/page/build.mk
# What scripts/architectures, scripts/kernels and scripts/distributions keep there is not of this machine.
-include $(shell find $(BUILD) -path $(BUILD)/architectures -prune -o -path $(BUILD)/kernels -prune -o -path $(BUILD)/distributions -prune -o -type f -name '*.d' -print 2>/dev/null)
