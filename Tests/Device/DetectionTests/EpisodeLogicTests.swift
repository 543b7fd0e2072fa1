import Detection
import Testing

@Suite("Episodes")
struct EpisodeLogicTests {
    private static func plan(onset: Int32 = 3, termination: Int32 = 2, longest: Int32 = 10)
        -> DetectionPlan
    {
        var plan = DetectionPlan()
        plan.onsetHops = onset
        plan.terminationHops = termination
        plan.episodeHopsMax = longest
        return plan
    }

    /// What each hop changes: `-` nothing, `O` onset, `T` termination, `X` timeout. In the input
    /// `+` is a positive hop, `-` a negative one, `.` one that could not be judged.
    @Test(
        "positive and negative hops make episodes",
        arguments: [
            ("++-++-++-", "---------"),
            ("++++", "--O-"),
            ("-+++-+--", "---O---T"),
            ("+++--+++", "--O-T--O"),
            ("+++-+-+--", "--O-----T"),
            // A hop that cannot be judged breaks a positive row, not a negative one.
            ("++.+++", "-----O"),
            ("+++-.-", "--O--T"),
            ("+++.......--", "--O--------T"),
            // Ten hops after the onset the episode ends; another needs the onset's hops again.
            ("+++" + "++++++++++" + "+++", "--O" + "---------X" + "--O"),
        ])
    func course(hops: String, expected: String) {
        let plan = Self.plan()
        var logic = EpisodeLogic()
        var changes = ""
        for hop in hops {
            if hop == "." {
                logic.passHop()
                changes += "-"
                continue
            }
            switch logic.step(isPositive: hop == "+", plan) {
            case .none: changes += "-"
            case .onset: changes += "O"
            case .termination: changes += "T"
            case .timeout: changes += "X"
            }
        }
        #expect(changes == expected)
    }

    @Test("one hop each is enough where the plan says so")
    func quickest() {
        let plan = Self.plan(onset: 1, termination: 1)
        var logic = EpisodeLogic()
        #expect(logic.step(isPositive: true, plan) == .onset)
        #expect(logic.isInEpisode)
        #expect(logic.step(isPositive: false, plan) == .termination)
        #expect(!logic.isInEpisode)
    }

    @Test("a detection is seen at the onset, and again only after as many positive hops")
    func redetection() {
        let plan = Self.plan(termination: 5, longest: 100)
        var logic = EpisodeLogic()
        var detects: [Bool] = []
        for isPositive in [true, true, true, true, false, true, true, true] {
            _ = logic.step(isPositive: isPositive, plan)
            detects.append(logic.isDetecting(plan))
        }
        #expect(detects == [false, false, true, true, false, false, false, true])
        logic.passHop()
        #expect(logic.isInEpisode && !logic.isDetecting(plan))
        logic.reset()
        #expect(!logic.isInEpisode)
    }
}
