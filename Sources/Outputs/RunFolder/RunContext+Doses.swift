import Journal
import Planning

extension RunContext {
    /// What earlier runs left of doses, as the files of a run tell it.
    var earlierDoses: EarlierDoses? {
        kept.map { kept in
            EarlierDoses(
                doses: kept.doses.rawValue,
                therapiesOfDay: kept.doses == .unknown
                    ? nil : Int(kept.memory(at: 0).therapiesOfDay),
                remark: kept.remark)
        }
    }
}
