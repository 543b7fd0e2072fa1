import Journal
import Planning

/// What would have been, for a page: a piece of what is computed so far, or settings to save.
final class WhatIfAnswer: Sendable {
    enum Reply {
        case json(String)
        case file(String)
        /// Not what can be asked for, and why.
        case wrong(String)
        case none
    }

    let desk: WhatIfDesk
    let planned: PlannedLoop
    let settings: Settings

    init(desk: WhatIfDesk, planned: PlannedLoop, settings: Settings) {
        self.desk = desk
        self.planned = planned
        self.settings = settings
    }

    /// To `id=N` and a change.
    func course(query: Substring, at seconds: Double) -> Reply {
        let parts = query.split(separator: "&", maxSplits: 1)
        guard let first = parts.first, first.hasPrefix("id="),
            (1...20).contains(first.dropFirst(3).utf8.count),
            first.dropFirst(3).utf8.allSatisfy({ (48...57).contains($0) }),
            let change = change(parts.dropFirst().first ?? "")
        else { return .wrong("id=NUMBER&threshold0=250&votes0=3&onset=2") }
        let id = String(first.dropFirst(3))
        if let known = desk.reply(to: id, at: seconds) { return .json(json(known)) }
        do throws(SettingsError) {
            desk.ask(id, by: try change.plan(of: settings, planned), at: seconds)
            return .json(json(.waiting))
        } catch { return .wrong("\(error)") }
    }

    /// To a change: the settings that make it.
    func file(query: Substring) -> Reply {
        guard let change = change(query) else { return .wrong("threshold0=250&votes0=3&onset=2") }
        do throws(SettingsError) {
            return .file(
                WhatIfChange.text(of: try change.settings(of: settings, planned, isSaved: true)))
        } catch { return .wrong("\(error)") }
    }

    private func change(_ query: Substring) -> WhatIfChange? {
        WhatIfChange(query: query, patternCount: planned.patternPlaces.count)
    }

    private func json(_ reply: WhatIfDesk.Reply) -> String {
        switch reply {
        case .waiting: JSONValue.object([.init("state", .text("waiting"))]).line
        case .replaced: JSONValue.object([.init("state", .text("replaced"))]).line
        case .impossible(let problem):
            JSONValue.object([
                .init("state", .text("impossible")), .init("problem", .text(problem)),
            ])
            .line
        case .course(let course):
            JSONValue.object([
                .init("state", .text("course")), .init("from", seconds(course.fromFrame)),
                .init("to", seconds(course.endFrame)), .init("onsets", seconds(course.onsets)),
                .init("ends", seconds(course.ends)),
                .init("therapies", seconds(course.therapies)),
                .init("hash", .text(String(course.decisionHash, radix: 16))),
            ]).line
        }
    }

    private func seconds(_ frame: Int64) -> JSONValue { .number(planned.seconds(ofFrame: frame)) }
    private func seconds(_ frames: [Int64]) -> JSONValue { .list(frames.map { seconds($0) }) }
}
