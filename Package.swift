// swift-tools-version: 6.2
import PackageDescription

let strict: [SwiftSetting] = [.strictMemorySafety(), .treatAllWarnings(as: .error)]
let host: [SwiftSetting] = [.unsafeFlags(["-Xcc", "-march=x86-64-v3"])]
let core: [SwiftSetting] =
    strict + host + [
        .unsafeFlags(["-whole-module-optimization", "-num-threads", "1", "-disable-batch-mode"])
    ]
let package = Package(
    name: "Quench",
    products: [.library(name: "All", targets: ["ClosedLoop", "Planning", "SignalSources"])],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
    ],
    targets: [
        .target(name: "FixedPoint", swiftSettings: core),
        .target(name: "Detection", dependencies: ["FixedPoint"], swiftSettings: core),
        .target(name: "Stimulation", dependencies: ["FixedPoint"], swiftSettings: core),
        .target(
            name: "ClosedLoop", dependencies: ["FixedPoint", "Detection", "Stimulation"],
            swiftSettings: core),
        .target(
            name: "Planning",
            dependencies: ["FixedPoint", "Detection", "Stimulation", "ClosedLoop", "Yams"],
            swiftSettings: strict + host),
        .target(name: "Recordings", swiftSettings: strict + host),
        .target(
            name: "SignalSources", dependencies: ["FixedPoint", "Recordings", "Planning"],
            swiftSettings: strict + host),
        .target(
            name: "FrameRing", swiftSettings: core + [.enableExperimentalFeature("Lifetimes")]),
        .target(name: "CRealtime"),
        .target(name: "Realtime", dependencies: ["CRealtime"], swiftSettings: strict + host),
        .target(
            name: "Pipeline",
            dependencies: [
                "ClosedLoop", "Detection", "FrameRing", "Realtime", "SignalSources", "Stimulation",
            ],
            swiftSettings: strict + host),
        .target(name: "Journal", swiftSettings: strict + host),
        .target(name: "Report", swiftSettings: strict + host),
        .target(name: "Evaluation", swiftSettings: strict + host),
        .target(
            name: "RunFolder",
            dependencies: [
                "ClosedLoop", "Detection", "Evaluation", "FixedPoint", "Journal", "Pipeline",
                "Planning", "Report", "Stimulation",
            ],
            swiftSettings: strict + host),
        .executableTarget(
            name: "quench",
            dependencies: [
                "CRealtime", "Detection", "Journal", "Pipeline", "Planning", "Realtime",
                "Recordings", "Report", "RunFolder", "SignalSources",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            swiftSettings: strict + host),
    ],
    swiftLanguageModes: [.v6]
)
