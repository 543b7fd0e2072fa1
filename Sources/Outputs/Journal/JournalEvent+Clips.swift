/// What becomes of a run's clips.
extension JournalEvent {
    /// A clip is complete and has its place.
    package static func clipSaved(
        _ clip: ClipList.Clip, frame: Int64, timeSeconds: Double
    ) -> JournalEvent {
        event(
            .clipSaved, frame, timeSeconds, .init("file", .text(clip.file)),
            .init("reason", .text(clip.reason)), .init("onsetSeconds", .number(clip.onsetSeconds)),
            .init("durationSeconds", .number(clip.durationSeconds)),
            .init("firstFrame", .integer(clip.firstFrame)),
            .init("ending", .text(clip.ending)), .init("isAnnotated", .bool(clip.isAnnotated)))
    }

    /// A clip gave way to a newer one.
    package static func clipRemoved(
        _ clip: ClipList.Clip, frame: Int64, timeSeconds: Double
    ) -> JournalEvent {
        event(
            .clipRemoved, frame, timeSeconds, .init("file", .text(clip.file)),
            .init("reason", .text(clip.reason)), .init("onsetSeconds", .number(clip.onsetSeconds)))
    }

    /// No older clip could give way to this one: all have a trigger or an annotation.
    package static func clipLeftOut(
        reason: String, onsetSeconds: Double, frame: Int64, timeSeconds: Double
    ) -> JournalEvent {
        event(
            .clipLeftOut, frame, timeSeconds, .init("reason", .text(reason)),
            .init("onsetSeconds", .number(onsetSeconds)))
    }

    /// There are no more clips; the run goes on.
    package static func clipsFailed(
        frame: Int64, timeSeconds: Double, reason: String
    ) -> JournalEvent {
        event(.clipsFailed, frame, timeSeconds, .init("reason", .text(reason)))
    }
}
