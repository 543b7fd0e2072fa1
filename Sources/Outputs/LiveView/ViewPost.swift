import Journal
import NIOCore
import NIOHTTP1
import RunFolder

/// What somebody posts, while its body comes: a marker, as JSON or as plain text, or a change of the loop
/// as JSON.
struct ViewPost {
    private static let types = ["application/json", "text/plain"]

    private let isChange: Bool
    private let isJSON: Bool
    private let from: String
    private var body = ByteBuffer()

    /// A post that may have its body sent.
    ///
    /// - Parameter address: that it comes from.
    init(_ head: HTTPRequestHead, from address: String) throws(ViewAnswer) {
        isChange = ViewAnswer.path(of: head) == LiveView.controlPath
        let headers = head.headers
        let type = headers["content-type"].first?.split(separator: ";").first
            .map { $0.trimmingPrefix(while: \.isWhitespace).lowercased() }
        // No form of another site's page has the first, and no browser lets a script send it there; a form
        // can have the second, with its own page's Origin.
        let types = isChange ? Self.types.prefix(1) : Self.types[...]
        guard let type, types.contains(type), headers["content-type"].count == 1 else {
            throw ViewAnswer(
                .unsupportedMediaType, text: "Content-Type: \(types.joined(separator: " or "))\n")
        }
        isJSON = type == Self.types[0]
        from = address
        let length = headers["content-length"].first.map { Int($0) ?? .max } ?? 0
        guard length <= ViewLimits.postBytesMax else { throw Self.tooLong }
    }

    private static var tooLong: ViewAnswer {
        ViewAnswer(
            .payloadTooLarge, text: "At most \(ViewLimits.postBytesMax) bytes\n")
    }

    mutating func add(_ bytes: ByteBuffer) throws(ViewAnswer) {
        guard body.readableBytes + bytes.readableBytes <= ViewLimits.postBytesMax else {
            throw Self.tooLong
        }
        body.writeImmutableBuffer(bytes)
    }

    /// Whether a loop is planned for the answer. A marker's has its frame of this moment.
    var takesLong: Bool { isChange }

    /// What becomes of it, once it is here.
    func answer(_ hub: ViewHub) -> ViewAnswer {
        guard !isChange else {
            return hub.control.answer(
                to: JSONValue(parsing: Array(body.readableBytesView)), from: from)
        }
        guard let text else {
            let wanted = isJSON ? #"{"text": "..."}"# : "UTF-8"
            return ViewAnswer(.badRequest, text: "The body must be \(wanted)\n")
        }
        if let problem = RunMarker.problem(with: text) {
            return ViewAnswer(.badRequest, text: problem + "\n")
        }
        switch hub.markers.put(text, from: from) {
        case .taken(let marker):
            return ViewAnswer(
                .accepted, json: .object([.init("frame", .integer(marker.frame))]))
        case .tooMany: return .tooMany
        case .closed:
            return ViewAnswer(.conflict, text: "No run is under way that takes markers\n")
        }
    }

    private var text: String? {
        let bytes = Array(body.readableBytesView)
        guard !isJSON else { return JSONValue(parsing: bytes)?["text"]?.text }
        guard var text = String(validating: bytes, as: UTF8.self) else { return nil }
        // The end of a last line, an editor's or a shell's, is none of the text.
        if text.last?.isNewline == true { text.removeLast() }
        return text
    }
}
