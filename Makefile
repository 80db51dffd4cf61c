# khabar: everything is built, tested and installed from here. `make help` lists the targets.
#
#   build/               what `make` makes (B=… puts it elsewhere)
#     obj/ libkhabar.a libkhabar.so khabar khabar.khx lua51/khabar/core.so … lua54/
#     tests/ bench/      test and benchmark programs
#     asan/ libfuzzer/   the same again under sanitizers, with clang's fuzzer
#     editors/           Neovim 0.10.4 and 0.12, brought by tests/tools/get-editor
#
# New files join by themselves: core/*/*.c is the library, core/cli/*.c, core/tagger/train/*.c and core/import/*.c the program,
# core/binding/*.c the Lua module, tests/core/test_*.c, tests/fuzz/fuzz_*.c and tests/bench/bench_*.c are one program each.

MAKEFLAGS += --no-builtin-rules --no-print-directory
.SUFFIXES:
.DELETE_ON_ERROR:
.SECONDARY:
.DEFAULT_GOAL := all

B ?= build
PREFIX ?= /usr/local
DESTDIR ?=
ifeq ($(origin CC),default)
CC := $(firstword $(foreach c,gcc clang cc,$(if $(shell command -v $c 2>/dev/null),$c)) gcc)
endif

# ---- flags --------------------------------------------------------------------------------------------------------------

CFLAGS ?= -O2 -g
WARNINGS := -Wall -Wextra -Wconversion -Wshadow -Wstrict-prototypes
KHB_CFLAGS := -std=c11 -D_GNU_SOURCE $(WARNINGS) -fvisibility=hidden -fPIC -MMD -MP
ifdef SANITIZE
CFLAGS := -O1 -g
KHB_CFLAGS += -fno-omit-frame-pointer -fsanitize=$(SANITIZE) -fno-sanitize-recover=all
KHB_LDFLAGS += -fsanitize=$(SANITIZE)
endif
ifdef WERROR
KHB_CFLAGS += -Werror
endif
comma := ,
# One short line for each file; V=1 shows the commands.
ifdef V
say = $(2)
else
say = @printf '  %-7s %s\n' '$(1)' '$(patsubst $(B)/%,%,$(@))' && $(2)
endif
COMPILE = $(CC) $(KHB_CFLAGS) $(CFLAGS) $(CPPFLAGS)
LINK = $(CC) $(CFLAGS) $(KHB_LDFLAGS) $(LDFLAGS)

# Linked statically, their symbols hidden: Neovim 0.12 carries a utf8proc of its own, whose symbols would win over the module's.
STATIC_LIBS ?= -l:libutf8proc.a -l:libyaml.a
STATIC_CLI_LIBS ?= -l:libjansson.a -l:libz.a -l:libbz2.a -l:libzstd.a
LIBS = -Wl,--exclude-libs,ALL $(STATIC_LIBS) -lm

# ---- sources ------------------------------------------------------------------------------------------------------------

VERSION := $(shell sed -n 's/^.define KHB_VERSION "\(.*\)"/\1/p' core/khabar.h)
SOVERSION := $(firstword $(subst ., ,$(VERSION)))

