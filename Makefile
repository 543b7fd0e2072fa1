# Quench: one command for each habit. Each says what it does and ends with one line on how it went.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.PHONY: help run test test-release alsa rtsan tsan embedded dependent fuzz bench bench-ratios \
  bench-memory bench-formats bench-view cluster kills browser firmware cycles view-test findings spikes lint format clean tools sound trees hdf5

RECORDING ?=
OUTPUT ?= out/run
# What a person gives is text, in which make looks for nothing.
override RECORDING := $(value RECORDING)
override OUTPUT := $(value OUTPUT)
export RECORDING OUTPUT
ALSA_HEADER := /usr/include/alsa/asoundlib.h
SOURCES := Package.swift Sources Tests Benchmarks/Package.swift Benchmarks/Sources Benchmarks/Suite \
  Firmware-sim/Package.swift $(addprefix Firmware-sim/Sources/,EmulatedHardware Firmware Hardware)

help:
	@echo 'make run [RECORDING=FILE]  build; a minute with the virtual patient, live, or replay a recording'
	@echo 'make test                  build and run every test'
	@echo 'make test-release          the same, optimised, but for what make alsa has'
	@echo 'make alsa                  hardware in the loop at full length: an hour of frames, 1,000 overruns, 100 disconnects'
	@echo 'make rtsan                 the pipeline under RealtimeSanitizer: the loop neither allocates, locks nor blocks'
	@echo 'make tsan                  rings and pipeline under ThreadSanitizer'
	@echo 'make embedded              the core as Embedded Swift, allocations forbidden'
	@echo 'make fuzz                  100,000 hostile files of every format, 1,000,000 images of plans; takes a while'
	@echo 'make dependent             a package that takes this one by version: its hash and its speed'
	@echo 'make bench                 throughput and latency against committed limits'
	@echo 'make bench-ratios          of these, what holds on any machine'
	@echo 'make bench-memory          memory of a replay of 2 GiB'
	@echo 'make bench-formats         how fast each laboratory format is read, 512 MiB five times'
	@echo 'make bench-view [MINUTES=60]   what the live view costs a run; or its memory over so many minutes'
	@echo 'make firmware [BOARD=m55]  the loop as firmware of a Cortex-M4 (or -M55) in QEMU, compared with this machine'
	@echo 'make cycles [BOARD=m55]    instructions and cycles of that firmware, by part of the loop'
	@echo 'make view-test             the live view in a headless browser; screenshots in out/view'
	@echo 'make cluster [PATIENTS=200]   a study on a Slurm of two nodes, one of which dies, against one worker'
	@echo 'make kills [KILLS=200]     runs of a study killed at random instants lose and double nothing'
	@echo 'make findings              the README'"'"'s table of what the defaults find, from the development recordings'
	@echo 'make spikes                therapies that isolated spikes bring, put into the development recordings'
	@echo 'make lint                  formatting, warnings as errors, strict memory safety'
	@echo 'make format                format the sources in place'
	@echo 'make clean                 remove what the above made'

# Studies of many runs: what a scheduler, a dead node and a kill may do to them.
cluster kills: tools
	@echo 'Building quench'
	@swift build -c release --product quench
	@case $@ in \
	  cluster) Tests/Cluster/cluster.sh .build/release/quench $(or $(PATIENTS),200) ;; \
	  kills) Tests/Cluster/kills.sh .build/release/quench $(or $(KILLS),200) ;; \
	esac

