/// What was known, when a run began, of the doses given before it.
package struct EarlierDoses: Codable, Hashable, Sendable {
    /// `new`: nothing was given; `kept`: they count; `unknown`: no stimulation until a day has passed.
    package var doses: String
    /// Therapies of the last day of the device's time; nil where they are not known.
    package var therapiesOfDay: Int?
    /// The same for a person, and why.
    package var remark: String

    package init(doses: String, therapiesOfDay: Int?, remark: String) {
        self.doses = doses
        self.therapiesOfDay = therapiesOfDay
        self.remark = remark
    }
}
