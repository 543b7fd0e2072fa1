import VirtualPatient

extension PatientParameters {
    mutating func read(_ fields: inout SettingsFields) throws(SettingsError) {
        seizuresPerHour = try fields.number("seizuresPerHour", seizuresPerHour, or: "none")
        zoneX0 = try fields.number("zoneX0", zoneX0)
        propagationX0 = try fields.number("propagationX0", propagationX0)
        healthyX0 = try fields.number("healthyX0", healthyX0)
        coupling = try fields.number("coupling", coupling)
        couplingLengthMillimetres = try fields.number(
            "couplingLengthMillimetres", couplingLengthMillimetres)
        noise1 = try fields.number("noise1", noise1)
        noise2 = try fields.number("noise2", noise2)
        initialPermittivityRise = try fields.number(
            "initialPermittivityRise", initialPermittivityRise)
        try fields.group("imaging") {
            (group: inout SettingsFields) throws(SettingsError) in try imaging.read(&group)
        }
        try fields.group("genotype") {
            (group: inout SettingsFields) throws(SettingsError) in try genotype.read(&group)
        }
        // A node has nothing from another: where it lies must be said.
        let isGiven = fields.names("nodes")
        let given = try fields.groups(
            "nodes", [], of: TissueNode(position: Position(0, 0, 0), tissue: .healthy), most: 64
        ) { (node: inout TissueNode, group: inout SettingsFields) throws(SettingsError) in
            try node.read(&group)
        }
        if isGiven { nodes = given }
        if let places = try fields.places("contacts", most: StandardLayout.contactCountMax) {
            contacts = places.isEmpty ? nil : places.map(Position.init)
        }
        try readSignal(&fields)
        try readModel(&fields)
        try readCourse(&fields)
    }

    private mutating func readSignal(_ fields: inout SettingsFields) throws(SettingsError) {
        try fields.group("conduction") {
            (group: inout SettingsFields) throws(SettingsError) in try conduction.read(&group)
        }
        microvoltsPerUnit = try fields.number("microvoltsPerUnit", microvoltsPerUnit)
        try fields.group("extras") {
            (group: inout SettingsFields) throws(SettingsError) in try extras.read(&group)
        }
        try fields.group("amplifier") {
            (group: inout SettingsFields) throws(SettingsError) in try amplifier.read(&group)
        }
        try fields.group("stimulation") {
            (group: inout SettingsFields) throws(SettingsError) in try stimulation.read(&group)
        }
    }

    private mutating func readModel(_ fields: inout SettingsFields) throws(SettingsError) {
        unitsPerSecond = try fields.number("unitsPerSecond", unitsPerSecond)
        stepsPerSecond = try fields.wholeNumber("stepsPerSecond", stepsPerSecond)
        try fields.group("epileptor") {
            (group: inout SettingsFields) throws(SettingsError) in try epileptor.read(&group)
        }
        try fields.group("criterion") {
            (group: inout SettingsFields) throws(SettingsError) in try criterion.read(&group)
        }
    }
}

extension Imaging {
    fileprivate mutating func read(_ fields: inout SettingsFields) throws(SettingsError) {
        zoneContacts = try fields.contacts("zoneContacts", zoneContacts)
        zoneRadiusMillimetres = try fields.number("zoneRadiusMillimetres", zoneRadiusMillimetres)
        propagationRadiusMillimetres = try fields.number(
            "propagationRadiusMillimetres", propagationRadiusMillimetres)
    }
}

extension Genotype {
    fileprivate mutating func read(_ fields: inout SettingsFields) throws(SettingsError) {
        gene = try fields.text("gene", gene)
        excitabilityShift = try fields.number(
            "excitabilityShift", excitabilityShift, or: "table")
    }
}

extension TissueNode {
    fileprivate mutating func read(_ fields: inout SettingsFields) throws(SettingsError) {
        guard let place = try fields.place("position") else { throw fields.missing("position") }
        position = Position(place)
        tissue = try fields.word("tissue", tissue)
        x0 = try fields.number("x0", x0, or: "tissue")
    }
}

extension Position {
    fileprivate init(_ place: [Double]) { self.init(place[0], place[1], place[2]) }
}

extension ConductionLaw {
    fileprivate mutating func read(_ fields: inout SettingsFields) throws(SettingsError) {
        conductivitySiemensPerMetre = try fields.number(
            "conductivitySiemensPerMetre", conductivitySiemensPerMetre)
        floorMillimetres = try fields.number("floorMillimetres", floorMillimetres)
    }
}

extension SignalExtras {
    fileprivate mutating func read(_ fields: inout SettingsFields) throws(SettingsError) {
        pinkMicrovolts = try fields.number("pinkMicrovolts", pinkMicrovolts)
        pinkSharedFraction = try fields.number("pinkSharedFraction", pinkSharedFraction)
        mainsMicrovolts = try fields.number("mainsMicrovolts", mainsMicrovolts)
        mainsHertz = try fields.number("mainsHertz", mainsHertz)
        electrodeMicrovolts = try fields.number("electrodeMicrovolts", electrodeMicrovolts)
        driftMicrovolts = try fields.number("driftMicrovolts", driftMicrovolts)
        movementMicrovolts = try fields.number("movementMicrovolts", movementMicrovolts)
        movementsPerHour = try fields.number("movementsPerHour", movementsPerHour)
        popMicrovolts = try fields.number("popMicrovolts", popMicrovolts)
        popsPerHour = try fields.number("popsPerHour", popsPerHour)
        spikeMicrovolts = try fields.number("spikeMicrovolts", spikeMicrovolts)
        spikesPerHour = try fields.number("spikesPerHour", spikesPerHour)
    }
}

extension AmplifierParameters {
    fileprivate mutating func read(_ fields: inout SettingsFields) throws(SettingsError) {
        highPassHertz = try fields.number("highPassHertz", highPassHertz)
        saturationMicrovolts = try fields.number("saturationMicrovolts", saturationMicrovolts)
        residualFraction = try fields.number("residualFraction", residualFraction)
        recoveryMilliseconds = try fields.number("recoveryMilliseconds", recoveryMilliseconds)
    }
}

extension StimulationResponse {
    fileprivate mutating func read(_ fields: inout SettingsFields) throws(SettingsError) {
        kickPerFieldImpulse = try fields.number("kickPerFieldImpulse", kickPerFieldImpulse)
        kickMax = try fields.number("kickMax", kickMax)
        x2Fraction = try fields.number("x2Fraction", x2Fraction)
    }
}

extension Epileptor {
    /// All but `x0`, which each node has from its tissue.
    fileprivate mutating func read(_ fields: inout SettingsFields) throws(SettingsError) {
        y0 = try fields.number("y0", y0)
        iRest1 = try fields.number("iRest1", iRest1)
        iRest2 = try fields.number("iRest2", iRest2)
        r = try fields.number("r", r)
        tau2 = try fields.number("tau2", tau2)
        gamma = try fields.number("gamma", gamma)
    }
}

extension SeizureCriterion {
    fileprivate mutating func read(_ fields: inout SettingsFields) throws(SettingsError) {
        enterX1 = try fields.number("enterX1", enterX1)
        leaveX1 = try fields.number("leaveX1", leaveX1)
        quietSeconds = try fields.number("quietSeconds", quietSeconds)
        minimumSeconds = try fields.number("minimumSeconds", minimumSeconds)
    }
}
