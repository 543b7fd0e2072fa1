extension Epileptor {
    /// A state between seizures: on the left branch of the slow manifold, `permittivityRise` in z
    /// above the isolated node's equilibrium, or above the fold where it has no equilibrium there.
    ///
    /// On that branch y1 = y0 - 5 x1² and z = y0 + iRest1 - 2 x1² - x1³, which folds at x1 = -4/3;
    /// the equilibrium is where z also equals 4 (x1 - x0).
    func restingState(permittivityRise: Double) -> EpileptorState {
        let fold = -4.0 / 3
        var rest = fold
        if branch(fold) < 4 * (fold - x0) {
            rest = Self.root(from: -5, to: fold) { 4 * ($0 - x0) - branch($0) }
        }
        let z = branch(rest) + permittivityRise
        let x1 = Self.root(from: -5, to: rest) { z - branch($0) }
        return EpileptorState(x1: x1, y1: y0 - 5 * x1 * x1, z: z, x2: -0.85, y2: 0, g: 0.1 * x1)
    }

    /// z of the left branch of the slow manifold at `x1`.
    private func branch(_ x1: Double) -> Double { y0 + iRest1 - 2 * x1 * x1 - x1 * x1 * x1 }

    /// Where a function that rises from below 0 crosses it, by bisection.
    private static func root(from: Double, to: Double, _ function: (Double) -> Double) -> Double {
        var (low, high) = (from, to)
        for _ in 0..<60 {
            let middle = 0.5 * (low + high)
            if function(middle) > 0 { high = middle } else { low = middle }
        }
        return 0.5 * (low + high)
    }
}
