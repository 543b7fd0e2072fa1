// swift-tools-version: 6.2
import PackageDescription

/// The emulated board: `m4`, an mps2-an386 with a Cortex-M4, or `m55`, an mps3-an547 with a
/// Cortex-M55 and its vector instructions.
let board = Context.environment["BOARD"] ?? "m4"
let isM55 = board == "m55"
precondition(isM55 || board == "m4", "BOARD is m4 or m55")

/// The Cortex-M4 without its floating-point unit, since the core has no use for it; the
/// Cortex-M55's vectors lie in that unit's registers.
let processor =
    [
        isM55 ? "-mcpu=cortex-m55" : "-mcpu=cortex-m4",
        "-mfloat-abi=\(isM55 ? "hard" : "soft")",
    ] + ["-mthumb", "-ffreestanding"]
let otherBoard = isM55 ? "M4" : "M55"

/// Eight lanes a group are a hundred live numbers for a processor of 13 registers. LLVM's scheduler
/// that looks at registers first needs a twelfth fewer instructions here than its default.
let embedded: [SwiftSetting] = [
    .enableExperimentalFeature("Embedded"),
    .enableExperimentalFeature("Lifetimes"),
    .enableExperimentalFeature("Volatile"),
    .strictMemorySafety(), .treatAllWarnings(as: .error),
    .unsafeFlags(
        ["-whole-module-optimization", "-enforce-exclusivity=unchecked"]
            + ["-Xfrontend", "-function-sections"]
            + ["-Xfrontend", "-disable-stack-protector"]
            + ["-Xllvm", "-pre-RA-sched=list-burr", "-Xllvm", "-enable-misched=false"]
            + processor.flatMap { ["-Xcc", $0] }),
]

/// The loop's sources are those of the root package, through links in Sources/: not a copy, and
/// nothing of the host's libraries or flags comes along.
let package = Package(
    name: "Firmware-sim",
    targets: [
        .target(name: "CHelium", cSettings: [.unsafeFlags(processor)]),
        .target(name: "FixedPoint", dependencies: ["CHelium"], swiftSettings: embedded),
        .target(name: "Detection", dependencies: ["FixedPoint"], swiftSettings: embedded),
        .target(name: "Stimulation", dependencies: ["FixedPoint"], swiftSettings: embedded),
        .target(
            name: "ClosedLoop", dependencies: ["FixedPoint", "Detection", "Stimulation"],
            swiftSettings: embedded),
        .target(name: "FrameRing", swiftSettings: embedded),
        .target(
            name: "PlanImage",
            dependencies: ["FixedPoint", "Detection", "Stimulation", "ClosedLoop"],
            swiftSettings: embedded),
        .target(
            name: "CMachine",
            cSettings: [
                .unsafeFlags(
                    processor + ["-Os", "-fno-vectorize", "-fno-builtin", "-ffunction-sections"]
                        + ["-fno-stack-protector", "-Wall", "-Werror"]
                        + ["-DSAMPLE_CLOCK=\(isM55 ? 3 : 8)"])
            ]),
        .target(
            name: "Hardware", dependencies: ["FixedPoint", "Stimulation"],
            exclude: [otherBoard], swiftSettings: embedded),
        .target(
            name: "EmulatedHardware",
            dependencies: ["CMachine", "ClosedLoop", "FixedPoint", "Hardware", "Stimulation"],
            exclude: [otherBoard], swiftSettings: embedded),
        .executableTarget(
            name: "Firmware",
            dependencies: [
                "CMachine", "ClosedLoop", "Detection", "EmulatedHardware", "FixedPoint",
                "FrameRing", "Hardware", "PlanImage", "Stimulation",
            ],
            swiftSettings: embedded,
            linkerSettings: [
                .unsafeFlags(
                    ["-use-ld=lld", "-Xclang-linker", "-nostdlib"]
                        + ["-Xclang-linker", "-nostartfiles"]
                        + [
                            "-T", "\(Context.packageDirectory)/memory.ld", "--gc-sections",
                            "--defsym=board_\(board)=1",
                        ].flatMap { ["-Xlinker", $0] })
            ]),
    ],
    swiftLanguageModes: [.v6]
)
