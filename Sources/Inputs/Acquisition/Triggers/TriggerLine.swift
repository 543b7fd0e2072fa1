/// A channel of a device on which edges are looked for.
package struct TriggerLine: Sendable, Equatable {
    /// The channel's name.
    package let name: String
    package let channel: Int
    package let slope: TriggerRequest.Slope
    package let levelMicrovolts: Double
    /// An edge counts again once the line was so far on the other side of the level: a quarter of the
    /// level, at least a 500th of full scale.
    package let hysteresisMicrovolts: Double
    private let microvoltsPerFullScale: Double

    package init(
        _ request: TriggerRequest, option: String, channelNames: [String],
        microvoltsPerFullScale: Double
    ) throws(TriggerError) {
        let named = channelNames.firstIndex { $0.lowercased() == request.channel.lowercased() }
        let numbered = Int(request.channel).map { $0 - 1 }.flatMap {
            channelNames.indices.contains($0) ? $0 : nil
        }
        guard let channel = named ?? numbered else {
            throw TriggerError(
                description: "\(option) \(request.text): the device has no channel "
                    + "'\(request.channel)'; give a number, 1 to \(channelNames.count), or one of "
                    + channelNames.prefix(8).joined(separator: ", ")
                    + (channelNames.count > 8 ? ", ..." : ""))
        }
        let level = request.levelMicrovolts ?? microvoltsPerFullScale / 2
        let hysteresis = max(abs(level) / 4, microvoltsPerFullScale / 500)
        let rearm = request.slope == .rising ? level - hysteresis : level + hysteresis
        guard abs(level) < microvoltsPerFullScale, abs(rearm) < microvoltsPerFullScale else {
            throw TriggerError(
                description: "\(option) \(request.text): the level and its hysteresis of "
                    + "\(hysteresis) µV must lie within full scale, \(microvoltsPerFullScale) µV "
                    + "(--gain-uv)")
        }
        name = channelNames[channel]
        self.channel = channel
        slope = request.slope
        levelMicrovolts = level
        hysteresisMicrovolts = hysteresis
        self.microvoltsPerFullScale = microvoltsPerFullScale
    }

    /// "TRIG rising at 4096 µV".
    package var text: String {
        "\(name) \(slope.rawValue) at \((levelMicrovolts * 10).rounded() / 10) µV"
    }

    package var finder: EdgeFinder {
        EdgeFinder(
            level: sample(levelMicrovolts), hysteresis: sample(hysteresisMicrovolts),
            isRising: slope == .rising)
    }

    package func microvolts(ofSample sample: Int32) -> Double {
        Double(sample) / 2_147_483_648 * microvoltsPerFullScale
    }

    private func sample(_ microvolts: Double) -> Int64 {
        Int64((microvolts / microvoltsPerFullScale * 2_147_483_648).rounded())
    }
}
