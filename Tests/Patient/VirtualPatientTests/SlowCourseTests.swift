import Foundation
import Testing

@testable import VirtualPatient

@Suite("Excitability over minutes to weeks")
struct SlowCourseTests {
    @Test("cycles peak at their hour and day")
    func cycles() {
        var cycles = ExcitabilityCycles()
        cycles.circadianX0 = 0.05
        cycles.circadianPeakHour = 5
        cycles.startHour = 3
        #expect(abs(cycles.shift(at: 2 * 3_600) - 0.05) < 1e-12)
        #expect(abs(cycles.shift(at: 14 * 3_600) + 0.05) < 1e-12)
        #expect(abs(cycles.shift(at: 26 * 3_600) - 0.05) < 1e-12)
        cycles.circadianX0 = 0
        cycles.multidayX0 = 0.02
        cycles.multidayPeriodDays = 10
        cycles.multidayPeakDay = 4
        cycles.startHour = 0
        #expect(abs(cycles.shift(at: 4 * 86_400) - 0.02) < 1e-12)
        #expect(abs(cycles.shift(at: 9 * 86_400) + 0.02) < 1e-12)
    }

    @Test("what pulses took off decays over the time constant, and has a bound")
    func plasticity() {
        var parameters = PatientParameters()
        parameters.plasticity.x0PerKick = 0.001
        parameters.plasticity.x0FallMax = 0.05
        parameters.plasticity.timeConstantDays = 14
        var course = SlowCourse(parameters, nodeCount: 2)
        course.feel(-1.5, at: 1)
        #expect(course.falls == [0, 0.0015])
        #expect(course.nextShifts(seizureCount: 0) == [0, -0.0015])
        for _ in 1..<(14 * 86_400) { _ = course.nextShifts(seizureCount: 0) }
        #expect(abs(course.falls[1] / 0.0015 - exp(-1)) < 1e-9)
        for _ in 0..<1_000 { course.feel(1.5, at: 0) }
        #expect(course.falls[0] <= 0.05 && course.falls[0] > 0.049)
    }

    @Test("a seizure depresses for minutes and excites for hours, within a bound")
    func aftermath() {
        var parameters = PatientParameters()
        parameters.aftermath.postictalX0 = 0.1
        parameters.aftermath.clusterX0 = 0.02
        parameters.aftermath.clusterX0Max = 0.03
        var course = SlowCourse(parameters, nodeCount: 1)
        #expect(course.nextShifts(seizureCount: 0) == [0])
        let ended = course.nextShifts(seizureCount: 1)[0]
        #expect(abs(ended + 0.08) < 1e-12)
        var later = 0.0
        for _ in 0..<3_600 { later = course.nextShifts(seizureCount: 1)[0] }
        #expect(later > 0.015 && later < 0.02)
        #expect(abs(course.nextShifts(seizureCount: 2)[0] - (0.03 - 0.1)) < 0.001)
    }

    private func seizures(
        hours: Double, _ change: (inout PatientParameters) -> Void
    ) throws -> Int {
        var parameters = quietPatient()
        change(&parameters)
        var patient = try VirtualPatient(
            parameters, seed: 4, channelCount: 1, rateNumerator: 100)
        try patient.pass(seconds: hours * 3_600, rate: 100)
        return patient.seizures.count
    }

    @Test("more seizures come at the peak of the day than twelve hours later")
    func phase() throws {
        func around(_ hour: Double) throws -> Int {
            try seizures(hours: 1) {
                $0.cycles.circadianX0 = 0.05
                $0.cycles.circadianPeakHour = 4
                $0.cycles.startHour = hour - 0.5
            }
        }
        let peak = try around(4)
        #expect(try around(16) * 3 < peak)
    }

    @Test("a post-ictal state makes seizures rarer; stimulation that lasts does too")
    func rarer() throws {
        let before = try seizures(hours: 1) { _ in }
        #expect(try seizures(hours: 1) { $0.aftermath.postictalX0 = 0.2 } * 2 < before)

        var parameters = quietPatient()
        parameters.plasticity.x0PerKick = 0.05
        var patient = try VirtualPatient(
            parameters, seed: 4, channelCount: 4, rateNumerator: 100)
        try patient.deliverTrain(microamperes: 4_000, rate: 100)
        try patient.pass(seconds: 3_600, rate: 100)
        #expect(patient.seizures.count * 2 < before)
    }
}
