// swift-tools-version: 6.2
import Foundation
import PackageDescription

/// Whether another package takes this one by version: SwiftPM's folder for those that are.
let isTakenByVersion = Context.packageDirectory.split(separator: "/").dropLast().last == "checkouts"

/// Which instructions the host's code may use. A different one changes the speed, never a result. Vectors
/// are passed in registers, so both sides of a call must agree: who takes this package by version
/// chooses for all of theirs.
#if arch(x86_64)
    let processor = Context.environment["QUENCH_CPU"] ?? (isTakenByVersion ? nil : "x86-64-v3")
    let host: [SwiftSetting] = processor.map { [.unsafeFlags(["-Xcc", "-march=\($0)"])] } ?? []
#else
    let host: [SwiftSetting] = []
#endif

let strict: [SwiftSetting] = [.strictMemorySafety(), .treatAllWarnings(as: .error)] + host

/// For what works on every sample: tests would spend most of their time in it. Assertions stay.
let optimised: [SwiftSetting] = [
    .unsafeFlags(
        [
            "-O", "-assert-config", "Debug", "-whole-module-optimization", "-num-threads", "1",
            "-disable-batch-mode",
        ], .when(configuration: .debug))
]

/// For the targets that are firmware too. Their hot functions are checked for locks and allocations
/// across files, in debug builds as well, so the compiler must see the whole module.
let core: [SwiftSetting] =
    strict + optimised + [
        .unsafeFlags(["-whole-module-optimization", "-num-threads", "1", "-disable-batch-mode"])
    ]

/// For what lends out a part of itself.
let lifetimes: [SwiftSetting] = [.enableExperimentalFeature("Lifetimes")]

/// For what runs on more than one thread. The core runs on one, and Swift 6.3 cannot compile it for
/// ThreadSanitizer.
let isCheckedForRaces = Context.environment["QUENCH_SANITIZE"] == "thread"
let threads: [SwiftSetting] = isCheckedForRaces ? [.unsafeFlags(["-sanitize=thread"])] : []
let threadsLinked: [LinkerSetting] = isCheckedForRaces ? [.unsafeFlags(["-sanitize=thread"])] : []

/// Without ALSA's development files everything builds but what talks to devices.
let alsa: [LinkerSetting] =
    FileManager.default.fileExists(atPath: "/usr/include/alsa/asoundlib.h")
    ? [.linkedLibrary("asound")] : []

/// The live view's server.
let nio: [Target.Dependency] = ["NIOCore", "NIOHTTP1", "NIOPosix", "NIOWebSocket"].map {
    .product(name: $0, package: "swift-nio", condition: .when(traits: ["Command"]))
}

/// Its page, which lies in the program itself.
let page: [Resource] = [
    "view.html", "view.css", "history.js", "samples.js", "scene.js", "traces.js", "overlays.js",
    "strips.js", "whatif.js", "sweeps.js", "panels.js", "drawings.js", "markers.js", "control.js",
    "controls.js", "left.js", "link.js",
].map { .embedInCode("Page/\($0)") }

/// Git's log of what was checked out: in the repository's folder, or where a worktree's file says.
let headLog: String = {
    let entry = Context.packageDirectory + "/.git"
    let link = try? String(contentsOfFile: entry, encoding: .utf8)
    guard let folder = link?.split(separator: "\n").first?.split(separator: ": ").last else {
        return entry + "/logs/HEAD"
    }
    return (folder.hasPrefix("/") ? "" : Context.packageDirectory + "/") + folder + "/logs/HEAD"
}()

