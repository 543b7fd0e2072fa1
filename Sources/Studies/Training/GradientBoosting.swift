import Foundation

/// Gradient-boosted trees by libxgboost (Chen and Guestrin 2016), found when it is first needed, so
/// that neither the build nor any other command asks for it. Its C interface is the same from 1.x on.
@safe
struct GradientBoosting {
    static let rounds = 32
    /// Depth 3, one thread, a fixed seed: the same rows give the same trees.
    private static let parameters = [
        ("objective", "binary:logistic"), ("max_depth", "3"), ("eta", "0.15"), ("lambda", "10"),
        ("min_child_weight", "10"), ("subsample", "0.5"), ("colsample_bytree", "0.5"),
        ("tree_method", "hist"), ("max_bin", "64"), ("base_score", "0.5"), ("nthread", "1"),
        ("seed", "1"),
        ("verbosity", "0"),
    ]

    private typealias Handle = UnsafeMutableRawPointer
    private let library: Handle

    static let hint =
        "trees are fitted by libxgboost, which is not there: apt-get install libxgboost-dev "
        + "(Debian, Ubuntu), or train with --family linear"

    init() throws(TrainingError) {
        for name in ["libxgboost.so.0", "libxgboost.so", "libxgboost.dylib"] {
            guard let library = unsafe dlopen(name, RTLD_NOW) else { continue }
            unsafe self.library = library
            return
        }
        throw TrainingError(Self.hint)
    }

    /// The trees as the library writes them, JSON, one after the other.
    ///
    /// - Parameter rows: row after row, `columnCount` numbers each; seizure and background together
    ///   weigh the same.
    func fit(rows: [Float], columnCount: Int, isPositive: [Bool]) throws(TrainingError) -> [String]
    {
        let positives = isPositive.count { $0 }
        let heavier = Float(isPositive.count - positives) / Float(max(1, positives))
        let labels = isPositive.map { Float($0 ? 1 : 0) }
        let weights = isPositive.map { $0 ? max(1, heavier) : max(1, 1 / heavier) }
        var matrix: Handle?
        let create: CreateMatrix = try unsafe function("XGDMatrixCreateFromMat")
        try check(
            unsafe create(rows, UInt64(isPositive.count), UInt64(columnCount), .nan, &matrix))
        let freeMatrix: FreeHandle = try unsafe function("XGDMatrixFree")
        defer { _ = unsafe freeMatrix(matrix) }
        let setInfo: SetInfo = try unsafe function("XGDMatrixSetFloatInfo")
        try check(unsafe setInfo(matrix, "label", labels, UInt64(labels.count)))
        try check(unsafe setInfo(matrix, "weight", weights, UInt64(weights.count)))
        var booster: Handle?
        let createBooster: CreateBooster = try unsafe function("XGBoosterCreate")
        var matrices: [Handle?] = unsafe [matrix]
        try check(unsafe createBooster(&matrices, 1, &booster))
        let freeBooster: FreeHandle = try unsafe function("XGBoosterFree")
        defer { _ = unsafe freeBooster(booster) }
        let setParameter: SetParameter = try unsafe function("XGBoosterSetParam")
        for (name, value) in Self.parameters {
            try check(unsafe setParameter(booster, name, value))
        }
        let update: Update = try unsafe function("XGBoosterUpdateOneIter")
        for round in 0..<Self.rounds { try check(unsafe update(booster, Int32(round), matrix)) }
        let dump: Dump = try unsafe function("XGBoosterDumpModelEx")
        var count: UInt64 = 0
        var texts: UnsafeMutablePointer<UnsafePointer<CChar>?>?
        try check(unsafe dump(booster, "", 1, "json", &count, &texts))
        return (0..<Int(count)).compactMap { index in
            unsafe texts?[index].map { unsafe String(cString: $0) }
        }
    }

    private func check(_ status: Int32) throws(TrainingError) {
        guard status != 0 else { return }
        let message: LastError = try unsafe function("XGBGetLastError")
        let text = unsafe message().map { unsafe String(cString: $0) } ?? "no reason given"
        let line = text.split(separator: "\n").first.map(String.init) ?? ""
        throw TrainingError("libxgboost: \(line)")
    }

    @unsafe
    private func function<Function>(_ name: String) throws(TrainingError) -> Function {
        guard let symbol = unsafe dlsym(library, name) else {
            throw TrainingError("libxgboost has no \(name); another version is needed")
        }
        return unsafe unsafeBitCast(symbol, to: Function.self)
    }

    // As in xgboost/c_api.h.
    private typealias CreateMatrix =
        @convention(c) (
            UnsafePointer<Float>, UInt64, UInt64, Float, UnsafeMutablePointer<Handle?>
        ) -> Int32
    private typealias FreeHandle = @convention(c) (Handle?) -> Int32
    private typealias SetInfo =
        @convention(c) (
            Handle?, UnsafePointer<CChar>, UnsafePointer<Float>, UInt64
        ) -> Int32
    private typealias CreateBooster =
        @convention(c) (
            UnsafeMutablePointer<Handle?>, UInt64, UnsafeMutablePointer<Handle?>
        ) -> Int32
    private typealias SetParameter =
        @convention(c) (
            Handle?, UnsafePointer<CChar>, UnsafePointer<CChar>
        ) -> Int32
    private typealias Update = @convention(c) (Handle?, Int32, Handle?) -> Int32
    private typealias Dump =
        @convention(c) (
            Handle?, UnsafePointer<CChar>, Int32, UnsafePointer<CChar>,
            UnsafeMutablePointer<UInt64>,
            UnsafeMutablePointer<UnsafeMutablePointer<UnsafePointer<CChar>?>?>
        ) -> Int32
    private typealias LastError = @convention(c) () -> UnsafePointer<CChar>?
}
