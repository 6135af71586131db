# Lenswatch. `make` builds build/lenswatch; `make help` lists the rest.
BUILD   ?= build
PREFIX  ?= /usr/local
DESTDIR ?=
CC      ?= cc
FUZZ_CC ?= clang

VERSION := $(shell cat VERSION)
PACKAGES := libpcap libndpi libmaxminddb yaml-0.1 json-c libsodium zlib libzstd libcrypto

WARNINGS := -Wall -Wextra -Werror -Wshadow -Wstrict-prototypes -Wmissing-prototypes \
	-Wold-style-definition -Wpointer-arith -Wwrite-strings -Wvla -Wundef
CPPFLAGS += -D_GNU_SOURCE -DLENSWATCH_VERSION='"$(VERSION)"' -DLENSWATCH_RULES='"$(PREFIX)/share/lenswatch/rules"' \
	-Iuserspace $(shell pkg-config --cflags $(PACKAGES))
CFLAGS  ?= -O2 -g
ALL_CFLAGS = -std=c11 $(WARNINGS) $(CFLAGS)
LDLIBS  += $(shell pkg-config --libs $(PACKAGES)) -lresolv -lm -lpthread
SANITIZE := -fsanitize=address,undefined -fno-sanitize-recover=undefined -fno-omit-frame-pointer

SOURCES  := $(sort $(shell find userspace -name '*.c'))
LIBRARY  := $(filter-out userspace/main.c,$(SOURCES))
UNITS    := $(sort $(shell find tests/unit -name '*.c' ! -name 'support*.c'))
SUPPORT  := $(sort $(shell find tests/unit -name 'support*.c'))
FUZZERS  := $(sort $(shell find tests/fuzz -name '*.c'))

RELEASE_OBJECTS := $(SOURCES:%.c=$(BUILD)/release/%.o)
TEST_OBJECTS    := $(LIBRARY:%.c=$(BUILD)/test/%.o)
FUZZ_OBJECTS    := $(LIBRARY:%.c=$(BUILD)/fuzz/%.o)
UNIT_PROGRAMS   := $(UNITS:tests/unit/%.c=$(BUILD)/unit/%)
FUZZ_PROGRAMS   := $(FUZZERS:tests/fuzz/%.c=$(BUILD)/fuzzers/%)

.PHONY: all unit fuzzers clean
all: $(BUILD)/lenswatch

$(BUILD)/lenswatch: $(RELEASE_OBJECTS)
	$(CC) $(ALL_CFLAGS) $(LDFLAGS) -o $@ $^ $(LDLIBS)

$(BUILD)/release/%.o: %.c
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) $(ALL_CFLAGS) -MMD -MP -c -o $@ $<

$(BUILD)/test/%.o: %.c
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) $(ALL_CFLAGS) -O1 $(SANITIZE) -MMD -MP -c -o $@ $<

$(BUILD)/fuzz/%.o: %.c
	@mkdir -p $(@D)
	$(FUZZ_CC) $(CPPFLAGS) $(ALL_CFLAGS) -O1 $(SANITIZE) -fsanitize=fuzzer-no-link -MMD -MP -c -o $@ $<

$(BUILD)/libtest.a: $(TEST_OBJECTS)
	@rm -f $@
	ar rcs $@ $^

$(BUILD)/libfuzz.a: $(FUZZ_OBJECTS)
	@rm -f $@
	ar rcs $@ $^

$(BUILD)/unit/%: tests/unit/%.c $(SUPPORT) $(BUILD)/libtest.a
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) -Itests/unit $(ALL_CFLAGS) -O1 $(SANITIZE) -MMD -MP -MF $@.d -o $@ $< $(SUPPORT) $(BUILD)/libtest.a $(LDLIBS) -lcmocka

$(BUILD)/fuzzers/%: tests/fuzz/%.c $(BUILD)/libfuzz.a
	@mkdir -p $(@D)
	$(FUZZ_CC) $(CPPFLAGS) $(ALL_CFLAGS) -O1 $(SANITIZE) -fsanitize=fuzzer -o $@ $< $(BUILD)/libfuzz.a $(LDLIBS)

unit: $(UNIT_PROGRAMS)
	@for t in $^; do echo "== $$t"; $$t || exit 1; done

fuzzers: $(FUZZ_PROGRAMS)

clean:
	rm -rf $(BUILD)

-include $(shell find $(BUILD) -name '*.d' 2>/dev/null)
