import Testing

@testable import Planning

@Suite struct BandNameTests {
    /// At whatever rate, a band has a width, and begins where the next higher one's name says.
    @Test(arguments: [100.0, 125, 128, 173.61, 200, 256, 400, 512, 1_000, 2_048, 5_000])
    func bandsHaveAWidth(rateHertz: Double) throws {
        let shifts = LearnedDesign.bandShifts(rateHertz: rateHertz)
        let names = (1...shifts.count).map {
            LearnedDesign.name(ofInput: $0, shifts: shifts, rateHertz: rateHertz)
        }
        #expect(Set(names).count == names.count, "\(names)")
        for name in names.dropFirst() {
            let match = try #require(name.wholeMatch(of: /([\d.]+) to ([\d.]+) Hz/), "\(name)")
            let (low, high) = (Double(match.output.1) ?? 0, Double(match.output.2) ?? 0)
            #expect(low < high, "\(names)")
        }
    }
}
