extension JSONValue {
    /// Any encodable value as JSON, its members in the order of their declaration, what does not
    /// exist as `null`. (Foundation's encoder leaves absent members out, sorts or shuffles the
    /// others, and throws at a number that is not finite.)
    package init(encoding value: some Encodable) throws {
        let encoder = ValueEncoder()
        try encoder.encode(value)
        self = encoder.node.value
    }
}

extension JSONValue: Encodable {
    package func encode(to encoder: any Encoder) throws {
        switch self {
        case .null:
            var container = encoder.singleValueContainer()
            try container.encodeNil()
        case .bool(let value): try value.encode(to: encoder)
        case .integer(let value): try value.encode(to: encoder)
        case .number(let value): try value.encode(to: encoder)
        case .text(let value): try value.encode(to: encoder)
        case .list(let values): try values.encode(to: encoder)
        case .object(let members):
            var container = encoder.container(keyedBy: MemberName.self)
            for member in members {
                try container.encode(member.value, forKey: MemberName(stringValue: member.name))
            }
        }
    }
}

/// A value under construction; containers share it by reference.
private final class Node {
    enum Content {
        case leaf(JSONValue)
        case list([Node])
        case object([(name: String, node: Node)])
    }

    var content: Content = .leaf(.null)

    var value: JSONValue {
        switch content {
        case .leaf(let value): value
        case .list(let nodes): .list(nodes.map(\.value))
        case .object(let members): .object(members.map { .init($0.name, $0.node.value) })
        }
    }

    func becomeObject() {
        if case .object = content { return }
        content = .object([])
    }

    func becomeList() {
        if case .list = content { return }
        content = .list([])
    }

    func member(_ name: String) -> Node {
        let node = Node()
        guard case .object(var members) = content else { return node }
        content = .leaf(.null)
        members.append((name, node))
        content = .object(members)
        return node
    }

    func element() -> Node {
        let node = Node()
        guard case .list(var nodes) = content else { return node }
        content = .leaf(.null)
        nodes.append(node)
        content = .list(nodes)
        return node
    }

    var elementCount: Int {
        if case .list(let nodes) = content { nodes.count } else { 0 }
    }
}

private struct ValueEncoder: Encoder {
    var codingPath: [any CodingKey] = []
    var userInfo: [CodingUserInfoKey: Any] { [:] }
    var node = Node()

    func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
        node.becomeObject()
        return KeyedEncodingContainer(ObjectContainer<Key>(encoder: self))
    }

    func unkeyedContainer() -> any UnkeyedEncodingContainer {
        node.becomeList()
        return ListContainer(encoder: self)
    }

    func singleValueContainer() -> any SingleValueEncodingContainer { LeafContainer(encoder: self) }

    /// Writes plain values directly and asks the others to encode themselves.
    func encode(_ value: some Encodable) throws {
        switch value {
        case let value as JSONValue: node.content = .leaf(value)
        case let value as Bool: node.content = .leaf(.bool(value))
        case let value as String: node.content = .leaf(.text(value))
        case let value as Double: node.content = .leaf(.number(value))
        case let value as Float: node.content = .leaf(.number(Double("\(value)") ?? .nan))
        case let value as any BinaryInteger:
            guard let integer = Int64(exactly: value) else {
                throw EncodingError.invalidValue(
                    value, .init(codingPath: codingPath, debugDescription: "beyond 64 bits"))
            }
            node.content = .leaf(.integer(integer))
        default: try value.encode(to: self)
        }
    }

    func nested(_ key: any CodingKey, _ node: Node) -> ValueEncoder {
        ValueEncoder(codingPath: codingPath + [key], node: node)
    }
}

private struct ObjectContainer<Key: CodingKey>: KeyedEncodingContainerProtocol {
    let encoder: ValueEncoder
    var codingPath: [any CodingKey] { encoder.codingPath }

