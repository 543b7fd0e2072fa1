"""Which part of the loop an instruction belongs to, functions that were inlined counted for themselves."""

import subprocess

from disassembly import tool

# A part and the names of functions that belong to it, found in a symbol. Those that run for every frame:
FRAME_PARTS = [
    ("sample interrupt, ring", ["SampleInterrupt", "FrameProducer", "RingProducer", "firmware_sample_interrupt",
                                "firmwareSampleInterrupt", "4edge", "FrameRing"]),
    ("filters", ["filterIn", "HalfBiquad", "LaneBiquad", "6filter"]),
    ("mains", ["correlateWithMains", "MainsReference"]),
    ("line length", ["measureLineLength"]),
    ("area", ["measureArea"]),
    ("half-waves", ["measureHalfWaves", "HalfWaveCounter"]),
    ("rhythm, fast activity", ["RhythmMeter", "FastActivityMeter", "measureSum"]),
    ("learned detector", ["Learned", "FeatureInputs", "Travelling"]),
    ("counts in, range", ["Detector", "4load", "accumulate"]),
]
# Those that run at a hop's end.
HOP_PARTS = [
    ("features' levels", ["completeFeatures", "slide", "FeatureWindow", "FeatureMeters"]),
    ("signal quality", ["ChannelQuality", "QualityJudgement"]),
    ("trends", ["5learn", "followTrends", "TrendStep"]),
    ("votes", ["4vote", "HopVotes", "votes"]),
    ("hop's end", ["completeHop", "nextTrendRate", "8complete"]),
    ("hash of features", ["fingerprint", "ChannelGroupV3mix", "mixLearned"]),
    ("hash of the decision", ["DecisionHash"]),
    ("restart, blanking", ["7restart", "abandon"]),
    ("page of doses", ["DoseKeeper", "DoseMemory", "forEachDoseWord"]),
    ("pulses: limiter", ["PulseLimiter", "LimiterWindow", "LimiterBurst", "PulsesReleased"]),
    ("pulses: train, generator", ["PulseRelease", "nextPulse", "PulseGenerator", "issuePulses", "release",
                                  "PulseRegisters", "Train", "ElectrodeModel", "voltageMillivolts"]),
    ("stimulator", ["Stimulator", "RollingDose", "followBlanking"]),
    ("telemetry", ["Report"]),
    ("memory, division", ["mem", "aeabi", "divide"]),
]
# Of a function's symbol the first counts.
PARTS = HOP_PARTS + FRAME_PARTS


def part_of(symbols):
    """The part of a stack of functions, the innermost first."""
    for symbol in symbols:
        for name, words in PARTS:
            if any(word in symbol for word in words):
                return name
    return "loop"


def name(image, addresses):
    """The part of each address."""
    addresses = sorted(addresses)
    text = subprocess.run(
        [tool("llvm-symbolizer"), f"--obj={image}", "--inlines", "--functions=linkage", "--no-demangle"],
        input="".join(f"{a:#x}\n" for a in addresses), check=True, capture_output=True, text=True).stdout
    found = {}
    for address, answer in zip(addresses, text.split("\n\n")):
        found[address] = part_of(answer.strip().splitlines()[::2])
    return found
