/// What libasound can take as a device's name. It asserts on the rest, which would end the program.
enum DeviceName {
    private static let bytesMax = 4_096
    /// libasound copies a name, an argument's name and its value into buffers of 256 bytes.
    private static let partBytesMax = 255

    static func check(_ device: String) throws(AlsaError) {
        func refuse(_ why: String) -> AlsaError { AlsaError(device, .badName(why)) }
        guard !device.isEmpty else { throw refuse("a device's name cannot be empty") }
        guard !device.utf8.contains(where: { $0 < 0x20 || $0 == 0x7F }) else {
            throw refuse("a device's name has no control characters")
        }
        guard device.utf8.count <= bytesMax else {
            throw refuse("a device's name has at most \(bytesMax) bytes")
        }
        let pieces = device.utf8.split(separator: UInt8(ascii: ":"), maxSplits: 1)
        let arguments = pieces.count > 1 ? pieces[1].split(separator: UInt8(ascii: ",")) : []
        let names =
            pieces.prefix(1)
            + arguments.map { $0.prefix { $0 != UInt8(ascii: "=") } }
        guard names.allSatisfy({ $0.count <= partBytesMax }) else {
            throw refuse("a part of a device's name has at most \(partBytesMax) bytes")
        }
    }
}
