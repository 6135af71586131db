# The generator: tests/generator/*.c -> build/generator. Included by the main Makefile; shares no code with userspace/.
GENERATOR_PACKAGES := json-c libssl libcrypto
GENERATOR_SOURCES  := $(sort $(wildcard tests/generator/*.c))
GENERATOR_OBJECTS  := $(GENERATOR_SOURCES:tests/generator/%.c=$(BUILD)/generator.objects/%.o)

.PHONY: generator
generator: $(BUILD)/generator

$(BUILD)/generator: $(GENERATOR_OBJECTS)
	$(CC) $(ALL_CFLAGS) $(LDFLAGS) -o $@ $^ $(shell $(PKG_CONFIG) --libs $(GENERATOR_PACKAGES)) -lm

$(BUILD)/generator.objects/%.o: tests/generator/%.c
	@mkdir -p $(@D)
	$(CC) -D_GNU_SOURCE $(shell $(PKG_CONFIG) --cflags $(GENERATOR_PACKAGES)) $(ALL_CFLAGS) -MMD -MP -c -o $@ $<

-include $(GENERATOR_OBJECTS:.o=.d)
