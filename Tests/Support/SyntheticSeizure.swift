import Foundation

/// What the tests' recordings take for a seizure, which the default settings find at any rate from
/// 100 Hz up: a rhythm of 20 Hz, in counts of 0.25 µV, to be added to noise of 200 counts.
///
/// - Parameter seconds: from any beginning.
public func seizureWave(at seconds: Double) -> Int16 {
    Int16((1_500 * sin(2 * .pi * 20 * seconds)).rounded())
}
