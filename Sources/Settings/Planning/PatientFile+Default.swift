import VirtualPatient

extension PatientFile {
    /// The default patient as a person reads it. A test holds it and `PatientParameters` together.
    public static let defaultText = """
        # Quench patient. Every field with its default: keep what you change, delete the rest.
        # Check a file with `quench patient --check FILE`, run it with `quench simulate --patient FILE`.

        # What makes one patient differ from another.

        # Seizures an hour, 2 to 42: sets zoneX0 by a table measured on the default patient. none:
        # zoneX0 stands as it is.
        seizuresPerHour: none
        # Excitability x0 of the three tissues, no unit, each -6 to 0. A node by itself seizes of its own
        # accord above about -2.06; below, a seizure is an escape by noise, the rarer the lower.
        # Where seizures start, -6 to 0.
        zoneX0: -2.11
        # Where they spread to, -6 to 0.
        propagationX0: -2.24
        # The rest, -6 to 0.
        healthyX0: -2.6
        # How strongly nodes pull one another into a seizure: permittivity coupling K, the largest sum
        # over a node's neighbours, no unit, 0 to 100.
        coupling: 4
        # Coupling falls to 1/e over this distance, mm, 0.1 to 1000.
        couplingLengthMillimetres: 10
        # Noise that starts seizures: intensity on x1, per model unit of time, 0 to 10.
        noise1: 0.02
        # Noise on the spike-and-wave variables x2 and y2, per model unit of time, 0 to 10.
        noise2: 0.0002
        # How long ago the last seizure was: slow variable above its rest at the start, no unit, 0 to 2.
        initialPermittivityRise: 0.1

        # Reasons in plain words. The rules that carry them to the model are modelling assumptions;
        # `quench patient --check FILE` says which were applied, and on what authority.

        # What imaging, or a clinician, says of the zone. Replaces the tissue of the nodes below; an x0
        # given to a node stands.
        imaging:
          # Contacts in the zone, such as [A1, A2]; [] says nothing.
          zoneContacts: []
          # Nodes so near to one of them are the zone (or else the nearest node), mm, 0 to 1000.
          zoneRadiusMillimetres: 6
          # Nodes so near to the zone are the propagation zone, mm, 0 to 1000.
          propagationRadiusMillimetres: 15
        # A gene variant, carried to a shift of every node's x0.
        genotype:
          # \(genes); "" says nothing.
          gene: ""
          # Added to x0 of every node, no unit, -1 to 1; table takes the one beside the gene above.
          excitabilityShift: table

        # Patches of tissue, 2 to 64 of them. position: [x, y, z], mm, each -1000 to 1000. tissue: zone,
        # propagation or healthy (which it is where left out). x0: its own excitability, -6 to 0, or
        # tissue for that of its tissue.
        nodes:
          - {position: [2, 3, 0], tissue: zone, x0: tissue}
          - {position: [8, -3, 2], tissue: zone, x0: tissue}
          - {position: [13, 3, -2], tissue: zone, x0: tissue}
          - {position: [5, 11, 0], tissue: propagation, x0: tissue}
          - {position: [12, 12, 3], tissue: propagation, x0: tissue}
          - {position: [0, 18, -3], tissue: propagation, x0: tissue}
          - {position: [10, 22, 2], tissue: propagation, x0: tissue}
          - {position: [25, 8, 0], tissue: healthy, x0: tissue}
          - {position: [25, 20, 4], tissue: healthy, x0: tissue}
          - {position: [-12, 8, 0], tissue: healthy, x0: tissue}
          - {position: [-10, 22, 0], tissue: healthy, x0: tissue}
          - {position: [30, -5, 0], tissue: healthy, x0: tissue}

        # What is recorded.

        # Where the contacts A1, A2, A3, A4, B1 and so on lie, one [x, y, z] for each channel of the run,
        # mm, each -1000 to 1000. []: leads of four contacts 5 mm apart, A through the zone at y 0, B
        # through the propagation zone at y 20, further ones around them.
        contacts: []
        # How current and potential spread, for recording and stimulation alike.
        conduction:
          # Conductivity of the tissue, S/m, 0.01 to 10.
          conductivitySiemensPerMetre: 0.3
          # A node or an electrode is no point: nearer than this nothing grows, mm, 0.1 to 50.
          floorMillimetres: 3
        # Signal of a node at a contact at that distance, microvolts per unit of x2 - x1, 0 to 100000.
        microvoltsPerUnit: 400
        # What a recording carries besides; a level of 0 switches one off. None changes the seizures.
        extras:
          # Background with a 1/f spectrum, microvolts RMS, 0 to 10000.
          pinkMicrovolts: 25
          # Part of its power that all contacts share, 0 to 1.
          pinkSharedFraction: 0.3
          # Mains hum, microvolts, 0 to 10000.
          mainsMicrovolts: 2
          # Its frequency, Hz, 1 to 1000.
          mainsHertz: 50
          # White noise of electrode and amplifier, microvolts RMS, 0 to 10000.
          electrodeMicrovolts: 2
          # Slow wandering of each contact, microvolts RMS, 0 to 10000.
          driftMicrovolts: 40
          # Movement on all contacts for 1 to 4 s: its size, microvolts, 0 to 10000.
          movementMicrovolts: 200
          # How often, per hour, 0 to 3600.
          movementsPerHour: 6
          # A contact that comes loose for a moment: the step, microvolts, 0 to 10000.
          popMicrovolts: 500
          # How often, per hour, 0 to 36000.
          popsPerHour: 6
          # Interictal spikes around nodes of the zone: peak at the nearest contact, microvolts, 0 to 10000.
          spikeMicrovolts: 300
          # How often, per hour, 0 to 7200.
          spikesPerHour: 60
        amplifier:
          # High-pass of its input, Hz, 0 (for none) to 20.
          highPassHertz: 0.5
          # Its output ends at plus and minus this, microvolts, 100 to 1000000.
          saturationMicrovolts: 8190
          # What a pulse leaves on the input, as a part of the potential that it made, 0 to 1.
          residualFraction: 0.05
          # That decays to 1/e in this, ms, 0.1 to 10000.
          recoveryMilliseconds: 8

        # How tissue answers a pulse. A modelling assumption: nobody has measured it.
        stimulation:
          # x1 falls by so much per mV ms/mm of field times width; below 0 it rises; -100 to 100.
          kickPerFieldImpulse: 0.06
          # The most that one pulse can do, units of x1, 0.001 to 10.
          kickMax: 1.5
          # The same on x2, as a part of that on x1, -10 to 10.
          x2Fraction: 0

        # What changes over a seizure, a day and weeks. All of it is off in the default patient.

        # How a node's seizure begins, as contacts hear it: low-voltage fast activity, then a chirp that
        # slows down. Changes no dynamics.
        onset:
          # Amplitude at the end of the chirp, units of x2 - x1, 0 (for none) to 10.
          amplitude: 0
          # Frequency of the fast activity, where the chirp begins, Hz, 1 to 200.
          fromHertz: 25
          # Where the chirp ends, Hz, 1 to 200.
          toHertz: 3
          # How long the fast activity lasts before the chirp, s, 0 to 60.
          fastSeconds: 3
          # How long the chirp takes, s, 0.1 to 60.
          chirpSeconds: 10
          # Part of the node's own discharges that is heard at the start, 0 to 1.
          ownFraction: 0.2
        # Cycles of excitability, added to x0 of every node.
        cycles:
          # Over the day: amplitude, units of x0, 0 (for none) to 1.
          circadianX0: 0
          # Hour of the day at which it is highest, 0 to 24.
          circadianPeakHour: 4
          # Over many days: amplitude, units of x0, 0 (for none) to 1.
          multidayX0: 0
          # Period of that, days, 2 to 60.
          multidayPeriodDays: 20
          # Days after the midnight before the start at which it is highest, 0 to 60.
          multidayPeakDay: 0
          # Hour of the day at which the run starts, 0 to 24.
          startHour: 0
        # What a counted seizure leaves, added to x0 of every node when it is over.
        aftermath:
          # Post-ictal state: x0 falls by this, 0 (for none) to 1.
          postictalX0: 0
          # That decays to 1/e in this, minutes, 0.1 to 1440.
          postictalMinutes: 10
          # Clusters: x0 rises by this, 0 (for none) to 1.
          clusterX0: 0
          # That decays to 1/e in this, hours, 0.1 to 240.
          clusterHours: 6
          # The most that clusters add, 0 to 1.
          clusterX0Max: 0.05
        # Slow effect of stimulation: pulses move a variable of each node that is taken off its x0.
        plasticity:
          # Units of x0 for each unit of kick that a pulse gives the node, 0 (for none) to 1.
          x0PerKick: 0
          # The most that x0 falls, 0.001 to 1.
          x0FallMax: 0.1
          # What was gained decays to 1/e in this, days, 0.1 to 3650.
          timeConstantDays: 28

        # The model itself.

        # Time scale: model units in a second, 1 to 10000.
        unitsPerSecond: 100
        # Steps of the integration in a second, 100 to 100000. Too few and a state diverges.
        stepsPerSecond: 2000
        # The Epileptor's constants, by the names of Jirsa et al. 2014, no units.
        epileptor:
          # Drive of y1, -10 to 10.
          y0: 1
          # Current into the first pair, -10 to 10.
          iRest1: 3.1
          # Current into the second pair, -10 to 10.
          iRest2: 0.45
          # Rate of the slow variable, per model unit, 1e-07 to 0.1: halved, seizures and the pauses
          # between them last about twice as long.
          r: 0.00008
          # Time constant of y2, model units, 0.1 to 1000.
          tau2: 10
          # Rate of the low-pass between the pairs, per model unit, 1e-06 to 1.
          gamma: 0.01
        # When a node counts as being in a seizure, by its state. Changes no dynamics.
        criterion:
          # From x1 rising through this, -3 to 3,
          enterX1: -0.5
          # until x1 has stayed below this, -3 to enterX1,
          leaveX1: -1
          # for so long, s, 0 to 60.
          quietSeconds: 2
          # A seizure of the patient that is shorter is not counted, s, 0 to 600.
          minimumSeconds: 1

        """

    private static var genes: String {
        Genotype.shifts.map { "\($0.gene) (+\($0.shift))" }.joined(separator: ", ")
    }
}