# What a fresh machine may lack: Swift, and ALSA's development files. Nothing is installed where that
# takes more than the user has: without these files everything is built but what talks to devices.
tools:
	@command -v swift >/dev/null || { echo 'Swift 6.3 is missing: see swift.org/install'; exit 1; }
	@if [ -f '$(ALSA_HEADER)' ]; then :; \
	elif [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null \
	  && echo "Installing ALSA's development files (libasound2-dev)" \
	  && apt-get update -qq && apt-get install -y -qq libasound2-dev >/dev/null; then \
	  touch Sources/Inputs/{Alsa,CAlsa,VirtualAmplifier}/*; \
	else \
	  if command -v dnf >/dev/null; then install='sudo dnf install alsa-lib-devel'; \
	  else install='sudo apt-get install libasound2-dev'; fi; \
	  echo "ALSA's development files are missing, so devices are left out; for them: $$install"; \
	fi

# The file's name reaches the shell as it is: in the environment, never as text of a command. Where there
# is a desktop its browser opens once the port answers; elsewhere the run says where it is.
run: tools
	@echo 'Building quench (the first time takes a few minutes)'
	@swift build -c release --product quench
	@if [ -f '$(ALSA_HEADER)' ]; then swift build -c release --product asound_module_pcm_quench; fi
	@mkdir -p out
	@if [ -z "$$RECORDING" ]; then \
	  echo 'A minute with the virtual patient, in real time, the loop closed'; \
	  port=0; \
	  answers() { (exec 3<>/dev/tcp/127.0.0.1/$$port) 2>/dev/null; }; \
	  if [ -n "$${DISPLAY:-}$${WAYLAND_DISPLAY:-}" ] && command -v xdg-open >/dev/null; then \
	    port=8420; while answers; do port=$$((port + 1)); done; \
	    (for _ in {1..100}; do \
	       if answers; then exec xdg-open "http://127.0.0.1:$$port/" >/dev/null 2>&1; fi; sleep 0.1; \
	     done) & trap "kill $$! 2>/dev/null || true" EXIT; \
	  fi; \
	  .build/release/quench simulate --seed 22 --pace realtime --duration 60 --output "$$OUTPUT" --view $$port; \
	else \
	  .build/release/quench replay --output "$$OUTPUT" -- "$$RECORDING"; \
	fi
	@printf 'Open %s/report.html to look at the run, or: .build/release/quench view %q\n' "$$OUTPUT" "$$OUTPUT"

# Independent readers and scorers that the tests compare with; without them those tests are skipped.
.venv/ready: Tests/Oracles/requirements.txt
	@echo 'Installing what the tests compare with into .venv'
	@python3 -m venv .venv 2>/dev/null \
	  || { apt-get update -qq && apt-get install -y -qq python3 python3-venv python3-pip >/dev/null \
	       && python3 -m venv .venv; }
	@.venv/bin/pip install --quiet --disable-pip-version-check --require-hashes \
	  -r Tests/Oracles/requirements.txt
	@touch $@

# JACK and PipeWire for the tests of capture: unpacked, not installed, since PipeWire's package for ALSA
# would push PulseAudio out.
UNPACKED := jackd2 pipewire-bin pipewire-media-session pipewire-alsa libpipewire-0.3-0 \
  libpipewire-0.3-modules libspa-0.2-modules

.sound/ready:
	@echo 'Unpacking JACK and PipeWire for the tests of capture into .sound (jackd2, pipewire-alsa)'
	@mkdir -p .sound && cd .sound && rm -f *.deb \
	  && { apt-get download -qq $(UNPACKED) 2>/dev/null \
	       || { apt-get update -qq && apt-get download -qq $(UNPACKED) 2>/dev/null; }; } \
	  && for package in *.deb; do dpkg -x "$$package" .; done && rm *.deb && touch ready \
	  || echo 'JACK and PipeWire could not be unpacked: their tests are skipped'

# A sound server that is not ours, for the tests of capture; never beside PipeWire.
sound: .sound/ready
	@if command -v pulseaudio >/dev/null \
	  && find /usr/lib /usr/lib64 -name libasound_module_pcm_pulse.so 2>/dev/null | grep -q .; then :; \
	elif command -v pipewire >/dev/null; then \
	  echo 'PipeWire is installed, so PulseAudio is not: its tests are skipped'; \
	else \
	  echo 'Installing PulseAudio for the tests of capture (pulseaudio, libasound2-plugins)'; \
	  { apt-get update -qq && apt-get install -y -qq --no-install-recommends \
	      pulseaudio libasound2-plugins >/dev/null; } \
	  || echo 'PulseAudio could not be installed: its tests are skipped'; \
	fi

# Fits the trees of `quench train --family trees`; nothing else needs it.
trees:
	@ldconfig -p | grep -q 'libxgboost\.so ' || { \
	  echo 'Installing libxgboost for the tests of trees (libxgboost-dev)'; \
	  { apt-get update -qq && apt-get install -y -qq --no-install-recommends libxgboost-dev >/dev/null; } \
	  || echo 'libxgboost could not be installed: its tests are skipped'; }

# Reads HDF5 (NWB, SWEC-ETHZ), with the plug-ins for lz4 and blosc; nothing else needs it.
hdf5:
	@ldconfig -p | grep -q 'libhdf5.*\.so' \
	  && ls /usr/lib/*/hdf5/serial/plugins/libH5Zblosc.so >/dev/null 2>&1 || { \
	  echo 'Installing libhdf5 for the tests of HDF5 (libhdf5-dev, hdf5-filter-plugin*)'; \
	  { apt-get update -qq && apt-get install -y -qq --no-install-recommends libhdf5-dev \
	      hdf5-filter-plugin hdf5-filter-plugin-blosc-serial >/dev/null; } \
	  || echo 'libhdf5 could not be installed: its tests are skipped'; }

# Tests that wait, for devices, programs and files, run beside those that compute: in a process for each,
# as one runs no more tests at once than there are processors. They are called by themselves, because
# `swift test` plans anew each time, and of several at once one finds the plan locked and no tests.
WAITING := AlsaTests CommandTests RecordingsTests
TESTS := NO_COLOR=1 .build/debug/QuenchPackageTests.xctest --testing-library swift-testing

test: tools sound trees hdf5 .venv/ready
	@echo 'Building and running every test'
	@swift build --build-tests
	@logs=$$(mktemp -d); trap 'rm -rf "$$logs"' EXIT; failed=0; running=(); \
	  for name in $(WAITING); do \
	    $(TESTS) --filter "$$name" >"$$logs/$$name" 2>&1 & running+=($$!); \
	  done; \
	  $(TESTS) $(addprefix --skip ,$(WAITING)) || failed=1; \
	  for one in "$${running[@]}"; do wait $$one || failed=1; done; cat "$$logs"/*; exit $$failed

# `make alsa` has the rest, at full length.
SKIPPED ?= AlsaTests

test-release: tools trees hdf5 .venv/ready
	@echo 'Building and running the tests optimised, but for $(SKIPPED)'
	@swift test -c release -Xswiftc -enable-testing --scratch-path .build-release-tests \
	  --skip '$(SKIPPED)'

alsa: tools sound
	@echo 'Hardware in the loop at full length, without hardware: some seven minutes'
	@QUENCH_EXPECTS=alsa swift test -c release -Xswiftc -enable-testing \
	  --scratch-path .build-release-tests --filter AlsaTests

# RealtimeSanitizer's runtime comes with Swift's own clang. It takes the place of malloc, of locks and
# of blocking calls in the whole program, so that only the linking differs from `make test-release`.
RTSAN = $(shell swiftc -print-target-info | sed -n 's/.*"runtimeResourcePath": "\(.*\)".*/\1/p')/clang/lib/linux/libclang_rt.rtsan-$(shell uname -m).a

rtsan: tools
	@test -f '$(RTSAN)' || { echo 'This Swift has no RealtimeSanitizer for this machine: $(RTSAN)'; exit 1; }
	@echo 'Running the pipeline under RealtimeSanitizer, a minute of it in real time'
	@QUENCH_EXPECTS=rtsan swift test -c release -Xswiftc -enable-testing \
	  --scratch-path .build-release-tests --filter PipelineTests \
	  -Xlinker --whole-archive -Xlinker '$(RTSAN)' -Xlinker --no-whole-archive

tsan: tools
	@echo 'Running rings and pipeline under ThreadSanitizer (a build of its own)'
	@QUENCH_SANITIZE=thread QUENCH_EXPECTS=tsan swift test -c release -Xswiftc -enable-testing \
	  --scratch-path .build-tsan \
	  --filter 'PipelineTests|TwoThreadsTests|DoorbellTests|PosixThreadTests|DataRace|ForRaces'

embedded: tools
	@echo 'Compiling the core as Embedded Swift with allocations forbidden'
	@Tests/Embedded/check

dependent: tools
	@Tests/Dependent/check

# How many mutated files of every format, and images of plans.
FUZZ_FILES ?= 100000
FUZZ_PLANS ?= 1000000

fuzz: export QUENCH_SANITIZE = address
# What XCTest and Foundation still hold at the exit is no finding. What is freed is kept for longer than a
# file is read, but not the usual 256 MiB: each HDF5 file splits off a process, and with it the memory's tables.
fuzz: export ASAN_OPTIONS = detect_leaks=0:quarantine_size_mb=8:malloc_context_size=5
fuzz: tools hdf5 .venv/ready
	@echo 'Opening and reading $(FUZZ_FILES) mutated files of every format, with AddressSanitizer'
	@QUENCH_FUZZ_COUNT=$(FUZZ_FILES) swift test -c release -Xswiftc -enable-testing \
	  --sanitize=address --scratch-path .build-fuzz \
	  --filter 'HostileFileTests|HostileConversionTests'
	@echo 'Reading and running $(FUZZ_PLANS) mutated images of plans, with AddressSanitizer'
	@QUENCH_FUZZ_COUNT=$(FUZZ_PLANS) swift test -c release -Xswiftc -enable-testing \
	  --sanitize=address --scratch-path .build-fuzz --filter PlanFuzzTests

# Another compiler makes other code, so each has limits of its own.
LIMITS = Benchmarks/Thresholds/$(shell swift --version 2>/dev/null | sed -n 's/.*Swift version \([0-9]*\.[0-9]*\).*/\1/p')
THROUGHPUT = swift run -c release --package-path Benchmarks throughput

bench: tools
	@echo 'Measuring throughput against $(LIMITS) (the first time builds for minutes)'
	@swift build -c release --product quench
	@swift build -c release --product asound_module_pcm_quench
	@$(THROUGHPUT) $(LIMITS)/ratios.json $(LIMITS)/throughput.json
	@echo 'Measuring latency: seven runs of 15 s'
	@$(THROUGHPUT) --latency $(LIMITS)/latency.json .build/release/quench

bench-ratios: tools
	@echo 'Measuring ratios of throughput against $(LIMITS) (the first time builds for minutes)'
	@$(THROUGHPUT) $(LIMITS)/ratios.json

bench-memory: tools hdf5 .venv/ready
	@echo 'Replaying a file of 2 GiB; its memory must not grow (2.4 GB of disk)'
	@$(THROUGHPUT) --memory $(LIMITS)/memory.json
	@echo 'Reading 2 GiB in each way of keeping samples; memory must not grow (2.2 GB of disk)'
	@QUENCH_LARGE_BYTES=2147483648 swift test -c release -Xswiftc -enable-testing \
	  --scratch-path .build-release-tests --filter LargeFormatTests

bench-formats: tools hdf5 .venv/ready
	@echo 'Reading 512 MiB of each laboratory format, five times each (0.6 GB of disk)'
	@QUENCH_LARGE_BYTES=536870912 QUENCH_LARGE_RUNS=5 swift test -c release \
	  -Xswiftc -enable-testing --scratch-path .build-release-tests --filter LargeFormatTests

MINUTES ?=

bench-view: tools
	@swift build -c release --product quench
	@python3 Benchmarks/view .build/release/quench $(MINUTES)

# The processor: m4, or m55 with its vector instructions.
BOARD ?= m4
FIRMWARE_BUILD := Firmware-sim/.build$(if $(filter m4,$(BOARD)),,-$(BOARD))
FIRMWARE_IMAGE := $(FIRMWARE_BUILD)/armv7em-none-none-eabi/release/Firmware

# The image is linked anew each time: a changed linker script does not make the build do so.
firmware: tools
	@[[ '$(BOARD)' == m4 || '$(BOARD)' == m55 ]] || { echo 'BOARD is m4 or m55'; exit 1; }
	@command -v qemu-system-arm >/dev/null \
	  || { echo 'Installing QEMU'; apt-get update -qq; \
	       apt-get install -y -qq --no-install-recommends qemu-system-arm >/dev/null; }
	@echo 'Building the firmware of board $(BOARD) (Embedded Swift)'
	@rm -f $(FIRMWARE_IMAGE)
	@BOARD=$(BOARD) swift build -c release --package-path Firmware-sim --scratch-path $(FIRMWARE_BUILD) \
	  --triple armv7em-none-none-eabi
	@echo 'Building quench'
	@swift build -c release --product quench
	@.build/release/quench firmware check --image $(FIRMWARE_IMAGE)

# What the emulator executes of the image that `make firmware` built, by part of the loop; the longest decision
# is among what is replayed.
cycles: out/cycles/wide.edf
	@python3 Firmware-sim/cycles/test_cycles.py
	@python3 Firmware-sim/cycles $(FIRMWARE_IMAGE) $< --settings Firmware-sim/cycles/three-features.yaml --from 20 --to 50

out/cycles/wide.edf:
	@mkdir -p $(@D)
	@.build/release/quench generate $@ --channels 32 --rate 512 --duration 90

# A browser, and what drives it; Debian's driver comes beside its browser.
browser:
	@command -v chromium >/dev/null && command -v chromedriver >/dev/null || { \
	  echo 'Installing Chromium for the live view (chromium, chromium-driver)'; \
	  apt-get update -qq; \
	  apt-get install -y -qq --no-install-recommends chromium chromium-driver >/dev/null; }

.venv/browser: Tests/Browser/requirements.txt
	@echo 'Installing what drives the browser into .venv'
	@test -x .venv/bin/pip || python3 -m venv .venv 2>/dev/null \
	  || { apt-get update -qq && apt-get install -y -qq python3 python3-venv python3-pip >/dev/null \
	       && python3 -m venv .venv; }
	@.venv/bin/pip install --quiet --disable-pip-version-check --require-hashes \
	  -r Tests/Browser/requirements.txt
	@touch $@

view-test: tools browser .venv/browser
	@echo 'Building quench'
	@swift build -c release --product quench
	@echo 'Looking at the live view in a browser'
	@.venv/bin/python Tests/Browser/view .build/release/quench out/view

.venv/compared/ready: Tests/Compared/requirements.txt
	@echo 'Installing what the findings are compared with into .venv/compared'
	@python3 -m venv .venv/compared 2>/dev/null \
	  || { apt-get update -qq && apt-get install -y -qq python3 python3-venv python3-pip >/dev/null \
	       && python3 -m venv .venv/compared; }
	@.venv/compared/bin/pip install --quiet --disable-pip-version-check --require-hashes \
	  --requirement Tests/Compared/requirements.txt
	@touch $@

findings: tools .venv/compared/ready
	@echo 'Scoring the default settings on the development recordings'
	@Tests/findings

spikes: tools
	@echo 'Putting isolated spikes into the development recordings: some ten minutes'
	@Tests/spikes

lint: tools
	@echo 'Checking the format'
	@swift format lint --strict --recursive $(SOURCES)
	@echo 'Building with warnings as errors and strict memory safety'
	@swift build
	@echo 'lint: clean'

format: tools
	@swift format --in-place --recursive $(SOURCES)
	@echo 'format: done'

clean:
	@rm -rf .build .build-* Benchmarks/.build Firmware-sim/.build* out .venv .sound
	@echo 'clean: done'
