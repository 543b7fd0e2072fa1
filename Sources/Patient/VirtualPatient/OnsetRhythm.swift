/// The rhythm with which a node's seizure begins: low-voltage fast activity, then a chirp that slows down
/// and grows while the node's own discharges come in.
///
/// That seizures begin with fast activity of low voltage and slow down in a chirp is published (Schiff et
/// al. 2000, Clin. Neurophysiol. 111:953; Grinenko et al. 2018, Brain 141:117). That it is laid over
/// the model's field, and its figures, are ours: it changes what contacts hear and no dynamics.
public struct OnsetRhythm: Equatable, Sendable {
    /// At the end of the chirp, units of x2 - x1; 0 for no such rhythm, to 10.
    public var amplitude = 0.0
    /// Of the fast activity, where the chirp begins, Hz, 1 to 200.
    public var fromHertz = 25.0
    /// Where the chirp ends, Hz, 1 to 200.
    public var toHertz = 3.0
    /// How long the fast activity lasts before the chirp, s, 0 to 60.
    public var fastSeconds = 3.0
    /// How long the chirp takes, s, 0.1 to 60.
    public var chirpSeconds = 10.0
    /// Part of the node's own discharges that is heard at the start, 0 to 1: low voltage.
    public var ownFraction = 0.2

    /// The default patient's: none.
    public init() {}
}

/// What the rhythm is at, at each node.
struct OnsetVoices: Equatable, Sendable {
    private struct Voice: Equatable, Sendable {
        /// Since the node's onset, frames.
        var age = 0.0
        /// In turns.
        var phase = 0.0
        var hertz = 0.0
        var level = 0.0
        /// Part of the node's own discharges.
        var own = 1.0
        var isHeard = false
    }

    private let rhythm: OnsetRhythm
    private let framesPerSecond: Double
    private let slowing: Double
    private let share: Double
    private let restPotentials: [Double]
    private var voices: [Voice]

    /// The level follows its course with this time constant, so that nothing clicks, s.
    private static let smoothingSeconds = 0.3
    /// Part of the amplitude that fast activity has.
    private static let fastFraction = 0.3

    /// `restPotentials` are the nodes' x2 - x1 between seizures.
    init(_ rhythm: OnsetRhythm, restPotentials: [Double], framesPerSecond: Double) {
        self.rhythm = rhythm
        self.framesPerSecond = framesPerSecond
        self.restPotentials = restPotentials
        self.slowing = Elementary.exp(
            Elementary.log(rhythm.toHertz / rhythm.fromHertz)
                / (rhythm.chirpSeconds * framesPerSecond))
        self.share = 1 - Elementary.exp(-1 / (Self.smoothingSeconds * framesPerSecond))
        self.voices = Array(repeating: Voice(), count: restPotentials.count)
    }

    var isOn: Bool { rhythm.amplitude > 0 }

    /// Changes the field potentials of a frame by who is in a seizure at `step`, the network's last.
    mutating func change(
        _ potentials: inout [Four], truth: borrowing SeizureTruth, step: Int64
    ) {
        for node in voices.indices {
            let isDischarging = truth.isDischarging(node, step: step)
            guard isDischarging || voices[node].isHeard else { continue }
            if isDischarging, !voices[node].isHeard {
                voices[node] = Voice(hertz: rhythm.fromHertz, isHeard: true)
            }
            advance(&voices[node], isDischarging: isDischarging)
            let rest = restPotentials[node]
            let own = rest + voices[node].own * (potentials[number: node] - rest)
            potentials[number: node] =
                own + voices[node].level * Elementary.sine(turns: voices[node].phase)
        }
    }

    private func advance(_ voice: inout Voice, isDischarging: Bool) {
        let chirped = (voice.age / framesPerSecond - rhythm.fastSeconds) / rhythm.chirpSeconds
        let progress = min(max(chirped, 0), 1)
        let isUnderWay = isDischarging && chirped < 1
        let level = Self.fastFraction + (1 - Self.fastFraction) * progress
        let own = rhythm.ownFraction + (1 - rhythm.ownFraction) * progress
        voice.level += share * ((isUnderWay ? rhythm.amplitude * level : 0) - voice.level)
        voice.own += share * ((isUnderWay ? own : 1) - voice.own)
        if chirped > 0, chirped < 1 { voice.hertz *= slowing }
        voice.phase += voice.hertz / framesPerSecond
        voice.phase -= voice.phase.rounded(.down)
        voice.age += 1
        // The seizure is over, and nothing of it is heard any more.
        if !isDischarging, voice.level < 1e-6, voice.own > 1 - 1e-6 { voice = Voice() }
    }
}
