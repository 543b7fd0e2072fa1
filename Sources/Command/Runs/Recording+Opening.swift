import Recordings

extension Recording {
    /// Opens a recording, and tells how far that is where it takes long.
    package init(
        opening path: String, encoding: TextEncoding?, _ tell: (RunNews) -> Void
    ) throws(RecordingError) {
        var isLong = false
        defer { if isLong { tell(.ends) } }
        try self.init(opening: path, encoding: encoding) { done in
            if !isLong { tell(.begins("decompressing", total: 1, isSignal: false)) }
            isLong = true
            tell(.reached(done))
        }
    }
}
