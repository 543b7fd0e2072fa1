/// CRC-32 as in ISO-HDLC, Ethernet and zip (polynomial 0x04C11DB7, reflected), which finds every
/// change of up to 32 neighbouring bits. Bit by bit: a table would cost a device 1 KiB.
func checksum(of bytes: UnsafeRawBufferPointer) -> UInt32 {
    var remainder = UInt32.max
    for index in 0..<bytes.count {
        unsafe remainder ^= UInt32(bytes[index])
        for _ in 0..<8 {
            remainder = (remainder >> 1) ^ (0xEDB8_8320 & (0 &- (remainder & 1)))
        }
    }
    return ~remainder
}
