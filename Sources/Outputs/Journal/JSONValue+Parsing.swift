import Foundation

extension JSONValue {
    /// Levels of objects and lists in a text that is parsed. Foundation takes seconds over a kilobyte of
    /// them.
    static let depthMax = 16

    /// The value of a whole JSON text in UTF-8; nil where it is none, where it is nested deeper than
    /// `depthMax`, and where an object names a member twice: of two values neither is meant.
    package init?(parsing bytes: [UInt8]) {
        let outline = JSONOutline(bytes)
        guard outline.depth <= Self.depthMax,
            // Any other encoding of JSON has such bytes.
            !bytes.contains(0),
            let value = try? JSONDecoder().decode(Self.self, from: Data(bytes)),
            value.memberCount == outline.members
        else { return nil }
        self = value
    }

    /// Members of all objects in it.
    private var memberCount: Int {
        switch self {
        case .object(let members): members.reduce(members.count) { $0 + $1.value.memberCount }
        case .list(let values): values.reduce(0) { $0 + $1.memberCount }
        default: 0
        }
    }
}

/// What a JSON text has outside of its strings, whatever else is wrong with it.
private struct JSONOutline {
    private(set) var depth = 0
    /// Each is told from its value by a colon.
    private(set) var members = 0

    init(_ bytes: [UInt8]) {
        var level = 0
        var isInString = false
        var isEscaped = false
        for byte in bytes {
            if isInString {
                let isEnd = byte == UInt8(ascii: "\"") && !isEscaped
                isEscaped = byte == UInt8(ascii: "\\") && !isEscaped
                isInString = !isEnd
                continue
            }
            switch byte {
            case UInt8(ascii: "\""): isInString = true
            case UInt8(ascii: "["), UInt8(ascii: "{"):
                level += 1
                depth = max(depth, level)
            case UInt8(ascii: "]"), UInt8(ascii: "}"): level -= 1
            case UInt8(ascii: ":"): members += 1
            default: break
            }
        }
    }
}
