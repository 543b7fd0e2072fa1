/// Cycles of excitability: added to x0 of every node.
///
/// That seizures keep to hours of the day, and to cycles of many days, in most patients is published
/// (Baud et al. 2018, Nat. Commun. 9:88; Karoly et al. 2017, Brain 140:2169). That x0 is what cycles, and
/// how far, is ours.
public struct ExcitabilityCycles: Equatable, Sendable {
    /// Amplitude over the day, units of x0; 0 for none, to 1.
    public var circadianX0 = 0.0
    /// Hour of the day at which it is highest, 0 to 24.
    public var circadianPeakHour = 4.0
    /// Amplitude over many days, units of x0; 0 for none, to 1.
    public var multidayX0 = 0.0
    /// Period of that, days, 2 to 60.
    public var multidayPeriodDays = 20.0
    /// Day after frame 0's midnight at which it is highest, 0 to 60.
    public var multidayPeakDay = 0.0
    /// Hour of the day of frame 0, 0 to 24.
    public var startHour = 0.0

    /// The default patient's: none.
    public init() {}

    var isOn: Bool { circadianX0 != 0 || multidayX0 != 0 }

    /// What is added to x0 so many seconds after frame 0.
    func shift(at seconds: Double) -> Double {
        let hours = startHour + seconds / 3_600
        let day = Elementary.sine(turns: (hours - circadianPeakHour) / 24 + 0.25)
        let days = Elementary.sine(
            turns: (hours / 24 - multidayPeakDay) / multidayPeriodDays + 0.25)
        return circadianX0 * day + multidayX0 * days
    }
}

/// What a seizure leaves: an hour of depression and hours of greater excitability, so that seizures
/// come in clusters; added to x0 of every node once a counted seizure is over.
///
/// That there is a post-ictal state and that seizures cluster is published (Pottkämper et al. 2020,
/// Epilepsia 61:1045; Haut 2015, Curr. Opin. Neurol. 28:143); the form and every figure are ours.
public struct SeizureAftermath: Equatable, Sendable {
    /// x0 falls by this at the end of a seizure; 0 for no post-ictal state, to 1.
    public var postictalX0 = 0.0
    /// That decays to 1/e in this, minutes, 0.1 to 1,440.
    public var postictalMinutes = 10.0
    /// x0 rises by this at the end of a seizure; 0 for no clusters, to 1.
    public var clusterX0 = 0.0
    /// That decays to 1/e in this, hours, 0.1 to 240.
    public var clusterHours = 6.0
    /// The most that clusters may add to x0, 0 to 1.
    public var clusterX0Max = 0.05

    /// The default patient's: none.
    public init() {}

    var isOn: Bool { postictalX0 != 0 || clusterX0 != 0 }
}

/// The slow effect of stimulation: each pulse moves a variable of each node that it reaches, which
/// is taken off the node's x0 and decays over weeks.
///
/// That benefit grows over months and years is published (Nair et al. 2020, Neurology 95:e1244), and that
/// it follows indirect effects rather than acute aborts (Kokkinos et al. 2019, JAMA Neurol. 76:800).
/// That it is x0 that moves, by how much and for how long, is ours: hang no long-term figure on one value.
public struct StimulationPlasticity: Equatable, Sendable {
    /// Units of x0 for each unit of kick that a pulse gives a node; 0 for none, to 1.
    public var x0PerKick = 0.0
    /// The most that x0 falls, 0.001 to 1.
    public var x0FallMax = 0.1
    /// What was gained decays to 1/e in this, days, 0.1 to 3,650.
    public var timeConstantDays = 28.0

    /// The default patient's: none.
    public init() {}

    var isOn: Bool { x0PerKick != 0 }
}
