// swift-tools-version: 6.2
import PackageDescription

/// The same instructions as the root package is built for: vectors are passed in registers, so both
/// must agree on how wide those are.
#if arch(x86_64)
    let architecture = ["-march=\(Context.environment["QUENCH_CPU"] ?? "x86-64-v3")"]
#else
    let architecture: [String] = []
#endif

let strict: [SwiftSetting] = [
    .strictMemorySafety(), .treatAllWarnings(as: .error),
    .unsafeFlags(architecture.flatMap { ["-Xcc", $0] }),
]

let package = Package(
    name: "Benchmarks",
    dependencies: [
        .package(name: "Quench", path: ".."),
        // Its default trait wants jemalloc on the machine, to count allocations; the loop has none.
        .package(url: "https://github.com/ordo-one/benchmark", exact: "1.38.1", traits: []),
    ],
    targets: [
        .target(name: "CThroughput", cSettings: [.unsafeFlags(architecture)]),
        .target(
            name: "Workloads",
            dependencies: ["CThroughput", .product(name: "Quench", package: "Quench")],
            swiftSettings: strict),
        .executableTarget(
            name: "throughput",
            dependencies: [
                "CThroughput", "Workloads", .product(name: "Quench", package: "Quench"),
            ],
            swiftSettings: strict),
        // The plugin looks for benchmarks in a folder whose parent is called Benchmarks: this one's.
        .executableTarget(
            name: "Suite",
            dependencies: ["Workloads", .product(name: "Benchmark", package: "benchmark")],
            path: "Suite", swiftSettings: strict,
            plugins: [.plugin(name: "BenchmarkPlugin", package: "benchmark")]),
    ],
    swiftLanguageModes: [.v6]
)
