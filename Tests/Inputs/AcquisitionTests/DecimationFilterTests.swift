import Foundation
import Testing

@testable import Acquisition

/// What the filter does to a signal, measured at its integers.
@Suite("The anti-alias filter")
struct DecimationFilterTests {
    static let rates = [
        (48_000, 1_000), (44_100, 1_000), (44_100, 1_050), (96_000, 2_048), (3_000, 2_000),
    ]

    private func filter(_ device: Int, _ loop: Int) throws -> DecimationFilter {
        DecimationFilter(try #require(RateConversion(deviceHertz: device, loopHertz: loop)))
    }

    /// On the grid of `up` points a device frame, the first first.
    private func impulseResponse(_ filter: DecimationFilter) -> [Int32] {
        let up = Int(filter.conversion.up)
        let window = filter.conversion.windowFrames
        return (0..<window * up).map { place in
            filter.coefficients[(place % up + 1) * window - 1 - place / up]
        }
    }

    @Test("its phase is linear: the same from either end", arguments: rates)
    func symmetric(device: Int, loop: Int) throws {
        let filter = try filter(device, loop)
        let count = 22 * Int(filter.conversion.down) + 1
        let response = impulseResponse(filter)
        let isSymmetric = Array(response[..<count]) == response[..<count].reversed()
        #expect(isSymmetric)
        #expect(response[count...].allSatisfy { $0 == 0 })
        #expect(response.max() == response[11 * Int(filter.conversion.down)])
    }

    @Test("each phase adds up to one, exactly, and full scale fits into 64 bits", arguments: rates)
    func unity(device: Int, loop: Int) throws {
        let filter = try filter(device, loop)
        let window = filter.conversion.windowFrames
        for phase in 0..<Int(filter.conversion.up) {
            let part = filter.coefficients[(phase * window)..<((phase + 1) * window)]
            #expect(part.reduce(Int64(0)) { $0 + Int64($1) } == DecimationFilter.unity)
            let magnitude = part.reduce(Int64(0)) { $0 + abs(Int64($1)) }
            #expect(magnitude < 2 * DecimationFilter.unity)
        }
    }

    /// Another compiler or library must not change a recording.
    @Test("the coefficients are the same everywhere", arguments: zip(rates.prefix(2), hashes))
    func fixed(rates: (device: Int, loop: Int), hash: UInt64) throws {
        let found = try filter(rates.device, rates.loop).coefficients
            .reduce(UInt64(14_695_981_039_346_656_037)) {
                ($0 ^ UInt64(UInt32(bitPattern: $1))) &* 1_099_511_628_211
            }
        #expect(found == hash)
    }
    private static let hashes: [UInt64] = [13_301_725_992_036_465_327, 9_227_537_149_670_046_983]

    @Test("what would fold is rejected by 85 dB and more", arguments: rates)
    func stopBand(device: Int, loop: Int) throws {
        let first = Double(loop) / 2
        let last = Double(device) / 2
        var worst = -Double.infinity
        let steps = 24
        for step in 0...steps {
            // Close together where the stop band begins, the last right below half the device's rate.
            let part = pow(Double(step) / Double(steps), 3)
            let hertz = first + (last - first) * part * 0.999
            var bench = try DecimationBench(device, loop)
            let frames = Int(bench.conversion.deviceFrames(ofFrames: 40))
            bench.take(DecimationBench.sine(hertz, of: device, frames: frames))
            let values = bench.values()
            #expect(values.count == 40)
            let most = values.map(\.magnitude).max() ?? 1
            worst = max(worst, 20 * log10(max(most, 1e-12)))
            #expect(20 * log10(most) < -85, "\(hertz) Hz: \(20 * log10(most)) dB")
        }
        print("\(device) Hz to \(loop) Hz: rejection at least \(-worst) dB")
    }

    @Test("what lies below a quarter of the loop's rate passes, to 0.001 dB", arguments: rates)
    func passBand(device: Int, loop: Int) throws {
        for step in 1...8 {
            let hertz = Double(loop) / 4 * Double(step) / 8
            var bench = try DecimationBench(device, loop)
            let frames = Int(bench.conversion.deviceFrames(ofFrames: 64))
            bench.take(DecimationBench.sine(hertz, of: device, frames: frames))
            let found = response(bench, hertz, device)
            #expect(abs(20 * log10(found.amplitude)) < 0.001, "\(hertz) Hz: \(found)")
            // The group delay is the same for all.
            #expect(abs(found.lateFrames) < 0.01, "\(hertz) Hz: \(found)")
        }
    }

    /// Amplitude of a sine that came through, and by how many device frames it is later than the
    /// group delay says; by least squares.
    private func response(
        _ bench: DecimationBench, _ hertz: Double, _ device: Int
    ) -> (amplitude: Double, lateFrames: Double) {
        let conversion = bench.conversion
        var (ss, sc, cc, ys, yc) = (0.0, 0.0, 0.0, 0.0, 0.0)
        let step = 2 * Double.pi * hertz / Double(device)
        for (frame, value) in bench.values().enumerated() {
            // Frame n has the last point of the grid in frame n - 11.
            let point = (Int64(frame) - conversion.delayFrames + 1) * conversion.down - 1
            let place = Double(conversion.leadFrames) + Double(point) / Double(conversion.up)
            let (s, c) = (sin(step * place), cos(step * place))
            ss += s * s
            sc += s * c
            cc += c * c
            ys += value * s
            yc += value * c
        }
        let determinant = ss * cc - sc * sc
        let inPhase = (ys * cc - yc * sc) / determinant
        let ahead = (yc * ss - ys * sc) / determinant
        return (hypot(inPhase, ahead), -atan2(ahead, inPhase) / step)
    }
}
