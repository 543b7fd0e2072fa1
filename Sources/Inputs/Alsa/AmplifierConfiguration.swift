/// ALSA configuration under which the virtual amplifier opens by a name that carries its arguments,
/// such as `quench:CHANNELS=16,RATE=1000,FILE=/tmp/signal.raw`.
package enum AmplifierConfiguration {
    /// The plug-in's file name, as the package builds it.
    package static let plugInName = "libasound_module_pcm_quench.so"

    /// Argument, ALSA's type of it, and its default; the field of the plug-in has the same name in
    /// small letters.
    private static let arguments: [(name: String, type: String, value: String)] = [
        ("NAME", "string", "\"amplifier\""), ("CHANNELS", "integer", "8"),
        ("RATE", "integer", "1000"), ("FORMAT", "string", "\"\""),
        ("ACCESS", "string", "\"\""), ("FILE", "string", "\"\""),
        ("REPEAT", "integer", "1"), ("MEMORY", "string", "\"\""), ("PLAY", "string", "\"\""),
        ("PERIOD", "integer", "1"), ("SPEED", "real", "1.0"), ("DRIFT", "real", "0.0"),
        ("FAULTS", "string", "\"\""), ("LEDGER", "string", "\"\""),
        ("TIME", "string", "\"\""),
        ("PULSE_CHANNEL", "integer", "0"), ("PULSE_PERIOD", "real", "1.0"),
        ("PULSE_OFFSET", "real", "0.0"), ("PULSE_WIDTH", "integer", "10"),
        ("SINE", "real", "0.0"), ("SINE_LEVEL", "real", "0.25"),
        ("NOISE", "real", "0.0"), ("NOISE_SEED", "integer", "0"),
        ("HIGH_PASS", "real", "0.0"), ("OUTPUT_HIGH_PASS", "real", "0.0"),
        ("GAINS", "string", "\"\""), ("OFFSETS", "string", "\"\""),
        ("CABLE_DELAY", "integer", "0"),
        ("EDGE_CHANNEL", "integer", "0"), ("EDGE_SOURCE", "integer", "1"),
        ("EDGE_DELAY", "integer", "0"), ("HOLD", "integer", "0"),
    ]

    /// - Parameter plugIn: the path of the built plug-in.
    package static func text(plugIn: String) -> String {
        let names = arguments.map(\.name).joined(separator: " ")
        let defaults = arguments.map {
            "    @args.\($0.name) { type \($0.type) default \($0.value) }\n"
        }.joined()
        let fields = arguments.map { "    \($0.name.lowercased()) $\($0.name)\n" }.joined()
        return """
            # The virtual amplifier of Quench; see docs/virtual-amplifier.md.
            pcm_type.quench { lib "\(plugIn)" }
            pcm.quench {
                @args [ \(names) ]
            \(defaults)    type quench
            \(fields)    hint { show on description "Virtual amplifier of Quench" }
            }

            """
    }
}