CLI_SRC := $(wildcard core/cli/*.c)
BINDING_SRC := $(wildcard core/binding/*.c)
# Training is part of the program, not of the library that editors load.
TRAIN_SRC := $(wildcard core/tagger/train/*.c)
# So are the importers, with what decompresses dumps.
IMPORT_SRC := $(wildcard core/import/*.c)
LIB_SRC := $(filter-out $(CLI_SRC) $(BINDING_SRC) $(IMPORT_SRC),$(wildcard core/*.c core/*/*.c))
TEST_SRC := $(wildcard tests/core/test_*.c)
FUZZ_SRC := $(wildcard tests/fuzz/fuzz_*.c)
BENCH_SRC := $(wildcard tests/bench/bench_*.c)
SUPPORT_SRC := $(wildcard tests/support/*.c)

obj = $(patsubst %.c,$(B)/obj/%.o,$(1))
LIB_OBJ := $(call obj,$(LIB_SRC))
TRAIN_OBJ := $(call obj,$(TRAIN_SRC))
TRAIN_LIB := $(if $(TRAIN_SRC),$(B)/libtrain.a)
IMPORT_OBJ := $(call obj,$(IMPORT_SRC))
IMPORT_LIB := $(if $(IMPORT_SRC),$(B)/libimport.a)
CLI_OBJ := $(call obj,$(CLI_SRC))
SUPPORT_OBJ := $(call obj,$(SUPPORT_SRC))
TESTS := $(patsubst tests/core/%.c,$(B)/tests/%,$(TEST_SRC))
FUZZERS := $(patsubst tests/fuzz/%.c,$(B)/fuzz/%,$(FUZZ_SRC))
BENCHES := $(patsubst tests/bench/%.c,$(B)/bench/%,$(BENCH_SRC))

# Hand-written entities first: of two entities of equal rank the first wins. ODBL=0 leaves out what stands under the Open Database
# License (annotations/NOTICE.md).
ODBL ?= 1
GENERATED := $(wildcard annotations/entities/generated-*.yaml)
KNOWLEDGE := $(filter-out $(GENERATED),$(wildcard annotations/entities/*.yaml)) $(GENERATED) \
  $(if $(filter-out 0,$(ODBL)),$(wildcard annotations/entities/odbl/*.yaml)) $(wildcard annotations/lexicon/*.yaml)
INDEX := $(if $(KNOWLEDGE),$(B)/khabar.khx)
MODEL_FILE := $(wildcard annotations/model/khabar.khm)
MODEL_COPY := $(if $(MODEL_FILE),$(B)/khabar.khm)

# The headers of each Lua: Debian's folder, then what other systems use. LUA54_INCLUDE=… overrides. The module for 5.1 serves
# LuaJIT and Neovim too.
lua_dirs = /usr/include/lua5.$(1) /usr/include/lua-5.$(1) /usr/local/include/lua5.$(1) /usr/local/include/lua-5.$(1)
lua_include = $(if $(LUA5$(1)_INCLUDE),$(LUA5$(1)_INCLUDE),$(patsubst %/lua.h,%,$(firstword $(wildcard $(addsuffix /lua.h,$(call lua_dirs,$(1)))))))
LUA_MINORS := $(strip $(foreach v,1 2 3 4,$(if $(call lua_include,$v),$v)))
MODULES := $(if $(BINDING_SRC),$(foreach v,$(LUA_MINORS),$(B)/lua5$v/khabar/core.so))
# Neovim looks for modules in lua/ of each folder of its runtime path, so the one for LuaJIT stands there too.
NVIM_MODULE := $(if $(filter 1,$(LUA_MINORS)),$(if $(BINDING_SRC),$(if $(filter build,$(B)),lua/khabar/core.so)))

# ---- build --------------------------------------------------------------------------------------------------------------

.PHONY: all library program modules tests fuzzers benches setup deps
all: library program modules $(INDEX) $(MODEL_COPY) ## Build library, program, index and Lua modules (the default)
library: $(B)/libkhabar.a $(B)/libkhabar.so
program: $(B)/khabar
modules: $(MODULES) $(NVIM_MODULE)
tests: $(TESTS)
fuzzers: $(FUZZERS)
benches: $(BENCHES)

setup: ## Install the Debian packages that building needs
	@tests/tools/setup build
deps:
	@KHABAR_BUILD='$(B)' tests/tools/setup build --check

# Objects are made again when the compiler or a flag changes.
FLAGS_NOW := $(COMPILE)
$(B)/flags: FORCE | deps
	@mkdir -p $(@D)
	@[ -f $@ ] && [ "$$(cat $@)" = '$(FLAGS_NOW)' ] || echo '$(FLAGS_NOW)' >$@
.PHONY: FORCE
FORCE:

# The inner loops run over every byte of a draft.
$(B)/obj/core/text/%.o $(B)/obj/core/lexicon/%.o $(B)/obj/core/tagger/%.o: CFLAGS := $(CFLAGS) $(if $(SANITIZE),,-O3)

# The program looks for its index beside itself and in ../share first; then where it was to be installed.
$(B)/obj/core/cli/knowledge.o: EXTRA_CPPFLAGS = -DKHB_DATADIR='"$(PREFIX)/share/khabar"'
$(B)/obj/core/cli/knowledge.o: $(B)/prefix
$(B)/prefix: FORCE
	@mkdir -p $(@D)
	@[ -f $@ ] && [ "$$(cat $@)" = '$(PREFIX)' ] || echo '$(PREFIX)' >$@

# The tables of the importers are part of the program.
$(B)/obj/core/import/table.o: $(wildcard annotations/import/*.yaml)

$(B)/obj/%.o: %.c $(B)/flags
	@mkdir -p $(@D)
	$(call say,CC,$(COMPILE) $(EXTRA_CPPFLAGS) -c $< -o $@)

$(B)/libkhabar.a: $(LIB_OBJ)
$(B)/libtrain.a: $(TRAIN_OBJ)
$(B)/libimport.a: $(IMPORT_OBJ)
$(B)/libkhabar.a $(B)/libtrain.a $(B)/libimport.a:
	@rm -f $@
	$(call say,AR,$(AR) rcs $@ $^)

$(B)/libkhabar.so.$(VERSION): $(LIB_OBJ)
	$(call say,LINK,$(LINK) -shared $(if $(SANITIZE),,-Wl$(comma)-z$(comma)defs) \
	  -Wl$(comma)-soname$(comma)libkhabar.so.$(SOVERSION) $^ $(LIBS) -o $@)
$(B)/libkhabar.so: $(B)/libkhabar.so.$(VERSION)
	@ln -sf libkhabar.so.$(VERSION) $(B)/libkhabar.so.$(SOVERSION)
	@ln -sf libkhabar.so.$(SOVERSION) $@

$(B)/khabar: $(CLI_OBJ) $(TRAIN_LIB) $(IMPORT_LIB) $(B)/libkhabar.a
	$(call say,LINK,$(LINK) $^ $(LIBS) $(STATIC_CLI_LIBS) -o $@)

$(B)/khabar.khx: $(B)/khabar $(KNOWLEDGE) $(B)/knowledge
	$(call say,INDEX,$(B)/khabar index $(KNOWLEDGE) -o $@)

# A file that joined or left (ODBL=0) makes the index anew.
$(B)/knowledge: FORCE
	@mkdir -p $(@D)
	@[ -f $@ ] && [ "$$(cat $@)" = '$(KNOWLEDGE)' ] || echo '$(KNOWLEDGE)' >$@

# The shipped model stands beside the index: program and Lua module look for both in the same places.
$(B)/khabar.khm: annotations/model/khabar.khm
	@mkdir -p $(@D) && cp $< $@

# One source, one module for each ABI; never linked against a Lua library: the host program brings it.
define module_rules
$(B)/obj/lua5$(1)/%.o: %.c $(B)/flags
	@mkdir -p $$(@D)
	$$(call say,CC,$$(COMPILE) -isystem $(call lua_include,$(1)) -c $$< -o $$@)
$(B)/lua5$(1)/khabar/core.so: $(patsubst %.c,$(B)/obj/lua5$(1)/%.o,$(BINDING_SRC)) $(B)/libkhabar.a
	@mkdir -p $$(@D)
	$$(call say,LINK,$$(LINK) -shared -Wl$$(comma)-Bsymbolic $$^ $$(LIBS) -o $$@.new && mv -f $$@.new $$@)
endef
$(foreach v,$(LUA_MINORS),$(eval $(call module_rules,$v)))

# Renamed into place: a Neovim that has the old file mapped keeps it whole.
lua/khabar/core.so: $(B)/lua51/khabar/core.so
	@mkdir -p $(@D)
	@cp $< $@.new && mv -f $@.new $@

# ---- test programs ------------------------------------------------------------------------------------------------------

# test_nomem decides over every allocation, those of the static libraries too.
WRAPPED := malloc calloc realloc strdup strndup
$(B)/tests/test_nomem: private KHB_LDFLAGS += $(patsubst %,-Wl$(comma)--wrap=%,$(WRAPPED))
$(B)/tests/test_nomem: $(B)/obj/tests/core/failing_malloc.o
$(B)/tests/test_%: $(B)/obj/tests/core/test_%.o $(SUPPORT_OBJ) $(TRAIN_LIB) $(B)/libkhabar.a
	@mkdir -p $(@D)
	$(call say,LINK,$(LINK) $^ $(LIBS) -lcmocka -o $@)
$(B)/obj/tests/%.o: EXTRA_CPPFLAGS = -Icore

# Stand-alone: replays files and folders. The very same sources link against libFuzzer below.
$(B)/fuzz/fuzz_%: $(B)/obj/tests/fuzz/fuzz_%.o $(B)/obj/tests/fuzz/standalone.o $(SUPPORT_OBJ) $(IMPORT_LIB) $(B)/libkhabar.a
	@mkdir -p $(@D)
	$(call say,LINK,$(LINK) $^ $(LIBS) $(STATIC_CLI_LIBS) -o $@)
$(B)/libfuzz/fuzz_%: $(B)/obj/tests/fuzz/fuzz_%.o $(SUPPORT_OBJ) $(IMPORT_LIB) $(B)/libkhabar.a
	@mkdir -p $(@D)
	$(call say,LINK,$(LINK) -fsanitize=fuzzer $^ $(LIBS) $(STATIC_CLI_LIBS) -o $@)

$(B)/bench/bench_text: private BENCH_LIBS := -licuuc
$(B)/bench/bench_hyperscan: private BENCH_LIBS := $(if $(wildcard /usr/include/hs/hs.h),-lhs)
$(B)/bench/bench_%: $(B)/obj/tests/bench/bench_%.o $(SUPPORT_OBJ) $(B)/libkhabar.a
	@mkdir -p $(@D)
	$(call say,LINK,$(LINK) $^ $(LIBS) $(BENCH_LIBS) -o $@)

# ---- what people run ----------------------------------------------------------------------------------------------------
# Each sets up first and then calls make again, so that what was installed is seen.

.PHONY: demo test bench eval fuzz sanitize valgrind
demo: ## Open the demonstration draft in Neovim, names in colour (without a terminal: print it)
	@tests/tools/setup demo
	@$(MAKE) all
	@tests/tools/demo

test: ## Run every test; the last line is "N passed, N failed, N skipped"
	@tests/tools/setup test
	@tests/tools/test-all

BENCH_TEXT ?=
bench: ## Measure; BENCH_TEXT=FILE takes your own corpus, BENCH_5M=1 adds 5 million names (2 minutes)
	@tests/tools/setup bench
	@$(MAKE) all benches
	@B=$(B) BENCH_5M='$(BENCH_5M)' tests/bench/run $(BENCH_TEXT)

.PHONY: bench-nvim sessions soak
EDITORS := $(wildcard $(B)/editors/nv1*/usr/bin/nvim)
bench-nvim: all ## Measure typing in Neovim in a terminal, with khabar and without, and how long it is ever held up (SIZES=5,1000,10000)
	@tests/tools/setup bench test
	@tests/bench/bench_typing $(if $(SIZES),--sizes=$(SIZES)) $(EDITORS)

