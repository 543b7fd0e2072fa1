import _Volatile

/// A register of 32 bits at a fixed address. Every read and write happens, in program order.
public struct Register: Sendable {
    let address: UInt

    @inline(__always)
    public init(_ address: UInt) { self.address = address }

    public var value: UInt32 {
        @inline(__always)
        get { unsafe VolatileMappedRegister<UInt32>(unsafeBitPattern: address).load() }
        @inline(__always)
        nonmutating set {
            unsafe VolatileMappedRegister<UInt32>(unsafeBitPattern: address).store(newValue)
        }
    }
}

/// Two registers that hold one number of 64 bits, the low half first.
public struct RegisterPair: Sendable {
    let address: UInt

    @inline(__always)
    public init(_ address: UInt) { self.address = address }

    public var value: Int64 {
        @inline(__always)
        get {
            Int64(Int32(bitPattern: Register(address + 4).value)) << 32
                | Int64(Register(address).value)
        }
        @inline(__always)
        nonmutating set {
            Register(address).value = UInt32(truncatingIfNeeded: newValue)
            Register(address + 4).value = UInt32(truncatingIfNeeded: newValue >> 32)
        }
    }
}
