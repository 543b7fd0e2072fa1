// swift-tools-version: 6.2
import PackageDescription

/// The processor of the emulated board, without its floating-point unit: the core has no use for it.
let processor = ["-mcpu=cortex-m4", "-mthumb", "-mfloat-abi=soft", "-ffreestanding"]

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
        .target(name: "FixedPoint", swiftSettings: embedded),
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
                    processor + ["-Os", "-fno-builtin", "-ffunction-sections"]
                        + ["-fno-stack-protector", "-Wall", "-Werror"])
            ]),
        .target(
            name: "Hardware", dependencies: ["FixedPoint", "Stimulation"], swiftSettings: embedded),
        .target(
            name: "EmulatedHardware",
            dependencies: ["CMachine", "ClosedLoop", "FixedPoint", "Hardware", "Stimulation"],
            swiftSettings: embedded),
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
                        + ["-T", "\(Context.packageDirectory)/memory.ld", "--gc-sections"]
                        .flatMap { ["-Xlinker", $0] })
            ]),
    ],
    swiftLanguageModes: [.v6]
)
