import CHDF5
import Foundation
import Synchronization

/// A file that libhdf5 has open, in a process of its own: damaged files make that library crash or run
/// for ever, which is an error here.
@safe
final class HDF5File: Sendable {
    let path: String
    private let link: Mutex<chdf5_link>

    init(_ path: String) throws(RecordingError) {
        guard path.utf8.count < CHDF5_TEXT_BYTES, !path.utf8.contains(0) else {
            throw RecordingError(
                path, .cannotOpen(reason: "its path is longer than \(CHDF5_TEXT_BYTES) bytes"))
        }
        _ = try RecordingFile(opening: path)
        var link = unsafe chdf5_link()
        let status = unsafe chdf5_start(path, &link)
        switch status {
        case 0: break
        case -1: throw RecordingError(path, .cannotOpen(reason: Self.hint))
        case EILSEQ: throw RecordingError(path, field: "HDF5", .damaged)
        case ECHILD: throw RecordingError(path, unsafe Self.problem(link))
        default: throw RecordingError(path, .cannotOpen(reason: systemReason(status)))
        }
        self.path = path
        unsafe self.link = unsafe Mutex(link)
    }

    /// Of the process that has the file open.
    var processIdentifier: Int32 { unsafe link.withLock { unsafe $0.process } }

    /// Why it gives no answer any more.
    private static func problem(_ link: chdf5_link) -> RecordingError.Problem {
        let verb: String
        switch unsafe UInt32(bitPattern: link.ending) {
        case CHDF5_KILLED.rawValue: verb = "killed"
        case CHDF5_STOPPED.rawValue: verb = "stopped"
        default: return .damaged
        }
        return unsafe .cannotRead(
            reason: "the process that reads it by libhdf5 was \(verb) (signal \(link.signal)), by "
                + "somebody or by the system; start again")
    }

    deinit { unsafe link.withLock { link in unsafe chdf5_stop(&link) } }

    static let hint =
        "it is read by libhdf5 1.10.5 or later, which is not there: apt-get install libhdf5-dev (Debian, "
        + "Ubuntu)"

    /// What came back: numbers, and bytes where they were asked for.
    struct Answer {
        let numbers: [UInt64]
        let bytes: [UInt8]

        /// Texts that end in NUL.
        var texts: [String] {
            bytes.split(separator: 0, omittingEmptySubsequences: false).dropLast()
                .map { ForeignText.decoded($0) }
        }

        var doubles: [Double] {
            let fields = BinaryFields(bytes, file: "")
            return (0..<bytes.count / 8).map { fields.double(8 * $0) }
        }
    }

    /// Nil where there is no such object.
    func answer(
        _ question: chdf5_question, _ object: String, name: String = "", numbers: [UInt64] = []
    ) throws(RecordingError) -> Answer? {
        var bytes: [UInt8] = []
        var results: [UInt64] = []
        let isThere = try unsafe ask(question, object, name, numbers) { message in
            let count = unsafe Int(min(message.pointee.payload_bytes, UInt64(CHDF5_PAYLOAD_BYTES)))
            bytes = unsafe Array(UnsafeBufferPointer(start: chdf5_payload(message), count: count))
            results = unsafe Array(
                UnsafeBufferPointer(start: chdf5_numbers(message), count: CHDF5_NUMBERS))
        }
        return isThere ? Answer(numbers: results, bytes: bytes) : nil
    }

    /// A box of a dataset into the first bytes of a buffer that is large enough.
    func read(
        _ object: String, numbers: [UInt64], into buffer: inout [UInt8], byteCount: Int
    ) throws(RecordingError) {
        precondition(byteCount <= buffer.count && byteCount <= CHDF5_PAYLOAD_BYTES)
        var isWhole = false
        let isThere = try unsafe ask(CHDF5_READ, object, "", numbers) { message in
            isWhole = unsafe message.pointee.payload_bytes == UInt64(byteCount)
            unsafe buffer.withUnsafeMutableBytes {
                unsafe $0.copyMemory(
                    from: UnsafeRawBufferPointer(start: chdf5_payload(message), count: byteCount))
            }
        }
        guard isThere, isWhole else { throw unreadable(object) }
    }

    private func ask(
        _ question: chdf5_question, _ object: String, _ name: String, _ numbers: [UInt64],
        _ body: (UnsafeMutablePointer<chdf5_message>) -> Void
    ) throws(RecordingError) -> Bool {
        let texts = [object, name].map { Array($0.utf8) }
        guard texts.allSatisfy({ $0.count < CHDF5_TEXT_BYTES && !$0.contains(0) }) else {
            return false
        }
        let status = try unsafe link.withLock { link throws(RecordingError) -> UInt32 in
            guard let message = unsafe link.message else { return CHDF5_ABSENT.rawValue }
            unsafe message.pointee.question = Int32(question.rawValue)
            unsafe Self.put(texts[0], into: chdf5_path(message))
            unsafe Self.put(texts[1], into: chdf5_name(message))
            for (index, number) in numbers.enumerated() {
                unsafe chdf5_numbers(message)[index] = number
            }
            guard unsafe chdf5_ask(&link) == 0 else {
                let problem = unsafe Self.problem(link)
                throw RecordingError(path, field: problem == .damaged ? "HDF5" : nil, problem)
            }
            let status = unsafe UInt32(bitPattern: message.pointee.status)
            if status == CHDF5_DONE.rawValue { unsafe body(message) }
            return status
        }
        switch status {
        case CHDF5_DONE.rawValue: return true
        case CHDF5_ABSENT.rawValue: return false
        case CHDF5_TOO_LARGE.rawValue:
            throw RecordingError(
                path, field: ForeignText.quoted(object),
                .limitExceeded(
                    found: Int64(CHDF5_PAYLOAD_BYTES) + 1, limit: Int64(CHDF5_PAYLOAD_BYTES)))
        default: throw unreadable(object)
        }
    }

    private static func put(_ text: [UInt8], into place: UnsafeMutablePointer<CChar>) {
        for (index, byte) in (text + [0]).enumerated() {
            unsafe place[index] = CChar(bitPattern: byte)
        }
    }

    private func unreadable(_ object: String) -> RecordingError {
        RecordingError(
            path, field: ForeignText.quoted(object), .cannotRead(reason: "libhdf5 cannot decode it")
        )
    }
}