SESSIONS ?= 500
sessions: all ## Random editing sessions with notes in place in each Neovim (SESSIONS=N SEED=N): every mark where a reader would put it
	@tests/nvim/sessions $(SESSIONS) $(or $(SEED),1)

SOAK ?= 36000
soak: all ## As many edits as an hour of writing has in one Neovim (SOAK=N), and what memory it takes
	@set -e; for nvim in $(EDITORS); do NVIM_UNDER_TEST=$$nvim $$nvim --clean -n --headless -l tests/nvim/soak.lua $(SOAK); done

eval: all ## Measure precision and recall on annotated drafts (and on SEED=FILE, MODERN=DIR, with MODEL=FILE, FIGURES=DIR)
	@KHABAR='$(B)/khabar' tests/eval/run
	@[ -z '$(FIGURES)' ] || for suite in figures dates; do KHABAR='$(B)/khabar' tests/eval/$$suite '$(FIGURES)' || exit; done
	@[ ! -d annotations/gold/quotes ] || { echo; KHABAR='$(B)/khabar' tests/eval/quotes; }

FUZZ_TIME ?= 600
fuzz: ## Run each fuzzer for FUZZ_TIME seconds (clang); findings stay in build/fuzz-found/
	@tests/tools/setup fuzz
	@$(MAKE) B=$(B)/libfuzzer CC=clang SANITIZE=address,undefined,fuzzer-no-link \
	  $(patsubst tests/fuzz/%.c,$(B)/libfuzzer/libfuzz/%,$(FUZZ_SRC))
	@tests/tools/fuzz-all $(B) $(FUZZ_TIME)

