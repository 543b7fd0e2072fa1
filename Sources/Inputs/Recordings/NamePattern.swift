/// A text with the wildcards `#` (digits, or the sign itself) and `*` (anything).
struct NamePattern: Sendable, Equatable {
    private let bytes: [UInt8]

    init(_ text: String) { bytes = Self.normalised(text) }

    var isEmpty: Bool { bytes.isEmpty }

    /// In lower case, spaces at the ends removed and runs of them joined; at most 1,000 bytes.
    static func normalised(_ text: String) -> [UInt8] {
        var result: [UInt8] = []
        var isSpacePending = false
        for byte in text.utf8.prefix(1000) {
            if byte == 0x20 || (byte >= 0x09 && byte <= 0x0D) {
                isSpacePending = !result.isEmpty
                continue
            }
            if isSpacePending { result.append(0x20) }
            isSpacePending = false
            result.append(byte >= 0x41 && byte <= 0x5A ? byte | 0x20 : byte)
        }
        return result
    }

    /// Whether all of a normalised text fits. O(pattern x text): only the last `*` is taken back.
    func matches(_ text: [UInt8]) -> Bool {
        var place = 0
        var next = 0
        var star: (next: Int, place: Int)?
        while true {
            if next < bytes.count, bytes[next] == UInt8(ascii: "*") {
                next += 1
                star = (next, place)
            } else if next < bytes.count, let end = step(bytes[next], in: text, at: place) {
                next += 1
                place = end
            } else if next == bytes.count, place == text.count {
                return true
            } else if let last = star, last.place < text.count {
                star = (last.next, last.place + 1)
                next = last.next
                place = last.place + 1
            } else {
                return false
            }
        }
    }

    private func step(_ wanted: UInt8, in text: [UInt8], at place: Int) -> Int? {
        guard place < text.count else { return nil }
        if text[place] == wanted { return place + 1 }
        guard wanted == UInt8(ascii: "#") else { return nil }
        var end = place
        while end < text.count, text[end] >= 0x30, text[end] <= 0x39 { end += 1 }
        return end > place ? end : nil
    }
}
