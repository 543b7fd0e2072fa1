import Glibc
import Synchronization

/// The last counts of a run, frame by frame in a ring of bounded size: a file without a name, which is
/// gone with the process however that ends.
///
/// One thread appends; any thread reads, and is told what was there.
final class CountsFile: Sendable {
    static let secondsMax = 600.0
    static let megabytesOfChoice = 512
    /// Of what is free on the disk it takes one part of so many at most: others write there too.
    static let partsOfDisk = 10
    /// Stretches of which is known that they are there; with more holes the oldest are given up.
    static let stretchesMax = 4_096

    /// What is there.
    struct Kept {
        /// Stretches of frames, in order; none touches the next.
        fileprivate(set) var stretches: [Range<Int64>] = []
        /// From the first of these frames to before the second it is known what was there.
        fileprivate(set) var firstFrame: Int64 = 0
        fileprivate(set) var nextFrame: Int64 = 0
        /// Why nothing is kept any more; nil while it is.
        fileprivate(set) var problem: String?
    }

    let groupCount: Int
    let capacityFrames: Int64
    private let descriptor: CInt
    private let state = Mutex(Kept())

    /// - Parameters:
    ///   - folder: where there is room for the file.
    ///   - megabytes: the most that it takes; no frames beyond `secondsMax` are kept in any case.
    convenience init(
        in folder: String, groupCount: Int, rateHertz: Double, megabytes: Int
    ) throws(LiveViewError) {
        var path = Array("\(folder)/.view-XXXXXX".utf8CString)
        let descriptor = unsafe mkstemp(&path)
        guard descriptor >= 0 else {
            throw LiveViewError("\(folder): \(Self.systemText) where the view keeps its samples")
        }
        _ = unsafe unlink(path)
        var disk = statvfs()
        guard unsafe fstatvfs(descriptor, &disk) == 0 else {
            let text = Self.systemText
            Glibc.close(descriptor)
            throw LiveViewError("\(folder): \(text) where the view keeps its samples")
        }
        let free = Int(disk.f_bavail) * Int(disk.f_frsize) / Self.partsOfDisk
        let most = min(megabytes * 1_000_000, free) / (groupCount * 16)
        guard Double(most) >= rateHertz else {
            Glibc.close(descriptor)
            let isDisk = free < megabytes * 1_000_000
            throw LiveViewError(
                isDisk
                    ? "\(folder): the disk has too little room for the view's samples"
                    : "--view-megabytes \(megabytes) is too little for a second of samples")
        }
        self.init(
            descriptor: descriptor, groupCount: groupCount,
            capacityFrames: min(Int64(most), Int64(Self.secondsMax * rateHertz)))
    }

    /// - Parameter descriptor: of a file to write and read, which is closed with this.
    init(descriptor: CInt, groupCount: Int, capacityFrames: Int64) {
        self.descriptor = descriptor
        self.groupCount = groupCount
        self.capacityFrames = capacityFrames
    }

    deinit { Glibc.close(descriptor) }

    /// As of now.
    var kept: Kept { state.withLock { $0 } }

    var frameBytes: Int { groupCount * 16 }

    /// Enters frames that follow all before, with a hole where some are missing.
    func append(firstFrame: Int64, _ counts: Span<SIMD8<Int16>>) {
        let end = firstFrame + Int64(counts.count / groupCount)
        let isWanted = state.withLock { state in
            guard state.problem == nil, firstFrame >= state.nextFrame, end > firstFrame else {
                return false
            }
            state.forget(before: end - capacityFrames)
            return true
        }
        guard isWanted, end - firstFrame <= capacityFrames else { return }
        var frame = firstFrame
        var problem: String?
        while frame < end, problem == nil {
            let place = frame % capacityFrames
            let until = min(end, frame + capacityFrames - place)
            let bytes = Int(frame - firstFrame) * frameBytes..<Int(until - firstFrame) * frameBytes
            problem = unsafe counts.withUnsafeBytes { buffer in
                unsafe write(
                    UnsafeRawBufferPointer(rebasing: buffer[bytes]), at: Int(place) * frameBytes)
            }
            frame = until
        }
        state.withLock { state in
            if let problem {
                state.stretches = []
                state.firstFrame = end
                state.problem = problem
            } else {
                state.add(firstFrame..<end)
            }
            state.nextFrame = end
        }
    }

    /// The counts of the frames that are there, laid out [frame][group], in order.
    func read(_ frames: Range<Int64>) -> [(firstFrame: Int64, counts: [SIMD8<Int16>])] {
        let stretches = state.withLock { state in
            state.stretches.map { $0.clamped(to: frames) }.filter { !$0.isEmpty }
        }
        var pieces = stretches.compactMap { stretch in
            read(whole: stretch).map { (firstFrame: stretch.lowerBound, counts: $0) }
        }
        // What was written over meanwhile is not what was asked for.
        let first = state.withLock { $0.stretches.first?.lowerBound ?? $0.nextFrame }
        pieces = pieces.compactMap { piece in
            let gone = first - piece.firstFrame
            guard gone > 0 else { return piece }
            let left = piece.counts.dropFirst(Int(gone) * groupCount)
            return left.isEmpty ? nil : (piece.firstFrame + gone, Array(left))
        }
        return pieces
    }

    private func read(whole frames: Range<Int64>) -> [SIMD8<Int16>]? {
        var counts = [SIMD8<Int16>](repeating: SIMD8(), count: frames.count * groupCount)
        var frame = frames.lowerBound
        while frame < frames.upperBound {
            let place = frame % capacityFrames
            let until = min(frames.upperBound, frame + capacityFrames - place)
            let first = Int(frame - frames.lowerBound) * frameBytes
            let length = Int(until - frame) * frameBytes
            let isRead = unsafe counts.withUnsafeMutableBytes { buffer in
                var done = 0
                while done < length {
                    let count = unsafe pread(
                        descriptor, buffer.baseAddress! + first + done, length - done,
                        off_t(Int(place) * frameBytes + done))
                    if count < 0, errno == EINTR { continue }
                    guard count > 0 else { return false }
                    done += count
                }
                return true
            }
            guard isRead else { return nil }
            frame = until
        }
        return counts
    }

    private func write(_ bytes: UnsafeRawBufferPointer, at place: Int) -> String? {
        var done = 0
        while done < bytes.count {
            let count = unsafe pwrite(
                descriptor, bytes.baseAddress! + done, bytes.count - done, off_t(place + done))
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return Self.systemText }
            done += count
        }
        return nil
    }

    private static var systemText: String { unsafe String(cString: strerror(errno)).lowercased() }
}

extension CountsFile.Kept {
    fileprivate mutating func forget(before frame: Int64) {
        firstFrame = max(firstFrame, frame)
        while let first = stretches.first, first.lowerBound < frame {
            if first.upperBound > frame {
                stretches[0] = frame..<first.upperBound
                return
            }
            stretches.removeFirst()
        }
    }

    fileprivate mutating func add(_ frames: Range<Int64>) {
        if let last = stretches.last, last.upperBound == frames.lowerBound {
            stretches[stretches.count - 1] = last.lowerBound..<frames.upperBound
        } else {
            stretches.append(frames)
            if stretches.count > CountsFile.stretchesMax {
                firstFrame = max(firstFrame, stretches.removeFirst().upperBound)
            }
        }
    }
}
