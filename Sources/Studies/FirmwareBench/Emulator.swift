import Foundation

/// QEMU's model of a board, running the firmware's image.
package struct Emulator: Sendable {
    package let image: URL
    package let board: EmulatedBoard
    private let program: URL
    /// How long nothing may come: before the emulated hardware has opened its files, which it does at
    /// power-on, and then between two records.
    var patience = (start: Duration.seconds(20), silence: Duration.seconds(60))

    /// Nanoseconds of the emulated clock that one instruction takes: QEMU's `-icount shift=4`, so
    /// the processor runs at 62.5 MHz with one instruction a cycle.
    package static let nanosecondsPerInstruction = 16.0
    package static let defaultImage = "Firmware-sim/.build/armv7em-none-none-eabi/release/Firmware"

    package init(imagePath: String = defaultImage) throws(FirmwareError) {
        let image = URL(fileURLWithPath: imagePath)
        guard FileManager.default.fileExists(atPath: image.path) else {
            throw FirmwareError(
                "\(imagePath): no firmware there; build it with `make firmware` and run in the "
                    + "project's folder, or give --image")
        }
        let board = try FirmwareImage(contentsOf: URL(fileURLWithPath: imagePath)).board
        guard let program = Self.find("qemu-system-arm") else {
            throw FirmwareError(
                "qemu-system-arm is missing; install it (`make firmware` does where apt is)")
        }
        self.init(image: image, board: board, program: program)
    }

    init(image: URL, board: EmulatedBoard, program: URL) {
        self.image = image
        self.board = board
        self.program = program
    }

    package static func find(_ name: String) -> URL? {
        let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin"
        return path.split(separator: ":").map { URL(fileURLWithPath: "\($0)/\(name)") }
            .first { FileManager.default.isExecutableFile(atPath: $0.path) }
    }

    /// Runs the image in `folder`, where `stream.bin` waits; leaves `records.bin` there.
    ///
    /// - Parameters:
    ///   - plan: the plan's image, as it lies in the device's flash.
    ///   - recordBytesMax: more than the firmware can have to tell.
    ///   - isStopped: asked several times a second, with the bytes of records so far.
    func run(
        plan: [UInt8], in folder: URL, recordBytesMax: Int,
        isStopped: (_ recordBytes: Int) -> Bool
    ) throws -> [DeviceRecord] {
        let messages = folder.appending(path: "qemu.txt")
        try FirmwareError.naming(folder.path) {
            try Data(plan).write(to: folder.appending(path: "plan.bin"))
            try Data().write(to: messages)
        }
        let process = Process()
        process.executableURL = program
        process.currentDirectoryURL = folder
        process.arguments = [
            "-M", board.machine, "-display", "none", "-monitor", "none", "-serial", "none",
            "-icount", "shift=4,sleep=off", "-semihosting-config", "enable=on,target=native",
            "-device", "loader,file=plan.bin,addr=0x16c00,force-raw=on", "-kernel", image.path,
        ]
        let errors = try FileHandle(forWritingTo: messages)
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = errors
        process.standardError = errors
        try FirmwareError.naming(program.path, "cannot be started") { try process.run() }
        let records = folder.appending(path: "records.bin")
        // -1 before there is a file.
        var latest = -1
        var quietSince = ContinuousClock.now
        while process.isRunning {
            usleep(50_000)
            let attributes = try? FileManager.default.attributesOfItem(atPath: records.path)
            let bytes = (attributes?[.size] as? Int) ?? -1
            if bytes != latest {
                latest = bytes
                quietSince = .now
            }
            var problem = hang(latest, quiet: ContinuousClock.now - quietSince)
            if latest > recordBytesMax { problem = "tells more than the session has" }
            let isUserStop = isStopped(max(0, latest))
            if isUserStop || problem != nil {
                // One that is stopped would not hear anything gentler.
                kill(process.processIdentifier, SIGKILL)
                process.waitUntilExit()
                guard !isUserStop, let problem else { throw FirmwareError.stopped }
                throw FirmwareError("\(image.relativePath): \(problem); the emulator was ended")
            }
        }
        process.waitUntilExit()
        // Ctrl-C reaches the emulator, too, and may have ended it first.
        if isStopped(max(0, latest)) { throw FirmwareError.stopped }
        let status = process.terminationStatus
        let text = (try? String(contentsOf: messages, encoding: .utf8)) ?? ""
        let line = text.split(separator: "\n").first.map { ": \($0)" } ?? ""
        guard process.terminationReason == .exit else {
            throw FirmwareError("the emulator was ended by signal \(status)" + line)
        }
        guard status == 0 else { throw FirmwareError(Self.meaning(ofStatus: status) + line) }
        guard let bytes = FileManager.default.contents(atPath: records.path) else {
            throw FirmwareError("the emulator left no records" + line)
        }
        let told = try DeviceRecord.parse([UInt8](bytes))
        // QEMU's status is 0 also where somebody ended it.
        guard told.contains(where: \.isLast) else {
            throw FirmwareError("the emulator ended before its session did" + line)
        }
        return told
    }

    /// Why the image is waited for no longer; nil where it is.
    private func hang(_ recordBytes: Int, quiet: Duration) -> String? {
        if recordBytes < 0, quiet > patience.start {
            return "gives no sign of the firmware; build it with `make firmware`"
        }
        return quiet > patience.silence ? "has told nothing for \(patience.silence)" : nil
    }

    static func meaning(ofStatus status: Int32) -> String {
        switch status {
        case 2: "the emulated hardware could not open its files"
        case 3: "the firmware did not end its session"
        case 4: "the device was reset over and over"
        case 5: "the firmware set no sampling rate"
        default: "the emulator ended with status \(status)"
        }
    }
}
