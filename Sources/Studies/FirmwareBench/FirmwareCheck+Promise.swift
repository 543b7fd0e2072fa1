extension FirmwareCheck {
    /// Figures that a case must not exceed.
    package struct Promise: Sendable {
        package var instructionsPerSecond = Double.infinity
        package var decisionMicrosecondsAt64Megahertz = Double.infinity
        package var ramBytes = Int.max

        /// 32 channels at 512 Hz: of the three features that a plan had first, of a learned detector,
        /// of the defaults, and of all.
        static func threeFeatures(_ board: EmulatedBoard) -> Promise {
            Promise(
                instructionsPerSecond: board == .m55 ? 1.7e6 : 4.6e6,
                decisionMicrosecondsAt64Megahertz: board == .m55 ? 500 : 1_100,
                ramBytes: 64 * 1_024)
        }
        static func learned(_ board: EmulatedBoard) -> Promise {
            Promise(
                instructionsPerSecond: board == .m55 ? 2.1e6 : 5.1e6,
                decisionMicrosecondsAt64Megahertz: board == .m55 ? 650 : 1_300,
                ramBytes: 64 * 1_024)
        }
        static func defaults(_ board: EmulatedBoard) -> Promise {
            Promise(
                instructionsPerSecond: board == .m55 ? 2.1e6 : 6.1e6,
                decisionMicrosecondsAt64Megahertz: board == .m55 ? 650 : 1_600,
                ramBytes: 64 * 1_024)
        }
        static func everyFeature(_ board: EmulatedBoard) -> Promise {
            Promise(
                instructionsPerSecond: board == .m55 ? 2.9e6 : 7.8e6, ramBytes: 96 * 1_024)
        }
        /// 128 channels at 1,024 Hz on a Cortex-M55: a tenth of what it does at 100 MHz.
        static let wideDevice = Promise(instructionsPerSecond: 10e6, ramBytes: 64 * 1_024)
        /// 4 channels at 250 Hz.
        static func smallDevice(_ board: EmulatedBoard) -> Promise {
            Promise(ramBytes: board.smallDeviceBytesMax)
        }

        func problem(_ run: FirmwareRun, _ cost: FirmwareCost) -> String? {
            if cost.instructionsPerSecond > instructionsPerSecond {
                return "\(Int(cost.instructionsPerSecond)) instructions a second"
            }
            if cost.decisionMicroseconds(atMegahertz: 64) > decisionMicrosecondsAt64Megahertz {
                return "a decision took \(Int(cost.decisionMicroseconds(atMegahertz: 64))) µs"
            }
            guard let ram = run.end?.ramBytesUsed, ram <= ramBytes else {
                return "\(run.end?.ramBytesUsed ?? 0) bytes of RAM"
            }
            return nil
        }
    }
}
