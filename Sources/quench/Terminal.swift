import Foundation
import Report

/// The person's side: where text goes, and how it may look there.
enum Terminal {
    static let style = TerminalStyle(
        width: width, isColoured: isatty(1) == 1 && environment("NO_COLOR") == nil)

    static var showsProgress: Bool { isatty(2) == 1 }

    private static var width: Int {
        var size = winsize()
        let isKnown = unsafe ioctl(1, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 0
        return isKnown ? min(120, Int(size.ws_col)) : 80
    }

    private static func environment(_ name: String) -> String? {
        ProcessInfo.processInfo.environment[name]
    }

    static func printError(_ text: String) {
        FileHandle.standardError.write(Data(text.utf8))
    }

    /// One line and a non-zero exit.
    static func fail(_ problem: String) -> Never {
        printError("quench: \(problem)\n")
        exit(1)
    }

    /// Runs a command's work; what a person did wrong is one line.
    static func run<Result>(_ work: () throws -> Result) -> Result {
        do {
            return try work()
        } catch {
            fail("\(error)")
        }
    }
}
