import Foundation
import TestSupport
import Testing

/// `make run` as a person without experience or rights uses it, with stand-ins for the compiler, the
/// package manager and the program.
@Suite struct MakeTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
        let files = FileManager.default
        for name in ["bin", ".build/release"] {
            try files.createDirectory(
                atPath: folder.file(name), withIntermediateDirectories: true)
        }
        try files.copyItem(
            atPath: Surroundings.packageRoot.appending(path: "Makefile").path,
            toPath: folder.file("Makefile"))
        try stand(in: "bin/swift", #"echo "$*" >>swift.log"#)
        try stand(in: "bin/apt-get", #"echo "$*" >>apt.log; exit ${APT_STATUS:-1}"#)
        try stand(in: "bin/id", "echo ${USER_NUMBER:-1000}")
        try stand(in: ".build/release/quench", #"printf '%s\0' "$@" >words"#)
    }

    private func stand(in name: String, _ script: String) throws {
        try folder.write("#!/bin/sh\n\(script)\n", to: name)
        try FileManager.default.setAttributes(
            [.posixPermissions: 0o755], ofItemAtPath: folder.file(name))
    }

    private func make(_ words: [String], _ environment: [String: String] = [:]) throws
        -> Quench.Result
    {
        let environment = environment.map { "\($0)=\($1)" }
        return try Running(
            URL(fileURLWithPath: "/usr/bin/env"),
            environment + ["PATH=\(folder.file("bin")):/usr/bin:/bin", "make", "run"] + words,
            in: folder
        ).result()
    }

    private func words() throws -> [String] {
        String(decoding: try folder.bytes("words"), as: UTF8.self)
            .split(separator: "\0").map(String.init)
    }

    private func log(_ name: String) -> String {
        (try? String(contentsOfFile: folder.file(name), encoding: .utf8)) ?? ""
    }

    @Test(
        "a recording's name is a file's name, whatever is in it",
        arguments: [
            "it's.edf", "two words.edf", "a\"b.edf", "$(touch owned).edf", "`touch owned`.edf",
            "$HOME.edf", "$$.edf", "a;touch owned.edf", "-dash.edf", "a,b).edf",
            "$(shell touch owned).edf", "a#b.edf", "a\\b.edf", "%s.edf",
        ], [false, true])
    func aNameIsNoShell(name: String, isInEnvironment: Bool) throws {
        let result =
            try isInEnvironment
            ? make(["OUTPUT=o'ut"], ["RECORDING": name])
            : make(["OUTPUT=o'ut", "RECORDING=\(name)"])
        #expect(result.status == 0, "\(result.errors)")
        #expect(try words() == ["replay", "--output", "o'ut", "--", name])
        #expect(!FileManager.default.fileExists(atPath: folder.file("owned")))
        #expect(result.output.contains("Open o'ut/report.html"))
    }

    @Test func withoutARecordingThePatientRuns() throws {
        #expect(try make([]).status == 0)
        #expect(try words().first == "simulate")
    }

    /// The stand-in for the program listens until the one for the browser was called.
    @Test(
        "a browser opens where there is a desktop, once the port answers", .serialized,
        arguments: ["DISPLAY", "WAYLAND_DISPLAY"])
    func aBrowserOpens(desktop: String) throws {
        try stand(in: "bin/xdg-open", #"echo "$1" >opened.new; mv opened.new opened.log"#)
        try stand(
            in: ".build/release/quench",
            #"""
            printf '%s\0' "$@" >words
            for port; do :; done
            exec python3 -c 'import os, socket, sys, time
            server = socket.create_server(("127.0.0.1", int(sys.argv[1])))
            while not os.path.exists("opened.log"): time.sleep(0.01)' "$port"
            """#)
        let result = try make([], [desktop: ":0"])
        #expect(result.status == 0, "\(result.errors)")
        let port = try #require(words().last)
        #expect(try words().suffix(2).first == "--view" && Int(port) ?? 0 >= 8_420)
        #expect(log("opened.log") == "http://127.0.0.1:\(port)/\n")
    }

    @Test("without a desktop none does, and any free port will do")
    func noBrowserOpens() throws {
        try stand(in: "bin/xdg-open", "touch opened.log")
        #expect(try make([], ["DISPLAY": "", "WAYLAND_DISPLAY": ""]).status == 0)
        #expect(try words().suffix(2) == ["--view", "0"])
        #expect(!FileManager.default.fileExists(atPath: folder.file("opened.log")))
    }

    /// What the README uses next: the program, and the plug-in of `quench amplifier`.
    @Test func allThatFollowsIsBuilt() throws {
        try folder.write("", to: "asoundlib.h")
        #expect(try make(["ALSA_HEADER=asoundlib.h"]).status == 0)
        for product in ["quench", "asound_module_pcm_quench"] {
            #expect(log("swift.log").contains("--product \(product)\n"))
        }
        #expect(log("apt.log").isEmpty)
    }

    @Test(
        "nothing is installed without the rights for it; one command is named, and the run goes on",
        arguments: [("1000", "0", false), ("0", "1", true)])
    func devicesAreLeftOut(user: String, aptStatus: String, asks: Bool) throws {
        let result = try make(
            ["ALSA_HEADER=absent"], ["USER_NUMBER": user, "APT_STATUS": aptStatus])
        #expect(result.status == 0, "\(result.errors)")
        #expect(result.output.contains("devices are left out; for them: sudo "))
        #expect(log("apt.log").isEmpty != asks)
        #expect(try words().first == "simulate")
        #expect(!log("swift.log").contains("asound_module_pcm_quench"))
    }
}