# The model of the published comparison: four types, all of ANERcorp's training file; the table of words is the shipped model's.
.PHONY: anercorp-model
anercorp-model: all ## Train the 4-type model on ANERCORP=train.txt into build/anercorp.model
	@[ -n '$(ANERCORP)' ] || { echo 'anercorp-model: name the training file by ANERCORP=FILE' >&2; exit 2; }
	$(B)/khabar train --words=$(MODEL_FILE) --net=$(MODEL_FILE) --dev-last=6 --min-count=1 --word-dropout=0.3 --dropout=0.4 --o-bias=1.2 --epochs=10 \
	  --final -o $(B)/anercorp.model '$(ANERCORP)'

# What is made from lists. NAMES is a folder of name lists, NEWS a text file of news for word counts; the scripts say which they read.
TOOLS := annotations/tools
.PHONY: check-annotations entities
check-annotations: ## Check every YAML in annotations/ and count by type and source; LISTS=FOLDER checks identifiers too
	@$(TOOLS)/check-annotations.py $(if $(LISTS),--lists='$(LISTS)')

entities: ## Make annotations/entities/generated-*.yaml anew from NAMES=FOLDER and NEWS=FILE
	@[ -n '$(NAMES)' ] && [ -n '$(NEWS)' ] || { echo 'entities: name the lists by NAMES=FOLDER and a text of news by NEWS=FILE' >&2; exit 2; }
	@mkdir -p $(B)
	$(TOOLS)/word-evidence.py '$(NEWS)' --from-line=$(or $(FROM_LINE),0) >$(B)/evidence.tsv
	$(TOOLS)/make-names.py '$(NAMES)' $(B)/evidence.tsv
	$(TOOLS)/make-places.py '$(NAMES)' $(B)/evidence.tsv
	$(TOOLS)/make-odbl-places.py '$(NAMES)' $(B)/evidence.tsv
	$(TOOLS)/make-state-bodies.py '$(NAMES)'

