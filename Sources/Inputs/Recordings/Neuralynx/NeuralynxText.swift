/// The text at the start of a Neuralynx file: lines `-Key Value`, remarks after `#`.
struct NeuralynxText {
    private(set) var values: [String: String] = [:]
    private var opened: String?

    init(_ bytes: [UInt8]) {
        for line in TextLines(bytes.prefix { $0 != 0 }) {
            let text = ForeignText.field(line)
            if text.hasPrefix("##"), text.contains("Opened"), opened == nil { opened = text }
            guard text.hasPrefix("-"), let space = text.firstIndex(of: " ") else { continue }
            let key = String(text[text.index(after: text.startIndex)..<space])
            let value = text[space...].trimmingSpaces
            values[key] =
                value.hasPrefix("\"") && value.hasSuffix("\"") && value.count > 1
                ? String(value.dropFirst().dropLast()) : value
        }
    }

    var name: String {
        values["AcqEntName"].flatMap { $0.isEmpty ? nil : $0 } ?? "channel"
    }

    var filters: String {
        [
            ("HP:", "DspLowCutFrequency", "DSPLowCutFilterEnabled"),
            ("LP:", "DspHighCutFrequency", "DSPHighCutFilterEnabled"),
        ]
        .compactMap { kind, key, switchKey in
            guard values[switchKey]?.lowercased() != "false", let value = values[key],
                DecimalNumber(parsing: value.utf8) != nil
            else { return nil }
            return "\(kind)\(value)Hz"
        }.joined(separator: " ")
    }

    /// `-TimeCreated 2018/02/05 18:05:12`, or older `## Time Opened (m/d/y): 2/5/2018 ... 18:5:12.6`.
    var startDate: String? {
        let text = values["TimeCreated"] ?? opened ?? ""
        let words = text.split(separator: " ")
        guard
            let day = words.first(where: {
                $0.filter { $0 == "/" }.count == 2 && $0.first?.isNumber == true
            }),
            let time = words.last(where: {
                $0.filter { $0 == ":" }.count == 2 && $0.first?.isNumber == true
            })
        else { return nil }
        let parts = day.split(separator: "/").map(String.init)
        guard parts.count == 3 else { return nil }
        let clock = time.split(separator: ".").first ?? ""
        let ymd = parts[0].count == 4 ? parts : [parts[2], parts[0], parts[1]]
        return RecordingDate("\(ymd.joined(separator: "-"))T\(clock)")?.text
    }
}