let package = Package(
    name: "Quench",
    products: [
        .executable(name: "quench", targets: ["quench"]),
        .library(
            name: "Device",
            targets: [
                "FixedPoint", "Detection", "Stimulation", "ClosedLoop", "FrameRing", "PlanImage",
            ]),
        .library(name: "Planning", targets: ["Planning"]),
        .library(name: "Recordings", targets: ["Recordings"]),
        .library(name: "VirtualPatient", targets: ["VirtualPatient"]),
        .library(
            name: "Quench",
            targets: [
                "ClosedLoop", "Pipeline", "Planning", "Recordings", "SignalSources",
                "VirtualPatient",
            ]),
        .library(
            name: "asound_module_pcm_quench", type: .dynamic, targets: ["VirtualAmplifier"]),
    ],
    // One by default: of more, each build would name them to the compiler in another order, and half of all
    // builds would begin anew.
    traits: [
        .default(enabledTraits: ["Command"]),
        .trait(
            name: "Command",
            description: "The command line and what it leaves of a run; settings too"),
        .trait(name: "Settings", description: "Settings and patients from YAML"),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
        .package(url: "https://github.com/jpsim/Yams", exact: "6.2.2"),
        .package(url: "https://github.com/HdrHistogram/hdrhistogram-swift", exact: "0.2.0"),
        .package(url: "https://github.com/apple/swift-crypto", exact: "4.5.2"),
        .package(url: "https://github.com/apple/swift-nio", exact: "2.101.2"),
    ],
    targets: layer(
        "Device",
        [
            .target(name: "CHelium"),
            .target(name: "FixedPoint", dependencies: ["CHelium"], swiftSettings: core),
            .target(
                name: "Detection", dependencies: ["FixedPoint"], swiftSettings: core + lifetimes),
            .target(name: "Stimulation", dependencies: ["FixedPoint"], swiftSettings: core),
            .target(
                name: "ClosedLoop", dependencies: ["FixedPoint", "Detection", "Stimulation"],
                swiftSettings: core + lifetimes),
            .target(
                name: "FrameRing",
                swiftSettings: core + threads + lifetimes),
            .target(
                name: "PlanImage",
                dependencies: ["FixedPoint", "Detection", "Stimulation", "ClosedLoop"],
                swiftSettings: core + lifetimes),
            tests("FixedPoint", ["CDivision"]),
            tests("Detection", ["FixedPoint", "Planning"]),
            tests("Stimulation", []),
            tests("ClosedLoop", ["Detection", "FixedPoint", "Planning", "Stimulation"]),
            tests("FrameRing", ["CRealtime", "Realtime"]),
            tests(
                "PlanImage", ["ClosedLoop", "Detection", "FixedPoint", "Planning", "Stimulation"]),
        ])
        + layer(
            "Machine",
            [
                .target(name: "CRealtime"),
                .target(
                    name: "CCommit",
                    cxxSettings: [
                        .define("QUENCH_HEAD_LOG", to: "\"\(headLog)\""),
                        .unsafeFlags(["-Wall", "-Wextra", "-Werror"]),
                    ]),
                .target(
                    name: "Realtime", dependencies: ["CRealtime"], swiftSettings: strict + threads,
                    linkerSettings: threadsLinked),
                tests("Realtime", ["CRealtime"]),
            ])
        + layer(
            "Patient",
            [
                .target(name: "CLanes"),
                .target(
                    name: "VirtualPatient", dependencies: ["CLanes"],
                    swiftSettings: strict + optimised),
                tests("VirtualPatient", []),
            ])
        + layer(
            "Settings",
            [
                .target(
                    name: "Planning",
                    dependencies: [
                        "FixedPoint", "Detection", "Stimulation", "ClosedLoop", "PlanImage",
                        "VirtualPatient",
                        .product(
                            name: "Yams", package: "Yams",
                            condition: .when(traits: ["Command", "Settings"])),
                    ],
                    swiftSettings: strict),
                tests(
                    "Planning",
                    ["ClosedLoop", "Detection", "FixedPoint", "Stimulation", "VirtualPatient"]),
            ])
        + layer(
            "Inputs",
            [
                .target(name: "CHDF5"),
                .target(name: "Recordings", dependencies: ["CHDF5"], swiftSettings: strict),
                .systemLibrary(name: "CAlsa"),
                .target(
                    name: "Acquisition",
                    dependencies: [
                        "CRealtime", "FrameRing", "Realtime", "Recordings", "Stimulation",
                    ],
                    swiftSettings: strict + optimised + threads),
                .target(
                    name: "Alsa", dependencies: ["Acquisition", "CAlsa", "Realtime"],
                    swiftSettings: strict + threads),
                .target(
                    name: "VirtualAmplifier",
                    cSettings: [.define("PIC"), .unsafeFlags(["-Wall", "-Wextra", "-Werror"])],
                    linkerSettings: alsa + [.linkedLibrary("rt"), .linkedLibrary("m")]),
                .target(
                    name: "SignalSources",
                    dependencies: [
                        "Acquisition", "Alsa", "FixedPoint", "FrameRing", "Planning", "Realtime",
                        "Recordings", "Stimulation", "VirtualPatient",
                    ],
                    swiftSettings: strict + threads),
                tests("Recordings", []),
                tests(
                    "Acquisition", ["Realtime", "Recordings", "Stimulation"]),
                tests(
                    "Alsa",
                    [
                        "Acquisition", "CRealtime", "Journal", "Pipeline", "Planning", "Realtime",
                        "Recordings", "RunFolder", "Runs", "SignalSources", "Stimulation",
                        "VirtualAmplifier",
                    ]),
                tests(
                    "SignalSources",
                    ["ClosedLoop", "Planning", "Recordings", "Stimulation", "VirtualPatient"]),
            ])
        + layer(
            "Realtime",
            [
                .target(
                    name: "Pipeline",
                    dependencies: [
                        "ClosedLoop", "Detection", "FrameRing", "PlanImage", "Realtime",
                        "SignalSources", "Stimulation",
                    ],
                    swiftSettings: strict + threads),
                tests(
                    "Pipeline",
                    ["Planning", "Realtime", "Recordings", "SignalSources", "VirtualPatient"]),
            ])
        + layer(
            "Outputs",
            [
                .target(name: "Evaluation", swiftSettings: strict),
                .target(
                    name: "Journal",
                    dependencies: [
                        "CCommit",
                        .product(
                            name: "Crypto", package: "swift-crypto",
                            condition: .when(traits: ["Command"])),
                    ],
                    swiftSettings: strict),
                .target(
                    name: "Report", dependencies: ["Journal"],
                    resources: [
                        .embedInCode("Page/axis.js"), .embedInCode("Page/curves.js"),
                        .embedInCode("Page/parts.js"), .embedInCode("Page/report.js"),
                    ], swiftSettings: strict),
                .target(
                    name: "RunFolder",
                    dependencies: [
                        "ClosedLoop", "Detection", "Evaluation", "FixedPoint", "Journal",
                        "Pipeline", "PlanImage", "Planning", "Realtime", "Report",
                        "SignalSources", "Stimulation",
                        .product(
                            name: "Histogram", package: "hdrhistogram-swift",
                            condition: .when(traits: ["Command"])),
                    ],
                    swiftSettings: strict),
                .target(
                    name: "LiveView",
                    dependencies: [
                        "ClosedLoop", "Detection", "Journal", "Pipeline", "Planning", "Realtime",
                        "Report", "RunFolder", "Stimulation",
                    ] + nio,
                    resources: page, swiftSettings: strict + optimised + threads),
                tests("Evaluation", []),
                tests("Journal", []),
                tests(
                    "LiveView",
                    [
                        "ClosedLoop", "Detection", "Journal", "Pipeline", "Planning", "Realtime",
                        "Recordings", "RunFolder", "SignalSources", "Stimulation",
                    ] + nio),
                tests("Report", ["Journal"]),
                tests(
                    "RunFolder",
                    [
                        "ClosedLoop", "Evaluation", "Journal", "Pipeline", "Planning", "Realtime",
                        "Recordings",
                        "Report", "SignalSources",
                        .product(
                            name: "Histogram", package: "hdrhistogram-swift",
                            condition: .when(traits: ["Command"])),
                    ]),
            ])
        + layer(
            "Studies",
            [
                .target(
                    name: "Training",
                    dependencies: [
                        "ClosedLoop", "Detection", "Evaluation", "FixedPoint", "Planning",
                        "Recordings",
                        "SignalSources", "Stimulation", "VirtualPatient",
                    ],
                    swiftSettings: strict),
                .target(
                    name: "Federation",
                    dependencies: [
                        "Detection", "Journal", "Planning", "Training",
                        .product(
                            name: "Crypto", package: "swift-crypto",
                            condition: .when(traits: ["Command"])),
                    ],
                    swiftSettings: strict),
                .target(
                    name: "Tuning",
                    dependencies: ["Evaluation", "Journal", "Planning", "Realtime", "Training"],
                    swiftSettings: strict),
                .target(
                    name: "Optimisation",
                    dependencies: [
                        "ClosedLoop", "Evaluation", "Journal", "Planning", "Recordings",
                        "SignalSources", "Stimulation", "Training", "Tuning", "VirtualPatient",
                    ],
                    swiftSettings: strict + optimised),
                .target(
                    name: "Cohort",
                    dependencies: [
                        "Evaluation", "Journal", "Optimisation", "Planning", "Realtime",
                        "Recordings", "Training", "Tuning", "VirtualPatient",
                    ],
                    swiftSettings: strict + optimised),
                .target(
                    name: "Experiment", dependencies: ["VirtualPatient"], swiftSettings: strict),
                .target(
                    name: "Latency",
                    dependencies: [
                        "CRealtime", "Journal", "Pipeline", "Planning", "Realtime", "Report",
                        "RunFolder", "SignalSources",
                    ],
                    swiftSettings: strict),
                .target(
                    name: "Doctor", dependencies: ["Journal", "Realtime", "Report"],
                    swiftSettings: strict),
                .target(
                    name: "FirmwareBench",
                    dependencies: [
                        "ClosedLoop", "Detection", "FixedPoint", "PlanImage", "Planning",
                        "Recordings",
                        "Report", "SignalSources", "Stimulation", "Training",
                    ],
                    swiftSettings: strict),
                tests(
                    "Training",
                    [
                        "ClosedLoop", "Detection", "Evaluation", "FixedPoint", "PlanImage",
                        "Planning", "Recordings", "RunFolder", "SignalSources", "VirtualPatient",
                    ]),
                tests(
                    "Federation", ["Planning", "Training"]),
                tests(
                    "Tuning", ["Evaluation", "Journal", "Planning", "Recordings", "Training"]),
                tests(
                    "Optimisation",
                    [
                        "ClosedLoop", "Evaluation", "Journal", "Pipeline", "Planning",
                        "SignalSources", "Stimulation", "Tuning", "VirtualPatient",
                    ]),
                tests("Cohort", ["Evaluation", "Journal", "Planning"]),
                tests("Experiment", ["VirtualPatient"]),
                tests(
                    "Latency",
                    [
                        "Journal", "Pipeline", "Planning", "Realtime", "Recordings", "RunFolder",
                        "SignalSources",
                        .product(
                            name: "Histogram", package: "hdrhistogram-swift",
                            condition: .when(traits: ["Command"])),
                    ]),
                tests("Doctor", ["Journal", "Realtime", "Report"]),
                tests("FirmwareBench", ["Pipeline", "Planning", "SignalSources"]),
            ])
        + layer(
            "Command",
            [
                .target(
                    name: "Runs",
                    dependencies: [
                        "Acquisition", "Alsa", "ClosedLoop", "Cohort", "Detection", "Evaluation",
                        "Experiment", "Federation", "FirmwareBench", "Journal", "Latency",
                        "Optimisation", "Pipeline",
                        "Planning", "Realtime", "Recordings", "Report", "RunFolder",
                        "SignalSources", "Stimulation", "Training", "Tuning", "VirtualPatient",
                    ],
                    swiftSettings: strict),
                .executableTarget(
                    name: "quench",
                    dependencies: [
                        "Acquisition", "Alsa", "CRealtime", "Cohort", "Detection", "Doctor",
                        "Experiment", "Federation", "FirmwareBench", "Journal", "Latency",
                        "LiveView",
                        "Optimisation",
                        "Pipeline", "Planning", "Realtime", "Recordings", "Report", "RunFolder",
                        "Runs", "SignalSources", "Training", "Tuning", "VirtualPatient",
                        .product(
                            name: "ArgumentParser", package: "swift-argument-parser",
                            condition: .when(traits: ["Command"])),
                    ],
                    swiftSettings: strict),
                tests(
                    "Runs",
                    [
                        "Acquisition", "ClosedLoop", "Detection", "Journal", "Pipeline",
                        "Recordings", "Report", "RunFolder",
                    ]),
                tests(
                    "Command",
                    [
                        "Journal", "Recordings",
                        .product(name: "ArgumentParser", package: "swift-argument-parser"),
                    ], subject: "quench"),
            ])
        + [
            .target(name: "TestSupport", path: "Tests/Support", swiftSettings: strict),
            .target(name: "CDivision", path: "Tests/Device/CDivision"),
            tests("Architecture", []),
        ],
    swiftLanguageModes: [.v6]
)

