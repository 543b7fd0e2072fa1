import Acquisition

/// Room for what a device moves channel by channel, as much as its buffer holds, and the way between
/// that and whole frames. One thread at a time uses it.
@safe
final class ChannelPlanes: @unchecked Sendable {
    let capacityFrames: Int
    /// Where each channel's samples begin.
    let pointers: UnsafeMutableBufferPointer<UnsafeMutableRawPointer?>
    private let memory: UnsafeMutableRawBufferPointer
    private let sampleBytes: Int
    private let frameBytes: Int

    init(_ grant: StreamGrant) {
        capacityFrames = max(1, grant.bufferFrames)
        sampleBytes = grant.format.byteCount
        frameBytes = grant.frameBytes
        let planeBytes = capacityFrames * sampleBytes
        unsafe memory = .allocate(byteCount: planeBytes * grant.channels, alignment: 64)
        unsafe memory.initializeMemory(as: UInt8.self, repeating: 0)
        unsafe pointers = .allocate(capacity: grant.channels)
        unsafe pointers.initialize(repeating: nil)
        for channel in 0..<grant.channels {
            unsafe pointers[channel] = memory.baseAddress.map { unsafe $0 + channel * planeBytes }
        }
    }

    deinit {
        unsafe pointers.deallocate()
        unsafe memory.deallocate()
    }

    /// Makes frames of the first samples of each channel.
    ///
    /// - Precondition: `bytes` has room for so many, at most `capacityFrames`.
    func interleave(_ frames: Int, into bytes: UnsafeMutableRawBufferPointer) {
        for channel in unsafe pointers.indices {
            var source = channel * capacityFrames * sampleBytes
            var target = channel * sampleBytes
            for _ in 0..<frames {
                for byte in 0..<sampleBytes {
                    unsafe bytes[target + byte] = memory[source + byte]
                }
                source += sampleBytes
                target += frameBytes
            }
        }
    }

    /// Makes the first samples of each channel of whole frames.
    ///
    /// - Precondition: `bytes` has so many, at most `capacityFrames`.
    func separate(_ bytes: UnsafeRawBufferPointer, frames: Int) {
        for channel in unsafe pointers.indices {
            var source = channel * sampleBytes
            var target = channel * capacityFrames * sampleBytes
            for _ in 0..<frames {
                for byte in 0..<sampleBytes {
                    unsafe memory[target + byte] = bytes[source + byte]
                }
                source += frameBytes
                target += sampleBytes
            }
        }
    }
}
