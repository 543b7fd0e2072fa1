/// Pulses that have been delivered and have yet to reach the model or the frames.
struct Stimulation: Equatable, Sendable {
    /// What 1 mA through a set of contacts does.
    private struct Configuration: Equatable, Sendable {
        var pulse: StimulusPulse
        /// Field at each node, V/m.
        var fields: [Double]
        /// Potential at each contact in the first phase, µV.
        var potentials: [Double]
    }

    private struct Pending: Equatable, Sendable {
        var pulse: StimulusPulse
        var step: Int64
        var frame: Int64
        /// Kick of x1 at each node.
        var kicks: [Double]
        /// µV at each contact.
        var potentials: [Four]
    }

    /// Pulses that have done all they do are dropped once there are so many.
    private static let passedCountMax = 256

    private let nodes: [Position]
    private let contacts: [Position]
    private let law: ConductionLaw
    private let response: StimulationResponse
    private var last: Configuration?
    /// By first edge.
    private var queue: [Pending] = []
    private var kicked = 0
    private var shown = 0

    init(
        nodes: [Position], contacts: [Position], law: ConductionLaw, response: StimulationResponse
    ) {
        self.nodes = nodes
        self.contacts = contacts
        self.law = law
        self.response = response
    }

    mutating func enqueue(_ pulse: StimulusPulse, clock: StepClock) {
        guard pulse.acts else { return }
        let configuration = configuration(of: pulse)
        let milliamperes = Double(pulse.amplitudeMicroamperes) / 1_000
        let impulse = milliamperes * Double(pulse.firstPhaseMicroseconds) / 1_000
        let pending = Pending(
            pulse: pulse, step: clock.step(atOrAfter: pulse.startMicroseconds),
            frame: clock.frame(atOrAfterMicroseconds: pulse.startMicroseconds),
            kicks: configuration.fields.map { response.kick(fieldImpulse: $0 * impulse) },
            potentials: [Four](packing: configuration.potentials.map { $0 * milliamperes }))
        let passed = min(kicked, shown)
        if passed >= Self.passedCountMax || passed == queue.count {
            queue.removeFirst(passed)
            kicked -= passed
            shown -= passed
        }
        // Pulses come in order but for a caller's whim; those already passed keep their places.
        var place = queue.count
        while place > max(kicked, shown),
            queue[place - 1].pulse.startMicroseconds > pulse.startMicroseconds
        {
            place -= 1
        }
        queue.insert(pending, at: place)
    }

    /// Kicks the network with every pulse due by its present step.
    mutating func kick(_ network: inout EpileptorNetwork, course: inout SlowCourse) {
        while kicked < queue.count, queue[kicked].step <= network.stepIndex {
            for node in nodes.indices {
                let kick = queue[kicked].kicks[node]
                network.kick(node, x1: kick, x2: response.x2Fraction * kick)
                course.feel(kick, at: node)
            }
            kicked += 1
        }
    }

    /// Shows `artifact` every pulse that begins by `frame`.
    mutating func show(_ artifact: inout AmplifierArtifact, frame: Int64) {
        while shown < queue.count, queue[shown].frame <= frame {
            artifact.begin(queue[shown].pulse, potentials: queue[shown].potentials)
            shown += 1
        }
    }

    private mutating func configuration(of pulse: StimulusPulse) -> Configuration {
        if let last, last.pulse.usesContacts(of: pulse) { return last }
        let cathodeShare =
            1 / Double(pulse.cathodes.nonzeroBitCount + (pulse.caseIsCathode ? 1 : 0))
        let anodeCount = pulse.anodes.nonzeroBitCount + (pulse.caseIsAnode ? 1 : 0)
        let anodeShare = 1 / Double(max(anodeCount, 1))
        /// Current into the tissue at each contact, as a part of the whole. A cathode draws it out.
        let shares = contacts.indices.map { contact in
            let bit = UInt64(1) << UInt64(contact)
            if pulse.cathodes & bit != 0 { return -cathodeShare }
            return pulse.anodes & bit != 0 ? anodeShare : 0
        }
        let fields = nodes.map { node in
            var field = Position(0, 0, 0)
            for (contact, share) in shares.enumerated() where share != 0 {
                let part = law.field(at: node, from: contacts[contact])
                field.x += share * part.x
                field.y += share * part.y
                field.z += share * part.z
            }
            return field.distance(to: Position(0, 0, 0))
        }
        let potentials = contacts.map { contact in
            var sum = 0.0
            for (source, share) in shares.enumerated() where share != 0 {
                sum += share * law.potential(at: contact, from: contacts[source])
            }
            return 1_000 * sum
        }
        let configuration = Configuration(pulse: pulse, fields: fields, potentials: potentials)
        last = configuration
        return configuration
    }
}

extension StimulusPulse {
    /// Else nothing is delivered, so that nothing of it can reach a single bit.
    var acts: Bool { amplitudeMicroamperes > 0 && firstPhaseMicroseconds > 0 }

    fileprivate func usesContacts(of other: StimulusPulse) -> Bool {
        cathodes == other.cathodes && anodes == other.anodes
            && caseIsCathode == other.caseIsCathode && caseIsAnode == other.caseIsAnode
    }
}