.PHONY: model
model: all ## Train annotations/model/khabar.khm anew from ANN=FOLDER NEWS=TEXT[.xz] OTHER='CONLL@MAP…' (an hour and a half; python3-torch)
	@[ -n '$(ANN)' ] && [ -n '$(NEWS)' ] || { echo 'model: name the inputs by ANN=FOLDER NEWS=TEXT' >&2; exit 2; }
	@tests/tools/setup model
	annotations/tools/train-model --ann='$(ANN)' --news='$(NEWS)' $(OTHER:%=--other='%') --work=$(B)/model -o annotations/model/khabar.khm

sanitize: ## Run the core tests and the fuzz corpora under ASan and UBSan
	@tests/tools/setup test
	@tests/tools/test-all sanitize

valgrind: ## Run a part of the tests under valgrind
	@tests/tools/setup test
	@tests/tools/test-all valgrind

.PHONY: lint lint-c format
lint: ## Check the C with gcc and clang (-Werror), the Lua with luacheck and stylua
	@tests/tools/setup lint
	@tests/tools/test-all lint

# Every object and nothing else: `make B=build/lint-clang CC=clang WERROR=1 lint-c` stops at any warning. Benchmarks only where the
# headers of ICU are.
BENCH_LINT := $(if $(wildcard /usr/include/unicode/ubrk.h),$(BENCH_SRC),$(filter-out %/bench_text.c,$(BENCH_SRC)))
lint-c: $(LIB_OBJ) $(TRAIN_OBJ) $(IMPORT_OBJ) $(CLI_OBJ) $(SUPPORT_OBJ) $(call obj,$(wildcard tests/core/*.c tests/fuzz/*.c) $(BENCH_LINT)) \
  $(foreach v,$(LUA_MINORS),$(patsubst %.c,$(B)/obj/lua5$v/%.o,$(BINDING_SRC)))

format: ## Format the C (clang-format) and the Lua (stylua)
	clang-format -i $(wildcard core/*.[ch] core/*/*.[ch] core/*/*/*.[ch] tests/*/*.[ch])
	stylua lua plugin tests

# ---- install ------------------------------------------------------------------------------------------------------------

bindir := $(PREFIX)/bin
libdir := $(PREFIX)/lib
includedir := $(PREFIX)/include
mandir := $(PREFIX)/share/man
datadir := $(PREFIX)/share/khabar
sitedir := $(PREFIX)/share/nvim/site
INSTALL ?= install
MAN_PAGES := $(wildcard doc/*.[1-8])
# Lua for every program; nvim/ and the files that lead into it are for Neovim alone. LUA_FILES are paths below lua/.
NVIM_ONLY := lua/khabar/nvim/% lua/khabar/health.lua lua/khabar/blink.lua lua/khabar/cmp.lua
LUA_FILES := $(patsubst lua/%,%,$(filter-out $(NVIM_ONLY),$(wildcard lua/khabar.lua lua/khabar/*.lua lua/khabar/*/*.lua)))
NVIM_FILES := $(wildcard lua/khabar.lua lua/khabar/*.lua lua/khabar/*/*.lua lua/telescope/*/*.lua plugin/*.lua plugin/*.vim lsp/*.lua doc/*.txt \
  doc/tour.news ftplugin/*.lua)

# Every installed path but the links, each as SOURCE:DESTINATION:MODE. install and uninstall both walk this one list.
INSTALLED := \
  $(B)/khabar:$(bindir)/khabar:755 \
  $(B)/libkhabar.a:$(libdir)/libkhabar.a:644 \
  $(B)/libkhabar.so.$(VERSION):$(libdir)/libkhabar.so.$(VERSION):644 \
  core/khabar.h:$(includedir)/khabar.h:644 \
  $(B)/khabar.pc:$(libdir)/pkgconfig/khabar.pc:644 \
  $(if $(INDEX),$(INDEX):$(datadir)/khabar.khx:644) \
  $(if $(MODEL_COPY),$(MODEL_COPY):$(datadir)/khabar.khm:644) \
  $(foreach m,$(MAN_PAGES),$m:$(mandir)/man$(subst .,,$(suffix $m))/$(notdir $m):644) \
  $(foreach v,$(LUA_MINORS),$(B)/lua5$v/khabar/core.so:$(libdir)/lua/5.$v/khabar/core.so:644) \
  $(foreach v,$(LUA_MINORS),$(foreach f,$(LUA_FILES),lua/$f:$(PREFIX)/share/lua/5.$v/$f:644)) \
  $(foreach f,$(NVIM_FILES),$f:$(sitedir)/$f:644)
# Links as TARGET:DESTINATION.
LINKED := \
  libkhabar.so.$(VERSION):$(libdir)/libkhabar.so.$(SOVERSION) \
  libkhabar.so.$(SOVERSION):$(libdir)/libkhabar.so \
  $(if $(filter 1,$(LUA_MINORS)),../../../../../lib/lua/5.1/khabar/core.so:$(sitedir)/lua/khabar/core.so)

$(B)/khabar.pc: khabar.pc.in Makefile core/khabar.h FORCE
	@sed -e 's|@PREFIX@|$(PREFIX)|' -e 's|@VERSION@|$(VERSION)|' $< >$@.new
	@cmp -s $@.new $@ && rm $@.new || mv $@.new $@

# For LuaRocks, which names the Lua to build for and where its files go (khabar-*.rockspec).
.PHONY: rock install-rock
ROCK_MINOR := $(if $(LUA_INCDIR),$(shell sed -n 's/^.define LUA_VERSION_NUM[^0-9]*50\([1-4]\).*/\1/p' $(LUA_INCDIR)/lua.h))
rock:
	@[ -n '$(ROCK_MINOR)' ] || { echo 'rock: LUA_INCDIR must name the headers of Lua 5.1 to 5.4' >&2; exit 1; }
	@$(MAKE) LUA5$(ROCK_MINOR)_INCLUDE=$(LUA_INCDIR) $(B)/lua5$(ROCK_MINOR)/khabar/core.so $(INDEX) $(MODEL_COPY)
install-rock:
	@set -e; for f in $(LUA_FILES); do $(INSTALL) -D -m 644 lua/$$f '$(LUADIR)'/$$f; done
	@$(INSTALL) -D -m 644 $(INDEX) '$(LUADIR)'/khabar/khabar.khx
	@$(if $(MODEL_COPY),$(INSTALL) -D -m 644 $(MODEL_COPY) '$(LUADIR)'/khabar/khabar.khm)
	@$(INSTALL) -D -m 755 $(B)/lua5$(ROCK_MINOR)/khabar/core.so '$(LIBDIR)'/khabar/core.so

.PHONY: install uninstall clean help
install: all $(B)/khabar.pc ## Install under PREFIX (default /usr/local); DESTDIR for packaging
	@set -e; for item in $(INSTALLED); do \
	  from=$${item%%:*}; rest=$${item#*:}; $(INSTALL) -D -m "$${rest##*:}" "$$from" "$(DESTDIR)$${rest%:*}"; done
	@set -e; for item in $(LINKED); do \
	  mkdir -p "$(DESTDIR)$$(dirname "$${item#*:}")"; ln -sf "$${item%%:*}" "$(DESTDIR)$${item#*:}"; done
	@echo 'khabar $(VERSION) is installed under $(DESTDIR)$(PREFIX)'

uninstall: ## Remove what install has put there
	@for item in $(INSTALLED); do rest=$${item#*:}; rm -f "$(DESTDIR)$${rest%:*}"; done
	@for item in $(LINKED); do rm -f "$(DESTDIR)$${item#*:}"; done
	@for dir in $(datadir) $(foreach v,1 2 3 4,$(libdir)/lua/5.$v/khabar $(PREFIX)/share/lua/5.$v/khabar) $(sitedir)/lua/khabar; do \
	  [ ! -d "$(DESTDIR)$$dir" ] || find "$(DESTDIR)$$dir" -depth -type d -empty -delete; done

clean: ## Remove what was built (editors brought for tests are kept: rm -r build)
	@for f in $(B)/* $(B)/.setup-unavailable; do [ "$$f" = $(B)/editors ] || rm -rf "$$f"; done
	@rm -f lua/khabar/core.so

help: ## This list
	@echo 'khabar $(VERSION)'
	@sed -n 's/^\([a-z][a-z-]*\):[^#]*## \(.*\)/  make \1\t\2/p' Makefile | expand -t 20
	@echo 'Variables: CC CFLAGS PREFIX DESTDIR B (build folder) V=1 (show commands) FUZZ_TIME BENCH_TEXT ODBL=0 (without ODbL data) LUA51_INCLUDE … LUA54_INCLUDE'

-include $(shell find $(B)/obj -name '*.d' 2>/dev/null)
