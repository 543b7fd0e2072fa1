import CRealtime
import Foundation

/// Work that gets in the way: each kind runs in a process of its own until it is ended, at the
/// latest with its parent.
package enum Load: String, CaseIterable, Sendable {
    /// Arithmetic without a pause.
    case processor
    /// Pages mapped, filled, copied and given back, beyond any cache.
    case memory
    /// A file of 64 MiB written and forced to the disk over and over; its name is taken away at
    /// once, so that it is gone with the process.
    case disk

    /// Never returns.
    package func run(in folder: String) -> Never {
        _ = crealtime_end_with_parent()
        switch self {
        case .processor: Self.spin()
        case .memory: Self.churn()
        case .disk: Self.write(in: folder)
        }
    }

    private static func spin() -> Never {
        var state: UInt64 = 88_172_645_463_325_252
        while true {
            for _ in 0..<1_000_000 {
                state ^= state << 13
                state ^= state >> 7
                state ^= state << 17
            }
            // The work must not be removed as useless.
            if state == 0 { exit(0) }
        }
    }

    private static func churn() -> Never {
        let byteCount = 64 << 20
        while true {
            let first = UnsafeMutableRawPointer.allocate(
                byteCount: byteCount, alignment: 4_096)
            let second = UnsafeMutableRawPointer.allocate(
                byteCount: byteCount, alignment: 4_096)
            unsafe memset(first, 1, byteCount)
            for _ in 0..<8 {
                unsafe memcpy(second, first, byteCount)
                unsafe memcpy(first, second, byteCount)
            }
            unsafe first.deallocate()
            unsafe second.deallocate()
        }
    }

    private static func write(in folder: String) -> Never {
        let path = "\(folder)/quench-load-\(getpid())"
        let file = unsafe open(path, O_CREAT | O_EXCL | O_RDWR | O_CLOEXEC, 0o600)
        // Where nothing can be written, what is left is the processor.
        guard file >= 0 else { spin() }
        _ = unsafe unlink(path)
        let chunk = [UInt8](repeating: 0xA5, count: 1 << 20)
        while true {
            lseek(file, 0, SEEK_SET)
            for _ in 0..<64 where unsafe Glibc.write(file, chunk, chunk.count) < 0 { spin() }
            fsync(file)
        }
    }
}

/// One load on each processor, and one each on memory and disk, as long as this exists.
package final class LoadProcesses {
    private let processes: [Process]

    /// - Parameters:
    ///   - executable: is run with `arguments` and the load's name.
    package init(executable: URL, arguments: [String]) throws {
        let cores = ProcessInfo.processInfo.activeProcessorCount
        let loads = [Load](repeating: .processor, count: cores) + [.memory, .disk]
        var processes: [Process] = []
        do {
            for load in loads {
                let process = Process()
                process.executableURL = executable
                process.arguments = arguments + [load.rawValue]
                process.standardInput = FileHandle.nullDevice
                process.standardOutput = FileHandle.nullDevice
                try process.run()
                processes.append(process)
            }
        } catch {
            for process in processes { process.terminate() }
            throw error
        }
        self.processes = processes
    }

    package var count: Int { processes.count }

    /// Ends them all and waits for it.
    package func end() {
        for process in processes { kill(process.processIdentifier, SIGKILL) }
        for process in processes { process.waitUntilExit() }
    }

    deinit { end() }
}
