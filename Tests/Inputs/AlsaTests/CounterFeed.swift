import Foundation
import Realtime
import Synchronization
import Testing

/// Feeds the virtual amplifier's own counter, S16, through a FIFO as fast as it is taken, on a thread
/// that gives up when nobody takes anything for ten seconds.
final class CounterFeed {
    private final class Progress: Sendable {
        let bytesLeft: Atomic<Int>
        init(_ byteCount: Int) { bytesLeft = Atomic(byteCount) }
    }

    private let progress: Progress
    private let thread: PosixThread

    init(path: String, channels: Int, frames: Int) throws {
        #expect(unsafe mkfifo(path, 0o600) == 0)
        // To read as well, so that opening does not wait for the other side.
        let descriptor = unsafe open(path, O_RDWR | O_NONBLOCK | O_CLOEXEC)
        try #require(descriptor >= 0)
        var period: [UInt8] = []
        for frame in 0..<32_749 {
            for channel in 0..<channels {
                let value = UInt16((frame + 101 * channel) % 32_749 + 1)
                period += [UInt8(truncatingIfNeeded: value), UInt8(value >> 8)]
            }
        }
        let bytes = period
        let progress = Progress(frames * channels * 2)
        self.progress = progress
        thread = try PosixThread(name: "feed") { Self.feed(descriptor, bytes, progress) }
    }

    /// Whether everything has been taken.
    var isDone: Bool { progress.bytesLeft.load(ordering: .acquiring) == 0 }

    private static func feed(_ descriptor: Int32, _ period: [UInt8], _ progress: Progress) {
        var left = progress.bytesLeft.load(ordering: .relaxed)
        var place = 0
        var attempts = 0
        while left > 0, attempts < 50_000 {
            let count = unsafe period.withUnsafeBytes { bytes in
                let end = min(bytes.count, place + left)
                let rest = unsafe UnsafeRawBufferPointer(rebasing: bytes[place..<end])
                return unsafe write(descriptor, rest.baseAddress, rest.count)
            }
            attempts = count > 0 ? 0 : attempts + 1
            guard count > 0 else {
                usleep(200)
                continue
            }
            left -= count
            place = (place + count) % period.count
            progress.bytesLeft.store(left, ordering: .releasing)
        }
        close(descriptor)
    }
}