// A sanitizer watches what runs on threads and what reads foreign bytes; the layers beyond would only
// be built.
if Context.environment["QUENCH_SANITIZE"] != nil {
    package.products.removeAll { $0.name == "quench" }
    package.targets.removeAll { target in
        // These capture into a run's folder.
        target.name == "AlsaTests"
            || ["Outputs", "Studies", "Command"].contains {
                target.path?.contains("/\($0)/") == true
            }
    }
}

// A target is built again when the interface of one that it names has changed. The size of a type goes
// further: a target that knows it only by way of another would keep the old one and compute nonsense. So
// each names whatever it reaches, but for the commit's name, which has no types and changes most often.
for target in package.targets {
    let own = target.dependencies.compactMap(\.targetName)
    target.dependencies += reached(by: own, in: package.targets).subtracting(own + ["CCommit"])
        .sorted()
        .map { .byName(name: $0) }
}

extension Target.Dependency {
    /// The name of a target of this package.
    var targetName: String? {
        if case .byNameItem(let name, _) = self { name } else { nil }
    }
}

/// The targets named, those that they name, and so on.
func reached(by names: [String], in targets: [Target]) -> Set<String> {
    var found = Set(names)
    var open = names
    while let name = open.popLast() {
        let next = targets.first { $0.name == name }?.dependencies.compactMap(\.targetName) ?? []
        open += next.filter { found.insert($0).inserted }
    }
    return found
}

/// The tests of a target of the same name, or of `subject`.
func tests(
    _ name: String, _ others: [Target.Dependency], subject: Target.Dependency? = nil
) -> Target {
    let own: [Target.Dependency] =
        name == "Architecture" ? [] : [subject ?? .byName(name: name), "TestSupport"]
    return .testTarget(
        name: "\(name)Tests", dependencies: own + others,
        swiftSettings: strict + threads + lifetimes,
        linkerSettings: threadsLinked)
}

/// The targets of a layer, lower layers first: none imports one of a layer above its own. Each has a
/// folder in the layer's folder.
func layer(_ name: String, _ targets: [Target]) -> [Target] {
    for target in targets {
        target.path = "\(target.isTest ? "Tests" : "Sources")/\(name)/\(target.name)"
    }
    return targets
}
