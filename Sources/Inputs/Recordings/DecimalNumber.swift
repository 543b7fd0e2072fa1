/// A number as a file writes it, kept exactly: `mantissa / 10^scale`.
///
/// The grammar is `[+-] digits [. digits] [e [+-] digits]`, the only one accepted in any header or
/// table: no "nan", "inf" or hexadecimal, and a decimal comma only where a reader asks for it.
/// Digits beyond the eighteenth are dropped.
struct DecimalNumber: Equatable, Sendable {
    let mantissa: Int64
    /// 0 to 18.
    let scale: Int

    init(mantissa: Int64, scale: Int) {
        self.mantissa = mantissa
        self.scale = scale
    }

    /// Nil unless all of `bytes` is one number of a magnitude below 10^18.
    init?(parsing bytes: some Collection<UInt8>) {
        var rest = bytes[...]
        let isNegative = rest.first == UInt8(ascii: "-")
        if isNegative || rest.first == UInt8(ascii: "+") { rest.removeFirst() }
        var mantissa: Int64 = 0
        var scale = 0
        var digitCount = 0
        var seenPoint = false
        while let byte = rest.first {
            if byte == UInt8(ascii: "."), !seenPoint {
                seenPoint = true
            } else if let digit = Self.digit(byte) {
                digitCount += 1
                if mantissa < Self.mantissaRoom, scale < Self.scaleMax {
                    mantissa = mantissa * 10 + digit
                    if seenPoint { scale += 1 }
                } else if !seenPoint {
                    return nil
                }
            } else {
                break
            }
            rest.removeFirst()
        }
        guard digitCount > 0 else { return nil }
        var exponent = 0
        if rest.first == UInt8(ascii: "e") || rest.first == UInt8(ascii: "E") {
            rest.removeFirst()
            let isDownward = rest.first == UInt8(ascii: "-")
            if isDownward || rest.first == UInt8(ascii: "+") { rest.removeFirst() }
            guard !rest.isEmpty, rest.count <= 3 else { return nil }
            while let byte = rest.first, let digit = Self.digit(byte) {
                exponent = exponent * 10 + Int(digit)
                rest.removeFirst()
            }
            if isDownward { exponent = -exponent }
        }
        guard rest.isEmpty else { return nil }
        scale -= exponent
        while scale > Self.scaleMax {
            mantissa /= 10
            scale -= 1
        }
        while scale < 0 {
            guard mantissa < Self.mantissaRoom else { return nil }
            mantissa *= 10
            scale += 1
        }
        self.init(mantissa: isNegative ? -mantissa : mantissa, scale: scale)
    }

    /// As above, with a single comma for the point.
    init?(parsingComma bytes: some Collection<UInt8>) {
        let comma = UInt8(ascii: ",")
        guard bytes.contains(comma), !bytes.contains(UInt8(ascii: ".")) else { return nil }
        self.init(parsing: bytes.map { $0 == comma ? UInt8(ascii: ".") : $0 })
    }

    init?(parsing text: some StringProtocol) {
        self.init(parsing: text.utf8)
    }

    /// The nearest `Double`.
    var value: Double {
        // Both operands are exact below 2^53 and 10^22, so that one division rounds once.
        if mantissa.magnitude < 1 << 53 { return Double(mantissa) / Double(Self.power(scale)) }
        return Double("\(mantissa)e-\(scale)") ?? 0
    }

    /// Nil when there is a fraction.
    var wholeNumber: Int64? {
        let unit = Self.power(scale)
        return mantissa % unit == 0 ? mantissa / unit : nil
    }

    /// `self - other`, exact before one rounding wherever eighteen digits suffice.
    func subtracting(_ other: DecimalNumber) -> Double {
        let common = max(scale, other.scale)
        let left = mantissa.multipliedReportingOverflow(by: Self.power(common - scale))
        let right = other.mantissa.multipliedReportingOverflow(by: Self.power(common - other.scale))
        let difference = left.partialValue.subtractingReportingOverflow(right.partialValue)
        if left.overflow || right.overflow || difference.overflow { return value - other.value }
        return DecimalNumber(mantissa: difference.partialValue, scale: common).value
    }

    /// 10^exponent for 0...18.
    static func power(_ exponent: Int) -> Int64 {
        var result: Int64 = 1
        for _ in 0..<exponent { result *= 10 }
        return result
    }

    private static let scaleMax = 18
    private static let mantissaRoom: Int64 = 100_000_000_000_000_000

    private static func digit(_ byte: UInt8) -> Int64? {
        byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9") ? Int64(byte &- 48) : nil
    }
}
