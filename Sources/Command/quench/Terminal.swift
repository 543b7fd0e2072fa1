import ArgumentParser
import Foundation
import Journal
import Report

/// The person's side: where text goes, and how it may look there.
enum Terminal {
    static let style = TerminalStyle(
        width: width, isColoured: isatty(1) == 1 && environment("NO_COLOR") == nil)

    static var showsProgress: Bool { isatty(2) == 1 }

    /// Whether standard error is a terminal that shows Unicode and moves its cursor.
    static var canDraw: Bool {
        let locale = ["LC_ALL", "LC_CTYPE", "LANG"].compactMap(environment).first { !$0.isEmpty }
        let isUnicode = locale.map { $0.uppercased().contains("UTF") } ?? false
        return showsProgress && isUnicode && environment("TERM") != "dumb"
    }

    /// Columns and rows of the terminal that messages go to.
    static var errorSize: (width: Int, height: Int) {
        size(of: 2).map { (min(240, $0.width), min(100, max(1, $0.height))) } ?? (80, 24)
    }

    // A pipe has no width: tables are written whole.
    private static var width: Int { size(of: 1).map { min(200, $0.width) } ?? 200 }

    private static func size(of file: Int32) -> (width: Int, height: Int)? {
        var size = winsize()
        guard unsafe ioctl(file, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return nil }
        return (Int(size.ws_col), Int(size.ws_row))
    }

    private static func environment(_ name: String) -> String? {
        ProcessInfo.processInfo.environment[name]
    }

    /// Makes sure that 0, 1 and 2 are taken, so that no file of a run is opened under one of them
    /// and then written to as if it were the terminal.
    static func claimStandardFiles() {
        var file = unsafe open("/dev/null", O_RDWR)
        while file >= 0, file <= 2 { file = unsafe open("/dev/null", O_RDWR) }
        if file > 2 { close(file) }
    }

    /// The command's result, on standard output. Where it cannot be written the command fails, but
    /// a reader that has seen enough is no failure.
    static func printResult(_ text: String) {
        if let problem = write(text, to: 1), problem != EPIPE {
            fail("standard output cannot be written (\(unsafe String(cString: strerror(problem))))")
        }
    }

    /// The command's result as JSON, on several lines.
    static func printJSON(_ result: some Encodable) throws {
        printResult(try JSONValue(encoding: result).pretty + "\n")
    }

    /// A message; one that nobody can see changes nothing.
    static func printError(_ text: String) { _ = write(text, to: 2) }

    /// What a run shows while it goes on. A terminal that stands still, or a pipe that nobody reads,
    /// shows nothing of it and holds nothing up.
    static func printLive(_ text: String) {
        var ready = pollfd(fd: 2, events: Int16(POLLOUT), revents: 0)
        guard unsafe poll(&ready, 1, 0) == 1, ready.revents & Int16(POLLOUT) != 0 else { return }
        printError(text)
    }

    /// One line and a non-zero exit.
    static func fail(_ problem: String) -> Never {
        printError("quench: \(oneLine(problem))\n")
        exit(1)
    }

    /// Runs a command's work; what a person did wrong is one line.
    static func run<Result>(_ work: () throws -> Result) -> Result {
        do {
            return try work()
        } catch let code as ExitCode {
            exit(code.rawValue)
        } catch {
            fail("\(error)")
        }
    }

    /// Text from outside without control characters, which could move the cursor.
    static func oneLine(_ text: String) -> String {
        String(
            String.UnicodeScalarView(
                text.unicodeScalars.map { $0.properties.generalCategory == .control ? "?" : $0 }))
    }

    /// Writes all, and says what went wrong.
    private static func write(_ text: String, to file: Int32) -> Int32? {
        var text = text
        return text.withUTF8 { bytes in
            var done = 0
            while done < bytes.count {
                let count = unsafe Foundation.write(
                    file, bytes.baseAddress! + done, bytes.count - done)
                if count > 0 {
                    done += count
                } else if count == 0 || errno != EINTR {
                    return errno
                }
            }
            return nil
        }
    }
}
