# lenswatch-page: userspace/page/ and what it takes of the other rooms -> build/lenswatch-page. Included by the main Makefile; no part of
# `make`, as it needs a library that watching does not (libmicrohttpd).
PAGE_SOURCES := $(sort $(wildcard userspace/page/*.c))
PAGE_OBJECTS := $(PAGE_SOURCES:%.c=$(BUILD)/release/%.o)
# What units and fuzzers look at: all that does not know libmicrohttpd.
PAGE_PARTS   := $(filter-out %/server.c %/page_main.c,$(PAGE_SOURCES))
PAGE_FILES   := $(addprefix userspace/page/,page.html page.js page.css icon.svg) docs/page-api.json
# Of an archive the linker takes only what is asked for, and then only the libraries that this asks for; the tool that can read objects of
# the compiler's own form.
LTO_AR       ?= gcc-ar

.PHONY: page install-page uninstall-page
page: $(BUILD)/lenswatch-page

$(PAGE_OBJECTS): RELEASE_FLAGS += -Os

$(BUILD)/page/files.o: userspace/page/assets_files.S $(PAGE_FILES)
	@mkdir -p $(@D)
	$(call say,AS)$(CC) -c -o $@ $<

$(BUILD)/page/rest.a: $(filter-out %/main.o,$(RELEASE_OBJECTS))
	@mkdir -p $(@D)
	@rm -f $@
	$(call say,AR)$(LTO_AR) rcs $@ $^

$(BUILD)/lenswatch-page: $(PAGE_OBJECTS) $(BUILD)/page/files.o $(BUILD)/page/rest.a
	$(call say,LD)$(CC) $(ALL_CFLAGS) $(RELEASE_FLAGS) $(RELR) $(LDFLAGS) -Wl,--as-needed -o $@ $^ \
		$(shell $(PKG_CONFIG) --libs libmicrohttpd) $(LDLIBS)

# As unit tests have its parts, for tests/page.bats.
$(BUILD)/page/test.a: $(TEST_OBJECTS)
	@mkdir -p $(@D)
	@rm -f $@
	$(call say,AR)$(AR) rcs $@ $^

$(BUILD)/page/sanitized: $(PAGE_SOURCES:%.c=$(BUILD)/test/%.o) $(BUILD)/page/files.o $(BUILD)/page/test.a
	$(call say,LD)$(CC) $(ALL_CFLAGS) $(SANITIZE) $(LDFLAGS) -Wl,--as-needed -o $@ $^ $(shell $(PKG_CONFIG) --libs libmicrohttpd) $(LDLIBS)

$(BUILD)/libtest.so: $(PAGE_PARTS:%.c=$(BUILD)/test/%.o) $(BUILD)/page/files.o
$(BUILD)/libfuzz.a: $(PAGE_PARTS:%.c=$(BUILD)/fuzz/%.o) $(BUILD)/page/files.o
# All of it where the library's headers are.
lint-tidy: $(patsubst %.c,$(BUILD)/tidy/%.ok,$(if $(shell $(PKG_CONFIG) --exists libmicrohttpd && echo yes),$(PAGE_SOURCES),$(PAGE_PARTS)))

install-page: page
	install -d $(addprefix $(DESTDIR)$(PREFIX)/,bin lib/systemd/system share/man/man1 share/bash-completion/completions share/lenswatch-page)
	install -m 755 $(BUILD)/lenswatch-page $(DESTDIR)$(PREFIX)/bin
	sed 's|/usr/local|$(PREFIX)|g' packaging/systemd/lenswatch-page.service >$(BUILD)/page/lenswatch-page.service
	install -m 644 $(BUILD)/page/lenswatch-page.service $(DESTDIR)$(PREFIX)/lib/systemd/system
	sed 's|/usr/local|$(PREFIX)|g' docs/lenswatch-page.1 >$(BUILD)/page/lenswatch-page.1
	install -m 644 $(BUILD)/page/lenswatch-page.1 $(DESTDIR)$(PREFIX)/share/man/man1
	install -m 644 packaging/completions/lenswatch-page.bash $(DESTDIR)$(PREFIX)/share/bash-completion/completions/lenswatch-page
	install -m 644 packaging/grafana/lenswatch.json $(DESTDIR)$(PREFIX)/share/lenswatch-page/grafana.json

uninstall-page:
	rm -f $(addprefix $(DESTDIR)$(PREFIX)/,bin/lenswatch-page lib/systemd/system/lenswatch-page.service share/man/man1/lenswatch-page.1 \
		share/bash-completion/completions/lenswatch-page)
	rm -rf $(DESTDIR)$(PREFIX)/share/lenswatch-page
