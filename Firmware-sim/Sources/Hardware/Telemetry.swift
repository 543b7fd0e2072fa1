/// The link to the world outside: a mailbox that carries one record of `wordCount` words at a time.
public enum Telemetry {
    static var base: UInt { 0x2100_3000 }

    /// Written last: counts the records.
    @inline(__always) public static var sequence: Register { Register(base + 0x00) }
    /// 1: the session shall end.
    @inline(__always) public static var endRequest: Register { Register(base + 0x04) }
    /// The latest record that the link has carried away.
    @inline(__always) public static var carried: Register { Register(base + 0x08) }
    public static var wordCount: UInt { 24 }

    @inline(__always)
    public static func word(_ index: UInt) -> Register { Register(base + 0x10 + index * 4) }
}

/// What a record tells; word 0 of it.
public enum RecordKind {
    public static var started: UInt32 { 1 }
    public static var refused: UInt32 { 2 }
    public static var hop: UInt32 { 3 }
    public static var ended: UInt32 { 4 }
}
