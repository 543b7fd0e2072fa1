import Journal
import Planning
import RunFolder

/// What would have been, for a page: a piece of what is computed so far, or what to save.
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
    private let began: Settings
    /// Nil where nobody changes the run.
    private let control: RunControl?

    /// - Parameters:
    ///   - planned: what the run began with, of `settings`.
    ///   - control: changes it since.
    init(desk: WhatIfDesk, planned: PlannedLoop, settings: Settings, control: RunControl?) {
        self.desk = desk
        self.planned = planned
        began = settings
        self.control = control
    }

    /// The run's, as they are now.
    private var settings: Settings { control?.current.settings ?? began }

    /// To `id=N` and a change.
    func course(query: Substring, at seconds: Double) -> Reply {
        let parts = query.split(separator: "&", maxSplits: 1)
        guard let first = parts.first, first.hasPrefix("id="),
            (1...20).contains(first.dropFirst(3).utf8.count),
            first.dropFirst(3).utf8.allSatisfy({ (48...57).contains($0) }),
            let change = change(parts.dropFirst().first ?? "")
        else { return .wrong("id=NUMBER&threshold0=250&votes0=3&onset=2") }
        // The change too: the same number with another one is another question.
        let id = String(query)
        if let known = desk.reply(to: id, at: seconds) {
            if case .wrong(let problem) = known { return .wrong(problem) }
            return .json(json(known))
        }
        do throws(SettingsError) {
            let settings = settings
            _ = try change.settings(of: settings, planned, isSaved: false)
            let planned = planned
            desk.ask(
                id, by: { () throws(SettingsError) in try change.plan(of: settings, planned) },
                at: seconds)
            return .json(json(.waiting))
        } catch { return .wrong("\(error)") }
    }

    /// To a change of a learned detector's threshold: the model that has it.
    func model(query: Substring) -> Reply {
        guard let change = change(query) else { return .wrong("score=1.5") }
        do throws(SettingsError) {
            return .file(try change.model(of: (control?.current.planned ?? planned).model).text())
        } catch { return .wrong("\(error)") }
    }

    /// To a change: the settings that make it.
    func file(query: Substring) -> Reply {
        guard let change = change(query) else { return .wrong("threshold0=250&votes0=3&onset=2") }
        do throws(SettingsError) {
            let file = try change.settings(of: settings, planned, isSaved: true)
            // What no loop can be planned from is no file.
            _ = try change.plan(of: settings, planned)
            return .file(WhatIfChange.text(of: file))
        } catch { return .wrong("\(error)") }
    }

    private func change(_ query: Substring) -> WhatIfChange? {
        WhatIfChange(query: query, patternCount: planned.patternPlaces.count)
    }

    private func json(_ reply: WhatIfDesk.Reply) -> String {
        switch reply {
        case .waiting: JSONValue.object([.init("state", .text("waiting"))]).line
        case .wrong(let problem): JSONValue.object([.init("problem", .text(problem))]).line
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
