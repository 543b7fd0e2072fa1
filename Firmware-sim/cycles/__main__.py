"""Instructions of the firmware by part of the loop, and the cycles that the processor's timing allows.

    python3 Firmware-sim/cycles IMAGE RECORDING [--quench PROGRAM] [options of `quench firmware run`]

Replays a recording in the emulator, which tells of every block of instructions that it executes.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import threading
from collections import defaultdict

import disassembly
import kernels
import timing
from trace import Trace, without

# The device's flash; the emulated hardware lies beyond it.
FLASH = "0x0..0x17fff"


def fail(problem):
    sys.exit(f"cycles: {problem}")


def board_of(image):
    symbols = subprocess.run([disassembly.tool("llvm-nm"), image], capture_output=True, text=True)
    if symbols.returncode != 0:
        fail(f"{image}: is no image; build it with `make firmware`")
    names = {line.split()[-1]: int(line.split()[0], 16) for line in symbols.stdout.splitlines() if len(line.split()) == 3}
    for board in disassembly.PROCESSORS:
        if f"board_{board}" in names:
            return board, names
    fail(f"{image}: is for no board known here")


def hardware(code, symbols):
    """Where the sample clock's interrupt calls the emulated hardware, and where it goes on: none of it is the firmware's."""
    entry = place = symbols["edge"] & ~1
    while code[place].name != "bl":
        place += code[place].width
    return entry, place + code[place].width


def emulate(arguments, trace, aside):
    """Runs `quench firmware run` with an emulator that logs what it executes; returns what quench tells."""
    emulator = shutil.which("qemu-system-arm")
    if emulator is None:
        fail("qemu-system-arm is missing; `make firmware` installs it")
    with tempfile.TemporaryDirectory() as folder:
        log, wrapper = f"{folder}/log", f"{folder}/qemu-system-arm"
        os.mkfifo(log)
        with open(wrapper, "w") as script:
            script.write(f'#!/bin/sh\nexec "{emulator}" "$@" -d exec,nochain -dfilter {FLASH} -D "{log}"\n')
        os.chmod(wrapper, 0o755)
        environment = dict(os.environ, PATH=f"{folder}:{os.environ['PATH']}")
        run = subprocess.Popen(arguments, env=environment, stdout=subprocess.PIPE, text=True)

        def release():
            # One that never logged would keep the reader waiting.
            run.wait()
            os.close(os.open(log, os.O_RDWR | os.O_NONBLOCK))

        result = []
        reader = threading.Thread(target=lambda: result.append(run.stdout.read()))
        closer = threading.Thread(target=release)
        reader.start()
        closer.start()
        with open(log, "rb") as lines:
            trace.take(without(lines, *aside))
        reader.join()
        closer.join()
    if run.returncode != 0:
        sys.exit(run.returncode)
    return json.loads(result[0])


def sums(trace, stretch, board, parts):
    """Instructions, least and most cycles of each part."""
    found = defaultdict(lambda: [0, 0, 0])
    for block, taken, count in trace.executions(stretch):
        for instruction, low, high in timing.bounds(board, block, taken):
            sum = found[parts[instruction.address]]
            for index, value in enumerate((1, low, high)):
                sum[index] += value * count
    return found


def table(title, found, divisor, decimals, instructions):
    print(f"| {title} | instructions | cycles, least | most |\n|---|---|---|---|")
    total = [0, 0, 0]
    for name, values in sorted(found.items(), key=lambda item: -item[1][0]):
        total = [a + b for a, b in zip(total, values)]
        if values[0] * 500 >= instructions:
            print(f"| {name} | " + " | ".join(f"{value / divisor:.{decimals}f}" for value in values) + " |")
    print("| together | " + " | ".join(f"{value / divisor:.{decimals}f}" for value in total) + " |\n")
    return total


def main():
    parser = argparse.ArgumentParser(prog="cycles", description=__doc__.split("\n")[0])
    parser.add_argument("image")
    parser.add_argument("recording")
    parser.add_argument("--quench", default=".build/release/quench", help="the program (%(default)s)")
    options, rest = parser.parse_known_args()
    if not os.path.isfile(options.image):
        fail(f"{options.image}: no firmware there; build it with `make firmware`")
    board, symbols = board_of(options.image)
    code = disassembly.load(options.image, board)
    trace = Trace(code)
    told = emulate(
        [options.quench, "firmware", "run", options.recording, "--image", options.image, "--json"] + rest, trace,
        hardware(code, symbols))
    addresses = {i.address for block, _, _ in trace.executions(trace.counts) for i in block}
    parts = kernels.name(options.image, addresses)
    entry = symbols["firmware_sample_interrupt"] & ~1
    frames = sum(n for block, _, n in trace.executions(trace.counts) if block[0].address == entry)
    samples = frames * told["channels"]
    whole = sums(trace, trace.counts, board, parts)
    instructions = sum(values[0] for values in whole.values())
    print(
        f"{told['processor']}, {told['channels']} channels at {told['samplingRateHertz']:g} Hz, "
        f"blocks of {told['blockFrames']}: {frames} frames\n")
    total = table("a channel and sample", whole, samples, 2, instructions)
    rate = told["samplingRateHertz"] / frames / 1e6
    low, high = total[1] * rate, total[2] * rate
    print(
        f"{total[0] * rate:.2f} million instructions a second, {low:.2f} to {high:.2f} million cycles: "
        f"{low:.1f} to {high:.1f} % of 100 MHz\n")
    longest = sums(trace, trace.longest, board, parts)
    total = table("the longest stretch awake", longest, 1, 0, trace.longest_length)
    print(f"at 64 MHz {total[0] / 64e3:.2f} ms with one instruction a cycle, {total[1] / 64e3:.2f} to {total[2] / 64e3:.2f} ms")


main()
