# What the small home is made of besides scripts: tests/home/*.c -> build/home/*. Included by the main Makefile.
HOME_PROGRAMS := $(patsubst tests/home/%.c,$(BUILD)/home/%,$(sort $(wildcard tests/home/*.c)))

.PHONY: home
home: $(HOME_PROGRAMS)

$(BUILD)/home/%: tests/home/%.c $(BUILD)/flags
	@mkdir -p $(@D)
	$(call say,CC)$(CC) -D_GNU_SOURCE $(ALL_CFLAGS) $(LDFLAGS) -o $@ $< -lpcap
