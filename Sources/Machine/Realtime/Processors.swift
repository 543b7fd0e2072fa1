import CRealtime

/// The processors that this process may use.
package enum Processors {
    /// Where real-time threads belong: the last isolated processor if there is one, else the last,
    /// because the first takes most interrupts.
    package static var realtime: Int {
        choice(allowed: allowed, isolated: isolated)
    }

    private static var isolated: [Int] {
        list(SystemFile.text("/sys/devices/system/cpu/isolated") ?? "")
    }

    package static var allowed: [Int] {
        (0..<1_024).filter { crealtime_may_run_on(CInt($0)) != 0 }
    }

    static func choice(allowed: [Int], isolated: [Int]) -> Int {
        isolated.filter(allowed.contains).max() ?? allowed.max() ?? 0
    }

    /// A list as the kernel writes it: "0-2,5". What is not of this form is left out.
    package static func list(_ text: some StringProtocol) -> [Int] {
        text.split { $0 == "," || $0.isWhitespace }.flatMap { part -> [Int] in
            let ends = part.split(
                separator: "-", maxSplits: 1, omittingEmptySubsequences: false
            ).map { Int($0) }
            guard let first = ends.first ?? nil, let last = ends.last ?? nil, first >= 0,
                first <= last, last < 4_096
            else { return [] }
            return Array(first...last)
        }
    }
}
