import Acquisition

extension PulseOutput {
    /// Draws the next frames into room that is all 0. Counts become samples by a shift, which loses
    /// nothing; a stimulus lies under the pulses.
    func draw(_ frames: Int, into bytes: UnsafeMutableRawBufferPointer) {
        let grant = opened.grant
        let shift = Int64(32 - grant.format.bits)
        probe?.draw(frames: frames, from: track.written) { place, sample, isMarked in
            let offset = place * grant.frameBytes
            unsafe grant.format.put(sample, in: bytes, at: offset)
            guard grant.channels > 1, isMarked else { return }
            unsafe grant.format.put(1 << 30, in: bytes, at: offset + grant.format.byteCount)
        }
        track.draw(frames: frames) { place, count in
            let offset = place * grant.frameBytes
            let drawn = UnsafeRawBufferPointer(bytes)
            let under = Int64(unsafe grant.format.sample(in: drawn, at: offset))
            unsafe grant.format.put(Int32(clamping: under + count << shift), in: bytes, at: offset)
            guard grant.channels > 1 else { return }
            unsafe grant.format.put(1 << 30, in: bytes, at: offset + grant.format.byteCount)
        }
    }
}