    private func member(_ key: Key) -> ValueEncoder {
        encoder.nested(key, encoder.node.member(key.stringValue))
    }

    func encodeNil(forKey key: Key) { _ = member(key) }
    func encode(_ value: some Encodable, forKey key: Key) throws { try member(key).encode(value) }

    // An absent value is written as null, which is why this encoder exists.
    private func encodeOrNull(_ value: (some Encodable)?, _ key: Key) throws {
        let member = member(key)
        if let value { try member.encode(value) }
    }
    func encodeIfPresent(_ value: (some Encodable)?, forKey key: Key) throws {
        try encodeOrNull(value, key)
    }
    func encodeIfPresent(_ value: Bool?, forKey key: Key) throws { try encodeOrNull(value, key) }
    func encodeIfPresent(_ value: String?, forKey key: Key) throws { try encodeOrNull(value, key) }
    func encodeIfPresent(_ value: Double?, forKey key: Key) throws { try encodeOrNull(value, key) }
    func encodeIfPresent(_ value: Float?, forKey key: Key) throws { try encodeOrNull(value, key) }
    func encodeIfPresent(_ value: Int?, forKey key: Key) throws { try encodeOrNull(value, key) }
    func encodeIfPresent(_ value: Int8?, forKey key: Key) throws { try encodeOrNull(value, key) }
    func encodeIfPresent(_ value: Int16?, forKey key: Key) throws { try encodeOrNull(value, key) }
    func encodeIfPresent(_ value: Int32?, forKey key: Key) throws { try encodeOrNull(value, key) }
    func encodeIfPresent(_ value: Int64?, forKey key: Key) throws { try encodeOrNull(value, key) }
    func encodeIfPresent(_ value: UInt?, forKey key: Key) throws { try encodeOrNull(value, key) }
    func encodeIfPresent(_ value: UInt8?, forKey key: Key) throws { try encodeOrNull(value, key) }
    func encodeIfPresent(_ value: UInt16?, forKey key: Key) throws { try encodeOrNull(value, key) }
    func encodeIfPresent(_ value: UInt32?, forKey key: Key) throws { try encodeOrNull(value, key) }
    func encodeIfPresent(_ value: UInt64?, forKey key: Key) throws { try encodeOrNull(value, key) }

    func nestedContainer<NestedKey: CodingKey>(
        keyedBy type: NestedKey.Type, forKey key: Key
    ) -> KeyedEncodingContainer<NestedKey> { member(key).container(keyedBy: type) }

    func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer {
        member(key).unkeyedContainer()
    }

    func superEncoder() -> any Encoder {
        encoder.nested(
            MemberName(stringValue: "super"), encoder.node.member("super"))
    }

    func superEncoder(forKey key: Key) -> any Encoder { member(key) }
}

private struct ListContainer: UnkeyedEncodingContainer {
    let encoder: ValueEncoder
    var codingPath: [any CodingKey] { encoder.codingPath }
    var count: Int { encoder.node.elementCount }

    private func element() -> ValueEncoder {
        encoder.nested(MemberName(stringValue: "\(count)"), encoder.node.element())
    }

    func encodeNil() { _ = element() }
    func encode(_ value: some Encodable) throws { try element().encode(value) }

    func nestedContainer<NestedKey: CodingKey>(
        keyedBy type: NestedKey.Type
    ) -> KeyedEncodingContainer<NestedKey> { element().container(keyedBy: type) }

    func nestedUnkeyedContainer() -> any UnkeyedEncodingContainer { element().unkeyedContainer() }
    func superEncoder() -> any Encoder { element() }
}

private struct LeafContainer: SingleValueEncodingContainer {
    let encoder: ValueEncoder
    var codingPath: [any CodingKey] { encoder.codingPath }

    func encodeNil() { encoder.node.content = .leaf(.null) }
    func encode(_ value: some Encodable) throws { try encoder.encode(value) }
}
