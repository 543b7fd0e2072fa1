import Foundation
import Recordings
import Training

extension AnnotatedRecording {
    static func opened(
        _ paths: [String], _ encoding: TextEncoding?, _ tell: (RunNews) -> Void
    ) throws -> [AnnotatedRecording] {
        try needOnce(paths)
        return try paths.map { try AnnotatedRecording(path: $0, encoding, tell) }
    }

    /// Each once: one given twice would be tested on what it was trained on.
    static func needOnce(_ paths: [String]) throws {
        var places: Set<String> = []
        for path in paths {
            let place = URL(fileURLWithPath: path).resolvingSymlinksInPath().path
            guard places.insert(place).inserted else {
                throw RunError("\(path): is given twice; give each recording once")
            }
        }
    }

    init(path: String, _ encoding: TextEncoding?, _ tell: (RunNews) -> Void) throws {
        self.init(
            name: URL(fileURLWithPath: path).lastPathComponent,
            recording: try Recording(opening: path, encoding: encoding, tell))
    }
}
